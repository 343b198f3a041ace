namespace Shanhai.Analytics.Panel;

/// <summary>Finds the rows that are not alone in a level of any effect, again until none is left.</summary>
internal static class SingletonSearch
{
    /// <summary>The rows to keep, ascending; null when all are kept.</summary>
    public static int[]? Kept(IReadOnlyList<Grouping> effects, int rows)
    {
        bool[]? gone = null;
        var left = rows;
        for (var before = -1; before != left;)
        {
            before = left;
            foreach (var effect in effects)
            {
                left -= Mark(effect, ref gone, rows);
            }
        }

        return gone is null ? null : [.. Enumerable.Range(0, rows).Where(i => !gone[i])];
    }

    private static int Mark(Grouping effect, ref bool[]? gone, int rows)
    {
        var sizes = new int[effect.Count];
        for (var i = 0; i < rows; i++)
        {
            sizes[effect.Codes[i]] += gone is null || !gone[i] ? 1 : 0;
        }

        if (!sizes.Contains(1))
        {
            return 0;
        }

        gone ??= new bool[rows];
        var found = 0;
        for (var i = 0; i < rows; i++)
        {
            if (!gone[i] && sizes[effect.Codes[i]] == 1)
            {
                gone[i] = true;
                found++;
            }
        }

        return found;
    }
}

/// <summary>Columns and groupings restricted to some rows.</summary>
internal static class Rearranged
{
    public static double[] Of(double[] column, int[] rows)
    {
        var part = new double[rows.Length];
        for (var i = 0; i < part.Length; i++)
        {
            part[i] = column[rows[i]];
        }

        return part;
    }

    /// <summary>Levels that no row is left of disappear; the order of the others stays.</summary>
    public static Grouping Of(Grouping groups, int[]? rows)
    {
        if (rows is null)
        {
            return groups;
        }

        var codes = new int[rows.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = groups.Codes[rows[i]];
        }

        return Grouping.Of(codes);
    }
}
