using System.Globalization;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Forecast;

/// <summary>What events at the same time mean.</summary>
public enum TiedEvents
{
    /// <summary>Efron's approximation, the default of R survival.</summary>
    Efron,

    /// <summary>Breslow's, the default of Stata.</summary>
    Breslow,
}

/// <summary>
/// How covariates move the rate of an event, whatever its course over time (Cox 1972). For places: what makes a village fall back sooner.
/// </summary>
/// <remarks>
/// Rate = base(t) exp(x'b); b maximises the partial likelihood, by Newton's method on centred columns; errors from the observed information. Concordance = share of comparable pairs in which
/// the one with the higher x'b has the event first, ties one half. Oracle e01 <c>wagepan_cox_efron</c> (R survival 3.5-3), 1e-6.
/// </remarks>
/// <param name="Coefficients">Log of the ratio of rates for one unit of each column, with error, z and p.</param>
/// <param name="LogLikelihood">Partial log likelihood without and with the columns.</param>
/// <param name="Concordance">Harrell's concordance.</param>
/// <param name="Count">Cases.</param>
/// <param name="Events">Events among them.</param>
/// <param name="Ties">How ties were counted.</param>
public sealed record ProportionalHazards(IReadOnlyList<Coefficient> Coefficients, (double Null, double Fitted) LogLikelihood, double Concordance, int Count, int Events, TiedEvents Ties)
{
    /// <summary>Fits the model.</summary>
    /// <param name="times">Time of the event, or of the end of observation; not negative.</param>
    /// <param name="events">Whether the event happened.</param>
    /// <param name="columns">Covariates, known at the start.</param>
    /// <param name="ties">How events at the same time are counted.</param>
    /// <exception cref="RefusedException">No event; collinear columns; a column that orders the events perfectly; times negative or not finite; lengths that differ.</exception>
    /// <example><code>
    /// // The exposed have the event sooner.
    /// double[] exposed = [1, 0, 1, 0, 1, 0, 1, 0];
    /// ProportionalHazards.Of([1, 3, 2, 9, 4, 5, 8, 6], [true, true, true, false, true, true, false, true], [new("exposed", exposed)]).Coefficients[0].Value > 0 // true
    /// </code></example>
    public static ProportionalHazards Of(ReadOnlySpan<double> times, ReadOnlySpan<bool> events, IReadOnlyList<Column> columns, TiedEvents ties = TiedEvents.Efron)
    {
        ArgumentNullException.ThrowIfNull(columns);
        Refuse.IfFewer(columns.Count, 1, "变量", "covariates");
        Refuse.IfFewer(times.Length, 2, "观测", "observations");
        Refuse.UnlessSameLength(times.Length, events.Length, "events");
        Refuse.UnlessFinite(times, "times");
        foreach (var column in columns)
        {
            Refuse.UnlessSameLength(times.Length, column.Values.Length, column.Name);
            Refuse.UnlessFinite(column.Values.Span, column.Name);
        }

        if (events.Count(true) == 0)
        {
            throw Refuse.With(Refusal.NoVariation, "没有发生事件", "no event happened");
        }

        var model = new HazardModel(times, events, columns, ties == TiedEvents.Efron);
        var (b, information, nothing, fitted) = model.Maximum();
        var inverse = PivotedSolve.InverseDefinite(information);
        for (var j = 0; j < columns.Count; j++)
        {
            // The likelihood rises for ever, ever more slowly: the coefficient runs away and its error faster.
            if (Math.Sqrt(inverse[j, j]) * model.Spread(j) > 1_000)
            {
                throw Refuse.With(Refusal.Separated, $"{columns[j].Name} 完全决定事件先后，系数趋于无穷", $"{columns[j].Name} orders the events perfectly: its coefficient would be infinite");
            }
        }

        return new ProportionalHazards(
            [.. columns.Select((c, j) => Coefficient.Of(c.Name, b[j], Math.Sqrt(inverse[j, j])))], (nothing, fitted), model.Concordance(b), times.Length, events.Count(true), ties);
    }

    /// <summary>Ratios of rates in a paragraph.</summary>
    public string Summary(Language language)
    {
        var list = string.Join(language == Language.Chinese ? "；" : "; ", Coefficients.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Name} {Math.Exp(c.Value):G4} (p {c.PValue:G3})")));
        return Term.Say(
            language,
            $"比例风险模型（{Count} 例，事件 {Events} 次）风险比：{list}。一致性指数 {Concordance:G4}。",
            $"Proportional hazards ({Count} cases, {Events} events), ratios of rates: {list}. Concordance {Concordance:G4}.");
    }
}

/// <summary>The partial likelihood and its derivatives, in one pass from the longest time to the shortest.</summary>
internal sealed class HazardModel
{
    private readonly double[] times;
    private readonly bool[] events;
    private readonly double[][] x;
    private readonly int[] order;
    private readonly bool efron;

    public HazardModel(ReadOnlySpan<double> times, ReadOnlySpan<bool> events, IReadOnlyList<Column> columns, bool efron)
    {
        (this.times, this.events, this.efron) = (times.ToArray(), events.ToArray(), efron);
        order = Sorting.Order(times);
        Refuse.Unless(times[order[0]] >= 0, "时间不得为负", "times are not negative");
        x = [.. columns.Select(c => Centred(c.Values.Span))];
    }

    private int Width => x.Length;

    /// <summary>Standard deviation of a column.</summary>
    public double Spread(int column) => Math.Sqrt(x[column].Average(v => v * v));

    public (double[] B, Matrix Information, double Null, double Fitted) Maximum()
    {
        var b = new double[Width];
        var (value, score, information) = At(b);
        var nothing = value;
        for (var step = 0; step < 50; step++)
        {
            if (PivotedSolve.Independent(information, 1e-12).Dropped.Length > 0)
            {
                throw Refuse.With(step == 0 ? Refusal.Singular : Refusal.Separated, "解释变量共线，或某变量完全决定事件先后", "the columns are collinear, or one orders the events perfectly");
            }

            var move = PivotedSolve.InverseDefinite(information).Times(score);
            var (kept, length) = (value, 1.0);
            double[] next;
            do
            {
                next = [.. b.Select((v, j) => v + length * move[j])];
                (value, score, information) = At(next);
                length /= 2;
            }
            while (value < kept - 1e-9 * Math.Abs(kept) && length > 1e-6);
            b = next;
            if (Math.Abs(value - kept) <= 1e-13 * (Math.Abs(value) + 0.1))
            {
                return (b, information, nothing, value);
            }
        }

        throw Refuse.With(Refusal.Separated, "似然没有最大值：某变量完全决定事件先后", "the likelihood has no maximum: a column orders the events perfectly");
    }

    /// <summary>Comparable: the earlier of two ended with an event (an end of observation at the same time counts as later).</summary>
    public double Concordance(double[] b)
    {
        var index = new double[times.Length];
        for (var i = 0; i < index.Length; i++)
        {
            index[i] = Index(b, i);
        }

        var (agree, pairs) = (0.0, 0.0);
        for (var a = 0; a < order.Length; a++)
        {
            var i = order[a];
            for (var c = 0; events[i] && c < order.Length; c++)
            {
                var j = order[c];
                if (times[j] > times[i] || (times[j] == times[i] && !events[j]))
                {
                    pairs++;
                    agree += index[i] > index[j] ? 1 : index[i] == index[j] ? 0.5 : 0;
                }
            }
        }

        return agree / pairs;
    }

    private (double Value, double[] Score, Matrix Information) At(double[] b)
    {
        var (value, score, information) = (0.0, new double[Width], new Matrix(Width, Width));
        var (risk, riskX, riskXx) = (0.0, new double[Width], new Matrix(Width, Width));
        for (var end = order.Length - 1; end >= 0;)
        {
            var start = end;
            var (deaths, tied, tiedX, tiedXx) = (0, 0.0, new double[Width], new Matrix(Width, Width));
            while (start >= 0 && times[order[start]] == times[order[end]])
            {
                var i = order[start--];
                var rate = Math.Exp(Index(b, i));
                Add(ref risk, riskX, riskXx, rate, i);
                if (events[i])
                {
                    deaths++;
                    value += Index(b, i);
                    for (var j = 0; j < Width; j++)
                    {
                        score[j] += x[j][i];
                    }

                    Add(ref tied, tiedX, tiedXx, rate, i);
                }
            }

            for (var d = 0; d < deaths; d++)
            {
                // Efron: of those who have the event at once, each in turn counts as already partly gone.
                var gone = efron ? (double)d / deaths : 0;
                var sum = risk - gone * tied;
                value -= Math.Log(sum);
                for (var j = 0; j < Width; j++)
                {
                    var mean = (riskX[j] - gone * tiedX[j]) / sum;
                    score[j] -= mean;
                    for (var k = 0; k < Width; k++)
                    {
                        information[j, k] += (riskXx[j, k] - gone * tiedXx[j, k]) / sum - mean * (riskX[k] - gone * tiedX[k]) / sum;
                    }
                }
            }

            end = start;
        }

        return (value, score, information);
    }

    private void Add(ref double sum, double[] sumX, Matrix sumXx, double rate, int row)
    {
        sum += rate;
        for (var j = 0; j < Width; j++)
        {
            sumX[j] += rate * x[j][row];
            for (var k = 0; k < Width; k++)
            {
                sumXx[j, k] += rate * x[j][row] * x[k][row];
            }
        }
    }

    private double Index(double[] b, int row)
    {
        var sum = 0.0;
        for (var j = 0; j < Width; j++)
        {
            sum += b[j] * x[j][row];
        }

        return sum;
    }

    private static double[] Centred(ReadOnlySpan<double> column)
    {
        var mean = Sums.Of(column) / column.Length;
        var result = new double[column.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = column[i] - mean;
        }

        return result;
    }
}
