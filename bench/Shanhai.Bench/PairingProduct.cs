using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Analytics.Allocation;
using Shanhai.Host;
using Shanhai.Host.Jobs;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Pairing;
using Shanhai.Places;

namespace Shanhai.Bench;

/// <summary>The same size through the program: asked for as the page does, gathered from the database, solved by its job, and kept with every pair and its reasons. Then again after one lock, and after one need was added.</summary>
internal static class PairingProduct
{
    /// <summary>Seven helpers of each kind considered for a village are 525,000 pairs.</summary>
    private const int Counties = 25, PerCounty = 1_000, Helpers = 3_000, Considered = 7;

    private static readonly PlaceCode Province = 990000000000;

    private static readonly OrganisationKind[] Bodies = [OrganisationKind.Department, OrganisationKind.Enterprise, OrganisationKind.OverseasAssociation];

    /// <param name="all">Also what another database would say nothing new about: nothing has changed, one need more.</param>
    public static async Task Run(Report report, string kind, bool all)
    {
        await using var store = await Store.Fresh(kind);
        await using var provider = Composition.Services(new Settings { Folder = store.Folder, Database = store.Database }).BuildServiceProvider();
        var id = await Fill(provider);
        await Show("first solve", "");
        if (all)
        {
            await Show("again, nothing has changed", "");
        }
        await Lock(provider, id);
        await Show("again after one lock", "1.5 s");
        if (all)
        {
            await Need(provider);
            await Show("again after one more need", "");
        }

        async Task Show(string what, string target) =>
            report.Row($"through the program, {kind}: {what}, gathered, solved and kept", (await Solve(provider, id)).ToString("0.00 s", CultureInfo.InvariantCulture), "", "", target);
    }

    private static T Get<T>(IServiceProvider services) where T : notnull => services.GetRequiredService<T>();

    private static async Task<T> Do<T>(IServiceProvider provider, Func<IServiceProvider, Actor, Task<T>> work)
    {
        await using var scope = provider.CreateAsyncScope();
        return await work(scope.ServiceProvider, Actor.Operator(Composition.Access, "bench"));
    }

    private static async Task<double> Solve(IServiceProvider provider, Id<Campaign> id)
    {
        var worker = Get<Worker>(provider);
        // What the filling left to be done is not of this.
        while (await worker.RunOne(default))
        {
        }
        var watch = Stopwatch.StartNew();
        var asked = await Do(provider, async (s, actor) => (await SolveCampaign.Handle(id, new(), Get<CurrentTree>(s), Get<CurrentRegister>(s), Get<IFlowSolver>(s), Get<SolvedBefore>(s), Get<Db>(s), actor, TimeProvider.System, default)).Value);
        while (await worker.RunOne(default))
        {
        }
        var state = await Do(provider, async (s, _) => (await Get<Db>(s).Scenarios.AsNoTracking().SingleAsync(x => x.Id == asked.Scenario)).State);
        return state == ScenarioState.Solved ? watch.Elapsed.TotalSeconds : throw new InvalidOperationException($"The scenario is {state}.");
    }

    private static Task<Id<PairRule>> Lock(IServiceProvider provider, Id<Campaign> id) => Do(provider, async (s, actor) =>
    {
        var db = Get<Db>(s);
        var last = await db.Scenarios.Where(x => x.Campaign == id).OrderByDescending(x => x.Number).Select(x => x.Id).FirstAsync();
        var pair = await db.ProposedPairs.AsNoTracking().Where(p => p.Scenario == last).OrderBy(p => p.Village).FirstAsync();
        return (await DecidePair.Handle(id, new(pair.Organisation, new PlaceCode(pair.Village.Value + 1), PairWill.Lock, "bench"), Get<CurrentTree>(s), Get<CurrentRegister>(s), db, actor, TimeProvider.System, default)).Value.Id;
    });

    private static Task<Id<Resource>> Need(IServiceProvider provider) => Do(provider, async (s, actor) =>
        (await RecordResource.Handle(new(Village(0), null, ResourceKind.Money, "trade", 10_000, null, null, null), Get<CurrentTree>(s), Get<Db>(s), actor, TimeProvider.System, default)).Value.Id);

    private static PlaceCode Village(int i) => Township(i / PerCounty, i % PerCounty / 100).Value + 201 + i % 100;

    private static PlaceCode Township(int county, int township) => County(county).Value + 101_000 + 1_000 * township;

    private static PlaceCode County(int county) => 990101000000 + 1_000_000L * county;

    private static Task<Id<Campaign>> Fill(IServiceProvider provider) => Do(provider, async (s, actor) =>
    {
        var (db, clock, random) = (Get<Db>(s), TimeProvider.System, new Random(20030703));
        await Get<Storage>(s).Migrate(db, default);
        List<RegisterRow> rows = [new(Province, "示范省", Level.Province), new(990100000000, "示范市", Level.City)];
        for (var c = 0; c < Counties; c++)
        {
            rows.Add(new(County(c), $"第{c}县", Level.County));
            rows.AddRange(Enumerable.Range(0, PerCounty / 100).Select(t => new RegisterRow(Township(c, t), $"第{c}县第{t}镇", Level.Township)));
        }
        rows.AddRange(Enumerable.Range(0, Counties * PerCounty).Select(i => new RegisterRow(Village(i), $"第{i}村", Level.Village, Lat: 28 + 3 * random.NextDouble(), Lon: 118 + 4 * random.NextDouble())));
        if ((await ImportPlaces.Handle(rows.OrderBy(r => r.Code.Value), "bench", Get<Pinyin>(s), db, actor, default)).Problem is { } unmade)
        {
            throw new InvalidOperationException(unmade.Code);
        }
        var bodies = Enumerable.Range(0, Helpers).Select(i => new Organisation { Id = Id<Organisation>.New(clock), Name = $"第{i}家", Kind = Bodies[i % Bodies.Length], Place = Village(random.Next(Counties * PerCounty)), Pinyin = "", Initials = "" }).ToList();
        Resource Any(PlaceCode place, Id<Organisation>? body) => new()
        {
            Id = Id<Resource>.New(clock), Place = place, Organisation = body, What = (ResourceKind)random.Next(5), Sector = Resource.Sectors[random.Next(Resource.Sectors.Count)], Amount = 10_000 * (1 + random.Next(20)),
            RecordedBy = "bench", RecordedAt = clock.GetUtcNow(),
        };
        await using (var writing = await db.BeginWriting(default))
        {
            await Bulk.InsertAll(db, bodies, default);
            await Bulk.InsertAll(db, [.. Enumerable.Range(0, 2 * Counties * PerCounty).Select(i => Any(Village(i / 2), null)), .. bodies.SelectMany(b => new[] { Any(b.Place, b.Id), Any(b.Place, b.Id) })], default);
            await OrganisationStamp.Raise(db, null, default);
            db.Record(actor, "bench", "bench");
            await db.SaveChangesAsync();
            await writing.Commit(default);
        }
        Get<CurrentTree>(s).Written();
        Get<CurrentRegister>(s).Written();
        db.ChangeTracker.Clear();
        var villages = Enumerable.Range(0, Counties * PerCounty).Select(Village).ToList();
        var made = (await CreateCampaign.Handle(new("three-thousand", "三千行动", Province, null, null, null, null, villages), Get<CurrentRegister>(s), db, actor, clock, default)).Value.Id;
        var settings = (await db.Campaigns.AsNoTracking().SingleAsync(c => c.Id == made)).Settings();
        settings = settings with { Considered = Considered, Kinds = [.. Bodies.Select((b, i) => new HelperKind($"kind{i}", new($"第{i}类", $"Kind {i}"), [b], 1, 28))] };
        return (await ChangeCampaign.Handle(made, new(settings, 1), db, actor, default)).Value.Id;
    });
}
