using Shanhai.Analytics.Inequality;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Tests.Inequality;

public sealed class ConvergencePanelTests
{
    [Fact]
    public void Panel_slope_equals_least_squares_with_a_dummy_for_each_place_and_year()
    {
        var (place, year, level) = Panel(places: 12, years: 6);

        var beta = BetaConvergence.Panel(Grouping.Of(place), year, level).Beta;

        var rows = Enumerable.Range(0, level.Length).Where(i => year[i] > 0).ToArray();
        var x = new Matrix(rows.Length, 1 + 12 + 4);
        for (var r = 0; r < rows.Length; r++)
        {
            x[r, 0] = Math.Log(level[rows[r] - 1]);
            x[r, 1 + place[rows[r]]] = 1;
            if (year[rows[r]] > 1)
            {
                x[r, 11 + year[rows[r]]] = 1;
            }
        }

        var fit = LeastSquares.Fit(x, [.. rows.Select(i => Math.Log(level[i] / level[i - 1]))]);
        beta.Value.ShouldAgree(fit.Coefficients[0], 1e-9);
    }

    [Fact]
    public void A_repeated_place_and_year_is_refused() =>
        Should.Throw<RefusedException>(() => BetaConvergence.Panel(Grouping.Of([1, 1]), [2000, 2000], [1.0, 2]))
            .Reason.ShouldBe(Refusal.Duplicate);

    private static (int[] Place, int[] Year, double[] Level) Panel(int places, int years)
    {
        var random = new SeededRandom(3);
        var (p, y, x) = (new List<int>(), new List<int>(), new List<double>());
        for (var i = 0; i < places; i++)
        {
            var log = 8 + random.NextNormal();
            for (var t = 0; t < years; t++)
            {
                (log, _) = (log + 0.05 - 0.2 * (log - 8) + 0.1 * random.NextNormal(), 0);
                p.Add(i);
                y.Add(t);
                x.Add(Math.Exp(log));
            }
        }

        return ([.. p], [.. y], [.. x]);
    }
}
