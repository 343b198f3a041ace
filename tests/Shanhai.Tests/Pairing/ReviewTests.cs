using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Pairing;

namespace Shanhai.Tests.Pairing;

/// <summary>Signing, yearly reviews by both sides, what is left of the sum agreed on, renewal, and what the board counts.</summary>
public sealed class ReviewTests(PairedCounty app) : IClassFixture<PairedCounty>
{
    [Fact]
    public async Task Both_sides_review_a_year_each_for_itself_and_what_both_say_counts_for_later_pairs()
    {
        var pair = await Running(1);
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        var at = $"/pairing/partnerships/{pair.Id}";

        var village = await officer.PostForm(at + "/reviews", new() { ["year"] = "2026", ["yearWorked"] = "true", ["said"] = "销路打开了" }, at);
        var bad = await officer.PostForm(at + "/reviews", new() { ["year"] = "2025", ["yearWorked"] = "true", ["said"] = "去年" }, at);
        var one = await Past();
        var helper = await app.As(PairedCounty.HelperOf(pair.Organisation, PairedCounty.County), (s, a) =>
            ReviewPartnership.Handle(pair.Id, new(2026, false, "货款结得慢"), PairedCounty.Of(s).Trees, PairedCounty.Of(s).Db, a, app.Clock, default));
        var split = await Past();
        var again = await app.As(PairedCounty.HelperOf(pair.Organisation, PairedCounty.County), (s, a) =>
            ReviewPartnership.Handle(pair.Id, new(2026, true, "已经结清"), PairedCounty.Of(s).Trees, PairedCounty.Of(s).Db, a, app.Clock, default));
        var theirs = await app.As(PairedCounty.HelperOf(pair.Organisation, PairedCounty.County), (s, a) =>
            ReviewPartnership.Handle(pair.Id, new(2026, true, "替村里说", OfHelper: false), PairedCounty.Of(s).Trees, PairedCounty.Of(s).Db, a, app.Clock, default));
        var page = await officer.GetStringAsync(at + "?lang=zh");
        var next = await app.Campaign(villages: 1);
        var solved = await app.Solve(next);
        var proposed = await app.Ask(db => db.ProposedPairs.AsNoTracking().FirstAsync(p => p.Scenario == solved.Id && p.Organisation == pair.Organisation));

        village.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        bad.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        one.ShouldBeNull();
        helper.Problem.ShouldBeNull();
        split.ShouldBeNull();
        again.Problem.ShouldBeNull();
        theirs.Problem!.Fields.ShouldContain(f => f.Field == "ofHelper");
        page.ShouldContain("销路打开了");
        page.ShouldContain("已经结清");
        page.ShouldNotContain("货款结得慢");
        page.ShouldNotContain("[pairing.");
        (await app.Ask(db => db.PairReviews.CountAsync(r => r.Partnership == pair.Id))).ShouldBe(3);
        (proposed.Reasons().Parts.Past, proposed.Reasons().Parts.Continued).ShouldBe((1.0, true));

        // Null: neither counts yet.
        async Task<double?> Past()
        {
            var id = await app.Campaign(villages: 1);
            var solve = await app.Solve(id);
            var reasons = (await app.Ask(db => db.ProposedPairs.AsNoTracking().FirstAsync(p => p.Scenario == solve.Id && p.Organisation == pair.Organisation))).Reasons();
            return reasons.Parts.Past == 0.5 ? null : reasons.Parts.Past;
        }
    }

    [Fact]
    public async Task A_contribution_above_what_is_left_of_the_agreement_says_how_much_is_left()
    {
        var pair = await Running(1);
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        var at = $"/pairing/partnerships/{pair.Id}";

        var late = await officer.PostForm(at + "/sign", new() { ["signedOn"] = "2026-11-24", ["pledged"] = "1000" }, at);
        var signed = await officer.PostForm(at + "/sign", new() { ["signedOn"] = "2026-11-23", ["pledged"] = "1000" }, at);
        var first = await officer.PostForm(at + "/contributions", new() { ["what"] = "Money", ["amount"] = "700", ["on"] = "2026-11-23" }, at);
        var over = await officer.PostForm(at + "/contributions", new() { ["what"] = "Goods", ["amount"] = "300.01", ["on"] = "2026-11-23" }, at);
        var hours = await officer.PostForm(at + "/contributions", new() { ["what"] = "Hours", ["amount"] = "5000", ["on"] = "2026-11-23" }, at);
        var less = await officer.PostForm(at + "/sign", new() { ["signedOn"] = "2026-11-23", ["pledged"] = "600" }, at);
        var rest = await officer.PostForm(at + "/contributions", new() { ["what"] = "Goods", ["amount"] = "300", ["on"] = "2026-11-23" }, at);

        late.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        signed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        first.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        over.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await over.Content.ReadAsStringAsync()).ShouldContain("还剩 300.00 元");
        hours.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        less.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        rest.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await app.Ask(db => db.Contributions.Where(c => c.Partnership == pair.Id && c.What <= ContributionKind.Goods).SumAsync(c => c.Amount))).ShouldBe(100_000);
    }

    [Fact]
    public async Task Two_contributions_at_once_do_not_go_beyond_what_was_agreed_on()
    {
        var pair = await Running(3);
        await app.Do(async (services, actor) => (await SignAgreement.Handle(pair.Id, new(new DateOnly(2026, 11, 23), 1000), PairedCounty.Of(services).Db, actor, app.Clock, default)).Problem.ShouldBeNull());
        Task<Result<RecordContribution.Recorded>> Give() => app.As(Actor.Operator(Composition.Access, "test"), (s, a) =>
            RecordContribution.Handle(pair.Id, new(ContributionKind.Money, 700, new DateOnly(2026, 11, 23)), PairedCounty.Of(s).Trees, PairedCounty.Of(s).Db, a, app.Clock, default));

        var both = await Task.WhenAll(Task.Run(Give), Task.Run(Give));

        both.Count(r => r.Problem is null).ShouldBe(1);
        both.Single(r => r.Problem is not null).Problem!.Fields.ShouldContain(f => f.Key == "pairing.above-pledge");
        (await app.Ask(db => db.Contributions.Where(c => c.Partnership == pair.Id).SumAsync(c => c.Amount))).ShouldBe(70_000);
    }

    [Fact]
    public async Task Of_two_of_one_side_who_review_a_year_at_once_one_stands_and_the_other_reads_it_first()
    {
        var pair = await Running(5);
        Task<Result<ReviewPartnership.Reviewed>> Say(string words) => app.As(Actor.Operator(Composition.Access, "test"), (s, a) =>
            ReviewPartnership.Handle(pair.Id, new(2026, true, words, OfHelper: false), PairedCounty.Of(s).Trees, PairedCounty.Of(s).Db, a, app.Clock, default));
        var said = 0;
        for (var i = 0; i < 20; i++)
        {
            var both = await App.AtOnce(() => Say($"甲说{i}"), () => Say($"乙说{i}"));

            said += both.Count(b => b.Problem is null);
            both.Count(b => b.Problem is null).ShouldBeGreaterThan(0);
            both.Where(b => b.Problem is not null).ShouldAllBe(b => b.Problem!.Code == "pairing.reviewed-meanwhile");
            var all = await app.Ask(db => db.PairReviews.AsNoTracking().Where(r => r.Partnership == pair.Id).ToListAsync());
            all.Count.ShouldBe(said);
            both.Where(b => b.Problem is null).Select(b => b.Value.Id).ShouldContain(all.Single(r => r.SupersededAt is null).Id);
        }
    }

    [Fact]
    public async Task A_partnership_is_renewed_once_and_the_board_counts_the_pair_once()
    {
        var pair = await Running(4);
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        var at = $"/pairing/partnerships/{pair.Id}";

        var early = await officer.PostForm(at + "/renew", new() { ["renewTo"] = $"{pair.ToDay:yyyy-MM-dd}" }, at);
        var renewed = await officer.PostForm(at + "/renew", new() { ["renewTo"] = $"{pair.ToDay.AddYears(1):yyyy-MM-dd}" }, at);
        var twice = await officer.PostForm(at + "/renew", new() { ["renewTo"] = $"{pair.ToDay.AddYears(2):yyyy-MM-dd}" }, at);
        var next = await app.Ask(db => db.Partnerships.AsNoTracking().SingleAsync(p => p.Renews == pair.Id));
        var board = await app.Anyone().GetFromJsonAsync<JsonElement>($"/api/v1/pairing/board?preset=enterprises&under={PairedCounty.Village(4)}");

        early.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        renewed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        twice.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (next.FromDay, next.Organisation, next.Village).ShouldBe((pair.ToDay.AddDays(1), pair.Organisation, pair.Village));
        var line = board.GetProperty("kinds").EnumerateArray().Single();
        (line.GetProperty("total").GetInt32(), line.GetProperty("target").ValueKind).ShouldBe((1, JsonValueKind.Null));
    }

    [Fact]
    public async Task Of_two_who_renew_a_partnership_at_once_the_second_is_told()
    {
        var pair = await Running(5);
        Task<Result<RenewPartnership.Renewed>> Renew(TimeProvider clock) => app.As(Actor.Operator(Composition.Access, "test"), (s, a) =>
        {
            var (trees, places, db) = PairedCounty.Of(s);
            return RenewPartnership.Handle(pair.Id, new(pair.ToDay.AddYears(1)), trees, places, db, a, clock, default);
        });

        // The second has looked whether it is renewed already, and the first saves before she does.
        Result<RenewPartnership.Renewed>? first = null;
        var second = await Renew(new Meanwhile(app.Clock, 2, async () => first = await Renew(app.Clock)));

        first!.Problem.ShouldBeNull();
        second.Problem!.Code.ShouldBe("pairing.changed-meanwhile");
        (await app.Ask(db => db.Partnerships.CountAsync(p => p.Renews == pair.Id))).ShouldBe(1);
    }

    /// <summary>A clock: when it is asked for the time so often, something happens first.</summary>
    private sealed class Meanwhile(TimeProvider clock, int at, Func<Task> happens) : TimeProvider
    {
        private int _asked;

        public override DateTimeOffset GetUtcNow()
        {
            if (++_asked == at)
            {
                Task.Run(happens).GetAwaiter().GetResult();
            }
            return clock.GetUtcNow();
        }
    }

    private async Task<Partnership> Running(int village)
    {
        var id = await app.Campaign(villages: 1, change: s => s with { Villages = [PairedCounty.Village(village)] });
        (await app.Publish((await app.Solve(id)).Id)).Problem.ShouldBeNull();
        return (await app.Published(id)).ShouldHaveSingleItem();
    }
}
