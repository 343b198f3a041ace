using System.Globalization;
using System.Text.RegularExpressions;
using Shanhai.Host.Tables;

namespace Shanhai.Indicators.Import;

public enum Severity { Warning, Error }

/// <summary>Something about one cell that a person must see. Said as <c>import.finding.{Code}</c>; an error keeps the figure out.</summary>
public sealed record Finding(Severity Severity, string Code, params string[] Args)
{
    public string Key => "import.finding." + Code;

    public static Finding Error(string code, params string[] args) => new(Severity.Error, code, args);
    public static Finding Warn(string code, params string[] args) => new(Severity.Warning, code, args);
}

/// <summary>
/// What a cell says: a value, that there is none (blank, or said by a sign such as — or 无), or something that must not be guessed.
/// <see cref="Unit"/> is a unit written in the cell itself.
/// </summary>
public readonly record struct FigureReading(decimal? Value, bool Absent, string? Unit, Finding? Finding);

/// <summary>
/// Reads a figure from a cell as people write it. What has one meaning is a value; what has two (1,23; 12.5万 in a column of 万元;
/// 3-5 that a spreadsheet took for a day) is a finding that says what to write instead.
/// </summary>
public static partial class FigureText
{
    private static readonly HashSet<string> Absences = new(StringComparer.OrdinalIgnoreCase)
    {
        "-", "--", "---", "—", "——", "–", "―", "─", "一一", "/", "\\", "无", "…", "……", "...", "N/A", "NA", "NULL", "NONE", "暂无", "未报", "未统计", "不详", "不适用", "空", "#N/A",
    };

    public static FigureReading Read(Cell cell) => cell.Kind switch
    {
        CellKind.Blank => new(null, true, null, null),
        CellKind.Error => Bad("formula-error", cell.Text),
        CellKind.Uncalculated => Bad("uncalculated", cell.Text),
        CellKind.Date => Bad("date", cell.Text),
        CellKind.Truth => Bad("truth", cell.Text),
        CellKind.Percent => cell.Number is { } share ? new(share * 100, false, "%", null) : Bad("too-large", cell.Text),
        CellKind.Number => cell.Number is { } number ? new(number, false, null, null) : Bad("too-large", cell.Text),
        _ => Read(cell.Text),
    };

    public static FigureReading Read(string written)
    {
        // Nearly all figures of a text file are digits and a point: no pattern is needed to read them.
        if (IsPlain(written) && decimal.TryParse(written, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var plain))
        {
            return new(plain, false, null, null);
        }
        var text = HeaderText.Plain(written).Replace('，', ',').Replace('．', '.').Replace('−', '-').TrimStart('\'');
        if (text.Length == 0 || Absences.Contains(text))
        {
            return new(null, true, null, null);
        }
        if (text.StartsWith('#') && text.EndsWith('!'))
        {
            return Bad("formula-error", written);
        }
        if (DayPattern().IsMatch(text))
        {
            return Bad("date", written);
        }
        var match = NumberPattern().Match(text);
        if (!match.Success)
        {
            return Bad("unreadable", written);
        }
        var digits = match.Groups["n"].Value;
        if (digits.Contains(',', StringComparison.Ordinal) && !ThousandsPattern().IsMatch(digits))
        {
            return Bad("separator", written);
        }
        if (!decimal.TryParse(digits.Replace(",", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            return Bad("too-large", written);
        }
        var bracketed = match.Groups["open"].Success;
        if (bracketed != match.Groups["close"].Success || (bracketed && match.Groups["sign"].Value.Length > 0))
        {
            return Bad("unreadable", written);
        }
        var unit = match.Groups["u"].Value;
        return new(bracketed || match.Groups["sign"].Value == "-" ? -value : value, false, unit.Length == 0 ? null : unit, null);
    }

    private static bool IsPlain(string written)
    {
        var digits = written.AsSpan(written.StartsWith('-') ? 1 : 0);
        var point = digits.IndexOf('.');
        return digits.Length is > 0 and < 20 && point != 0 && point != digits.Length - 1
            && !(point < 0 ? digits : digits[..point]).ContainsAnyExceptInRange('0', '9') && !(point < 0 ? [] : digits[(point + 1)..]).ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>The value in the unit of the indicator, given what the column is written in; or why it cannot be said.</summary>
    public static FigureReading In(this FigureReading reading, decimal factor, string? columnUnit, string keptUnit, string written)
    {
        if (reading.Value is not { } value)
        {
            return reading;
        }
        if (reading.Unit is not { } unit)
        {
            return Times(value, factor, written);
        }
        if (WrittenUnit.Between(unit, keptUnit) is { } own)
        {
            return Times(value, own, written);
        }
        // 万 or 亿 alone multiply what the column is written in. In a column that is already in 万元 nobody can tell which was meant.
        var times = unit switch { "万" => 10_000m, "亿" => 100_000_000m, "千" => 1_000m, "百万" => 1_000_000m, _ => 0m };
        return times == 0 ? Bad("other-unit", written, unit, columnUnit ?? keptUnit)
            : WrittenUnit.Between(columnUnit ?? keptUnit, keptUnit) is 1m || columnUnit is null ? Times(value, times, written)
            : Bad("unit-twice", written, columnUnit);
    }

    private static FigureReading Times(decimal value, decimal factor, string written)
    {
        try
        {
            return new(value * factor, false, null, null);
        }
        catch (OverflowException)
        {
            return Bad("too-large", written);
        }
    }

    private static FigureReading Bad(string code, params string[] args) => new(null, false, null, Finding.Error(code, args));

    [GeneratedRegex(@"^(?<sign>[-+]?)(?<open>\()?[￥¥]?(?<n>\d[\d,]*(?:\.\d*)?(?:[eE][-+]?\d{1,2})?|\.\d+)(?<u>[^\d\s,.()+\-*~～—≥≤<>=]{0,6})(?<close>\))?$")]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"^\d{1,3}(,\d{3})+(\.\d*)?$")]
    private static partial Regex ThousandsPattern();

    [GeneratedRegex(@"^(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{4}年(\d{1,2}月)?|\d{1,2}月(\d{1,2}日)?|\d{1,2}[/-]\d{1,2}[/-]\d{2,4})")]
    private static partial Regex DayPattern();
}
