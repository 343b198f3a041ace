using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Tests.Voices;
using static Shanhai.Tests.Funds.FundsCounty;

namespace Shanhai.Tests.Funds;

public sealed class FollowMoneyTests(FundsCounty app) : IClassFixture<FundsCounty>
{
    private static EntryContent Moves(int month, string from, string to, long yuan, PlaceCode? of = null, PlaceCode? at = null, string? project = null, string? payee = null, PayeeKind? kind = null) =>
        new(Day(month, 1), "资金", "县财〔2026〕1号", [new(to, Debit: yuan * 100, Village: at), new(from, Credit: yuan * 100, Village: of)]) { Project = project, Payee = payee, PayeeIs = kind };

    private async Task<(Id<Book> Book, Id<Entry> Paid)> Filled(bool open)
    {
        var book = await app.Book("public-money", VoiceCounty.County, open: open);
        var village = VoiceCounty.Village;
        var done = await app.Post(book,
            Moves(1, "00", "10", 1_000_000), Moves(2, "10", "20", 900_000), Moves(3, "20", "30", 800_000),
            Moves(4, "30", "40", 500_000, at: village, project: "冷库"), Moves(4, "30", "40", 200_000, at: Second, project: "民宿"),
            Moves(5, "40", "50", 300_000, village, village, "冷库", "北山建设公司", PayeeKind.Body), Moves(5, "40", "50", 10_000, village, village, "冷库", "王小明", PayeeKind.Person),
            Moves(6, "50", "60", 300_000, village, village, "冷库", "北山建设公司", PayeeKind.Body), Moves(6, "40", "70", 20_000, Second, Second, "民宿"));
        return (book, done[5].Entry!.Value);
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
        of.Paths.Single(p => p.Payee == "王小明").Paid.ShouldBe(10_000_00);
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
        page.ShouldContain("王**");
        page.ShouldNotContain("王小明");
        page.ShouldContain("\"kind\":\"sankey\"");
        WebUtility.HtmlDecode(await anyone.GetStringAsync("/money")).ShouldContain(book.ToString());
        var csv = await anyone.GetStringAsync($"/money/{book}/export?format=csv");
        csv.ShouldContain("王**");
        csv.ShouldNotContain("王小明");
        (await anyone.GetStringAsync($"/money/{book}?lang=en")).ShouldNotContain("王小明");
        WebUtility.HtmlDecode(await anyone.GetStringAsync($"/places/{VoiceCounty.Village}")).ShouldContain($"/money/{book}");
        (await anyone.GetAsync($"/books/{book}")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        FollowMoney.Masked("欧阳娜娜", PayeeKind.Person).ShouldBe("欧**");
        FollowMoney.Masked("农户", null).ShouldBe("农**", "what is not known to be a body is masked");
    }
}
