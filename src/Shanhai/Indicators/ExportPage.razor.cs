using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Tables;
using Shanhai.Host.Web.Parts;

namespace Shanhai.Indicators;

public partial class ExportPage
{
    public sealed record Shown(ExportFigures Asked, IReadOnlyList<Choice> Areas, IReadOnlyList<Indicator> Indicators, int ThisYear, Problem? Problem);

    /// <summary>The form; with a format, the file.</summary>
    public static async Task<IResult> Show(View view, [AsParameters] ExportFigures asked, Db db, Catalogue catalogue, FactColumns columns, CancellationToken ct)
    {
        if (asked.Format is null)
        {
            return await Page(view, asked, null, db, catalogue, ct);
        }
        var table = await ExportFigures.Handle(asked, db, view.Actor, catalogue, columns, ct);
        return table.Problem is { Status: not 422 } no ? Html.Refused(view, no)
            : table.Problem is { } problem ? await Page(view, asked, problem, db, catalogue, ct)
            : TableFile.Of(view, asked.Format, view.Say("export.sheet"), table.Value.Columns, table.Value.Rows, table.Value.FileName);
    }

    private static async Task<IResult> Page(View view, ExportFigures asked, Problem? problem, Db db, Catalogue catalogue, CancellationToken ct)
    {
        if (view.Actor.Refuses(IndicatorsModule.View) is { } no)
        {
            return Html.Refused(view, no);
        }
        var areas = await Areas(db, PlaceScope.Everywhere, asked.Under, ct);
        var inside = asked.Under is { } under && view.Actor.Scope(IndicatorsModule.ViewInternal).Contains(under);
        return Html.Show<ExportPage, Shown>(view, view.Say("export.title"),
            new(asked, areas, [.. catalogue.All.Where(i => inside || i.Publicity == Publicity.Public)], view.Now.Year, problem), problem?.Status ?? 200);
    }

    /// <summary>Counties and above, and below the county that is asked for its townships.</summary>
    internal static async Task<IReadOnlyList<Choice>> Areas(Db db, PlaceScope scope, PlaceCode? under, CancellationToken ct)
    {
        var county = under?.At(Level.County) ?? (scope.Roots.Count > 0 ? scope.Roots[0] : PlaceCode.Nation);
        var (first, last) = county.Level >= Level.County ? (county.At(Level.County).First, county.At(Level.County).Last) : (new PlaceCode(1), new PlaceCode(0));
        var areas = await db.Places.AsNoTracking().Where(p => p.Closed == null && (p.Level <= Level.County || p.Level == Level.Township && p.Code >= first && p.Code <= last))
            .Within(scope, p => p.Code).OrderBy(p => p.Code).Take(4_000).Select(p => new { p.Code, p.Name, p.Level }).ToListAsync(ct);
        var top = areas.Count > 0 ? areas.Min(a => a.Level) : Level.Nation;
        return [.. areas.Select(a => new Choice(a.Code.ToString(), new string('　', a.Level - top) + a.Name))];
    }
}
