using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Shanhai.Indicators.Import;

/// <summary>Reads what stands in headers, titles and sheet names: period, unit, and the bare name that is left.</summary>
internal static partial class HeaderText
{
    /// <summary>Full-width letters, digits and signs become half-width; every kind of space and line break goes.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c) || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.Format)
            {
                continue;
            }
            plain.Append(c is >= '！' and <= '～' ? (char)(c - 0xFEE0) : c);
        }
        return plain.ToString();
    }

    /// <summary>Null too where only a part of a year is meant (上半年, 1—6月, 前三季度): taken for the year it would be a silent mistake.</summary>
    public static Period? PeriodIn(string text)
    {
        var plain = Plain(text);
        var match = PeriodPattern().Match(plain);
        if (!match.Success || PartOfYearIn(text) is not null)
        {
            return null;
        }
        var year = int.Parse(match.Groups["y"].Value, CultureInfo.InvariantCulture);
        // The end of December is the end of the year: 截至2023年12月31日.
        if (match.Groups["m"].Success && !(match.Groups["m"].Value == "12" && YearEndPattern().IsMatch(plain.AsSpan(match.Index + match.Length))) && int.Parse(match.Groups["m"].Value, CultureInfo.InvariantCulture) is var month and >= 1 and <= 12)
        {
            return Period.Month(year, month);
        }
        return match.Groups["q"].Success ? Period.Quarter(year, "一二三四1234".IndexOf(match.Groups["q"].Value[0], StringComparison.Ordinal) % 4 + 1) : Period.Year(year);
    }

    /// <summary>What a text says of some months, quarters or a half of a year; figures are kept for no such period.</summary>
    public static string? PartOfYearIn(string text) =>
        PartOfYearPattern().Match(Plain(text)) is { Success: true } part && (part.Groups["from"].Value, part.Groups["to"].Value) is not (("1" or "01", "12") or ("1" or "一", "4" or "四")) ? part.Value : null;

    /// <summary>（万元）, (单位:元), 单位：万元, or 收入/元 at the end; only what is a unit counts.</summary>
    public static string? UnitIn(string text)
    {
        var plain = Plain(text);
        foreach (Match match in BracketPattern().Matches(plain))
        {
            var inside = UnitWordPattern().Replace(match.Groups[1].Value, "");
            if (WrittenUnit.Find(inside) is not null)
            {
                return inside;
            }
        }
        var said = SaidUnitPattern().Match(plain);
        return said.Success && WrittenUnit.Find(said.Groups[1].Value) is not null ? said.Groups[1].Value : null;
    }

    /// <summary>The name alone: without unit, period, numbering and "of which", for comparing with the names of indicators.</summary>
    public static string Bare(string text)
    {
        var bare = Plain(text);
        bare = BracketPattern().Replace(bare, m => WrittenUnit.Find(UnitWordPattern().Replace(m.Groups[1].Value, "")) is null && !PeriodPattern().IsMatch(m.Value) ? m.Value : "");
        bare = PeriodPattern().Replace(bare, "");
        bare = NumberingPattern().Replace(bare, "");
        return JunkPattern().Replace(bare, "").ToUpperInvariant();
    }

    [GeneratedRegex(@"(?<!\d)(?<y>(?:19|20)\d{2})(?:年度?|(?=[^\d.]|$))(?:(?<m>\d{1,2})月|第?(?<q>[一二三四1-4])季度?)?")]
    private static partial Regex PeriodPattern();

    [GeneratedRegex(@"[上下]半年|前[一二三四1-4]个?季度|(?<!\d)(?<from>\d{1,2})月?份?[-—–~～至到]+(?<to>\d{1,2})月|第?(?<from>[一二三四1-4])[-—–~～至到](?<to>[二三四2-4])季度")]
    private static partial Regex PartOfYearPattern();

    [GeneratedRegex("^(?:底|末|31日)")]
    private static partial Regex YearEndPattern();

    [GeneratedRegex(@"[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")]
    private static partial Regex BracketPattern();

    [GeneratedRegex(@"^(?:计量|金额)?单位[::]?|^unit:?", RegexOptions.IgnoreCase)]
    private static partial Regex UnitWordPattern();

    [GeneratedRegex(@"单位[::]([^\s,,;;、()]{1,6})")]
    private static partial Regex SaidUnitPattern();

    [GeneratedRegex(@"^(?:其中[::]?|[一二三四五六七八九十]+[、.]|\(?\d{1,2}[)、.](?!\d)|\([一二三四五六七八九十]+\))+")]
    private static partial Regex NumberingPattern();

    [GeneratedRegex(@"[\s*_,,::;;。、\-—\u00b7]")]
    private static partial Regex JunkPattern();
}

/// <summary>A unit as tables write it: a unit of the list, with a word for thousands before it where there is one (千元, 百万元).</summary>
internal sealed record WrittenUnit(string Dimension, decimal Factor)
{
    private static readonly (string Word, decimal Times)[] Multiples =
        [("百万", 1_000_000), ("千万", 10_000_000), ("十万", 100_000), ("亿", 100_000_000), ("万", 10_000), ("千", 1_000), ("百", 100)];

    public static WrittenUnit? Find(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }
        if (text is "人民币元" or "圆" or "RMB" or "￥" or "¥")
        {
            text = "元";
        }
        if (Of(text, 1) is { } plain)
        {
            return plain;
        }
        foreach (var (word, times) in Multiples)
        {
            if (text.StartsWith(word, StringComparison.Ordinal) && Of(text[word.Length..], times) is { } multiple)
            {
                return multiple;
            }
        }
        return null;

        static WrittenUnit? Of(string text, decimal times) =>
            text.Length > 0 && Unit.Find(text) is { } unit ? new(unit.Dimension, times * unit.Times / unit.Over) : null;
    }

    /// <summary>What a figure in the written unit is multiplied by to be in the other; null where they measure different things.</summary>
    public static decimal? Between(string? written, string kept) =>
        Find(written) is { } from && Find(kept) is { } to && from.Dimension == to.Dimension ? from.Factor / to.Factor : null;
}
