using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Panel;

/// <summary>
/// Errors that may depend on earlier periods up to a number of lags, Bartlett weights 1 - l/(L + 1): inside each unit
/// (Newey and West 1987) or, through the sums of scores by period, across all units as well (Driscoll and Kraay 1998).
/// Lags are counted in periods seen anywhere in the data; a unit's missing period gives no pair.
/// </summary>
internal sealed class SerialErrors(Grouping? unit, Grouping period, int lags, bool corrected) : Covariance
{
    internal override Inference Of(PanelRegression fit)
    {
        Refuse.UnlessSameLength(fit.RowsGiven, period.Codes.Length, "period");
        var times = Rearranged.Of(period, fit.Kept);
        Refuse.IfFewer(times.Count, 2, "时期", "periods");
        Refuse.Unless(lags >= 0 && lags < times.Count, "滞后期数不得为负，且须少于时期数", "lags cannot be negative and must be fewer than the periods");
        var meat = unit is null ? AcrossUnits(fit, times) : InsideUnits(fit, times);
        double n = fit.Rows, t = times.Count;
        var factor = corrected ? t / (t - 1) * ((n - 1) / (n - fit.Parameters)) : 1;
        var name = unit is null ? "Driscoll–Kraay" : "Newey–West";
        return new Inference(fit, Sandwich(fit, meat, factor), t - 1, new Term($"{name}，{lags} 期滞后", $"{name} with {lags} lags"))
        {
            Notes = unit is null && t < 20
                ? [new Note("few-periods", new Term($"只有 {times.Count} 个时期，Driscoll–Kraay 标准误不可靠", $"only {times.Count} periods: Driscoll–Kraay errors are unreliable"))]
                : [],
        };
    }

    private Matrix AcrossUnits(PanelRegression fit, Grouping times)
    {
        var sums = Clusters.Scores(fit, times);
        var meat = new Matrix(sums.Length, sums.Length);
        for (var t = 0; t < times.Count; t++)
        {
            for (var l = 0; l <= Math.Min(lags, t); l++)
            {
                Add(meat, l, k => sums[k][t], k => sums[k][t - l]);
            }
        }

        return meat;
    }

    private Matrix InsideUnits(PanelRegression fit, Grouping times)
    {
        Refuse.UnlessSameLength(fit.RowsGiven, unit!.Codes.Length, "unit");
        var units = Rearranged.Of(unit, fit.Kept);
        var rows = new Dictionary<long, int>(fit.Rows);
        for (var i = 0; i < fit.Rows; i++)
        {
            if (!rows.TryAdd((long)units.Codes[i] * times.Count + times.Codes[i], i))
            {
                var row = fit.Kept?[i] ?? i;
                throw Refuse.With(Refusal.Duplicate, $"第 {row + 1} 行与前面的单位和时期重复", $"row {row + 1} repeats a unit and period", row);
            }
        }

        var meat = new Matrix(fit.Columns.Length, fit.Columns.Length);
        for (var i = 0; i < fit.Rows; i++)
        {
            for (var l = 0; l <= Math.Min(lags, times.Codes[i]); l++)
            {
                if (rows.TryGetValue((long)units.Codes[i] * times.Count + times.Codes[i] - l, out var earlier))
                {
                    var now = i;
                    Add(meat, l, k => fit.Columns[k][now] * fit.Residual[now], k => fit.Columns[k][earlier] * fit.Residual[earlier]);
                }
            }
        }

        return meat;
    }

    private void Add(Matrix meat, int lag, Func<int, double> now, Func<int, double> earlier)
    {
        var weight = lag == 0 ? 0.5 : 1 - lag / (lags + 1.0);
        for (var a = 0; a < meat.Rows; a++)
        {
            for (var b = 0; b < meat.Rows; b++)
            {
                meat[a, b] += weight * (now(a) * earlier(b) + earlier(a) * now(b));
            }
        }
    }
}
