using Microsoft.EntityFrameworkCore;

namespace Shanhai.Places;

/// <summary>One place with its path and what lies directly below it. Anybody may.</summary>
public sealed record ShowPlace(
    PlaceCode Code, string? OfficialCode, string Name, Level Level, short? Class, DateOnly? Opened, DateOnly? Closed,
    IReadOnlyList<PlacePath.Step> Path, IReadOnlyList<ShowPlace.Child> Children)
{
    public sealed record Child(PlaceCode Code, string Name, Level Level);

    public static async Task<Result<ShowPlace>> Handle(PlaceCode code, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(PlacesModule.View, code) is { } no)
        {
            return no;
        }

        var place = await db.Places.AsNoTracking().FirstOrDefaultAsync(p => p.Code == code, ct);
        if (place is null)
        {
            return Problem.Missing("place-not-found", code.ToString());
        }
        var path = (await PlacePath.Of(db, [code], ct))[code];
        return new ShowPlace(place.Code, place.OfficialCode, place.Name, place.Level, place.Class, place.Opened, place.Closed,
            path.Steps, await Below(db, code, ct));
    }

    /// <summary>The next level that exists below: a city may have townships and no counties.</summary>
    private static async Task<IReadOnlyList<Child>> Below(Db db, PlaceCode code, CancellationToken ct)
    {
        for (var level = code.Level + 1; level <= Level.Village; level++)
        {
            var below = await db.Places.AsNoTracking()
                .Where(p => p.Level == level && p.Code > code && p.Code <= code.Last && p.Closed == null)
                .OrderBy(p => p.Code)
                .Select(p => new Child(p.Code, p.Name, p.Level))
                .ToListAsync(ct);
            if (below.Count > 0)
            {
                return [.. below.Where(b => b.Code.Parent == code)];
            }
        }
        return [];
    }
}
