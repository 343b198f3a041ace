using System.Globalization;
using System.Net;
using System.Text;

namespace Shanhai.Evaluation;

/// <summary>One point; with bounds it is drawn with an interval.</summary>
public readonly record struct StatsPoint(double X, double Y, double? Low = null, double? High = null);

/// <summary>Points that belong together, joined by a line or not.</summary>
public sealed record StatsSeries(string Name, bool Joined, IReadOnlyList<StatsPoint> Points);

/// <summary>A plain drawing: axes, series, names. Self-contained SVG without script or fonts of its own.</summary>
public sealed record StatsPicture(IReadOnlyList<StatsSeries> Series)
{
    private const double Width = 760, Height = 420, Left = 84, Right = 20, Top = 44, Bottom = 64;
    private static readonly string[] Colours = ["#1f5fa8", "#c2410c", "#15803d", "#7e22ce", "#a16207"];

    /// <summary>Names of the places on the x axis, where it is not a scale of numbers.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>A table as points with intervals by its names.</summary>
    public static StatsPicture OfTable(StatsReport report)
    {
        var heads = report.Heads.ToList();
        var (name, value) = (heads.IndexOf("name"), heads.IndexOf("estimate"));
        var at = value >= 0 ? value : Enumerable.Range(0, heads.Count).FirstOrDefault(j => report.Rows.Any(r => r[j] is double), 0);
        var (low, high) = (heads.IndexOf("lower"), heads.IndexOf("upper"));
        double? Number(object?[] row, int j) => j < 0 ? null : row[j] switch { double d when double.IsFinite(d) => d, int i => i, long l => l, _ => null };
        var rows = report.Rows.Where(r => Number(r, at) is not null).Take(60).ToArray();
        return new([new("", false, [.. rows.Select((r, i) => new StatsPoint(i, Number(r, at)!.Value, Number(r, low), Number(r, high)))])])
        {
            Names = [.. rows.Select((r, i) => name >= 0 ? StatsReport.Text(r[name]) : StatsReport.Text(r[0]))],
        };
    }

    public string Svg(string title)
    {
        var all = Series.SelectMany(s => s.Points).ToArray();
        double[] heights = [.. all.SelectMany(p => new[] { p.Y, p.Low ?? p.Y, p.High ?? p.Y }).Where(double.IsFinite)];
        var (x0, x1) = Range(all.Select(p => p.X), Names is null ? 0 : 0.5);
        var (y0, y1) = Range(heights.Length == 0 ? [0] : heights, 0);
        double X(double v) => Left + (v - x0) / (x1 - x0) * (Width - Left - Right);
        double Y(double v) => Height - Bottom - (Math.Clamp(v, y0, y1) - y0) / (y1 - y0) * (Height - Top - Bottom);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\"><title>{Safe(title)}</title>");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#fff\"/><text x=\"{Left}\" y=\"24\" font-size=\"15\">{Safe(title)}</text>");
        foreach (var tick in Ticks(y0, y1))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(tick):F1}\" y2=\"{Y(tick):F1}\" stroke=\"{(tick == 0 ? "#555" : "#ddd")}\"/><text x=\"{Left - 8}\" y=\"{Y(tick) + 4:F1}\" text-anchor=\"end\">{tick:G6}</text>");
        }
        foreach (var (place, text) in Names is null ? Ticks(x0, x1).Select(t => (t, t.ToString("G6", CultureInfo.InvariantCulture))) : Names.Select((n, i) => ((double)i, Short(n))))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(place):F1}\" y=\"{Height - Bottom + 18}\" text-anchor=\"{(Names is null || Names.Count <= 6 ? "middle" : "end")}\"{(Names is { Count: > 6 } ? $" transform=\"rotate(-35 {X(place).ToString("F1", CultureInfo.InvariantCulture)} {Height - Bottom + 18})\"" : "")}>{Safe(text)}</text>");
        }
        for (var s = 0; s < Series.Count; s++)
        {
            Draw(svg, Series[s], Colours[s % Colours.Length], X, Y);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + 150 * s}\" y=\"38\" fill=\"{Colours[s % Colours.Length]}\">{Safe(Series[s].Name)}</text>");
        }
        return svg.Append("</svg>\n").ToString();
    }

    private static void Draw(StringBuilder svg, StatsSeries series, string colour, Func<double, double> x, Func<double, double> y)
    {
        if (series.Joined)
        {
            var path = string.Join(' ', series.Points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{x(p.X):F1},{y(p.Y):F1}")));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>");
        }
        foreach (var p in series.Points.Where(p => double.IsFinite(p.Y)))
        {
            if (p is { Low: { } low, High: { } high })
            {
                svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x(p.X):F1}\" x2=\"{x(p.X):F1}\" y1=\"{y(low):F1}\" y2=\"{y(high):F1}\" stroke=\"{colour}\" stroke-width=\"1.5\"/>");
            }
            if (!series.Joined || series.Points.Count <= 60)
            {
                svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x(p.X):F1}\" cy=\"{y(p.Y):F1}\" r=\"3.5\" fill=\"{colour}\"/>");
            }
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
