using System.Globalization;
using System.Net;
using System.Text;

namespace Shanhai.Evaluation;

/// <summary>Words on a picture: a key of words, into which the name of a column may go; or that name alone, since only the file knows its unit.</summary>
public readonly record struct StatsLabel(string? Key, string? Column = null)
{
    public string In(Language language) => Key is null ? Column ?? "" : Column is null ? Words.Say(language, Key) : Words.Say(language, Key, Column);
}

/// <summary>One point; with bounds it is drawn with an interval.</summary>
public readonly record struct StatsPoint(double X, double Y, double? Low = null, double? High = null);

/// <summary>Points that belong together, joined by a line or not. The only series of a picture needs no name.</summary>
public sealed record StatsSeries(StatsLabel Name, bool Joined, IReadOnlyList<StatsPoint> Points)
{
    public StatsSeries(bool joined, IReadOnlyList<StatsPoint> points) : this(default, joined, points) { }
}

/// <summary>
/// A plain drawing: axes with what they count and in which unit, series, a legend where there are several. Self-contained SVG without script or fonts of its own;
/// series differ by mark and dash too, so that colour is never the only sign.
/// </summary>
public sealed record StatsPicture(StatsLabel X, StatsLabel Y, IReadOnlyList<StatsSeries> Series)
{
    private const double Width = 760, Plot = 312, Left = 96, Right = 20, Top = 56, Base = Top + Plot;
    private static readonly string[] Colours = ["#1f5fa8", "#c2410c", "#15803d", "#7e22ce", "#a16207"];
    private static readonly string[] Dashes = ["", "7 4", "2 4", "10 3 2 3", "4 2"];

    /// <summary>Names of the places on the x axis, where it is not a scale of numbers.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    private bool Slanted => Names is { Count: > 6 };

    // Below the plot stand the names, aslant where they are many, and the title of the axis.
    private double Height => Base + (Slanted ? 150 : 60);

    /// <summary>A table as points with intervals by its names.</summary>
    /// <param name="y">What is drawn, where the heading of its column does not say it.</param>
    public static StatsPicture OfTable(StatsReport report, StatsLabel? y = null)
    {
        var heads = report.Heads.ToList();
        var (group, name, value) = (heads.IndexOf("group"), heads.IndexOf("name"), heads.IndexOf("estimate"));
        var at = value >= 0 ? value : Enumerable.Range(0, heads.Count).FirstOrDefault(j => report.Rows.Any(r => r[j] is double), 0);
        var (low, high) = (heads.IndexOf("lower"), heads.IndexOf("upper"));
        double? Number(object?[] row, int j) => j < 0 ? null : row[j] switch { double d when double.IsFinite(d) => d, int i => i, long l => l, _ => null };
        var rows = report.Rows.Where(r => Number(r, at) is not null).Take(60).ToArray();
        var named = name >= 0 ? name : 0;
        // Of several groups with one figure each the group tells the points apart.
        var byGroup = group >= 0 && rows.DistinctBy(r => r[named]).Count() == 1;
        string Said(object?[] row) => byGroup ? StatsReport.Text(row[group]) : group >= 0 && group != named ? $"{StatsReport.Text(row[group])} {StatsReport.Text(row[named])}" : StatsReport.Text(row[named]);
        return new(new("stats.head." + heads[byGroup ? group : named]), y ?? new StatsLabel("stats.head." + heads[at]), [new(false, [.. rows.Select((r, i) => new StatsPoint(i, Number(r, at)!.Value, Number(r, low), Number(r, high)))])])
        {
            Names = [.. rows.Select(Said)],
        };
    }

    public string Svg(string title, Language language)
    {
        var all = Series.SelectMany(s => s.Points).ToArray();
        double[] heights = [.. all.SelectMany(p => new[] { p.Y, p.Low ?? p.Y, p.High ?? p.Y }).Where(double.IsFinite)];
        var (x0, x1) = Range(all.Select(p => p.X), Names is null ? 0 : 0.5);
        var (y0, y1) = Range(heights.Length == 0 ? [0] : heights, 0);
        double Across(double v) => Left + (v - x0) / (x1 - x0) * (Width - Left - Right);
        double Up(double v) => Base - (Math.Clamp(v, y0, y1) - y0) / (y1 - y0) * Plot;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\"><title>{Safe(title)}</title>");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#fff\"/><text x=\"{Left}\" y=\"24\" font-size=\"15\">{Safe(title)}</text>");
        foreach (var tick in Ticks(y0, y1))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Up(tick):F1}\" y2=\"{Up(tick):F1}\" stroke=\"{(tick == 0 ? "#555" : "#ddd")}\"/><text x=\"{Left - 8}\" y=\"{Up(tick) + 4:F1}\" text-anchor=\"end\">{tick:G6}</text>");
        }
        foreach (var (place, text) in Names is null ? Ticks(x0, x1).Select(t => (t, t.ToString("G6", CultureInfo.InvariantCulture))) : Names.Select((n, i) => ((double)i, Short(n))))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Across(place):F1}\" y=\"{Base + 18}\" text-anchor=\"{(Slanted ? "end" : "middle")}\"{(Slanted ? $" transform=\"rotate(-35 {Across(place).ToString("F1", CultureInfo.InvariantCulture)} {(Base + 18).ToString(CultureInfo.InvariantCulture)})\"" : "")}>{Safe(text)}</text>");
        }
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"axis-x\" x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 12}\" text-anchor=\"middle\" fill=\"#444\">{Safe(X.In(language))}</text>");
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"axis-y\" transform=\"translate(18 {Top + Plot / 2}) rotate(-90)\" text-anchor=\"middle\" fill=\"#444\">{Safe(Y.In(language))}</text>");
        for (var s = 0; s < Series.Count; s++)
        {
            svg.Append("<g class=\"series\">");
            Draw(svg, Series[s], s, Across, Up);
            svg.Append("</g>");
        }
        Legend(svg, language);
        return svg.Append("</svg>\n").ToString();
    }

    private void Legend(StringBuilder svg, Language language)
    {
        if (Series.Count < 2)
        {
            return;
        }
        svg.Append("<g class=\"legend\">");
        var at = Left;
        for (var s = 0; s < Series.Count; s++)
        {
            var name = Series[s].Name.In(language);
            // Its own line and mark, as they stand in the plot.
            Draw(svg, Series[s] with { Points = Series[s].Joined ? [new(at, 40), new(at + 24, 40)] : [new(at + 12, 40)] }, s, x => x, y => y);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{at + 34}\" y=\"44\">{Safe(name)}</text>");
            at += 34 + name.Sum(c => c >= 0x2E80 ? 12 : 7) + 24;
        }
        svg.Append("</g>");
    }

    private static void Draw(StringBuilder svg, StatsSeries series, int nth, Func<double, double> x, Func<double, double> y)
    {
        var (colour, dash) = (Colours[nth % Colours.Length], Dashes[nth % Dashes.Length]);
        if (series.Joined)
        {
            var path = string.Join(' ', series.Points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{x(p.X):F1},{y(p.Y):F1}")));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"{(dash.Length > 0 ? $" stroke-dasharray=\"{dash}\"" : "")}/>");
        }
        foreach (var p in series.Points.Where(p => double.IsFinite(p.Y)))
        {
            if (p is { Low: { } low, High: { } high })
            {
                svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x(p.X):F1}\" x2=\"{x(p.X):F1}\" y1=\"{y(low):F1}\" y2=\"{y(high):F1}\" stroke=\"{colour}\" stroke-width=\"1.5\"/>");
            }
            if (series.Joined && series.Points.Count > 60)
            {
                continue;
            }
            svg.Append(nth % 2 == 0
                ? string.Create(CultureInfo.InvariantCulture, $"<circle cx=\"{x(p.X):F1}\" cy=\"{y(p.Y):F1}\" r=\"3.5\" fill=\"{colour}\"/>")
                : string.Create(CultureInfo.InvariantCulture, $"<rect x=\"{x(p.X) - 3:F1}\" y=\"{y(p.Y) - 3:F1}\" width=\"6\" height=\"6\" fill=\"#fff\" stroke=\"{colour}\" stroke-width=\"1.5\"/>"));
        }
    }

    private static (double, double) Range(IEnumerable<double> values, double margin)
    {
        var list = values.Where(double.IsFinite).ToArray();
        var (low, high) = list.Length == 0 ? (0, 1) : (list.Min(), list.Max());
        return low < high ? (low - margin, high + margin) : (low - Math.Max(margin, 0.5), high + Math.Max(margin, 0.5));
    }

    private static IEnumerable<double> Ticks(double low, double high)
    {
        var raw = (high - low) / 5;
        var unit = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = unit * (raw / unit < 1.5 ? 1 : raw / unit < 3.5 ? 2 : raw / unit < 7.5 ? 5 : 10);
        for (var k = Math.Ceiling(low / step); k * step <= high + step * 1e-9; k++)
        {
            yield return Math.Round(k * step, 12);
        }
    }

    private static string Short(string text) => text.Length <= 14 ? text : text[..13] + "…";

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
