using System.Collections;
using System.Numerics;
using System.Text;

namespace Shanhai.Places;

/// <summary>
/// Finding by name, former name, code, pinyin and initials, alone or mixed ("xj村"), with typo tolerance. The names lie one after another
/// in a few large arrays, so that a search is one vectorised pass over some megabytes; each different name is looked at once.
/// </summary>
public sealed partial class Register
{
    /// <summary>How a place was found, best first.</summary>
    public enum Fit : byte { Exact, Prefix, Sound, SoundPrefix, Part, SoundsAlike, Typo }

    /// <summary><paramref name="Former"/> is the name it was found by where that is not today's.</summary>
    public readonly record struct Hit(int Index, Fit Fit, string? Former);

    private const char End = '\n';
    private const int FormerBit = 1 << 31;
    private const byte No = 255;

    // Where fewer names than this fit, names that nearly fit are proposed after them.
    private const int FewNames = 3;

    private readonly Pinyin _reader;
    private readonly string[] _names;
    private readonly char[] _folded;
    private readonly byte[] _pinyin, _initials;
    private readonly int[] _foldedAt, _pinyinAt, _initialsAt, _placesOf, _placesAt;

    // Which characters a name has, as bits: two names that differ in one character differ in at most two bits.
    private readonly ulong[] _marks;
    private readonly (string Code, int Index)[] _officialOrder;

    /// <summary>The best places for what somebody typed. Words before the last ("淳安 下姜") must stand in the path.</summary>
    public IReadOnlyList<Hit> Search(string text, PlaceScope mine, int most)
    {
        var words = text.Normalize(NormalizationForm.FormKC).Split([' ', '/', '\t', '\u3000'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return [];
        }
        // Latin words in a row are one name in pinyin: "xia jiang".
        var (q, above) = words.All(w => w.All(char.IsAscii)) ? (string.Concat(words), []) : (words[^1], words[..^1]);
        var best = new Best(this, mine, most, above);
        ByCode(q, (i, fit) => best.Offer(i, fit, -1));
        var (fits, hits) = FitsOf(q);
        foreach (var name in hits)
        {
            for (var at = _placesAt[name]; at < _placesAt[name + 1]; at++)
            {
                best.Offer(_placesOf[at] & ~FormerBit, (Fit)fits[name], _placesOf[at] < 0 ? name : -1);
            }
        }
        return best.Taken();
    }

    /// <summary>
    /// The places a list is filtered by name to, each a bit at its position: exact, beginning, sound or part; no typos, because a list must not show more than asked for.
    /// </summary>
    public BitArray Matching(string text)
    {
        var q = text.Normalize(NormalizationForm.FormKC).Replace(" ", "", StringComparison.Ordinal);
        var (fits, hits) = FitsOf(q, typos: false);
        var found = new BitArray(Count);
        ByCode(q, (i, _) => found[i] = true);
        foreach (var name in hits)
        {
            for (var at = _placesAt[name]; at < _placesAt[name + 1]; at++)
            {
                found[_placesOf[at] & ~FormerBit] = true;
            }
        }
        return found;
    }

    private void ByCode(string q, Action<int, Fit> offer)
    {
        if (q.Length <= 12 && q.All(char.IsAsciiDigit))
        {
            var (first, end) = (LowerBound(long.Parse(q.PadRight(12, '0'), null)), LowerBound(long.Parse(q.PadRight(12, '9'), null) + 1));
            for (var i = first; i < end; i++)
            {
                offer(i, i == first && _codes[i] == long.Parse(q.PadRight(12, '0'), null) ? Fit.Exact : Fit.Prefix);
            }
        }
        if (q.All(char.IsAscii))
        {
            var at = Array.FindIndex(_officialOrder, o => o.Code.StartsWith(q, StringComparison.OrdinalIgnoreCase));
            for (; at >= 0 && at < _officialOrder.Length && _officialOrder[at].Code.StartsWith(q, StringComparison.OrdinalIgnoreCase); at++)
            {
                offer(_officialOrder[at].Index, _officialOrder[at].Code.Length == q.Length ? Fit.Exact : Fit.Prefix);
            }
        }
    }

    private (byte[] Fits, List<int> Hits) FitsOf(string q, bool typos = true)
    {
        var fits = new byte[_names.Length];
        Array.Fill(fits, No);
        var hits = new List<int>();
        var folded = PlaceForm.Plainly(PlaceName.Spoken(q));
        if (folded.Length == 0)
        {
            return (fits, hits);
        }
        InNames(folded, fits, hits);
        var letters = folded.ToLowerInvariant();
        if (letters.All(char.IsAsciiLetter))
        {
            InLetters(_pinyin, _pinyinAt, letters, fits, hits);
            InLetters(_initials, _initialsAt, letters, fits, hits);
        }
        else if (letters.Any(char.IsAsciiLetter))
        {
            Mixed(folded, fits, hits);
        }
        if (typos && hits.Count < FewNames && folded.Length >= 3)
        {
            Typos(folded, fits, hits);
        }
        return (fits, hits);
    }

    private void InNames(string folded, byte[] fits, List<int> hits)
    {
        var all = _folded.AsSpan();
        // One character alone is looked for at the beginning only: as a part it is in half of all names.
        var sought = folded.Length == 1 ? End + folded : folded;
        for (int at = 0, name = 0; at < all.Length;)
        {
            var next = all[at..].IndexOf(sought);
            if (next < 0)
            {
                return;
            }
            var start = at + next + sought.Length - folded.Length;
            name = NameAt(_foldedAt, start, name);
            var first = start == _foldedAt[name];
            Mark(fits, hits, name, !first ? Fit.Part : all[start + folded.Length] == End ? Fit.Exact : Fit.Prefix);
            at = _foldedAt[name + 1] - 1;
        }
    }

    private static void InLetters(byte[] all, int[] at, string letters, byte[] fits, List<int> hits)
    {
        var sought = Encoding.ASCII.GetBytes(End + letters);
        for (int from = 0, name = 0; from < all.Length;)
        {
            var next = all.AsSpan(from).IndexOf(sought);
            if (next < 0)
            {
                return;
            }
            var start = from + next + 1;
            name = NameAt(at, start, name);
            Mark(fits, hits, name, all[start + letters.Length] == End ? Fit.Sound : Fit.SoundPrefix);
            from = at[name + 1] - 1;
        }
    }

    /// <summary>"xj村", "xiaj村": from the beginning on, a Chinese character stands for itself and letters for the beginning of a syllable.</summary>
    private void Mixed(string folded, byte[] fits, List<int> hits)
    {
        var chinese = string.Concat(folded.Where(c => !char.IsAscii(c)));
        for (var name = 0; name < _names.Length; name++)
        {
            var all = _folded.AsSpan(_foldedAt[name], _foldedAt[name + 1] - _foldedAt[name] - 1);
            var begins = char.IsAscii(folded[0]) ? _initials[_initialsAt[name]] == folded[0] : all.Length > 0 && all[0] == folded[0];
            if (begins && InOrder(all, chinese) && Spells(all, folded) is var rest and >= 0)
            {
                Mark(fits, hits, name, rest == 0 ? Fit.Sound : Fit.SoundPrefix);
            }
        }
    }

    /// <summary>How many characters of the name are left when all that was typed is used up; -1 where it does not spell the name.</summary>
    private int Spells(ReadOnlySpan<char> name, ReadOnlySpan<char> typed)
    {
        if (typed.Length == 0 || name.Length == 0)
        {
            return typed.Length == 0 ? name.Length : -1;
        }
        if (!char.IsAscii(typed[0]))
        {
            return name[0] == typed[0] ? Spells(name[1..], typed[1..]) : -1;
        }
        var syllable = Reading(name[0], initial: false);
        for (var letters = typed.CommonPrefixLength(syllable); letters > 0; letters--)
        {
            if (Spells(name[1..], typed[letters..]) is var rest and >= 0)
            {
                return rest;
            }
        }
        return -1;
    }

    private string Reading(char c, bool initial) => _reader.Of(c.ToString()) is { Length: > 0 } said ? initial ? said[..1] : said : "?";

    private void Typos(string folded, byte[] fits, List<int> hits)
    {
        var latin = folded.All(char.IsAsciiLetter);
        var most = folded.Length < 6 ? 1 : 2;
        var sound = latin ? null : string.Concat(folded.Select(c => Reading(c, initial: false)));
        if (latin)
        {
            for (var name = 0; name < _names.Length; name++)
            {
                var (start, length) = (_pinyinAt[name], _pinyinAt[name + 1] - _pinyinAt[name] - 1);
                if (Math.Abs(length - folded.Length) <= most && BitOperations.PopCount(Letters26(_pinyin, start, length) ^ Letters26(folded)) <= 2 * most
                    && EditDistance.Of(Encoding.ASCII.GetString(_pinyin, start, length), folded) <= most)
                {
                    Mark(fits, hits, name, Fit.Typo);
                }
            }
            return;
        }
        var marks = MarksOf(folded);
        for (var name = 0; name < _names.Length; name++)
        {
            var length = _foldedAt[name + 1] - _foldedAt[name] - 1;
            if (length < 2 || Math.Abs(length - folded.Length) > most || BitOperations.PopCount(_marks[name] ^ marks) > 2 * most)
            {
                continue;
            }
            var distance = EditDistance.Of(_folded.AsSpan(_foldedAt[name], length), folded);
            if (distance <= most)
            {
                var alike = _pinyin.AsSpan(_pinyinAt[name].._pinyinAt[name + 1]).TrimEnd((byte)End).SequenceEqual(Encoding.ASCII.GetBytes(sound!));
                Mark(fits, hits, name, alike ? Fit.SoundsAlike : Fit.Typo);
            }
        }
    }

    private static void Mark(byte[] fits, List<int> hits, int name, Fit fit)
    {
        if (fits[name] == No)
        {
            hits.Add(name);
        }
        fits[name] = Math.Min(fits[name], (byte)fit);
    }

    // The hits ascend, so walking on from the last one is cheaper than searching each anew.
    private static int NameAt(int[] starts, int position, int from)
    {
        while (starts[from + 1] <= position)
        {
            from++;
        }
        return from;
    }

    private static bool InOrder(ReadOnlySpan<char> name, string sought)
    {
        foreach (var c in sought)
        {
            var at = name.IndexOf(c);
            if (at < 0)
            {
                return false;
            }
            name = name[(at + 1)..];
        }
        return true;
    }

    private static uint Letters26(ReadOnlySpan<char> letters)
    {
        var bits = 0u;
        foreach (var c in letters)
        {
            bits |= 1u << (c & 31);
        }
        return bits;
    }

    private static uint Letters26(byte[] all, int start, int length)
    {
        var bits = 0u;
        for (var i = start; i < start + length; i++)
        {
            bits |= 1u << (all[i] & 31);
        }
        return bits;
    }

    private static ulong MarksOf(ReadOnlySpan<char> name)
    {
        var marks = 0UL;
        foreach (var c in name)
        {
            marks |= 1UL << (int)(c * 2654435761u >> 26);
        }
        return marks;
    }
}
