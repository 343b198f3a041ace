using System.Text;

namespace Shanhai.Organisations;

/// <summary>
/// The Unified Social Credit Code (统一社会信用代码, GB 32100-2015): eighteen characters, of which the last is reckoned from the others, so that
/// a slip of the pen is seen. Three verdicts: it is right; it has the form but its characters do not fit together; it has not even the form.
/// Whether its region is one of the register is not part of the verdict: codes given under old regions survive.
/// </summary>
public static class CreditCode
{
    public const int Length = 18;

    public enum Verdict { Valid, WrongCheck, WrongForm }

    /// <summary>What is said about a code; the key is a word with <paramref name="Args"/>, null where there is nothing to say.</summary>
    public sealed record Judged(Verdict Verdict, string Code, string? Key = null, params object?[] Args);

    // No I, O, S, V and Z: they are read as 1, 0, 5, U and 2.
    private const string Characters = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static readonly int[] Weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

    public static Judged Judge(string said)
    {
        var code = said.Normalize(NormalizationForm.FormKC).Trim().ToUpperInvariant();
        if (code.Length != Length)
        {
            return new(Verdict.WrongForm, code, "organisation.code.length", code.Length);
        }
        if (code.FirstOrDefault(c => !Characters.Contains(c, StringComparison.Ordinal)) is not '\0' and var strange)
        {
            return new(Verdict.WrongForm, code, "organisation.code.character", strange.ToString(), code.IndexOf(strange, StringComparison.Ordinal) + 1);
        }
        if (code.AsSpan(2, 6).IndexOfAnyExceptInRange('0', '9') is >= 0 and var letter)
        {
            return new(Verdict.WrongForm, code, "organisation.code.region", code[letter + 2].ToString(), letter + 3);
        }
        return code[^1] == Check(code) ? new(Verdict.Valid, code) : new(Verdict.WrongCheck, code, "organisation.code.check", code[^1].ToString(), Check(code).ToString());
    }

    /// <summary>The place its region names, a county; no place need have this code today.</summary>
    public static PlaceCode Region(string code) => new(long.Parse(code.AsSpan(2, 6), System.Globalization.CultureInfo.InvariantCulture) * 1_000_000);

    /// <summary>The eighteenth character that belongs to the first seventeen; any of the thirty-one may be it.</summary>
    public static char Check(ReadOnlySpan<char> code)
    {
        var sum = 0;
        for (var i = 0; i < Weights.Length; i++)
        {
            sum += Weights[i] * Characters.IndexOf(code[i], StringComparison.Ordinal);
        }
        return Characters[(31 - sum % 31) % 31];
    }
}
