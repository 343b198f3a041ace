using System.Text;

namespace Shanhai.Analytics.Integrity;

/// <summary>
/// Distances between short texts such as names and addresses, on Unicode scalar values, so that a Chinese character
/// outside the basic plane counts as one.
/// </summary>
/// <remarks>Oracle c05 <c>stringdist_*</c> (stringdist 0.9.15), 1e-12. Names follow that package.</remarks>
public static class StringDistance
{
    /// <summary>Fewest insertions, deletions and substitutions.</summary>
    /// <param name="a">A text.</param>
    /// <param name="b">Another text.</param>
    /// <example><code>StringDistance.Levenshtein("ab", "ba") // 2</code></example>
    public static int Levenshtein(string a, string b) => Edit(a, b, swaps: false, repeats: false);

    /// <summary>Levenshtein with swaps of neighbours, no part edited twice (optimal string alignment).</summary>
    /// <param name="a">A text.</param>
    /// <param name="b">Another text.</param>
    /// <example><code>StringDistance.Alignment("ab", "ba") // 1</code></example>
    public static int Alignment(string a, string b) => Edit(a, b, swaps: true, repeats: false);

    /// <summary>Damerau-Levenshtein: swaps of neighbours, parts may be edited again.</summary>
    /// <param name="a">A text.</param>
    /// <param name="b">Another text.</param>
    /// <example><code>StringDistance.Damerau("ca", "abc") // 2</code></example>
    public static int Damerau(string a, string b) => Edit(a, b, swaps: true, repeats: true);

    /// <summary>Insertions and deletions only: length of both minus twice the longest common subsequence.</summary>
    /// <param name="a">A text.</param>
    /// <param name="b">Another text.</param>
    /// <example><code>StringDistance.Subsequence("abc", "adc") // 2</code></example>
    public static int Subsequence(string a, string b)
    {
        var (x, y) = (Scalars(a), Scalars(b));
        var row = new int[y.Length + 1];
        foreach (var c in x)
        {
            var corner = 0;
            for (var j = 1; j <= y.Length; j++)
            {
                var above = row[j];
                row[j] = c == y[j - 1] ? corner + 1 : Math.Max(above, row[j - 1]);
                corner = above;
            }
        }

        return x.Length + y.Length - 2 * row[y.Length];
    }

    /// <summary>Sum of differences of q-gram counts.</summary>
    /// <param name="a">A text.</param>
    /// <param name="b">Another text.</param>
    /// <param name="q">Length of the pieces, at least 1.</param>
    /// <exception cref="RefusedException">A q below one.</exception>
    /// <example><code>StringDistance.QGram("abc", "abd") // 2</code></example>
    public static int QGram(string a, string b, int q = 2) => Profile(a, b, q).Sum(p => Math.Abs(p.A - p.B));

    /// <summary>One minus the cosine of q-gram counts; NaN when one text is shorter than q.</summary>
    /// <param name="a">A text.</param>
    /// <param name="b">Another text.</param>
    /// <param name="q">Length of the pieces, at least 1.</param>
    /// <exception cref="RefusedException">A q below one.</exception>
    /// <example><code>StringDistance.Cosine("abc", "abd") // 0.5</code></example>
    public static double Cosine(string a, string b, int q = 2)
    {
        var profile = Profile(a, b, q);
        double ab = profile.Sum(p => (double)p.A * p.B), aa = profile.Sum(p => (double)p.A * p.A), bb = profile.Sum(p => (double)p.B * p.B);
        return aa == 0 || bb == 0 ? double.NaN : Math.Max(0, 1 - ab / (Math.Sqrt(aa) * Math.Sqrt(bb)));
    }

    /// <summary>One minus the share of common q-grams among all, as sets; 0 when neither text has any.</summary>
    /// <param name="a">A text.</param>
    /// <param name="b">Another text.</param>
    /// <param name="q">Length of the pieces, at least 1.</param>
    /// <exception cref="RefusedException">A q below one.</exception>
    /// <example><code>StringDistance.Jaccard("abc", "abd") // 0.666667</code></example>
    public static double Jaccard(string a, string b, int q = 2)
    {
        var profile = Profile(a, b, q);
        return profile.Length == 0 ? 0 : 1 - (double)profile.Count(p => p.A > 0 && p.B > 0) / profile.Length;
    }

    /// <summary>
    /// Jaro-Winkler distance; with <paramref name="prefixWeight"/> 0 the Jaro distance. The first four characters in
    /// common shrink it by that weight each.
    /// </summary>
    /// <param name="a">A text.</param>
    /// <param name="b">Another.</param>
    /// <param name="prefixWeight">0 to 0.25, usually 0.1.</param>
    /// <exception cref="RefusedException">A prefix weight outside 0 and 0.25.</exception>
    /// <example><code>StringDistance.JaroWinkler("martha", "marhta", prefixWeight: 0.1) // 0.0388889</code></example>
    public static double JaroWinkler(string a, string b, double prefixWeight = 0)
    {
        Refuse.Unless(prefixWeight is >= 0 and <= 0.25, "前缀权重须在 0 与 0.25 之间", "the prefix weight lies between 0 and 0.25");
        var (x, y) = (Scalars(a), Scalars(b));
        if (x.Length == 0 || y.Length == 0)
        {
            return x.Length == y.Length ? 0 : 1;
        }

        var reach = Math.Max(0, Math.Max(x.Length, y.Length) / 2 - 1);
        var (inX, inY) = (new bool[x.Length], new bool[y.Length]);
        var matches = 0;
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = Math.Max(0, i - reach); j < Math.Min(y.Length, i + reach + 1); j++)
            {
                if (!inY[j] && x[i] == y[j])
                {
                    (inX[i], inY[j]) = (true, true);
                    matches++;
                    break;
                }
            }
        }

        if (matches == 0)
        {
            return 1;
        }

        var moved = x.Where((_, i) => inX[i]).Zip(y.Where((_, j) => inY[j])).Count(p => p.First != p.Second) / 2.0;
        var distance = 1 - ((double)matches / x.Length + (double)matches / y.Length + (matches - moved) / matches) / 3;
        var prefix = x.Zip(y).Take(4).TakeWhile(p => p.First == p.Second).Count();
        return distance * (1 - prefix * prefixWeight);
    }

    internal static int[] Scalars(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. text.EnumerateRunes().Select(r => r.Value)];
    }

    private static int Edit(string a, string b, bool swaps, bool repeats)
    {
        var (x, y) = (Scalars(a), Scalars(b));
        var most = x.Length + y.Length;
        var d = new int[x.Length + 2, y.Length + 2];
        d[0, 0] = most;
        for (var i = 0; i <= x.Length; i++)
        {
            (d[i + 1, 0], d[i + 1, 1]) = (most, i);
        }

        for (var j = 0; j <= y.Length; j++)
        {
            (d[0, j + 1], d[1, j + 1]) = (most, j);
        }

        var lastRow = new Dictionary<int, int>();
        for (var i = 1; i <= x.Length; i++)
        {
            var lastColumn = 0;
            for (var j = 1; j <= y.Length; j++)
            {
                var same = x[i - 1] == y[j - 1];
                var (row, column) = (lastRow.GetValueOrDefault(y[j - 1]), lastColumn);
                var best = Math.Min(d[i, j] + (same ? 0 : 1), Math.Min(d[i + 1, j], d[i, j + 1]) + 1);
                if (repeats)
                {
                    best = Math.Min(best, d[row, column] + (i - row - 1) + 1 + (j - column - 1));
                }
                else if (swaps && i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1])
                {
                    best = Math.Min(best, d[i - 1, j - 1] + 1);
                }

                d[i + 1, j + 1] = best;
                lastColumn = same ? j : lastColumn;
            }

            lastRow[x[i - 1]] = i;
        }

        return d[x.Length + 1, y.Length + 1];
    }

    private static (int A, int B)[] Profile(string a, string b, int q)
    {
        Refuse.Unless(q >= 1, "q 至少为 1", "q is at least 1");
        var counts = new Dictionary<string, (int A, int B)>(StringComparer.Ordinal);
        foreach (var gram in Grams(a, q))
        {
            counts[gram] = (counts.GetValueOrDefault(gram).A + 1, counts.GetValueOrDefault(gram).B);
        }

        foreach (var gram in Grams(b, q))
        {
            counts[gram] = (counts.GetValueOrDefault(gram).A, counts.GetValueOrDefault(gram).B + 1);
        }

        return [.. counts.Values];
    }

    private static IEnumerable<string> Grams(string text, int q)
    {
        var scalars = Scalars(text).Select(s => new Rune(s).ToString()).ToArray();
        return Enumerable.Range(0, Math.Max(0, scalars.Length - q + 1)).Select(i => string.Concat(scalars.AsSpan(i, q)));
    }
}
