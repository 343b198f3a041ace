using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>What an expression measures, so that yuan are only compared with yuan and a percentage with a percentage.</summary>
internal static class Dimensions
{
    /// <summary>The dimension, or the first thing wrong inside.</summary>
    public static Result<string> Of(Expression expression, Catalogue catalogue)
    {
        switch (expression)
        {
            case Expression.Figure figure:
                return catalogue.Find(figure.Code) is not { } indicator ? Problem.Invalid("rule.indicator-unknown", figure.Code)
                    : indicator.Kind == IndicatorKind.Class ? Problem.Invalid("rule.text-indicator", indicator.Name)
                    : indicator.Measure.Dimension;
            case Expression.Constant constant:
                // A bare number may be a percentage or a fraction, ten thousands or ones: nobody can know.
                return constant.Unit.Length == 0 ? Problem.Invalid("rule.unit-missing", constant.Number)
                    : Unit.Find(constant.Unit) is { } unit ? unit.Dimension
                    : Problem.Invalid("rule.unit-unknown", constant.Unit);
            case Expression.Sum { Parts.Count: 0 }:
                return Problem.Invalid("rule.empty-sum");
            case Expression.Sum sum:
                var parts = sum.Parts.Select(p => Of(p, catalogue)).ToArray();
                return Array.Find(parts, p => p.Problem is not null) ?? (Array.Find(parts, p => p.Value != parts[0].Value) is { } other
                    ? Problem.Invalid("rule.unit-mismatch", parts[0].Value, other.Value) : parts[0]);
            case Expression.Over over:
                var (above, below) = (Of(over.Above, catalogue), Of(over.Below, catalogue));
                return above.Problem is not null ? above : below.Problem is not null ? below
                    : above.Value == below.Value ? Unit.Pure : below.Value == Unit.Pure ? above.Value : $"{above.Value}/{below.Value}";
            case Expression.Years years when years.Count is < 1 or > 30 || (years.How == Several.Slope && years.Count < 2):
                return Problem.Invalid("rule.years", years.Count);
            case Expression.Growth growth when growth.Count is < 1 or > 30:
                return Problem.Invalid("rule.years", growth.Count);
            case Expression.Growth growth:
                return Of(growth.Of, catalogue) is { Problem: not null } bad ? bad : Unit.Pure;
            case Expression.Percentile { Percent: < 0 or > 100 } percentile:
                return Problem.Invalid("rule.percentile", percentile.Percent);
            case Expression.ExcludingNonRecurring without when without.Of.Reads().Select(r => r.Code).FirstOrDefault(c => catalogue.Find(c) is { NonRecurringPart: null }) is { } code:
                return Problem.Invalid("rule.no-non-recurring-part", catalogue[code].Name);
            default:
                return Of(expression.Children.First(), catalogue);
        }
    }
}
