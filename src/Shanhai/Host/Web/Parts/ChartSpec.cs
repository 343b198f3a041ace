using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Shanhai.Host.Web.Parts;

/// <summary>
/// What a chart says, without a word of script: the pages describe it, web/scripts/charts.js draws it, and <see cref="Table"/> says the same
/// in rows. <paramref name="Title"/> states the finding ("经营性收入连续两年低于当年的线"), not the axes. Values are null where nothing is known.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(TrendChart), "trend")]
[JsonDerivedType(typeof(BarChart), "bars")]
[JsonDerivedType(typeof(ScatterChart), "scatter")]
[JsonDerivedType(typeof(HeatmapChart), "heatmap")]
[JsonDerivedType(typeof(SankeyChart), "sankey")]
public abstract record ChartSpec(string Title)
{
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web)
    {
        // Keeps Chinese readable and still escapes what could end the script element.
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Above the axis and in the tips: "万元".</summary>
    public string? Unit { get; init; }

    /// <summary>Below the chart: how to read it, sources, what is simulated.</summary>
    [JsonIgnore]
    public string? Note { get; init; }

    [JsonIgnore]
    public ChartHeight Height { get; init; } = ChartHeight.Middle;

    /// <summary>Decimals in tips and table.</summary>
    public int Digits { get; init; } = 2;

    /// <summary>Any figure of it is simulated: the chart carries the hatched badge.</summary>
    [JsonIgnore]
    public abstract bool Simulated { get; }

    /// <summary>The same in rows, for screen readers, copying and CSV.</summary>
    public abstract ChartTable Table(View view);

    /// <summary>What the script reads, with the few words it draws itself.</summary>
    public string Json(View view)
    {
        var written = JsonSerializer.Serialize(Drawn, Written);
        return $"{written[..^1]},\"words\":{{\"simulated\":{JsonSerializer.Serialize(view.Say("part.source.simulated"), Written)}}}}}";
    }

    /// <summary>The chart without what is not drawn.</summary>
    protected virtual ChartSpec Drawn => this;

    // A series of which nothing is known takes no place among the bars and none in the legend; the table says that it is not known. One stays, where nothing is known at all.
    protected static IReadOnlyList<ChartSeries> Known(IReadOnlyList<ChartSeries> series) =>
        series.Where(s => s.Values.Any(v => v is not null)).ToList() is { Count: > 0 } known ? known : [.. series.TakeLast(1)];

    protected string Say(View view, double? value, bool simulated = false) => value is { } v
        ? v.ToString("#,0." + new string('#', Digits), Words.Culture(view.Language)) + (simulated ? $" ({view.Say("part.source.simulated")})" : "")
        : "—";

    protected string Say(View view, ChartSeries series, int at)
    {
        var value = Say(view, series.Values[at], series.SimulatedAt?.Contains(at) == true);
        return series.Low?[at] is { } low && series.High?[at] is { } high ? $"{value} [{Say(view, low)}, {Say(view, high)}]" : value;
    }

    protected string InUnit(string name) => Unit is null ? name : $"{name} ({Unit})";
}

public enum ChartHeight { Low, Middle, Tall }

/// <summary>Headings and rows of text; the first column names the row.</summary>
public sealed record ChartTable(IReadOnlyList<string> Headings, IEnumerable<IReadOnlyList<string>> Rows);

/// <summary>
/// Values over the categories of a chart. <see cref="Low"/> and <see cref="High"/> are an interval, drawn as a band or as whiskers;
/// <see cref="SimulatedAt"/> are positions whose value is simulated, drawn hatched; <see cref="Quiet"/> is background for comparison, in grey.
/// </summary>
public sealed record ChartSeries(string Name, IReadOnlyList<double?> Values)
{
    public IReadOnlyList<double?>? Low { get; init; }
    public IReadOnlyList<double?>? High { get; init; }
    public IReadOnlyList<int>? SimulatedAt { get; init; }
    public bool Quiet { get; init; }
}

/// <summary>A threshold that moves with time: the line in force in each category (null: none).</summary>
public sealed record MovingLine(string Name, IReadOnlyList<double?> Values);

/// <summary>A place where the series do not compare: a dashed line with its words, "口径断点".</summary>
public sealed record SeriesBreak(string At, string Text);

/// <summary>A fixed value across a chart.</summary>
public sealed record FixedLine(string Name, double Value);

/// <summary>Series over time, the lines in force, breaks and bands.</summary>
public sealed record TrendChart(string Title, IReadOnlyList<string> Categories, IReadOnlyList<ChartSeries> Series) : ChartSpec(Title)
{
    public IReadOnlyList<MovingLine> Lines { get; init; } = [];
    public IReadOnlyList<SeriesBreak> Breaks { get; init; } = [];
    /// <summary>What the categories are, below them and above the first column of the table: "年度".</summary>
    public string CategoryTitle { get; init; } = "";

    public override bool Simulated => Series.Any(s => s.SimulatedAt is { Count: > 0 });

    protected override ChartSpec Drawn => this with { Series = Known(Series) };

    public override ChartTable Table(View view) => new(
        [CategoryTitle, .. Series.Select(s => InUnit(s.Name)), .. Lines.Select(l => InUnit(l.Name)), .. Breaks.Count > 0 ? new[] { view.Say("part.chart.break") } : []],
        Categories.Select((c, i) => (IReadOnlyList<string>)
        [
            c, .. Series.Select(s => Say(view, s, i)), .. Lines.Select(l => Say(view, l.Values[i])),
            .. Breaks.Count > 0 ? new[] { string.Join("; ", Breaks.Where(b => b.At == c).Select(b => b.Text)) } : [],
        ]));
}

/// <summary>Bars beside each other or stacked, upright or across (for long names), with intervals as whiskers and fixed lines.</summary>
public sealed record BarChart(string Title, IReadOnlyList<string> Categories, IReadOnlyList<ChartSeries> Series) : ChartSpec(Title)
{
    public bool Across { get; init; }
    public bool Stacked { get; init; }
    public IReadOnlyList<FixedLine> Levels { get; init; } = [];
    /// <summary>What the categories are, below them and above the first column of the table: "年度".</summary>
    public string CategoryTitle { get; init; } = "";

    public override bool Simulated => Series.Any(s => s.SimulatedAt is { Count: > 0 });

    protected override ChartSpec Drawn => this with { Series = Known(Series) };

    public override ChartTable Table(View view) => new(
        [CategoryTitle, .. Series.Select(s => InUnit(s.Name))],
        Categories.Select((c, i) => (IReadOnlyList<string>)[c, .. Series.Select(s => Say(view, s, i))]));
}

/// <summary>A named dot, perhaps of a group, perhaps a link.</summary>
public sealed record Dot(string Name, double X, double Y, string? Group = null, string? Href = null);

/// <summary>A curve through a scatter, as [x, y] pairs: a fit on one side of a line, for instance.</summary>
public sealed record Fit(string Name, IReadOnlyList<double[]> Points);

/// <summary>Dots, fitted curves and upright cut-offs.</summary>
public sealed record ScatterChart(string Title, IReadOnlyList<Dot> Points, string XTitle, string YTitle) : ChartSpec(Title)
{
    public IReadOnlyList<Fit> Fits { get; init; } = [];
    public IReadOnlyList<FixedLine> Cuts { get; init; } = [];
    [JsonIgnore] public bool AllSimulated { get; init; }

    public override bool Simulated => AllSimulated;

    public override ChartTable Table(View view) => new(["", XTitle, YTitle],
        Points.Select(p => (IReadOnlyList<string>)[p.Group is null ? p.Name : $"{p.Name} ({p.Group})", Say(view, p.X), Say(view, p.Y)]));
}

/// <summary>A table as colours: rows by columns. Diverging where zero is the middle.</summary>
public sealed record HeatmapChart(string Title, IReadOnlyList<string> Rows, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<double?>> Cells) : ChartSpec(Title)
{
    public bool Diverging { get; init; }
    [JsonIgnore] public bool AllSimulated { get; init; }

    public override bool Simulated => AllSimulated;

    public override ChartTable Table(View view) => new(["", .. Columns],
        Rows.Select((r, i) => (IReadOnlyList<string>)[r, .. Cells[i].Select(v => Say(view, v))]));
}

/// <summary>Bands as wide as what flows: from one bar to another, never in a circle. A bar is told by its id; <see cref="Names"/> says what stands beside it, so that two of one name are two.</summary>
public sealed record SankeyChart(string Title, IReadOnlyList<SankeyChart.Link> Links) : ChartSpec(Title)
{
    public sealed record Link(string From, string To, double Value);

    /// <summary>The name of each bar by its id; a bar without one is called by its id.</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>();

    [JsonIgnore] public bool AllSimulated { get; init; }
    [JsonIgnore] public string FromTitle { get; init; } = "";
    [JsonIgnore] public string ToTitle { get; init; } = "";

    public override bool Simulated => AllSimulated;

    public override ChartTable Table(View view) => new([FromTitle, ToTitle, Unit ?? ""], Links.Select(l => (IReadOnlyList<string>)[Names.GetValueOrDefault(l.From, l.From), Names.GetValueOrDefault(l.To, l.To), Say(view, l.Value)]));
}
