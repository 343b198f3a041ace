using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Funds.Papers;

namespace Shanhai.Funds;

/// <summary>
/// Writes entries into one book inside a transaction that has locked it: closed period, accounts that may not fall below zero, numbers, postings, month totals
/// and one journal entry for each are of one piece. Everything is checked before anything is written.
/// </summary>
internal sealed class BookWriter(Db db, Book book, BookAccounts accounts, Actor actor, TimeProvider clock)
{
    /// <summary>An entry about to be written, with what only the program says of it.</summary>
    public sealed record Coming(EntryContent Content)
    {
        public EntryKind? Kind { get; init; }
        public Id<Entry>? Reverses { get; init; }
        public string? PreparedBy { get; init; }
        public string? ApprovedBy { get; init; }

        /// <summary>Made by closing or reopening a year: dated into what is being closed.</summary>
        public bool IgnoresClosing { get; init; }
    }

    /// <summary>The book as it stands, locked until the transaction ends; null: there is none.</summary>
    public static async Task<Book?> Lock(Db db, Id<Book> id, CancellationToken ct) =>
        // One exchange: whoever posts a single entry waits for each.
        (await db.Books.FromSql($"UPDATE books SET version = version + 1 WHERE id = {id.Value} RETURNING *").AsNoTracking().ToListAsync(ct)).FirstOrDefault();

    /// <summary>
    /// The books whose payments are received, locked after the one that receives: of two that receive one payment at the same time the second reads what the first has written.
    /// </summary>
    public static async Task LockSources(Db db, IReadOnlyList<EntryContent> all, CancellationToken ct)
    {
        var named = all.Select(e => e.Source).OfType<Id<Entry>>().Distinct().ToList();
        if (named.Count == 0)
        {
            return;
        }
        foreach (var paying in (await db.Entries.AsNoTracking().Where(e => named.Contains(e.Id)).Select(e => e.Book).Distinct().ToListAsync(ct)).Order())
        {
            await Lock(db, paying, ct);
        }
    }

    public async Task<Result<IReadOnlyList<Entry>>> Write(IReadOnlyList<Coming> all, CancellationToken ct)
    {
        if ((Closed(all) ?? await BelowZero(all, ct)) is { } refusal)
        {
            return refusal;
        }
        var now = clock.GetUtcNow();
        var entries = all.Select((c, i) => EntryOf(c, book.LastNumber + 1 + i, now)).ToList();
        var postings = all.SelectMany((c, i) => c.Content.Lines!.Select((l, line) => new Posting
        {
            Entry = entries[i].Id, Line = (short)(line + 1), Book = book.Id, Account = l.Account!, Commodity = l.Commodity ?? Commodity.Fen, Village = l.Village ?? PlaceCode.Nation,
            On = entries[i].On, Amount = l.Amount, Red = c.Reverses is not null,
        })).ToList();
        var printed = postings.ToLookup(p => p.Entry);
        var papers = all.SelectMany((c, i) => (c.Content.Papers ?? []).Select(p => new EntryPaper { Entry = entries[i].Id, Paper = p.Id })).ToList();
        await AddToMonths(all, ct);
        var last = book.LastNumber + all.Count;
        var opening = entries.Find(e => e.Kind == EntryKind.Opening) is not { } o ? book.OpeningOn : o.Reverses is null ? o.On : (DateOnly?)null;
        await db.Books.Where(b => b.Id == book.Id).ExecuteUpdateAsync(u => u.SetProperty(b => b.LastNumber, last).SetProperty(b => b.OpeningOn, opening), ct);
        await db.RecordAll([entries, postings, papers], [.. all.Select((c, i) => JournalEntry.Of(actor, FundsModule.Post, FundsModule.SubjectOf(entries[i].Id), now, JsonSerializer.Serialize(new
        {
            book = book.Id.ToString(), number = entries[i].Number, on = entries[i].On, kind = entries[i].Kind, text = entries[i].Text, document = entries[i].Document, project = entries[i].Project,
            payeeIs = entries[i].PayeeIs, debt = entries[i].Debt, nonRecurring = entries[i].NonRecurring, source = entries[i].Source?.ToString(), reverses = c.Reverses?.ToString(), prepared = entries[i].PreparedBy,
            approved = c.ApprovedBy, hash = EntryPrint.Of(entries[i], printed[entries[i].Id], (c.Content.Papers ?? []).Select(p => (p.Id, p.Sha256))),
            papers = c.Content.Papers?.Select(p => p.Id.ToString()),
            lines = c.Content.Lines!.Select(l => $"{l.Account} {l.Amount} {l.Commodity ?? Commodity.Fen}{(l.Village is { } v ? " " + v : "")}"),
        }, JournalEntry.Json), book.Place))], ct);
        (book.LastNumber, book.OpeningOn) = (last, opening);
        return entries;
    }

    private Entry EntryOf(Coming coming, int number, DateTimeOffset now)
    {
        var said = coming.Content;
        return new()
        {
            Id = said.Sent ?? Id<Entry>.New(clock), Salt = EntryPrint.Salt(), Book = book.Id, Number = number, On = said.On!.Value, Kind = coming.Kind ?? said.Kind ?? EntryKind.Ordinary, Text = said.Text!.Trim(), Document = said.Document!.Trim(),
            NonRecurring = said.NonRecurring, Payee = said.Payee.Kept(), PayeeIs = string.IsNullOrWhiteSpace(said.Payee) ? null : said.PayeeIs,
            Project = said.Project.Kept(), Source = said.Source, Debt = said.Debt,
            Creditor = said.Creditor.Kept(), Reverses = coming.Reverses, PreparedBy = coming.PreparedBy ?? actor.Name, ApprovedBy = coming.ApprovedBy,
            PostedAt = new(now.UtcTicks - now.UtcTicks % 10, TimeSpan.Zero),
        };
    }

    private Problem? Closed(IReadOnlyList<Coming> all) => Closed(book, all.Index().Where(c => !c.Item.IgnoresClosing).Select(c => (c.Index, c.Item.Content.On!.Value)));

    /// <summary>What is dated into a closed period; it is not proposed either, since two people cannot approve what cannot be posted.</summary>
    internal static Problem? Closed(Book of, IEnumerable<(int Index, DateOnly On)> all)
    {
        var errors = new Errors();
        foreach (var (i, on) in all.Where(e => of.ClosedThrough is { } closed && e.On <= closed))
        {
            errors.Add($"entries[{i}].on", "funds.closed-period", on, of.ClosedThrough);
        }
        return errors.Refusal;
    }

    /// <summary>
    /// Whether an account that may not would fall below zero on any day, also by an entry dated back: the balance before the first day touched, then each
    /// day's change from there on, those of the batch among them.
    /// </summary>
    private async Task<Problem?> BelowZero(IReadOnlyList<Coming> all, CancellationToken ct)
    {
        var lines = all.Index().SelectMany(c => c.Item.Content.Lines!.Select(l => (c.Index, On: c.Item.Content.On!.Value, Line: l, Account: accounts.Find(l.Account)!)))
            .Where(l => l.Account.Restricted).GroupBy(l => (l.Account, Commodity: l.Line.Commodity ?? Commodity.Fen, Village: l.Line.Village ?? PlaceCode.Nation));
        var errors = new Errors();
        foreach (var ofAccount in lines.Where(g => g.Any(l => l.Account.Natural(l.Line.Amount) < 0)).GroupBy(g => g.Key.Account))
        {
            await BelowZero(ofAccount.Key, [.. ofAccount.Select(g => (g.Key.Commodity, g.Key.Village, Lines: g.Select(l => (l.Index, l.On, l.Line.Amount)).ToList()))], errors, ct);
        }
        return errors.Refusal;
    }

    // Two questions for all villages of an account: a programme pays thousands in one batch.
    private async Task BelowZero(Account account, List<(Commodity Commodity, PlaceCode Village, List<(int Index, DateOnly On, long Amount)> Lines)> groups, Errors errors, CancellationToken ct)
    {
        var first = groups.Min(g => g.Lines.Min(l => l.On));
        var (before, days) = await Balances.ByDay(db, book.Id, account.Code, first, [.. groups.Select(g => g.Village).Distinct()], ct);
        foreach (var (commodity, village, lines) in groups)
        {
            var there = days[(commodity, village)].ToLookup(d => d.On < first);
            var balance = account.Natural(before.GetValueOrDefault((commodity, village)) + there[true].Sum(d => d.Net));
            foreach (var day in there[false].Concat(lines.Select(l => (l.On, Net: l.Amount))).GroupBy(d => d.On).OrderBy(d => d.Key))
            {
                balance += account.Natural(day.Sum(d => d.Net));
                if (balance < 0)
                {
                    var at = lines.Where(l => l.On <= day.Key).Max(l => l.Index);
                    errors.Add($"entries[{at}].lines", "funds.below-zero." + commodity, account.Name, village == PlaceCode.Nation ? "" : village.ToString(), day.Key, Amounts.Say(commodity, -balance));
                    break;
                }
            }
        }
    }

    private const int RowsAtOnce = 100;

    private async Task AddToMonths(IReadOnlyList<Coming> all, CancellationToken ct)
    {
        var months = all.SelectMany(c => c.Content.Lines!.Select(l => (Line: l, Month: MonthOf(c), Red: c.Reverses is not null)))
            .GroupBy(l => (Account: l.Line.Account!, Commodity: (short)(l.Line.Commodity ?? Commodity.Fen), Village: (l.Line.Village ?? PlaceCode.Nation).Value, l.Month))
            .OrderBy(g => g.Key.Account, StringComparer.Ordinal).ThenBy(g => g.Key.Month).ThenBy(g => g.Key.Commodity).ThenBy(g => g.Key.Village);
        foreach (var some in months.Chunk(RowsAtOnce))
        {
            var values = string.Join(", ", some.Select((_, i) => $"({{{7 * i}}}, {{{7 * i + 1}}}, {{{7 * i + 2}}}, {{{7 * i + 3}}}, {{{7 * i + 4}}}, {{{7 * i + 5}}}, {{{7 * i + 6}}})"));
            var arguments = some.SelectMany(g => new object[] { book.Id.Value, g.Key.Account, g.Key.Commodity, g.Key.Village, g.Key.Month,
                g.Sum(l => l.Red ? -l.Line.Credit : l.Line.Debit), g.Sum(l => l.Red ? -l.Line.Debit : l.Line.Credit) });
            var sql = "INSERT INTO month_totals (book, account, commodity, village, month, debit, credit) VALUES " + values
                + " ON CONFLICT (book, account, commodity, village, month) DO UPDATE SET debit = month_totals.debit + excluded.debit, credit = month_totals.credit + excluded.credit";
            await db.Database.ExecuteSqlRawAsync(sql, arguments, ct);
        }
    }

    private static int MonthOf(Coming coming) =>
        coming.Kind == EntryKind.YearEnd ? coming.Content.On!.Value.Year * 100 + 13 : MonthTotal.Of(coming.Content.On!.Value);
}
