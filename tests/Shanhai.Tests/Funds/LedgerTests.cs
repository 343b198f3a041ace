using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Tests.Voices;
using static Shanhai.Tests.Funds.FundsCounty;

namespace Shanhai.Tests.Funds;

public sealed class LedgerTests(FundsCounty app) : IClassFixture<FundsCounty>
{
    private static object Entry(long debit = 50_000, long credit = 50_000, string account = "501", string on = "2026-03-05", bool? ownDebt = null, string debits = "102") => new
    {
        entries = new[] { new { on, text = "收厂房租金", document = "记-2026-03-001", ownDebt, lines = new object[] { new { account = debits, debit }, new { account, credit } } } },
    };

    private Task<int> Entries(Id<Book> book) => app.Ask(db => db.Entries.CountAsync(e => e.Book == book));

    [Fact]
    public async Task An_entry_is_posted_numbered_journalled_and_moves_both_balances()
    {
        var book = await app.Book();
        var clerk = await app.SignedIn(Role.Clerk, VoiceCounty.Township);

        var done = await Read<PostEntries.Entered>(await clerk.PostAsJsonAsync($"/api/v1/books/{book}/entries", Entry(), VoiceCounty.Web));

        done.Entries.ShouldHaveSingleItem().Number.ShouldBe(1);
        var shown = await clerk.GetFromJsonAsync<ShowBook>($"/api/v1/books/{book}?on=2026-03-31", VoiceCounty.Web);
        shown!.Rows.Select(r => (r.Account, r.Closing)).ShouldBe([("102", 50_000L), ("501", -50_000L)]);
        (await clerk.GetFromJsonAsync<ShowBalance>($"/api/v1/books/{book}/accounts/102?on=2026-03-04", VoiceCounty.Web))!.Balances.ShouldBeEmpty();
        (await clerk.GetFromJsonAsync<ShowBalance>($"/api/v1/books/{book}/accounts/102?on=2026-03-05", VoiceCounty.Web))!.Balances.ShouldHaveSingleItem().Net.ShouldBe(50_000);
        var subject = "entry:" + done.Entries[0].Entry;
        var journalled = await app.Ask(db => db.Journal.SingleAsync(e => e.Subject == subject));
        journalled.Verb.ShouldBe("funds.post");
        journalled.Summary!.ShouldContain("102 50000 Fen");
        (await app.Ask(db => db.Entries.SingleAsync(e => e.Book == book))).PreparedBy.ShouldStartWith("clerk");
    }

    [Fact]
    public async Task Bad_entries_are_refused_with_what_is_wrong_and_where_and_nothing_is_half_posted()
    {
        var book = await app.Book();
        var clerk = await app.SignedIn(Role.Clerk, VoiceCounty.Township);
        async Task<string> Say(object entry) => await Refused(await clerk.PostAsJsonAsync($"/api/v1/books/{book}/entries", entry, VoiceCounty.Web));

        (await Say(Entry(credit: 49_999))).ShouldContain("借贷不平：借方 500.00 元，贷方 499.99 元，相差 0.01 元");
        (await Say(Entry(account: "999"))).ShouldContain("第 2 行：“999”不是这本账的科目");
        (await Say(Entry(debit: -5, credit: -5))).ShouldContain("只填借方或贷方");
        (await Say(Entry(on: "2023-12-31"))).ShouldContain("从 2024-01-01 起");
        (await Say(Entry(account: "102", debits: "221"))).ShouldContain("请说明是谁的债务");
        (await Say(Entry(account: "102", debits: "221", ownDebt: false))).ShouldContain("不得替他人（包括其他村）偿债或担保");
        (await Say(Entry(account: "102", debits: "513"))).ShouldContain("2026-03-05 将短缺 500.00 元");
        (await Say(new { entries = Array.Empty<object>() })).ShouldContain("一次录入 1 到");
        (await Say(new { entries = new[] { new { on = "2026-03-05", text = "", document = "", lines = Array.Empty<object>() } } })).ShouldContain("至少有两行");

        // A whole batch falls with its last entry, and says which.
        var batch = new { entries = Enumerable.Range(0, 3).Select(i => new { on = "2026-03-05", text = "租金", document = "1", lines = new object[] { new { account = "102", debit = 100 }, new { account = "501", credit = i == 2 ? 99 : 100 } } }) };
        (await Say(batch)).ShouldContain("entries[2].lines");
        (await Entries(book)).ShouldBe(0);
        (await app.Ask(db => db.MonthTotals.CountAsync(t => t.Book == book))).ShouldBe(0);
        (await app.Ask(db => db.Books.SingleAsync(b => b.Id == book))).LastNumber.ShouldBe(0);
    }

    [Fact]
    public async Task A_restricted_account_may_not_fall_below_zero_on_any_day_also_by_an_entry_dated_back()
    {
        var book = await app.Book();
        await app.Post(book, Moves(Day(3, 1), "102", "501", 100_00), Moves(Day(3, 20), "513", "102", 80_00), Moves(Day(3, 25), "102", "501", 70_00));

        var early = await app.Try(book, Moves(Day(3, 10), "513", "102", 30_00));
        early.Problem!.Fields.ShouldHaveSingleItem().Args[2].ShouldBe(Day(3, 20));
        early.Problem.Fields[0].Args[3].ShouldBe("10.00");
        (await app.Try(book, Moves(Day(3, 10), "513", "102", 20_00))).Problem.ShouldBeNull();
        // Within a batch, what comes in the same day counts.
        (await app.Try(book, Moves(Day(4, 1), "513", "102", 90_00), Moves(Day(4, 1), "102", "501", 20_00))).Problem.ShouldBeNull();
        (await app.Net(book, "102", Day(4, 1))).ShouldBe(0);
        // An account that is not restricted may.
        (await app.Try(book, Moves(Day(4, 2), "102", "112", 5_00))).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_reversal_nets_to_zero_names_its_entry_and_happens_once()
    {
        var book = await app.Book();
        var officer = await app.SignedIn(Role.Officer, VoiceCounty.County);
        var entry = (await app.Post(book, Moves(Day(3, 1), "102", "501", 12_345)))[0].Entry;

        (await Refused(await officer.PostAsJsonAsync($"/api/v1/books/entries/{entry}/reverse", new { on = "2026-02-01", why = "记错" }, VoiceCounty.Web))).ShouldContain("不能早于原分录日期");
        (await Refused(await officer.PostAsJsonAsync($"/api/v1/books/entries/{entry}/reverse", new { on = "2026-03-02" }, VoiceCounty.Web))).ShouldContain("why");
        var back = await Read<PostEntries.Done>(await officer.PostAsJsonAsync($"/api/v1/books/entries/{entry}/reverse", new { on = "2026-03-02", why = "金额记错" }, VoiceCounty.Web));

        (await app.AsOf(book, Day(3, 2))).ShouldAllBe(b => b.Net == 0);
        (await app.Net(book, "102", Day(3, 1))).ShouldBe(12_345);
        var shown = await officer.GetFromJsonAsync<ShowLedgerEntry>($"/api/v1/books/entries/{entry}", VoiceCounty.Web);
        shown!.ReversedBy!.Id.ShouldBe(back.Entry!.Value);
        shown.MayReverse.ShouldBeFalse();
        (await Refused(await officer.PostAsJsonAsync($"/api/v1/books/entries/{entry}/reverse", new { why = "再冲" }, VoiceCounty.Web), HttpStatusCode.Conflict)).ShouldContain("已被冲销");
        (await Refused(await officer.PostAsJsonAsync($"/api/v1/books/entries/{back.Entry}/reverse", new { why = "再冲" }, VoiceCounty.Web), HttpStatusCode.Conflict)).ShouldContain("本身不能再冲销");
    }

    [Fact]
    public async Task Who_works_elsewhere_or_for_another_body_reads_or_writes_nothing_and_a_leader_does_not_enter()
    {
        var book = await app.Book();
        var other = await app.SignedIn(Role.Officer, VoiceCounty.Other);
        (await other.GetAsync($"/api/v1/books/{book}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await other.PostAsJsonAsync($"/api/v1/books/{book}/entries", Entry(), VoiceCounty.Web)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await (await app.SignedIn(Role.Leader, VoiceCounty.County)).PostAsJsonAsync($"/api/v1/books/{book}/entries", Entry(), VoiceCounty.Web)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await app.Anyone().GetAsync($"/api/v1/books/{book}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        // The county's own book is kept by its body; a village's by whoever keeps the township's books.
        var agriculture = await app.Acting(Role.Officer, VoiceCounty.Agriculture);
        var resources = await app.Acting(Role.Officer, VoiceCounty.Resources);
        var opened = await Read<OpenBook.Opened>(await agriculture.PostAsJsonAsync("/api/v1/books", new { owner = VoiceCounty.Agriculture.ToString(), chart = "public-money", name = "强村资金" }, VoiceCounty.Web));
        (await resources.GetAsync($"/api/v1/books/{opened.Id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await resources.PostAsJsonAsync($"/api/v1/books/{opened.Id}/entries", Entry(), VoiceCounty.Web)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await (await app.Acting(Role.Clerk, VoiceCounty.TownshipGovernment)).PostAsJsonAsync($"/api/v1/books/{book}/entries", Entry(), VoiceCounty.Web)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Refused(await agriculture.PostAsJsonAsync("/api/v1/books", new { owner = VoiceCounty.Agriculture.ToString(), chart = "public-money" }, VoiceCounty.Web), HttpStatusCode.Conflict)).ShouldContain("已有账簿");
        (await Refused(await agriculture.PostAsJsonAsync("/api/v1/books", new { owner = VoiceCounty.Agriculture.ToString(), chart = "collective-2023" }, VoiceCounty.Web))).ShouldContain("只用于村集体经济组织");
    }

    [Fact]
    public async Task A_book_adds_details_and_the_accounts_that_the_old_chart_leaves_to_it()
    {
        var book = await app.Book("collective-2004");
        var officer = await app.SignedIn(Role.Officer, VoiceCounty.County);
        async Task<HttpResponseMessage> Add(object account) => await officer.PostAsJsonAsync($"/api/v1/books/{book}/accounts", account, VoiceCounty.Web);

        (await Refused(await Add(new { code = "102", name = "银行存款" }))).ShouldContain("请选择科目类别");
        (await Refused(await Add(new { code = "777.01", name = "明细" }))).ShouldContain("上级科目 777 不存在");
        (await Refused(await Add(new { code = "501", name = "重复" }))).ShouldContain("已有科目 501");
        (await Refused(await Add(new { code = "10.2.3", name = "乱" }))).ShouldContain("不是科目代码");
        (await Add(new { code = "102", name = "银行存款", @class = "asset", restricted = true, money = true })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Add(new { code = "511.01", name = "林地发包" })).StatusCode.ShouldBe(HttpStatusCode.OK);

        await app.Post(book, Moves(Day(5, 1, 2023), "102", "511.01", 900_00));
        (await app.Try(book, Moves(Day(5, 2, 2023), "541", "102", 901_00))).Problem!.Fields[0].Key.ShouldBe("funds.below-zero.Fen");
        var statements = await officer.GetFromJsonAsync<ShowStatements>($"/api/v1/books/{book}/statements?year=2023", VoiceCounty.Web);
        statements!.Income.ShouldHaveSingleItem().Account.ShouldBe("511");
        statements.TotalAssets.ShouldBe(statements.TotalClaims);
    }

    [Fact]
    public void The_charts_are_those_of_the_two_systems_and_one_of_stages()
    {
        var charts = Charts.Read();

        charts.Find("collective-2023")!.Accounts.Count.ShouldBe(42);
        charts.Find("collective-2023")!.Mark.NeedsConfirmation.ShouldBeTrue();
        charts.Find("collective-2004")!.Accounts.Select(a => a.Code).ShouldBe(["301", "311", "321", "322", "401", "501", "502", "511", "521", "522", "531", "541", "551", "561"]);
        Enum.GetValues<Stage>().ShouldAllBe(s => charts.Find("public-money")!.At(s) != null);
        Enum.GetValues<Commodity>().Select(c => "funds.commodity." + c).Concat(Enum.GetValues<AccountClass>().Select(c => "funds.class." + c)).Concat(Enum.GetValues<EntryKind>().Select(k => "funds.kind." + k))
            .Concat(Enum.GetValues<PayeeKind>().Select(k => "funds.payee-kind." + k)).Concat(Enum.GetValues<Commodity>().SelectMany(c => new[] { "funds.unbalanced." + c, "funds.below-zero." + c }))
            .ShouldAllBe(k => Shanhai.Host.Web.Words.Has(k));
    }
}
