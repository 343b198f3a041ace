using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Tests.Voices;
using static Shanhai.Tests.Funds.FundsCounty;

namespace Shanhai.Tests.Funds;

public sealed class PersonsTests(FundsCounty app) : IClassFixture<FundsCounty>
{
    [Fact]
    public async Task Persons_are_masked_in_lists_named_to_those_who_keep_books_and_each_reading_is_journalled()
    {
        var book = await app.Book();
        var entry = (await app.Post(book, Moves(Day(3, 1), "102", "501", 500_00) with { Payee = "王小明", PayeeIs = PayeeKind.Person }))[0].Entry!.Value;
        var (officer, analyst) = (await app.SignedIn(Role.Officer, VoiceCounty.County), await app.SignedIn(Role.Analyst, VoiceCounty.County));
        var subject = "entry:" + entry;

        (await officer.GetStringAsync($"/api/v1/books/{book}/entries")).ShouldNotContain("王小明");
        (await analyst.GetFromJsonAsync<ShowLedgerEntry>($"/api/v1/books/entries/{entry}", VoiceCounty.Web))!.Entry.Payee.ShouldBe("王**");
        (await app.Ask(db => db.Journal.CountAsync(e => e.Subject == subject && e.Verb == "funds.persons"))).ShouldBe(0);
        (await officer.GetFromJsonAsync<ShowLedgerEntry>($"/api/v1/books/entries/{entry}", VoiceCounty.Web))!.Entry.Payee.ShouldBe("王小明");
        (await app.Ask(db => db.Journal.CountAsync(e => e.Subject == subject && e.Verb == "funds.persons"))).ShouldBe(1);
        // Whom a debt is owed to may be a person too.
        var owed = (await app.Post(book, Moves(Day(3, 2), "221", "102", 100_00) with { Debt = DebtPaid.Own, Creditor = "李大山" }))[0].Entry!.Value;
        (await analyst.GetFromJsonAsync<ShowLedgerEntry>($"/api/v1/books/entries/{owed}", VoiceCounty.Web))!.Entry.Creditor.ShouldBe("李**");
        (await officer.GetStringAsync($"/api/v1/books/{book}/entries")).ShouldNotContain("李大山");
        (await officer.GetFromJsonAsync<ShowLedgerEntry>($"/api/v1/books/entries/{owed}", VoiceCounty.Web))!.Entry.Creditor.ShouldBe("李大山");
        var debt = "entry:" + owed;
        (await app.Ask(db => db.Journal.CountAsync(e => e.Subject == debt && e.Verb == "funds.persons"))).ShouldBe(1);
    }
}
