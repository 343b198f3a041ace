using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Security;

/// <summary>
/// When a place takes another code or is divided, the roles held in it are held under the new code too, from that day on; the old grant stays,
/// because the figures of before stand under the old code. Where several places become one nothing is given: whoever worked for one of them would
/// come to rule over the others, so a security administrator decides.
/// </summary>
internal static class GrantsFollow
{
    private const int AtOnce = 500;

    /// <summary>Adds to the caller's save; answers how many grants were given.</summary>
    public static async Task<int> Give(PlaceHeirs places, Db db, TimeProvider clock, CancellationToken ct)
    {
        var (given, on) = (0, places.On);
        foreach (var some in places.Pairs.GroupBy(s => s.From).Chunk(AtOnce))
        {
            PlaceCode[] codes = [.. some.Select(s => s.Key)];
            var heirs = some.ToDictionary(s => s.Key, s => s.Select(p => p.To).ToList());
            foreach (var held in await db.Grants.AsNoTracking().Where(g => codes.Contains(g.Place) && (g.To == null || g.To > on)).ToListAsync(ct))
            {
                foreach (var place in heirs[held.Place])
                {
                    db.Grants.Add(new()
                    {
                        Id = Id<Grant>.New(clock), UserId = held.UserId, Role = held.Role, Place = place, Organisation = held.Organisation, From = held.From > on ? held.From : on, To = held.To,
                    });
                    given++;
                }
            }
        }
        return given;
    }

    /// <summary>When the change is undone the codes are no more, and what was given for them goes too; in the caller's transaction.</summary>
    public static async Task<int> TakeBack(PlaceHeirs places, Db db, CancellationToken ct)
    {
        var (taken, on) = (0, places.On);
        foreach (var some in places.Pairs.Chunk(AtOnce))
        {
            PlaceCode[] before = [.. some.Select(s => s.From).Distinct()], after = [.. some.Select(s => s.To)];
            taken += await db.Grants.Where(g => after.Contains(g.Place) && g.From >= on
                && db.Grants.Any(o => before.Contains(o.Place) && o.UserId == g.UserId && o.Role == g.Role && o.Organisation == g.Organisation)).ExecuteDeleteAsync(ct);
        }
        return taken;
    }
}
