using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Funds;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Places;
using Shanhai.Tests.Voices;
using static Shanhai.Tests.Funds.FundsCounty;

namespace Shanhai.Tests.Funds;

public sealed class DistributionTests(FundsCounty app) : IClassFixture<FundsCounty>
{
    private Task<Result<ShowStatements>> Shown(Id<Book> book, int year, int month = 12) => app.With((s, actor) =>
        ShowStatements.Handle(book, year, month, s.GetRequiredService<Charts>(), s.GetRequiredService<Shanhai.Indicators.Catalogue>(), s.GetRequiredService<Shanhai.Organisations.CurrentTree>(), s.GetRequiredService<Db>(), actor, app.Clock, default));

    [Theory]
    [InlineData("collective-2023", 2024)]
    [InlineData("collective-2004", 2021)]
    public async Task The_distribution_comes_from_the_accounts_and_ends_where_the_balance_sheet_does(string chart, int year)
    {
        var book = await app.Book(chart);
        if (chart == "collective-2004")
        {
            foreach (var (code, name, kind) in new[] { ("102", "银行存款", AccountClass.Asset), ("202", "应付款", AccountClass.Liability) })
            {
                (await app.With((s, actor) => AddAccount.Handle(book, new(code, name, kind) { Money = code == "102" }, s.GetRequiredService<Charts>(), s.GetRequiredService<Shanhai.Organisations.CurrentTree>(), s.GetRequiredService<Db>(), actor, app.Clock, default))).Problem.ShouldBeNull();
            }
        }
        var (owed, cost) = chart == "collective-2004" ? ("202", "541") : ("211", "513");
        await app.Post(book, new EntryContent(Day(1, 1, year), "期初", "期初", [new("102", Debit: 500_00), new("311", Credit: 440_00), new("322", Credit: 60_00)]) { Kind = EntryKind.Opening },
            Moves(Day(3, 1, year), "102", "501", 1_000_00), Moves(Day(4, 1, year), cost, "102", 200_00));
        (await app.Close(book, $"{year}-12")).Problem.ShouldBeNull();
        var next = year + 1;
        var done = await app.Post(book, new EntryContent(Day(2, 1, next), "分配上年收益", "方案-1", [new("322", Debit: 640_00), new("311", Credit: 240_00), new(owed, Credit: 400_00)]) { Debt = DebtPaid.None },
            Moves(Day(2, 2, next), "322", owed, 50_00), Moves(Day(3, 1, next), "322", "301", 5_00), Moves(Day(3, 2, next), "311", "322", 7_00), Moves(Day(5, 1, next), "102", "501", 300_00));
        (await app.Reverse(done[1].Entry!.Value, Day(2, 3, next))).Problem.ShouldBeNull();
        await app.Post(book, Moves(Day(6, 1, next), "322", "102", 9_00) with { Kind = EntryKind.PriorYear });

        var first = (await Shown(book, year)).Value;
        var of = (await Shown(book, next)).Value;

        first.Distribution.ShouldBe(new ProfitDistribution(60_00, 800_00, 0, 0, 0, 0, 0));
        first.Distribution.Closing.ShouldBe(860_00);
        of.Distribution.ShouldBe(new ProfitDistribution(860_00, 300_00, -9_00, 7_00, 240_00, 400_00, 5_00));
        of.DistributionBefore.ShouldBe(first.Distribution);
        of.Distribution.Closing.ShouldBe(of.Equity.Where(l => l.Account is "322" or "321" or "").Sum(l => l.Fen), "the parts come to what the balance sheet says");
        of.TotalAssets.ShouldBe(of.TotalClaims);
        (await Shown(book, next, 2)).Value.Distribution.Members.ShouldBe(400_00, "the reversal of February is in February");

        var officer = await app.SignedIn(Role.Officer, VoiceCounty.County);
        var page = WebUtility.HtmlDecode(await officer.GetStringAsync($"/books/{book}/statements?year={next}"));
        page.ShouldContain("提取公积公益金");
        page.ShouldContain("data-print");
        var csv = await officer.GetStringAsync($"/books/{book}/statements/export?year={next}&format=csv");
        csv.ShouldContain("减：向成员分配,400");
        (await officer.GetByteArrayAsync($"/books/{book}/statements/export?year={next}&format=xlsx")).Length.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public async Task In_Zhejiang_the_reserve_comes_first()
    {
        PlaceCode village = 330127101201;
        await app.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            db.Places.Add(new() { Code = village, Level = Level.Village, Name = "某村", Pinyin = "", Initials = "" });
            await RegisterStamp.Raise(db, null, default);
            db.Record(actor, "test", "places");
            await db.SaveChangesAsync();
        });
        var book = await app.Book(place: village);
        await app.Post(book, Moves(Day(3, 1, 2025), "102", "501", 1_000_00));
        (await app.Close(book, "2025-12")).Problem.ShouldBeNull();

        var early = await app.Try(book, Moves(Day(2, 1), "322", "211", 500_00));
        early.Problem!.Fields.ShouldHaveSingleItem().Key.ShouldBe("funds.reserve-first");
        Shanhai.Host.Web.Words.Say(Language.Chinese, early.Problem.Fields[0].Key, early.Problem.Fields[0].Args).ShouldContain("300.00");
        // Neither by way of the members' own accounts, nor past the distribution.
        (await app.Try(book, Moves(Day(2, 1), "322", "113", 500_00))).Problem!.Fields[0].Key.ShouldBe("funds.reserve-first");
        (await app.Try(book, Moves(Day(2, 1), "321", "102", 500_00))).Problem!.Fields[0].Key.ShouldBe("funds.reserve-first");
        (await app.Try(book, new EntryContent(Day(2, 1), "分配", "方案", [new("322", Debit: 799_99), new("311", Credit: 299_99), new("211", Credit: 500_00)]))).Problem!.Fields[0].Key.ShouldBe("funds.reserve-first");
        await app.Post(book, new EntryContent(Day(2, 1), "分配", "方案", [new("322", Debit: 800_00), new("311", Credit: 300_00), new("211", Credit: 500_00)]));
        // Outside the province no such number was found, and none is asked for.
        var elsewhere = await app.Book();
        await app.Post(elsewhere, Moves(Day(3, 1, 2025), "102", "501", 1_000_00));
        (await app.Close(elsewhere, "2025-12")).Problem.ShouldBeNull();
        await app.Post(elsewhere, Moves(Day(2, 1), "322", "211", 500_00));
    }
}
