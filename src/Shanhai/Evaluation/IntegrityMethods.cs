using Shanhai.Analytics;
using Shanhai.Analytics.Integrity;

namespace Shanhai.Evaluation;

internal static class IntegrityMethods
{
    public static readonly IReadOnlyList<StatsMethod> All =
    [
        new("density", "value #line !mass-points", Density),
        new("mccrary", "value #line", McCraryTest),
        new("bunching", "value #line #bin #bins=50 #order=9 #window=2 #draws=200", Heap),
        new("benford", "value #digits=1", Digits),
        new("last-digit", "value #digits=1", Last),
        new("rounding", "value #base", i => { var r = Rounding.Of(Longs(i), (long)i.Number("base")); return new(["count", "share", "expected", "p"], [[r.Count, r.Share, r.Expected, r.PValue]], r.Evidence.Summary); }),
        new("near-duplicates", "text #threshold=0.8", Duplicates),
        new("jumps", "value unit time #limit=5", Leaps),
        new("agreement", "value other #relative=0.05", Agreement),
    ];

    private static long[] Longs(StatsInput i) => [.. i.Numbers("value").Select(v => (long)Math.Round(v))];

    private static StatsReport Density(StatsInput i)
    {
        var t = DensityTest.Of(i.Numbers("value"), i.Number("line"), new() { MassPoints = i.Asked("mass-points") });
        return new(["left", "right", "estimate", "error", "t", "p"], [[t.Left, t.Right, t.Difference, t.StandardError, t.T, t.PValue]], t.Evidence.Summary)
        {
            Picture = Histogram(i.Numbers("value"), i.Number("line")),
        };
    }

    private static StatsReport McCraryTest(StatsInput i)
    {
        var t = McCrary.Of(i.Numbers("value"), i.Number("line"));
        return new(["estimate", "error", "t", "p"], [[t.Theta, t.StandardError, t.Z, t.PValue]], t.Evidence.Summary) { Picture = Histogram(i.Numbers("value"), i.Number("line")) };
    }

    /// <summary>Counts on both sides of the line, bins cut at it.</summary>
    private static StatsPicture Histogram(double[] values, double line)
    {
        var width = (values.Max() - values.Min()) / 40;
        var bins = values.GroupBy(v => Math.Floor((v - line) / width)).OrderBy(g => g.Key).Select(g => new StatsPoint(line + (g.Key + 0.5) * width, g.Count())).ToArray();
        return new([new("<", true, [.. bins.Where(b => b.X < line)]), new("≥", true, [.. bins.Where(b => b.X >= line)])]);
    }

    private static StatsReport Heap(StatsInput i)
    {
        var (bins, window) = ((int)i.Number("bins"), (int)i.Number("window"));
        var b = Bunching.Of(i.Numbers("value"), i.Number("line"), new()
        {
            BinWidth = i.Number("bin"), BinsLeft = bins, BinsRight = bins, Order = (int)i.Number("order"), ExcludedLeft = window, ExcludedRight = window, Draws = (int)i.Number("draws"), Seed = i.Seed,
        }, i.Cancellation);
        return new(["estimate", "error", "normalised"], [[b.Excess, b.ExcessError, b.Normalised]], b.Evidence.Summary)
        {
            Picture = new([new("●", true, [.. b.Bins.Select((x, k) => new StatsPoint(x, b.Counts[k]))]), new("—", true, [.. b.Bins.Select((x, k) => new StatsPoint(x, b.Counterfactual[k]))])]),
        };
    }

    private static StatsReport Digits(StatsInput i)
    {
        var b = Benford.Of(i.Numbers("value"), (int)i.Number("digits"));
        var first = (int)Math.Pow(10, (int)i.Number("digits") - 1);
        return new(["name", "count", "expected", "z"], [.. b.Counts.Select((c, k) => new object?[] { $"{first + k}", c, b.Expected[k], b.Z[k] })], b.Evidence.Summary)
        {
            Picture = new([new("●", false, [.. b.Counts.Select((c, k) => new StatsPoint(first + k, c))]), new("—", true, [.. b.Expected.Select((e, k) => new StatsPoint(first + k, e))])]),
        };
    }

    private static StatsReport Last(StatsInput i)
    {
        var d = LastDigits.Of(Longs(i), (int)i.Number("digits"));
        return new(["name", "count", "z"], [.. d.Counts.Select((c, k) => new object?[] { $"{k}", c, d.Residuals[k] })], d.Evidence.Summary)
        {
            Picture = new([new("", false, [.. d.Counts.Select((c, k) => new StatsPoint(k, c))])]),
        };
    }

    private static StatsReport Duplicates(StatsInput i)
    {
        var pairs = NearDuplicates.Find(i.Text("text"), i.Number("threshold"), cancellation: i.Cancellation);
        return new(["first", "second", "estimate"], [.. pairs.Select(p => new object?[] { p.First + 1, p.Second + 1, p.Similarity })], language => language == Analytics.Language.Chinese
            ? $"{i.Rows} 段文字中有 {pairs.Count} 对相似度不低于 {StatsReport.Text(i.Number("threshold"))}；这是线索，不是结论。"
            : $"{pairs.Count} pairs among {i.Rows} texts are at least {StatsReport.Text(i.Number("threshold"))} alike: a hint, not a verdict.");
    }

    private static StatsReport Leaps(StatsInput i)
    {
        var jumps = Jumps.Find(i.Groups("unit"), i.Whole("time"), i.Numbers("value"), i.Number("limit"));
        return new(["name", "time", "expected", "z"], [.. jumps.Select(j => new object?[] { j.Unit, j.Period, j.Expected, j.Score })],
            language => jumps.Count == 0 ? (language == Analytics.Language.Chinese ? "没有发现异常跳变。" : "No unusual jump was found.") : string.Join(' ', jumps.Take(10).Select(j => j.Evidence.Summary(language))));
    }

    private static StatsReport Agreement(StatsInput i)
    {
        var (first, second) = (i.Numbers("value"), i.Numbers("other"));
        var a = SourceAgreement.Of(first, second, relative: i.Number("relative"));
        return new(["count", "concordance", "correlation", "bias", "lower", "upper"], [[a.Count, a.Concordance, a.Correlation, a.Bias, a.Limits.Item1, a.Limits.Item2]], a.Evidence.Summary)
        {
            Picture = new([new("", false, [.. first.Select((v, k) => new StatsPoint(v, second[k])).Take(2000)])]),
        };
    }
}
