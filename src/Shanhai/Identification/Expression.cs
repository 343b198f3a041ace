using System.Text.Json.Serialization;

namespace Shanhai.Identification;

/// <summary>
/// A number about a place in a period, as a rule may ask for it. Written in JSON as an indicator's code ("CE.TOTAL"), a constant with its unit
/// ("100000 yuan"), or an object with one verb ({"mean": "CE.TOTAL", "years": 3}). Everything is computed exactly: no binary fractions.
/// </summary>
[JsonConverter(typeof(ExpressionJson))]
public abstract record Expression
{
    public sealed record Figure(string Code) : Expression;

    public sealed record Constant(decimal Number, string Unit) : Expression;

    public sealed record Sum(IReadOnlyList<Expression> Parts) : Expression;

    public sealed record Times(decimal Factor, Expression Of) : Expression;

    /// <summary>A share, or an amount per head where <see cref="PerHead"/> is set. A zero below is a lack, not an infinity.</summary>
    public sealed record Over(Expression Above, Expression Below, bool PerHead = false) : Expression;

    /// <summary>Over this period and the <see cref="Count"/> - 1 before it. One missing year makes the result missing.</summary>
    public sealed record Years(Several How, Expression Of, int Count) : Expression;

    /// <summary>(now - then) ÷ |then|, then being <see cref="Count"/> years earlier.</summary>
    public sealed record Growth(Expression Of, int Count) : Expression;

    /// <summary>The value below which this part of the rule's population lies, linear between neighbours: 50 is the median. One number for all places.</summary>
    public sealed record Percentile(Expression Of, decimal Percent) : Expression;

    /// <summary>The same with every figure reduced by its "of which non-recurring" part.</summary>
    public sealed record ExcludingNonRecurring(Expression Of) : Expression;

    public IEnumerable<Expression> Children => this switch
    {
        Sum sum => sum.Parts,
        Times times => [times.Of],
        Over over => [over.Above, over.Below],
        Years years => [years.Of],
        Growth growth => [growth.Of],
        Percentile percentile => [percentile.Of],
        ExcludingNonRecurring regular => [regular.Of],
        _ => [],
    };

    /// <summary>Every figure the expression reads: how many years back and whether without its non-recurring part.</summary>
    public IEnumerable<(string Code, int Back, bool Regular)> Reads(int back = 0, bool regular = false) => this switch
    {
        Figure figure => [(figure.Code, back, regular)],
        Years years => Enumerable.Range(0, years.Count).SelectMany(y => years.Of.Reads(back + y, regular)),
        Growth growth => growth.Of.Reads(back, regular).Concat(growth.Of.Reads(back + growth.Count, regular)),
        ExcludingNonRecurring without => without.Of.Reads(back, true),
        _ => Children.SelectMany(c => c.Reads(back, regular)),
    };
}

public enum Several { Mean, Least, Slope }

public enum Relation { Less, AtMost, Equal, NotEqual, AtLeast, More }

/// <summary>
/// What must hold for a place to be named. Three-valued: a missing or disputed figure makes a comparison undecided, and "all" is still false where
/// another part is false, "any" still true where another part is true (Kleene's logic).
/// </summary>
[JsonConverter(typeof(ConditionJson))]
public abstract record Condition
{
    public sealed record All(IReadOnlyList<Condition> Parts) : Condition;

    public sealed record Any(IReadOnlyList<Condition> Parts) : Condition;

    public sealed record Not(Condition Of) : Condition;

    public sealed record Compare(Expression Left, Relation Is, Expression Right) : Condition;

    public IReadOnlyList<Condition> Children => this switch { All all => all.Parts, Any any => any.Parts, Not not => [not.Of], _ => [] };

    public IEnumerable<Compare> Comparisons => this is Compare one ? [one] : Children.SelectMany(c => c.Comparisons);

    public IEnumerable<(string Code, int Back, bool Regular)> Reads() => Comparisons.SelectMany(c => c.Left.Reads().Concat(c.Right.Reads()));
}
