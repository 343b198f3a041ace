using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Funds.Disclosure;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Tests.Voices;
using static Shanhai.Tests.Funds.FundsCounty;

namespace Shanhai.Tests.Funds;

public sealed class DisclosureTests(FundsCounty app) : IClassFixture<FundsCounty>
{
    private async Task<(Id<Book> Book, PlaceCode Village)> Filled(bool open)
    {
        var village = await app.NewVillage();
        var book = await app.Book(place: village, open: open);
        await app.Post(book, Moves(Day(1, 1, 2025), "102", "311", 1_000_00) with { Kind = EntryKind.Opening, Debt = null },
            Moves(Day(2, 5, 2025), "102", "501", 300_00, "收店面租金"), Moves(Day(3, 5, 2025), "513", "102", 40_00, "付电费") with { Payee = "供电公司", PayeeIs = PayeeKind.Body },
            Moves(Day(3, 6, 2025), "514", "102", 50_00, "发放困难补助") with { Payee = "王小明", PayeeIs = PayeeKind.Person }, Moves(Day(3, 7, 2025), "514", "102", 5_00, "发放困难补助") with { Payee = "李四", PayeeIs = PayeeKind.Person },
            Moves(Day(5, 1, 2025), "513", "102", 20_00, "报销王小明代垫的办公用品"), Moves(Day(8, 1, 2025), "102", "502", 70_00, "收分红"));
        (await app.Close(book, "2025-09")).Problem.ShouldBeNull();
        return (book, village);
    }

    private async Task<string> Page(HttpClient who, Id<Book> book, string query = "") => WebUtility.HtmlDecode(await who.GetStringAsync($"/money/villages/{book}{query}"));

    [Fact]
    public async Task Anybody_reads_the_closed_quarters_of_a_disclosed_village_with_persons_told_together()
    {
        var (book, village) = await Filled(open: true);
        var anyone = app.Anyone();

        var first = (await anyone.GetFromJsonAsync<ShowDisclosed>($"/api/v1/money/villages/{book}?period=2025-Q1", VoiceCounty.Web))!;

        first.Income.Select(l => (l.Account, l.Fen, l.YearFen)).ShouldBe([("501", 300_00L, 300_00L)]);
        first.Expenses.Select(l => (l.Account, l.Fen)).ShouldBe([("513", 40_00L), ("514", 55_00L)]);
        first.Assets.Sum(l => l.Fen).ShouldBe(first.Liabilities.Concat(first.Equity).Sum(l => l.Fen));
        first.Persons.ShouldHaveSingleItem().ShouldBe(new ShowDisclosed.Together("514", first.Persons[0].Name, 2, 55_00));
        first.Movements.Select(m => (m.Text, m.Payee, m.In, m.Out)).ShouldBe([("收店面租金", null, 300_00L, 0L), ("付电费", "供电公司", 0L, 40_00L)]);
        first.ClosedAt.ShouldNotBeNull();
        var third = (await anyone.GetFromJsonAsync<ShowDisclosed>($"/api/v1/money/villages/{book}", VoiceCounty.Web))!;
        (third.Period, third.Income.Single(l => l.Account == "501").Fen, third.Income.Single(l => l.Account == "501").YearFen).ShouldBe((Period.Quarter(2025, 3), 0L, 300_00L));
        third.Periods.ShouldBe([Period.Quarter(2025, 3), Period.Quarter(2025, 2), Period.Quarter(2025, 1)]);

        var page = await Page(anyone, book, "?period=2025-Q1");
        page.ShouldContain("供电公司");
        page.ShouldContain("公益支出");
        page.ShouldContain("结账并公开于 2026-11-23");
        page.ShouldNotContain("困难补助");
        page.ShouldNotContain("王");
        // Named in the words of an entry without a payee, she is shortened there.
        (await Page(anyone, book, "?period=2025-Q2")).ShouldContain("报销王**代垫的办公用品");
        var csv = await anyone.GetStringAsync($"/money/villages/{book}/export?period=2025-Q1&format=csv");
        csv.ShouldContain("供电公司");
        csv.ShouldNotContain("王小明");
        WebUtility.HtmlDecode(await anyone.GetStringAsync("/money/villages")).ShouldContain(book.ToString());
        WebUtility.HtmlDecode(await anyone.GetStringAsync($"/places/{village}")).ShouldContain($"/money/villages/{book}");
        (await anyone.GetStringAsync($"/money/villages/{book}?lang=en")).ShouldContain("Income less expense");
        // What only those who work with books may read stays theirs.
        (await anyone.GetAsync($"/books/{book}/statements")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await anyone.GetAsync($"/api/v1/money/{book}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_not_closed_is_not_shown_and_what_is_opened_again_is_gone()
    {
        var (book, _) = await Filled(open: true);
        var anyone = app.Anyone();
        async Task<string> Asked(string period) => await Refused(await anyone.GetAsync($"/api/v1/money/villages/{book}?period={period}"));

        (await Asked("2025-Q4")).ShouldContain("还没有结账");
        (await Asked("2025")).ShouldContain("还没有结账");
        (await Asked("quarter")).ShouldContain("不是期间");
        (await anyone.GetAsync($"/money/villages/{book}?period=2025-Q4")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await app.Reopen(book, "2025-08", "漏记")).Problem.ShouldBeNull();

        (await Asked("2025-Q3")).ShouldContain("还没有结账");
        (await anyone.GetFromJsonAsync<ShowDisclosed>($"/api/v1/money/villages/{book}", VoiceCounty.Web))!.Periods[0].ShouldBe(Period.Month(2025, 7));
        var open = await app.Book(place: await app.NewVillage(), open: true);
        (await anyone.GetAsync($"/money/villages/{open}")).StatusCode.ShouldBe(HttpStatusCode.NotFound, "nothing of it is closed");
    }

    [Fact]
    public async Task A_book_that_is_not_disclosed_is_there_for_those_who_work_there_alone_and_disclosing_it_waits_for_two_others()
    {
        var (book, village) = await Filled(open: false);
        var officer = await app.SignedIn(Role.Officer, VoiceCounty.County);
        (await app.Anyone().GetAsync($"/money/villages/{book}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await app.Anyone().GetStringAsync("/money/villages")).ShouldNotContain(book.ToString());
        (await (await app.SignedIn(Role.Officer, VoiceCounty.Other)).GetAsync($"/money/villages/{book}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Page(officer, book)).ShouldContain("尚未公开，仅工作人员可见");
        WebUtility.HtmlDecode(await officer.GetStringAsync($"/money/villages?under={village}")).ShouldContain(book.ToString());
        (await officer.GetAsync($"/money/villages?under=没有这个地方")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);

        var waits = (await Read<ChangeBook.Changed>(await officer.PostAsJsonAsync($"/api/v1/books/{book}", new { @public = true }, VoiceCounty.Web))).Waits;

        waits.ShouldNotBeNull();
        (await app.Ask(db => db.Books.SingleAsync(b => b.Id == book))).Public.ShouldBeFalse();
        (await app.Approve(waits.Value)).Problem.ShouldBeNull();
        (await Page(app.Anyone(), book)).ShouldNotContain("尚未公开");
    }
}
