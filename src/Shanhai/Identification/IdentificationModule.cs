using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Console;

namespace Shanhai.Identification;

/// <summary>Which villages are weak, by which rule, exactly why, and what is planned for them: rules, runs, findings, exits, disputes, plans.</summary>
public sealed class IdentificationModule : Module
{
    public const string ViewRules = "rules.view";
    public const string Publish = "rule.publish";
    public const string View = "findings.view";
    public const string Run = "rule.run";
    public const string ConfirmExit = "finding.confirm-exit";
    public const string Dispute = "figure.dispute";
    public const string Settle = "figure.settle-dispute";
    public const string EditPlan = "plan.edit";

    public override void Access(AccessTable access) => access
        .AllowPublic(ViewRules)
        .Allow(Publish, Role.Officer)
        .Allow(View, Role.Officer, Role.Clerk, Role.Leader, Role.Helper, Role.PostedWorker, Role.Analyst)
        .Allow(Run, Role.Officer)
        .Allow(ConfirmExit, Role.Officer, Role.Leader)
        .Allow(Dispute, Role.Clerk, Role.Officer)
        .Allow(Settle, Role.Officer)
        .Allow(EditPlan, Role.Officer, Role.Clerk);

    public override IEnumerable<MenuEntry> Menu =>
    [
        new("nav.decide", "weak.title", "/weak", "target-arrow", View),
        new("nav.decide", "overview.menu", "/weak/overview", "chart-bar", View),
        new("nav.decide", "rules.title", "/rules", "scale", ViewRules),
    ];

    public override async Task<IReadOnlyList<Waiting>> Waiting(IServiceProvider services, Actor actor, CancellationToken ct)
    {
        var db = services.GetRequiredService<Db>();
        var (confirm, settle) = (actor.Scope(ConfirmExit), actor.Scope(Settle));
        var exits = confirm.Roots.Count == 0 ? null : await db.Findings.AsNoTracking().Where(f => f.Stand == Stand.ExitProposed && f.SupersededAt == null).Within(confirm, f => f.Place)
            .GroupBy(f => new { f.Rule, f.Period }).Select(g => new { g.Key.Rule, g.Key.Period, Count = g.Count() }).ToListAsync(ct);
        var newest = exits?.OrderByDescending(e => e.Period).FirstOrDefault();
        var open = settle.Roots.Count == 0 ? null : await db.Disputes.AsNoTracking().Where(d => d.SettledAt == null).Within(settle, d => d.Place)
            .OrderBy(d => d.RaisedAt).Select(d => new { d.Place }).ToListAsync(ct);
        return
        [
            .. newest is null ? Array.Empty<Waiting>() : [new Waiting("weak.waiting-exits", newest.Count, $"/weak?rule={Uri.EscapeDataString(newest.Rule)}&period={newest.Period}&stand=ExitProposed")],
            .. open is not { Count: > 0 } ? Array.Empty<Waiting>() : [new Waiting("weak.waiting-disputes", open.Count, $"/places/{open[0].Place}")],
        ];
    }

    public override void Services(IServiceCollection services, Settings settings) =>
        services.AddSingleton<Judge>().AddSingleton<CurrentFindings>().AddSingleton(_ => MeasureCatalogue.Read());

    public override IEnumerable<Command> Console(Terminal terminal) => [IdentificationConsole.Identify(terminal)];

    public override IEnumerable<PlaceSection> PlaceSections => [new(50, null, FindingSection.Load) { Rows = [PlaceRows.Of<Finding>(nameof(Finding.Place)), PlaceRows.Of<Plan>(nameof(Plan.Place))] }];

    public override IEnumerable<PlaceUse> PlaceUses =>
    [
        new("weak.use", async (db, places, ct) => await db.Findings.LongCountAsync(f => places.Contains(f.Place), ct)),
        PlaceUse.Moving("plan.use", db => db.Plans, p => p.Place, p => p.MadeAt),
        PlaceUse.Moving("rules.title", db => db.RuleVersions, v => v.Jurisdiction, v => v.DraftedAt),
    ];

    public override void Api(IEndpointRouteBuilder api)
    {
        api.MapGet("/rules", FindRules.Handle);
        api.MapGet("/rules/{code}", ShowRule.Handle);
        api.MapPost("/rules", PublishRule.Handle);
        api.MapPost("/rules/preview", PreviewRule.Handle);
        api.MapPost("/rules/presets", LoadPresets.Handle);
        api.MapPost("/rules/adopt", AdoptRule.Handle);
        api.MapGet("/runs", FindRuns.Handle);
        api.MapPost("/runs", RunRule.Handle);
        api.MapGet("/findings", FindFindings.Handle);
        api.MapGet("/findings/counts", CountFindings.Handle);
        api.MapGet("/findings/export", ExportFindings.Handle);
        api.MapGet("/findings/{id}", ShowFinding.Handle);
        api.MapGet("/findings/{id}/reasons", ShowReasons.Handle);
        api.MapPost("/findings/{id}/exit", Identification.ConfirmExit.Handle);
        api.MapPost("/disputes", DisputeFigure.Handle);
        api.MapPost("/disputes/{id}/settle", SettleDispute.Handle);
        api.MapGet("/overview", ShowOverview.Handle);
        api.MapGet("/overview/export", ExportOverview.Handle);
        api.MapGet("/measures", (MeasureCatalogue measures) => TypedResults.Ok(measures)).WithName("FindMeasures").WithSummary("The catalogue of measures that a plan may name");
        api.MapGet("/plans", FindPlans.Handle);
        api.MapGet("/places/{code}/plan", ShowPlan.Handle);
        api.MapPost("/places/{place}/plan", SavePlan.Handle);
    }

    public override void Pages(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/weak", WeakPage.Show);
        pages.MapGet("/weak/map", FindingMap.Show);
        pages.MapPost("/weak/run", WeakPage.Run);
        pages.MapGet("/weak/overview", OverviewPage.Show);
        pages.MapGet("/weak/plans", PlansPage.Show);
        pages.MapGet("/weak/plans/export", PlansPage.Export);
        pages.MapGet("/findings/{id}", FindingPage.Show);
        pages.MapPost("/findings/{id}/exit", FindingPage.Exit);
        pages.MapPost("/findings/{id}/dispute", FindingPage.Dispute);
        pages.MapPost("/findings/{id}/settle", FindingPage.Settle);
        pages.MapGet("/rules", RulesPage.Show);
        pages.MapPost("/rules/presets", WeakPage.Load);
        pages.MapGet("/rules/{code}", RulePage.Show);
        pages.MapPost("/rules/{code}/edit", RulePage.Edit);
        pages.MapGet("/places/{code}/plan", PlanPage.Show);
        pages.MapPost("/places/{code}/plan", PlanPage.Save);
    }
}
