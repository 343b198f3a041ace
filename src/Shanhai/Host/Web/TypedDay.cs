using System.Globalization;
using System.Text;

namespace Shanhai.Host.Web;

/// <summary>A day as people type it into a form, an address or a table.</summary>
public static class TypedDay
{
    private static readonly string[] Shapes = ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyy年M月d日", "yyyyMMdd"];

    /// <summary>Null where the field is empty, and where what stands in it is no day: then <paramref name="errors"/> says so at the field.</summary>
    public static DateOnly? Read(string? text, string field, Errors errors)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }
        if (TryRead(text, out var day))
        {
            return day;
        }
        errors.Add(field, "field.not-a-day", text.Trim());
        return null;
    }

    /// <summary>In digits of any width, for the full ones come out of Chinese input methods; a time behind the day, as tables write it, is left out.</summary>
    public static bool TryRead(string? text, out DateOnly day)
    {
        var typed = (text ?? "").Normalize(NormalizationForm.FormKC).Trim();
        var end = typed.AsSpan().IndexOfAny(' ', 'T');
        var time = end > 0 && TimeOnly.TryParse(typed.AsSpan(end + 1), CultureInfo.InvariantCulture, out _);
        return DateOnly.TryParseExact(time ? typed[..end] : typed, Shapes, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
    }
}
