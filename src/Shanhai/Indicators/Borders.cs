namespace Shanhai.Indicators;

/// <summary>
/// Today's borders over old figures. Every event since the figure's period says which code became which: rename (one to one), merge
/// (several to one; a place that others join is named too, as becoming itself), split (one to several). Applied to rows:
/// sums are summed and the greatest of a maximum is kept; a rate disappears and comes back from its parts; whatever cannot
/// be known (the halves of a split, a merge with a missing part, a text) is marked not recomputable, while its old figure still counts in the totals above.
/// </summary>
public sealed class Borders
{
    public sealed record Move(PlaceCode From, IReadOnlyList<PlaceCode> To);

    public static readonly Borders AsTheyWere = new([]);

    private readonly Dictionary<long, long[]> _became = [];
    private readonly Dictionary<long, List<long>> _madeOf = [];

    /// <summary>Events in the order of their dates; the moves of one event happen at once.</summary>
    public Borders(IEnumerable<IReadOnlyList<Move>> events)
    {
        var laterBorn = new HashSet<long>();
        foreach (var moves in events)
        {
            var to = moves.ToDictionary(m => m.From.Value, m => m.To.Select(t => t.Value).ToArray());
            foreach (var from in to.Keys.Where(f => !laterBorn.Contains(f)))
            {
                _became.TryAdd(from, [from]);
            }
            foreach (var (start, now) in _became.ToArray())
            {
                _became[start] = [.. now.SelectMany(code => to.GetValueOrDefault(code) ?? [code]).Distinct()];
            }
            laterBorn.UnionWith(to.Values.SelectMany(t => t).Where(t => !_became.ContainsKey(t)));
        }
        foreach (var (start, now) in _became)
        {
            foreach (var code in now)
            {
                (_madeOf.TryGetValue(code, out var parts) ? parts : _madeOf[code] = []).Add(start);
            }
        }
    }

    public bool Changed => _became.Count > 0;

    /// <summary>The codes whose figures make up the place's figure today: itself where nothing happened to it.</summary>
    public IReadOnlyList<PlaceCode> MadeOf(PlaceCode place) =>
        _madeOf.TryGetValue(place.Value, out var parts) ? [.. parts.Order().Select(p => new PlaceCode(p))] : [place];

    internal bool Moved(long place) => _became.ContainsKey(place);

    internal FactRows Apply(FactRows rows, RollUp rollUp)
    {
        if (!Changed)
        {
            return rows;
        }
        var made = new List<(long Place, long Value, byte Note, int Batch, short Revision)>();
        for (var i = 0; i < rows.Count; i++)
        {
            var place = rows.Places[i];
            if (!_became.TryGetValue(place, out var now))
            {
                made.Add((place, rows.Values[i], rows.Notes?[i] ?? 0, rows.Batches[i], rows.Revisions[i]));
            }
            else if (now.Length != 1)
            {
                // The halves are unknown; the whole stays under the old code for the totals above.
                made.Add((place, rows.Values[i], FactRows.Note(Lack.NotRecomputable, Made.Merged, rollUp is RollUp.Sum or RollUp.Max), rows.Batches[i], rows.Revisions[i]));
            }
        }
        foreach (var (place, parts) in _madeOf)
        {
            if (Joined(rows, rollUp, place, parts) is { } row)
            {
                made.RemoveAll(m => m.Place == place && !FeedsOnly(m.Note));
                if (!made.Exists(m => m.Place == place))
                {
                    made.Add(row);
                }
            }
        }
        made.Sort((a, b) => a.Place.CompareTo(b.Place));
        var list = new RowList(made.Count);
        made.ForEach(m => list.Add(m.Place, m.Value, m.Note, m.Batch, m.Revision));
        return list.Rows();
    }

    private static bool FeedsOnly(byte note) => (note & 0x0F) == (byte)Lack.NotRecomputable;

    private (long, long, byte, int, short)? Joined(FactRows rows, RollUp rollUp, long place, List<long> parts)
    {
        var found = parts.ConvertAll(rows.Find);
        if (found.TrueForAll(f => f < 0))
        {
            return null;
        }
        if (parts.Exists(p => _became[p].Length > 1))
        {
            return (place, 0, FactRows.Note(Lack.NotRecomputable, Made.Merged, feeds: false), 0, 0);
        }
        if (parts.Count == 1)
        {
            return (place, rows.Values[found[0]], rows.Notes?[found[0]] ?? 0, rows.Batches[found[0]], rows.Revisions[found[0]]);
        }
        if (rollUp == RollUp.Parts)
        {
            return null;
        }
        var values = found.Where(f => f >= 0).Select(f => rows.Values[f]).ToArray();
        var known = values.Length == parts.Count && found.TrueForAll(f => rows.LackAt(f) == Lack.None);
        return rollUp switch
        {
            RollUp.Sum => (place, values.Sum(), FactRows.Note(known ? Lack.None : Lack.NotRecomputable, Made.Merged), 0, 0),
            RollUp.Max => (place, values.Max(), FactRows.Note(known ? Lack.None : Lack.NotRecomputable, Made.Merged), 0, 0),
            _ => (place, 0, FactRows.Note(Lack.NotRecomputable, Made.Merged, feeds: false), 0, 0),
        };
    }
}
