using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace Shanhai.Voices;

/// <summary>
/// The code a petitioner follows her voice by: eleven random signs and a check sign, of an alphabet without those that are taken for one another
/// (I L O U), written in threes of four. It says nothing about who, where or how many. The PIN beside it is six digits.
/// </summary>
public static class Receipt
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 12;

    public static string New()
    {
        Span<char> signs = stackalloc char[Length];
        RandomNumberGenerator.GetItems(Alphabet, signs[..^1]);
        signs[^1] = Check(signs[..^1]);
        return new(signs);
    }

    public static string NewPin() => RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);

    /// <summary>As a person may type it: small letters, blanks, hyphens, O for 0, I or L for 1. False where the check sign does not fit.</summary>
    public static bool TryRead(string? typed, [NotNullWhen(true)] out string? receipt)
    {
        receipt = null;
        Span<char> signs = stackalloc char[Length];
        var count = 0;
        foreach (var given in typed ?? "")
        {
            if (given is ' ' or '-' or '－' or '—' or '　')
            {
                continue;
            }
            var sign = char.ToUpperInvariant(given) switch { 'O' => '0', 'I' or 'L' => '1', var c => c };
            if (count == Length || !Alphabet.Contains(sign))
            {
                return false;
            }
            signs[count++] = sign;
        }
        if (count != Length || signs[^1] != Check(signs[..^1]))
        {
            return false;
        }
        receipt = new(signs);
        return true;
    }

    public static string Written(string receipt) => $"{receipt[..4]}-{receipt[4..8]}-{receipt[8..]}";

    // Odd weights have an inverse modulo 32, so every single wrong sign is told; neighbours exchanged nearly always.
    private static char Check(ReadOnlySpan<char> signs)
    {
        var sum = 0;
        for (var i = 0; i < signs.Length; i++)
        {
            sum += (2 * i + 1) * Alphabet.IndexOf(signs[i], StringComparison.Ordinal);
        }
        return Alphabet[sum % 32];
    }
}
