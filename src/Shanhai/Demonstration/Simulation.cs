using Shanhai.Analytics.Numerics;
using Shanhai.Indicators;

namespace Shanhai.Demonstration;

/// <summary>
/// Eleven years of figures of the invented province, with truths in them that we know because we put them there (<see cref="Truth"/>). Pure:
/// the same seed gives the same figures. docs/methods/simulator.md tells the model.
/// </summary>
public sealed class Simulation
{
    public const ulong DefaultSeed = 20_260_101;
    public const int FirstYear = 2015, LastYear = 2025;
    public const string Document = "模拟数据，不是任何真实村庄的数字";

    private readonly ulong _seed;
    private readonly Dictionary<PlaceCode, YearOfVillage[]> _paths;

    private Simulation(InventedProvince province, Truth truth, Dictionary<PlaceCode, YearOfVillage[]> paths, ulong seed) =>
        (Province, Truth, _paths, _seed) = (province, truth, paths, seed);

    public InventedProvince Province { get; }
    public Truth Truth { get; }

    public static Simulation Of(ulong seed = DefaultSeed)
    {
        var province = InventedProvince.Of(seed);
        var cast = Cast.Of(province, seed);
        var adoptions = cast.Adoptions.ToDictionary(a => a.Village);
        var oneOffs = cast.OneOffs.ToDictionary(o => o.Village, o => o.Year);
        var paths = province.Villages.ToDictionary(v => v.Code, v => new VillagePath(
            v, cast.Lives[v.Code], adoptions.GetValueOrDefault(v.Code), oneOffs.TryGetValue(v.Code, out var year) ? year : null, seed).Years());
        var writtenUp = province.Villages.SelectMany(v => paths[v.Code].Select((y, i) => (v.Code, Year: FirstYear + i, Made: y)))
            .Where(y => y.Made.Operating != y.Made.Earned && !cast.Silent.Contains((y.Code, y.Year)))
            .Select(y => new Truth.Doctored(y.Code, y.Year, y.Made.Earned / 100m, y.Made.Operating / 100m)).ToList();
        var truth = new Truth
        {
            Lives = cast.Lives, Adoptions = cast.Adoptions, WrittenUp = writtenUp, LiftedByOneOff = cast.OneOffs, NotReported = cast.Silent,
            InDispute = cast.InDispute, Joined = cast.Joined, Incomes = Incomes(paths, cast),
        };
        return new(province, truth, paths, seed);
    }

    /// <summary>What one county reported for one year: one batch.</summary>
    public IReadOnlyList<RecordFigures.Cell> Figures(InventedCounty county, int year)
    {
        var cells = VillageLife.Of(county, year, _seed).ConvertAll(f => Cell(county.Code, f, year));
        foreach (var village in Province.Villages.Where(v => v.County == county && Stands(v, year)))
        {
            cells.AddRange(Of(village, year).Select(f => Cell(village.Code, f, year)));
        }
        return cells;
    }

    private static RecordFigures.Cell Cell(PlaceCode place, (string Indicator, decimal Value) figure, int year) => new(place, figure.Indicator, Period.Year(year), figure.Value);

    private bool Stands(InventedVillage village, int year) => village.Code != Truth.Joined.From || year < Truth.Joined.On.Year;

    private IEnumerable<(string Indicator, decimal Value)> Of(InventedVillage village, int year)
    {
        var own = Alone(village, year);
        if (village.Code != Truth.Joined.Into || year < Truth.Joined.On.Year)
        {
            return own;
        }
        var joined = Alone(Province.Villages.First(v => v.Code == Truth.Joined.From), year).ToDictionary(f => f.Indicator, f => f.Value);
        // Sums add up; an income per head and a share do not, and the larger village's is a fair stand-in.
        return own.Select(f => (f.Indicator, f.Indicator is "HH.INCOME" or "CE.SPLIT511" ? f.Value : f.Value + joined[f.Indicator]));
    }

    private List<(string Indicator, decimal Value)> Alone(InventedVillage village, int year)
    {
        var figures = VillageLife.Of(village, year, _seed);
        if (!Truth.NotReported.Contains((village.Code, year)))
        {
            figures.AddRange(VillageBooks.Of(village, year, _paths[village.Code][year - FirstYear], _seed));
        }
        return figures;
    }

    private static Dictionary<(PlaceCode, int), (decimal, decimal)> Incomes(Dictionary<PlaceCode, YearOfVillage[]> paths, Cast cast)
    {
        var incomes = new Dictionary<(PlaceCode, int), (decimal Total, decimal Operating)>();
        foreach (var (village, years) in paths)
        {
            for (var year = FirstYear; year <= LastYear; year++)
            {
                var made = years[year - FirstYear];
                var code = village == cast.Joined.From && year >= cast.Joined.On.Year ? cast.Joined.Into : village;
                if (!cast.Silent.Contains((village, year)))
                {
                    var (total, operating) = incomes.GetValueOrDefault((code, year));
                    incomes[(code, year)] = (total + (made.Operating + made.Subsidy + made.Other + made.OneOff) / 100m, operating + made.Operating / 100m);
                }
            }
        }
        return incomes;
    }
}
