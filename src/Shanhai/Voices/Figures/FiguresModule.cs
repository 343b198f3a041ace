using Shanhai.Voices.Signals;

namespace Shanhai.Voices.Figures;

/// <summary>What voices say when they are counted: statistics with definitions, the yearly report, what rises faster than it used to.</summary>
public sealed class FiguresModule : Module
{
    public const string Propose = "voice.propose";
    public const string MakeSignals = "voice.signals";

    public override void Access(AccessTable access) => access
        .Allow(Propose, Role.Officer, Role.Leader)
        .Allow(MakeSignals, Role.SystemAdministrator);

    public override IEnumerable<MenuEntry> Menu =>
    [
        new("nav.listen", "voices.signal.title", "/voices/signal", "trending-up", VoicesModule.View),
        new("nav.listen", "voices.figures.title", "/voices/statistics", "chart-bar", VoicesModule.View),
        new("nav.listen", "voices.rates.title", "/voices/rates", "chart-bar", VoicesModule.Follow),
    ];

    public override void Services(IServiceCollection services, Settings settings) =>
        services.AddSingleton(_ => SmallCounts.Read()).AddSingleton(_ => SignalRule.Read()).AddSingleton<PublicStatistics>();

    public override void Jobs(Host.Jobs.JobTable jobs) => jobs.Every(MakeSignals, "0 40 4 * * ?", Signals.MakeSignals.Handle);

    public override void Api(IEndpointRouteBuilder api)
    {
        api.MapGet("/voices/statistics", FindStatistics.Handle);
        api.MapGet("/voices/statistics/export", FindStatistics.Export);
        api.MapGet("/voices/rates", FindStatistics.Public);
        api.MapGet("/voices/annual", AnnualReport.Handle);
        api.MapPost("/voices/proposals", MakeProposal.Handle);
        api.MapPost("/voices/proposals/{id}", AnswerProposal.Handle);
        api.MapGet("/voices/signals", FindSignals.Handle);
    }

    public override void Pages(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/voices/signal", SignalPage.Show);
        pages.MapGet("/voices/statistics", StatisticsPage.Show);
        pages.MapGet("/voices/rates", RatesPage.Show);
        pages.MapGet("/voices/annual", AnnualReportPage.Show);
        pages.MapGet("/voices/annual.docx", AnnualReportPage.Document);
        pages.MapPost("/voices/proposals", AnnualReportPage.Propose);
        pages.MapPost("/voices/proposals/{id}", AnnualReportPage.Answer);
    }
}
