using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Pairing;

/// <summary>
/// The outlines of counties behind a picture of pairs, as paths: as coarse as the picture is, because a border as it was surveyed weighs more than the page. They carry no map-review number; the picture says so.
/// </summary>
internal static class PairOutlines
{
    private const int MostCounties = 100, MostPoints = 6000;

    /// <summary>In the picture's own units: nearer than this to the point before, a point is left out.</summary>
    private const double Step = 1.5;

    /// <summary>The outlines of the counties the villages lie in, as far as they are loaded.</summary>
    public static async Task<IReadOnlyList<string>> Of(IEnumerable<PlaceCode> villages, Db db, CancellationToken ct)
    {
        var counties = villages.Select(v => v.At(Level.County)).Distinct().Order().Take(MostCounties).ToList();
        return counties.Count == 0 ? [] : await db.Outlines.AsNoTracking().Where(o => counties.Contains(o.Place)).OrderBy(o => o.Place).Select(o => o.Geometry).ToListAsync(ct);
    }

    public static IReadOnlyList<string> Paths(IReadOnlyList<string> geometries, Func<double, double, (double X, double Y)> at)
    {
        var (paths, points) = (new List<string>(), 0);
        foreach (var geometry in geometries)
        {
            using var read = JsonDocument.Parse(geometry);
            foreach (var ring in Rings(read.RootElement.GetProperty("coordinates")))
            {
                var (path, count) = Path(ring, at);
                points += count;
                if (points > MostPoints)
                {
                    return paths;
                }
                paths.Add(path);
            }
        }
        return paths;
    }

    /// <summary>Rings of a polygon, or of several: lists of positions, however deep they lie.</summary>
    private static IEnumerable<JsonElement> Rings(JsonElement list) =>
        list.GetArrayLength() == 0 ? [] : list[0].ValueKind == JsonValueKind.Array && list[0].GetArrayLength() > 0 && list[0][0].ValueKind == JsonValueKind.Number ? [list] : list.EnumerateArray().SelectMany(l => Rings(l));

    private static (string Path, int Points) Path(JsonElement ring, Func<double, double, (double X, double Y)> at)
    {
        var (path, count, last) = (new StringBuilder(), 0, (X: double.NaN, Y: double.NaN));
        foreach (var position in ring.EnumerateArray())
        {
            var next = at(position[1].GetDouble(), position[0].GetDouble());
            if (count == 0 || Math.Abs(next.X - last.X) + Math.Abs(next.Y - last.Y) >= Step)
            {
                path.Append(count == 0 ? 'M' : 'L').Append(CultureInfo.InvariantCulture, $"{next.X:0.#} {next.Y:0.#}");
                (count, last) = (count + 1, next);
            }
        }
        return (path.Append('Z').ToString(), count);
    }
}
