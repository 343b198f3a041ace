using System.Text;

namespace Shanhai.Places;

/// <summary>How the names are laid out for searching: one after another, each ended by a line feed, with where each begins.</summary>
public sealed partial class Register
{
    private static (char[] Folded, int[] At, ulong[] Marks) FoldedNames(string[] names)
    {
        var all = new StringBuilder(names.Length * 6).Append(End);
        var at = new int[names.Length + 1];
        var marks = new ulong[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            var folded = PlaceForm.Plainly(names[i].Normalize(NormalizationForm.FormKC));
            at[i] = all.Length;
            all.Append(folded).Append(End);
            marks[i] = MarksOf(folded);
        }
        at[^1] = all.Length;
        var chars = new char[all.Length];
        all.CopyTo(0, chars, all.Length);
        return (chars, at, marks);
    }

    private static (byte[] All, int[] At) Letters(List<string> letters)
    {
        var all = new byte[1 + letters.Sum(l => l.Length + 1)];
        var at = new int[letters.Count + 1];
        all[0] = (byte)End;
        var next = 1;
        for (var i = 0; i < letters.Count; i++)
        {
            at[i] = next;
            next += Encoding.ASCII.GetBytes(letters[i], all.AsSpan(next));
            all[next++] = (byte)End;
        }
        at[^1] = next;
        return (all, at);
    }

    /// <summary>Which places bear or bore each name; those that bore it are marked.</summary>
    private (int[] PlacesOf, int[] At) PlacesOfNames()
    {
        var at = new int[_names.Length + 1];
        foreach (var name in _nameOf.Concat(_former.Values.SelectMany(f => f).Select(f => f.Name)))
        {
            at[name + 1]++;
        }
        for (var i = 1; i < at.Length; i++)
        {
            at[i] += at[i - 1];
        }
        var places = new int[at[^1]];
        var next = at[..^1];
        for (var i = 0; i < _nameOf.Length; i++)
        {
            places[next[_nameOf[i]]++] = i;
        }
        foreach (var (i, names) in _former)
        {
            names.ForEach(f => places[next[f.Name]++] = i | FormerBit);
        }
        return (places, at);
    }
}
