using System.Collections;
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
        var (walk, fits) = (new Walk(this, register), new Filter(this, register));
        for (var n = 0; n < walk.Count; n++)
        {
            if (walk.At(n) is >= 0 and var i && fits.Holds(i))
            {
                yield return Shown(register, i);
            }
        }
    }

    // How many fit is counted once for as long as the register stands (a look-up by name aside); the rows are the first that fit after the mark.
    private Page<Row> In(Register register, int size)
    {
        var (walk, fits) = (new Walk(this, register), new Filter(this, register));
        var counted = string.IsNullOrWhiteSpace(Q) ? register.Counted(new(Under, Level, Class, AsOf, State)) : null;
        var (rows, total, after, last) = (new List<Row>(size), 0L, Mark(register), -1);
        var more = false;
        for (var n = 0; n < walk.Count && !(more && counted is not null); n++)
        {
            if (walk.At(n) is not (>= 0 and var i) || !fits.Holds(i))
            {
                continue;
            }
            total++;
            if (!more && (after is null || IsAfter(register, i, after.Value)))
            {
                more = rows.Count == size;
                if (!more)
                {
                    rows.Add(Shown(register, i));
                    last = i;
                }
            }
        }
        if (counted is null && string.IsNullOrWhiteSpace(Q))
        {
            register.Remember(new(Under, Level, Class, AsOf, State), total);
        }
        return new Page<Row>(rows, more ? register.Code(last).ToString() : null, counted ?? total);
    }

    private bool Descending => Sort?.StartsWith('-') == true;

    private bool ByName => Sort is "name" or "-name";

    /// <summary>The positions of the register in the order asked for; negative for one outside the subtree.</summary>
    private readonly struct Walk
    {
        private readonly ReadOnlyMemory<int> _names;
        private readonly int _first, _end;
        private readonly bool _byName, _down;

        public Walk(FindPlaces input, Register register)
        {
            (_first, _end) = input.Under is { } under ? register.Slice(under) : (0, register.Count);
            (_byName, _names) = (input.ByName, register.InOrderOfNames);
            (_down, Count) = (input.Descending, _byName ? _names.Length : _end - _first);
        }

        public int Count { get; }

        public int At(int n)
        {
            n = _down ? Count - 1 - n : n;
            return !_byName ? _first + n : _names.Span[n] is var i && i >= _first && i < _end ? i : -1;
        }
    }

    private readonly struct Filter(FindPlaces input, Register register)
    {
        private readonly Level? _level = input.Level;
        private readonly short? _class = input.Class;
        private readonly DateOnly? _day = input.AsOf;
        private readonly PlaceState _state = input.State ?? PlaceState.Standing;
        private readonly BitArray? _named = string.IsNullOrWhiteSpace(input.Q) ? null : register.Matching(input.Q);

        public bool Holds(int i) =>
            (_named is null || _named[i])
            && (_level is not { } level || register.LevelOf(i) == level)
            && (_class is not { } @class || register.Class(i) == @class)
            && (_day is { } day ? register.StandsOn(i, day) : _state == PlaceState.All || register.Stands(i) == (_state != PlaceState.Closed));
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
        var today = AsOf is { } day ? register.Became(code, day) : register.Today(code);
        return today is [var same] && same == code ? null
            : [.. today.Select(c => new PlacePath.Step(c, register.NameOf(c)))];
    }
}
