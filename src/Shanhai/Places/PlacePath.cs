using Microsoft.EntityFrameworkCore;

namespace Shanhai.Places;

/// <summary>Where a place stands, from the province down: 浙江省 / 杭州市 / 淳安县 / 枫树岭镇. The place itself is not part of it.</summary>
public sealed record PlacePath(IReadOnlyList<PlacePath.Step> Steps)
{
    public sealed record Step(PlaceCode Code, string Name);

    public override string ToString() => string.Join(" / ", Steps.Select(s => s.Name));

    /// <summary>The paths of many places in one query.</summary>
    public static async Task<IReadOnlyDictionary<PlaceCode, PlacePath>> Of(Db db, IReadOnlyList<PlaceCode> places, CancellationToken ct)
    {
        var wanted = places.SelectMany(p => p.Ancestors()).Distinct().ToList();
        var names = await db.Places.AsNoTracking().Where(p => wanted.Contains(p.Code)).ToDictionaryAsync(p => p.Code, p => p.Name, ct);
        return places.Distinct().ToDictionary(
            p => p,
            p => new PlacePath([.. p.Ancestors().Where(names.ContainsKey).Select(a => new Step(a, names[a]))]));
    }
}
