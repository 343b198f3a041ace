using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Tables;

namespace Shanhai.Indicators.Import;

/// <summary>
/// The dry run: reads every figure a plan points at, finds its place, holds it against the indicator, the other rows and what is
/// recorded already. Nothing is written; what may be written is in <see cref="Cells"/>.
/// </summary>
public sealed class ImportCheck(FigureImport import, RowPlaces places, Catalogue catalogue, DateOnly today)
{
    private readonly record struct Pending(int Row, int Column, PlaceCode Place, Indicator Indicator, Period Period, decimal Value, bool Odd, bool Same);

    private readonly record struct Line(string Sheet, int Number, bool Wrong, bool Odd);

    private readonly List<Pending> _figures = [];
    private readonly List<Line> _rows = [];
    private Dictionary<(int Indicator, int Period, long Place), int> _at = [];
    private readonly Dictionary<(string Code, Severity Severity), int> _counts = [];
    private readonly Dictionary<string, (PlaceText Text, RowPlaces.Answer Answer, int Rows, string First)> _questions = [];
    private int _totals, _new, _changed, _same;

    public List<RowFinding> Findings { get; } = [];

    public static async Task<ImportCheck> Run(FigureImport import, Workbook book, RowPlaces places, Catalogue catalogue, FactColumns columns, Db db, DateOnly today, CancellationToken ct)
    {
        var check = new ImportCheck(import, places, catalogue, today);
        var known = catalogue.All.Select(Known.Of).ToList();
        foreach (var plan in import.ReadPlan().Chosen)
        {
            if (book.Sheets.FirstOrDefault(s => s.Name == plan.Sheet) is { } sheet)
            {
                check.Read(plan, sheet, known, ct);
            }
        }
        // What told a figure that stands twice is large and not asked again.
        check._at = [];
        await check.Compare(columns, db, ct);
        return check;
    }

    private void Read(SheetPlan plan, Sheet sheet, List<Known> known, CancellationToken ct)
    {
        var room = _figures.Count + sheet.Rows.Count * plan.Columns.Count(c => c.Role == ColumnRole.Figure);
        _figures.EnsureCapacity(room);
        _at.EnsureCapacity(room);
        foreach (var row in plan.Rows(sheet, known))
        {
            ct.ThrowIfCancellationRequested();
            if (row.Kind is RowKind.Total or RowKind.Note)
            {
                _totals++;
                continue;
            }
            _rows.Add(new(plan.Sheet, row.Row, false, false));
            if (row.Finding is { } finding)
            {
                Say(0, finding);
                continue;
            }
            var answer = places.Of(row.Place);
            if (answer.Finding is { } about)
            {
                Say(plan.Columns.FirstOrDefault(c => c.Role == (row.Place.Code is null ? ColumnRole.Name : ColumnRole.Code))?.Column ?? 0, about);
            }
            if (answer.Place is not { } place)
            {
                Ask(row.Place, answer);
                continue;
            }
            foreach (var figure in row.Figures)
            {
                Take(figure, place);
            }
        }
    }

    private void Take(FoundFigure figure, PlaceCode place)
    {
        if (figure.Finding is { } bad)
        {
            Say(figure.Column, bad);
        }
        if (figure.Value is not { } value || catalogue.Find(figure.Indicator) is not { } indicator)
        {
            return;
        }
        if (Fault(indicator, figure.Period) is { } fault)
        {
            Say(figure.Column, fault);
            return;
        }
        var odd = false;
        if (indicator.Stored(value) is null)
        {
            var rounded = decimal.Round(value, indicator.Decimals, MidpointRounding.AwayFromZero);
            if (indicator.Stored(rounded) is null)
            {
                Say(figure.Column, Finding.Error("too-large", figure.Text));
                return;
            }
            Say(figure.Column, Finding.Warn("rounded", Number(value), Number(rounded), indicator.Decimals.ToString(CultureInfo.InvariantCulture)));
            (value, odd) = (rounded, true);
        }
        if (Absurd(indicator, value) is { } absurd)
        {
            Say(figure.Column, absurd);
            odd = true;
        }
        var key = (indicator.Id, figure.Period.Key, place.Value);
        if (!_at.TryAdd(key, _figures.Count))
        {
            var first = _rows[_figures[_at[key]].Row];
            Say(figure.Column, Finding.Error("twice", places.NameOf(place), first.Sheet, first.Number.ToString(CultureInfo.InvariantCulture)));
            // Neither of the two may win: both rows stay out.
            _rows[_figures[_at[key]].Row] = first with { Wrong = true };
            return;
        }
        _figures.Add(new(_rows.Count - 1, figure.Column, place, indicator, figure.Period, value, odd, false));
    }

    private Finding? Fault(Indicator indicator, Period period) =>
        period.Type != indicator.PeriodType ? Finding.Error("period-type", period.ToString())
        : period.YearNumber > today.Year ? Finding.Error("period-ahead", period.ToString())
        : period.YearNumber < indicator.FirstYear || period.YearNumber > indicator.LastYear
            ? Finding.Error("out-of-years", period.ToString(), $"{indicator.FirstYear}", $"{indicator.LastYear}")
        : null;

    private static Finding? Absurd(Indicator indicator, decimal value) =>
        value < indicator.Least || value > indicator.Most
            ? Finding.Warn("absurd", Number(value), indicator.Least is { } least ? Number(least) : "…", indicator.Most is { } most ? Number(most) : "…")
        : value < 0 && indicator.Least is null && !indicator.IsDerived ? Finding.Warn("negative", Number(value))
        : null;

    /// <summary>What is recorded already: the same value is no change; another one is a correction that shows both.</summary>
    private async Task Compare(FactColumns columns, Db db, CancellationToken ct)
    {
        var wanted = _figures.DistinctBy(f => (f.Indicator.Id, f.Period.Key)).Select(f => (f.Indicator, f.Period)).ToList();
        var facts = await columns.Read(wanted, ct);
        var there = wanted.ToDictionary(w => (w.Indicator.Id, w.Period.Key), w => facts.Column(w.Indicator, w.Period).Rows);
        var clashes = new List<(int Figure, long Value, int Batch)>();
        for (var i = 0; i < _figures.Count; i++)
        {
            var figure = _figures[i];
            var rows = there[(figure.Indicator.Id, figure.Period.Key)];
            var row = rows.Count == 0 ? -1 : rows.Find(figure.Place.Value);
            // An exported total that nobody touched is no statement of the place itself.
            if (row >= 0 && rows.Values[row] == figure.Indicator.Stored(figure.Value) && rows.LackAt(row) is (Lack.None or Lack.Partial or Lack.Disputed))
            {
                _same++;
                _figures[i] = figure with { Same = true };
            }
            else if (row < 0 || rows.MadeAt(row) != Made.Reported)
            {
                _new++;
            }
            else
            {
                _changed++;
                clashes.Add((i, rows.Values[row], rows.Batches[row]));
            }
        }
        var numbers = clashes.Select(c => c.Batch).Distinct().ToList();
        var batches = await db.Batches.AsNoTracking().Where(b => numbers.Contains(b.Number)).ToDictionaryAsync(b => b.Number, ct);
        foreach (var (at, value, number) in clashes)
        {
            var (figure, batch) = (_figures[at], batches.GetValueOrDefault(number));
            Say(figure.Column, Finding.Warn("overlap", figure.Indicator.Written(value), number.ToString(CultureInfo.InvariantCulture),
                batch?.FileName ?? batch?.DocumentTitle ?? batch?.RecordedBy ?? "", Number(figure.Value)), figure.Row);
            _figures[at] = figure with { Odd = true };
        }
    }

    private void Say(int column, Finding finding, int? at = null)
    {
        var row = at ?? _rows.Count - 1;
        var line = _rows[row];
        _rows[row] = finding.Severity == Severity.Error ? line with { Wrong = true } : line with { Odd = true };
        _counts[(finding.Code, finding.Severity)] = _counts.GetValueOrDefault((finding.Code, finding.Severity)) + 1;
        if (Findings.Count < 100_000)
        {
            Findings.Add(new(line.Sheet, line.Number, column, finding));
        }
    }

    private void Ask(PlaceText text, RowPlaces.Answer answer)
    {
        var key = RowPlaces.KeyOf(text);
        var asked = _questions.GetValueOrDefault(key, (text, answer, 0, $"{_rows[^1].Sheet}!{_rows[^1].Number}"));
        _questions[key] = asked with { Item3 = asked.Item3 + 1 };
    }

    public ImportOutcome Outcome => new(
        _rows.Count, _rows.Count(r => r.Wrong), _rows.Count(r => r.Odd), _totals, _figures.Count, _new, _changed, _same,
        [.. _counts.Select(c => new ImportOutcome.Group(c.Key.Code, c.Key.Severity, c.Value)).OrderByDescending(g => g.Severity).ThenByDescending(g => g.Count)],
        [.. Findings.OrderByDescending(f => f.Finding.Severity).Take(ImportOutcome.MostFindings)],
        [.. _questions.Take(ImportOutcome.MostQuestions).Select(q => new ImportOutcome.Question(q.Key, Shown(q.Value.Text), q.Value.Answer.Proposals, q.Value.Rows, q.Value.First))]);

    /// <summary>What may be written: rows without an error, and of the odd figures only those that are confirmed.</summary>
    public IReadOnlyList<RecordFigures.Cell> Cells(bool oddConfirmed)
    {
        var cells = new List<RecordFigures.Cell>(_figures.Count);
        cells.AddRange(_figures.Where(f => !f.Same && !_rows[f.Row].Wrong && (oddConfirmed || !f.Odd && !_rows[f.Row].Odd))
            .Select(f => new RecordFigures.Cell(f.Place, f.Indicator.Code, f.Period, f.Value, Confirmed: f.Odd)));
        return cells;
    }

    private static string Shown(PlaceText text) => string.Join(' ', new[] { text.Code, text.County, text.Township, text.Name }.OfType<string>());

    private static string Number(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    /// <summary>The file's own area, for messages.</summary>
    public PlaceCode Under => import.Under;
}
