using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Shanhai.Kernel;

/// <summary>
/// A citizen identification number (GB 11643): six digits of a region, eight of the birthday, three of an order, one check sign. The region may have
/// ceased to exist and says nothing about where somebody lives now.
/// </summary>
public readonly record struct CitizenNumber
{
    private static readonly int[] Weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    private const string Checks = "10X98765432";
    private const int Length = 18;

    private readonly string? _value;

    private CitizenNumber(string value, DateOnly birthDay) => (_value, BirthDay) = (value, birthDay);

    public DateOnly BirthDay { get; }

    /// <summary>What an official may see who need not know the number: 331127********0017.</summary>
    public string Masked => string.Concat(ToString().AsSpan(0, 6), "********", ToString().AsSpan(14));

    /// <summary>False where the length, a sign, the birthday or the check sign is wrong. A small x and blanks round it are taken.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, out CitizenNumber result)
    {
        result = default;
        var text = s?.Trim().ToUpperInvariant();
        if (text is not { Length: Length } || !DateOnly.TryParseExact(text.AsSpan(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var born))
        {
            return false;
        }
        var sum = 0;
        for (var i = 0; i < Weights.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
            {
                return false;
            }
            sum += Weights[i] * (text[i] - '0');
        }
        if (text[^1] != Checks[sum % 11])
        {
            return false;
        }
        result = new(text, born);
        return true;
    }

    public override string ToString() => _value ?? "";
}
