using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Funds;
using Shanhai.Funds.Carry;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Indicators;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Tests.Voices;
using static Shanhai.Tests.Funds.FundsCounty;

namespace Shanhai.Tests.Funds;

public sealed class CarryTests(FundsCounty app) : IClassFixture<FundsCounty>
{
    /// <summary>A book of 2004 with its own accounts and the year 2023, and the new book of the same owner.</summary>
    private async Task<(Id<Book> Old, Id<Book> New)> Books(PlaceCode village)
    {
        var old = await app.Book("collective-2004", village);
        foreach (var (code, name, of, money) in new[] { ("102", "银行存款", AccountClass.Asset, true), ("131", "库存物资", AccountClass.Asset, false), ("191", "农业资产", AccountClass.Asset, false), ("202", "应付款", AccountClass.Liability, false) })
        {
            (await app.With((s, actor) => AddAccount.Handle(old, new(code, name, of) { Money = money }, s.GetRequiredService<Charts>(), s.GetRequiredService<CurrentTree>(), s.GetRequiredService<Db>(), actor, app.Clock, default))).Problem.ShouldBeNull();
        }
        await app.Post(old, new EntryContent(Day(1, 1, 2023), "期初", "期初", [new("102", Debit: 500_00), new("131", Debit: 80_00), new("191", Debit: 20_00), new("202", Credit: 180_00), new("311", Credit: 420_00)]) { Kind = EntryKind.Opening },
            Moves(Day(3, 1, 2023), "102", "511", 300_00), Moves(Day(4, 1, 2023), "102", "501", 100_00), Moves(Day(5, 1, 2023), "541", "102", 50_00));
        var owner = await app.Ask(db => db.Books.Where(b => b.Id == old).Select(b => b.Owner).SingleAsync());
        var opened = await app.With((s, actor) => OpenBook.Handle(new(owner, null, "collective-2023"), s.GetRequiredService<Charts>(), s.GetRequiredService<CurrentTree>(), s.GetRequiredService<Db>(), actor, app.Clock, default));
        opened.Problem.ShouldBeNull();
        await app.Set(opened.Value.Id, b => b.ApproveAbove = null);
        return (old, opened.Value.Id);
    }

    private static Task<HttpResponseMessage> Carry(HttpClient who, Id<Book> book, Dictionary<string, string>? accounts = null) => who.PostAsJsonAsync($"/api/v1/books/{book}/carry", new { accounts }, VoiceCounty.Web);

    [Fact]
    public async Task The_balances_of_a_closed_book_of_2004_become_the_opening_balances_of_the_new_one()
    {
        var (old, book) = await Books(await app.NewVillage());
        var clerk = await app.SignedIn(Role.Clerk, VoiceCounty.Township);
        (await Refused(await Carry(clerk, book), HttpStatusCode.Conflict)).ShouldContain("还没有结账到 2023-12-31");
        (await app.Close(old, "2023-12")).Problem.ShouldBeNull();

        // What is called the same goes there, whatever its number was; what is not is asked for.
        var shown = await Read<ShowCarried>(await clerk.GetAsync($"/api/v1/books/{book}/carry"));
        shown.Rows.Select(r => (r.Account, r.Net, r.To)).ShouldBe([("102", 850_00L, "102"), ("131", 80_00L, "121"), ("191", 20_00L, null), ("202", -180_00L, "211"), ("311", -420_00L, "311"), ("322", -350_00L, "322")]);
        (await Refused(await Carry(clerk, book))).ShouldContain("请选择旧科目 191 农业资产");
        (await Refused(await Carry(clerk, book, new() { ["191"] = "501" }))).ShouldContain("不能结转到“501”");
        (await Carry(await app.SignedIn(Role.Clerk, VoiceCounty.Other), book)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Carry(await app.SignedIn(Role.Leader, VoiceCounty.County), book)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        WebUtility.HtmlDecode(await clerk.GetStringAsync($"/books/{book}")).ShouldContain("结转旧制度账簿余额");
        (await Read<PostEntries.Done>(await Carry(clerk, book, new() { ["191"] = "132" }))).Number.ShouldBe(1);

        (await app.AsOf(book, Day(1, 1, 2024))).Select(b => (b.Account, b.Net)).ShouldBe([("102", 850_00L), ("121", 80_00L), ("132", 20_00L), ("211", -180_00L), ("311", -420_00L), ("322", -350_00L)]);
        (await app.Ask(db => db.Books.SingleAsync(b => b.Id == book))).OpeningOn.ShouldBe(Day(1, 1, 2024));
        (await Refused(await Carry(clerk, book, new() { ["191"] = "132" }))).ShouldContain("已有期初余额");
        WebUtility.HtmlDecode(await clerk.GetStringAsync($"/books/{book}/carry")).ShouldContain("与旧制度账簿一致");

        // The old book is changed afterwards: the page says so.
        (await app.Approve((await app.Reopen(old, "2023-12", "漏记")).Value.Waits!.Value)).Problem.ShouldBeNull();
        await app.Post(old, Moves(Day(12, 20, 2023), "102", "501", 7_00));
        (await app.Close(old, "2023-12")).Problem.ShouldBeNull();
        var differs = await Read<ShowCarried>(await clerk.GetAsync($"/api/v1/books/{book}/carry"));
        differs.Differences.Select(d => (d.Class, d.Carried, d.Opened)).ShouldBe([(AccountClass.Asset, 957_00L, 950_00L), (AccountClass.Equity, -777_00L, -770_00L)]);
        WebUtility.HtmlDecode(await clerk.GetStringAsync($"/books/{book}/carry")).ShouldContain("不一致");
    }

    [Fact]
    public async Task The_year_before_is_told_in_todays_accounts_with_511_split_as_the_village_decided_and_never_guessed()
    {
        var village = await app.NewVillage();
        var (old, book) = await Books(village);
        (await app.Close(old, "2023-12")).Problem.ShouldBeNull();
        var officer = await app.SignedIn(Role.Officer, VoiceCounty.County);
        Task<ShowStatements?> Statements(int year) => officer.GetFromJsonAsync<ShowStatements>($"/api/v1/books/{book}/statements?year={year}", VoiceCounty.Web);

        var undecided = (await Statements(2024))!;

        undecided.Income.Select(l => (l.Account, l.Fen, l.Before)).ShouldBe([("501", 0L, 100_00L), ("", 0L, 300_00L)]);
        undecided.Expenses.Select(l => (l.Account, l.Fen, l.Before)).ShouldBe([("513", 0L, 50_00L)]);
        undecided.Restated!.Share.ShouldBeNull();
        undecided.DistributionBefore.Profit.ShouldBe(350_00);
        WebUtility.HtmlDecode(await officer.GetStringAsync($"/books/{book}/statements?year=2024")).ShouldContain("单列不拆分");

        await app.With(async (s, actor) => await RecordFigures.Handle(new(new(SourceKind.Form, Day(1, 1, 2024)), [new(village, "CE.SPLIT511", Period.Year(2023), 70m)]),
            s.GetRequiredService<Db>(), actor, s.GetRequiredService<Catalogue>(), s.GetRequiredService<FactColumns>(), app.Clock, default));
        var split = (await Statements(2024))!;

        split.Income.Select(l => (l.Account, l.Before)).ShouldBe([("501", 310_00L), ("502", 90_00L)]);
        split.Income.Sum(l => l.Before).ShouldBe(undecided.Income.Sum(l => l.Before), "the parts come to the whole");
        WebUtility.HtmlDecode(await officer.GetStringAsync($"/books/{book}/statements?year=2024")).ShouldContain("70% 计入经营收入");
        // A year that lies in this book is this book's alone.
        (await Statements(2025))!.Restated.ShouldBeNull();
    }

    [Fact]
    public async Task It_is_carried_over_with_the_form_alone_and_a_book_without_a_predecessor_says_so()
    {
        var (old, book) = await Books(await app.NewVillage());
        (await app.Close(old, "2023-12")).Problem.ShouldBeNull();
        var clerk = await app.SignedIn(Role.Clerk, VoiceCounty.Township);
        async Task<HttpResponseMessage> Send(params (string Name, string Value)[] fields)
        {
            var token = await clerk.Token($"/books/{book}/carry");
            using var content = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token)).Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
            return await clerk.PostAsync($"/books/{book}/carry", content);
        }

        var unsaid = await Send(("from", "131"), ("to", "122"), ("from", "191"), ("to", ""));
        unsaid.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        WebUtility.HtmlDecode(await unsaid.Content.ReadAsStringAsync()).ShouldContain("131 库存物资 不能结转到“122”");
        (await Send(("from", "131"), ("to", "121"), ("from", "191"), ("to", "134"))).Headers.Location!.ToString().ShouldEndWith("done=carried");
        (await app.Net(book, "134", Day(1, 1, 2024))).ShouldBe(20_00);
        (await clerk.GetAsync($"/books/{await app.Book()}/carry")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
