using Shanhai.Analytics.Numerics;

namespace Shanhai.Demonstration;

/// <summary>People, households, land and surroundings of a village through the years: slow trends with a little chance, whole where they count something.</summary>
internal static class VillageLife
{
    public static List<(string Indicator, decimal Value)> Of(InventedVillage village, int year, ulong seed)
    {
        var life = new SeededRandom(seed ^ 0x11FE, (ulong)village.Code.Value);
        double Between(double least, double most) => least + (most - least) * life.NextDouble();
        var (county, passed) = (village.County, year - Simulation.FirstYear);
        var registered = (int)(Math.Exp(6.9 + 0.45 * Math.Clamp(life.NextNormal(), -2, 2)) * Math.Pow(0.996, passed));
        var resident = (int)(registered * Between(0.55, 0.85) * Math.Pow(county.Mountain ? 0.985 : 0.998, passed));
        var households = (int)(registered / Between(2.6, 3.2));
        var lowIncome = (int)(households * Between(0.02, county.Mountain ? 0.11 : 0.05) * Math.Pow(0.95, passed));
        var income = county.HouseholdIncome * Between(0.8, 1.25) * Math.Pow(1.075, passed);
        var labour = (int)(registered * Between(0.52, 0.62));
        var area = Between(2_500, county.Mountain ? 16_000 : 7_000);
        var arable = area * Between(0.07, county.Mountain ? 0.14 : 0.4);
        var sewage = Math.Min(0.98, Between(0.30, 0.55) + 0.05 * passed);
        var transferred = Math.Min(0.8, Between(0.15, 0.4) + 0.025 * passed);
        var (waste, poison, fertiliser) = (Between(0.18, 0.30), Between(0.0002, 0.0006), Between(0.012, 0.03));
        return
        [
            ("PO.REGISTERED", registered), ("PO.RESIDENT", resident), ("PO.LABOUR", labour), ("PO.OUT", (int)(labour * Between(0.25, 0.5))),
            ("PO.AGED60", (int)(registered * Math.Min(0.5, Between(0.19, 0.26) + 0.008 * passed))), ("PO.MEMBERS", (int)(registered * Between(0.9, 0.98))),
            ("PO.PARTY", (int)(registered * Between(0.025, 0.05))), ("HH.TOTAL", households), ("HH.LOWINCOME", lowIncome), ("HH.INCOME", Rounded(income, 0)),
            ("LA.AREA", Rounded(area, 2)), ("LA.ARABLE", Rounded(arable, 2)), ("LA.FOREST", Rounded(area * Between(0.4, 0.55) * (county.Mountain ? 1.4 : 0.8), 2)),
            ("LA.WATER", Rounded(area * 0.02, 2)), ("LA.TRANSFERRED", Rounded(arable * transferred, 2)), ("EN.SEWAGEHH", (int)(households * sewage)),
            ("EN.WASTESORTED", Rounded(resident * waste, 2)), ("EN.PESTICIDE", Rounded(arable * poison * Math.Pow(0.95, passed), 3)),
            ("EN.FERTILISER", Rounded(arable * fertiliser * Math.Pow(0.96, passed), 2)),
        ];
    }

    /// <summary>What is measured once for a county.</summary>
    public static List<(string Indicator, decimal Value)> Of(InventedCounty county, int year, ulong seed)
    {
        var random = new SeededRandom(seed ^ 0xE4F ^ (ulong)year << 32, (ulong)county.Code.Value);
        var passed = year - Simulation.FirstYear;
        var sections = county.Mountain ? 8 : 5;
        return
        [
            ("EN.PM25", Rounded((county.Mountain ? 30 : 38) - 1.1 * passed + 2 * random.NextDouble(), 1)), ("EN.GOODDAYS", (int)(315 + 3.5 * passed + 8 * random.NextDouble())),
            ("EN.WATERSECTIONS", sections), ("EN.WATERGOOD", sections - (passed < 4 ? 1 + random.Next(2) : random.Next(2))),
        ];
    }

    private static decimal Rounded(double value, int decimals) => Math.Round((decimal)value, decimals, MidpointRounding.AwayFromZero);
}
