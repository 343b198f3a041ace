using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Pairing;
using Shanhai.Pairing.Solving;
using Shanhai.Places;

namespace Shanhai.Tests.Pairing;

/// <summary>What is decided between a solve and its publication counts; what runs is no lock.</summary>
public sealed class DecidedMeanwhileTests(PairedCounty app) : IClassFixture<PairedCounty>
{
    private static readonly DateOnly Today = new(2026, 11, 23);

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task A_pair_that_was_ended_after_the_solve_is_not_published_again(int daysAgo)
    {
        var id = await app.Campaign();
        (await app.Publish((await app.Solve(id)).Id)).Problem.ShouldBeNull();
        var pair = (await app.Published(id))[0];
        if (daysAgo < 0)
        {
            await app.Ask(db => db.Partnerships.Where(p => p.Campaign == id).ExecuteUpdateAsync(p => p.SetProperty(x => x.FromDay, Today.AddDays(-30))));
        }
        var next = await app.Solve(id);

        (await app.End(pair.Id, "因故终止", on: daysAgo < 0 ? Today.AddDays(daysAgo) : null)).ShouldBeNull();
        var refused = await app.Publish(next.Id);

        refused.Problem!.Code.ShouldBe("pairing.solve-again");
        (await app.Published(id)).Count.ShouldBe(6);
        (await app.Publish((await app.Solve(id)).Id)).Problem.ShouldBeNull();
    }

    [Theory]
    [InlineData(PairWill.Conflict)]
    [InlineData(PairWill.Forbidden)]
    public async Task A_pair_that_was_forbidden_after_the_solve_is_not_published(PairWill will)
    {
        var id = await app.Campaign();
        var solved = await app.Solve(id);
        var pair = await app.Ask(db => db.ProposedPairs.AsNoTracking().FirstAsync(p => p.Scenario == solved.Id));

        (await app.Decide(id, pair.Organisation, pair.Village, will)).ShouldBeNull();
        var refused = await app.Publish(solved.Id);
        var page = await (await app.SignedIn(Role.Officer, PairedCounty.County)).GetStringAsync($"/pairing/scenarios/{solved.Id}?lang=zh");

        refused.Problem!.Code.ShouldBe("pairing.solve-again");
        (await app.Published(id)).ShouldBeEmpty();
        page.ShouldContain("这个方案之后又有新的决定");
        var again = await app.Solve(id);
        (await app.Publish(again.Id)).Problem.ShouldBeNull();
        (await app.Published(id)).ShouldNotContain(p => p.Organisation == pair.Organisation && p.Village == pair.Village);
    }

    [Fact]
    public async Task A_capacity_that_was_lowered_after_the_solve_counts()
    {
        var id = await app.Campaign(capacity: 3);
        var solved = await app.Solve(id);

        await app.Do(async (services, actor) => (await SetCapacity.Handle(id, new(app.Sun, 0), services.GetRequiredService<CurrentTree>(), services.GetRequiredService<Db>(), actor, default)).Problem.ShouldBeNull());

        (await app.Publish(solved.Id)).Problem!.Code.ShouldBe("pairing.solve-again");
    }

    [Fact]
    public async Task A_merger_that_nobody_has_carried_on_yet_makes_no_second_pair()
    {
        var (old, taking) = (await app.Body("甲并企业"), await app.Body("乙承企业"));
        var id = await app.Campaign(villages: 2, capacity: 3);
        (await app.Decide(id, old, PairedCounty.Village(2), PairWill.Mandatory)).ShouldBeNull();
        (await app.Publish((await app.Solve(id)).Id)).Problem.ShouldBeNull();

        await app.Change(old, OrganisationEventKind.Merged, taking);
        (await app.Publish((await app.Solve(id)).Id)).Problem.ShouldBeNull();
        var pairs = await app.Published(id);
        var carried = await app.As(Actor.Operator(Composition.Access, "test"), async (services, actor) =>
        {
            var (trees, places, db) = PairedCounty.Of(services);
            return await CarryOn.Handle(pairs.Single(p => p.Organisation == old).Id, new(), trees, places, db, actor, app.Clock, default);
        });

        pairs.Count(p => p.Village == PairedCounty.Village(2)).ShouldBe(1);
        carried.Problem.ShouldBeNull();
        (carried.Value.Organisation, carried.Value.Village).ShouldBe((taking, PairedCounty.Village(2)));
    }

    [Fact]
    public async Task What_runs_is_not_forbidden_but_ended_first()
    {
        var id = await app.Campaign(villages: 1);
        (await app.Publish((await app.Solve(id)).Id)).Problem.ShouldBeNull();
        var pair = (await app.Published(id)).ShouldHaveSingleItem();

        var refused = await app.Decide(id, pair.Organisation, pair.Village, PairWill.Conflict);
        (await app.End(pair.Id)).ShouldBeNull();
        var after = await app.Decide(id, pair.Organisation, pair.Village, PairWill.Conflict);

        refused!.Code.ShouldBe("pairing.runs-already");
        after.ShouldBeNull();
        (await app.Solve(id)).State.ShouldBe(ScenarioState.Solved);
    }

    [Fact]
    public async Task Where_a_lock_stands_against_what_runs_the_lock_is_what_is_to_be_released()
    {
        var id = await app.Campaign(villages: 2, capacity: 1, change: s => s with { ServeAll = false });
        (await app.Decide(id, app.Sun, PairedCounty.Village(2), PairWill.Mandatory)).ShouldBeNull();
        (await app.Publish((await app.Solve(id)).Id)).Problem.ShouldBeNull();
        (await app.Decide(id, app.Sun, PairedCounty.Village(1), PairWill.Lock)).ShouldBeNull();

        // The village's place is taken by another pair that runs: a clash of its own.
        var clash = (await app.Solve(id)).Result!.Clashes.Single(c => c.What == ClashKind.FixedOverCapacity);

        var release = clash.Ways[1].ShouldHaveSingleItem();
        (release.What, release.Village).ShouldBe((ChangeKind.Release, "第1村"));
    }

    [Fact]
    public async Task Where_a_merger_brings_a_mandatory_and_a_forbidden_pair_together_both_are_named_and_each_way_out()
    {
        var (old, taking) = (await app.Body("指定被并企业"), await app.Body("限制承继企业"));
        var id = await app.Campaign(villages: 3, capacity: 3);
        (await app.Decide(id, old, PairedCounty.Village(3), PairWill.Mandatory)).ShouldBeNull();
        (await app.Decide(id, taking, PairedCounty.Village(3), PairWill.Forbidden)).ShouldBeNull();

        await app.Change(old, OrganisationEventKind.Merged, taking);
        var solved = await app.Solve(id);
        var clash = solved.Result!.Clashes.ShouldHaveSingleItem();
        var page = await (await app.SignedIn(Role.Officer, PairedCounty.County)).GetStringAsync($"/pairing/scenarios/{solved.Id}?lang=zh");
        var published = await app.Publish(solved.Id);

        (clash.What, clash.Helpers[0], clash.Villages[0]).ShouldBe((ClashKind.FixedAndForbidden, "限制承继企业", "第3村"));
        clash.Ways.Select(w => w[0].What).ShouldBe([ChangeKind.Release, ChangeKind.Allow]);
        page.ShouldContain("第3村与限制承继企业已经确定结对");
        published.Problem!.Code.ShouldBe("pairing.not-solved");
        (await app.Published(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_pair_that_has_not_begun_says_so_and_can_be_cancelled_before_it_begins()
    {
        Id<Campaign> id = default;
        await app.Do(async (services, actor) =>
        {
            var (trees, places, db) = PairedCounty.Of(services);
            id = (await CreateCampaign.Handle(new("enterprises", "明年行动", PairedCounty.County, new(2027, 1, 1), new(2027, 12, 31), null, null, [PairedCounty.Village(3)]), places, db, actor, app.Clock, default)).Value.Id;
        });
        var solved = await app.Solve(id);
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        var published = await officer.PostForm($"/pairing/scenarios/{solved.Id}/publish", new() { ["outsideAgreed"] = "true" }, $"/pairing/scenarios/{solved.Id}/publish");
        var done = await officer.GetStringAsync(published.Headers.Location!.OriginalString + "&lang=zh");
        var pair = (await app.Published(id)).ShouldHaveSingleItem();

        var open = await app.Anyone().GetStringAsync($"/pairing/published?under={PairedCounty.Village(3)}&lang=zh");
        var judged = await app.End(pair.Id, "计划调整", worked: false);
        var cancelled = await officer.PostForm($"/pairing/partnerships/{pair.Id}/end", new() { ["why"] = "计划调整" }, $"/pairing/partnerships/{pair.Id}");
        var after = await app.Anyone().GetStringAsync($"/pairing/published?under={PairedCounty.Village(3)}&over=true&lang=zh");

        done.ShouldContain("自 2027-01-01 起执行");
        open.ShouldContain("未开始");
        open.ShouldNotContain(">已结束<");
        judged!.Fields.ShouldContain(f => f.Field == "worked");
        cancelled.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        after.ShouldContain("未执行即取消");
        (await app.Ask(db => db.Partnerships.AsNoTracking().FirstAsync(p => p.Id == pair.Id))).StageOn(new(2027, 5, 1)).ShouldBe(Stage.Cancelled);
    }

    [Fact]
    public void A_pair_that_is_reviewed_after_its_term_lasted_to_the_end_of_its_term()
    {
        var pair = new Partnership { Id = default, Campaign = default, Kind = "unit", Organisation = default, Village = PairedCounty.Village(1), Points = 0, FromDay = new(2024, 1, 1), ToDay = new(2024, 12, 31) };

        (pair.LastDay, pair.StageOn(new(2023, 12, 31)), pair.StageOn(new(2024, 12, 31)), pair.StageOn(new(2025, 1, 1))).ShouldBe((new(2024, 12, 31), Stage.NotBegun, Stage.Runs, Stage.Over));
    }

    [Fact]
    public async Task An_end_that_is_recorded_after_the_term_does_not_lengthen_it()
    {
        var id = await app.Campaign(villages: 1);
        (await app.Publish((await app.Solve(id)).Id)).Problem.ShouldBeNull();
        await app.Ask(db => db.Partnerships.Where(p => p.Campaign == id).ExecuteUpdateAsync(p => p.SetProperty(x => x.FromDay, new DateOnly(2025, 1, 1)).SetProperty(x => x.ToDay, new DateOnly(2025, 12, 31))));
        var pair = (await app.Published(id)).ShouldHaveSingleItem();

        (await app.End(pair.Id, "期满评议", worked: true)).ShouldBeNull();
        var csv = await app.Anyone().GetStringAsync($"/pairing/published/export?format=csv&over=true&under={PairedCounty.Village(1)}");

        csv.ShouldContain("2025-12-31");
        (await app.Published(id)).ShouldHaveSingleItem().LastDay.ShouldBe(new DateOnly(2025, 12, 31));
    }
}
