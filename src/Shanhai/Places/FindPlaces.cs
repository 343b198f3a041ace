using System.Globalization;

namespace Shanhai.Places;

/// <summary>Which of the places that are and were.</summary>
public enum PlaceState { Standing, Closed, All }

/// <summary>Lists places by subtree, level, class and name, code or pinyin, as of today or of a day. Anybody may: the register is public.</summary>
public sealed record FindPlaces
{
    public string? Q { get; init; }
    public PlaceCode? Under { get; init; }
    public Level? Level { get; init; }
    public short? Class { get; init; }
    public PlaceState? State { get; init; }

    /// <summary>The day whose register is shown; null: today's.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>"code" (default) or "name" (as it is read aloud); a leading minus turns the order round.</summary>
    public string? Sort { get; init; }

    /// <summary>The mark of the page before, as it was answered.</summary>
    public string? After { get; init; }
    public int? Size { get; init; }

    /// <summary><paramref name="Today"/> names what a place of the past is today, where that is another place.</summary>
    public sealed record Row(
        PlaceCode Code, string? OfficialCode, string Name, Level Level, short? Class, string Path, DateOnly? Opened, DateOnly? Closed, IReadOnlyList<PlacePath.Step>? Today);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindPlaces input, CurrentRegister current, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(PlacesModule.View) is { } no)
        {
            return no;
        }

        var size = Math.Clamp(input.Size ?? 50, 1, 500);
        return input.In(await current.Read(db, ct), size);
    }

    /// <summary>Everything that fits, in order: what an export writes.</summary>
    public IEnumerable<Row> All(Register register)
    {
        var fits = Fits(register);
        return Order(register).Where(fits).Select(i => Shown(register, i));
    }

    private Page<Row> In(Register register, int size)
    {
        var fits = Fits(register);
        var (rows, total, after, last) = (new List<Row>(size), 0L, Mark(register), -1);
        var more = false;
        foreach (var i in Order(register))
        {
            if (fits(i))
            {
                total++;
                if (after is null || IsAfter(register, i, after.Value))
                {
                    more |= rows.Count == size;
                    if (rows.Count < size)
                    {
                        rows.Add(Shown(register, i));
                        last = i;
                    }
                }
            }
        }
        return new Page<Row>(rows, more ? register.Code(last).ToString() : null, total);
    }

    private bool Descending => Sort?.StartsWith('-') == true;

    private bool ByName => Sort is "name" or "-name";

    private IEnumerable<int> Order(Register register)
    {
        var (first, end) = Under is { } under ? register.Slice(under) : (0, register.Count);
        if (!ByName)
        {
            for (var n = 0; n < end - first; n++)
            {
                yield return Descending ? end - 1 - n : first + n;
            }
            yield break;
        }
        for (var n = 0; n < register.Count; n++)
        {
            var i = register.InOrderOfNames[Descending ? register.Count - 1 - n : n];
            if (i >= first && i < end)
            {
                yield return i;
            }
        }
    }

    private Func<int, bool> Fits(Register register)
    {
        var named = string.IsNullOrWhiteSpace(Q) ? null : register.Matching(Q);
        return i =>
            (Level is not { } level || register.LevelOf(i) == level)
            && (Class is not { } @class || register.Class(i) == @class)
            && (AsOf is { } day ? register.StandsOn(i, day) : State switch
            {
                PlaceState.All => true,
                PlaceState.Closed => !register.Stands(i),
                _ => register.Stands(i),
            })
            && (named is null || named.Contains(i));
    }

    // The mark is a code: its place in the order is looked up, so that no name need stand in an address.
    private int? Mark(Register register) =>
        After is null || !PlaceCode.TryParse(After, CultureInfo.InvariantCulture, out var code) || register.Find(code) is not (>= 0 and var i) ? null
        : ByName ? register.RankOfName(i) : i;

    private bool IsAfter(Register register, int i, int mark) =>
        (ByName ? register.RankOfName(i) : i).CompareTo(mark) is var order && (Descending ? order < 0 : order > 0);

    private Row Shown(Register register, int i)
    {
        var code = register.Code(i);
        return new(code, register.OfficialCode(i), register.NameOn(i, AsOf), register.LevelOf(i), register.Class(i), register.Path(i, AsOf),
            register.Opened(i), register.Closed(i), AsOf is null && register.Stands(i) ? null : Today(register, code));
    }

    private List<PlacePath.Step>? Today(Register register, PlaceCode code)
    {
        var today = register.Became(code, AsOf ?? register.Closed(register.Find(code))?.AddDays(-1));
        return today is [var same] && same == code ? null
            : [.. today.Select(c => new PlacePath.Step(c, register.Find(c) is >= 0 and var i ? register.Name(i) : c.ToString()))];
    }
}
