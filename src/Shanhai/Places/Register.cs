using System.Globalization;

namespace Shanhai.Places;

/// <summary>
/// Every place there is and was, in arrays that ascend by code, so that a parent stands before its children and a subtree is a slice.
/// Lists, paths, the tree as of a day and searches answer from here without a query; 662,000 places take about 100 MB, because equal names
/// are kept once. Immutable; <see cref="CurrentRegister"/> makes a new one when the register changes.
/// </summary>
public sealed partial class Register
{
    /// <summary>An event that stands, in the order of the days; everything in it happens at once.</summary>
    public sealed record Happening(DateOnly On, IReadOnlyList<Step> Steps);

    /// <summary><paramref name="From"/> became <paramref name="To"/>; null: came from nothing, ended without a successor.</summary>
    public sealed record Step(PlaceCode? From, PlaceCode? To);

    /// <summary>A name borne from a day (null: ever) to a day, excluded.</summary>
    public sealed record Former(int Name, DateOnly? From, DateOnly To);

    internal const int Ever = int.MinValue, Never = int.MaxValue;

    private readonly long[] _codes;
    private readonly byte[] _levels;
    private readonly int[] _nameOf, _parents, _opened, _closed, _byName, _rankOfName;
    private readonly short[] _classes;
    private readonly float[] _latitudes, _longitudes;
    private readonly Dictionary<int, string> _official;
    private readonly Dictionary<int, List<Former>> _former;

    internal Register(RegisterMaking from)
    {
        Version = from.Version;
        _codes = [.. from.Codes];
        _levels = Array.ConvertAll(_codes, c => (byte)new PlaceCode(c).Level);
        _nameOf = [.. from.NameOf];
        _classes = [.. from.Classes];
        _latitudes = [.. from.Latitudes];
        _longitudes = [.. from.Longitudes];
        _opened = [.. from.Opened];
        _closed = [.. from.Closed];
        _official = from.Official;
        _former = from.Former;
        _names = [.. from.Names];
        _reader = from.Reader;
        Happenings = from.Events;
        HasClasses = _classes.AsSpan().IndexOfAnyExcept((short)0) >= 0;
        _parents = Parents(_codes);
        _byName = ByName(from);
        _rankOfName = new int[_byName.Length];
        for (var rank = 0; rank < _byName.Length; rank++)
        {
            _rankOfName[_byName[rank]] = rank;
        }
        (_folded, _foldedAt, _marks) = FoldedNames(_names);
        (_pinyin, _pinyinAt) = Letters(from.Pinyin);
        (_initials, _initialsAt) = Letters(from.Initials);
        (_placesOf, _placesAt) = PlacesOfNames();
        _officialOrder = [.. _official.OrderBy(o => o.Value, StringComparer.OrdinalIgnoreCase).Select(o => (o.Value, o.Key))];
        Renumbered = FindRenumbered();
    }

    public long Version { get; }

    public int Count => _codes.Length;

    /// <summary>Any place has an urban-rural class.</summary>
    public bool HasClasses { get; }

    public IReadOnlyList<Happening> Happenings { get; }

    /// <summary>Where a place stands in the arrays; negative where there is none.</summary>
    public int Find(PlaceCode code) => Array.BinarySearch(_codes, code.Value);

    public PlaceCode Code(int i) => new(_codes[i]);

    public string Name(int i) => _names[_nameOf[i]];

    /// <summary>What a place is called today; of one that is not known, its code.</summary>
    public string NameOf(PlaceCode place) => Find(place) is >= 0 and var i ? Name(i) : place.ToString();

    public Level LevelOf(int i) => (Level)_levels[i];

    public short? Class(int i) => _classes[i] == 0 ? null : _classes[i];

    public string? OfficialCode(int i) => _official.GetValueOrDefault(i);

    public DateOnly? Opened(int i) => _opened[i] == Ever ? null : DateOnly.FromDayNumber(_opened[i]);

    public DateOnly? Closed(int i) => _closed[i] == Never ? null : DateOnly.FromDayNumber(_closed[i]);

    public bool Stands(int i) => _closed[i] == Never;

    /// <summary>WGS-84; null where not known.</summary>
    public (double Latitude, double Longitude)? Where(int i) => float.IsNaN(_latitudes[i]) ? null : (Rounded(_latitudes[i]), Rounded(_longitudes[i]));

    public IReadOnlyList<Former> FormerNames(int i) => _former.GetValueOrDefault(i) ?? [];

    public string NameText(int name) => _names[name];

    /// <summary>Existed on the day (null: today), in this or, where a code was used anew, in an earlier life.</summary>
    public bool StandsOn(int i, DateOnly? day) =>
        day is not { } d ? Stands(i)
        : _opened[i] <= d.DayNumber && d.DayNumber < _closed[i] || _former.Count > 0 && _former.TryGetValue(i, out var names) && NameIn(names, d) is not null;

    public string NameOn(int i, DateOnly? day) =>
        day is { } d && _former.Count > 0 && _former.TryGetValue(i, out var names) && NameIn(names, d) is { } former ? _names[former.Name] : Name(i);

    private static Former? NameIn(List<Former> names, DateOnly day) => names.Find(n => (n.From is null || n.From <= day) && day < n.To);

    /// <summary>The nearest place above that the register has, or -1.</summary>
    public int Parent(int i) => _parents[i];

    /// <summary>From the province down, without the place itself: 浙江省 / 杭州市 / 淳安县.</summary>
    public string Path(int i, DateOnly? day = null) => _parents[i] is var p and >= 0 ? _parents[p] < 0 ? NameOn(p, day) : Path(p, day) + " / " + NameOn(p, day) : "";

    public PlacePath Steps(int i, DateOnly? day = null)
    {
        var steps = new List<PlacePath.Step>();
        for (var p = _parents[i]; p >= 0; p = _parents[p])
        {
            steps.Insert(0, new(Code(p), NameOn(p, day)));
        }
        return new(steps);
    }

    /// <summary>The slice of a subtree, the place itself included where it exists.</summary>
    public (int First, int End) Slice(PlaceCode subtree) => (LowerBound(subtree.First.Value), LowerBound(subtree.Last.Value + 1));

    /// <summary>The places directly below, in the order of their codes.</summary>
    public IEnumerable<int> Below(PlaceCode place, DateOnly? day = null)
    {
        var (at, end) = Slice(place);
        var parent = Find(place) is >= 0 and var i ? i : -1;
        for (at = parent >= 0 ? at + 1 : at; at < end; at++)
        {
            if (_parents[at] == parent && StandsOn(at, day))
            {
                yield return at;
            }
        }
    }

    /// <summary>All positions in the order of the names as they are read aloud, then of the codes.</summary>
    public ReadOnlyMemory<int> InOrderOfNames => _byName;

    /// <summary>Where a place stands in that order.</summary>
    public int RankOfName(int i) => _rankOfName[i];

    /// <summary>
    /// What stood at a code on one day stands at these on a later one (null: today): itself where nothing happened to it, nothing where it ended.
    /// </summary>
    public IReadOnlyList<PlaceCode> Became(PlaceCode code, DateOnly? from, DateOnly? to = null)
    {
        var now = new List<PlaceCode> { code };
        foreach (var happening in Between(from, to))
        {
            if (!happening.Steps.Any(s => s.From is { } f && now.Contains(f)))
            {
                continue;
            }
            now = [.. now.SelectMany(c => happening.Steps.Any(s => s.From == c)
                ? happening.Steps.Where(s => s.From == c && s.To is not null).Select(s => s.To!.Value)
                : [c]).Distinct()];
        }
        return now;
    }

    /// <summary>What happened after a day (null: ever) until another (null: until now), both for borders at the end of the day.</summary>
    public IEnumerable<Happening> Between(DateOnly? from, DateOnly? to) =>
        Happenings.Where(h => (from is null || h.On > from) && (to is null || h.On <= to));

    private int LowerBound(long code)
    {
        var at = Array.BinarySearch(_codes, code);
        return at >= 0 ? at : ~at;
    }

    private static double Rounded(float degrees) => double.Parse(degrees.ToString("0.#####", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static int[] Parents(long[] codes)
    {
        var parents = new int[codes.Length];
        var open = new Stack<(int Index, long Last)>();
        for (var i = 0; i < codes.Length; i++)
        {
            while (open.TryPeek(out var top) && codes[i] > top.Last)
            {
                open.Pop();
            }
            parents[i] = open.TryPeek(out var parent) ? parent.Index : -1;
            open.Push((i, new PlaceCode(codes[i]).Last.Value));
        }
        return parents;
    }

    private int[] ByName(RegisterMaking from)
    {
        var names = Enumerable.Range(0, _names.Length).ToArray();
        Array.Sort(names, (a, b) => string.CompareOrdinal(from.Pinyin[a], from.Pinyin[b]) is not 0 and var said ? said : string.CompareOrdinal(_names[a], _names[b]));
        var rank = new int[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            rank[names[i]] = i;
        }
        var order = new long[_codes.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = (long)rank[_nameOf[i]] << 32 | (uint)i;
        }
        Array.Sort(order);
        return Array.ConvertAll(order, o => (int)(o & 0xFFFFFFFF));
    }
}
