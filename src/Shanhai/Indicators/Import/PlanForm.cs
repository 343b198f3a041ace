using System.Globalization;

namespace Shanhai.Indicators.Import;

/// <summary>
/// The plan as a person changed it in the form. Sheets with the same header (one per township) share one mapping: <c>s0.…</c> is about a
/// sheet, <c>g0c3.…</c> about column 3 of every sheet of the first group. Only what was changed is changed.
/// </summary>
internal static class PlanForm
{
    /// <summary>Sheets of one header, with their places in the plan.</summary>
    public sealed record Group(int Number, IReadOnlyList<(int Index, SheetPlan Plan)> Sheets)
    {
        public SheetPlan First => Sheets[0].Plan;
    }

    public static IReadOnlyList<Group> Groups(ImportPlan plan) =>
        [.. plan.Sheets.Select((s, i) => (i, s)).GroupBy(s => s.s.Fingerprint).Select((g, n) => new Group(n, [.. g.Select(s => (s.i, s.s))]))];

    public static ImportPlan Apply(ImportPlan plan, IFormCollection form, Catalogue catalogue)
    {
        var sheets = plan.Sheets.ToArray();
        foreach (var group in Groups(plan))
        {
            foreach (var (i, sheet) in group.Sheets)
            {
                var rows = Rows(sheet, form, i);
                sheets[i] = rows with { Columns = [.. rows.Columns.Select(c => Column(c, group.First.Columns.FirstOrDefault(f => f.Column == c.Column) ?? c, form, $"g{group.Number}c{c.Column}.", catalogue))] };
            }
        }
        return new(sheets);
    }

    private static SheetPlan Rows(SheetPlan sheet, IFormCollection form, int i)
    {
        var name = $"s{i}.";
        var period = Period.TryParse(form[name + "period"], out var typed) ? typed : string.IsNullOrWhiteSpace(form[name + "period"]) ? null : sheet.Period;
        return sheet with
        {
            Chosen = form[name + "chosen"] == "true",
            FirstRow = Whole(form[name + "first"]) ?? sheet.FirstRow,
            LastRow = Whole(form[name + "last"]) ?? sheet.LastRow,
            Township = form[name + "township"].ToString().Kept(),
            Period = period,
            // Columns that took their year from the sheet follow it.
            Columns = [.. sheet.Columns.Select(c => c.Period == sheet.Period ? c with { Period = period } : c)],
        };
    }

    private static ColumnPlan Column(ColumnPlan column, ColumnPlan shown, IFormCollection form, string name, Catalogue catalogue)
    {
        if (!form.ContainsKey(name + "role"))
        {
            return column;
        }
        var role = Enum.TryParse<ColumnRole>(form[name + "role"], out var chosen) && Enum.IsDefined(chosen) ? chosen : column.Role;
        var code = CodeIn(form[name + "indicator"]!, catalogue);
        var unit = form[name + "unit"].ToString().Kept();
        var period = form[name + "period"].ToString().Trim();
        var changed = role != shown.Role || code != shown.Indicator || unit != shown.WrittenUnit;
        return column with
        {
            Role = role,
            Indicator = role == ColumnRole.Figure ? code : null,
            WrittenUnit = unit,
            Factor = role != ColumnRole.Figure || code is null || catalogue.Find(code) is not { } indicator ? null
                : unit is null ? 1 : WrittenUnit.Between(unit, indicator.Unit),
            Period = period == shown.Period?.ToString() || period.Length == 0 && shown.Period is null ? column.Period : Period.TryParse(period, out var own) ? own : null,
            Confidence = changed ? 1 : column.Confidence,
            Reasons = changed ? [new("import.reason.by-hand")] : column.Reasons,
        };
    }

    /// <summary>A code, a name, or the two as the list offers them: "经营收入 · CE.501".</summary>
    public static string? CodeIn(string? text, Catalogue catalogue)
    {
        text = text?.Trim() ?? "";
        var last = text[(text.LastIndexOf('·') + 1)..].Trim();
        return text.Length == 0 ? null
            : catalogue.Find(last)?.Code ?? (catalogue.Named(text) is [var only] ? only.Code : text);
    }

    private static int? Whole(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
