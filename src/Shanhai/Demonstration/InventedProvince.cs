using Shanhai.Analytics.Numerics;
using Shanhai.Places;

namespace Shanhai.Demonstration;

/// <summary>What sets one invented county apart from the others. Money in yuan, growth in log points a year.</summary>
public sealed record InventedCounty(
    PlaceCode Code, string Name, double MedianOperating, double Spread, double Growth, double HouseholdIncome, double Recovering, double Relapsing, double Chronic, bool Mountain);

/// <summary>A village that does not exist.</summary>
public sealed record InventedVillage(PlaceCode Code, string Name, InventedCounty County, bool IsCommunity, double Latitude, double Longitude);

/// <summary>
/// The places of the invented province, code 99: one prefecture, four counties, sixty townships, some eight hundred villages. They lie in the
/// open Pacific, so that no point on a map can be taken for a real village.
/// </summary>
public sealed class InventedProvince
{
    public static readonly PlaceCode Code = 990000000000, Prefecture = 990100000000;

    /// <summary>The county whose operating incomes were written up to just above 100,000 yuan.</summary>
    public static readonly PlaceCode Bunched = 990103000000;

    public static readonly IReadOnlyList<InventedCounty> Counties =
    [
        new(990101000000, "岚溪县", 190_000, 0.60, 0.055, 15_500, 0.22, 0.08, 0.04, Mountain: true),
        new(990102000000, "松屏县", 230_000, 0.60, 0.055, 16_800, 0.18, 0.06, 0.03, Mountain: true),
        new(Bunched, "禾川县", 112_000, 0.45, 0.030, 19_500, 0.08, 0.03, 0.02, Mountain: false),
        new(990104000000, "海汀县", 420_000, 0.70, 0.070, 24_000, 0.06, 0.03, 0.01, Mountain: false),
    ];

    private const int TownshipsACounty = 15, Columns = 5, Rows = 3;
    private const double West = 165.0, South = 30.0, Width = 0.60, Height = 0.45;

    private InventedProvince(IReadOnlyList<RegisterRow> register, IReadOnlyList<InventedVillage> villages) => (Register, Villages) = (register, villages);

    /// <summary>Upper levels first, as the register wants them.</summary>
    public IReadOnlyList<RegisterRow> Register { get; }

    public IReadOnlyList<InventedVillage> Villages { get; }

    public static InventedProvince Of(ulong seed)
    {
        var random = new SeededRandom(seed, stream: 1);
        var names = new InventedNames(random);
        var register = new List<RegisterRow>
        {
            new(Code, "示范省", Level.Province, Lat: South + Height, Lon: West + Width), new(Prefecture, "示范市", Level.City, Lat: South + Height, Lon: West + Width),
        };
        register.AddRange(Counties.Select((c, i) => Corner(i) is var (west, south)
            ? new RegisterRow(c.Code, c.Name, Level.County, Lat: south + Height / 2, Lon: west + Width / 2) : default));
        var villages = new List<InventedVillage>();
        for (var county = 0; county < Counties.Count; county++)
        {
            for (var township = 0; township < TownshipsACounty; township++)
            {
                AddTownship(county, township, names, random, register, villages);
            }
        }
        register.AddRange(villages.Select(v => new RegisterRow(v.Code, v.Name + (v.IsCommunity ? "居民委员会" : "村民委员会"), Level.Village,
            UrbanRural: v.IsCommunity ? "121" : "220", Lat: v.Latitude, Lon: v.Longitude)));
        return new(register, villages);
    }

    /// <summary>The outlines of the counties as a GeoJSON feature collection, coordinates in WGS-84; neighbours share their border to the last digit.</summary>
    public static object Outlines() => new
    {
        type = "FeatureCollection",
        features = Counties.Select((c, i) => new
        {
            type = "Feature",
            properties = new { code = c.Code.ToString(), name = c.Name },
            geometry = new { type = "Polygon", coordinates = new[] { Ring(i) } },
        }),
    };

    private static void AddTownship(int county, int number, InventedNames names, SeededRandom random, List<RegisterRow> register, List<InventedVillage> villages)
    {
        // As in the real register, towns are numbered from 101 and townships from 201.
        var isTown = number < 9;
        var code = new PlaceCode(Counties[county].Code.Value + (isTown ? 101 + number : 192 + number) * 1_000L);
        var (west, south) = Corner(county);
        var (x, y) = (west + Width / Columns * (number % Columns), south + Height / Rows * (number / Columns));
        double In(double from, double size) => Math.Round(from + size * (0.15 + 0.7 * random.NextDouble()), 5);
        register.Add(new(code, names.Township() + (isTown ? "镇" : "乡"), Level.Township, Lat: In(y, Height / Rows), Lon: In(x, Width / Columns)));
        var count = 11 + random.Next(6);
        for (var i = 0; i < count; i++)
        {
            var isCommunity = isTown && i == 0;
            villages.Add(new(new(code.Value + (isCommunity ? 1 : 200 + i)), isCommunity ? names.Community() : names.Village(), Counties[county], isCommunity,
                In(y, Height / Rows), In(x, Width / Columns)));
        }
    }

    private static (double West, double South) Corner(int county) => (West + Width * (county % 2), South + Height * (county / 2));

    private static double[][] Ring(int county)
    {
        const int steps = 24;
        var (west, south) = Corner(county);
        double Bend(double along, double size, double across) => 0.008 * Math.Sin(Math.PI * along / size) * Math.Sin(9 * Math.PI * along / size + 20 * across);
        double[] Level(double y, double t) => [Math.Round(west + Width * t, 5), Math.Round(y + Bend(Width * t, Width, y), 5)];
        double[] Upright(double x, double t) => [Math.Round(x + Bend(Height * t, Height, x), 5), Math.Round(south + Height * t, 5)];
        var along = Enumerable.Range(0, steps).Select(i => (double)i / steps).ToArray();
        return
        [
            .. along.Select(t => Level(south, t)), .. along.Select(t => Upright(west + Width, t)),
            .. along.Select(t => Level(south + Height, 1 - t)), .. along.Select(t => Upright(west, 1 - t)), Level(south, 0),
        ];
    }
}
