using System.Numerics;
using System.Text.Json.Serialization;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>
/// Why a condition holds, fails or cannot be told for one place: the same tree as the rule, with the figures in it. A comparison carries both
/// sides and the distance between them; what was read, and from which facts, is looked up when asked for.
/// </summary>
public sealed class Reason
{
    private Reason(Condition condition, string node, Outcome outcome, IReadOnlyList<Reason> children)
    {
        (Condition, Node, Outcome, Children) = (condition, node, outcome, children);
    }

    /// <summary>Where in the rule: "" is the root, "0.1" the second part of its first part.</summary>
    public string Node { get; }
    public Outcome Outcome { get; }
    public IReadOnlyList<Reason> Children { get; }

    [JsonIgnore]
    public Condition Condition { get; }

    /// <summary>Set for comparisons only.</summary>
    public Operand? Left { get; private init; }
    public Operand? Right { get; private init; }

    /// <summary>Left minus right in the base unit, exactly where it has a finite decimal form and else to 18 places; null where it cannot be told.</summary>
    public decimal? Difference => Left is null || Right is null || Left.Lack != Lack.None || Right.Lack != Lack.None ? null : Left.Minus(Right);

    /// <summary>The comparisons below that made the outcome what it is: the false ones of an "all" that fails, the true ones of an "any" that holds …</summary>
    public IEnumerable<Reason> Deciding() =>
        Condition is Condition.Compare ? [this]
        : Condition is Condition.Not ? Children[0].Deciding()
        : Children.Where(c => c.Outcome == Outcome).SelectMany(c => c.Deciding());

    internal static Reason Of(Condition condition, string node, Trace trace, Frame frame, Run run, int row)
    {
        var (verdicts, left, right) = trace.Seen[condition];
        var children = condition.Children.Count == 0 ? [] : new Reason[condition.Children.Count];
        for (var i = 0; i < children.Length; i++)
        {
            children[i] = Of(condition.Children[i], Path(node, i), trace, frame, run, row);
        }
        var outcome = (Outcome)verdicts.Outcomes[row];
        return condition is Condition.Compare compare
            ? new(condition, node, outcome, children) { Left = new(compare.Left, left!, row, run, frame.Place(row)), Right = new(compare.Right, right!, row, run, frame.Place(row)) }
            : new(condition, node, outcome, children);
    }

    private static readonly string[] Digits = [.. Enumerable.Range(0, 100).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    private static string Path(string node, int i) => node.Length == 0 ? Digits[i] : string.Concat(node, ".", Digits[i]);
}

/// <summary>One side of a comparison: its exact value and what it was read from.</summary>
public sealed class Operand
{
    private readonly Int128 _above, _below;
    private readonly Run _run;
    private readonly PlaceCode _place;

    internal Operand(Expression expression, Amounts amounts, int row, Run run, PlaceCode place)
    {
        (Expression, Lack, _run, _place) = (expression, amounts.LackAt(row), run, place);
        (_above, _below) = amounts.Exact(row);
    }

    [JsonIgnore]
    public Expression Expression { get; }
    public Lack Lack { get; }

    /// <summary>In the base unit of its dimension (yuan, persons, a share of 1); null where it lacks.</summary>
    public decimal? Value => Lack == Lack.None ? Decimal((BigInteger)_above, (BigInteger)_below) : null;

    /// <summary>Every figure that was read, with the ids of its facts.</summary>
    public IReadOnlyList<Used> Read => [.. Expression.Reads().Distinct().SelectMany(r => Figures(r.Code, r.Back, r.Regular))];

    internal decimal Minus(Operand other) => Decimal((BigInteger)_above * (BigInteger)other._below - (BigInteger)other._above * (BigInteger)_below, (BigInteger)_below * (BigInteger)other._below);

    private IEnumerable<Used> Figures(string code, int back, bool regular)
    {
        var indicator = _run.Facts.Catalogue[code];
        yield return One(indicator, back);
        if (regular && indicator.NonRecurringPart is { } part)
        {
            yield return One(_run.Facts.Catalogue[part], back);
        }
    }

    private Used One(Indicator indicator, int back)
    {
        var period = _run.Period.Plus(-back);
        var column = _run.Facts.Column(indicator, period);
        return new(indicator.Code, period, column[_place] is { } value ? indicator.Shown(value) : null, column.LackOf(_place),
            _run.Facts.KeysOf(indicator, period, _place), column.TotalOf(_place) is { } total ? new(total.Covered, total.Expected) : null);
    }

    // Exact where the fraction ends within 18 decimals; a decimal cannot hold a third.
    private static decimal Decimal(BigInteger above, BigInteger below)
    {
        var (whole, rest) = (BigInteger.DivRem(above, below, out var left), left);
        return (decimal)whole + (decimal)(rest * BigInteger.Pow(10, 18) / below) / 1_000_000_000_000_000_000m;
    }
}

/// <summary>A figure behind a reason. A total over places below has a coverage instead of facts.</summary>
public sealed record Used(string Indicator, Period Period, decimal? Value, Lack Lack, IReadOnlyList<FactKey> Facts, Coverage? Coverage);

public sealed record Coverage(int Covered, int Expected);
