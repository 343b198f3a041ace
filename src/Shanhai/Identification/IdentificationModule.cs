using System.CommandLine;
using Shanhai.Host.Console;

namespace Shanhai.Identification;

/// <summary>Which villages are weak, by which rule, and exactly why: rules, runs, findings, exits and disputes.</summary>
public sealed class IdentificationModule : Module
{
    public const string ViewRules = "rules.view";
    public const string Publish = "rule.publish";
    public const string View = "findings.view";
    public const string Run = "rule.run";
    public const string ConfirmExit = "finding.confirm-exit";
    public const string Dispute = "figure.dispute";
    public const string Settle = "figure.settle-dispute";

    public override void Access(AccessTable access) => access
        .AllowPublic(ViewRules)
        .Allow(Publish, Role.Officer)
        .Allow(View, Role.Officer, Role.Clerk, Role.Leader, Role.Helper, Role.PostedWorker, Role.Analyst)
        .Allow(Run, Role.Officer)
        .Allow(ConfirmExit, Role.Officer, Role.Leader)
        .Allow(Dispute, Role.Clerk, Role.Officer)
        .Allow(Settle, Role.Officer);

    public override void Services(IServiceCollection services, Settings settings) => services.AddSingleton<Judge>();

    public override IEnumerable<Command> Console(Terminal terminal) => [IdentificationConsole.Identify(terminal)];

    public override void Api(IEndpointRouteBuilder api)
    {
        api.MapGet("/rules", FindRules.Handle);
        api.MapGet("/rules/{code}", ShowRule.Handle);
        api.MapPost("/rules", PublishRule.Handle);
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
    }
}
