using Shanhai.Analytics;
using Shanhai.Analytics.Indices;
using Shanhai.Analytics.Poverty;

namespace Shanhai.Evaluation;

internal static class PovertyMethods
{
    private const string Sample = "value weight? cluster? stratum? ";

    public static readonly IReadOnlyList<StatsMethod> All =
    [
        new("poverty", Sample + "#line", i => StatsReport.Of(i, [.. new[] { 0.0, 1, 2 }.Select(a => PovertyLine.Foster(i.Sample(), i.Number("line"), a)), PovertyLine.Sen(i.Sample(), i.Number("line")), PovertyLine.SenShorrocksThon(i.Sample(), i.Number("line"))])),
        new("watts", Sample + "#line !drop-nonpositive", i => StatsReport.Of(i, PovertyLine.Watts(i.Sample(), i.Number("line"), i.Asked("drop-nonpositive") ? OutsideDomain.Drop : OutsideDomain.Refuse))),
        new("relative-poverty", Sample + "#share=0.6", i => StatsReport.Of(i, RelativePoverty.Rate(i.Sample(), i.Number("share")), RelativePoverty.MedianGap(i.Sample(), i.Number("share")))),
        new("multidimensional", "indicators+ weight? cluster? stratum? #cutoff=0.333333333333", Multidimensional),
        new("index", "unit? indicators+ !geometric !pca !entropy-weights", Index),
    ];

    private static StatsReport Multidimensional(StatsInput i)
    {
        var columns = i.Columns("indicators");
        var design = i.Has("cluster") ? SurveyDesign.Of(i.Groups("cluster").Codes, i.Has("stratum") ? i.Groups("stratum").Codes : []) : null;
        var profile = AlkireFoster.Of([.. columns.Select(c => new Indicator(c.Name, c.Name, 1.0 / columns.Count, c.Values))], i.NumbersOrEmpty("weight"), design).At(i.Number("cutoff"));
        return StatsReport.Of(i, [profile.Headcount, .. profile.Intensity is { } intensity ? new[] { intensity } : [], profile.Adjusted]) with
        {
            Picture = StatsPicture.OfTable(new(["name", "estimate"], [.. profile.Indicators.Select(x => new object?[] { x.Name, x.Contribution })], _ => "")),
        };
    }

    private static StatsReport Index(StatsInput i)
    {
        var index = CompositeIndex.Of(
            [.. i.Columns("indicators").Select(c => new IndexIndicator(c.Name, c.Values))], Normalisation.MinMax,
            i.Asked("pca") ? Weighting.PrincipalComponent : i.Asked("entropy-weights") ? Weighting.Entropy : Weighting.Equal, i.Asked("geometric") ? Aggregation.Geometric : Aggregation.Arithmetic);
        var names = i.Has("unit") ? i.Text("unit") : [.. Enumerable.Range(1, i.Rows).Select(r => $"{r}")];
        return new(["name", "estimate", "rank"], [.. names.Select((n, r) => new object?[] { n, index.Scores[r], index.Ranks[r] }).OrderBy(r => r[2])],
            language => string.Join(" ", i.Columns("indicators").Select((c, k) => $"{c.Name} {StatsReport.Text(index.Weights[k])}").Concat(index.Notes.Select(n => n.Text.In(language)))));
    }
}
