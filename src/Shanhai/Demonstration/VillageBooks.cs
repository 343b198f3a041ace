using Shanhai.Analytics.Numerics;

namespace Shanhai.Demonstration;

/// <summary>Enters a year into the books: the accounts of 2004 until 2023, those of 2023 from 2024. Every split leaves the sum exact.</summary>
internal static class VillageBooks
{
    public const int NewChartFrom = 2024;

    /// <summary>So many villages have decided which part of account 511 is operating revenue; the others have not yet.</summary>
    private const double Decides = 0.8;

    /// <summary>How a village earns: kept through its life.</summary>
    private readonly record struct Ways(double Contracts, double Investments, double Remitted, double Expense, double Administration, double Debt, double General);

    public static List<(string Indicator, decimal Value)> Of(InventedVillage village, int year, YearOfVillage made, ulong seed)
    {
        var life = new SeededRandom(seed ^ 0xB00C5, (ulong)village.Code.Value);
        var ways = new Ways(0.15 + 0.35 * life.NextDouble(), 0.12 * life.NextDouble(), 0.3 * life.NextDouble(), 0.20 + 0.2 * life.NextDouble(),
            18_000 + 30_000 * life.NextDouble(), 0.05 + 0.35 * life.NextDouble(), 0.4 + 0.3 * life.NextDouble());
        var decided = life.NextDouble() < Decides;
        var random = new SeededRandom(seed ^ 0xB00C5 ^ (ulong)year << 32, (ulong)village.Code.Value);

        var contracts = Round(made.Operating * ways.Contracts, made);
        var investments = Round(made.Operating * ways.Investments, made);
        var operating = made.Operating - contracts - investments;
        var general = (long)(made.Subsidy * ways.General);
        var onceSubsidy = random.NextDouble() < 0.3 ? (long)((made.Subsidy - general) * (0.5 + 0.5 * random.NextDouble())) : 0;
        var expense = (long)(made.Operating * ways.Expense);
        var administration = VillagePath.Fen(ways.Administration) + made.Operating / 50;
        var other = VillagePath.Fen(4_000 + 9_000 * random.NextDouble());
        var profit = made.Operating + made.Subsidy + made.Other + made.OneOff - expense - administration - other;
        var assets = VillagePath.Fen(700_000) + (long)(made.Earned * (7 + 0.2 * (year - Simulation.FirstYear)));
        List<(string, long)> books = year < NewChartFrom
            ?
            [
                ("CE04.501", operating), ("CE04.511", contracts), ("CE04.561", investments), ("CE04.522", made.Subsidy), ("CE04.522.GENERAL", general),
                ("CE04.531", made.Other + made.OneOff), ("CE04.502", expense), ("CE04.541", administration), ("CE04.551", other), ("CE04.321", profit),
                ("CE04.501.NR", 0), ("CE04.511.NR", 0), ("CE04.561.NR", 0), ("CE04.522.NR", onceSubsidy), ("CE04.531.NR", made.OneOff),
            ]
            : New(operating, contracts, investments, (long)(contracts * ways.Remitted), made, general, onceSubsidy, expense, administration, other, profit);
        books.AddRange([("CE.ASSETS", assets), ("CE.LIABILITIES", (long)(assets * ways.Debt)), ("CE.DIVIDEND", made.Operating > VillagePath.Fen(500_000) ? Math.Max(0, profit / 10) : 0)]);
        if (decided && year == NewChartFrom - 1)
        {
            books.Add(("CE.SPLIT511", (long)Math.Round(10_000 * (1 - ways.Remitted))));
        }
        return books.ConvertAll(b => (b.Item1, b.Item2 / 100m));
    }

    // What villages' enterprises remit becomes investment income, the fees for land and ponds operating revenue.
    private static List<(string, long)> New(
        long operating, long contracts, long investments, long remitted, YearOfVillage made, long general, long onceSubsidy, long expense, long administration, long other, long profit)
    {
        var tax = made.Operating / 100;
        var welfare = other * 7 / 10;
        return
        [
            ("CE.501", operating + contracts - remitted), ("CE.502", investments + remitted), ("CE.503", made.Subsidy), ("CE.503.GENERAL", general), ("CE.504", made.Other + made.OneOff),
            ("CE.511", expense), ("CE.512", tax), ("CE.513", administration), ("CE.514", welfare), ("CE.515", other - welfare), ("CE.521", 0), ("CE.321", profit - tax),
            ("CE.501.NR", 0), ("CE.502.NR", 0), ("CE.503.NR", onceSubsidy), ("CE.504.NR", made.OneOff),
        ];
    }

    // A doctored total has doctored parts.
    private static long Round(double fen, YearOfVillage made) => made.Operating == made.Earned ? (long)fen : (long)(fen / 1_000_00) * 1_000_00;
}
