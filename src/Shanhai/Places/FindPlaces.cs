using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Places;

/// <summary>Lists places by subtree, level and name, code or pinyin. Anybody may: the register is public.</summary>
public sealed record FindPlaces
{
    public string? Q { get; init; }
    public PlaceCode? Under { get; init; }
    public Level? Level { get; init; }

    /// <summary>"name" or "code" (default); a leading minus turns the order round.</summary>
    public string? Sort { get; init; }

    /// <summary>The mark of the page before, as it was answered.</summary>
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(PlaceCode Code, string? OfficialCode, string Name, Level Level, short? Class, string Path);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindPlaces input, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(PlacesModule.View) is { } no)
        {
            return no;
        }

        var size = Math.Clamp(input.Size ?? 50, 1, 500);
        var query = db.Places.AsNoTracking().Where(p => p.Closed == null).Within(actor.Scope(PlacesModule.View), p => p.Code);
        if (input.Under is { } under)
        {
            query = query.Within(new PlaceScope([under]), p => p.Code);
        }
        if (input.Level is { } level)
        {
            query = query.Where(p => p.Level == level);
        }
        query = Matching(query, input.Q);
        var total = await query.LongCountAsync(ct);
        var rows = await Ordered(query, input).Take(size + 1)
            .Select(p => new Row(p.Code, p.OfficialCode, p.Name, p.Level, p.Class, ""))
            .ToListAsync(ct);

        var next = rows.Count > size ? Mark(rows[size - 1]) : null;
        return new Page<Row>(await WithPaths(db, [.. rows.Take(size)], ct), next, total);
    }

    /// <summary>Name, pinyin from the beginning, initials, or the first digits of a code.</summary>
    private static IQueryable<Place> Matching(IQueryable<Place> query, string? q)
    {
        q = q?.Trim();
        if (string.IsNullOrEmpty(q))
        {
            return query;
        }
        if (q.Length <= 12 && q.All(char.IsAsciiDigit))
        {
            PlaceCode first = long.Parse(q.PadRight(12, '0'), CultureInfo.InvariantCulture), last = long.Parse(q.PadRight(12, '9'), CultureInfo.InvariantCulture);
            return query.Where(p => p.Code >= first && p.Code <= last || p.OfficialCode != null && p.OfficialCode.StartsWith(q));
        }
        var letters = q.ToLowerInvariant().Replace(" ", "", StringComparison.Ordinal);
        return letters.All(char.IsAsciiLetter)
            ? query.Where(p => p.Pinyin.StartsWith(letters) || p.Initials.StartsWith(letters) || p.Name.Contains(q))
            : query.Where(p => p.Name.Contains(q));
    }

    private static IQueryable<Place> Ordered(IQueryable<Place> query, FindPlaces input)
    {
        var mark = input.After?.Split('~', 2);
        PlaceCode? code = mark?.Length == 2 && PlaceCode.TryParse(mark[0], out var parsed) ? parsed : null;
        var name = mark?.Length == 2 ? mark[1] : null;
        switch (input.Sort)
        {
            case "name":
                query = code is { } c ? query.Where(p => p.Name.CompareTo(name) > 0 || p.Name == name && p.Code > c) : query;
                return query.OrderBy(p => p.Name).ThenBy(p => p.Code);
            case "-name":
                query = code is { } d ? query.Where(p => p.Name.CompareTo(name) < 0 || p.Name == name && p.Code < d) : query;
                return query.OrderByDescending(p => p.Name).ThenByDescending(p => p.Code);
            case "-code":
                query = code is { } e ? query.Where(p => p.Code < e) : query;
                return query.OrderByDescending(p => p.Code);
            default:
                query = code is { } f ? query.Where(p => p.Code > f) : query;
                return query.OrderBy(p => p.Code);
        }
    }

    private static string Mark(Row last) => $"{last.Code}~{last.Name}";

    private static async Task<IReadOnlyList<Row>> WithPaths(Db db, List<Row> rows, CancellationToken ct)
    {
        var paths = await PlacePath.Of(db, [.. rows.Select(r => r.Code)], ct);
        return [.. rows.Select(r => r with { Path = paths[r.Code].ToString() })];
    }
}
