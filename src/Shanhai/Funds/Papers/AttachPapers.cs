using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Funds.Papers;

/// <summary>
/// Adds papers of the book to an entry that stands already, also in a closed period: what came late is added beside what was signed, with its day and person, and nothing is exchanged. The journal gets their
/// hashes, by which <see cref="VerifyLedger"/> finds what was changed or torn off. Officers and clerks who keep the book may.
/// </summary>
public sealed record AttachPapers(IReadOnlyList<Id<BookPaper>>? Papers)
{
    /// <summary>A paper as the journal tells that it was added.</summary>
    internal sealed record Told(string Id, string Sha256);

    private sealed record Summary(IReadOnlyList<Told> Papers);

    /// <param name="Papers">All that the entry rests on now.</param>
    public sealed record Attached(Id<Entry> Entry, IReadOnlyList<BookPaper.Row> Papers);

    public static async Task<Result<Attached>> Handle(Id<Entry> id, AttachPapers input, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(FundsModule.Post) is { } no)
        {
            return no;
        }
        var seen = BookSight.Books(db, actor, FundsModule.View);
        if (await db.Entries.AsNoTracking().Where(e => e.Id == id && seen.Any(b => b.Id == e.Book)).Select(e => new { e.Book, e.Number }).FirstOrDefaultAsync(ct) is not { } entry)
        {
            return Problem.Missing("funds.no-entry");
        }
        var found = await BookSight.Find(entry.Book, FundsModule.Post, trees, db, actor, ct);
        if (found.Problem is { } notHers)
        {
            return notHers;
        }
        var named = (input.Papers ?? []).Distinct().ToList();
        if (named.Count == 0)
        {
            return new Errors().Add("papers", "funds.say-papers").Refusal!;
        }

        await using var writing = await db.BeginWriting(ct);
        // Under the lock: a paper is not thrown away meanwhile, nor added twice.
        await BookWriter.Lock(db, entry.Book, ct);
        var papers = await db.BookPapers.AsNoTracking().Where(p => p.Book == entry.Book && named.Contains(p.Id)).Select(p => new { p.Id, p.Sha256 }).ToListAsync(ct);
        var there = await db.EntryPapers.AsNoTracking().Where(p => p.Entry == id).Select(p => p.Paper).ToListAsync(ct);
        var errors = new Errors();
        if (papers.Count < named.Count)
        {
            errors.Add("papers", "funds.paper-unknown");
        }
        if (named.Exists(there.Contains))
        {
            errors.Add("papers", "funds.paper-there");
        }
        if (there.Count + named.Count > EntryPapers.Most)
        {
            errors.Add("papers", "funds.too-many-papers", EntryPapers.Most);
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        db.EntryPapers.AddRange(papers.Select(p => new EntryPaper { Entry = id, Paper = p.Id }));
        db.Record(actor, FundsModule.Attach, FundsModule.SubjectOf(id), new Summary([.. papers.Select(p => new Told(p.Id.ToString(), p.Sha256))]), found.Value.Place);
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        return new Attached(id, [.. (await EntryPapers.Of([id], db, ct))[id]]);
    }

    /// <summary>What the journal says was added to entries after they were posted, by the entry's subject.</summary>
    internal static async Task<ILookup<string, (Told Paper, DateTimeOffset At, string By)>> After(IReadOnlyList<string> subjects, Db db, CancellationToken ct)
    {
        var told = await db.Journal.AsNoTracking().Where(j => j.Verb == FundsModule.Attach && subjects.Contains(j.Subject)).OrderBy(j => j.Number).Select(j => new { j.Subject, j.Summary, j.At, j.ActorName }).ToListAsync(ct);
        return told.SelectMany(j => System.Text.Json.JsonSerializer.Deserialize<Summary>(j.Summary!, JournalEntry.Json)!.Papers.Select(p => (j.Subject, Of: (Paper: p, j.At, By: j.ActorName)))).ToLookup(x => x.Subject, x => x.Of);
    }
}
