using Microsoft.EntityFrameworkCore;

namespace Shanhai.Indicators;

/// <summary>
/// One batch: who says so, as of when, and its figures column by column. Who may record where some of its figures lie sees those; for others it does not exist.
/// </summary>
public sealed record ShowBatch(
    int Number, SourceKind Source, DateOnly AsOf, string? DocumentTitle, string? DocumentNumber, string? FileName, string? FileHash, string? Note,
    string RecordedBy, DateTimeOffset RecordedAt, DateTimeOffset? UndoneAt, PlaceCode Area, bool Whole, IReadOnlyList<ShowBatch.Column> Columns, Page<ShowBatch.Figure> Figures)
{
    /// <summary>Which column, and after which place.</summary>
    public sealed record Asked
    {
        public string? Indicator { get; init; }
        public Period? Period { get; init; }
        public string? After { get; init; }
        public int? Size { get; init; }
    }

    /// <param name="Count">Null where only part of the area is the reader's: the number would tell of the rest.</param>
    public sealed record Column(string Indicator, Both Name, string Unit, Period Period, int? Count);

    public sealed record Figure(PlaceCode Place, string Name, decimal Value, short Revision, bool InForce);

    public static async Task<Result<ShowBatch>> Handle(int number, [AsParameters] Asked asked, Db db, Actor actor, Catalogue catalogue, CancellationToken ct)
    {
        if (actor.Refuses(IndicatorsModule.Record) is { } no)
        {
            return no;
        }
        var scope = actor.Scope(IndicatorsModule.Record);
        var batch = await db.Batches.AsNoTracking().FirstOrDefaultAsync(b => b.Number == number, ct);
        var whole = batch is not null && scope.Contains(batch.Area);
        if (batch is null || (!whole && !await AnyIn(scope.And(batch.Area), number, db, ct)))
        {
            return Problem.Missing("batch.not-found", number);
        }

        var columns = await db.BatchColumns.AsNoTracking().Where(c => c.Batch == number).OrderBy(c => c.Indicator).ThenBy(c => c.Period).ToListAsync(ct);
        var shown = columns.Find(c => catalogue.Find(c.Indicator)?.Code == asked.Indicator && c.Period == asked.Period?.Key) ?? columns.FirstOrDefault();
        return new ShowBatch(batch.Number, batch.Source, batch.AsOf, batch.DocumentTitle, batch.DocumentNumber, batch.FileName, batch.FileHash, batch.Note,
            batch.RecordedBy, batch.RecordedAt, batch.UndoneAt, batch.Area, whole,
            [.. columns.Where(c => catalogue.Find(c.Indicator) is not null).Select(c => Of(catalogue.Find(c.Indicator)!, c, whole))],
            shown is null ? new([], null, 0) : await FiguresOf(db, shown, catalogue.Find(shown.Indicator)!, asked, scope, whole, ct));
    }

    private static async Task<bool> AnyIn(PlaceScope scope, int batch, Db db, CancellationToken ct)
    {
        foreach (var root in scope.Roots)
        {
            var (first, end) = (root.First.Value, root.Last.Value);
            if (await db.BatchColumns.Where(c => c.Batch == batch)
                .AnyAsync(c => db.Facts.Any(f => f.Indicator == c.Indicator && f.Period == c.Period && f.Batch == batch && f.Place >= first && f.Place <= end), ct))
            {
                return true;
            }
        }
        return false;
    }

    private static Column Of(Indicator indicator, BatchColumn column, bool whole) =>
        new(indicator.Code, indicator.Name, indicator.Unit, Period.FromKey(column.Period), whole ? column.Figures : null);

    private static async Task<Page<Figure>> FiguresOf(Db db, BatchColumn column, Indicator indicator, Asked asked, PlaceScope scope, bool whole, CancellationToken ct)
    {
        var size = Math.Clamp(asked.Size ?? 50, 1, 500);
        var after = PlaceCode.TryParse(asked.After, out var last) ? last.Value : -1;
        var query = db.Facts.AsNoTracking().Where(f => f.Indicator == column.Indicator && f.Period == column.Period && f.Batch == column.Batch && f.Place > after);
        var facts = new List<Fact>();
        foreach (var root in scope.Roots.OrderBy(r => r))
        {
            var (first, end) = (root.First.Value, root.Last.Value);
            facts.AddRange(await query.Where(f => f.Place >= first && f.Place <= end).OrderBy(f => f.Place).ThenBy(f => f.Revision).Take(size + 1 - facts.Count).ToListAsync(ct));
        }
        var places = facts.Select(f => new PlaceCode(f.Place)).ToList();
        var names = await db.Places.AsNoTracking().Where(p => places.Contains(p.Code)).ToDictionaryAsync(p => p.Code, p => p.Name, ct);
        return new(
            [.. facts.Take(size).Select(f => new Figure(f.Place, names.GetValueOrDefault(f.Place) ?? "", indicator.Shown(f.Value), f.Revision, f.SupersededAt is null))],
            facts.Count > size ? new PlaceCode(facts[size - 1].Place).ToString() : null, whole ? column.Figures : null);
    }
}
