using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Journal;

/// <summary>
/// The proof that one entry stands in the sealed journal, for somebody who trusts only the published head: docs/journal.md says how
/// to check it with any language. It tells number, time, verb, subject and a hash, never the content. Auditors may ask for the entries
/// they see, those of the nation also for one that was removed; a capability that hands out receipts asks for its own.
/// </summary>
public static class ProveEntry
{
    public sealed record Leaf(long Number, string At, string Verb, string Subject, string Content);

    public sealed record Seal(long Number, string At, string By, string Algorithm, string KeyId, int Count, long Total, string Root, string Previous, string Hash)
    {
        internal static Seal Of(JournalSeal seal) => new(
            seal.Number, Canonical.Instant(seal.At), seal.By, seal.Algorithm, seal.KeyId, seal.Count, seal.Total,
            Canonical.Hex(seal.Root), Canonical.Hex(seal.Previous), Canonical.Hex(seal.Hash));
    }

    /// <param name="Position">Of the leaf in its seal, from 0.</param>
    /// <param name="Path">The neighbours' hashes from the leaf up to the root.</param>
    public sealed record Proof(Leaf Entry, int Position, IReadOnlyList<string> Path, Seal Seal);

    public static async Task<Result<Proof>> Handle(long number, Db db, Actor actor, CancellationToken ct) =>
        actor.Refuses(JournalModule.View) is { } no ? no
        : actor.Scope(JournalModule.View).IsEverywhere || await FindEntries.Seen(db, actor).AnyAsync(e => e.Number == number, ct) ? await Of(number, db, ct)
        : Problem.NotFound;

    public static async Task<Result<Proof>> Of(long number, Db db, CancellationToken ct)
    {
        var mine = await db.JournalLeaves.AsNoTracking().FirstOrDefaultAsync(l => l.Entry == number, ct);
        if (mine is null)
        {
            return await db.Journal.AnyAsync(e => e.Number == number, ct) ? Problem.Clash("journal.not-sealed-yet", number) : Problem.NotFound;
        }
        var seal = await db.JournalSeals.AsNoTracking().FirstAsync(s => s.Number == mine.Seal, ct);
        var digest = Digest.Of(seal.Algorithm)!;
        var leaves = await db.JournalLeaves.AsNoTracking().Where(l => l.Seal == mine.Seal).OrderBy(l => l.Position).ToListAsync(ct);
        var path = MerkleTree.Path(digest, leaves.Select(l => MerkleTree.Leaf(digest, l.Hashed())).ToArray(), mine.Position);
        return new Proof(
            new(mine.Entry, Canonical.Instant(mine.At), mine.Verb, mine.Subject, Canonical.Hex(mine.Content)),
            mine.Position, [.. path.Select(p => Canonical.Hex(p))], Seal.Of(seal));
    }
}
