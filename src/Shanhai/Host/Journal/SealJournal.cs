using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Journal;

/// <summary>
/// Closes every committed entry that has no seal yet into batches. Runs every minute, and before a backup or a check. Entries are
/// taken by "not sealed yet", never by ranges of numbers: on PostgreSQL a lower number may be committed after a higher one, and is
/// then simply in the next batch. A batch is one transaction: it is sealed or it is not.
/// </summary>
public static class SealJournal
{
    public const int MostInOneSeal = 10_000;

    /// <param name="Entries">Entries sealed now.</param>
    /// <param name="Refused">Entries left out because their mark does not fit: they were not written by this program.</param>
    public sealed record Sealed(long Entries, int Seals, long Refused, JournalHead? Head);

    private static readonly string[] Columns = ["seal", "position", "entry", "at", "verb", "subject", "content", "mark"];

    public static async Task<Result<Sealed>> Handle(Db db, JournalKey key, Settings settings, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if ((actor.Refuses(JournalModule.Seal) ?? await key.Refuses(db, ct) ?? await JournalHead.Refuses(settings.Folder, db, ct)) is { } no)
        {
            return no;
        }

        long entries = 0, refused = 0, after = 0;
        var seals = 0;
        while (true)
        {
            await using var writing = await db.BeginWriting(ct);
            await db.Dialect.LockJournal(db, ct);
            var waiting = await db.Journal.AsNoTracking().Where(e => e.Seal == null && e.Number > after).OrderBy(e => e.Number).Take(MostInOneSeal).ToListAsync(ct);
            if (waiting.Count == 0)
            {
                break;
            }
            after = waiting[^1].Number;
            var genuine = waiting.Where(e => key.Fits(Digest.Current, e.Content(), e.Mark)).ToList();
            refused += waiting.Count - genuine.Count;
            if (genuine.Count > 0)
            {
                await Close(genuine, db, key, actor, clock, ct);
                await writing.Commit(ct);
                entries += genuine.Count;
                seals++;
            }
        }

        var head = await JournalHead.Of(db, ct);
        head?.Keep(settings.Folder);
        await db.Tail.Sweep(db, ct);
        return new Sealed(entries, seals, refused, head);
    }

    private static async Task Close(List<JournalEntry> entries, Db db, JournalKey key, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var digest = Digest.Current;
        var last = await db.JournalSeals.AsNoTracking().OrderByDescending(s => s.Number).FirstOrDefaultAsync(ct);
        var number = (last?.Number ?? 0) + 1;
        var leaves = entries.Select((e, position) =>
        {
            var leaf = new JournalLeaf
            {
                Seal = number,
                Position = position,
                Entry = e.Number,
                At = e.At,
                Verb = e.Verb,
                Subject = e.Subject,
                Content = digest.Hash(e.Content()),
            };
            leaf.Mark = key.Mark(digest, leaf.Marked());
            return leaf;
        }).ToList();
        var now = clock.GetUtcNow();
        var seal = new JournalSeal
        {
            Number = number,
            At = new DateTimeOffset(now.UtcTicks - now.UtcTicks % 10, TimeSpan.Zero),
            By = actor.Name,
            Algorithm = digest.Name,
            KeyId = key.Id,
            Count = entries.Count,
            Total = (last?.Total ?? 0) + entries.Count,
            Root = MerkleTree.Root(digest, leaves.Select(l => MerkleTree.Leaf(digest, l.Hashed())).ToArray()),
            Previous = last?.Hash ?? [],
        };
        seal.Hash = digest.Hash(seal.Content());
        seal.Mark = key.Mark(digest, seal.Content());
        db.JournalSeals.Add(seal);
        await db.SaveChangesAsync(ct);
        db.Entry(seal).State = EntityState.Detached;
        await Bulk.Insert(db, "journal_leaves", Columns,
            leaves.Select(l => new object?[] { l.Seal, l.Position, l.Entry, l.At.UtcDateTime, l.Verb, l.Subject, l.Content, l.Mark }), ct);
        var stamped = await db.Database.ExecuteSqlAsync(
            $"UPDATE journal SET seal = {number} WHERE seal IS NULL AND number IN (SELECT entry FROM journal_leaves WHERE seal = {number})", ct);
        if (stamped != entries.Count)
        {
            throw new InvalidOperationException($"Seal {number} covers {entries.Count} entries but {stamped} could be stamped; nothing was sealed.");
        }
    }
}
