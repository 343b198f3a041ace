using System.Globalization;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Forecast;

/// <summary>
/// Probability of an event given columns: maximum likelihood, or with a ridge on the slopes.
/// </summary>
/// <remarks>
/// P(event) = 1/(1 + exp(-(b0 + x'b))); Newton's method on scaled columns; the ridge subtracts half of it times the squared slopes at unit variance from the log
/// likelihood. Standard errors from the expected information, only without ridge. Oracle e01 <c>wagepan_logit</c> (R glm, epsilon 1e-12), 1e-7.
/// </remarks>
/// <param name="Names">"(constant)" and the columns.</param>
/// <param name="Coefficients">Log odds for one unit of each column.</param>
/// <param name="StandardErrors">Null with a ridge: they would not mean what they seem to.</param>
/// <param name="Probabilities">Fitted, one per row.</param>
/// <param name="Deviance">Minus twice the log likelihood.</param>
/// <param name="NullDeviance">The same with the constant alone.</param>
/// <param name="Ridge">Penalty in force.</param>
public sealed record LogisticRegression(
    IReadOnlyList<string> Names, IReadOnlyList<double> Coefficients, IReadOnlyList<double>? StandardErrors, IReadOnlyList<double> Probabilities, double Deviance, double NullDeviance, double Ridge)
{
    /// <summary>Fits the model.</summary>
    /// <param name="events">Whether the event happened, by row.</param>
    /// <param name="columns">Explanatory columns, finite and not constant.</param>
    /// <param name="ridge">Penalty, default none.</param>
    /// <exception cref="RefusedException">Events always or never; collinear or constant columns; complete separation without ridge.</exception>
    /// <example><code>
    /// bool[] fell = [false, false, true, false, true, true, false, true];
    /// LogisticRegression.Of(fell, [new("poor", new double[] { 0, 0, 0, 1, 1, 1, 0, 1 })]).For([1]) // 0.75
    /// </code></example>
    public static LogisticRegression Of(ReadOnlySpan<bool> events, IReadOnlyList<Column> columns, double ridge = 0)
    {
        ArgumentNullException.ThrowIfNull(columns);
        Refuse.Unless(ridge >= 0 && double.IsFinite(ridge), "正则化强度不得为负", "the ridge is not negative");
        Refuse.IfFewer(columns.Count, 1, "解释变量", "explanatory columns");
        var x = new Matrix(events.Length, columns.Count);
        for (var j = 0; j < columns.Count; j++)
        {
            var values = columns[j].Values.Span;
            Refuse.UnlessSameLength(events.Length, values.Length, columns[j].Name);
            Refuse.UnlessFinite(values, columns[j].Name);
            for (var i = 0; i < values.Length; i++)
            {
                x[i, j] = values[i];
            }
        }

        var y = new double[events.Length];
        for (var i = 0; i < y.Length; i++)
        {
            y[i] = events[i] ? 1 : 0;
        }

        var fit = Logit.Fit(x, y, ridge);
        var (n, ones) = (y.Length, Sums.Of(y));
        var none = -2 * (ones * Math.Log(ones / n) + (n - ones) * Math.Log(1 - ones / n));
        double[]? errors = ridge > 0 ? null : [.. Enumerable.Range(0, fit.Coefficients.Length).Select(j => Math.Sqrt(fit.Covariance[j, j]))];
        return new LogisticRegression(["(constant)", .. columns.Select(c => c.Name)], fit.Coefficients, errors, fit.Probabilities, fit.Deviance, none, ridge);
    }

    /// <summary>Probability for new values, in the order of the columns.</summary>
    public double For(ReadOnlySpan<double> values)
    {
        Refuse.UnlessSameLength(Coefficients.Count - 1, values.Length, "values");
        var index = Coefficients[0];
        for (var j = 0; j < values.Length; j++)
        {
            index += Coefficients[j + 1] * values[j];
        }

        return Logit.Probability(index);
    }

    /// <summary>Odds ratios in a paragraph.</summary>
    public string Summary(Language language)
    {
        var list = string.Join("; ", Names.Skip(1).Select((n, j) => string.Create(CultureInfo.InvariantCulture, $"{n} × {Math.Exp(Coefficients[j + 1]):G4}")));
        return language == Language.Chinese
            ? $"逻辑回归（{Probabilities.Count} 个观测）：各变量增加一个单位时，发生比变为：{list}；解释的偏差 {1 - Deviance / NullDeviance:P1}。"
            : $"Logistic regression ({Probabilities.Count} observations); odds for one more unit: {list}; deviance explained {1 - Deviance / NullDeviance:P1}.";
    }
}
