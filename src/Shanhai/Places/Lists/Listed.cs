using Microsoft.EntityFrameworkCore;

namespace Shanhai.Places.Lists;

/// <summary>Which places stand on which lists on a day, in today's borders: what rules ask.</summary>
public static class Listed
{
    /// <summary>
    /// By the list's code, the codes of every listed place and of all places within it, ascending. A place that has since been merged or has got
    /// another code is found where it is today. Lists of the same code in several jurisdictions come together: a rule judges its own places only.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, long[]>> On(DateOnly day, Register register, Db db, CancellationToken ct)
    {
        var lists = await db.NamedLists.AsNoTracking().Select(l => new { l.Id, l.Code }).ToDictionaryAsync(l => l.Id, l => l.Code, ct);
        if (lists.Count == 0)
        {
            return new Dictionary<string, long[]>();
        }
        var listings = await db.Listings.AsNoTracking().Where(l => (l.From == null || l.From <= day) && (l.To == null || l.To > day))
            .Select(l => new { l.List, l.Place }).ToListAsync(ct);
        var named = listings.ToLookup(l => lists[l.List], l => l.Place);
        return lists.Values.Distinct().ToDictionary(code => code, code => named[code].SelectMany(p => Today(p, day, register)).Distinct().Order().ToArray());
    }

    private static IEnumerable<long> Today(PlaceCode listed, DateOnly day, Register register)
    {
        foreach (var root in register.Became(listed, day))
        {
            var (first, end) = register.Slice(root);
            for (var i = first; i < end; i++)
            {
                if (register.Stands(i))
                {
                    yield return register.Code(i).Value;
                }
            }
        }
    }
}
