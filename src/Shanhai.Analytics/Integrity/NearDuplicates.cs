using System.Text;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Integrity;

/// <summary>What a text is cut into.</summary>
public enum Shingling
{
    /// <summary>Runs of characters after normalisation (compatibility form, lower case, no white space): for Chinese and mixed text. The default.</summary>
    Characters,

    /// <summary>Runs of lower-case words split at everything that is neither letter nor digit, apostrophes inside a word kept: for English.</summary>
    Words,
}

/// <summary>Two texts that are nearly the same.</summary>
/// <param name="First">Row of the earlier text.</param>
/// <param name="Second">Row of the later text.</param>
/// <param name="Similarity">Exact Jaccard similarity of their shingle sets.</param>
public sealed record DuplicatePair(int First, int Second, double Similarity);

/// <summary>
/// Near-duplicate texts among many: candidates by MinHash and banding, every candidate verified by the exact Jaccard
/// similarity of its shingle sets, so that what is reported is true and only a miss is left to chance.
/// </summary>
/// <remarks>
/// 128 hashes by one-permutation hashing with rotation (Shrivastava and Li 2014), bands as coarse as a miss
/// probability below 1e-3 at the threshold allows. The hash functions are fixed: same texts, same answer on any number
/// of threads. Texts shorter than the shingle are one shingle: they match only when equal. Empty texts match nothing.
/// Oracle c05 <c>jaccard_ngram*</c> (textreuse 1.0.1), 1e-12.
/// </remarks>
public static class NearDuplicates
{
    private const int Hashes = 128;

    /// <summary>Exact Jaccard similarity of the shingle sets of two texts; NaN when both are empty.</summary>
    /// <param name="a">A text.</param>
    /// <param name="b">Another text.</param>
    /// <param name="length">Elements of a shingle, at least 1.</param>
    /// <param name="shingling">Characters (for Chinese) or words.</param>
    /// <exception cref="RefusedException">A length below one.</exception>
    /// <example><code>NearDuplicates.Similarity("村集体修建茶厂", "村集体修建药厂", length: 2) // 0.5</code></example>
    public static double Similarity(string a, string b, int length = 5, Shingling shingling = Shingling.Characters)
    {
        var (x, y) = (Shingles(a, length, shingling), Shingles(b, length, shingling));
        var common = x.Count(y.Contains);
        return (double)common / (x.Count + y.Count - common);
    }

    /// <summary>Number of different shingles of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">Elements of a shingle, at least 1.</param>
    /// <param name="shingling">Characters (for Chinese) or words.</param>
    /// <exception cref="RefusedException">A length below one.</exception>
    /// <example><code>NearDuplicates.CountShingles("茶厂茶厂", length: 2) // 2</code></example>
    public static int CountShingles(string text, int length = 5, Shingling shingling = Shingling.Characters) => Shingles(text, length, shingling).Count;

    /// <summary>All pairs found with similarity of at least the threshold, ordered by row.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="threshold">Above 0, at most 1; default 0.8.</param>
    /// <param name="length">Characters (4 or 5 for Chinese) or words in a shingle.</param>
    /// <param name="shingling">Characters or words.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="cancellation">Checked while hashing and verifying.</param>
    /// <exception cref="RefusedException">A threshold outside 0 and 1; a length below one.</exception>
    /// <example><code>NearDuplicates.Find(["村里修了路建了茶厂", "村里修了路，建了茶厂。", "完全不同的另一份报告"], threshold: 0.3, length: 3).Select(p => (p.First, p.Second)) // (0, 1)</code></example>
    public static IReadOnlyList<DuplicatePair> Find(
        IReadOnlyList<string> texts, double threshold = 0.8, int length = 5, Shingling shingling = Shingling.Characters,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        Refuse.Unless(threshold is > 0 and <= 1, "阈值须大于 0 且不超过 1", "the threshold lies above 0 and at most 1");
        Refuse.Unless(length >= 1, "片段长度至少为 1", "a shingle has at least one element");
        var signatures = new uint[texts.Count][];
        SharedWork.Run(texts.Count, i => signatures[i] = Signature(texts[i], length, shingling), progress.Stage(0, 0.8), cancellation);
        var candidates = Candidates(signatures, RowsPerBand(threshold));
        var result = new DuplicatePair?[candidates.Length];
        SharedWork.Run(candidates.Length, c =>
        {
            var (a, b) = candidates[c];
            var similarity = Similarity(texts[a], texts[b], length, shingling);
            result[c] = similarity >= threshold ? new DuplicatePair(a, b, similarity) : null;
        }, progress.Stage(0.8, 1), cancellation);
        return [.. result.OfType<DuplicatePair>()];
    }

    /// <summary>
    /// Pairs of short records (name, birth date, address) at most a distance apart, every pair compared. For more than
    /// 20,000 records cut them into blocks first (same village, same year): refused beyond.
    /// </summary>
    /// <param name="keys">One text per record.</param>
    /// <param name="distance">For example <see cref="StringDistance.JaroWinkler"/>.</param>
    /// <param name="most">Largest distance reported.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="cancellation">Checked for every record.</param>
    /// <exception cref="RefusedException">More than 20,000 records.</exception>
    /// <example><code>NearDuplicates.Records(["zhang wei", "zhang wie", "li na"], (a, b) => StringDistance.Alignment(a, b), most: 1) // (0, 1, 1)</code></example>
    public static IReadOnlyList<(int First, int Second, double Distance)> Records(IReadOnlyList<string> keys, Func<string, string, double> distance, double most, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(distance);
        Refuse.Unless(keys.Count <= 20_000, "记录超过两万条，请先分组比较", "more than 20,000 records: compare within blocks");
        var found = new List<(int, int, double)>[keys.Count];
        SharedWork.Run(keys.Count, i =>
        {
            found[i] = [];
            for (var j = i + 1; j < keys.Count; j++)
            {
                var d = distance(keys[i], keys[j]);
                if (d <= most)
                {
                    found[i].Add((i, j, d));
                }
            }
        }, progress, cancellation);
        return [.. found.SelectMany(f => f)];
    }

    internal static int RowsPerBand(double threshold)
    {
        foreach (var rows in new[] { 32, 16, 8, 4, 2 })
        {
            if (Math.Pow(1 - Math.Pow(threshold, rows), Hashes / rows) < 1e-3)
            {
                return rows;
            }
        }

        return 1;
    }

    private static (int, int)[] Candidates(uint[][] signatures, int rows)
    {
        var pairs = new HashSet<(int, int)>();
        var buckets = new Dictionary<ulong, List<int>>();
        for (var band = 0; band < Hashes / rows; band++)
        {
            buckets.Clear();
            for (var i = 0; i < signatures.Length; i++)
            {
                if (signatures[i].Length == 0)
                {
                    continue;
                }

                var key = 1469598103934665603UL;
                foreach (var part in signatures[i].AsSpan(band * rows, rows))
                {
                    key = (key ^ part) * 1099511628211UL;
                }

                if (!buckets.TryGetValue(key, out var bucket))
                {
                    buckets[key] = bucket = [];
                }

                foreach (var other in bucket)
                {
                    pairs.Add((other, i));
                }

                bucket.Add(i);
            }
        }

        return [.. pairs.Order()];
    }

    /// <summary>Smallest hash in each of 128 parts of the hash space; an empty part borrows from the next one.</summary>
    private static uint[] Signature(string text, int length, Shingling shingling)
    {
        var hashes = new List<ulong>();
        Hash(text, length, shingling, hashes);
        if (hashes.Count == 0)
        {
            return [];
        }

        var least = new uint[Hashes];
        var filled = new bool[Hashes];
        foreach (var h in hashes)
        {
            var part = (int)(h >> 57);
            var value = (uint)h;
            if (!filled[part] || value < least[part])
            {
                (least[part], filled[part]) = (value, true);
            }
        }

        var signature = new uint[Hashes];
        for (var part = 0; part < Hashes; part++)
        {
            var step = 0;
            while (!filled[(part + step) % Hashes])
            {
                step++;
            }

            signature[part] = least[(part + step) % Hashes] + (uint)step * 0x9E3779B1;
        }

        return signature;
    }

    private static void Hash(string text, int length, Shingling shingling, List<ulong> hashes)
    {
        if (shingling == Shingling.Words)
        {
            foreach (var shingle in Shingles(text, length, shingling))
            {
                hashes.Add(HashOf(shingle));
            }

            return;
        }

        var normal = Normal(text);
        for (var i = 0; i + length <= normal.Length || (i == 0 && normal.Length > 0); i++)
        {
            hashes.Add(HashOf(normal.AsSpan(i, Math.Min(length, normal.Length))));
        }
    }

    private static ulong HashOf(ReadOnlySpan<char> shingle)
    {
        var state = 14695981039346656037UL;
        foreach (var c in shingle)
        {
            state = (state ^ c) * 1099511628211UL;
        }

        return SeededRandom.Mix(ref state);
    }

    private static HashSet<string> Shingles(string text, int length, Shingling shingling)
    {
        ArgumentNullException.ThrowIfNull(text);
        var set = new HashSet<string>(StringComparer.Ordinal);
        if (shingling == Shingling.Characters)
        {
            var normal = Normal(text);
            for (var i = 0; i + length <= normal.Length || (i == 0 && normal.Length > 0); i++)
            {
                set.Add(normal.Substring(i, Math.Min(length, normal.Length)));
            }

            return set;
        }

        var words = Words(text);
        for (var i = 0; i + length <= words.Count || (i == 0 && words.Count > 0); i++)
        {
            set.Add(string.Join(' ', words.Skip(i).Take(length)));
        }

        return set;
    }

    private static List<string> Words(string text)
    {
        var (words, word) = (new List<string>(), new StringBuilder());
        var form = text.Normalize(NormalizationForm.FormKC) + "  ";
        for (var i = 0; i < form.Length - 1; i++)
        {
            var c = form[i];
            var apostrophe = (c is '\'' or '\u2019') && word.Length > 0 && char.IsLetter(form[i + 1]);
            if (char.IsLetterOrDigit(c) || apostrophe)
            {
                word.Append(char.ToLowerInvariant(c));
            }
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        return words;
    }

    /// <summary>Full-width and half-width, upper and lower case, and spacing are not differences.</summary>
    private static string Normal(string text)
    {
        var form = text.IsNormalized(NormalizationForm.FormKC) ? text : text.Normalize(NormalizationForm.FormKC);
        return string.Create(form.Count(c => !char.IsWhiteSpace(c)), form, static (span, source) =>
        {
            var at = 0;
            foreach (var c in source)
            {
                if (!char.IsWhiteSpace(c))
                {
                    span[at++] = char.ToLowerInvariant(c);
                }
            }
        });
    }
}
