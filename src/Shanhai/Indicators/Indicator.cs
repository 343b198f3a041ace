using System.Globalization;

namespace Shanhai.Indicators;

public enum IndicatorKind { Flow, Stock, Rate, Class }

/// <summary>How a figure of the places below becomes the figure of the place above.</summary>
public enum RollUp { Sum, Parts, Weighted, Max, None }

public enum Direction { HigherBetter, LowerBetter, Neutral }

public enum Publicity { Public, Internal }

/// <summary>
/// What a figure means: data, never code. Two figures may be compared only where they share the indicator. The number
/// <see cref="Id"/> is the key in the facts table and never changes; <see cref="Code"/> is what people write.
/// A value is stored as a whole number of the smallest step (value × 10^<see cref="Decimals"/> in <see cref="Unit"/>), so sums are exact.
/// </summary>
public sealed record Indicator
{
    public required int Id { get; init; }
    public required string Code { get; init; }
    public required Both Name { get; init; }
    public required string Unit { get; init; }
    public required Both Definition { get; init; }
    public required string Basis { get; init; }
    public required Mark Mark { get; init; }

    public IReadOnlyList<string> Aliases { get; init; } = [];
    public int Decimals { get; init; }
    public IndicatorKind Kind { get; init; } = IndicatorKind.Flow;
    public PeriodType PeriodType { get; init; } = PeriodType.Year;
    public RollUp RollUp { get; init; } = RollUp.Sum;
    public Direction Direction { get; init; } = Direction.Neutral;
    public Publicity Publicity { get; init; } = Publicity.Public;

    /// <summary>Rates: value = numerator ÷ denominator × factor, each in its own unit. A published rate wins over the computed one.</summary>
    public Quotient? Rate { get; init; }

    /// <summary>The indicator whose figures weigh this one (<see cref="RollUp.Weighted"/>).</summary>
    public string? WeightedBy { get; init; }

    /// <summary>The companion "of which non-recurring": a rule may ask for this figure without that part.</summary>
    public string? NonRecurringPart { get; init; }

    /// <summary>Derived figures: one formula per accounting system, each with the periods it holds for.</summary>
    public IReadOnlyList<Formula> Formulas { get; init; } = [];

    /// <summary>First years of a new definition: a trend across one of them compares unlike things and must say so.</summary>
    public IReadOnlyList<int> Breaks { get; init; } = [];

    /// <summary>The years a chart of accounts or a survey was in force; null means open.</summary>
    public int? FirstYear { get; init; }
    public int? LastYear { get; init; }

    /// <summary>Beyond these a figure is possible but absurd: import warns and asks. In the indicator's unit.</summary>
    public decimal? Least { get; init; }
    public decimal? Most { get; init; }

    /// <summary>Text classes: the value is the index into this list.</summary>
    public IReadOnlyList<Both> Classes { get; init; } = [];

    public sealed record Quotient(string Numerator, string Denominator, decimal Factor = 1);

    public bool IsDerived => Formulas.Count > 0;

    public long Step => Steps[Decimals];

    public Unit Measure => Indicators.Unit.Find(Unit)!;

    public Formula? FormulaAt(Period period) => Formulas.FirstOrDefault(f => f.HoldsFor(period.YearNumber));

    /// <summary>A typed figure as stored, or null where it has more decimals than the indicator or is out of range: nothing is rounded in passing.</summary>
    public long? Stored(decimal value)
    {
        if (Math.Abs(value) > 90_000_000_000_000_000m / Step)
        {
            return null;
        }
        var steps = value * Step;
        return decimal.Truncate(steps) == steps ? (long)steps : null;
    }

    public decimal Shown(long stored) => (decimal)stored / Step;

    public string Written(long stored) =>
        Kind == IndicatorKind.Class && stored >= 0 && stored < Classes.Count
            ? Classes[(int)stored].Zh
            : Shown(stored).ToString(CultureInfo.InvariantCulture);

    private static readonly long[] Steps = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];
}

/// <summary>
/// A sum of other indicators, each times a whole number (usually 1 or -1), from one year to another, both included.
/// A term marked optional counts as zero where it was not reported, and the reasons say so; any other missing term makes the result missing.
/// </summary>
public sealed record Formula(IReadOnlyList<Formula.Term> Terms, int? From = null, int? To = null)
{
    public sealed record Term(string Code, int Times = 1, bool Optional = false);

    public bool HoldsFor(int year) => (From is null || year >= From) && (To is null || year <= To);
}
