namespace Shanhai.Analytics;

/// <summary>Which group each row belongs to. Groups are ordered by name (ordinal), so results do not depend on row order.</summary>
public sealed class Grouping
{
    private readonly int[]? labels;
    private IReadOnlyList<string>? names;

    private Grouping(IReadOnlyList<string>? names, int[]? labels, int[] codes, int count)
    {
        this.names = names;
        this.labels = labels;
        Codes = codes;
        Count = count;
    }

    /// <summary>Names of the groups.</summary>
    public IReadOnlyList<string> Names =>
        names ??= [.. labels!.Select(l => l.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>Number of groups.</summary>
    public int Count { get; }

    /// <summary>Index into <see cref="Names"/> for each row.</summary>
    internal int[] Codes { get; }

    /// <summary>The whole numbers behind the names, ascending; null for text labels.</summary>
    internal int[]? Labels => labels;

    /// <summary>Groups from text labels; region codes keep their leading zeros.</summary>
    /// <param name="labels">Label of each row.</param>
    /// <example><code>Grouping.Of(["north", "south", "north"]).Count // 2</code></example>
    public static Grouping Of(IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var names = labels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var index = names.Select((n, i) => (n, i)).ToDictionary(p => p.n, p => p.i, StringComparer.Ordinal);
        return new Grouping(names, null, [.. labels.Select(l => index[l])], names.Length);
    }

    /// <summary>Groups from whole-number labels.</summary>
    /// <param name="labels">Label of each row.</param>
    /// <example><code>Grouping.Of([330109, 330110, 330109]).Names // 330109, 330110</code></example>
    public static Grouping Of(ReadOnlySpan<int> labels)
    {
        var (low, high) = (int.MaxValue, int.MinValue);
        foreach (var label in labels)
        {
            (low, high) = (Math.Min(low, label), Math.Max(high, label));
        }

        var range = labels.IsEmpty ? 0 : (long)high - low + 1;
        return range <= Math.Max(1 << 16, 4L * labels.Length) ? OfDense(labels, low, (int)range) : OfSparse(labels);
    }

    /// <summary>Groups that are already numbered from 0; labels are the numbers. For use inside the library.</summary>
    internal static Grouping OfCodes(int[] codes, int count) => new(null, [.. Enumerable.Range(0, count)], codes, count);

    /// <summary>The same groups over other rows.</summary>
    internal Grouping WithCodes(int[] codes) => new(names, labels, codes, Count);

    /// <summary>Labels close together: a table over their range instead of a search for each row.</summary>
    private static Grouping OfDense(ReadOnlySpan<int> labels, int low, int range)
    {
        var place = new int[range];
        foreach (var label in labels)
        {
            place[label - low] = 1;
        }

        var count = 0;
        var distinct = new List<int>();
        for (var i = 0; i < range; i++)
        {
            if (place[i] != 0)
            {
                distinct.Add(low + i);
                place[i] = count++;
            }
        }

        var codes = new int[labels.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = place[labels[i] - low];
        }

        return new Grouping(null, [.. distinct], codes, count);
    }

    private static Grouping OfSparse(ReadOnlySpan<int> labels)
    {
        var sorted = labels.ToArray();
        Array.Sort(sorted);
        var count = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i == 0 || sorted[i] != sorted[i - 1])
            {
                sorted[count++] = sorted[i];
            }
        }

        var index = new Dictionary<int, int>(count);
        for (var i = 0; i < count; i++)
        {
            index[sorted[i]] = i;
        }

        var codes = new int[labels.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = index[labels[i]];
        }

        return new Grouping(null, sorted[..count], codes, count);
    }
}

/// <summary>A named column of numbers.</summary>
/// <param name="Name">Shown in results.</param>
/// <param name="Values">One per row.</param>
public sealed record Column(string Name, ReadOnlyMemory<double> Values);
