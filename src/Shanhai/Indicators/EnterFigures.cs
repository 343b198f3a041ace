using Microsoft.EntityFrameworkCore;
using Shanhai.Indicators.Import;
using Shanhai.Places;

namespace Shanhai.Indicators;

/// <summary>
/// Figures typed into a grid: villages of an area by indicators, for one period. All that is typed is saved, or nothing: then every cell
/// that needs attention says why, and what was typed stays.
/// </summary>
public sealed record EnterFigures(PlaceCode Under, IReadOnlyList<Indicator> Indicators, Period Period)
{
    public const int MostPlaces = 200, MostColumns = 20;

    public sealed record Row(PlaceCode Place, string Name);

    public sealed record Revision(short Number, decimal Value, int Batch, SourceKind Source, DateOnly AsOf, string By, DateTimeOffset At, bool InForce);

    /// <summary>A cell as it is recorded, newest revision first, and as it was typed.</summary>
    public sealed record Cell(IReadOnlyList<Revision> Revisions, string? Typed = null, short? Seen = null, Errors.At? Fault = null, Revision? Clash = null, bool Odd = false)
    {
        public Revision? Current => Revisions.FirstOrDefault(r => r.InForce);
    }

    public sealed record Grid(EnterFigures Asked, string UnderName, IReadOnlyList<Row> Rows, Dictionary<(PlaceCode, string), Cell> Cells)
    {
        public Cell this[PlaceCode place, string indicator] => Cells.TryGetValue((place, indicator), out var cell) ? cell : new([]);

        public IEnumerable<Cell> Faulty => Cells.Values.Where(c => c.Fault is not null || c.Clash is not null || c.Odd);
    }

    /// <summary>One cell of the form. <paramref name="Seen"/> is the revision it was shown with, <paramref name="Was"/> its text then, <paramref name="Choice"/> "theirs" or "mine:4" after a clash.</summary>
    public sealed record Typed(PlaceCode Place, string Indicator, string Text, short Seen, string Was, bool Confirmed, string? Choice);

    public static async Task<Result<Grid>> Load(EnterFigures input, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(IndicatorsModule.Record, input.Under) is { } no)
        {
            return no;
        }
        var area = new PlaceScope([input.Under]);
        var rows = await db.Places.AsNoTracking().Where(p => p.Closed == null && p.Level == Level.Village).Within(area, p => p.Code)
            .OrderBy(p => p.Code).Select(p => new Row(p.Code, p.Name)).ToListAsync(ct);
        if (rows.Count > MostPlaces)
        {
            return Problem.Invalid("enter.too-many", rows.Count, MostPlaces);
        }
        var name = await db.Places.AsNoTracking().Where(p => p.Code == input.Under).Select(p => p.Name).FirstOrDefaultAsync(ct);
        return name is null ? Problem.Missing("place-not-found", input.Under.ToString()) : new Grid(input, name, rows, await Cells(input, db, ct));
    }

    private static async Task<Dictionary<(PlaceCode, string), Cell>> Cells(EnterFigures input, Db db, CancellationToken ct)
    {
        var (first, last, period, ids) = (input.Under.First.Value, input.Under.Last.Value, input.Period.Key, input.Indicators.Select(i => i.Id).ToList());
        var facts = await db.Facts.AsNoTracking()
            .Where(f => ids.Contains(f.Indicator) && f.Period == period && f.Place >= first && f.Place <= last).OrderByDescending(f => f.Revision).ToListAsync(ct);
        var numbers = facts.Select(f => f.Batch).Distinct().ToList();
        var batches = await db.Batches.AsNoTracking().Where(b => numbers.Contains(b.Number)).ToDictionaryAsync(b => b.Number, ct);
        var indicators = input.Indicators.ToDictionary(i => i.Id);
        return facts.GroupBy(f => (f.Place, f.Indicator)).ToDictionary(g => (new PlaceCode(g.Key.Place), indicators[g.Key.Indicator].Code), g => new Cell(
            [.. g.Select(f => Of(f, indicators[f.Indicator], batches[f.Batch]))]));
    }

    private static Revision Of(Fact fact, Indicator indicator, Batch batch) =>
        new(fact.Revision, indicator.Shown(fact.Value), batch.Number, batch.Source, batch.AsOf, batch.RecordedBy, batch.RecordedAt, fact.SupersededAt is null);

    /// <summary>The grid with what is wrong in it, or what was recorded.</summary>
    public static async Task<Result<(Grid Grid, RecordFigures.Recorded? Recorded)>> Save(
        EnterFigures input, IReadOnlyList<Typed> typed, DateOnly asOf, string? note, ImportDesk desk, CancellationToken ct)
    {
        var loaded = await Load(input, desk.Db, desk.Actor, ct);
        if (loaded.Problem is { } no)
        {
            return no;
        }
        var grid = loaded.Value;
        var places = grid.Rows.Select(r => r.Place).ToHashSet();
        var cells = new List<RecordFigures.Cell>();
        foreach (var one in typed)
        {
            // An untouched cell and an empty one make no statement.
            if (one.Text.Trim() is not { Length: > 0 } text || text == one.Was || one.Choice == "theirs" || !places.Contains(one.Place) || input.Indicators.FirstOrDefault(i => i.Code == one.Indicator) is not { } indicator)
            {
                continue;
            }
            var cell = Read(grid[one.Place, one.Indicator], one, indicator, input.Period, asOf, out var figure);
            grid.Cells[(one.Place, one.Indicator)] = cell;
            if (figure is { } stated)
            {
                cells.Add(stated);
            }
        }
        if (asOf > desk.Today || grid.Faulty.Any())
        {
            return (grid, null);
        }
        var source = new RecordFigures.Origin(SourceKind.Form, asOf, Note: note.Kept());
        var recorded = await RecordFigures.Handle(new(source, cells), desk.Db, desk.Actor, desk.Catalogue, desk.Columns, desk.Clock, ct);
        return recorded.Problem is { } refused ? refused : (grid, recorded.Value);
    }

    private static Cell Read(Cell cell, Typed typed, Indicator indicator, Period period, DateOnly asOf, out RecordFigures.Cell? figure)
    {
        figure = null;
        cell = cell with { Typed = typed.Text, Seen = typed.Seen };
        var reading = FigureText.Read(typed.Text).In(1, null, indicator.Unit, typed.Text);
        if (reading.Value is not { } value)
        {
            return cell with { Fault = new("", reading.Finding?.Key ?? "import.finding.unreadable", [.. reading.Finding?.Args ?? [typed.Text]]) };
        }
        var current = cell.Current;
        if (current?.Value == value)
        {
            return cell;
        }
        if ((current?.Number ?? 0) != typed.Seen && typed.Choice != $"mine:{current?.Number ?? 0}")
        {
            return cell with { Clash = current ?? (cell.Revisions.Count > 0 ? cell.Revisions[0] : null) };
        }
        figure = new(typed.Place, indicator.Code, period, value, current?.Number ?? 0, Confirmed: typed.Confirmed);
        if (indicator.Stored(value) is null)
        {
            return cell with { Fault = new("", "figures.decimals", indicator.Name, indicator.Decimals, value) };
        }
        if (period.YearNumber < indicator.FirstYear || period.YearNumber > indicator.LastYear)
        {
            return cell with { Fault = new("", "figures.out-of-years", indicator.Name, indicator.FirstYear, indicator.LastYear) };
        }
        return cell with { Odd = !typed.Confirmed && (value < indicator.Least || value > indicator.Most) };
    }
}
