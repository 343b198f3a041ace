using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Analytics.Allocation;
using Shanhai.Host;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Places;
using Shanhai.Postings;
using Shanhai.Tests.Pairing;

namespace Shanhai.Tests.Postings;

/// <summary>What is done to posts in a county with six villages, as the operator or as somebody.</summary>
internal static class SendingCounty
{
    public static readonly DateOnly Today = new(2026, 11, 23);

    /// <summary>An organ of the county, or of a place in it.</summary>
    public static async Task<Id<Organisation>> Organ(this PairedCounty app, string name, PlaceCode place)
    {
        Id<Organisation> id = default;
        await app.Do(async (services, actor) =>
        {
            var made = await CreateOrganisation.Handle(new(name, null, null, "名册", new() { Kind = OrganisationKind.Department, Place = place }, Another: true), services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(),
                services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, app.Clock, default);
            made.Problem.ShouldBeNull();
            services.GetRequiredService<CurrentTree>().Written();
            id = made.Value.Id;
        });
        return id;
    }

    /// <summary>A batch of the county; without a day it began a year ago.</summary>
    public static async Task<Id<PostBatch>> PostBatch(this PairedCounty app, string kind = "instructor", DateOnly? from = null, PlaceCode? place = null)
    {
        var made = await app.Made(kind, from ?? Today.AddYears(-1), null, place);
        made.Problem.ShouldBeNull();
        return made.Value.Id;
    }

    public static async Task<Result<CreatePostBatch.Created>> Made(this PairedCounty app, string kind, DateOnly from, DateOnly? to, PlaceCode? place = null)
    {
        Result<CreatePostBatch.Created>? made = null;
        await app.Do(async (services, actor) => made = await CreatePostBatch.Handle(new(kind, "第十三批", place ?? PairedCounty.County, from, to, "选派通知"), services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Db>(), actor, app.Clock, default));
        return made!;
    }

    public static async Task<Result<EnterPost.Entered>> Enter(this PairedCounty app, Id<PostBatch> batch, EnterPost input)
    {
        Result<EnterPost.Entered>? done = null;
        await app.Do(async (services, actor) =>
        {
            var (trees, places, db) = PairedCounty.Of(services);
            done = await EnterPost.Handle(batch, input, trees, places, services.GetRequiredService<Vault>(), db, actor, app.Clock, default);
        });
        return done!;
    }

    /// <summary>Somebody for some villages for the whole term.</summary>
    public static async Task<Id<Post>> Sent(this PairedCounty app, Id<PostBatch> batch, string name, Id<Organisation> sender, params PlaceCode[] villages)
    {
        var done = await app.Enter(batch, new(name, null, sender, null, villages, null, null, null));
        done.Problem.ShouldBeNull();
        return done.Value.Id;
    }

    public static Task<Result<T>> Use<T>(this PairedCounty app, Func<Db, Actor, Task<Result<T>>> use) => app.Use((services, actor) => use(services.GetRequiredService<Db>(), actor));

    public static async Task<Result<T>> Use<T>(this PairedCounty app, Func<IServiceProvider, Actor, Task<Result<T>>> use)
    {
        Result<T>? done = null;
        await app.Do(async (services, actor) => done = await use(services, actor));
        return done!;
    }

    public static async Task<MatchPosts.Proposed> Proposal(this PairedCounty app, Id<PostBatch> batch, int each = 1)
    {
        var found = await app.Use((services, actor) => MatchPosts.Handle(batch, new() { Each = each }, PairedCounty.Of(services).Trees, PairedCounty.Of(services).Places, services.GetRequiredService<IFlowSolver>(), PairedCounty.Of(services).Db, actor, app.Clock, default));
        found.Problem.ShouldBeNull();
        return found.Value;
    }

    public static async Task<FindPostCoverage.Shown> Covered(this PairedCounty app, string kind, DateOnly on, PlaceCode under, bool all = true)
    {
        var found = await app.Use((services, actor) => FindPostCoverage.Handle(new() { Kind = kind, On = on, Under = under, All = all }, PairedCounty.Of(services).Trees, PairedCounty.Of(services).Places, PairedCounty.Of(services).Db, actor, app.Clock, default));
        found.Problem.ShouldBeNull();
        return found.Value;
    }

    /// <summary>A village that was on the first of November; <paramref name="into"/> took it over, else nobody did.</summary>
    public static Task Ended(this PairedCounty app, PlaceCode village, PlaceCode? into = null) => app.Do(async (services, actor) =>
    {
        var change = new PlaceChange { Kind = into is null ? PlaceEventKind.Closed : PlaceEventKind.Merged, Place = village, Into = into, On = new(2026, 11, 1), Document = "撤并文件" };
        (await RecordPlaceChange.Handle(change, preview: false, services.GetRequiredService<CurrentRegister>(), services.GetServices<PlaceUse>(), services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, app.Clock, default)).Problem.ShouldBeNull();
        services.GetRequiredService<CurrentRegister>().Written();
    });

    public static Task<Post> The(this PairedCounty app, Id<Post> id) => app.Ask(db => db.Posts.AsNoTracking().FirstAsync(p => p.Id == id));

    /// <summary>Villages of a township of their own, so that nothing another test does counts here.</summary>
    public static async Task<PlaceCode[]> Villages(this PairedCounty app, int township, int count)
    {
        PlaceCode above = 990101000000 + township * 1000;
        PlaceCode[] villages = [.. Enumerable.Range(1, count).Select(i => new PlaceCode(above.Value + 200 + i))];
        await app.Do(async (services, actor) =>
        {
            (await ImportPlaces.Handle([new(above, $"{township}镇", Level.Township), .. villages.Select((v, i) => new RegisterRow(v, $"{township}镇{i + 1}村", Level.Village))], "test", services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, default)).Problem.ShouldBeNull();
            services.GetRequiredService<CurrentRegister>().Written();
        });
        return villages;
    }
}
