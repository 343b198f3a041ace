using System.Globalization;
using System.Text;
using Shanhai.Organisations;

namespace Shanhai.Voices;

/// <summary>
/// What texts are found by: every character and every pair of neighbouring characters, each as a number of 30 bits, so that words of one character or two are found by an index
/// as well as long ones, on both databases, without a dictionary. Above 30 bits stand marks for places, months and bodies, by which the index leaves out early
/// what a reader may not see anyway (the rule itself is <see cref="Sight"/>).
/// </summary>
public static class SearchGrams
{
    private const int Alone = 0x7FFF, Mark = 0x4000_0000;

    /// <summary>A mark that nothing bears.</summary>
    public const int Nowhere = Mark | 0x1FFF_FFFF;

    // Pairs of these say little about what a text is about.
    private const string Common = "的了是我你他她们在有不这那个和就都也与及为以于从到被把请您等上下中来去说要会能很还又";

    /// <summary>Runs of letters and digits, in compatibility form and lower case; what stands between them separates words.</summary>
    public static IEnumerable<string> Words(string? text)
    {
        var folded = Folded(text);
        for (int at = 0, from = 0; at <= folded.Length; at++)
        {
            if (at == folded.Length || !char.IsLetterOrDigit(folded[at]))
            {
                if (at > from)
                {
                    yield return folded[from..at];
                }
                from = at + 1;
            }
        }
    }

    public static string Folded(string? text) => text is null ? "" : text.Normalize(NormalizationForm.FormKC).ToLowerInvariant();

    /// <summary>Everything that one of the texts may be found by.</summary>
    public static HashSet<int> Of(IEnumerable<string?> texts)
    {
        var grams = new HashSet<int>();
        foreach (var word in texts.SelectMany(Words))
        {
            grams.UnionWith(Pairs(word));
            foreach (var letter in word)
            {
                grams.Add(Pair(letter));
            }
        }
        return grams;
    }

    /// <summary>What a text that holds the word must hold: its pairs, or the one character it is.</summary>
    public static IEnumerable<int> Needed(string word) => word.Length == 1 ? [Pair(word[0])] : Pairs(word);

    /// <summary>Neighbouring characters that say what a text is about, as text; without those that stand in any.</summary>
    public static HashSet<string> Telling(string? text) =>
        [.. Words(text).SelectMany(w => Enumerable.Range(0, Math.Max(0, w.Length - 1)).Select(i => w.Substring(i, 2))).Where(p => !Common.Contains(p[0]) && !Common.Contains(p[1]))];

    public static int Pair(string two) => Number(two[0]) << 15 | Number(two[1]);

    /// <summary>A place marks every text about it or about what lies below, from the city down to the township.</summary>
    public static IEnumerable<int> Above(PlaceCode place) =>
        place.Ancestors().Append(place).Where(p => p.Level is >= Level.City and <= Level.Township).Select(At);

    public static int At(PlaceCode place) => Mark | (int)(place.Value / 1000 % 0x0FFF_FFFF);

    public static int In(DateOnly month) => Mark | 0x1000_0000 | month.Year * 12 + month.Month - 1;

    /// <summary>The month in which it was filed, by the time in its id: the order of lists from the newest on.</summary>
    public static int Filed(DateOnly month) => Mark | 0x1800_0000 | month.Year * 12 + month.Month - 1;

    public static DateOnly FiledOn(Id<Voice> id) => ChinaDay.Of(DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(id.Value.ToString("N")[..12], 16)));

    public static int By(Id<Organisation> body) => Mark | 0x2000_0000 | BitConverter.ToInt32(body.Value.ToByteArray(), 12) & 0x1FFF_FFFF;

    private static int Pair(char one) => Number(one) << 15 | Alone;

    private static IEnumerable<int> Pairs(string word)
    {
        for (var i = 0; i + 1 < word.Length; i++)
        {
            yield return Number(word[i]) << 15 | Number(word[i + 1]);
        }
    }

    // The ideographs in everyday use keep a number of their own; everything else shares what is left of 15 bits, the first 128 to themselves.
    private static int Number(char letter) => letter switch
    {
        >= '\u3400' and <= '\u9FFF' => letter - 0x3400,
        < '\u0080' => 0x6C00 + letter,
        _ => 0x6C80 + letter % 0x1300,
    };
}
