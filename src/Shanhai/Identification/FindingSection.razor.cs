using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Web.Parts;
using Shanhai.Indicators;
using Shanhai.Organisations;

namespace Shanhai.Identification;

/// <summary>On a place's page: its latest finding under each rule with the reason, income against the line of each year, and the plan.</summary>
public partial class FindingSection
{
    public sealed record Shown(IReadOnlyList<Latest> Findings, TrendChart? Chart, PlanSection.Shown? Plan, PlaceCode Place, bool MayPlan, string? Overview);

    public sealed record Latest(Id<Finding> Id, FindRules.Row Rule, Period Period, Outcome Outcome, Stand Stand, bool Uncertain, Both Reason, decimal? Distance, string? Dimension);

    public static async Task<RenderFragment?> Load(View view, PlaceCode place, RowsHere here, IServiceProvider services, CancellationToken ct)
    {
        if (!view.Actor.Scope(IdentificationModule.View).Contains(place))
        {
            return await PublicFinding.Load(view, place, services, ct);
        }
        var (db, catalogue, columns) = (services.GetRequiredService<Db>(), services.GetRequiredService<Catalogue>(), services.GetRequiredService<FactColumns>());
        var rows = !here.Has<Finding>() ? [] : await db.Findings.AsNoTracking().Where(f => f.Place == place && f.SupersededAt == null).OrderByDescending(f => f.Period).ThenBy(f => f.Rule).ThenByDescending(f => f.Id)
            .Select(f => new { f.Id, f.Rule, f.Version, f.Period, f.Outcome, f.Stand, f.Uncertain, f.SaidZh, f.SaidEn, f.Distance, f.Dimension }).Take(100).ToListAsync(ct);
        var plan = here.Has<Plan>() ? (await ShowPlan.Handle(place, services.GetRequiredService<CurrentTree>(), db, view.Actor, catalogue, columns, ct)).Value : null;
        var known = services.GetRequiredService<MeasureCatalogue>();
        var may = view.Actor.Refuses(IdentificationModule.EditPlan, place) is null && place.Level >= Level.Township;
        var below = rows.Count > 0 || place.Level == Level.Village || !here.Has<Finding>() ? null
            : await db.Findings.AsNoTracking().Where(f => f.Place > place && f.Place <= place.Last && f.SupersededAt == null).Select(f => f.Rule).FirstOrDefaultAsync(ct);
        if (rows.Count == 0 && plan?.Content is null && below is null)
        {
            return null;
        }
        var book = await Rulebook.Read([.. rows.Select(r => r.Rule).Distinct()], db, ct);
        var versions = book.Versions.ToDictionary(v => v.Id);
        var latest = rows.GroupBy(r => r.Rule).Select(g => g.First()).Select(f => new Latest(f.Id, FindRules.Of(versions[f.Version]), f.Period, f.Outcome, f.Stand, f.Uncertain,
            new(f.SaidZh, f.SaidEn), f.Distance, f.Dimension)).ToList();
        var chart = latest is [var first, ..]
            ? await IncomeChart.Of(view, view.Say("weak.chart", first.Period.ToString(), first.Reason), place, first.Rule.Code, first.Period, book, columns, catalogue, services.GetRequiredService<KnownBatches>(), db, ct) : null;
        return PlaceSection.Show<FindingSection>(new Shown(latest, chart, plan?.Content is null ? null : new(plan, known, catalogue, true), place, may && latest.Exists(l => l.Stand is not Stand.NotNamed),
            below is null ? null : $"/weak/overview?rule={Uri.EscapeDataString(below)}&place={place}"));
    }
}
