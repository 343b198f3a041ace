using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Poverty;

/// <summary>Shares of a population and their ratios, with linearised errors.</summary>
public static class Proportions
{
    /// <summary>
    /// Interval of a share on the logit scale: logit(p) plus and minus t SE/(p(1-p)), carried back; stays inside 0..1.
    /// Null without a standard error, or for shares of 0 or 1.
    /// </summary>
    /// <param name="share">An estimate between 0 and 1.</param>
    /// <param name="level">Coverage.</param>
    /// <exception cref="RefusedException">A level outside 0 and 1.</exception>
    /// <example><code>Proportions.LogitInterval(PovertyLine.Foster(Distribution.Of([1, 2, 3, 4], design: SurveyDesign.Independent(4)), 2.5, 0)) is { Lower: > 0, Upper: &lt; 1 } // true</code></example>
    public static (double Lower, double Upper)? LogitInterval(Estimate share, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(share);
        Refuse.Unless(level is > 0 and < 1, "置信水平必须在 0 与 1 之间", "the level must lie between 0 and 1");
        if (share.StandardError is not { } error || share.Value is <= 0 or >= 1)
        {
            return null;
        }

        var quantile = share.DegreesOfFreedom is { } df and > 0
            ? Distributions.StudentQuantile(0.5 + level / 2, df)
            : Distributions.NormalQuantile(0.5 + level / 2);
        var logit = Math.Log(share.Value / (1 - share.Value));
        var half = quantile * error / (share.Value * (1 - share.Value));
        return (1 / (1 + Math.Exp(half - logit)), 1 / (1 + Math.Exp(-half - logit)));
    }

    /// <summary>A statistic with its influence times weight, row by row.</summary>
    internal sealed record Linear(double Value, Func<int, double> Contribution, double[] Weights)
    {
        public double? Error(SurveyDesign? design)
        {
            if (design is null)
            {
                return null;
            }

            var z = new double[Weights.Length];
            for (var i = 0; i < z.Length; i++)
            {
                z[i] = Contribution(i);
            }

            return Math.Sqrt(design.Variance(z));
        }

        public Estimate ToEstimate(Term measure, SurveyDesign? design, IReadOnlyList<Note> notes, bool weighted) => new()
        {
            Measure = measure,
            Convention = weighted
                ? new Term("阿尔凯尔－福斯特双临界值法，加权", "Alkire-Foster dual cut-off, weighted")
                : new Term("阿尔凯尔－福斯特双临界值法", "Alkire-Foster dual cut-off"),
            Value = Value,
            Count = Weights.Count(w => w > 0),
            SumOfWeights = Sums.Of(Weights),
            StandardError = Error(design),
            DegreesOfFreedom = design?.DegreesOfFreedom,
            Notes = notes,
        };
    }

    internal static Linear Mean(double[] weights, Func<int, double> value)
    {
        Sum total = default, population = default;
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] > 0)
            {
                total.Add(weights[i] * value(i));
                population.Add(weights[i]);
            }
        }

        if (!(population.Value > 0))
        {
            throw Refuse.With(Refusal.NoObservations, "没有权数为正的观测", "no observation with a positive weight");
        }

        var (mean, n) = (total.Value / population.Value, population.Value);
        return new Linear(mean, i => weights[i] == 0 ? 0 : weights[i] * (value(i) - mean) / n, weights);
    }

    internal static Linear Ratio(Linear top, Linear bottom)
    {
        var ratio = top.Value / bottom.Value;
        return new Linear(ratio, i => (top.Contribution(i) - ratio * bottom.Contribution(i)) / bottom.Value, top.Weights);
    }
}

/// <summary>A change with its error; relative changes are in percent.</summary>
/// <param name="Measure">H, M0 or A.</param>
/// <param name="Absolute">Last minus first.</param>
/// <param name="Relative">100 (last/first - 1).</param>
/// <param name="AbsolutePerYear">Absolute change over the years.</param>
/// <param name="RelativePerYear">100 ((last/first)^(1/years) - 1).</param>
public sealed record PovertyChange(string Measure, Change Absolute, Change Relative, Change AbsolutePerYear, Change RelativePerYear)
{
    internal static PovertyChange Of(string measure, Proportions.Linear first, Proportions.Linear last, SurveyDesign? design, double years)
    {
        Change By(double value, double slopeFirst, double slopeLast)
        {
            var linear = new Proportions.Linear(value, i => slopeLast * last.Contribution(i) + slopeFirst * first.Contribution(i), first.Weights);
            return new Change(value, linear.Error(design));
        }

        var ratio = last.Value / first.Value;
        var annual = Math.Pow(ratio, 1 / years);
        return new PovertyChange(
            measure,
            By(last.Value - first.Value, -1, 1),
            By(100 * (ratio - 1), -100 * ratio / first.Value, 100 / first.Value),
            By((last.Value - first.Value) / years, -1 / years, 1 / years),
            By(100 * (annual - 1), -100 * annual / years / first.Value, 100 * annual / years / last.Value));
    }
}

/// <summary>A change and its standard error; null without a design.</summary>
/// <param name="Value">The change.</param>
/// <param name="StandardError">Its error.</param>
public sealed record Change(double Value, double? StandardError)
{
    /// <summary>Normal interval; null without an error.</summary>
    public (double Lower, double Upper)? Interval(double level = 0.95) => StandardError is { } error
        ? (Value - Distributions.NormalQuantile(0.5 + level / 2) * error, Value + Distributions.NormalQuantile(0.5 + level / 2) * error)
        : null;
}
