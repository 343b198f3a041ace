using Shanhai.Analytics;
using Shanhai.Analytics.Indices;
using Shanhai.Analytics.Inequality;
using Shanhai.Analytics.Poverty;

namespace Shanhai.Evaluation;

internal static class PovertyMethods
{
    private const string Sample = "value weight? cluster? stratum? @lonely=refuse|certain|centre group? ";
    private static readonly string[] Heads = ["name", "estimate", "error", "lower", "upper", "count"];

    public static readonly IReadOnlyList<StatsMethod> All =
    [
        new("poverty", Sample + "#line #alpha?", i => StatsReport.ByGroup(i, d =>
        [
            .. (i.NumberOrNone("alpha") is { } a ? [a] : new[] { 0.0, 1, 2 }).Select(alpha => PovertyLine.Foster(d, i.Number("line"), alpha)), PovertyLine.Sen(d, i.Number("line")), PovertyLine.SenShorrocksThon(d, i.Number("line")),
        ])),
        new("watts", Sample + "@nonpositive=refuse|drop #line", i => StatsReport.ByGroup(i, d => [PovertyLine.Watts(d, i.Number("line"), InequalityMethods.Outside(i, "nonpositive"))])),
        new("relative-poverty", Sample + "#share=0.6 #quantile=0.5 @rule=step|interpolated @line-of=all|group", Relative),
        new("multidimensional", "indicators+ dimensions~ weights~ weight? cluster? stratum? @lonely=refuse|certain|centre group? @unknown=refuse|drop #cutoff=0.333333333333", Multidimensional),
        new("multidimensional-change", "indicators+ time dimensions~ weights~ weight? cluster? stratum? @lonely=refuse|certain|centre @unknown=refuse|drop #cutoff=0.333333333333 #years?", Change),
        new("index", "unit? indicators+ @scale=min-max|standard|rank|target @weigh=equal|given|pca|entropy weights~ targets~ lower-is-better~ @mean=arithmetic|geometric #floor=0.01 !sensitivity #draws=1000 #spread=0.25", Index),
    ];

    /// <summary>Groups are held against the line of the whole, or each against its own.</summary>
    private static StatsReport Relative(StatsInput i)
    {
        var (share, quantile, rule) = (i.Number("share"), i.Number("quantile"), InequalityMethods.QuantileRuleOf(i));
        var line = RelativePoverty.Line(i.Sample(), share, quantile, rule);
        var usual = rule == QuantileRule.Step;
        var report = i.Has("group") && i.Chosen("line-of", "all")
            ? StatsReport.ByGroup(i, d => [PovertyLine.Foster(d, line, 0), PovertyLine.Foster(d, line, 1)])
            : StatsReport.ByGroup(i, d => usual ? [RelativePoverty.Rate(d, share, quantile), .. quantile == 0.5 ? new[] { RelativePoverty.MedianGap(d, share) } : []] : [PovertyLine.Foster(d, RelativePoverty.Line(d, share, quantile, rule), 0)]);
        return report with { More = [StatsReport.Values("line", ("line", line))] };
    }

    private static AlkireFoster Profile(StatsInput i)
    {
        var columns = i.ColumnsWithGaps("indicators");
        var (dimensions, weights) = (i.ListFor("dimensions", "indicators"), i.ListFor("weights", "indicators").Length > 0 ? i.ListOfNumbers("weights") : []);
        string Dimension(int k) => dimensions.Length > 0 ? dimensions[k] : columns[k].Name;
        // Without given weights every dimension counts the same, and inside it every indicator.
        var groups = Enumerable.Range(0, columns.Count).GroupBy(Dimension).ToDictionary(g => g.Key, g => g.Count());
        double Weight(int k) => weights.Length > 0 ? weights[k] / weights.Sum() : 1.0 / groups.Count / groups[Dimension(k)];
        return AlkireFoster.Of(
            [.. columns.Select((c, k) => new Indicator(c.Name, Dimension(k), Weight(k), c.Values))], i.NumbersOrEmpty("weight"), i.Design(), i.Chosen("unknown", "drop") ? MissingIndicator.DropRow : MissingIndicator.Refuse);
    }

    private static StatsReport Multidimensional(StatsInput i)
    {
        var (all, cutoff) = (Profile(i), i.Number("cutoff"));
        var profile = all.At(cutoff);
        IEnumerable<object?[]> Measures(PovertyProfile p) => new[] { p.Headcount, p.Intensity, p.Adjusted }.OfType<Estimate>().Select(e => StatsReport.Row(e.Measure.In(i.Words), e));
        var tables = new List<StatsTable>
        {
            new("indicators", ["name", "dimension", "weight", "uncensored", "uncensored-error", "censored", "censored-error", "contribution", "contribution-share"], [.. profile.Indicators.Select(x =>
                new object?[] { x.Name, x.Dimension, x.Weight, x.Uncensored.Value, x.Uncensored.StandardError, x.Censored.Value, x.Censored.StandardError, x.Contribution, x.Share })]),
            new("dimensions", ["name", "contribution", "contribution-share"], [.. profile.Dimensions.Select(d => new object?[] { d.Item1, d.Item2, d.Item3 })]),
            new("cutoffs", ["cutoff", "headcount", "intensity", "adjusted"], [.. all.AllCutoffs().Select(c => new object?[] { c.Cutoff, c.Headcount, c.Intensity, c.Adjusted })]),
        };
        if (i.GroupsOrNone("group") is { } groups)
        {
            tables.Add(new("groups", ["group", "population-share", "contribution-share", .. Heads], [.. all.ByGroup(cutoff, groups).SelectMany(g => Measures(g.Profile).Select(r => (object?[])[g.Name, g.PopulationShare, g.Share, .. r]))]));
        }
        return new(Heads, [.. Measures(profile)], profile.Summary)
        {
            More = tables, Picture = StatsPicture.OfTable(new(["name", "contribution"], [.. profile.Indicators.Select(x => new object?[] { x.Name, x.Contribution })], _ => "")),
        };
    }

    /// <summary>Between the first and the last round of the table.</summary>
    private static StatsReport Change(StatsInput i)
    {
        var rounds = i.Whole("time");
        var (first, last) = (rounds.Min(), rounds.Max());
        var changes = Profile(i).Change(i.Number("cutoff"), [.. rounds.Select(r => r == first)], [.. rounds.Select(r => r == last && r != first)], i.NumberOrNone("years") ?? last - first);
        object?[] Row(string measure, string kind, Change c) => [measure, kind, c.Value, c.StandardError, c.Interval()?.Lower, c.Interval()?.Upper];
        return new(["name", "kind", "estimate", "error", "lower", "upper"],
            [.. changes.SelectMany(c => new[] { Row(c.Measure, "absolute", c.Absolute), Row(c.Measure, "absolute-a-year", c.AbsolutePerYear), Row(c.Measure, "relative", c.Relative), Row(c.Measure, "relative-a-year", c.RelativePerYear) })],
            language => Analytics.Term.Say(language, $"{first} 至 {last} 的变化；两轮都出现的聚类按同一聚类计。", $"Changes from {first} to {last}; a cluster seen in both rounds counts as one."));
    }

    private static StatsReport Index(StatsInput i)
    {
        var (columns, lower) = (i.Columns("indicators"), i.List("lower-is-better"));
        double[] weights = i.ListFor("weights", "indicators").Length > 0 ? i.ListOfNumbers("weights") : [], targets = i.ListFor("targets", "indicators").Length > 0 ? i.ListOfNumbers("targets") : [];
        if (lower.FirstOrDefault(n => columns.All(c => c.Name != n)) is { } unknown)
        {
            throw new StatsRefusedException("stats.no-column", unknown, string.Join(", ", columns.Select(c => c.Name)));
        }
        IndexIndicator[] indicators = [.. columns.Select((c, k) => new IndexIndicator(c.Name, c.Values, !lower.Contains(c.Name), weights.Length > 0 ? weights[k] : 1, targets.Length > 0 ? targets[k] : null))];
        var index = CompositeIndex.Of(
            indicators,
            i.Choice("scale") switch { "standard" => Normalisation.Standard, "rank" => Normalisation.Rank, "target" => Normalisation.DistanceToTarget, _ => Normalisation.MinMax },
            i.Choice("weigh") switch { "pca" => Weighting.PrincipalComponent, "entropy" => Weighting.Entropy, "given" => Weighting.Given, _ => Weighting.Equal },
            i.Chosen("mean", "geometric") ? Aggregation.Geometric : Aggregation.Arithmetic, i.Number("floor"));
        var names = i.Has("unit") ? i.Text("unit") : [.. Enumerable.Range(0, i.Rows).Select(r => $"{i.Line(r)}")];
        var ranges = i.Asked("sensitivity") ? CompositeIndex.Sensitivity(indicators, i.Whole("draws", 1), i.Seed, i.Number("spread"), cancellation: i.Cancellation).ToDictionary(r => r.Row) : null;
        object?[] Row(string name, int r) => ranges is null ? [name, index.Scores[r], index.Ranks[r]] : [name, index.Scores[r], index.Ranks[r], ranges[r].Best, ranges[r].Median, ranges[r].Worst];
        return new(ranges is null ? ["name", "estimate", "rank"] : ["name", "estimate", "rank", "best", "median", "worst"], [.. names.Select(Row).OrderBy(r => r[2])], index.Summary)
        {
            More = [new("weights", ["name", "weight"], [.. columns.Select((c, k) => new object?[] { c.Name, index.Weights[k] })])],
        };
    }
}
