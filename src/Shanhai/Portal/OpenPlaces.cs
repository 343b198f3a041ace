using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Portal;

/// <summary>The register of places as open data, closed places with the day they ended.</summary>
internal static class OpenPlaces
{
    public static readonly OpenFile File = new(
        "places",
        [
            new("code", Key: true), new("official_code"), new("name", Width: 28), new("level"), new("parent"), new("class", FieldKind.Whole),
            new("pinyin", Width: 24), new("initials"), new("longitude", FieldKind.Number), new("latitude", FieldKind.Number), new("opened", FieldKind.Day), new("closed", FieldKind.Day),
        ],
        ["csv", "xlsx", "json", "geojson"], OpenFile.Attribution, Rows);

    private static async IAsyncEnumerable<object?[]> Rows(IServiceProvider services, [EnumeratorCancellation] CancellationToken ct)
    {
        var places = services.GetRequiredService<Db>().Places.AsNoTracking().OrderBy(p => p.Code)
            .Select(p => new { p.Code, p.OfficialCode, p.Name, p.Level, p.Class, p.Pinyin, p.Initials, p.Longitude, p.Latitude, p.Opened, p.Closed });
        await foreach (var p in places.AsAsyncEnumerable().WithCancellation(ct))
        {
            var parent = p.Code.Parent;
            yield return
            [
                p.Code.ToString(), p.OfficialCode, p.Name, p.Level.ToString().ToLowerInvariant(), parent.Level == Level.Nation ? null : parent.ToString(), p.Class,
                p.Pinyin, p.Initials, p.Longitude, p.Latitude, p.Opened, p.Closed,
            ];
        }
    }
}
