using Shanhai.Host.Tables;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>The tables of an overview as a workbook or CSV: by year, or by area ("of=areas"). Whoever may see the overview may.</summary>
public static class ExportOverview
{
    public static async Task<IResult> Handle(
        [AsParameters] ShowOverview.Asked asked, string? of, string? format, View view, Db db, Judge judge, FactColumns columns, CancellationToken ct)
    {
        var shown = await ShowOverview.Handle(asked, db, view.Actor, judge, columns, ct);
        if (shown.Problem is { } problem)
        {
            return (Result<object>)problem;
        }
        var areas = of == "areas";
        string[] keys = areas
            ? ["findings.code", "findings.place", "rules.judged", "weak.holds", "weak.cannot-tell", "overview.share", "weak.new", "weak.relapsed", "weak.exit-proposed", "weak.exited"]
            : ["findings.period", "overview.line", "rules.judged", "weak.holds", "weak.cannot-tell", "overview.share", "weak.new", "weak.continuing", "weak.relapsed", "weak.exit-proposed", "weak.exited"];
        var titles = keys.Select(k => new TableColumn(view.Say(k))).ToList();
        var rows = areas
            ? shown.Value.Areas.Select(a => new object?[] { a.Place.ToString(), a.Name, a.Judged, a.Holds, a.CannotTell, a.Share, a.New, a.Relapsed, a.ExitProposed, a.Exited })
            : shown.Value.Years.Select(y => new object?[]
            {
                y.Period.ToString(), string.Join("; ", y.Lines.Select(l => $"{view.Say(judge.Catalogue[l.Key].Name)} {l.Value:0.##}")), y.Judged, y.Holds, y.CannotTell, y.Share,
                y.New, y.Continuing, y.Relapsed, y.ExitProposed, y.Exited,
            });
        var name = $"{shown.Value.Rule}-{shown.Value.Place}-{(areas ? shown.Value.Period : "years")}";
        return TableFile.Of(view, format ?? TableFile.Workbook, name, titles, rows.ToAsyncEnumerable(), name);
    }
}
