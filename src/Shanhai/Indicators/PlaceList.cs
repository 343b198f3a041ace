namespace Shanhai.Indicators;

/// <summary>
/// The places that exist in a period, by code, ascending: all that roll-ups and rules need to know of the register.
/// <see cref="Leaves"/> are the places without places below them: those a total waits for.
/// </summary>
public sealed class PlaceList
{
    public static readonly PlaceList Unknown = new([]);

    private readonly ILookup<long, long> _former;

    /// <summary>
    /// Throws where the codes do not ascend. Classes are named lists of codes ("mountain", "demonstration village"), ascending too;
    /// <paramref name="renumbered"/> tells of codes no longer borne which one the same place bears today.
    /// </summary>
    public PlaceList(long[] codes, IReadOnlyDictionary<string, long[]>? classes = null, IReadOnlyDictionary<long, long>? renumbered = null)
    {
        Codes = codes;
        Classes = classes ?? new Dictionary<string, long[]>();
        Renumbered = renumbered ?? new Dictionary<long, long>();
        _former = Renumbered.ToLookup(r => r.Value, r => r.Key);
        var leaves = new List<long>(codes.Length);
        for (var i = 0; i < codes.Length; i++)
        {
            if (i > 0 && codes[i] <= codes[i - 1])
            {
                throw new ArgumentException($"{codes[i]} stands after {codes[i - 1]}.", nameof(codes));
            }
            if (i + 1 == codes.Length || codes[i + 1] > new PlaceCode(codes[i]).Last.Value)
            {
                leaves.Add(codes[i]);
            }
        }
        Leaves = [.. leaves];
    }

    public long[] Codes { get; }
    public long[] Leaves { get; }
    public IReadOnlyDictionary<string, long[]> Classes { get; }
    public IReadOnlyDictionary<long, long> Renumbered { get; }

    /// <summary>The code that the place bears today; itself where it has not taken another.</summary>
    public PlaceCode Today(PlaceCode place) => Renumbered.TryGetValue(place.Value, out var now) ? new(now) : place;

    /// <summary>The codes that places within the subtree bore before those of today.</summary>
    public IEnumerable<PlaceCode> FormerIn(PlaceCode subtree) => _former.Where(f => subtree.Contains(f.Key)).SelectMany(f => f).Select(code => new PlaceCode(code));

    /// <summary>How many leaves lie in the place; 0 where the register does not know it.</summary>
    public int LeavesIn(PlaceCode place) => From(Leaves, place.Last.Value + 1) - From(Leaves, place.Value);

    /// <summary>The index of the first code that is not smaller.</summary>
    internal static int From(long[] codes, long code)
    {
        var at = Array.BinarySearch(codes, code);
        return at < 0 ? ~at : at;
    }
}
