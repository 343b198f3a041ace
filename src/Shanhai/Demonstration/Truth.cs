namespace Shanhai.Demonstration;

/// <summary>How the operating income of an invented village runs through the years.</summary>
public enum Story
{
    /// <summary>Grows with its county, up and down by chance.</summary>
    Ordinary,

    /// <summary>Below 100,000 yuan in total until a year, then well above and growing.</summary>
    Recovering,

    /// <summary>Recovers, and some years later falls back below every line.</summary>
    Relapsing,

    /// <summary>Below 100,000 yuan in total in every year.</summary>
    Chronic,
}

/// <summary>A measure with an effect we chose: log points of operating income in the first, second, third … year after adoption; the last one stays.</summary>
public sealed record KnownMeasure(string Code, Both Name, IReadOnlyList<double> Effect)
{
    public double After(int years) => years < 1 ? 0 : Effect[Math.Min(years, Effect.Count) - 1];
}

/// <summary>
/// What is true in the simulated figures because it was put there. Tests read it, and methods that estimate anything can be held against it.
/// </summary>
public sealed record Truth
{
    public static readonly IReadOnlyList<KnownMeasure> Measures =
    [
        new("SIM.SOLAR", new("屋顶光伏（模拟）", "Rooftop solar (simulated)"), [0.20]),
        new("SIM.PROPERTY", new("抱团购置物业（模拟）", "Jointly bought property (simulated)"), [0.10, 0.20, 0.30]),
        new("SIM.TRAINING", new("经营培训，没有效果（模拟）", "Training without effect (simulated)"), [0]),
    ];

    public sealed record Life(Story Story, int? Recovers = null, int? Relapses = null);

    /// <summary><paramref name="Year"/> is the year of adoption; the effect begins in the year after it.</summary>
    public sealed record Adoption(PlaceCode Village, string Measure, int Year);

    /// <summary>An operating income that was written up. In yuan.</summary>
    public sealed record Doctored(PlaceCode Village, int Year, decimal Earned, decimal Reported);

    public sealed record Merger(PlaceCode From, PlaceCode Into, DateOnly On);

    public required IReadOnlyDictionary<PlaceCode, Life> Lives { get; init; }
    public required IReadOnlyList<Adoption> Adoptions { get; init; }
    public required IReadOnlyList<Doctored> WrittenUp { get; init; }

    /// <summary>Chronic villages that pass the line of 100,000 yuan in one year only because of income that will not come again.</summary>
    public required IReadOnlySet<(PlaceCode Village, int Year)> LiftedByOneOff { get; init; }

    /// <summary>Villages that did not hand in their accounts for a year.</summary>
    public required IReadOnlySet<(PlaceCode Village, int Year)> NotReported { get; init; }

    public required (PlaceCode Village, string Indicator, int Year) InDispute { get; init; }
    public required Merger Joined { get; init; }

    /// <summary>Total and operating income of every village and year that has accounts, in yuan: what the stored figures must add up to.</summary>
    public required IReadOnlyDictionary<(PlaceCode Village, int Year), (decimal Total, decimal Operating)> Incomes { get; init; }
}
