using System.Globalization;

namespace Shanhai.Host.Tables;

/// <summary>B12 and A1:C3 as numbers.</summary>
internal static class References
{
    internal static int Column(string reference)
    {
        var column = 0;
        foreach (var c in reference)
        {
            if (!char.IsAsciiLetter(c))
            {
                break;
            }
            column = column * 26 + (char.ToUpperInvariant(c) - 'A' + 1);
            if (column > 16384)
            {
                throw new FormatException("A column beyond XFD.");
            }
        }
        return column;
    }

    internal static Merge? Area(string? reference)
    {
        var ends = reference?.Split(':') ?? [];
        return ends.Length == 2 && Row(ends[0]) is { } top && Row(ends[1]) is { } bottom
            ? new(top, Column(ends[0]), bottom, Column(ends[1]))
            : null;

        static int? Row(string end) =>
            int.TryParse(end.AsSpan(end.AsSpan().IndexOfAnyInRange('0', '9') is var at and >= 0 ? at : end.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? row : null;
    }
}
