namespace Shanhai.Analytics.Comparison;

/// <summary>How alike two groups are in every covariate, before and after rows were weighted.</summary>
internal sealed class Balancing(bool[] treated, IReadOnlyList<double> weights)
{
    /// <summary>Effective number of controls: (sum of weights)² / sum of squared weights.</summary>
    public double EffectiveControls
    {
        get
        {
            double sum = 0, squares = 0;
            for (var i = 0; i < treated.Length; i++)
            {
                if (!treated[i])
                {
                    (sum, squares) = (sum + weights[i], squares + weights[i] * weights[i]);
                }
            }

            return sum * sum / squares;
        }
    }

    public IReadOnlyList<BalanceRow> Rows(Covariates covariates, PropensityScore? score)
    {
        var rows = covariates.All.Select(c => Row(c.Name, c.Values)).ToList();
        if (score is not null)
        {
            rows.Insert(0, Row("score", [.. score.Scores]));
        }

        return rows;
    }

    private BalanceRow Row(string name, double[] x)
    {
        (double Mean, double Variance) Moments(bool side, Func<int, double> weight)
        {
            int[] rows = [.. Enumerable.Range(0, x.Length).Where(i => treated[i] == side && weight(i) > 0)];
            var total = rows.Sum(weight);
            var mean = rows.Sum(i => weight(i) * x[i]) / total;
            var squares = rows.Sum(i => weight(i) * weight(i));
            return (mean, rows.Sum(i => weight(i) * (x[i] - mean) * (x[i] - mean)) / (total - squares / total));
        }

        var (t0, c0) = (Moments(true, _ => 1), Moments(false, _ => 1));
        var (t1, c1) = (Moments(true, i => weights[i]), Moments(false, i => weights[i]));
        var binary = x.All(v => v is 0 or 1);

        // A yes-or-no column has the deviation of its share, as in MatchIt.
        var unit = Math.Sqrt(binary ? t0.Mean * (1 - t0.Mean) : t0.Variance);
        double Standard(double difference) => difference == 0 ? 0 : difference / unit;
        return new BalanceRow(
            name, (t0.Mean, t1.Mean), (c0.Mean, c1.Mean), (Standard(t0.Mean - c0.Mean), Standard(t1.Mean - c1.Mean)),
            binary ? null : (t0.Variance / c0.Variance, t1.Variance / c1.Variance));
    }
}
