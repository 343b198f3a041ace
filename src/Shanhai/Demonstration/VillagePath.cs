using Shanhai.Analytics.Numerics;

namespace Shanhai.Demonstration;

/// <summary>
/// What a village earned in a year before it goes into the books, in fen. <see cref="Operating"/> is what is reported; <see cref="Earned"/>
/// what was earned, different only where it was written up.
/// </summary>
internal readonly record struct YearOfVillage(long Operating, long Earned, long Subsidy, long Other, long OneOff);

/// <summary>
/// The life of one village from 2015 on, from a generator of its own, so that a change in one village leaves all others as they are.
/// The model is told in docs/methods/simulator.md.
/// </summary>
internal sealed class VillagePath(InventedVillage village, Truth.Life life, Truth.Adoption? adoption, int? oneOffIn, ulong seed)
{
    private const double Persistence = 0.7, Chance = 0.06;

    /// <summary>Common to all: a bad 2020 and a partial catching up.</summary>
    private static double Shock(int year) => year switch { 2020 => -0.07, 2021 => 0.03, _ => 0 };

    public YearOfVillage[] Years()
    {
        var random = new SeededRandom(seed, (ulong)village.Code.Value);
        var base0 = Start(random);
        var (recovered, fallen) = (130_000 + 70_000 * random.NextDouble(), 30_000 + 25_000 * random.NextDouble());
        var subsidy = life.Story == Story.Ordinary ? 25_000 + 60_000 * random.NextDouble() : 14_000 + 12_000 * random.NextDouble();
        var (chance, common) = (Chance * random.NextNormal(), 0.0);
        var years = new YearOfVillage[Simulation.LastYear - Simulation.FirstYear + 1];
        for (var i = 0; i < years.Length; i++)
        {
            var year = Simulation.FirstYear + i;
            (chance, common) = i == 0 ? (chance, 0) : (Persistence * chance + Chance * random.NextNormal(), common + village.County.Growth + Shock(year));
            var effect = adoption is null ? 0 : Truth.Measures.First(m => m.Code == adoption.Measure).After(year - adoption.Year);
            var level = life.Story == Story.Ordinary ? base0 * Math.Exp(common + effect) : Weak(base0, recovered, fallen, year);
            var support = life.Recovers <= year && !(life.Relapses <= year) ? 35_000 : 0;
            years[i] = Report(level * Math.Exp(life.Story == Story.Ordinary ? chance : 0.4 * chance), subsidy * Math.Pow(1.02, i) + support, year, random);
        }
        return years;
    }

    private double Start(SeededRandom random)
    {
        var draw = random.NextNormal();
        return life.Story == Story.Ordinary
            ? village.County.MedianOperating * Math.Exp(village.County.Spread * Math.Clamp(draw, -2, 3))
            : 14_000 + 22_000 * random.NextDouble();
    }

    private double Weak(double base0, double recovered, double fallen, int year) =>
        life.Relapses <= year ? fallen * Math.Pow(1.02, year - life.Relapses.Value)
        : life.Recovers <= year ? recovered * Math.Pow(1.18, Math.Min(3, year - life.Recovers.Value)) * Math.Pow(1.05, Math.Max(0, year - life.Recovers.Value - 3))
        : base0 * Math.Pow(1.03, year - Simulation.FirstYear);

    private YearOfVillage Report(double operating, double subsidy, int year, SeededRandom random)
    {
        var (luck, size, rounding) = (random.NextDouble(), random.NextDouble(), random.NextDouble());
        var earned = Fen(operating);
        var reported = IsWrittenUp(operating, year) ? Doctor(size, rounding) : earned;
        var oneOff = oneOffIn == year ? Fen(90_000 + 40_000 * size)
            : life.Story == Story.Ordinary && oneOffIn is null && luck < 0.04 ? Fen(30_000 + 120_000 * size) : 0;
        return new(reported, earned, Fen(subsidy * (0.9 + 0.2 * size)), Fen(400 + 0.015 * operating + 2_500 * rounding), oneOff);
    }

    /// <summary>In the bunched county, from 2019, whoever earns 60,000 to 100,000 yuan reports a little more than 100,000.</summary>
    private bool IsWrittenUp(double operating, int year) =>
        village.County.Code == InventedProvince.Bunched && life.Story == Story.Ordinary && year >= 2019 && operating is >= 60_000 and < 100_000;

    /// <summary>Invented amounts: most end in 00 or 000, and more than chance would have in 8 or 6.</summary>
    private static long Doctor(double size, double rounding) => rounding switch
    {
        < 0.45 => (100 + (long)(5 * size)) * 1_000_00,
        < 0.80 => (1_000 + (long)(48 * size)) * 100_00,
        < 0.92 => (1_000 + (long)(48 * size)) * 100_00 + 88_00,
        _ => (1_000 + (long)(48 * size)) * 100_00 + 66_00,
    };

    internal static long Fen(double yuan) => (long)Math.Round(yuan * 100, MidpointRounding.AwayFromZero);
}
