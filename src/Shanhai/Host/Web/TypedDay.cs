using System.Globalization;
using System.Text;

namespace Shanhai.Host.Web;

/// <summary>A day as people type it into a form.</summary>
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
        // Full-width digits come out of Chinese input methods.
        if (DateOnly.TryParseExact(text.Trim().Normalize(NormalizationForm.FormKC), Shapes, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }
        errors.Add(field, "field.not-a-day", text.Trim());
        return null;
    }
}
