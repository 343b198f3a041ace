using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Identification;

/// <summary>Where places lie, in one query: findings are listed by the code under which they were made, whether or not the register still has it.</summary>
internal static class Paths
{
    public static async Task<IReadOnlyDictionary<PlaceCode, PlacePath>> Of(Db db, IReadOnlyList<PlaceCode> places, CancellationToken ct)
    {
        var wanted = places.SelectMany(p => p.Ancestors()).Distinct().ToList();
        var names = await db.Places.AsNoTracking().Where(p => wanted.Contains(p.Code)).ToDictionaryAsync(p => p.Code, p => p.Name, ct);
        return places.Distinct().ToDictionary(p => p, p => new PlacePath([.. p.Ancestors().Where(names.ContainsKey).Select(a => new PlacePath.Step(a, names[a]))]));
    }
}
