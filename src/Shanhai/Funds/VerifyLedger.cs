using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Funds.Papers;

namespace Shanhai.Funds;

/// <summary>
/// Compares every entry of the ledger, persons and the papers it rests on included, with the hash that the journal got when it was posted: what was changed, removed or put in past the program. That the
/// journal itself is whole is <see cref="VerifyJournal"/>'s to prove. Auditors and the operator may.
/// </summary>
public static class VerifyLedger
{
    public enum What { Changed, NotPosted, Missing, PaperChanged }

    public sealed record Finding(What What, Id<Book> Book, int Number);

    public sealed record Verified(bool Whole, long Entries, IReadOnlyList<Finding> Findings);

    private const int AtOnce = 500, MostNamed = 1000;

    public static async Task<Result<Verified>> Handle(Vault vault, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(JournalModule.Verify, PlaceCode.Nation) is { } no)
        {
            return no;
        }
        await using var reading = await db.BeginReading(ct);
        var (findings, count) = (new List<Finding>(), 0L);
        foreach (var book in await db.Books.AsNoTracking().OrderBy(b => b.Id).ToListAsync(ct))
        {
            var last = 0;
            while (true)
            {
                var entries = await db.Entries.AsNoTracking().Where(e => e.Book == book.Id && e.Number > last).OrderBy(e => e.Number).Take(AtOnce).ToListAsync(ct);
                foreach (var (number, found) in await Wrong(entries, vault, db, ct))
                {
                    findings.Add(new(found, book.Id, number));
                }
                // Numbers have no gaps.
                foreach (var entry in entries)
                {
                    findings.AddRange(Enumerable.Range(last + 1, Math.Max(0, Math.Min(entry.Number - last - 1, MostNamed))).Select(n => new Finding(What.Missing, book.Id, n)));
                    last = entry.Number;
                }
                count += entries.Count;
                if (entries.Count < AtOnce || findings.Count > MostNamed)
                {
                    break;
                }
            }
            findings.AddRange(Enumerable.Range(last + 1, Math.Clamp(book.LastNumber - last, 0, MostNamed)).Select(n => new Finding(What.Missing, book.Id, n)));
        }
        return new Verified(findings.Count == 0, count, [.. findings.Take(MostNamed)]);
    }

    private static async Task<IReadOnlyList<(int Number, What What)>> Wrong(List<Entry> entries, Vault vault, Db db, CancellationToken ct)
    {
        var (ids, subjects) = (entries.ConvertAll(e => e.Id), entries.ConvertAll(e => FundsModule.SubjectOf(e.Id)));
        var lines = (await db.Postings.AsNoTracking().Where(p => ids.Contains(p.Entry)).ToListAsync(ct)).ToLookup(p => p.Entry);
        var told = (await db.Journal.AsNoTracking().Where(j => j.Verb == FundsModule.Post && subjects.Contains(j.Subject)).Select(j => new { j.Subject, j.Summary }).ToListAsync(ct)).ToLookup(j => j.Subject, j => HashIn(j.Summary));
        var (papers, added) = (await EntryPapers.Kept(ids, vault, db, ct), await AttachPapers.After(subjects, db, ct));
        var wrong = new List<(int, What)>();
        foreach (var entry in entries)
        {
            var (hashes, later) = (told[FundsModule.SubjectOf(entry.Id)].ToList(), added[FundsModule.SubjectOf(entry.Id)].Select(a => a.Paper).ToList());
            // What was added later is told by the journal entry that added it; the entry's own hash knows nothing of it.
            var signed = papers[entry.Id].Where(p => later.TrueForAll(l => l.Id != p.Id.ToString())).ToList();
            string Print(Func<(Id<BookPaper> Id, string? Recorded, string? Kept), string?> hash) => EntryPrint.Of(entry, lines[entry.Id], signed.Select(p => (p.Id, hash(p))));
            if (hashes.Count != 1 || hashes[0] != Print(p => p.Kept))
            {
                wrong.Add((entry.Number, hashes.Count == 0 ? What.NotPosted : hashes.Count == 1 && hashes[0] == Print(p => p.Recorded) ? What.PaperChanged : What.Changed));
            }
            else if (later.Exists(l => !papers[entry.Id].Any(p => p.Id.ToString() == l.Id && p.Kept == l.Sha256)))
            {
                wrong.Add((entry.Number, What.PaperChanged));
            }
        }
        return wrong;
    }

    /// <summary>The hash that a journal entry's summary names.</summary>
    internal static string? HashIn(string? summary)
    {
        if (summary is null)
        {
            return null;
        }
        using var read = JsonDocument.Parse(summary);
        return read.RootElement.TryGetProperty("hash", out var hash) ? hash.GetString() : null;
    }
}
