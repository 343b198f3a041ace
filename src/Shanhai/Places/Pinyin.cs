using System.Text;

namespace Shanhai.Places;

/// <summary>
/// Reads place names aloud: full pinyin without tones (ü as v) and initials. The table gives characters with their readings and words
/// with theirs; the longest word that fits is read as a word, any other character by its first reading, the usual one in place names
/// (丽水 lishui, 乐清 yueqing, 都 du). One name has one reading: a search by a rarer reading is left to typo tolerance, because
/// indexing every combination finds more wrong places than right ones.
/// </summary>
public sealed class Pinyin
{
    private readonly Dictionary<char, string> _characters = [];
    private readonly Dictionary<char, List<(string Word, string[] Syllables)>> _words = [];

    private Pinyin() { }

    /// <summary>Reads the table: per line a key, a tab, then readings divided by <c>/</c> (a character) or syllables divided by spaces (a word).</summary>
    public static Pinyin Read(TextReader table)
    {
        var pinyin = new Pinyin();
        while (table.ReadLine() is { } line)
        {
            if (line.Split('\t') is not [{ Length: > 0 } key, { Length: > 0 } reading])
            {
                throw new FormatException($"Pinyin table: '{line}' is not a key and its reading.");
            }
            if (key.Length == 1)
            {
                pinyin._characters[key[0]] = reading.Split('/')[0];
                continue;
            }
            if (!pinyin._words.TryGetValue(key[0], out var words))
            {
                pinyin._words[key[0]] = words = [];
            }
            words.Add((key, reading.Split('/')[0].Split(' ')));
        }
        foreach (var words in pinyin._words.Values)
        {
            words.Sort((a, b) => b.Word.Length.CompareTo(a.Word.Length));
        }
        return pinyin;
    }

    public string Of(string name) => Say(name).Full;

    public string Initials(string name) => Say(name).Initials;

    /// <summary>Letters and digits stay (lower case, half width); brackets, dots and unknown characters are not read.</summary>
    public (string Full, string Initials) Say(string name)
    {
        var text = name.Normalize(NormalizationForm.FormKC);
        var (full, initials) = (new StringBuilder(text.Length * 4), new StringBuilder(text.Length));
        for (var i = 0; i < text.Length;)
        {
            if (WordAt(text, i) is { Word: { } word, Syllables: var syllables })
            {
                foreach (var syllable in syllables)
                {
                    full.Append(syllable);
                    initials.Append(syllable[0]);
                }
                i += word.Length;
                continue;
            }
            if (_characters.TryGetValue(text[i], out var reading))
            {
                full.Append(reading);
                initials.Append(reading[0]);
            }
            else if (char.IsAsciiLetterOrDigit(text[i]))
            {
                full.Append(char.ToLowerInvariant(text[i]));
                initials.Append(char.ToLowerInvariant(text[i]));
            }
            i++;
        }
        return (full.ToString(), initials.ToString());
    }

    private (string? Word, string[] Syllables) WordAt(string text, int start)
    {
        if (_words.TryGetValue(text[start], out var words))
        {
            foreach (var (word, syllables) in words)
            {
                if (string.CompareOrdinal(text, start, word, 0, word.Length) == 0)
                {
                    return (word, syllables);
                }
            }
        }
        return (null, []);
    }
}
