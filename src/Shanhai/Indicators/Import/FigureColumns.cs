using System.Globalization;
using Shanhai.Host.Tables;

namespace Shanhai.Indicators.Import;

/// <summary>Decides which indicator, period and unit a column of figures has.</summary>
internal static class FigureColumns
{
    private const double Enough = 0.6;

    public static ColumnPlan Propose(int column, string[] words, Cell[] values, NameIndex names, Period? period, string? sheetUnit)
    {
        var matches = names.Matches(words);
        var best = matches.Count > 0 ? matches[0] : null;
        var figures = values.Length == 0 ? 1 : (double)values.Count(c => FigureText.Read(c) is { Value: not null } or { Absent: true } || c.IsError) / values.Length;
        if (words.Select(HeaderText.PartOfYearIn).FirstOrDefault(p => p is not null) is { } part)
        {
            return new(column, "", ColumnRole.Ignored) { Reasons = [new("import.reason.part-of-year", part)], Others = [.. matches.Take(5).Select(m => m.Known.Code)] };
        }
        var others = matches.Skip(best?.Confidence >= Enough ? 1 : 0).Take(4).Select(m => m.Known.Code).ToArray();
        if (best is null || best.Confidence < Enough || figures < 0.3)
        {
            var reason = figures < 0.3 ? "import.reason.no-figures" : "import.reason.unknown-name";
            return new(column, "", figures < 0.3 ? ColumnRole.Ignored : ColumnRole.Figure) { Reasons = [new(reason)], Others = others };
        }
        var reasons = new List<Said> { best.Reason };
        var confidence = best.Confidence;
        if (matches.Count > 1 && matches[1].Confidence > best.Confidence - 0.05)
        {
            reasons.Add(new("import.reason.ambiguous", matches[1].Known.Name.Zh));
            confidence = Math.Min(confidence, 0.55);
        }
        var own = words.Reverse().Select(HeaderText.PeriodIn).FirstOrDefault(p => p is not null);
        reasons.Add(own is { } inHeader ? new("import.reason.period-header", inHeader.ToString())
            : period is { } inTitle ? new("import.reason.period-title", inTitle.ToString())
            : new("import.reason.period-missing"));
        var (written, factor) = UnitOf(words, best.Known, sheetUnit, reasons, ref confidence);
        return new(column, "", ColumnRole.Figure)
        {
            Indicator = best.Known.Code, Period = own ?? period, WrittenUnit = written, Factor = factor,
            Confidence = Math.Round(confidence * (0.5 + figures / 2), 2), Reasons = reasons, Others = others,
        };
    }

    private static (string?, decimal?) UnitOf(string[] words, Known known, string? sheetUnit, List<Said> reasons, ref double confidence)
    {
        var own = words.Reverse().Select(HeaderText.UnitIn).FirstOrDefault(u => u is not null);
        // "单位：万元" above a table is about its money, not about its people and its land.
        var written = own ?? (WrittenUnit.Between(sheetUnit, known.Unit) is not null ? sheetUnit : null);
        if (written is null)
        {
            reasons.Add(new("import.reason.unit-assumed", Unit.Find(known.Unit)?.Name.Zh ?? known.Unit));
            confidence *= 0.9;
            return (null, 1);
        }
        if (WrittenUnit.Between(written, known.Unit) is not { } factor)
        {
            reasons.Add(new("import.reason.unit-other", written));
            confidence *= 0.6;
            return (written, null);
        }
        reasons.Add(new(own is null ? "import.reason.unit-title" : "import.reason.unit-header", written, factor.ToString("0.############", CultureInfo.InvariantCulture)));
        return (written, factor);
    }
}

/// <summary>The names and aliases of the catalogue, bare, with what each is worth when a header has it.</summary>
internal sealed class NameIndex(IReadOnlyList<Known> catalogue)
{
    internal sealed record Match(Known Known, double Confidence, Said Reason);

    private readonly (Known Known, string Bare, string Written, bool Alias)[] _names =
    [.. catalogue.SelectMany(k => new[] { (k.Name.Zh, false), (k.Name.En, false), (k.Code, false) }.Concat(k.Aliases.Select(a => (a, true)))
        .Select(n => (k, HeaderText.Bare(n.Item1), n.Item1, n.Item2)).Where(n => n.Item2.Length > 0))];

    /// <summary>Best first, each indicator once. The header as a whole is tried first, then its last word, then words within it.</summary>
    public IReadOnlyList<Match> Matches(string[] words)
    {
        var parts = words.Select(HeaderText.Bare).Where(w => w.Length > 0).ToArray();
        if (parts.Length == 0)
        {
            return [];
        }
        var whole = string.Concat(parts);
        var leaf = parts[^1];
        return [.. _names.Select(n => Compare(n.Known, n.Bare, n.Written, n.Alias, whole, leaf, parts)).OfType<Match>()
            .GroupBy(m => m.Known.Code).Select(g => g.MaxBy(m => m.Confidence)!).OrderByDescending(m => m.Confidence).ThenBy(m => m.Known.Code, StringComparer.Ordinal)];
    }

    private static Match? Compare(Known known, string name, string written, bool alias, string whole, string leaf, string[] parts)
    {
        Match Is(double confidence, string reason) => new(known, confidence, new(reason, written));
        if (name == whole)
        {
            return Is(alias ? 0.97 : 1, alias ? "import.reason.alias" : "import.reason.name");
        }
        if (name == leaf)
        {
            return Is(alias ? 0.92 : 0.95, "import.reason.leaf");
        }
        // A total under its group's word (收入／合计) is the group.
        if (Extraction.IsTotal(leaf) && parts.Length > 1 && name == parts[^2])
        {
            return Is(0.9, "import.reason.group");
        }
        if (parts.Contains(name))
        {
            return Is(0.65, "import.reason.part");
        }
        var alike = Math.Max(Alike(name, leaf), Alike(name, whole));
        return alike >= 0.5 ? Is(Math.Min(0.85, alike * 0.85), "import.reason.alike") : null;
    }

    /// <summary>Share of common pairs of characters (Dice), 0 to 1.</summary>
    private static double Alike(string a, string b)
    {
        if (a.Length < 2 || b.Length < 2)
        {
            return 0;
        }
        var pairs = Enumerable.Range(0, a.Length - 1).Select(i => a.Substring(i, 2)).ToList();
        var total = pairs.Count + b.Length - 1;
        var common = Enumerable.Range(0, b.Length - 1).Count(i => pairs.Remove(b.Substring(i, 2)));
        return 2d * common / total;
    }
}
