using System.Globalization;
using System.Security.Cryptography;
using System.Text.Unicode;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Indicators;

/// <summary>
/// Records figures from one source as one batch: all of them or none. Officers and clerks of every place concerned may. A figure that is
/// already recorded with the same value stays as it is; a different one becomes the next revision of its cell.
/// </summary>
public sealed record RecordFigures(RecordFigures.Origin Source, IReadOnlyList<RecordFigures.Cell> Cells)
{
    /// <summary>Who says so, as of when.</summary>
    public sealed record Origin(
        SourceKind Kind, DateOnly AsOf, string? DocumentTitle = null, string? DocumentNumber = null, string? FileName = null, string? FileHash = null, string? Note = null);

    /// <summary>
    /// One figure. <paramref name="Seen"/> is the revision the writer saw (0: an empty cell); null, for a file, corrects whatever is there.
    /// <paramref name="At"/> says where it stands in the file. An absurd value is taken only where <paramref name="Confirmed"/>.
    /// </summary>
    // Without the attribute a value type would be read without asking for what must be there.
    [method: System.Text.Json.Serialization.JsonConstructor]
    public readonly record struct Cell(PlaceCode Place, string Indicator, Period Period, decimal Value, short? Seen = null, string? At = null, bool Confirmed = false);

    /// <summary>Batch 0: nothing was new, so nothing was written.</summary>
    public sealed record Recorded(int Batch, int Added, int Changed, int Same);

    private static readonly string[] Columns = ["indicator", "period", "place", "revision", "value", "batch"];

    public static Task<Result<Recorded>> Handle(
        RecordFigures input, Db db, Actor actor, Catalogue catalogue, FactColumns columns, TimeProvider clock, CancellationToken ct) =>
        Write(input, db, actor, catalogue, columns, clock, null, ct);

    /// <param name="alongside">Adds what else is saved with the batch, in the same transaction.</param>
    internal static async Task<Result<Recorded>> Write(
        RecordFigures input, Db db, Actor actor, Catalogue catalogue, FactColumns columns, TimeProvider clock, Action<Recorded>? alongside, CancellationToken ct)
    {
        if (await Refusal(input, db, actor, catalogue, ct) is { } no)
        {
            return no;
        }

        try
        {
            await using var writing = await db.BeginWriting(ct);
            var write = new Writer(db, catalogue, (await db.Batches.MaxAsync(b => (int?)b.Number, ct) ?? 0) + 1, clock.GetUtcNow());
            if (await write.Prepare(input.Cells, ct) is { } clash)
            {
                return clash;
            }
            if (write.Count == 0)
            {
                return new Recorded(0, 0, 0, write.Same);
            }
            var recorded = new Recorded(write.Batch, write.Count - write.Changed, write.Changed, write.Same);
            alongside?.Invoke(recorded);
            await write.Save(input, actor, ct);
            await writing.Commit(ct);
            columns.Written();
            return recorded;
        }
        catch (Exception failure) when (db.Dialect.IsDuplicate(failure))
        {
            // Somebody else saved the same cell, or took the same batch number, between our reading and our writing.
            return Problem.Clash("figures.saved-meanwhile");
        }
    }

    /// <summary>Shape and permission, cell by cell; every fault is told, not only the first.</summary>
    private static async Task<Problem?> Refusal(RecordFigures input, Db db, Actor actor, Catalogue catalogue, CancellationToken ct)
    {
        if (actor.Refuses(IndicatorsModule.Record) is { } no)
        {
            return no;
        }
        var (errors, scope, seen) = (new Errors(), actor.Scope(IndicatorsModule.Record), new HashSet<(int, int, long)>(input.Cells.Count));
        var known = await Known(input.Cells, db, ct);
        foreach (var cell in input.Cells)
        {
            var fault = Fault(cell, catalogue, scope, known)
                ?? (seen.Add((catalogue[cell.Indicator].Id, cell.Period.Key, cell.Place.Value)) ? null : new Errors.At("", "figures.twice", cell.Place, cell.Indicator, cell.Period));
            if (fault is not null)
            {
                errors.Add(cell.At ?? $"{cell.Place}/{cell.Indicator}/{cell.Period}", fault.Key, fault.Args);
            }
        }
        return errors.Refusal;
    }

    /// <summary>The places that exist. Many are read as one range: a list of thousands would be a statement of thousands of values.</summary>
    private static async Task<HashSet<PlaceCode>> Known(IReadOnlyList<Cell> cells, Db db, CancellationToken ct)
    {
        var wanted = cells.Select(c => c.Place).Distinct().ToList();
        if (wanted.Count == 0)
        {
            return [];
        }
        var (first, last) = (wanted.Min(), wanted.Max());
        var found = wanted.Count <= 500
            ? db.Places.AsNoTracking().Where(p => wanted.Contains(p.Code))
            : db.Places.AsNoTracking().Where(p => p.Code >= first && p.Code <= last);
        return (await found.Select(p => p.Code).ToListAsync(ct)).ToHashSet();
    }

    /// <summary>What is wrong with one cell by itself, or null.</summary>
    internal static Errors.At? Fault(Cell cell, Catalogue catalogue, PlaceScope scope, IReadOnlySet<PlaceCode> known) =>
        catalogue.Find(cell.Indicator) is not { } indicator ? new("", "figures.indicator-unknown", cell.Indicator)
        : !known.Contains(cell.Place) ? new("", "figures.place-unknown", cell.Place)
        : !scope.Contains(cell.Place) ? new("", "figures.out-of-scope", cell.Place)
        : cell.Period.Type != indicator.PeriodType ? new("", "figures.period-type", indicator.Name, cell.Period)
        : cell.Period.YearNumber < indicator.FirstYear || cell.Period.YearNumber > indicator.LastYear ? new("", "figures.out-of-years", indicator.Name, indicator.FirstYear, indicator.LastYear)
        : indicator.Stored(cell.Value) is null ? new("", "figures.decimals", indicator.Name, indicator.Decimals, cell.Value)
        : !cell.Confirmed && (cell.Value < indicator.Least || cell.Value > indicator.Most) ? new("", "figures.absurd", indicator.Name, cell.Value, indicator.Least, indicator.Most)
        : null;

    /// <summary>One batch being written.</summary>
    private sealed class Writer(Db db, Catalogue catalogue, int batch, DateTimeOffset now)
    {
        /// <summary>A fact to be inserted, without an object of its own: a batch may hold half a million.</summary>
        private readonly record struct Row(int Indicator, int Period, long Place, short Revision, long Value);

        private readonly List<(int Indicator, int Period, List<long> Places)> _superseded = [];
        private readonly List<Row> _facts = [];
        private readonly List<BatchColumn> _written = [];

        public int Batch => batch;
        public int Count => _facts.Count;
        public int Changed { get; private set; }
        public int Same { get; private set; }

        public async Task<Problem?> Prepare(IReadOnlyList<Cell> cells, CancellationToken ct)
        {
            _facts.EnsureCapacity(cells.Count);
            var order = Ordered(cells);
            for (var (from, to) = (0, 0); from < order.Length; from = to)
            {
                while (to < order.Length && (order[to].Indicator, order[to].Period) == (order[from].Indicator, order[from].Period))
                {
                    to++;
                }
                if (await Prepare(new(order, from, to - from), cells, ct) is { } clash)
                {
                    return clash;
                }
            }
            return null;
        }

        /// <summary>The cells by column and place, as numbers: sorting half a million of the cells themselves would move them about in memory.</summary>
        private (int Indicator, int Period, long Place, int At)[] Ordered(IReadOnlyList<Cell> cells)
        {
            var order = new (int, int, long, int)[cells.Count];
            for (var i = 0; i < order.Length; i++)
            {
                order[i] = (catalogue[cells[i].Indicator].Id, cells[i].Period.Key, cells[i].Place.Value, i);
            }
            Array.Sort(order);
            return order;
        }

        private async Task<Problem?> Prepare(ArraySegment<(int Indicator, int Period, long Place, int At)> column, IReadOnlyList<Cell> cells, CancellationToken ct)
        {
            var (indicator, period) = (catalogue.Find(column[0].Indicator)!, Period.FromKey(column[0].Period));
            var (there, last) = await There(indicator, period, column[0].Place, column[^1].Place, ct);
            var (gone, before) = (new List<long>(), _facts.Count);
            foreach (var (_, _, place, at) in column)
            {
                var (cell, current) = (cells[at], there.GetValueOrDefault(place));
                var next = Fact.Next(current, (indicator, period, cell.Place), cell.Seen ?? current?.Revision ?? 0, indicator.Stored(cell.Value)!.Value, batch, now, last.GetValueOrDefault(place));
                if (next.Problem is { } clash)
                {
                    return clash;
                }
                if (next.Value is not { } fact)
                {
                    Same++;
                    continue;
                }
                _facts.Add(new(fact.Indicator, fact.Period, fact.Place, fact.Revision, fact.Value));
                if (current is not null)
                {
                    Changed++;
                    gone.Add(place);
                }
            }
            if (_facts.Count > before)
            {
                _written.Add(new() { Batch = batch, Indicator = indicator.Id, Period = period.Key, Figures = _facts.Count - before });
            }
            if (gone.Count > 0)
            {
                _superseded.Add((indicator.Id, period.Key, gone));
            }
            return null;
        }

        public async Task Save(RecordFigures input, Actor actor, CancellationToken ct)
        {
            var source = input.Source;
            var area = PlaceCode.Around(_facts.Min(f => f.Place), _facts.Max(f => f.Place));
            db.Batches.Add(new Batch
            {
                Number = batch,
                Source = source.Kind,
                AsOf = source.AsOf,
                DocumentTitle = source.DocumentTitle,
                DocumentNumber = source.DocumentNumber,
                FileName = source.FileName,
                FileHash = source.FileHash,
                Note = source.Note,
                RecordedBy = actor.Name,
                RecordedAt = now,
                Area = area,
            });
            db.BatchColumns.AddRange(_written);
            db.Record(actor, IndicatorsModule.Record, $"batch:{batch}",
                new { added = Count - Changed, changed = Changed, same = Same, source = source.Kind, source.DocumentTitle, source.FileName, content = Hash() }, area);
            await db.SaveChangesAsync(ct);
            foreach (var (indicator, period, places) in _superseded)
            {
                await db.Facts.Where(f => f.Indicator == indicator && f.Period == period && f.SupersededAt == null && places.Contains(f.Place))
                    .ExecuteUpdateAsync(u => u.SetProperty(f => f.SupersededAt, now), ct);
            }
            await Bulk.Insert(db, "facts", Columns, Rows(), ct);
            await FactStamps.Bump(db, _written.Select(c => (c.Indicator, c.Period)), ct);
        }

        // Revisions of the cells, whether in force or superseded: an undone batch leaves an empty cell with a past.
        private async Task<(Dictionary<long, Fact> There, Dictionary<long, short> Last)> There(Indicator indicator, Period period, long first, long last, CancellationToken ct)
        {
            var (there, highest) = (new Dictionary<long, Fact>(), new Dictionary<long, short>());
            await foreach (var fact in db.Facts.AsNoTracking()
                .Where(f => f.Indicator == indicator.Id && f.Period == period.Key && f.Place >= first && f.Place <= last).AsAsyncEnumerable().WithCancellation(ct))
            {
                highest[fact.Place] = Math.Max(highest.GetValueOrDefault(fact.Place), fact.Revision);
                if (fact.SupersededAt is null)
                {
                    there[fact.Place] = fact;
                }
            }
            return (there, highest);
        }

        private IEnumerable<object?[]> Rows()
        {
            var row = new object?[Columns.Length];
            foreach (var fact in _facts)
            {
                (row[0], row[1], row[2], row[3], row[4], row[5]) = (fact.Indicator, fact.Period, fact.Place, fact.Revision, fact.Value, batch);
                yield return row;
            }
        }

        /// <summary>The journal seals this, so that a figure changed behind the program's back shows.</summary>
        private string Hash()
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            Span<byte> line = stackalloc byte[100];
            foreach (var fact in _facts)
            {
                Utf8.TryWrite(line, CultureInfo.InvariantCulture, $"{fact.Indicator},{fact.Period},{fact.Place},{fact.Revision},{fact.Value}\n", out var length);
                hash.AppendData(line[..length]);
            }
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }
}
