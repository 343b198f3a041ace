using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Jobs;

namespace Shanhai.Host.Journal;

/// <summary>
/// Proves that nothing in the journal was changed, removed or put in past the program, or names what was. Reads one snapshot of the
/// database, seal by seal, in constant memory. Auditors and the operator may.
/// </summary>
public sealed record VerifyJournal
{
    public const int MostNamed = 1000;

    public enum What
    {
        /// <summary>The entry's content is not what was sealed, or (before sealing) not what was written.</summary>
        Changed,
        Removed,
        /// <summary>Not written by this program: no mark that fits.</summary>
        Inserted,
        /// <summary>Written twice under two numbers.</summary>
        Repeated,
        /// <summary>The entry stands, but its leaf in the seal was altered or taken out.</summary>
        LeafLost,
        SealBroken,
        SealMissing,
        /// <summary>The end of the journal, known from an anchor, is gone.</summary>
        Cut,
    }

    public sealed record Finding(What What, long? Seal, long? Number = null, DateTimeOffset? At = null, string? Verb = null, string? Subject = null, long? Missing = null);

    /// <param name="Waiting">Genuine entries that no seal covers yet.</param>
    public sealed record Verified(bool Whole, long Sealed, long Seals, long Waiting, JournalHead? Head, long Found, IReadOnlyList<Finding> Findings);

    public static async Task<Result<Verified>> Handle(
        Db db, JournalKey key, Actor actor, IReadOnlyList<JournalHead> anchors, Action<long, long> progress, CancellationToken ct)
    {
        if ((actor.Refuses(JournalModule.Verify, PlaceCode.Nation) ?? await key.Refuses(db, ct)) is { } no)
        {
            return no;
        }

        await using var reading = await db.BeginReading(ct);
        var check = new Checking(db, key, progress, await db.JournalLeaves.LongCountAsync(ct));
        await check.Seals(ct);
        await check.LeavesWithoutSeal(ct);
        await check.EntriesWithoutLeaf(ct);
        await check.Repeated(ct);
        await check.Gone(ct);
        foreach (var anchor in anchors)
        {
            await check.Anchor(anchor, ct);
        }
        return new Verified(check.Found == 0, check.Leaves, check.SealCount, check.Waiting, await JournalHead.Of(db, ct), check.Found, check.Findings);
    }

    /// <summary>As a job asked for at the journal page; the kept copy of the head is its anchor.</summary>
    public static Task<Result<Verified>> Handle(JobRun run, VerifyJournal input, CancellationToken ct) =>
        Handle(run.Db, run.Get<JournalKey>(), run.Actor, JournalHead.KeptIn(run.Get<Settings>().Folder), run.Progress, ct);

    private sealed class Checking(Db db, JournalKey key, Action<long, long> progress, long total)
    {
        private const int SealsAtOnce = 200;

        private byte[] _previous = [];
        private long _sum;

        public List<Finding> Findings { get; } = [];
        public long Found { get; private set; }
        public long Leaves { get; private set; }
        public long SealCount { get; private set; }
        public long Waiting { get; private set; }

        public async Task Seals(CancellationToken ct)
        {
            long last = 0;
            while (true)
            {
                var some = await db.JournalSeals.AsNoTracking().Where(s => s.Number > last).OrderBy(s => s.Number).Take(SealsAtOnce).ToListAsync(ct);
                if (some.Count == 0)
                {
                    return;
                }
                foreach (var seal in some)
                {
                    if (seal.Number != last + 1)
                    {
                        Find(new(What.SealMissing, last + 1, Missing: seal.Number - last - 1));
                    }
                    last = seal.Number;
                    await Seal(seal, ct);
                    progress(Leaves, total);
                }
            }
        }

        private async Task Seal(JournalSeal seal, CancellationToken ct)
        {
            SealCount++;
            var before = Found;
            var digest = Digest.Of(seal.Algorithm);
            var chained = digest is not null && seal.Previous.AsSpan().SequenceEqual(_previous) && seal.Total == _sum + seal.Count
                && digest.Hash(seal.Content()).AsSpan().SequenceEqual(seal.Hash) && key.Fits(digest, seal.Content(), seal.Mark);
            _previous = seal.Hash;
            _sum = seal.Total;
            var hashes = new List<byte[]>(seal.Count);
            var rows = from leaf in db.JournalLeaves.AsNoTracking()
                       where leaf.Seal == seal.Number
                       join entry in db.Journal.AsNoTracking() on leaf.Entry equals entry.Number into found
                       from entry in found.DefaultIfEmpty()
                       orderby leaf.Position
                       select new { leaf, entry };
            await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(ct))
            {
                Leaves++;
                hashes.Add(MerkleTree.Leaf(digest ?? Digest.Current, row.leaf.Hashed()));
                Leaf(digest ?? Digest.Current, row.leaf, row.entry);
            }
            // A broken tree with all its leaves and entries intact is the seal's own fault; otherwise the entries are named already.
            var whole = hashes.Count == seal.Count && digest is not null && MerkleTree.Root(digest, hashes.ToArray()).AsSpan().SequenceEqual(seal.Root);
            if (!chained || !whole && Found == before)
            {
                Find(new(What.SealBroken, seal.Number, At: seal.At, Missing: seal.Count - hashes.Count));
            }
        }

        private void Leaf(Digest digest, JournalLeaf leaf, JournalEntry? entry)
        {
            var genuine = key.Fits(digest, leaf.Marked(), leaf.Mark);
            if (entry is null)
            {
                Find(new(What.Removed, leaf.Seal, leaf.Entry, leaf.At, leaf.Verb, leaf.Subject));
            }
            else if (!digest.Hash(entry.Content()).AsSpan().SequenceEqual(leaf.Content) || !genuine && !key.Fits(digest, entry.Content(), entry.Mark))
            {
                Find(Of(What.Changed, entry, leaf.Seal));
            }
            else if (!genuine || entry.Seal != leaf.Seal)
            {
                Find(Of(What.LeafLost, entry, leaf.Seal));
            }
        }

        public async Task LeavesWithoutSeal(CancellationToken ct)
        {
            var stray = db.JournalLeaves.AsNoTracking().Where(l => !db.JournalSeals.Any(s => s.Number == l.Seal)).OrderBy(l => l.Seal).ThenBy(l => l.Position);
            await foreach (var leaf in stray.AsAsyncEnumerable().WithCancellation(ct))
            {
                Find(new(What.LeafLost, leaf.Seal, leaf.Entry, leaf.At, leaf.Verb, leaf.Subject));
            }
        }

        public async Task EntriesWithoutLeaf(CancellationToken ct)
        {
            var loose = db.Journal.AsNoTracking().Where(e => !db.JournalLeaves.Any(l => l.Entry == e.Number)).OrderBy(e => e.Number);
            await foreach (var entry in loose.AsAsyncEnumerable().WithCancellation(ct))
            {
                if (!key.Fits(Digest.Current, entry.Content(), entry.Mark))
                {
                    Find(Of(What.Inserted, entry, null));
                }
                else if (entry.Seal is { } seal)
                {
                    Find(Of(What.LeafLost, entry, seal));
                }
                else
                {
                    Waiting++;
                }
            }
        }

        public async Task Repeated(CancellationToken ct)
        {
            var twice = await db.Journal.GroupBy(e => e.Id).Where(g => g.Count() > 1).Select(g => g.Key).ToListAsync(ct);
            foreach (var id in twice)
            {
                foreach (var entry in await db.Journal.AsNoTracking().Where(e => e.Id == id).OrderBy(e => e.Number).Skip(1).ToListAsync(ct))
                {
                    Find(Of(What.Repeated, entry, entry.Seal));
                }
            }
        }

        /// <summary>What a seal covered is told with its seal; this is what went before it had one.</summary>
        public async Task Gone(CancellationToken ct)
        {
            foreach (var line in await db.Tail.Gone(db, ct))
            {
                if (line.Number is not { } number || !await db.JournalLeaves.AnyAsync(l => l.Entry == number, ct))
                {
                    Find(new(What.Removed, null, line.Number, line.At, line.Verb, line.Subject));
                }
            }
        }

        public async Task Anchor(JournalHead anchor, CancellationToken ct)
        {
            if (!await anchor.IsIn(db, ct))
            {
                Find(new(What.Cut, anchor.Seal, At: anchor.At, Missing: Math.Max(0, anchor.Entries - _sum)));
            }
        }

        private void Find(Finding finding)
        {
            if (++Found <= MostNamed)
            {
                Findings.Add(finding);
            }
        }

        private static Finding Of(What what, JournalEntry entry, long? seal) => new(what, seal, entry.Number, entry.At, entry.Verb, entry.Subject);
    }
}
