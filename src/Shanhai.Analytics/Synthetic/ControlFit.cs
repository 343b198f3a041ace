using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Synthetic;

/// <summary>Weights of donors for one unit taken as treated, with the importance of the predictors that gives them.</summary>
internal sealed class ControlFit
{
    private readonly TreatedBlock block;
    private readonly int treated;
    private readonly int[] donors;
    private readonly double[][] distances;
    private readonly (int From, int To) fit;

    private ControlFit(TreatedBlock block, IReadOnlyList<Predictor> predictors, (int From, int To) fit, int treated, int[] donors)
    {
        (this.block, this.treated, this.donors, this.fit) = (block, treated, donors, fit);
        distances = [.. predictors.Select(Distances)];
    }

    public double[] Weights { get; private set; } = [];

    public double[] Importance { get; private set; } = [];

    public double Loss { get; private set; }

    public static ControlFit Of(TreatedBlock block, IReadOnlyList<Predictor> predictors, PredictorImportance importance, double[]? given, (int From, int To) fit, int treated, int[] donors)
    {
        var result = new ControlFit(block, predictors, fit, treated, donors);
        if (predictors.Count == 0)
        {
            result.Weights = result.Direct();
        }
        else
        {
            double[] equal = [.. Enumerable.Repeat(1.0 / predictors.Count, predictors.Count)];
            result.Importance = given is not null ? given : importance == PredictorImportance.Equal || predictors.Count == 1 ? equal : result.Search(importance == PredictorImportance.SearchedWidely);
            result.Weights = result.Inner(result.Importance);
        }

        result.Loss = result.LossOf(result.Weights);
        return result;
    }

    public double Outcome(int period) => OutcomeOf(Weights, period);

    public double Gap(int period) => block[treated, period] - Outcome(period);

    private double OutcomeOf(double[] weights, int period)
    {
        var sum = 0.0;
        for (var j = 0; j < donors.Length; j++)
        {
            sum += weights[j] * block[donors[j], period];
        }

        return sum;
    }

    private double LossOf(double[] weights)
    {
        var sum = 0.0;
        for (var t = fit.From; t <= fit.To; t++)
        {
            var gap = block[treated, t] - OutcomeOf(weights, t);
            sum += gap * gap;
        }

        return sum / (fit.To - fit.From + 1);
    }

    /// <summary>Outcomes of the periods of fit met directly: no V can do better.</summary>
    private double[] Direct()
    {
        var target = Enumerable.Range(fit.From, fit.To - fit.From + 1).Select(t => block[treated, t]).ToArray();
        return SimplexFit.Weights((t, j) => block[donors[j], fit.From + t], target.Length, donors.Length, target, 0, intercept: false);
    }

    private double[] Inner(double[] v)
    {
        var n = donors.Length;
        var gram = new double[n * n];
        for (var k = 0; k < v.Length; k++)
        {
            var d = distances[k];
            for (var i = 0; i < n; i++)
            {
                var scaled = v[k] * d[i];
                for (var j = 0; j < n; j++)
                {
                    gram[i * n + j] += scaled * d[j];
                }
            }
        }

        return SimplexFit.Minimum(gram, n);
    }

    /// <summary>
    /// Searches V on a log scale; the three best starts are refined by fresh searches until they gain nothing.
    /// </summary>
    private double[] Search(bool widely)
    {
        var k = distances.Length;
        double Value(double[] logs) => LossOf(Inner(Shares(logs)));
        var floor = LossOf(Direct());
        var starts = new List<double[]> { new double[k] };
        if (RegressionImportance() is { } regression)
        {
            starts.Add([.. regression.Select(v => Math.Log(Math.Max(v, 1e-7)))]);
        }

        for (var lead = 0; widely && lead < k; lead++)
        {
            starts.Add([.. Enumerable.Range(0, k).Select(i => i == lead ? Math.Log(k) : 0)]);
        }

        var best = starts.Select(s => NelderMead.Minimise(Value, s, 1, 40 * k, 1e-6)).OrderBy(f => f.Value).Take(3).ToArray();
        for (var i = 0; i < best.Length; i++)
        {
            for (var round = 0; round < 8 && best[i].Value > floor * (1 + 1e-6); round++)
            {
                var before = best[i].Value;
                best[i] = NelderMead.Minimise(Value, best[i].X, round % 2 == 0 ? -1.5 : 0.7, 100 * k, 1e-9);
                if (best[i].Value > before * (1 - 1e-5))
                {
                    break;
                }
            }
        }

        return Shares(best.MinBy(b => b.Value).X);
    }

    /// <summary>Importance from the regression of the outcomes before the treatment on the predictors, over all units: Synth's second start.</summary>
    private double[]? RegressionImportance()
    {
        int[] all = [.. donors, treated];
        var x = new Matrix(all.Length, distances.Length + 1);
        for (var i = 0; i < all.Length; i++)
        {
            x[i, 0] = 1;
            for (var k = 0; k < distances.Length; k++)
            {
                x[i, k + 1] = i < donors.Length ? distances[k][i] : 0;
            }
        }

        if (x.Rows <= x.Columns)
        {
            return null;
        }

        var squares = new double[distances.Length];
        try
        {
            for (var t = fit.From; t <= fit.To; t++)
            {
                var slopes = LeastSquares.Fit(x, [.. all.Select(u => block[u, t])]).Coefficients;
                for (var k = 0; k < squares.Length; k++)
                {
                    squares[k] += slopes[k + 1] * slopes[k + 1];
                }
            }
        }
        catch (RefusedException singular) when (singular.Reason == Refusal.Singular)
        {
            return null;
        }

        var sum = squares.Sum();
        return [.. squares.Select(s => s / sum)];
    }

    private static double[] Shares(double[] logs)
    {
        // A predictor below a hundred-millionth of the leading one would leave the inner problem without a unique answer.
        var top = logs.Max();
        double[] raw = [.. logs.Select(l => Math.Exp(Math.Max(l - top, -18)))];
        var sum = raw.Sum();
        return [.. raw.Select(r => r / sum)];
    }

    private double[] Distances(Predictor predictor)
    {
        var names = block.Controls.Concat(block.Treated).ToArray();
        int[] all = [.. donors, treated];
        double[] x = [.. all.Select(u => predictor.ByUnit[names[u]])];
        var mean = x.Average();
        var deviation = Math.Sqrt(Sums.Of([.. x.Select(a => (a - mean) * (a - mean))]) / (x.Length - 1));
        if (!(deviation > 1e-12 * Math.Abs(mean)))
        {
            throw Refuse.With(Refusal.NoVariation, $"{predictor.Name} 在各单位之间没有差异", $"{predictor.Name} does not vary between units");
        }

        return [.. x[..^1].Select(a => (a - x[^1]) / deviation)];
    }
}
