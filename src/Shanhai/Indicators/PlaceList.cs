namespace Shanhai.Indicators;

/// <summary>
/// The places that exist in a period, by code, ascending: all that roll-ups and rules need to know of the register.
/// <see cref="Leaves"/> are the places without places below them: those a total waits for.
/// </summary>
public sealed class PlaceList
{
    public static readonly PlaceList Unknown = new([]);

    /// <summary>Throws where the codes do not ascend. Classes are named lists of codes ("mountain", "demonstration village"), ascending too.</summary>
    public PlaceList(long[] codes, IReadOnlyDictionary<string, long[]>? classes = null)
    {
        Codes = codes;
        Classes = classes ?? new Dictionary<string, long[]>();
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

    /// <summary>How many leaves lie in the place; 0 where the register does not know it.</summary>
    public int LeavesIn(PlaceCode place) => From(Leaves, place.Last.Value + 1) - From(Leaves, place.Value);

    /// <summary>The index of the first code that is not smaller.</summary>
    internal static int From(long[] codes, long code)
    {
        var at = Array.BinarySearch(codes, code);
        return at < 0 ? ~at : at;
    }
}
