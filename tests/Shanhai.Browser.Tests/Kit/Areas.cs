using System.Globalization;
using System.Text.Json;

namespace Shanhai.Browser.Tests.Kit;

/// <summary>Twenty invented townships as a grid of crooked squares.</summary>
internal static class Areas
{
    public static readonly string GeoJson = JsonSerializer.Serialize(new
    {
        type = "FeatureCollection",
        features = Enumerable.Range(0, 20).Select(i => new
        {
            type = "Feature",
            properties = new { code = Code(i) },
            geometry = new { type = "Polygon", coordinates = new[] { Ring(i % 5, i / 5) } },
        }),
    });

    public static string Code(int i) => (990102100L + i).ToString(CultureInfo.InvariantCulture) + "000";

    public static (double Lon, double Lat) Middle(int i) => (119.05 + i % 5 * .1, 28.05 + i / 5 * .1);

    private static double[][] Ring(int x, int y) => [Corner(x, y), Corner(x + 1, y), Corner(x + 1, y + 1), Corner(x, y + 1), Corner(x, y)];

    private static double[] Corner(int x, int y) => [119 + x * .1 + Math.Sin(x * 7 + y * 3) * .02, 28 + y * .1 + Math.Cos(x * 5 + y * 2) * .02];
}
