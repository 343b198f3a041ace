using System.Collections.Concurrent;

namespace Shanhai.Pairing;

/// <summary>
/// Every village's fits with every helper, tens of millions of them: the numbers of <see cref="Fit.Of"/>, a row for each village. All that does not hang on distance is reckoned once for villages that need the same and
/// helpers that offer the same, and only where an offer is of the sort of a need; what is left for each pair is a chord and a sum.
/// </summary>
public sealed class FitRows
{
    /// <summary>So many fits are kept (200 MB); of more, a row is reckoned each time that it is asked for.</summary>
    public const long MostKept = 100_000_000;

    /// <summary>Villages that need the same are shared out among threads by so many.</summary>
    private const int AtOnce = 64;

    private readonly CampaignSettings _by;
    private readonly IReadOnlyList<Fit.VillageSide> _villages;
    private readonly IReadOnlyList<Fit.HelperSide> _helpers;
    private readonly ILookup<int, int> _continued;
    private readonly short[]?[] _kept;

    // Of each helper: what it offers, as a number; where it sits; what its past counts.
    private readonly int[] _offerOf;
    private readonly bool[] _isKnown;
    private readonly Position[] _at;
    private readonly double[] _past;

    // By that number: the offers themselves, and who has one of a sort (of no sector: whatever the sector), or any in a sector.
    private readonly List<IReadOnlyList<Fit.Thing>> _offers = [];
    private readonly Dictionary<(ResourceKind What, string Sector), int[]> _ofSort;
    private readonly Dictionary<ResourceKind, int[]> _ofWhat;
    private readonly Dictionary<string, int[]> _inSector;

    private readonly int[] _needOf;
    private readonly ConcurrentBag<Parts> _free = [];

    /// <summary>What helpers with an offer of some number come to for villages that need the same, by its weight.</summary>
    private sealed class Parts(int offers)
    {
        public readonly double[] Coverage = new double[offers], Sector = new double[offers], Priority = new double[offers];
    }

    /// <param name="continued">Pairs that worked before.</param>
    /// <param name="known">A village's row from before, where everything it is made of is the same; null: to be reckoned.</param>
    public FitRows(CampaignSettings by, IReadOnlyList<Fit.VillageSide> villages, IReadOnlyList<Fit.HelperSide> helpers, IEnumerable<(int Helper, int Village)> continued, Func<int, short[]?>? known = null)
    {
        (_by, _villages, _helpers) = (by, villages, helpers);
        _continued = continued.ToLookup(c => c.Village, c => c.Helper);
        _kept = new short[(long)villages.Count * helpers.Count <= MostKept ? villages.Count : 0][];
        for (var v = 0; v < _kept.Length && known is not null; v++)
        {
            _kept[v] = known(v);
        }
        var numbers = new Dictionary<IReadOnlyList<Fit.Thing>, int>(new SameThings());
        _offerOf = [.. helpers.Select(h => Number(numbers, h.Offers, _offers))];
        _isKnown = [.. helpers.Select(h => h.At is not null)];
        _at = [.. helpers.Select(h => h.At ?? default)];
        _past = [.. helpers.Select(h => by.Past * (h.Past ?? Fit.Unknown))];
        var offers = _offers.SelectMany((o, i) => o.Select(t => (Thing: t, Of: i))).ToList();
        _ofSort = offers.GroupBy(o => (o.Thing.What, o.Thing.Sector ?? ""), o => o.Of).ToDictionary(g => g.Key, g => g.Distinct().ToArray());
        _ofWhat = offers.GroupBy(o => o.Thing.What, o => o.Of).ToDictionary(g => g.Key, g => g.Distinct().ToArray());
        _inSector = offers.Where(o => o.Thing.Sector is not null).GroupBy(o => o.Thing.Sector!, o => o.Of).ToDictionary(g => g.Key, g => g.Distinct().ToArray());
        // What is needed and what the county wants, as one number.
        var (needs, wants) = (new Dictionary<IReadOnlyList<Fit.Thing>, int>(new SameThings()), new Dictionary<(int, string), int>());
        _needOf = [.. villages.Select(v => (Number(needs, v.Needs, []), string.Join(',', v.Wanted.Order(StringComparer.Ordinal)))).Select(n => wants.TryAdd(n, wants.Count) ? wants.Count - 1 : wants[n])];
    }

    /// <summary>How many fits lie in memory at most.</summary>
    public long Kept => (long)_kept.Length * _helpers.Count;

    /// <summary>A village's row that is known already.</summary>
    public short[]? Known(int village) => village < _kept.Length ? _kept[village] : null;

    /// <summary>The fit of every helper with a village, 0 to 10,000. Not to be changed.</summary>
    public short[] Of(int village)
    {
        if (Known(village) is { } known)
        {
            return known;
        }
        var parts = _free.TryTake(out var free) ? free : new(_offers.Count);
        Reckon(village, parts);
        var row = Row(village, parts);
        _free.Add(parts);
        return row;
    }

    /// <summary>Hands over the rows of many villages, several at once, in no order.</summary>
    public void Each(IEnumerable<int> villages, Action<int, short[]> use, CancellationToken ct = default) =>
        Parallel.ForEach(villages.GroupBy(v => _needOf[v]).SelectMany(g => g.Chunk(AtOnce)), new ParallelOptions { CancellationToken = ct }, () => new Parts(_offers.Count), (alike, _, parts) =>
        {
            var isReckoned = false;
            foreach (var v in alike)
            {
                if (Known(v) is not { } row)
                {
                    if (!isReckoned)
                    {
                        Reckon(v, parts);
                        isReckoned = true;
                    }
                    row = Row(v, parts);
                }
                use(v, row);
            }
            return parts;
        }, _ => { });

    private static int Number(Dictionary<IReadOnlyList<Fit.Thing>, int> numbers, IReadOnlyList<Fit.Thing> things, List<IReadOnlyList<Fit.Thing>> all)
    {
        if (!numbers.TryGetValue(things, out var number))
        {
            numbers[things] = number = numbers.Count;
            all.Add(things);
        }
        return number;
    }

    private void Reckon(int village, Parts parts)
    {
        Array.Clear(parts.Coverage);
        Array.Clear(parts.Sector);
        Array.Clear(parts.Priority);
        var side = _villages[village];
        foreach (var need in side.Needs)
        {
            if (need.Sector is { } sector)
            {
                Cover(_ofSort.GetValueOrDefault((need.What, sector)));
                Cover(_ofSort.GetValueOrDefault((need.What, "")));
                Mark(parts.Sector, sector, _by.Sector);
            }
            else
            {
                Cover(_ofWhat.GetValueOrDefault(need.What));
            }
        }
        foreach (var sector in side.Wanted)
        {
            Mark(parts.Priority, sector, _by.Priority);
        }

        void Cover(int[]? offers)
        {
            foreach (var o in offers ?? [])
            {
                if (parts.Coverage[o] == 0)
                {
                    parts.Coverage[o] = _by.Coverage * Fit.Coverage(side.Needs, _offers[o]);
                }
            }
        }

        void Mark(double[] part, string sector, int weight)
        {
            foreach (var o in _inSector.GetValueOrDefault(sector) ?? [])
            {
                part[o] = weight;
            }
        }
    }

    // The inner loop of all: arrays and nothing that is called but what is put in place.
    private short[] Row(int village, Parts parts)
    {
        var (row, side, whole, weight, farthest) = (new short[_helpers.Count], _villages[village], Fit.Whole(_by), (double)_by.Distance, _by.MaxKm);
        var (coverage, sector, priority) = (parts.Coverage, parts.Sector, parts.Priority);
        // Two positions that are borrowed from places of one level have no distance.
        var (hasPosition, at) = (side.At is not null, side.At ?? default);
        var isOwn = at.Level == Level.Village;
        for (var h = 0; h < row.Length; h++)
        {
            var near = Fit.Unknown;
            if (hasPosition && _isKnown[h] && (isOwn || _at[h].Level != at.Level))
            {
                near = Fit.Nearness(at.KilometresTo(in _at[h]), farthest);
            }
            var o = _offerOf[h];
            row[h] = (short)Math.Clamp(Fit.Points(coverage[o], weight * near, sector[o], _past[h], priority[o], whole), 0, 10_000);
        }
        foreach (var h in _continued[village])
        {
            row[h] = (short)Fit.Of(_by, side, _helpers[h], continued: true).Points;
        }
        if (village < _kept.Length)
        {
            _kept[village] = row;
        }
        return row;
    }

    /// <summary>Lists are the same where they hold the same, one after the other.</summary>
    private sealed class SameThings : IEqualityComparer<IReadOnlyList<Fit.Thing>>
    {
        public bool Equals(IReadOnlyList<Fit.Thing>? one, IReadOnlyList<Fit.Thing>? other) => ReferenceEquals(one, other) || one is not null && other is not null && one.SequenceEqual(other);

        public int GetHashCode(IReadOnlyList<Fit.Thing> things)
        {
            var hash = new HashCode();
            foreach (var thing in things)
            {
                hash.Add(thing);
            }
            return hash.ToHashCode();
        }
    }
}
