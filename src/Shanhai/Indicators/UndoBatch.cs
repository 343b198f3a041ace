using Microsoft.EntityFrameworkCore;

namespace Shanhai.Indicators;

/// <summary>
/// Takes a batch back: its figures are superseded, and what they had corrected stands again as a new revision. Only while nothing was
/// built on it. Whoever may record in all its places may.
/// </summary>
public static class UndoBatch
{
    public sealed record Undone(int Batch, int Emptied, int Restored);

    public static async Task<Result<Undone>> Handle(int number, Db db, Actor actor, FactColumns columns, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(IndicatorsModule.Record) is { } no)
        {
            return no;
        }

        await using var writing = await db.BeginWriting(ct);
        var batch = await db.Batches.FirstOrDefaultAsync(b => b.Number == number, ct);
        var scope = actor.Scope(IndicatorsModule.Record);
        if (batch is null || scope.And(batch.Area).Roots.Count == 0)
        {
            return Problem.Missing("batch.not-found", number);
        }
        var written = await db.BatchColumns.AsNoTracking().Where(c => c.Batch == number).ToListAsync(ct);
        var (mine, before) = (new List<Fact>(), new List<Fact>());
        foreach (var column in written)
        {
            await Read(column, mine, before, db, ct);
        }
        if (mine.Exists(f => !scope.Contains(f.Place)))
        {
            return Problem.Refused("not-allowed-here", batch.Area.ToString());
        }
        if (batch.Undo(clock.GetUtcNow(), builtUpon: mine.Count < written.Sum(c => c.Figures)) is { } clash)
        {
            return clash;
        }
        var undone = await Take(batch, written, mine, before, db, actor, clock, ct);
        await writing.Commit(ct);
        columns.Written();
        return undone;
    }

    /// <summary>
    /// Within a transaction of the caller, who has looked at who may: takes back what is still in force of batches whose ground has gone, also where some of their figures were corrected since.
    /// </summary>
    internal static async Task Withdraw(IReadOnlyList<int> numbers, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        foreach (var batch in await db.Batches.Where(b => numbers.Contains(b.Number) && b.UndoneAt == null).OrderByDescending(b => b.Number).ToListAsync(ct))
        {
            var written = await db.BatchColumns.AsNoTracking().Where(c => c.Batch == batch.Number).ToListAsync(ct);
            var (mine, before) = (new List<Fact>(), new List<Fact>());
            foreach (var column in written)
            {
                await Read(column, mine, before, db, ct);
            }
            batch.Undo(clock.GetUtcNow(), builtUpon: false);
            await Take(batch, written, mine, before, db, actor, clock, ct);
        }
    }

    private static async Task<Undone> Take(Batch batch, List<BatchColumn> written, List<Fact> mine, List<Fact> before, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var number = batch.Number;
        if (await db.FigureImports.FirstOrDefaultAsync(i => i.Batch == number, ct) is { } import)
        {
            import.Undo();
        }
        db.Record(actor, "figures.undo", $"batch:{number}", new { emptied = mine.Count - before.Count, restored = before.Count }, batch.Area);
        await db.SaveChangesAsync(ct);
        await Restore(written, number, mine, before, db, clock.GetUtcNow(), ct);
        return new Undone(number, mine.Count - before.Count, before.Count);
    }

    /// <summary>The batch's figures that are still in force, and the revisions they replaced.</summary>
    private static async Task Read(BatchColumn column, List<Fact> mine, List<Fact> before, Db db, CancellationToken ct)
    {
        var current = await db.Facts.AsNoTracking()
            .Where(f => f.Indicator == column.Indicator && f.Period == column.Period && f.Batch == column.Batch && f.SupersededAt == null)
            .ToListAsync(ct);
        mine.AddRange(current);
        var revisions = current.Where(f => f.Revision > 1).ToDictionary(f => f.Place, f => f.Revision);
        var places = revisions.Keys.ToList();
        var older = await db.Facts.AsNoTracking()
            .Where(f => f.Indicator == column.Indicator && f.Period == column.Period && places.Contains(f.Place) && f.SupersededAt != null)
            .ToListAsync(ct);
        // A revision that was undone earlier is no figure to go back to; its batch says so. Nor is one of this batch, which stands again since a later one was undone.
        var undone = (await db.Batches.AsNoTracking().Where(b => b.UndoneAt != null).Select(b => b.Number).ToListAsync(ct)).ToHashSet();
        before.AddRange(older.Where(f => f.Revision < revisions[f.Place] && !undone.Contains(f.Batch) && f.Batch != column.Batch)
            .GroupBy(f => f.Place).Select(g => g.MaxBy(f => f.Revision)!));
    }

    private static async Task Restore(List<BatchColumn> written, int number, List<Fact> mine, List<Fact> before, Db db, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var column in written)
        {
            await db.Facts.Where(f => f.Indicator == column.Indicator && f.Period == column.Period && f.Batch == number && f.SupersededAt == null)
                .ExecuteUpdateAsync(u => u.SetProperty(f => f.SupersededAt, now), ct);
        }
        var next = mine.ToDictionary(f => (f.Indicator, f.Period, f.Place), f => f.Revision + 1);
        await Bulk.Insert(db, "facts", ["indicator", "period", "place", "revision", "value", "batch"],
            before.Select(f => new object?[] { f.Indicator, f.Period, f.Place, (short)next[(f.Indicator, f.Period, f.Place)], f.Value, f.Batch }), ct);
        await FactStamps.Bump(db, written.Select(c => (c.Indicator, c.Period)), ct);
    }
}
