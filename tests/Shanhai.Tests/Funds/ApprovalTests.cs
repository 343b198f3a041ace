using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Tests.Voices;
using static Shanhai.Tests.Funds.FundsCounty;

namespace Shanhai.Tests.Funds;

public sealed class ApprovalTests(FundsCounty app) : IClassFixture<FundsCounty>
{
    private static object Spend(long fen, string on = "2026-03-05") => new
    {
        entries = new[] { new { on, text = "建冷库", document = "合同-7", payee = "某建设公司", payeeIs = "body", lines = new object[] { new { account = "153", debit = fen }, new { account = "102", credit = fen } } } },
    };

    private async Task<(Id<Book> Book, HttpClient Preparer, Id<Proposal> Waits)> Waiting(long fen = 60_000_00)
    {
        var book = await app.Book();
        await app.Post(book, Moves(Day(1, 1), "102", "311", 100_000_00) with { Kind = EntryKind.Opening, Debt = null });
        await app.Set(book, b => b.ApproveAbove = 50_000_00);
        var preparer = await app.SignedIn(Role.Officer, VoiceCounty.County);
        var entered = await Read<PostEntries.Entered>(await preparer.PostAsJsonAsync($"/api/v1/books/{book}/entries", Spend(fen), VoiceCounty.Web));
        return (book, preparer, entered.Entries[0].Waits!.Value);
    }

    private static Task<HttpResponseMessage> Decide(HttpClient who, Id<Proposal> id, bool approve = true, string? why = null) =>
        who.PostAsJsonAsync($"/api/v1/books/proposals/{id}/decide", new { approve, why }, VoiceCounty.Web);

    [Fact]
    public async Task Above_the_limit_an_entry_waits_for_two_people_of_whom_none_entered_it_and_none_counts_twice()
    {
        var (book, preparer, id) = await Waiting();
        (await app.Net(book, "153", Day(12, 31))).ShouldBe(0);
        var (first, second) = (await app.SignedIn(Role.Officer, VoiceCounty.County), await app.SignedIn(Role.Leader, VoiceCounty.County));
        (await first.GetStringAsync("/")).ShouldContain("/books/approvals");

        (await Refused(await Decide(preparer, id), HttpStatusCode.Forbidden)).ShouldContain("不能审批自己提交的事项");
        (await Read<DecideEntry.Decided>(await Decide(first, id))).Approvals.ShouldBe(1);
        (await Refused(await Decide(first, id), HttpStatusCode.Forbidden)).ShouldContain("须由另一个人作出");
        (await app.Net(book, "153", Day(12, 31))).ShouldBe(0, "one person is not two");
        (await Decide(await app.SignedIn(Role.Clerk, VoiceCounty.County), id)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Decide(await app.SignedIn(Role.Officer, VoiceCounty.Other), id)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var posted = await Read<DecideEntry.Decided>(await Decide(second, id));

        posted.State.ShouldBe(ProposalState.Posted);
        (await app.Net(book, "153", Day(12, 31))).ShouldBe(60_000_00);
        var entry = await app.Ask(db => db.Entries.SingleAsync(e => e.Book == book && e.Number == posted.Number));
        entry.ApprovedBy!.Split('\n').Length.ShouldBe(2);
        (await Refused(await Decide(second, id), HttpStatusCode.Conflict)).ShouldContain("已经有了结果");
        var subject = $"proposal:{id}";
        (await app.Ask(db => db.Journal.CountAsync(e => e.Subject == subject && e.Verb == "funds.approve"))).ShouldBe(2);
    }

    [Fact]
    public async Task At_the_limit_nothing_waits_and_a_refused_entry_is_never_posted()
    {
        var (book, preparer, id) = await Waiting();
        (await Read<PostEntries.Entered>(await preparer.PostAsJsonAsync($"/api/v1/books/{book}/entries", Spend(10_000_00), VoiceCounty.Web))).Entries[0].Number.ShouldBe(2);
        var second = await app.SignedIn(Role.Leader, VoiceCounty.County);

        (await Refused(await Decide(second, id, approve: false))).ShouldContain("why");
        (await Read<DecideEntry.Decided>(await Decide(second, id, approve: false, why: "没有招标"))).State.ShouldBe(ProposalState.Refused);
        (await Refused(await Decide(second, id), HttpStatusCode.Conflict)).ShouldContain("已经有了结果");
        (await app.Net(book, "153", Day(12, 31))).ShouldBe(10_000_00);
    }

    [Fact]
    public async Task A_form_sent_again_after_it_was_refused_does_not_say_that_it_waits()
    {
        var book = await Full();
        var form = Paid(60_000_00) with { Sent = Id<Entry>.New(app.Clock) };
        var waits = (await app.Post(book, form))[0].Waits!.Value;
        (await app.Try(book, form)).Problem!.Code.ShouldBe("funds.sent-waits");

        await Read<DecideEntry.Decided>(await Decide(await app.SignedIn(Role.Leader, VoiceCounty.County), waits, approve: false, why: "没有招标"));

        (await app.Try(book, form)).Problem!.Code.ShouldBe("funds.sent-refused");
    }

    [Fact]
    public async Task What_has_become_impossible_meanwhile_is_not_posted_by_the_second_approval()
    {
        var (book, preparer, id) = await Waiting(100_000_00);
        await Read<PostEntries.Entered>(await preparer.PostAsJsonAsync($"/api/v1/books/{book}/entries", Spend(1_00), VoiceCounty.Web));
        await Decide(await app.SignedIn(Role.Leader, VoiceCounty.County), id);

        (await Refused(await Decide(await app.SignedIn(Role.Officer, VoiceCounty.County), id))).ShouldContain("将短缺 1.00 元");

        (await app.Ask(db => db.Proposals.SingleAsync(p => p.Id == id))).State.ShouldBe(ProposalState.Waiting);
        (await app.Ask(db => db.Approvals.CountAsync(a => a.Proposal == id))).ShouldBe(1);
    }

    [Fact]
    public async Task A_period_is_not_closed_over_an_entry_that_waits()
    {
        var (book, _, _) = await Waiting();

        (await app.Close(book, "2026-02")).Problem.ShouldBeNull();
        (await app.Close(book, "2026-03")).Problem!.Code.ShouldBe("funds.entries-wait");
    }

    [Fact]
    public async Task The_queue_works_with_forms_alone()
    {
        var (book, _, id) = await Waiting();
        var leader = await app.SignedIn(Role.Leader, VoiceCounty.County);
        var page = WebUtility.HtmlDecode(await leader.GetStringAsync("/books/approvals"));
        page.ShouldContain("建冷库");
        page.ShouldContain("60,000.00");

        (await leader.PostForm($"/books/approvals/{id}", new() { ["approve"] = "false" }, "/books/approvals")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await leader.PostForm($"/books/approvals/{id}", new() { ["approve"] = "true" }, "/books/approvals")).Headers.Location!.ToString().ShouldEndWith("done=approved");
        WebUtility.HtmlDecode(await leader.GetStringAsync("/books/approvals?under=" + VoiceCounty.Village)).ShouldContain("不由您审批");
        (await (await app.SignedIn(Role.Officer, VoiceCounty.County)).PostForm($"/books/approvals/{id}", new() { ["approve"] = "true" }, "/books/approvals")).Headers.Location!.ToString().ShouldEndWith("done=posted");
        (await app.Net(book, "153", Day(12, 31))).ShouldBe(60_000_00);
    }

    private static EntryContent Paid(long fen, string? payee = "某建设公司", string document = "合同-9", string? project = null, int day = 5) =>
        Moves(Day(3, day), "153", "102", fen) with { Payee = payee, PayeeIs = payee is null ? null : PayeeKind.Body, Document = document, Project = project };

    private async Task<Id<Book>> Full(long? limit = 50_000_00)
    {
        var book = await app.Book();
        await app.Post(book, Moves(Day(1, 1), "102", "311", 10_000_000_00));
        await app.Set(book, b => b.ApproveAbove = limit);
        return book;
    }

    [Fact]
    public async Task Cutting_a_payment_into_pieces_does_not_step_round_the_two()
    {
        var book = await Full();

        var batch = await app.Post(book, [.. Enumerable.Range(0, 20).Select(_ => Paid(49_999_99))]);
        batch.Count(d => d.Entry is not null).ShouldBe(1);
        // One after the other, under another paper or another name, within the month: they belong together.
        (await app.Post(book, Paid(1, document: "合同-10", day: 20)))[0].Waits.ShouldBeNull("together they are the limit");
        (await app.Post(book, Paid(40_000_00, document: "合同-10", day: 21)))[0].Waits.ShouldNotBeNull();
        (await app.Post(book, Paid(40_000_00, payee: "另一公司", day: 21)))[0].Waits.ShouldNotBeNull("it rests on the same paper");
        (await app.Post(book, Paid(30_000_00, "甲", "x-1", "村道")))[0].Waits.ShouldBeNull();
        (await app.Post(book, Paid(30_000_00, "乙", "x-2", "村道")))[0].Waits.ShouldNotBeNull("it is the same project");
        (await app.Post(book, Paid(30_000_00, "丙", "x-3", "水渠")))[0].Waits.ShouldBeNull("nothing ties it to the others");
        // What comes in is not paid to anybody.
        (await app.Post(book, Moves(Day(3, 1), "102", "501", 40_000_00), Moves(Day(3, 2), "102", "501", 40_000_00))).ShouldAllBe(d => d.Waits == null);
    }

    [Fact]
    public async Task Corrections_of_an_earlier_year_are_payments_too_and_do_not_step_round_the_two_in_pieces()
    {
        var book = await Full();
        EntryContent Corrects(string document) => Moves(Day(3, 5), "322", "102", 30_000_00) with { Kind = EntryKind.PriorYear, Payee = "某建设公司", PayeeIs = PayeeKind.Body, Document = document };

        (await app.Post(book, Corrects("更正-1")))[0].Waits.ShouldBeNull();
        (await app.Post(book, Corrects("更正-2")))[0].Waits.ShouldNotBeNull("together they are above the limit");
    }

    [Fact]
    public async Task What_is_dated_into_a_closed_period_is_refused_at_once_and_not_left_waiting()
    {
        var book = await Full();
        (await app.Close(book, "2026-03")).Problem.ShouldBeNull();

        (await app.Try(book, Paid(60_000_00))).Problem!.Fields.ShouldHaveSingleItem().Key.ShouldBe("funds.closed-period");

        (await app.Ask(db => db.Proposals.CountAsync(p => p.Book == book))).ShouldBe(0);
    }

    [Fact]
    public async Task Opening_balances_and_large_reversals_wait_too()
    {
        var book = await app.Book(approveAbove: 50_000_00);
        var opening = Moves(Day(1, 1), "102", "311", 90_000_00) with { Kind = EntryKind.Opening, Debt = null };

        var waits = (await app.Post(book, opening))[0].Waits!.Value;
        (await app.Try(book, opening)).Problem!.Fields[0].Key.ShouldBe("funds.opening-once");
        (await app.Approve(waits)).Problem.ShouldBeNull();
        var entry = await app.Ask(db => db.Entries.Where(e => e.Book == book).Select(e => e.Id).SingleAsync());
        (await app.Reverse(entry, null)).Value.Waits.ShouldNotBeNull();
        (await app.Reverse(entry, null)).Problem!.Code.ShouldBe("funds.already-reversed");
    }

    [Fact]
    public async Task Loosening_control_waits_for_two_others_tightening_does_not_and_what_is_left_out_stays()
    {
        var book = await app.Book("public-money", VoiceCounty.County, 50_000_00);
        var officer = await app.SignedIn(Role.Officer, VoiceCounty.County);
        async Task<ChangeBook.Changed> Change(object what) => await Read<ChangeBook.Changed>(await officer.PostAsJsonAsync($"/api/v1/books/{book}", what, VoiceCounty.Web));
        Task<Book> Now() => app.Ask(db => db.Books.SingleAsync(b => b.Id == book));

        (await Change(new { name = "改过的名" })).Waits.ShouldBeNull();
        ((await Now()).ApproveAbove, (await Now()).Name).ShouldBe((50_000_00L, "改过的名"));
        (await Change(new { approveAbove = 20_000_00 })).Waits.ShouldBeNull();
        (await Now()).ApproveAbove.ShouldBe(20_000_00);
        var waits = (await Change(new { noLimit = true, @public = true })).Waits;
        ((await Now()).ApproveAbove, (await Now()).Public).ShouldBe((20_000_00L, false));
        (await Refused(await Decide(officer, waits!.Value), HttpStatusCode.Forbidden)).ShouldContain("自己提交");
        (await Refused(await officer.PostAsJsonAsync($"/api/v1/books/{book}", new { name = "x", version = 0 }, VoiceCounty.Web), HttpStatusCode.Conflict)).ShouldContain("其间有人改过");
        (await officer.GetFromJsonAsync<Page<FindProposals.Row>>($"/api/v1/books/proposals?size=100&under={VoiceCounty.County}", VoiceCounty.Web))!.Rows.Single(r => r.Book == book).Settings!.NoLimit.ShouldBeTrue();

        (await app.Approve(waits.Value)).Value.State.ShouldBe(ProposalState.Posted);
        ((await Now()).ApproveAbove, (await Now()).Public).ShouldBe((null, true));
    }

    [Fact]
    public async Task A_new_book_has_the_rules_limit_and_a_looser_one_waits()
    {
        var officer = await app.SignedIn(Role.Officer, VoiceCounty.County);

        var opened = await Read<OpenBook.Opened>(await officer.PostAsJsonAsync("/api/v1/books", new { owner = VoiceCounty.Agriculture.ToString(), chart = "public-money", name = "大额资金", approveAbove = 900_000_00 }, VoiceCounty.Web));

        opened.Waits.ShouldNotBeNull();
        (await app.Ask(db => db.Books.SingleAsync(b => b.Id == opened.Id))).ApproveAbove.ShouldBe(LedgerRules.Shipped.Fen);
        LedgerRules.Shipped.Mark.NeedsConfirmation.ShouldBeTrue("no law was found that names the amount");
    }

    [Fact]
    public async Task What_adds_to_public_money_and_much_land_quota_always_wait()
    {
        var book = await app.Book("public-money", VoiceCounty.County);
        (await app.Post(book, Moves(Day(1, 1), "10", "00", 1) with { Debt = null }))[0].Waits.ShouldNotBeNull();

        await app.Set(book, b => b.ApproveAbove = 50_000_00);
        var land = new EntryContent(Day(1, 2), "用地指标", "文-1", [new("10", Debit: 1_000_000, Commodity: Commodity.SquareMetre), new("00", Credit: 1_000_000, Commodity: Commodity.SquareMetre)]);
        await app.PostApproved(book, land);
        var moved = land with { Lines = [new("20", Debit: 1_000_000, Commodity: Commodity.SquareMetre), new("10", Credit: 1_000_000, Commodity: Commodity.SquareMetre)] };
        (await app.Post(book, moved))[0].Waits.ShouldNotBeNull();
    }

    [Fact]
    public async Task Approvers_see_the_whole_and_what_somebody_altered_is_not_posted()
    {
        var book = await Full();
        var waits = (await app.Post(book, Moves(Day(3, 5), "153", "102", 80_000_00) with { Payee = "王小明", PayeeIs = PayeeKind.Person, Project = "冷库" }))[0].Waits!.Value;
        var leader = await app.SignedIn(Role.Leader, VoiceCounty.County);
        var row = await Row(leader, waits);
        (row.About!.Payee, row.About.Project, row.Lines[0].Name.Zh).ShouldBe(("王小明", "冷库", "在建工程"));
        row.Left.ShouldHaveSingleItem().Amount.ShouldBe(9_920_000_00);
        (await Row(await app.SignedIn(Role.Analyst, VoiceCounty.County), waits)).About!.Payee.ShouldBe("王**");
        (await app.Ask(db => db.Journal.AnyAsync(e => e.Subject == "proposals" && e.Verb == "funds.persons"))).ShouldBeTrue();
        (await app.Approve(waits, "甲")).Problem.ShouldBeNull();

        await app.Ask(db => db.Proposals.Where(p => p.Id == waits).ExecuteUpdateAsync(u => u.SetProperty(p => p.Said, p => p.Said.Replace("王小明", "李小明"))));

        (await app.Approve(waits, "乙")).Problem!.Code.ShouldBe("funds.proposal-altered");
        (await app.Net(book, "153", Day(12, 31))).ShouldBe(0);
    }

    private static async Task<FindProposals.Row> Row(HttpClient who, Id<Proposal> id) =>
        (await Read<Page<FindProposals.Row>>(await who.GetAsync("/api/v1/books/proposals?size=100"))).Rows.Single(r => r.Id == id);

    [Fact]
    public async Task Approving_wants_a_fresh_sign_in()
    {
        var (_, _, id) = await Waiting();
        var leader = await app.SignedIn(Role.Leader, VoiceCounty.County);
        app.Clock.Advance(TimeSpan.FromMinutes(11));

        (await Decide(leader, id)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        (await leader.PostForm($"/books/approvals/{id}", new() { ["approve"] = "true" }, "/books/approvals")).Headers.Location!.ToString().ShouldStartWith("/sign-in/again");
    }
}
