using System.Globalization;

namespace Shanhai.Host.Tables;

/// <summary>
/// A text that a spreadsheet would take for a formula is written with an apostrophe in front, so that opening an export runs nothing;
/// reading takes exactly that apostrophe away again. Both sides ask the same question, so every text comes back as it was.
/// Numbers are left alone: -5 is a figure.
/// </summary>
public static class Formulas
{
    public static string Defused(string text) => IsDangerous(text) ? "'" + text : text;

    public static string Restored(string text) => text.Length > 0 && text[0] == '\'' && IsDangerous(text) ? text[1..] : text;

    private static bool IsDangerous(string text)
    {
        var bare = text.AsSpan().TrimStart('\'');
        return bare.Length > 1
            && bare[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠'
            && !decimal.TryParse(bare, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
    }
}
