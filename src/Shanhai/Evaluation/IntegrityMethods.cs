using Shanhai.Analytics;
using Shanhai.Analytics.Integrity;

namespace Shanhai.Evaluation;

/// <summary>Signs that figures may not be as they were. Each answers with evidence to be checked, in words.</summary>
internal static class IntegrityMethods
{
    public static readonly IReadOnlyList<StatsMethod> All =
    [
        new("density", "value #line @kernel=triangular|uniform|epanechnikov @bandwidths=combined|difference|sum|each #bandwidth-left? #bandwidth-right? @variance=jackknife|plug-in #order=2 #test-order? !restricted @mass-points=allow|ignore !unregularised", Density),
        new("mccrary", "value #line #bin? #bandwidth?", McCraryTest),
        new("bunching", "value #line #bin #bins=50 #bins-left? #bins-right? #order=9 #window=2 #window-left? #window-right? round~ own~ #rate-before? #rate-after? !uncorrected #tolerance=1 #draws=200", Heap),
        new("benford", "value #digits=1 @reading=reference|written #draws=0", Digits),
        new("last-digit", "value #digits=1 #least?", Last),
        new("rounding", "value #base #recorded-in=1", Rounded),
        new("jumps", "value unit time #limit=5", Leaps),
        new("agreement", "value other #absolute=0 #relative=0.05", Agreement),
    ];

    private static StatsTable Verdict(Evidence evidence, Analytics.Language words) => StatsReport.Values("evidence", ("strength", evidence.Strength.ToString()), ("verdict", evidence.Text.In(words)));

    private static StatsReport Density(StatsInput i)
    {
        var (left, right) = (i.NumberOrNone("bandwidth-left"), i.NumberOrNone("bandwidth-right"));
        if (left is null != right is null)
        {
            throw new StatsRefusedException("stats.number", left is null ? "bandwidth-left" : "bandwidth-right");
        }
        var t = DensityTest.Of(i.Numbers("value"), i.Number("line"), new()
        {
            Kernel = i.Choice("kernel") switch { "uniform" => DensityKernel.Uniform, "epanechnikov" => DensityKernel.Epanechnikov, _ => DensityKernel.Triangular },
            Rule = i.Choice("bandwidths") switch { "difference" => DensityBandwidthRule.Difference, "sum" => DensityBandwidthRule.Sum, "each" => DensityBandwidthRule.Each, _ => DensityBandwidthRule.Combined },
            Bandwidths = left is { } l ? (l, right!.Value) : null, Variance = i.Chosen("variance", "plug-in") ? DensityVariance.PlugIn : DensityVariance.Jackknife, Order = i.Whole("order", 1),
            TestOrder = i.WholeOrNone("test-order", 1), Restricted = i.Asked("restricted"), MassPoints = i.Chosen("mass-points", "allow"), Regularise = !i.Asked("unregularised"),
        });
        return new(["left", "right", "estimate", "error", "t", "p"], [[t.Left, t.Right, t.Difference, t.StandardError, t.T, t.PValue]], t.Summary)
        {
            More =
            [
                Verdict(t.Evidence, i.Words),
                new("sides", ["name", "bandwidth", "count", "used"], [["left", t.Bandwidths.Left, t.Counts.Item1, t.Effective.Item1], ["right", t.Bandwidths.Right, t.Counts.Item2, t.Effective.Item2]]),
                new("windows", ["left-width", "right-width", "left-count", "right-count", "p"], [.. t.Windows.Select(w => new object?[] { w.LeftWidth, w.RightWidth, w.LeftCount, w.RightCount, w.PValue })]),
            ],
            Picture = Histogram(i),
        };
    }

    private static StatsReport McCraryTest(StatsInput i)
    {
        var t = McCrary.Of(i.Numbers("value"), i.Number("line"), i.NumberOrNone("bin"), i.NumberOrNone("bandwidth"));
        return new(["estimate", "error", "z", "p", "bin", "bandwidth"], [[t.Theta, t.StandardError, t.Z, t.PValue, t.Bin, t.Bandwidth]], t.Summary)
        {
            More = [Verdict(t.Evidence, i.Words)], Picture = Histogram(i),
        };
    }

    /// <summary>Counts on both sides of the line, bins cut at it.</summary>
    private static StatsPicture Histogram(StatsInput i)
    {
        var (values, line) = (i.Numbers("value"), i.Number("line"));
        var width = (values.Max() - values.Min()) / 40;
        var bins = values.GroupBy(v => Math.Floor((v - line) / width)).OrderBy(g => g.Key).Select(g => new StatsPoint(line + (g.Key + 0.5) * width, g.Count())).ToArray();
        return new(i.Label("value"), new("stats.axis.count"), [new(new("stats.axis.below-line"), true, [.. bins.Where(b => b.X < line)]), new(new("stats.axis.from-line"), true, [.. bins.Where(b => b.X >= line)])]);
    }

    private static StatsReport Heap(StatsInput i)
    {
        var (bins, window) = (i.Whole("bins", 1), i.Whole("window", 0));
        var b = Bunching.Of(i.Numbers("value"), i.Number("line"), new()
        {
            BinWidth = i.Number("bin"), BinsLeft = i.WholeOrNone("bins-left", 1) ?? bins, BinsRight = i.WholeOrNone("bins-right", 1) ?? bins, Order = i.Whole("order", 0),
            ExcludedLeft = i.WholeOrNone("window-left", 0) ?? window, ExcludedRight = i.WholeOrNone("window-right", 0) ?? window, RoundNumbers = i.ListOfNumbers("round"), OwnEffects = i.ListOfNumbers("own"),
            Corrected = !i.Asked("uncorrected"), CorrectionTolerance = i.Number("tolerance"), Draws = i.Whole("draws", 0), Seed = i.Seed,
        }, cancellation: i.Cancellation);
        double? elasticity = i.NumberOrNone("rate-after") is { } after ? b.Elasticity(i.NumberOrNone("rate-before") ?? 0, after) : null;
        return new(["estimate", "error", "normalised", "normalised-error", "elasticity"], [[b.Excess, b.ExcessError, b.Normalised, b.NormalisedError, elasticity]], b.Summary)
        {
            More = [Verdict(b.Evidence, i.Words), new("bins", ["value", "count", "expected"], [.. b.Bins.Select((x, k) => new object?[] { x, b.Counts[k], b.Counterfactual[k] })])],
            Picture = new(i.Label("value"), new("stats.axis.count"), [new(new("stats.head.observed"), true, [.. b.Bins.Select((x, k) => new StatsPoint(x, b.Counts[k]))]), new(new("stats.axis.counterfactual"), true, [.. b.Bins.Select((x, k) => new StatsPoint(x, b.Counterfactual[k]))])]),
        };
    }

    private static StatsReport Digits(StatsInput i)
    {
        var b = Benford.Of(i.Numbers("value"), i.Whole("digits", 1), i.Chosen("reading", "written") ? DigitReading.AsWritten : DigitReading.AsBenfordAnalysis);
        var first = (int)Math.Pow(10, b.Digits - 1);
        var simulated = i.Whole("draws", 0) is > 0 and var draws ? b.Simulate(draws, i.Seed, cancellation: i.Cancellation) : null;
        return new(["name", "count", "expected", "z"], [.. b.Counts.Select((c, k) => new object?[] { $"{first + k}", c, b.Expected[k] * b.Count, b.Z[k] })], language => b.Summary(language) + (simulated is null ? "" : " " + simulated.Summary(language)))
        {
            More =
            [
                .. simulated is null ? [] : new[]
                {
                    StatsReport.Values(
                        "simulated", ("chi-square", simulated.ChiSquare), ("kolmogorov-smirnov", simulated.KolmogorovSmirnov), ("maximum-distance", simulated.MaximumDistance), ("euclidean-distance", simulated.EuclideanDistance),
                        ("u-squared", simulated.USquared), ("mean-digit-distance", simulated.MeanDigitDistance), ("joint-digits", simulated.JointDigits)),
                },
                Verdict(b.Evidence, i.Words),
                StatsReport.Values(
                    "statistics", ("count", b.Count), ("chi-square", b.ChiSquare), ("p", b.PValue), ("mean-absolute-deviation", b.MeanAbsoluteDeviation), ("conformity", b.Conformity.ToString()), ("distortion-factor", b.DistortionFactor),
                    ("mantissa-mean", b.MantissaMean), ("mantissa-variance", b.MantissaVariance), ("arc-length", b.ArcLength), ("arc-p", b.ArcPValue), ("kolmogorov-smirnov", b.KolmogorovSmirnov),
                    ("maximum-distance", b.MaximumDistance), ("euclidean-distance", b.EuclideanDistance), ("u-squared", b.USquared), ("mean-digit-distance", b.MeanDigitDistance), ("joint-digits", b.JointDigits)),
            ],
            Picture = new(new("stats.axis.leading"), new("stats.axis.count"), [new(new("stats.head.observed"), false, [.. b.Counts.Select((c, k) => new StatsPoint(first + k, c))]), new(new("stats.axis.benford"), true, [.. b.Expected.Select((e, k) => new StatsPoint(first + k, e * b.Count))])]),
        };
    }

    private static StatsReport Last(StatsInput i)
    {
        var d = LastDigits.Of(i.Wide("value"), i.Whole("digits", 1), i.NumberOrNone("least") is null ? null : i.Whole("least", 0));
        return new(["name", "count", "z"], [.. d.Counts.Select((c, k) => new object?[] { $"{k}", c, d.Residuals[k] })], d.Summary)
        {
            More =
            [
                Verdict(d.Evidence, i.Words),
                StatsReport.Values("statistics", ("count", d.Count), ("chi-square", d.ChiSquare), ("p", d.PValue), ("g", d.G), ("mean-digit", d.MeanDigit), ("share-of-interest", d.ShareOfInterest), ("interest-p", d.InterestPValue)),
            ],
            Picture = new(new("stats.axis.last-digits"), new("stats.axis.count"), [new(false, [.. d.Counts.Select((c, k) => new StatsPoint(k, c))])]),
        };
    }

    private static StatsReport Rounded(StatsInput i)
    {
        var r = Rounding.Of(i.Wide("value"), i.Whole("base", 2), i.Whole("recorded-in", 1));
        return new(["count", "round", "share", "expected", "p"], [[r.Count, r.Round, r.Share, r.Expected, r.PValue]], r.Summary)
        {
            More = [Verdict(r.Evidence, i.Words)],
            Picture = new(new("stats.axis.observed-expected"), new("stats.axis.round-share"), [new(false, [new(0, r.Share), new(1, r.Expected)])]) { Names = i.Words == Analytics.Language.Chinese ? ["实际", "期望"] : ["observed", "expected"] },
        };
    }

    private static StatsReport Leaps(StatsInput i)
    {
        var jumps = Jumps.Find(i.Groups("unit"), i.Whole("time"), i.Numbers("value"), i.Number("limit"));
        var values = i.Numbers("value");
        return new(["row", "name", "time", "value", "expected", "z"], [.. jumps.Select(j => new object?[] { i.Line(j.Row), j.Unit, j.Period, values[j.Row], j.Expected, j.Score })],
            language => jumps.Count == 0 ? Analytics.Term.Say(language, $"没有发现异常跳变。", $"No unusual jump was found.") : string.Join(' ', jumps.Take(10).Select(j => j.Summary(language))))
        {
            Picture = new(i.Label("time"), new("stats.axis.jump"), [new(false, [.. jumps.Select(j => new StatsPoint(j.Period, j.Score))])]),
        };
    }

    private static StatsReport Agreement(StatsInput i)
    {
        var (first, second) = (i.Numbers("value"), i.Numbers("other"));
        var a = SourceAgreement.Of(first, second, i.Number("absolute"), i.Number("relative"));
        return new(["count", "concordance", "correlation", "bias", "error", "p", "lower", "upper"], [[a.Count, a.Concordance, a.Correlation, a.Bias, a.BiasError, a.BiasPValue, a.Limits.Item1, a.Limits.Item2]], a.Summary)
        {
            More = [Verdict(a.Evidence, i.Words), new("disagreeing", ["row", "first", "second"], [.. a.Disagreeing.Select(r => new object?[] { i.Line(r), first[r], second[r] })])],
            Picture = new(i.Label("value"), i.Label("other"), [new(false, [.. first.Select((v, k) => new StatsPoint(v, second[k])).Take(2000)])]),
        };
    }
}
