using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Journal;

/// <summary>
/// Says whether what a receipt stands for was recorded then and has not been altered since, from the sealed journal. Anybody with the file may ask; the answer
/// tells nothing that is not in the file.
/// </summary>
public static class VerifyReceipt
{
    public enum Finding
    {
        /// <summary>Recorded then, sealed, unaltered.</summary>
        Proved,

        /// <summary>Recorded and unaltered; the next seal has not been set yet.</summary>
        Waiting,

        /// <summary>The file does not say what it said when it was handed out.</summary>
        ReceiptAltered,

        /// <summary>This installation never recorded it: another one did, or nobody.</summary>
        NotRecorded,

        /// <summary>The journal is not the one this receipt was made from.</summary>
        JournalAltered,

        /// <summary>The journal stands, but the record is no longer what was recorded, or is gone.</summary>
        RecordAltered,
    }

    public sealed record Verified(Finding Finding, DateTimeOffset? RecordedAt, string? Verb, long? Seal, DateTimeOffset? SealedAt)
    {
        public bool Good => Finding is Finding.Proved or Finding.Waiting;
    }

    public static async Task<Result<Verified>> Handle(JournalReceipt receipt, IEnumerable<ReceiptKind> kinds, Db db, JournalKey key, CancellationToken ct)
    {
        if (receipt is not { Said: not null, Salt: not null, Fingerprint: not null, Recorded: { Verb: not null, Subject: not null, At: not null, ActorName: not null, ActingAs: not null, Door: not null } } || receipt.Said.Any(s => s is null) || !IsWhole(receipt.Proof))
        {
            return Problem.Invalid("journal.not-a-receipt");
        }
        if (!receipt.HoldsTogether() || kinds.FirstOrDefault(k => k.Verb == receipt.Recorded.Verb) is not { } kind || !Guid.TryParseExact(receipt.Recorded.Id, "N", out var id)
            || !DateTimeOffset.TryParse(receipt.Recorded.At, CultureInfo.InvariantCulture, out var at))
        {
            return new Verified(Finding.ReceiptAltered, null, null, null, null);
        }

        var verified = new Verified(Finding.Proved, at, kind.Verb, null, null);
        var entry = await db.Journal.AsNoTracking().FirstOrDefaultAsync(e => e.Id == id, ct);
        var leaf = entry is null ? null : await db.JournalLeaves.AsNoTracking().FirstOrDefaultAsync(l => l.Entry == entry.Number, ct);
        if (entry is null)
        {
            // A proof that holds together but of which the journal knows nothing: this installation's seal says whose it was.
            return verified with { Finding = receipt.Proof is { } said && await Published(said.Seal, db, ct) ? Finding.JournalAltered : Finding.NotRecorded };
        }
        if (!entry.Content().AsSpan().SequenceEqual(receipt.Recorded.Content()) || !key.Fits(Digest.Current, entry.Content(), entry.Mark) || receipt.Proof is not null && leaf is null)
        {
            return verified with { Finding = Finding.JournalAltered };
        }
        var seal = leaf is null ? null : await db.JournalSeals.AsNoTracking().FirstOrDefaultAsync(s => s.Number == leaf.Seal, ct);
        if (leaf is not null && (seal is null || !await Stands(seal, leaf, entry, key, db, ct) || receipt.Proof is { } proof && !await Published(proof.Seal, db, ct)))
        {
            return verified with { Finding = Finding.JournalAltered };
        }
        var now = await kind.Fingerprint(db, receipt.Recorded.Subject, ct);
        return now is null || Canonical.Hex(now) != receipt.Fingerprint ? verified with { Finding = Finding.RecordAltered }
            : seal is null ? verified with { Finding = Finding.Waiting }
            : verified with { Seal = seal.Number, SealedAt = seal.At };
    }

    // The whole seal, not the one leaf: its tree, its own hash, its mark, and that it follows the seal before.
    private static async Task<bool> Stands(JournalSeal seal, JournalLeaf leaf, JournalEntry entry, JournalKey key, Db db, CancellationToken ct)
    {
        var leaves = await db.JournalLeaves.AsNoTracking().Where(l => l.Seal == seal.Number).OrderBy(l => l.Position).ToListAsync(ct);
        var before = seal.Number == 1 ? [] : await db.JournalSeals.AsNoTracking().Where(s => s.Number == seal.Number - 1).Select(s => s.Hash).FirstOrDefaultAsync(ct);
        return Digest.Of(seal.Algorithm) is { } digest && before is not null && before.AsSpan().SequenceEqual(seal.Previous)
            && digest.Hash(entry.Content()).AsSpan().SequenceEqual(leaf.Content) && key.Fits(digest, leaf.Marked(), leaf.Mark)
            && leaves.Count == seal.Count && MerkleTree.Root(digest, leaves.Select(l => MerkleTree.Leaf(digest, l.Hashed())).ToArray()).AsSpan().SequenceEqual(seal.Root)
            && digest.Hash(seal.Content()).AsSpan().SequenceEqual(seal.Hash) && key.Fits(digest, seal.Content(), seal.Mark);
    }

    private static async Task<bool> Published(ProveEntry.Seal said, Db db, CancellationToken ct) =>
        await db.JournalSeals.AsNoTracking().Where(s => s.Number == said.Number).Select(s => s.Hash).FirstOrDefaultAsync(ct) is { } hash && Canonical.Hex(hash) == said.Hash;

    private static bool IsWhole(ProveEntry.Proof? proof) =>
        proof is null || proof is
        {
            Path.Count: <= 64, Entry: { At: not null, Verb: not null, Subject: not null, Content: not null },
            Seal: { At: not null, By: not null, Algorithm: not null, KeyId: not null, Root: not null, Previous: not null, Hash: not null },
        } && proof.Path.All(p => p is not null);
}
