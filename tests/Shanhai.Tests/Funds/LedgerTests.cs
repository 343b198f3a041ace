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
    private static object Entry(long debit = 50_000, long credit = 50_000, string account = "501", string on = "2026-03-05", string? debt = null, string? creditor = null, string debits = "102") => new
    {
        entries = new[] { new { on, text = "收厂房租金", document = "记-2026-03-001", debt, creditor, lines = new object[] { new { account = debits, debit }, new { account, credit } } } },
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
        (await Say(Entry(on: "2026-11-24"))).ShouldContain("还没有到");
        (await Say(Entry(debit: 10_000_000_000_001, credit: 10_000_000_000_001))).ShouldContain("金额超过上限 100,000,000,000.00");
        (await Say(new { entries = new object?[] { null } })).ShouldContain("凭证不能为空");
        (await Say(new { entries = new[] { new { on = "2026-03-05", text = "租金", document = "1", lines = new object?[] { null, null } } } })).ShouldContain("分录行不能为空");
        (await Say(new { entries = new[] { new { on = "2026-03-05", text = "付给 13800000000", document = "1", lines = new object[] { new { account = "102", debit = 1 }, new { account = "501", credit = 1 } } } } })).ShouldContain("手机号");
        (await Say(new { entries = new[] { new { on = "2026-03-05", text = "征地补偿费", document = "1", lines = new object[] { new { account = "102", debit = 1 }, new { account = "501", credit = 1 } } } } })).ShouldContain("公积公益金");
        (await Say(Entry(account: "102", debits: "513"))).ShouldContain("2026-03-05 将短缺 500.00 元");
        (await Say(new { entries = new[] { new { on = "2026-03-05", text = "付给 １３８００００００００", document = "1", lines = new object[] { new { account = "102", debit = 1 }, new { account = "501", credit = 1 } } } } })).ShouldContain("手机号");
        (await Say(new { entries = new[] { new { on = "2026-03-05", text = "租金", document = "1", papers = new object?[] { null }, lines = new object[] { new { account = "102", debit = 1 }, new { account = "501", credit = 1 } } } } })).ShouldContain("没有这个附件");
        (await Say(new { entries = new[] { new { on = "2026-03-05", text = "租金", document = "1", lines = new object[] { new { account = "102", debit = 1, commodity = 7 }, new { account = "501", credit = 2, commodity = 7 } } } } })).ShouldContain("不用这种计量");
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

        (await Refused(await officer.PostAsJsonAsync($"/api/v1/books/entries/{entry}/reverse", new { on = "2026-02-01", why = "记错" }, VoiceCounty.Web))).ShouldContain("不能早于原凭证日期");
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
        // Whoever works for any body of the county does not keep its villages' books.
        (await resources.PostAsJsonAsync($"/api/v1/books/{book}/entries", Entry(), VoiceCounty.Web)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await (await app.Acting(Role.Clerk, VoiceCounty.TownshipGovernment)).PostAsJsonAsync($"/api/v1/books/{book}/entries", Entry(), VoiceCounty.Web)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Refused(await agriculture.PostAsJsonAsync("/api/v1/books", new { owner = VoiceCounty.Agriculture.ToString(), chart = "public-money", name = "强村资金" }, VoiceCounty.Web), HttpStatusCode.Conflict)).ShouldContain("已有同名账簿");
        // Another programme has a book of its own.
        await Read<OpenBook.Opened>(await agriculture.PostAsJsonAsync("/api/v1/books", new { owner = VoiceCounty.Agriculture.ToString(), chart = "public-money", name = "联建资金" }, VoiceCounty.Web));
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
        (await Refused(await Add(new { code = "505", name = "别的收入", @class = "income" }))).ShouldContain("class");
        // A detail takes after its own main account too: what must not fall below zero there must not here.
        (await Add(new { code = "102.01", name = "一般户" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Try(book, Moves(Day(4, 1, 2023), "541", "102.01", 1))).Problem!.Fields[0].Key.ShouldBe("funds.below-zero.Fen");

        await app.Post(book, Moves(Day(5, 1, 2023), "102", "511.01", 900_00));
        (await app.Try(book, Moves(Day(5, 2, 2023), "541", "102", 901_00))).Problem!.Fields[0].Key.ShouldBe("funds.below-zero.Fen");
        var statements = await officer.GetFromJsonAsync<ShowStatements>($"/api/v1/books/{book}/statements?year=2023", VoiceCounty.Web);
        statements!.Income.ShouldHaveSingleItem().Account.ShouldBe("511");
        statements.TotalAssets.ShouldBe(statements.TotalClaims);
    }

    [Fact]
    public async Task A_chart_whose_main_accounts_are_complete_takes_details_only()
    {
        var officer = await app.SignedIn(Role.Officer, VoiceCounty.County);
        foreach (var (chart, code) in new[] { ("collective-2023", "103"), ("collective-2023", "505"), ("public-money", "41") })
        {
            var book = await app.Book(chart, chart == "public-money" ? VoiceCounty.County : null);
            (await Refused(await officer.PostAsJsonAsync($"/api/v1/books/{book}/accounts", new { code, name = "自设", @class = "asset", money = true }, VoiceCounty.Web))).ShouldContain("一级科目是固定的");
        }
    }

    [Theory]
    [InlineData("221"), InlineData("112"), InlineData("113"), InlineData("141"), InlineData("515")]
    public async Task A_payment_that_may_pay_a_debt_says_whose_and_to_whom_and_the_answer_is_kept(string account)
    {
        var book = await app.Book();
        await app.Post(book, Moves(Day(1, 1), "102", "311", 10_000_00));
        var clerk = await app.SignedIn(Role.Clerk, VoiceCounty.Township);
        Task<HttpResponseMessage> Pay(string? debt, string? creditor = null) => clerk.PostAsJsonAsync($"/api/v1/books/{book}/entries", Entry(account: "102", debits: account, debt: debt, creditor: creditor), VoiceCounty.Web);

        (await Refused(await Pay(null))).ShouldContain("请说明");
        var refused = await Refused(await Pay("other"));
        refused.ShouldContain("不得替他人（包括其他村）偿债");
        // The county of the tests lies outside the province whose article was found.
        refused.ShouldNotContain("浙江");
        (await Refused(await Pay("own"))).ShouldContain("债权人");
        (await Pay("own", "农商行")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var entry = await app.Ask(db => db.Entries.SingleAsync(e => e.Book == book && e.Debt != null && e.Number == 2));
        (entry.Debt, entry.Creditor).ShouldBe((DebtPaid.Own, "农商行"));
    }

    [Fact]
    public async Task A_form_sent_twice_is_one_entry()
    {
        var book = await app.Book();
        var entry = Moves(Day(3, 1), "102", "501", 1_00) with { Sent = Id<Entry>.New(app.Clock) };
        await app.Post(book, entry);

        (await app.Try(book, entry)).Problem!.Code.ShouldBe("funds.sent-already");

        (await Entries(book)).ShouldBe(1);
    }

    [Fact]
    public async Task Opening_balances_come_once_and_before_everything_else_and_pay_nobody()
    {
        var book = await app.Book();
        var opening = Moves(Day(1, 1), "102", "311", 100_00) with { Kind = EntryKind.Opening, Debt = null };
        (await app.Try(book, opening with { Payee = "某公司", PayeeIs = PayeeKind.Body })).Problem!.Fields[0].Key.ShouldBe("funds.opening-pays-nobody");
        (await app.Try(book, opening, opening)).Problem!.Fields[0].Key.ShouldBe("funds.opening-once");
        var late = await app.Book();
        await app.Post(late, Moves(Day(2, 1), "102", "501", 1_00));
        (await app.Try(late, opening with { On = Day(2, 2) })).Problem!.Fields[0].Key.ShouldBe("funds.opening-late");

        var first = (await app.Post(book, opening))[0].Entry!.Value;
        (await app.Try(book, opening)).Problem!.Fields[0].Key.ShouldBe("funds.opening-once");
        (await app.Try(book, Moves(Day(12, 31, 2025), "102", "501", 1_00))).Problem!.Fields[0].Key.ShouldBe("funds.before-opening");
        // What was wrong is taken back, and the right balances follow.
        (await app.Reverse(first, null)).Problem.ShouldBeNull();
        await app.Post(book, opening);
        (await app.Net(book, "102", Day(1, 1))).ShouldBe(100_00);
        // They stood at the beginning: they are no turnover of the year.
        var officer = await app.SignedIn(Role.Officer, VoiceCounty.County);
        var row = (await officer.GetFromJsonAsync<ShowBook>($"/api/v1/books/{book}?on=2026-03-31", VoiceCounty.Web))!.Rows.Single(r => r.Account == "102");
        (row.Opening, row.Debit, row.Credit).ShouldBe((100_00L, 0L, 0L));
        (await officer.GetFromJsonAsync<ShowStatements>($"/api/v1/books/{book}/statements?year=2026", VoiceCounty.Web))!.Assets.ShouldHaveSingleItem().Before.ShouldBe(100_00);
    }

    [Fact]
    public async Task A_reversal_into_a_later_year_leaves_that_years_income_alone()
    {
        var book = await app.Book();
        var entry = (await app.Post(book, Moves(Day(3, 1, 2025), "102", "501", 500_00)))[0].Entry!.Value;

        (await app.Reverse(entry, Day(2, 1))).Problem.ShouldBeNull();

        (await app.Net(book, "501", Day(12, 31))).ShouldBe(-500_00);
        (await app.Net(book, "322", Day(12, 31))).ShouldBe(500_00);
        (await app.Net(book, "102", Day(12, 31))).ShouldBe(0);
    }

    [Fact]
    public async Task Mutual_claims_with_a_credit_balance_stand_among_the_liabilities()
    {
        var book = await app.Book();
        await app.Post(book, Moves(Day(3, 1), "102", "113", 500_00));
        var officer = await app.SignedIn(Role.Officer, VoiceCounty.County);

        var of = (await officer.GetFromJsonAsync<ShowStatements>($"/api/v1/books/{book}/statements?year=2026", VoiceCounty.Web))!;

        of.Assets.Select(l => (l.Account, l.Fen)).ShouldBe([("102", 500_00L)]);
        of.Liabilities.Select(l => (l.Account, l.Fen)).ShouldBe([("113", 500_00L)]);
    }

    [Fact]
    public async Task Whoever_changes_an_entry_behind_the_program_is_found()
    {
        var book = await app.Book();
        var entry = (await app.Post(book, Moves(Day(3, 1), "102", "501", 500_00) with { Payee = "王小明", PayeeIs = PayeeKind.Person }))[0].Entry!.Value;
        async Task<IReadOnlyList<VerifyLedger.Finding>> Found() => [.. (await app.With((s, actor) => VerifyLedger.Handle(Service<Vault>(s), Service<Shanhai.Host.Persistence.Db>(s), actor, default))).Value.Findings.Where(f => f.Book == book)];
        (await Found()).ShouldBeEmpty();
        var subject = "entry:" + entry;
        (await app.Ask(db => db.Journal.SingleAsync(e => e.Subject == subject && e.Verb == "funds.post"))).Summary!.ShouldNotContain("王小明");

        await app.Ask(db => db.Entries.Where(e => e.Id == entry).ExecuteUpdateAsync(u => u.SetProperty(e => e.Payee, "王大明")));

        (await Found()).ShouldHaveSingleItem().What.ShouldBe(VerifyLedger.What.Changed);
        await app.Ask(db => db.Entries.Where(e => e.Id == entry).ExecuteUpdateAsync(u => u.SetProperty(e => e.Payee, "王小明")));
        (await Found()).ShouldBeEmpty();
    }

    private static T Service<T>(IServiceProvider services) where T : notnull => (T)services.GetService(typeof(T))!;

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
