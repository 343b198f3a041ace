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
        var book = await app.Book(approveAbove: 50_000_00);
        await app.Post(book, Moves(Day(1, 1), "102", "311", 100_000_00) with { Kind = EntryKind.Opening });
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

        (await Refused(await Decide(preparer, id), HttpStatusCode.Forbidden)).ShouldContain("不能审批自己录入的分录");
        (await Read<DecideEntry.Decided>(await Decide(first, id))).Approvals.ShouldBe(1);
        (await Refused(await Decide(first, id), HttpStatusCode.Forbidden)).ShouldContain("须由另一个人作出");
        (await app.Net(book, "153", Day(12, 31))).ShouldBe(0, "one person is not two");
        (await Decide(await app.SignedIn(Role.Clerk, VoiceCounty.County), id)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Decide(await app.SignedIn(Role.Officer, VoiceCounty.Other), id)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var posted = await Read<DecideEntry.Decided>(await Decide(second, id));

        posted.State.ShouldBe(ProposalState.Posted);
        (await app.Net(book, "153", Day(12, 31))).ShouldBe(60_000_00);
        var entry = await app.Ask(db => db.Entries.SingleAsync(e => e.Book == book && e.Number == posted.Number));
        entry.ApprovedBy!.Split('、').Length.ShouldBe(2);
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
}
