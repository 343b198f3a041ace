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

public sealed partial class FollowMoneyTests
{
    [Fact]
    public async Task A_payment_is_received_once_by_the_village_it_was_paid_to_and_no_more_than_was_paid()
    {
        var (_, paid) = await Filled(open: false);
        EntryContent Receives(long yuan) => new(Day(5, 8), "收到专项资金", "回单", [new("102", Debit: yuan * 100), new("241", Credit: yuan * 100)]) { Source = paid };
        var (own, other) = (await app.Book(place: VoiceCounty.Village), await app.Book(place: Second));

        (await app.Try(other, Receives(300_000))).Problem!.Fields[0].Key.ShouldBe("funds.no-source");
        (await app.Try(own, Receives(300_001))).Problem!.Fields[0].Key.ShouldBe("funds.received-more");
        (await app.Try(own, Receives(100), Receives(100))).Problem!.Fields[0].Key.ShouldBe("funds.received-already");
        // Several clerks at the same moment, in two books of the village: one of them receives it.
        var also = await app.Book(place: VoiceCounty.Village);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => app.Try(i % 2 == 0 ? own : also, Receives(300_000))));
        answers.Count(a => a.Problem is null).ShouldBe(1);
        (await app.Try(own, Receives(1))).Problem!.Fields[0].Key.ShouldBe("funds.received-already");
    }

    [Fact]
    public async Task The_book_of_a_village_that_goes_to_another_county_is_kept_there_from_then_on()
    {
        var village = await app.NewVillage();
        var book = await app.Book(place: village);
        var (here, there) = (await app.SignedIn(Role.Officer, VoiceCounty.County), await app.SignedIn(Role.Officer, VoiceCounty.Other));
        object entry = new { entries = new[] { new { on = "2026-03-05", text = "收租金", document = "收据", lines = new object[] { new { account = "102", debit = 100 }, new { account = "501", credit = 100 } } } } };
        async Task<(HttpStatusCode Here, HttpStatusCode There)> Post() =>
            ((await here.PostAsJsonAsync($"/api/v1/books/{book}/entries", entry, VoiceCounty.Web)).StatusCode, (await there.PostAsJsonAsync($"/api/v1/books/{book}/entries", entry, VoiceCounty.Web)).StatusCode);
        (await Post()).ShouldBe((HttpStatusCode.OK, HttpStatusCode.NotFound));
        await app.Merge(village, 990102101201, Day(2, 1));

        await app.Strike("funds.moved");

        (await Post()).ShouldBe((HttpStatusCode.NotFound, HttpStatusCode.OK));
        (await app.Ask(db => db.Books.SingleAsync(b => b.Id == book))).Place.ShouldBe(new PlaceCode(990102101201));
        var subject = "book:" + book;
        (await app.Ask(db => db.Journal.SingleAsync(j => j.Subject == subject && j.Verb == "funds.moved"))).Summary!.ShouldContain(village.ToString());
    }

    [Fact]
    public async Task What_is_left_of_a_merged_village_goes_to_its_successor()
    {
        var (gone, into) = (await app.NewVillage(), await app.NewVillage());
        var book = await app.Book("public-money", VoiceCounty.County);
        await app.PostApproved(book, Moves(1, "00", "10", 100));
        await app.Post(book, Moves(2, "10", "20", 100), Moves(3, "20", "30", 100), Moves(4, "30", "40", 80, null, gone));
        await app.Merge(gone, into, Day(6, 1));

        (await app.Try(book, Moves(7, "40", "50", 10, gone, gone))).Problem!.Fields[0].Key.ShouldBe("funds.village-closed");
        await app.Post(book, Moves(7, "40", "40", 80, gone, into));

        await app.Post(book, Moves(8, "40", "50", 80, into, into));
        var of = await app.With((s, actor) => FollowMoney.Handle(book, null, (Charts)s.GetService(typeof(Charts))!, (Shanhai.Organisations.CurrentTree)s.GetService(typeof(Shanhai.Organisations.CurrentTree))!,
            (Shanhai.Places.CurrentRegister)s.GetService(typeof(Shanhai.Places.CurrentRegister))!, (Shanhai.Host.Persistence.Db)s.GetService(typeof(Shanhai.Host.Persistence.Db))!, actor, default));
        of.Value.Stages.Single(s => s.Stage == Stage.Disbursement).Stands.ShouldBe(80_00);
        // What was handed over was allocated once, and is the successor's.
        (of.Value.Stages.Single(s => s.Stage == Stage.Allocation).Reached, of.Value.Allocated, of.Value.Villages).ShouldBe((80_00L, 80_00L, 1));
        of.Value.Paths.Where(p => p.Village == gone).Sum(p => p.Allocated).ShouldBe(0);
        await app.Set(book, b => b.Public = true);
        WebUtility.HtmlDecode(await app.Anyone().GetStringAsync($"/places/{into}")).ShouldContain("已分配 80.00 元，已支付 80.00 元");
        WebUtility.HtmlDecode(await app.Anyone().GetStringAsync($"/places/{gone}")).ShouldNotContain("已分配 80.00 元");
    }
}
