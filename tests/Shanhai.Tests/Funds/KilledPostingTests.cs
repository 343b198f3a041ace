using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Funds;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Tests.Host;
using Shanhai.Tests.Voices;

namespace Shanhai.Tests.Funds;

/// <summary>The real server, killed while it posts a batch of entries: after it has written entries and postings and before it has written the totals, the number of the book and the journal.</summary>
public sealed class KilledPostingTests(KilledPostingTests.RealTimeFunds app, ITestOutputHelper output) : IClassFixture<KilledPostingTests.RealTimeFunds>
{
    /// <summary>Two accounts in each of twelve months: so many totals are written.</summary>
    private const int Entries = 24;

    public sealed class RealTimeFunds : FundsCounty
    {
        protected override async Task Fill()
        {
            Clock.AdjustTime(TimeProvider.System.GetUtcNow());
            await base.Fill();
        }
    }

    [Fact]
    public async Task Of_entries_whose_posting_was_killed_all_are_there_or_none_and_the_book_comes_out()
    {
        var (book, year) = (await app.Book(), ChinaDay.Today(TimeProvider.System).Year - 1);
        var token = await KilledInside.Key(app, VoiceCounty.County, FundsModule.View, FundsModule.Post);
        EntryContent[] Batch(int number) =>
            [.. Enumerable.Range(0, Entries).Select(i => FundsCounty.Moves(FundsCounty.Day(1 + i / 2, 15, year), "102", "501", 100 + number, $"第{number}批租金") with { Sent = new Id<Entry>(new Guid(number + 1, (short)i, 0, new byte[8])) })];

        await new KilledInside(app, output, token, "month_totals", rows: Entries).Look(
            (client, number) => client.PostAsJsonAsync($"/api/v1/books/{book}/entries", new PostEntries(Batch(number)), VoiceCounty.Web),
            async number =>
            {
                await ComesOut(book);
                var sent = Batch(number).Select(e => e.Sent!.Value).ToList();
                var there = await app.Ask(db => db.Entries.CountAsync(e => sent.Contains(e.Id)));
                there.ShouldBeOneOf(0, Entries);
                return there > 0;
            }, already: "funds.sent-already");

        (await app.Ask(db => db.Entries.CountAsync(e => e.Book == book))).ShouldBe(KilledInside.Writes * Entries);
        (await app.With((s, actor) => VerifyLedger.Handle(s.GetRequiredService<Vault>(), s.GetRequiredService<Db>(), actor, default))).Value.Whole.ShouldBeTrue();
    }

    private async Task ComesOut(Id<Book> book)
    {
        var numbers = await app.Ask(db => db.Entries.Where(e => e.Book == book).OrderBy(e => e.Number).Select(e => e.Number).ToListAsync());
        numbers.ShouldBe(Enumerable.Range(1, numbers.Count));
        (await app.Ask(db => db.Books.Where(b => b.Id == book).Select(b => b.LastNumber).SingleAsync())).ShouldBe(numbers.Count);
        var amounts = await app.Ask(db => db.Postings.Where(p => p.Book == book).Select(p => p.Amount).ToListAsync());
        (amounts.Count, amounts.Sum()).ShouldBe((2 * numbers.Count, 0L));
        var totals = await app.Ask(db => db.MonthTotals.AsNoTracking().Where(t => t.Book == book).Select(t => new { t.Debit, t.Credit }).ToListAsync());
        var posted = amounts.Where(a => a > 0).Sum();
        (totals.Sum(t => t.Debit), totals.Sum(t => t.Credit)).ShouldBe((posted, posted));
        (await app.Ask(db => db.Journal.CountAsync(e => e.Verb == FundsModule.Post))).ShouldBe(numbers.Count);
    }
}
