using System.Globalization;
using Shanhai.Host.Web.Parts;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>A place's figures over the years against the line in force in each of them: the line moves with the version. Null where a rule compares no figure with a fixed line.</summary>
internal static class IncomeChart
{
    private const int Span = 10;

    public static async Task<TrendChart?> Of(View view, string title, PlaceCode place, string rule, Period last, Rulebook book, FactColumns columns, Catalogue catalogue, KnownBatches batches, Db db, CancellationToken ct)
    {
        var years = Enumerable.Range(0, Span).Select(i => last.Plus(i + 1 - Span)).ToList();
        var lines = years.Select(y => LinesOf(book.Judging(rule, y)?.Rule())).ToList();
        var figures = lines.SelectMany(l => l.Keys).Distinct().Select(c => catalogue[c]).ToList();
        if (figures.Count == 0)
        {
            return null;
        }
        var facts = await columns.Read(figures.SelectMany(f => years.Select(y => (f, y))), ct);
        var money = figures[0].Measure.Dimension == "money";
        var unit = money && view.Language == Language.Chinese ? 10_000m : 1m;
        var simulated = await Simulated(figures, years, place, facts, batches, db, ct);
        double? Shown(decimal? value) => value is { } v ? (double)(v / unit) : null;
        return new TrendChart(title, [.. years.Select(y => y.ToString())],
            [.. figures.Select(f => new ChartSeries(view.Say(f.Name), [.. years.Select(y => Shown(facts.Column(f, y)[place] is { } v ? f.Shown(v) * f.Measure.Times / f.Measure.Over : null))])
                { SimulatedAt = [.. Enumerable.Range(0, Span).Where(i => simulated.Contains((f.Id, years[i].Key)))] })])
        {
            Unit = money ? (view.Language == Language.Chinese ? "万元" : "yuan") : view.Say(figures[0].Measure.Name),
            Lines = [.. figures.Select(f => new MovingLine(view.Say("weak.line-of", f.Name), [.. lines.Select(l => Shown(l.TryGetValue(f.Code, out var line) ? line : null))]))],
            Breaks = [.. figures.SelectMany(f => f.Breaks).Distinct().Where(b => years.Exists(y => y.YearNumber == b)).Select(b => new SeriesBreak(b.ToString(CultureInfo.InvariantCulture), view.Say("weak.break")))],
            CategoryTitle = view.Say("findings.period"),
            Note = view.Say("weak.line-note"),
        };
    }

    /// <summary>The fixed lines of a rule, by indicator, in base units: the highest where one is compared more than once.</summary>
    internal static Dictionary<string, decimal> LinesOf(Rule? rule) => (rule?.When.Comparisons ?? [])
        .Where(c => c is { Left: Expression.Figure, Right: Expression.Constant })
        .GroupBy(c => ((Expression.Figure)c.Left).Code)
        .ToDictionary(g => g.Key, g => g.Max(c => Base((Expression.Constant)c.Right)));

    private static decimal Base(Expression.Constant line) => Unit.Find(line.Unit) is { } unit ? line.Number * unit.Times / unit.Over : line.Number;

    // A figure is simulated where any fact behind it is.
    private static async Task<HashSet<(int, int)>> Simulated(List<Indicator> figures, List<Period> years, PlaceCode place, Facts facts, KnownBatches batches, Db db, CancellationToken ct)
    {
        var behind = figures.SelectMany(f => years, (f, y) => (f, y)).SelectMany(x => facts.BatchesOf(x.f, x.y, place), (x, batch) => (x.f.Id, x.y.Key, Batch: batch)).ToList();
        var known = await batches.Of(behind.Select(b => b.Batch), db, ct);
        return [.. behind.Where(b => known.GetValueOrDefault(b.Batch)?.Source == SourceKind.Simulated).Select(b => (b.Id, b.Key))];
    }
}
