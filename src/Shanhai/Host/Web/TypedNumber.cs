using System.Globalization;
using System.Text;

namespace Shanhai.Host.Web;

/// <summary>A number as people type it into a form or a table.</summary>
public static class TypedNumber
{
    // More than anything that is counted here, and little enough to be reckoned with.
    private const decimal Most = 1_000_000_000_000_000;

    private const NumberStyles Shape = NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite | NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands;

    /// <summary>With thousands divided or not, in digits of any width: the full ones come out of Chinese input methods.</summary>
    public static bool TryRead(string? text, out decimal number) =>
        decimal.TryParse((text ?? "").Normalize(NormalizationForm.FormKC), Shape, CultureInfo.InvariantCulture, out number) && Math.Abs(number) <= Most;

    /// <summary>How many of something: a whole number, and not below zero.</summary>
    public static bool TryCount(string? text, out int number)
    {
        var whole = TryRead(text, out var read) && decimal.Truncate(read) == read && read is >= 0 and <= int.MaxValue;
        number = whole ? (int)read : 0;
        return whole;
    }

    /// <summary>Null where the field is empty, and where what stands in it is no number: then <paramref name="errors"/> says so at the field.</summary>
    public static decimal? Read(string? text, string field, Errors errors, string key = "field.not-a-number") =>
        string.IsNullOrWhiteSpace(text) ? null : TryRead(text, out var number) ? number : Wrong(text, field, errors, key);

    /// <summary>The same for a whole number.</summary>
    public static long? Whole(string? text, string field, Errors errors) =>
        string.IsNullOrWhiteSpace(text) ? null : (long?)(TryRead(text, out var number) && decimal.Truncate(number) == number ? number : Wrong(text, field, errors, "field.not-whole"));

    /// <summary>The same for how many of something.</summary>
    public static int? Count(string? text, string field, Errors errors) =>
        string.IsNullOrWhiteSpace(text) ? null : TryCount(text, out var number) ? number : (int?)Wrong(text, field, errors, "field.not-a-count");

    private static decimal? Wrong(string text, string field, Errors errors, string key)
    {
        errors.Add(field, key, text.Trim());
        return null;
    }
}
