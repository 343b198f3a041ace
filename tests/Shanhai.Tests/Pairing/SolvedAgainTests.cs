using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Analytics.Allocation;
using Shanhai.Host.Outside;
using Shanhai.Host.Persistence;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Pairing;
using Shanhai.Places;

namespace Shanhai.Tests.Pairing;

/// <summary>Solving again after a change: only what it touches is solved, and the answer is that of solving everything.</summary>
public sealed class SolvedAgainTests(PairedCounty app) : IClassFixture<PairedCounty>
{
    /// <summary>The real solver, counting how often it is asked.</summary>
    private sealed class Counting : IFlowSolver
    {
        private readonly OrToolsSolver _solver = new();
        private int _asked;

        public int Asked => _asked;

        public FlowAnswer Solve(FlowProblem problem)
        {
            Interlocked.Increment(ref _asked);
            return _solver.Solve(problem);
        }
    }

    private async Task<(List<(string Kind, Id<Organisation> Body, PlaceCode Village, int Points, string Why)> Pairs, int Asked, Id<Scenario> Scenario)> Solve(Id<Campaign> id, SolvedBefore before)
    {
        var (solver, pairs, scenario) = (new Counting(), new List<(string, Id<Organisation>, PlaceCode, int, string)>(), default(Id<Scenario>));
        await app.Do(async (services, actor) =>
        {
            var (trees, places, db) = PairedCounty.Of(services);
            var solved = await SolveCampaign.Handle(id, new(), trees, places, solver, before, db, actor, app.Clock, default);
            solved.Problem.ShouldBeNull();
            scenario = solved.Value.Scenario;
            pairs = [.. (await db.ProposedPairs.AsNoTracking().Where(p => p.Scenario == scenario).ToListAsync()).Select(p => (p.Kind, p.Organisation, p.Village, p.Points, p.Why)).Order()];
        });
        return (pairs, solver.Asked, scenario);
    }

    private async Task<Id<Campaign>> TwoKinds()
    {
        await app.Do(async (services, actor) =>
        {
            foreach (var name in new[] { "岚溪县农业农村局", "岚溪县水利局" })
            {
                (await CreateOrganisation.Handle(new(name, null, null, "名册", new() { Kind = OrganisationKind.Department, Place = PairedCounty.County }), services.GetRequiredService<CurrentTree>(),
                    services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, app.Clock, default)).Problem.ShouldBeNull();
                services.GetRequiredService<CurrentTree>().Written();
            }
        });
        return await app.Campaign(change: s => s with { Kinds = [s.Kinds[0], new("unit", new("单位", "Unit"), [OrganisationKind.Department], 1, 3)] });
    }

    [Fact]
    public async Task After_any_change_what_was_kept_gives_the_answer_of_solving_everything_and_asks_less()
    {
        var (id, warm) = (await TwoKinds(), new SolvedBefore());
        var first = await Solve(id, warm);

        // Nothing has changed: nothing is solved.
        var same = await Solve(id, warm);
        same.Asked.ShouldBe(0);
        same.Pairs.ShouldBe(first.Pairs);

        var moved = first.Pairs.First(p => p.Kind == "enterprise" && p.Body != app.Tea);
        (await app.Decide(id, moved.Body, moved.Village, PairWill.Lock)).ShouldBeNull();
        // From the pairs of before it is a few exchanges: the solver does not begin anew.
        var locked = await Solve(id, warm);
        locked.Asked.ShouldBeLessThan(first.Asked);
        locked.Pairs.ShouldBe((await Solve(id, new())).Pairs);

        foreach (var change in Changes(id))
        {
            await change();
            (await Solve(id, warm)).Pairs.ShouldBe((await Solve(id, new())).Pairs);
        }
    }

    /// <summary>Everything a fit or a candidate is made of, one after the other.</summary>
    private IEnumerable<Func<Task>> Changes(Id<Campaign> id) =>
    [
        async () => (await app.Decide(id, app.Tea, PairedCounty.Village(1), PairWill.Forbidden)).ShouldBeNull(),
        () => app.Do(async (services, actor) => (await SetCapacity.Handle(id, new(app.Sun, 0), services.GetRequiredService<CurrentTree>(), services.GetRequiredService<Db>(), actor, default)).Problem.ShouldBeNull()),
        () => app.Do(async (services, actor) =>
            (await RecordResource.Handle(new(PairedCounty.Village(4), null, ResourceKind.Market, "planting", 50_000, null, null, null), services.GetRequiredService<CurrentTree>(), services.GetRequiredService<Db>(), actor, app.Clock, default)).Problem.ShouldBeNull()),
        () => app.Do(async (services, actor) =>
            (await RecordResource.Handle(new(null, app.Bamboo, ResourceKind.Market, "planting", 80_000, null, null, null), services.GetRequiredService<CurrentTree>(), services.GetRequiredService<Db>(), actor, app.Clock, default)).Problem.ShouldBeNull()),
        () => app.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            var campaign = await db.Campaigns.AsNoTracking().FirstAsync(c => c.Id == id);
            (await ChangeCampaign.Handle(id, new(campaign.Settings() with { Distance = 60, Coverage = 10 }, campaign.Version), db, actor, default)).Problem.ShouldBeNull();
        }),
        () => app.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            (await db.Places.FindAsync(PairedCounty.Village(3)))!.Latitude = 30.9;
            db.Record(actor, "test", "place:position");
            await RegisterStamp.Raise(db, null, default);
            await db.SaveChangesAsync();
            services.GetRequiredService<CurrentRegister>().Written();
        }),
        async () =>
        {
            // A pair of another campaign that worked.
            var other = await app.Campaign(villages: 1);
            (await app.Publish((await app.Solve(other)).Id)).Problem.ShouldBeNull();
            (await app.End((await app.Published(other))[0].Id, "已经议定", worked: true)).ShouldBeNull();
        },
    ];

    [Fact]
    public async Task Of_equal_answers_the_pairs_of_the_scenario_before_stay()
    {
        // Villages 5 and 6 ask for nothing and distance counts nothing: whoever helps them is as good as anybody else.
        var id = await app.Campaign(change: s => s with { Distance = 0, Past = 0, Priority = 0, Level = 0 });
        var first = await Solve(id, new());
        // Another arrangement that is as good: the two of the last villages exchanged by hand, as somebody might have solved it before.
        var (five, six) = (first.Pairs.Single(p => p.Village == PairedCounty.Village(5)), first.Pairs.First(p => p.Points == first.Pairs.Single(x => x.Village == PairedCounty.Village(5)).Points && p.Body != first.Pairs.Single(x => x.Village == PairedCounty.Village(5)).Body && p.Body != app.Tea));
        await app.Ask(async db =>
        {
            await db.ProposedPairs.Where(p => p.Scenario == first.Scenario && p.Village == five.Village).ExecuteUpdateAsync(p => p.SetProperty(x => x.Organisation, six.Body));
            return await db.ProposedPairs.Where(p => p.Scenario == first.Scenario && p.Village == six.Village).ExecuteUpdateAsync(p => p.SetProperty(x => x.Organisation, five.Body));
        });

        var second = await Solve(id, new());

        second.Pairs.Single(p => p.Village == five.Village).Body.ShouldBe(six.Body);
        second.Pairs.Single(p => p.Village == six.Village).Body.ShouldBe(five.Body);
        second.Pairs.Sum(p => p.Points).ShouldBe(first.Pairs.Sum(p => p.Points));
    }
}
