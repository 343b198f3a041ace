using System.Net;
using System.Net.Http.Json;
using Shanhai.Funds;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Tests.Voices;
using static Shanhai.Tests.Funds.FundsCounty;

namespace Shanhai.Tests.Funds;

public sealed class NearLimitTests(FundsCounty app) : IClassFixture<FundsCounty>
{
    private int _papers;

    private EntryContent Pays(DateOnly on, long yuan, string payee = "甲公司") =>
        new(on, "付工程款", $"合同-{++_papers}", [new("513", Debit: yuan * 100), new("102", Credit: yuan * 100)]) { Payee = $"{payee}{_papers}", PayeeIs = PayeeKind.Body };

    [Fact]
    public async Task Several_payments_just_below_the_limit_are_a_finding_with_their_entries()
    {
        var book = await app.Book();
        await app.Post(book, Moves(Day(1, 1), "102", "311", 10_000_000_00) with { Kind = EntryKind.Opening, Debt = null });
        await app.Set(book, b => (b.ApproveAbove, b.Name) = (50_000_00, "有线索的账"));
        var done = await app.Post(book, Pays(Day(3, 1), 49_900), Pays(Day(3, 10), 45_000), Pays(Day(3, 20), 50_000), Pays(Day(3, 21), 44_999), Pays(Day(6, 1), 49_999), Pays(Day(6, 2), 49_999),
            // What comes in is no payment.
            Moves(Day(6, 3), "102", "501", 49_999_00) with { Document = "收据" });
        var quiet = await app.Book(approveAbove: 50_000_00);
        await app.Post(quiet, Moves(Day(3, 5), "102", "501", 49_000_00));

        var leader = await app.SignedIn(Role.Leader, VoiceCounty.County);
        var found = (await leader.GetFromJsonAsync<FindNearLimit.Findings>("/api/v1/books/near-limit?from=2026-01-01&to=2026-12-31", VoiceCounty.Web))!;

        var only = found.Found.ShouldHaveSingleItem();
        (only.Book, only.Limit, only.Fen).ShouldBe((book, 50_000_00, 144_900_00));
        only.Payments.Select(p => p.Id).ShouldBe(done.Take(3).Select(d => d.Entry!.Value));
        var page = WebUtility.HtmlDecode(await leader.GetStringAsync("/books/near-limit?from=2026-01-01&to=2026-12-31"));
        page.ShouldContain("有线索的账：3 笔，共 144,900.00 元");
        WebUtility.HtmlDecode(await (await app.SignedIn(Role.Officer, VoiceCounty.County)).GetStringAsync("/books/near-limit?from=2026-01-01&to=2026-12-31")).ShouldContain($"/books/entries/{done[0].Entry}");
        (await leader.GetStringAsync("/books/near-limit/export?from=2026-01-01&to=2026-12-31&format=csv")).ShouldContain("49900");
        WebUtility.HtmlDecode(await leader.GetStringAsync("/books/near-limit?from=2026-07-01&to=2026-12-31")).ShouldContain("没有这样的付款");
        (await leader.GetAsync("/books/near-limit?from=32.13.2026")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);

        // One taken back is one less; a third within the days of June makes another.
        (await app.Reverse(done[1].Entry!.Value, Day(3, 11))).Problem.ShouldBeNull();
        (await leader.GetFromJsonAsync<FindNearLimit.Findings>("/api/v1/books/near-limit?from=2026-01-01&to=2026-12-31", VoiceCounty.Web))!.Found.ShouldBeEmpty();
        await app.Post(book, Pays(Day(6, 30), 46_000));
        (await leader.GetFromJsonAsync<FindNearLimit.Findings>("/api/v1/books/near-limit?from=2026-01-01&to=2026-12-31", VoiceCounty.Web))!.Found.ShouldHaveSingleItem().Payments.Count.ShouldBe(3);
        (await (await app.SignedIn(Role.Leader, VoiceCounty.Other)).GetFromJsonAsync<FindNearLimit.Findings>("/api/v1/books/near-limit?from=2026-01-01&to=2026-12-31", VoiceCounty.Web))!.Found.ShouldBeEmpty();
        (await (await app.SignedIn(Role.Clerk, VoiceCounty.County)).GetAsync("/api/v1/books/near-limit")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }
}
