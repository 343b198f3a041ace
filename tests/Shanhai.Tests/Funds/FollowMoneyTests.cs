using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Funds;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Places;
using Shanhai.Tests.Voices;
using static Shanhai.Tests.Funds.FundsCounty;

namespace Shanhai.Tests.Funds;

public sealed partial class FollowMoneyTests(FundsCounty app) : IClassFixture<FundsCounty>
{
    private static EntryContent Moves(int month, string from, string to, long yuan, PlaceCode? of = null, PlaceCode? at = null, string? project = null, string? payee = null, PayeeKind? kind = null) =>
        new(Day(month, 1), "资金", "县财〔2026〕1号", [new(to, Debit: yuan * 100, Village: at), new(from, Credit: yuan * 100, Village: of)]) { Project = project, Payee = payee, PayeeIs = kind };

    private async Task<(Id<Book> Book, Id<Entry> Paid)> Filled(bool open)
    {
        var book = await app.Book("public-money", VoiceCounty.County, open: open);
        var village = VoiceCounty.Village;
        await app.PostApproved(book, Moves(1, "00", "10", 1_000_000));
        var done = await app.Post(book,
            Moves(2, "10", "20", 900_000), Moves(3, "20", "30", 800_000),
            Moves(4, "30", "40", 500_000, at: village, project: "冷库"), Moves(4, "30", "40", 200_000, at: Second, project: "民宿"),
            Moves(5, "40", "50", 300_000, village, village, "冷库", "北山建设公司", PayeeKind.Body), Moves(5, "40", "50", 10_000, village, village, "冷库", "王小明", PayeeKind.Person),
            Moves(6, "50", "60", 300_000, village, village, "冷库", "北山建设公司", PayeeKind.Body), Moves(6, "40", "70", 20_000, Second, Second, "民宿"));
        return (book, done[4].Entry!.Value);
    }

    [Fact]
    public async Task Every_yuan_stands_in_one_stage_and_is_followed_to_village_project_and_payee()
    {
        var (book, paid) = await Filled(open: false);
        var own = await app.Book(place: VoiceCounty.Village);
        await app.Post(own, new EntryContent(Day(5, 8), "收到专项资金", "回单", [new("102", Debit: 300_000_00), new("241", Credit: 300_000_00)]) { Source = paid });
        var officer = await app.SignedIn(Role.Officer, VoiceCounty.County);

        var of = (await officer.GetFromJsonAsync<FollowMoney>($"/api/v1/money/{book}", VoiceCounty.Web))!;

        of.Stages.ToDictionary(s => s.Stage, s => s.Reached / 100).ShouldBe(new Dictionary<Stage, long>
        {
            [Stage.Source] = 1_000_000, [Stage.Budget] = 1_000_000, [Stage.Commitment] = 900_000, [Stage.Appropriation] = 800_000, [Stage.Allocation] = 700_000, [Stage.Disbursement] = 310_000, [Stage.Receipt] = 300_000, [Stage.Return] = 20_000,
        }, ignoreOrder: true);
        of.Stages.Where(s => s.Stage != Stage.Source).Sum(s => s.Stands).ShouldBe(1_000_000_00, "the parts sum to the whole");
        of.Paths.Sum(p => p.Allocated).ShouldBe(700_000_00);
        of.Paths.Single(p => p.Persons).Paid.ShouldBe(10_000_00);
        of.Paths.ShouldAllBe(p => p.Payee != "王小明");
        of.Paths.Where(p => p.Village == VoiceCounty.Village).Sum(p => p.Posted).ShouldBe(300_000_00);
        (await app.Anyone().GetAsync($"/api/v1/money/{book}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task More_than_a_village_was_allocated_is_not_paid_and_what_is_taken_back_is_not_counted()
    {
        var (book, paid) = await Filled(open: false);

        (await app.Try(book, Moves(7, "40", "50", 190_001, VoiceCounty.Village, VoiceCounty.Village))).Problem!.Fields[0].Key.ShouldBe("funds.below-zero.Fen");
        (await app.Try(book, Moves(7, "40", "50", 1, null, VoiceCounty.Village))).Problem!.Fields[0].Key.ShouldBe("funds.say-village");
        (await app.Try(book, Moves(7, "10", "20", 1, VoiceCounty.Village))).Problem!.Fields[0].Key.ShouldBe("funds.no-village");
        // One village's allocation does not pay for another, and no stage is skipped.
        (await app.Try(book, Moves(7, "40", "50", 1, VoiceCounty.Village, Second))).Problem!.Fields[0].Key.ShouldBe("funds.one-village");
        (await app.Try(book, Moves(7, "10", "50", 1, null, VoiceCounty.Village))).Problem!.Fields[0].Key.ShouldBe("funds.no-such-move");
        (await app.Try(book, Moves(7, "00", "50", 1, null, VoiceCounty.Village))).Problem!.Fields[0].Key.ShouldBe("funds.no-such-move");
        (await app.Try(book, Moves(7, "50", "40", 1, VoiceCounty.Village, VoiceCounty.Village))).Problem!.Fields[0].Key.ShouldBe("funds.no-such-move");
        (await app.Try(book, Moves(7, "40", "40", 1, VoiceCounty.Village, Second))).Problem!.Fields[0].Key.ShouldBe("funds.no-successor");
        (await app.Try(book, Moves(7, "30", "40", 1, null, 990102101201))).Problem!.Fields[0].Key.ShouldBe("funds.village-outside");
        (await app.Try(book, Moves(7, "30", "40", 1, null, 990101101999))).Problem!.Fields[0].Key.ShouldBe("funds.village-unknown");
        var officer = await app.SignedIn(Role.Officer, VoiceCounty.County);
        // Received already, so the payment cannot be taken back before the receipt.
        (await Refused(await officer.PostAsJsonAsync($"/api/v1/books/entries/{paid}/reverse", new { on = "2026-07-01", why = "付错" }, VoiceCounty.Web))).ShouldContain("不得为负");
        (await officer.GetFromJsonAsync<Page<FindLedgerEntries.Row>>($"/api/v1/books/{book}/entries?q=王小明", VoiceCounty.Web))!.Rows.ShouldBeEmpty("no person is looked for in an address");
        (await officer.GetFromJsonAsync<Page<FindLedgerEntries.Row>>($"/api/v1/books/{book}/entries?q=北山建设", VoiceCounty.Web))!.Rows.Count.ShouldBe(2);
        var person = await app.Ask(db => db.Entries.Where(e => e.Book == book && e.PayeeIs == PayeeKind.Person).Select(e => e.Id).SingleAsync());
        (await officer.PostAsJsonAsync($"/api/v1/books/entries/{person}/reverse", new { on = "2026-07-01", why = "付错" }, VoiceCounty.Web)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await officer.GetFromJsonAsync<FollowMoney>($"/api/v1/money/{book}", VoiceCounty.Web))!.Stages.Single(s => s.Stage == Stage.Disbursement).Reached.ShouldBe(300_000_00);
    }

    [Fact]
    public async Task Anybody_follows_a_public_book_with_persons_masked_on_its_page_its_export_and_the_villages_page()
    {
        var (book, _) = await Filled(open: true);
        var anyone = app.Anyone();

        var page = WebUtility.HtmlDecode(await anyone.GetStringAsync($"/money/{book}"));

        page.ShouldContain("北山建设公司");
        page.ShouldContain("个人（合并）");
        page.ShouldNotContain("王");
        page.ShouldContain("\"kind\":\"sankey\"");
        WebUtility.HtmlDecode(await anyone.GetStringAsync("/money")).ShouldContain(book.ToString());
        var csv = await anyone.GetStringAsync($"/money/{book}/export?format=csv");
        csv.ShouldContain("个人（合并）");
        csv.ShouldNotContain("王");
        (await anyone.GetStringAsync($"/money/{book}?lang=en")).ShouldNotContain("王小明");
        WebUtility.HtmlDecode(await anyone.GetStringAsync($"/places/{VoiceCounty.Village}")).ShouldContain($"/money/{book}");
        (await anyone.GetAsync($"/books/{book}")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        FollowMoney.Masked("欧阳娜娜", PayeeKind.Person).ShouldBe("欧**");
        FollowMoney.Masked("农户", null).ShouldBe("农**", "what is not known to be a body is masked");
    }

    [Fact]
    public async Task A_long_list_of_paths_and_of_books_is_read_page_by_page_sorted_and_narrowed()
    {
        var book = await app.Book("public-money", VoiceCounty.County, open: true);
        await app.PostApproved(book, Moves(1, "00", "10", 1_000));
        await app.Post(book, [Moves(2, "10", "20", 1_000), Moves(3, "20", "30", 1_000), .. Enumerable.Range(1, 22).Select(n => Moves(4, "30", "40", n, at: VoiceCounty.Village, project: $"分页项目{n:00}"))]);
        var anyone = app.Anyone();

        var first = WebUtility.HtmlDecode(await anyone.GetStringAsync($"/money/{book}"));
        first.ShouldContain("分页项目20");
        first.ShouldNotContain("分页项目21");
        first.ShouldContain("after=20");
        first.ShouldContain("截至 ");
        var second = WebUtility.HtmlDecode(await anyone.GetStringAsync($"/money/{book}?after=20"));
        second.ShouldContain("分页项目22");
        second.ShouldNotContain("分页项目20");
        (await anyone.GetStringAsync($"/money/{book}/export?format=csv")).ShouldContain("分页项目22");
        WebUtility.HtmlDecode(await anyone.GetStringAsync($"/money?under={VoiceCounty.County}&sort=-source-money")).ShouldContain(book.ToString());
        WebUtility.HtmlDecode(await anyone.GetStringAsync($"/money?under={VoiceCounty.Village}")).ShouldContain("没有符合条件的记录");
        (await anyone.GetAsync("/money?under=没有这个地方")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_book_of_public_money_has_a_statement_of_its_stages_that_comes_to_the_source_in_every_unit()
    {
        var (book, _) = await Filled(open: false);
        var land = new EntryContent(Day(2, 2), "用地指标", "文-1", [new("10", Debit: 500, Commodity: Commodity.SquareMetre), new("00", Credit: 500, Commodity: Commodity.SquareMetre)]);
        await app.PostApproved(book, land);
        var officer = await app.SignedIn(Role.Officer, VoiceCounty.County);

        var of = (await officer.GetFromJsonAsync<ShowStages>($"/api/v1/books/{book}/stages?year=2026&month=5", VoiceCounty.Web))!;

        of.Parts.Select(p => (p.Commodity, p.Source.Closing, p.Sum.Closing)).ShouldBe([(Commodity.Fen, 1_000_000_00L, 1_000_000_00L), (Commodity.SquareMetre, 500L, 500L)]);
        of.Parts[0].Rows.ToDictionary(r => r.Stage!.Value, r => (r.In / 100, r.Out / 100, r.Closing / 100)).ShouldBe(new Dictionary<Stage, (long, long, long)>
        {
            [Stage.Budget] = (1_000_000, 900_000, 100_000), [Stage.Commitment] = (900_000, 800_000, 100_000), [Stage.Appropriation] = (800_000, 700_000, 100_000), [Stage.Allocation] = (700_000, 310_000, 390_000),
            [Stage.Disbursement] = (310_000, 0, 310_000), [Stage.Receipt] = (0, 0, 0), [Stage.Return] = (0, 0, 0),
        }, ignoreOrder: true);
        (of.Parts[0].Share(Stage.Budget), of.Parts[0].Share(Stage.Allocation), of.Parts[0].Share(Stage.Disbursement)).ShouldBe((100m, 70m, 31m));
        // The next year begins with what stood there.
        var next = (await officer.GetFromJsonAsync<ShowStages>($"/api/v1/books/{book}/stages?year=2027", VoiceCounty.Web))!.Parts[0];
        next.Rows.Single(r => r.Stage == Stage.Disbursement).ShouldBe(new ShowStages.Row(Stage.Disbursement, next.Rows.Single(r => r.Stage == Stage.Disbursement).Name, 10_000_00, 0, 0, 10_000_00));

        var page = WebUtility.HtmlDecode(await officer.GetStringAsync($"/books/{book}/statements?year=2026&month=5"));
        page.ShouldContain("资金环节表");
        page.ShouldContain("31.0%");
        (await officer.GetStringAsync($"/books/{book}/statements/export?year=2026&month=5&format=csv")).ShouldContain("310000");
        WebUtility.HtmlDecode(await officer.GetStringAsync($"/books/{book}")).ShouldContain($"/books/{book}/statements");
        (await Refused(await officer.GetAsync($"/api/v1/books/{book}/statements"))).ShouldContain("资金环节表");
        (await Refused(await officer.GetAsync($"/api/v1/books/{await app.Book()}/stages"))).ShouldContain("资产负债表");
    }

    [Fact]
    public async Task An_account_that_is_kept_by_village_is_one_line_whose_villages_are_a_page_of_their_own()
    {
        var (book, _) = await Filled(open: false);
        var officer = await app.SignedIn(Role.Officer, VoiceCounty.County);

        var page = WebUtility.HtmlDecode(await officer.GetStringAsync($"/books/{book}?on=2026-04-30"));
        page.ShouldContain("2 个村");
        page.ShouldContain("700,000.00");
        page.ShouldNotContain("云下村");
        var villages = WebUtility.HtmlDecode(await officer.GetStringAsync($"/books/{book}?on=2026-04-30&account=40"));
        villages.ShouldContain("云上村");
        villages.ShouldContain("云下村");
        villages.ShouldContain("200,000.00");
        villages.ShouldContain("全部科目");
        WebUtility.HtmlDecode(await officer.GetStringAsync($"/books/{book}?on=2026-04-30&account=40&after={VoiceCounty.Village}")).ShouldNotContain("云上村<");
    }

    [Fact]
    public async Task Two_villages_of_one_name_are_two_bars_named_with_the_place_above_them_and_so_are_their_projects()
    {
        var (village, alike) = (VoiceCounty.Village, new PlaceCode(990101102201));
        await app.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            db.Places.Add(new() { Code = alike, Level = Level.Village, Name = "云上村", Pinyin = "", Initials = "" });
            await RegisterStamp.Raise(db, null, default);
            db.Record(actor, "test", "places");
            await db.SaveChangesAsync();
            services.GetRequiredService<CurrentRegister>().Written();
        });
        var book = await app.Book("public-money", VoiceCounty.County);
        await app.PostApproved(book, Moves(1, "00", "10", 100));
        await app.Post(book, Moves(2, "10", "20", 100), Moves(3, "20", "30", 90), Moves(4, "30", "40", 50, null, village, "冷库"), Moves(4, "30", "40", 30, null, alike, "冷库"),
            Moves(5, "40", "50", 20, village, village, "冷库"), Moves(5, "40", "50", 30, alike, alike, "冷库"));

        var picture = await app.With(async (s, actor) => new MoneyPage.Shown([], (await FollowMoney.Handle(book, null, s.GetRequiredService<Charts>(), s.GetRequiredService<CurrentTree>(), s.GetRequiredService<CurrentRegister>(), s.GetRequiredService<Db>(), actor, default)).Value, null)
            .Picture(new(Language.Chinese, actor, "/money", "", app.Clock.GetUtcNow(), [], "light")));

        (picture.Names[village.ToString()], picture.Names[alike.ToString()]).ShouldBe(("云上村（云上乡）", "云上村（北山县）"));
        double To(PlaceCode place) => picture.Links.Single(l => l.To == place.ToString()).Value;
        (To(village), To(alike)).ShouldBe((50d, 30d));
        picture.Names.Count(n => n.Value == "冷库").ShouldBe(2);
        picture.Links.ShouldAllBe(l => picture.Names.ContainsKey(l.From) && picture.Names.ContainsKey(l.To));
    }

    [Fact]
    public async Task What_is_taken_back_and_what_comes_back_is_not_counted_twice_on_any_page_nor_in_another_year()
    {
        var book = await app.Book("public-money", VoiceCounty.County, open: true);
        var village = await app.NewVillage();
        EntryContent In(int year, int month, string from, string to, long yuan, PlaceCode? of = null, PlaceCode? at = null) => Moves(month, from, to, yuan, of, at) with { On = Day(month, 1, year) };
        await app.PostApproved(book, In(2025, 1, "00", "10", 100));
        var done = await app.Post(book, In(2025, 2, "10", "20", 100), In(2025, 3, "20", "30", 100), In(2025, 4, "30", "40", 100, null, village), In(2025, 12, "40", "50", 60, village, village));
        // A payment of last year is taken back in this one; then another is made and its money comes back and is budgeted again.
        (await app.Reverse(done[3].Entry!.Value, Day(1, 5))).Problem.ShouldBeNull();
        await app.Post(book, In(2026, 2, "40", "50", 30, village, village), In(2026, 3, "50", "70", 10, village, village), In(2026, 4, "70", "10", 10, village));

        var officer = await app.SignedIn(Role.Officer, VoiceCounty.County);
        async Task<Dictionary<Stage, (long Reached, long Stands)>> Stages(string query) =>
            (await officer.GetFromJsonAsync<FollowMoney>($"/api/v1/money/{book}{query}", VoiceCounty.Web))!.Stages.ToDictionary(s => s.Stage, s => (s.Reached / 100, s.Stands / 100));

        var all = await Stages("");
        all[Stage.Budget].ShouldBe((100, 10), "what comes back reached the budget once");
        all[Stage.Allocation].ShouldBe((100, 70));
        all[Stage.Disbursement].ShouldBe((30, 20));
        all[Stage.Return].ShouldBe((10, 0));
        all.Where(s => s.Key != Stage.Source).Sum(s => s.Value.Stands).ShouldBe(100);
        var (last, now) = (await Stages("?year=2025"), await Stages("?year=2026"));
        // What was paid in 2025 stood there at its end; that it was taken back belongs to it.
        last[Stage.Disbursement].ShouldBe((0, 60));
        last[Stage.Allocation].ShouldBe((100, 40));
        now[Stage.Budget].ShouldBe((0, 10));
        now[Stage.Disbursement].ShouldBe((30, 20));
        // The village's own page says the same as the book's.
        WebUtility.HtmlDecode(await app.Anyone().GetStringAsync($"/places/{village}")).ShouldContain("已分配 100.00 元，已支付 30.00 元");
    }

    [Fact]
    public async Task Money_on_a_detail_of_a_stage_is_followed_like_its_main_account()
    {
        var book = await app.Book("public-money", VoiceCounty.County);
        var officer = await app.SignedIn(Role.Officer, VoiceCounty.County);
        (await officer.PostAsJsonAsync($"/api/v1/books/{book}/accounts", new { code = "40.1", name = "分期拨付" }, VoiceCounty.Web)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await app.PostApproved(book, Moves(1, "00", "10", 100));
        await app.Post(book, Moves(2, "10", "20", 100), Moves(3, "20", "30", 100), Moves(4, "30", "40.1", 80, null, Second));

        var of = (await officer.GetFromJsonAsync<FollowMoney>($"/api/v1/money/{book}", VoiceCounty.Web))!;

        of.Stages.Single(s => s.Stage == Stage.Allocation).ShouldBe(new FollowMoney.OfStage(Stage.Allocation, of.Stages.Single(s => s.Stage == Stage.Allocation).Name, 80_00, 80_00));
        of.Paths.ShouldHaveSingleItem().Allocated.ShouldBe(80_00);
        (await app.Try(book, Moves(5, "40.1", "50", 81, Second, Second))).Problem!.Fields[0].Key.ShouldBe("funds.below-zero.Fen");
    }
}
