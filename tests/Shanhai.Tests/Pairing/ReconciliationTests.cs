using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Funds;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Pairing;

namespace Shanhai.Tests.Pairing;

/// <summary>Money that a helper gave, held against the village's book.</summary>
public sealed class ReconciliationTests(PairedCounty app) : IClassFixture<PairedCounty>
{
    private static readonly DateOnly Today = new(2026, 11, 23);

    private async Task<Partnership> Running(int village)
    {
        var id = await app.Campaign(villages: village);
        (await app.Publish((await app.Solve(id)).Id)).Problem.ShouldBeNull();
        return await app.Ask(db => db.Partnerships.AsNoTracking().FirstAsync(p => p.Campaign == id && p.Village == PairedCounty.Village(village)));
    }

    private async Task<Id<Book>> Book(int village)
    {
        Id<Book> id = default;
        await app.Do(async (services, actor) =>
        {
            var (trees, places, db) = PairedCounty.Of(services);
            var body = await CreateOrganisation.Handle(new($"第{village}村股份经济合作社", null, null, "名册", new() { Kind = OrganisationKind.VillageCollective, Place = PairedCounty.Village(village) }), trees, places, services.GetRequiredService<Shanhai.Places.Pinyin>(), db, actor, app.Clock, default);
            body.Problem.ShouldBeNull();
            trees.Written();
            var opened = await OpenBook.Handle(new(body.Value.Id, null, "collective-2023"), services.GetRequiredService<Charts>(), trees, db, actor, app.Clock, default);
            opened.Problem.ShouldBeNull();
            id = opened.Value.Id;
        });
        return id;
    }

    private async Task<Id<Entry>> Post(Id<Book> book, long fen, DateOnly on)
    {
        Id<Entry> id = default;
        await app.Do(async (services, actor) =>
        {
            var entered = await PostEntries.Handle(book, new([new(on, "收结对单位帮扶资金", "收据-1", [new("102", Debit: fen), new("501", Credit: fen)]) { Debt = DebtPaid.None, IsIncome = true }]), services.GetRequiredService<Charts>(), services.GetRequiredService<CurrentTree>(),
                services.GetRequiredService<Db>(), actor, app.Clock, default);
            entered.Problem?.Fields.Select(f => Shanhai.Host.Web.Words.Say(Language.Chinese, f.Key, f.Args)).ShouldBeEmpty();
            id = entered.Value.Entries[0].Entry!.Value;
        });
        return id;
    }

    [Fact]
    public async Task A_sum_names_the_entry_that_received_it_and_the_board_says_how_much_agrees()
    {
        var (pair, book) = (await Running(1), await Book(1));
        var right = await Post(book, 123_456, Today);
        var less = await Post(book, 50_000, Today);
        var clerk = await app.SignedIn(Role.Clerk, PairedCounty.County);
        var at = $"/pairing/partnerships/{pair.Id}";
        foreach (var amount in new[] { "1234.56", "600", "70" })
        {
            (await clerk.PostForm(at + "/contributions", new() { ["what"] = "Money", ["amount"] = amount, ["on"] = "2026-11-23" }, at)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        }
        var given = await app.Ask(db => db.Contributions.AsNoTracking().Where(c => c.Partnership == pair.Id).OrderByDescending(c => c.What == ContributionKind.Money).ThenByDescending(c => c.Amount).ToListAsync());

        (await clerk.GetStringAsync(at + "?lang=zh")).ShouldContain($"value=\"{right}\"");
        var named = await clerk.PostForm(at + "/entry", new() { ["contribution"] = given[0].Id.ToString(), ["entry"] = right.ToString() }, at);
        var other = await clerk.PostForm(at + "/entry", new() { ["contribution"] = given[1].Id.ToString(), ["entry"] = less.ToString() }, at);
        var twice = await clerk.PostForm(at + "/entry", new() { ["contribution"] = given[2].Id.ToString(), ["entry"] = right.ToString() }, at);
        var page = await clerk.GetStringAsync(at + "?lang=zh");
        var board = await app.Anyone().GetFromJsonAsync<JsonElement>($"/api/v1/pairing/board?preset=enterprises&under={PairedCounty.Village(1)}");
        var open = await app.Anyone().GetStringAsync($"/pairing/board?preset=enterprises&under={PairedCounty.Village(1)}&lang=zh");

        named.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        other.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        twice.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        page.ShouldContain("账实相符");
        page.ShouldContain("与账目不符");
        page.ShouldContain("账上 500.00 元");
        page.ShouldNotContain("[pairing.");
        var money = board.GetProperty("money");
        string[] sums = ["told", "agrees", "differs", "open"];
        sums.Select(n => money.GetProperty(n).GetInt64()).ShouldBe([190_456L, 123_456L, 60_000L, 7_000L]);
        open.ShouldContain("其中与村账相符 1,234.56 元");

        await app.Do(async (services, actor) => (await ReverseEntry.Handle(right, new(Today, "记错"), services.GetRequiredService<Charts>(), services.GetRequiredService<CurrentTree>(), services.GetRequiredService<Db>(), actor, app.Clock, default)).Problem.ShouldBeNull());
        (await clerk.GetStringAsync(at + "?lang=zh")).ShouldContain("凭证已冲销");
        (await clerk.PostForm(at + "/entry", new() { ["contribution"] = given[0].Id.ToString() }, at)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await app.Ask(db => db.Contributions.AsNoTracking().SingleAsync(c => c.Id == given[0].Id))).Entry.ShouldBeNull();
    }

    [Fact]
    public async Task An_entry_of_another_village_or_one_that_somebody_does_not_see_is_none()
    {
        var (pair, elsewhere) = (await Running(2), await Post(await Book(3), 1_000, Today));
        var clerk = await app.SignedIn(Role.Clerk, PairedCounty.County);
        var at = $"/pairing/partnerships/{pair.Id}";
        await clerk.PostForm(at + "/contributions", new() { ["what"] = "Money", ["amount"] = "10", ["on"] = "2026-11-23" }, at);
        await clerk.PostForm(at + "/contributions", new() { ["what"] = "Hours", ["amount"] = "10", ["on"] = "2026-11-23" }, at);
        var given = await app.Ask(db => db.Contributions.AsNoTracking().Where(c => c.Partnership == pair.Id).OrderByDescending(c => c.What == ContributionKind.Money).ThenByDescending(c => c.Amount).ToListAsync());

        var refused = await clerk.PostForm(at + "/entry", new() { ["contribution"] = given[0].Id.ToString(), ["entry"] = elsewhere.ToString() }, at);
        var hours = await clerk.PostForm(at + "/entry", new() { ["contribution"] = given[1].Id.ToString(), ["entry"] = elsewhere.ToString() }, at);
        var body = await app.As(PairedCounty.HelperOf(pair.Organisation, PairedCounty.County), (s, a) => ReconcileContribution.Handle(given[0].Id, new(elsewhere), PairedCounty.Of(s).Trees, PairedCounty.Of(s).Db, a, default));

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        hours.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        body.Problem!.Fields.ShouldHaveSingleItem().Key.ShouldBe("pairing.no-entry");
        (await clerk.GetStringAsync(at + "?lang=zh")).ShouldNotContain("与账目核对");
    }
}
