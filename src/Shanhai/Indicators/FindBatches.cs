using Microsoft.EntityFrameworkCore;

namespace Shanhai.Indicators;

/// <summary>Lists the batches whose figures all lie where the actor may record: newest first, by source, text and whether undone.</summary>
public sealed record FindBatches
{
    public string? Q { get; init; }
    public SourceKind? Source { get; init; }
    public bool? Undone { get; init; }

    /// <summary>The mark of the page before, as it was answered.</summary>
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(
        int Number, SourceKind Source, DateOnly AsOf, string? Document, string? FileName, string RecordedBy, DateTimeOffset RecordedAt, DateTimeOffset? UndoneAt, PlaceCode Area, int Figures);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindBatches input, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(IndicatorsModule.Record) is { } no)
        {
            return no;
        }

        var query = db.Batches.AsNoTracking().Within(actor.Scope(IndicatorsModule.Record), b => b.Area);
        if (input.Source is { } source)
        {
            query = query.Where(b => b.Source == source);
        }
        if (input.Undone is { } undone)
        {
            query = query.Where(b => b.UndoneAt != null == undone);
        }
        if (input.Q?.Trim() is { Length: > 0 } q)
        {
            query = query.Where(b => b.DocumentTitle!.Contains(q) || b.FileName!.Contains(q) || b.RecordedBy.Contains(q) || b.DocumentNumber!.Contains(q));
        }
        var total = await query.LongCountAsync(ct);
        if (int.TryParse(input.After, out var after))
        {
            query = query.Where(b => b.Number < after);
        }
        var size = Math.Clamp(input.Size ?? 50, 1, 500);
        var rows = await query.OrderByDescending(b => b.Number).Take(size + 1)
            .Select(b => new Row(b.Number, b.Source, b.AsOf, b.DocumentTitle, b.FileName, b.RecordedBy, b.RecordedAt, b.UndoneAt, b.Area,
                db.BatchColumns.Where(c => c.Batch == b.Number).Sum(c => c.Figures)))
            .ToListAsync(ct);
        return new Page<Row>([.. rows.Take(size)], rows.Count > size ? $"{rows[size - 1].Number}" : null, total);
    }
}
