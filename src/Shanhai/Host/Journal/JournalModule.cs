using System.CommandLine;
using Shanhai.Host.Console;
using Shanhai.Host.Jobs;

namespace Shanhai.Host.Journal;

/// <summary>Who did what, when, from where: kept, sealed, proved. Auditors read it; nobody writes it but by doing something.</summary>
public sealed class JournalModule : Module
{
    public const string View = "journal.view";
    public const string Verify = "journal.verify";
    public const string Seal = "journal.seal";

    public override void Access(AccessTable access) => access
        .Allow(View, Role.Auditor)
        .Allow(Verify, Role.Auditor)
        .Allow(Seal, Role.Auditor);

    public override void Services(IServiceCollection services, Settings settings) => services.AddSingleton<JournalKey>().AddSingleton<JournalTail>();

    public override void Jobs(JobTable jobs) => jobs
        .Every(Seal, "0 * * * * ?", (run, ct) => SealJournal.Handle(run.Db, run.Get<JournalKey>(), run.Get<Settings>(), run.Actor, run.Get<TimeProvider>(), ct))
        .On<VerifyJournal, VerifyJournal.Verified>(Verify, VerifyJournal.Handle);

    public override IEnumerable<Command> Console(Terminal terminal) => [JournalConsole.Verify(terminal)];

    public override IEnumerable<MenuEntry> Menu => [new("nav.govern", "journal.title", "/journal", "timeline", View)];

    public override void Api(IEndpointRouteBuilder api)
    {
        api.MapGet("/journal", FindEntries.Handle);
        api.MapGet("/journal/{number:long}", ShowEntry.Handle);
        api.MapGet("/journal/{number:long}/proof", ProveEntry.Handle);
        api.MapPost("/journal/check", AskVerify.Handle);
        api.MapPost("/journal/receipts", VerifyReceipt.Handle).RequireRateLimiting(SignInLimits.PublicForms);
    }

    public override void Pages(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/journal", JournalPage.Show);
        pages.MapGet("/journal/rows.csv", JournalPage.Export);
        pages.MapPost("/journal/check", JournalPage.Check);
        pages.MapGet("/journal/{number:long}", EntryPage.Show);
        pages.MapGet("/verify", VerifyPage.Show);
        pages.MapPost("/verify", VerifyPage.Post).RequireRateLimiting(SignInLimits.PublicForms);
        // Public on purpose: an anchor is worth something only in other people's hands.
        pages.MapGet("/journal/head", ShowSeal.Head);
        pages.MapGet("/journal/seals/{number:long}", ShowSeal.Handle);
    }
}
