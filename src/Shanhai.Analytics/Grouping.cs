namespace Shanhai.Analytics;

/// <summary>Which group each row belongs to. Groups are ordered by name (ordinal), so results do not depend on row order.</summary>
public sealed class Grouping
{
    private Grouping(string[] names, int[] codes)
    {
        Names = names;
        Codes = codes;
    }

    /// <summary>Names of the groups.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Number of groups.</summary>
    public int Count => Names.Count;

    /// <summary>Index into <see cref="Names"/> for each row.</summary>
    internal int[] Codes { get; }

    /// <summary>Groups from text labels; region codes keep their leading zeros.</summary>
    public static Grouping Of(IReadOnlyList<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var names = labels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var index = names.Select((n, i) => (n, i)).ToDictionary(p => p.n, p => p.i, StringComparer.Ordinal);
        return new Grouping(names, [.. labels.Select(l => index[l])]);
    }

    /// <summary>Groups from whole-number labels.</summary>
    public static Grouping Of(ReadOnlySpan<int> labels)
    {
        var distinct = new SortedSet<int>();
        foreach (var label in labels)
        {
            distinct.Add(label);
        }

        var index = new Dictionary<int, int>();
        foreach (var label in distinct)
        {
            index[label] = index.Count;
        }

        var codes = new int[labels.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = index[labels[i]];
        }

        return new Grouping([.. distinct.Select(l => l.ToString(System.Globalization.CultureInfo.InvariantCulture))], codes);
    }
}

/// <summary>A named column of numbers.</summary>
/// <param name="Name">Shown in results.</param>
/// <param name="Values">One per row.</param>
public sealed record Column(string Name, ReadOnlyMemory<double> Values);
