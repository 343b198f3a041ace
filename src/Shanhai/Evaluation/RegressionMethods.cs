using Shanhai.Analytics;
using Shanhai.Analytics.Panel;

namespace Shanhai.Evaluation;

/// <summary>Linear regressions with effects absorbed, and how their errors may depend on each other.</summary>
internal static class RegressionMethods
{
    private const string Errors = "cluster* unit? time? @errors=cluster|classical|hc0|hc1|hc2|hc3|cr2|cr3|newey-west|driscoll-kraay @factor=smallest|own|clusters|plain-crossing|none #lags=2 !no-correction @singletons=drop|keep";

    public static readonly IReadOnlyList<StatsMethod> All =
    [
        new("two-way", "value regressors+ " + Errors.Replace("unit? time?", "unit time", StringComparison.Ordinal), i => Fit(i, [i.Groups("unit"), i.Groups("time")])),
        new("regression", "value regressors+ effects* " + Errors, i => Fit(i, i.GroupColumns("effects"))),
        new("wild-bootstrap", "value regressors+ effects* cluster of~ #draws=9999 #null=0 #level=0.95", Wild),
        new("random-effects", "value regressors+ unit", Random),
    ];

    private static StatsReport Fit(StatsInput i, IReadOnlyList<Grouping> effects)
    {
        var fit = PanelRegression.Fit(i.Numbers("value"), i.Columns("regressors"), effects, i.Chosen("singletons", "keep") ? Singletons.Keep : Singletons.Drop, i.Cancellation);
        var result = fit.With(CovarianceOf(i));
        return StatsReport.OfEffects(result.Coefficients, result.Summary) with { More = [StatsReport.Values("fit", ("count", fit.Rows), ("left-out", fit.RowsGiven - fit.Rows), ("within-r-squared", fit.WithinRSquared))] };
    }

    private static Covariance CovarianceOf(StatsInput i)
    {
        var clusters = i.GroupColumns("cluster");
        Grouping Cluster() => clusters.Count > 0 ? clusters[0] : i.GroupsOrNone("unit") ?? throw new StatsRefusedException("stats.number", "cluster");
        Grouping Needed(string option) => i.GroupsOrNone(option) ?? throw new StatsRefusedException("stats.number", option);
        var factor = i.Choice("factor") switch
        {
            "own" => ClusterFactor.Own, "clusters" => ClusterFactor.ClustersOnly, "plain-crossing" => ClusterFactor.OwnPlainCrossing, "none" => ClusterFactor.None, _ => ClusterFactor.Smallest,
        };
        if (clusters.Count > 2)
        {
            throw new StatsRefusedException("stats.two-clusters", clusters.Count);
        }
        return i.Choice("errors") switch
        {
            "classical" => Covariance.Classical,
            "hc0" => Covariance.Robust(RobustKind.Hc0),
            "hc1" => Covariance.Robust(RobustKind.Hc1),
            "hc2" => Covariance.Robust(RobustKind.Hc2),
            "hc3" => Covariance.Robust(RobustKind.Hc3),
            "cr2" => Covariance.BiasReduced(Cluster()),
            "cr3" => Covariance.Jackknife(Cluster()),
            "newey-west" => Covariance.NeweyWest(Needed("unit"), Needed("time"), i.Whole("lags", 0)),
            "driscoll-kraay" => Covariance.DriscollKraay(Needed("time"), i.Whole("lags", 0), !i.Asked("no-correction")),
            // Without clusters named or units to fall back on, errors of unequal variance.
            _ when clusters.Count == 0 && !i.Has("unit") => Covariance.Robust(),
            _ => clusters.Count == 2 ? Covariance.Clustered(clusters[0], clusters[1], factor) : Covariance.Clustered(Cluster(), factor),
        };
    }

    private static StatsReport Wild(StatsInput i)
    {
        var regressors = i.Columns("regressors");
        var fit = PanelRegression.Fit(i.Numbers("value"), regressors, i.GroupColumns("effects"), cancel: i.Cancellation);
        var of = i.List("of") is { Length: > 0 } names ? names : [regressors[0].Name];
        WildBootstrap[] tests = [.. of.Select(name => WildBootstrap.Of(fit, name, i.Groups("cluster"), i.Whole("draws", 1), i.Seed, i.Number("null"), i.Number("level"), cancel: i.Cancellation))];
        return new(["name", "t", "p", "lower", "upper", "clusters", "draws"], [.. tests.Select(t => new object?[] { t.Name, t.Statistic, t.PValue, t.Lower, t.Upper, t.Clusters, t.Draws })], language => string.Join(' ', tests.Select(t => t.Summary(language))));
    }

    private static StatsReport Random(StatsInput i)
    {
        var result = RandomEffects.Fit(i.Numbers("value"), i.Columns("regressors"), i.Groups("unit"));
        return StatsReport.OfEffects(result.Inference.Coefficients, result.Summary) with
        {
            More = [StatsReport.Values("fit", ("theta", result.Theta), ("unit-variance", result.UnitVariance), ("error-variance", result.ErrorVariance)), .. result.Hausman is { } test ? new[] { PanelMethods.Test("hausman", test) } : []],
        };
    }
}
