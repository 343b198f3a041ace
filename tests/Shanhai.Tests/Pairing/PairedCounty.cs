using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host;
using Shanhai.Analytics.Allocation;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Pairing;
using Shanhai.Places;

namespace Shanhai.Tests.Pairing;

/// <summary>A county with six villages at known positions, four enterprises and a campaign that pairs the two; the enterprise 茶场 fits the first village best.</summary>
public class PairedCounty : App
{
    public static readonly PlaceCode Province = 990000000000, County = 990101000000, Other = 990102000000;

    public static PlaceCode Village(int number) => 990101101200 + number;

    public Id<Organisation> Tea { get; private set; }
    public Id<Organisation> Bamboo { get; private set; }
    public Id<Organisation> Trade { get; private set; }
    public Id<Organisation> Sun { get; private set; }

    protected override Task Fill() => Do(async (services, actor) =>
    {
        var db = services.GetRequiredService<Db>();
        RegisterRow[] rows = [new(Province, "示范省", Level.Province), new(990100000000, "示范市", Level.City), new(County, "岚溪县", Level.County), new(990101101000, "石门镇", Level.Township),
            .. Enumerable.Range(1, 6).Select(i => new RegisterRow(Village(i), $"第{i}村", Level.Village)), new(Other, "南海县", Level.County)];
        (await ImportPlaces.Handle(rows.OrderBy(r => r.Code.Value), "test", services.GetRequiredService<Pinyin>(), db, actor, default)).Problem.ShouldBeNull();
        foreach (var place in db.Places.Where(p => p.Level == Level.Village).ToList())
        {
            (place.Latitude, place.Longitude) = (30 + (place.Code.Value - Village(0).Value) / 10.0, 120);
        }
        var county = await db.Places.FindAsync(County);
        (county!.Latitude, county.Longitude) = (30.3, 120);
        db.Record(actor, "test", "place:position");
        await RegisterStamp.Raise(db, null, default);
        await db.SaveChangesAsync();
        services.GetRequiredService<CurrentRegister>().Written();
        Tea = await Body(services, actor, "云雾茶场有限公司", County);
        Bamboo = await Body(services, actor, "青竹加工有限公司", County);
        Trade = await Body(services, actor, "山海电商有限公司", Other);
        Sun = await Body(services, actor, "向阳光伏有限公司", County);
        await Say(services, actor, null, Village(1), ResourceKind.Market, "planting", 100_000);
        await Say(services, actor, Tea, null, ResourceKind.Market, "planting", 100_000);
    });

    public static async Task<Id<Organisation>> Body(IServiceProvider services, Actor actor, string name, PlaceCode place)
    {
        var made = await CreateOrganisation.Handle(new(name, null, null, "名册", new() { Kind = OrganisationKind.Enterprise, Place = place }), services.GetRequiredService<CurrentTree>(),
            services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, services.GetRequiredService<TimeProvider>(), default);
        services.GetRequiredService<CurrentTree>().Written();
        return made.Value.Id;
    }

    private static async Task Say(IServiceProvider services, Actor actor, Id<Organisation>? body, PlaceCode? place, ResourceKind what, string sector, long amount) =>
        (await RecordResource.Handle(new(place, body, what, sector, amount, null, null, null), services.GetRequiredService<CurrentTree>(), services.GetRequiredService<Db>(), actor, services.GetRequiredService<TimeProvider>(), default)).Problem.ShouldBeNull();

    /// <summary>A new campaign of one kind of helper for the villages, as the operator.</summary>
    public async Task<Id<Campaign>> Campaign(int villages = 6, int capacity = 2, Func<CampaignSettings, CampaignSettings>? change = null)
    {
        Id<Campaign> id = default;
        await Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            id = (await CreateCampaign.Handle(new("enterprises", "千企结千村", County, null, null, null, null, [.. Enumerable.Range(1, villages).Select(Village)]), services.GetRequiredService<CurrentRegister>(), db, actor, Clock, default)).Value.Id;
            var settings = (await db.Campaigns.FindAsync(id))!.Settings();
            settings = settings with { Kinds = [settings.Kinds[0] with { Capacity = capacity }] };
            (await ChangeCampaign.Handle(id, new(change is null ? settings : change(settings), 1), db, actor, default)).Problem.ShouldBeNull();
        });
        return id;
    }

    public async Task<ShowScenario> Solve(Id<Campaign> id)
    {
        ShowScenario? shown = null;
        await Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            var solved = await SolveCampaign.Handle(id, new(), services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<IFlowSolver>(), services.GetRequiredService<SolvedBefore>(), db, actor, Clock, default);
            solved.Problem.ShouldBeNull();
            shown = (await ShowScenario.Handle(solved.Value.Scenario, db, actor, default)).Value;
        });
        return shown!;
    }

    public async Task<Problem?> Decide(Id<Campaign> id, Id<Organisation> body, PlaceCode village, PairWill will)
    {
        Problem? problem = null;
        await Do(async (services, actor) => problem = (await DecidePair.Handle(id, new(body, village, will, "班子会议定"), services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Db>(), actor, Clock, default)).Problem);
        return problem;
    }

    public async Task<Result<PublishScenario.Published>> Publish(Id<Scenario> id)
    {
        Result<PublishScenario.Published>? done = null;
        await Do(async (services, actor) => done = await PublishScenario.Handle(id, new(true), services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Db>(), actor, Clock, default));
        return done!;
    }

    /// <summary>Somebody who holds the role of a helper for a body, at a place, and nothing else.</summary>
    public static Actor HelperOf(Id<Organisation> body, PlaceCode place) => new(null, "帮扶单位经办人", Door.Web, [new(Role.Helper, place, body.Value)], Composition.Access);

    /// <summary>A use case as somebody.</summary>
    public async Task<T> As<T>(Actor actor, Func<IServiceProvider, Actor, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider, actor);
    }

    public static (CurrentTree Trees, CurrentRegister Places, Db Db) Of(IServiceProvider services) => (services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Db>());

    /// <summary>A new enterprise of the county.</summary>
    public async Task<Id<Organisation>> Body(string name)
    {
        Id<Organisation> id = default;
        await Do(async (services, actor) => id = await Body(services, actor, name, County));
        return id;
    }

    public Task Change(Id<Organisation> body, OrganisationEventKind kind, Id<Organisation>? other = null) => Do(async (services, actor) =>
    {
        (await RecordOrganisationChange.Handle(body, new(kind, ChinaDay.Today(Clock), "工商变更", null, other?.ToString()), services.GetRequiredService<CurrentTree>(),
            services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, Clock, default)).Problem.ShouldBeNull();
        services.GetRequiredService<CurrentTree>().Written();
    });

    public async Task<Problem?> End(Id<Partnership> id, string why = "已经议定", bool? worked = null, DateOnly? on = null)
    {
        Problem? problem = null;
        await Do(async (services, actor) => problem = (await EndPartnership.Handle(id, new(why, worked, on), services.GetRequiredService<Db>(), actor, Clock, default)).Problem);
        return problem;
    }

    public Task<List<Partnership>> Published(Id<Campaign> id) => Ask(db => db.Partnerships.AsNoTracking().Where(p => p.Campaign == id).OrderBy(p => p.Id).ToListAsync());
}
