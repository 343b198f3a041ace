using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Web.Parts;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>The latest finding of a place for those who do not work there. A rule that reads a figure which is not public gives its outcome without the reason.</summary>
public partial class PublicFinding
{
    public sealed record Shown(IReadOnlyList<Latest> Findings, TrendChart? Chart);

    public sealed record Latest(FindRules.Row Rule, Period Period, Outcome Outcome, Both? Reason);

    public static async Task<RenderFragment?> Load(View view, PlaceCode place, IServiceProvider services, CancellationToken ct)
    {
        var (db, catalogue, columns) = (services.GetRequiredService<Db>(), services.GetRequiredService<Catalogue>(), services.GetRequiredService<FactColumns>());
        var rows = await db.Findings.AsNoTracking().Where(f => f.Place == place && f.SupersededAt == null).OrderByDescending(f => f.Period)
            .Select(f => new { f.Rule, f.Version, f.Period, f.Outcome, f.SaidZh, f.SaidEn }).Take(100).ToListAsync(ct);
        if (rows.Count == 0)
        {
            return null;
        }
        var book = await Rulebook.Read([.. rows.Select(r => r.Rule).Distinct()], db, ct);
        var versions = book.Versions.ToDictionary(v => v.Id);
        var latest = rows.GroupBy(r => r.Rule).Select(g => g.First())
            .Select(f => new Latest(FindRules.Of(versions[f.Version]), f.Period, f.Outcome, IsPublic(versions[f.Version].Rule(), catalogue) ? new(f.SaidZh, f.SaidEn) : null)).ToList();
        var told = latest.Find(l => l.Reason is not null);
        var chart = told is null ? null
            : await IncomeChart.Of(view, view.Say("weak.chart", told.Period.ToString(), told.Reason), place, told.Rule.Code, told.Period, book, columns, catalogue, services.GetRequiredService<KnownBatches>(), db, ct);
        return PlaceSection.Show<PublicFinding>(new Shown(latest, chart));
    }

    private static bool IsPublic(Rule rule, Catalogue catalogue) =>
        rule.When.Reads().All(f => catalogue[f.Code].Publicity == Publicity.Public);
}
