using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Host.Console;
using Shanhai.Host.Jobs;
using Shanhai.Places;

namespace Shanhai.Enclaves;

/// <summary>Enclaves: pooled money and land quota, contracts with phases, dividends exact to the fen that reach the villages' own books, the income cliff seen a year ahead.</summary>
public sealed class EnclavesModule : Module
{
    /// <summary>What is published: for everybody.</summary>
    public const string Read = "enclaves.read";
    public const string View = "enclaves.view";
    public const string Plan = "enclaves.plan";
    public const string Publish = "enclaves.publish";
    public const string Distribute = "enclaves.distribute";
    public const string Approve = "enclaves.approve";
    public const string Pay = "enclaves.pay";

    /// <summary>The job that raises alarms.</summary>
    public const string Watch = "enclaves.watch";

    public override void Access(AccessTable access) => access
        .AllowPublic(Read)
        .Allow(View, Role.Officer, Role.Clerk, Role.Leader, Role.Analyst)
        .Allow(Plan, Role.Officer)
        .Allow(Publish, Role.Officer, Role.Leader)
        .Allow(Distribute, Role.Officer)
        // Never lent to a key: two borrowed keys are not two people.
        .AllowFresh(Approve, Role.Officer, Role.Leader)
        .Allow(Pay, Role.Officer)
        .Allow(Watch, Role.SystemAdministrator);

    public override IEnumerable<MenuEntry> Menu =>
    [
        new("nav.mobilise", "enclaves.title", "/enclaves", "building-bank", View),
        new("nav.open", "enclaves.public", "/enclaves/published", "world", Read),
    ];

    public override void Jobs(JobTable jobs) => jobs.Every(Watch, "0 20 1 * * ?", WatchEnclaves.Work);

    public override IEnumerable<Command> Console(Terminal terminal) => [EnclavesConsole.Enclave(terminal), EnclavesConsole.Import(terminal)];

    // Whoever took a village over is paid for it: that the place grew is a row too.
    public override IEnumerable<PlaceSection> PlaceSections => [new(420, null, EnclavesSection.Load) { Rows = [PlaceRows.Of<Stake>(nameof(Stake.Place)), PlaceRows.Of<PlaceMove>(nameof(PlaceMove.To))] }];

    public override IEnumerable<PlaceUse> PlaceUses =>
    [
        new("enclaves.title", (db, places, ct) => db.Enclaves.LongCountAsync(e => places.Contains(e.Place) || places.Contains(e.HostPlace), ct)),
        new("enclaves.stakes", (db, places, ct) => db.Stakes.LongCountAsync(s => places.Contains(s.Place), ct)),
    ];

    public override async Task<IReadOnlyList<Waiting>> Waiting(IServiceProvider services, Actor actor, CancellationToken ct)
    {
        var db = services.GetRequiredService<Db>();
        var waiting = new List<Waiting>();
        if (actor.May(Approve))
        {
            var person = Approval.PersonOf(actor);
            var ours = db.Enclaves.Within(actor.Scope(Approve), e => e.Place).Select(e => e.Id);
            waiting.Add(new("enclaves.waiting", await db.Distributions.CountAsync(d => d.State == DistributionState.Proposed && d.Preparer != person && ours.Contains(d.Enclave), ct), "/enclaves?state=Waits"));
        }
        if (actor.May(Plan))
        {
            var ours = db.Enclaves.Within(actor.Scope(Plan), e => e.Place).Select(e => e.Id);
            waiting.Add(new("enclaves.waiting-alarms", await db.EnclaveAlarms.CountAsync(a => a.Done == null && ours.Contains(a.Enclave), ct), "/enclaves?state=Alarm"));
        }
        return waiting;
    }

    public override void Api(IEndpointRouteBuilder api)
    {
        api.MapGet("/enclaves", FindEnclaves.Handle);
        api.MapGet("/enclaves/templates", () => TypedResults.Ok(EnclaveTemplate.All)).WithName("FindEnclaveTemplates").WithSummary("Contracts that ship as data, each with its source");
        api.MapGet("/enclaves/limits", () => TypedResults.Ok(EnclaveLimits.Shipped)).WithName("ShowEnclaveLimits").WithSummary("What the law says of enclaves, with its basis");
        api.MapGet("/enclaves/compare", CompareSharing.Handle);
        api.MapPost("/enclaves", CreateEnclave.Handle);
        api.MapGet("/enclaves/published/{id}", ShowPublished.Handle).WithName("ShowPublishedEnclave").WithSummary("One published enclave, for everybody");
        api.MapGet("/enclaves/{id}", ShowEnclave.Handle);
        api.MapPost("/enclaves/{id}", CorrectEnclave.Handle);
        api.MapPost("/enclaves/{id}/contract", WriteContract.Handle);
        api.MapPost("/enclaves/{id}/sign", SignContract.Handle);
        api.MapPost("/enclaves/{id}/publish", PublishEnclave.Handle);
        api.MapPost("/enclaves/{id}/end", EndEnclave.Handle);
        api.MapGet("/enclaves/{id}/stakes", FindStakes.Handle);
        api.MapPost("/enclaves/{id}/stakes", RecordStakes.Handle);
        api.MapPost("/enclaves/stakes/{id}/take-back", TakeBackStake.Handle);
        api.MapPost("/enclaves/{id}/preview", PreviewDistribution.Handle);
        api.MapPost("/enclaves/{id}/distributions", ProposeDistribution.Handle);
        api.MapGet("/enclaves/distributions/{id}", ShowDistribution.Handle);
        api.MapPost("/enclaves/distributions/{id}/decide", DecideDistribution.Handle);
        api.MapPost("/enclaves/distributions/{id}/reverse", ReverseDistribution.Handle);
        api.MapPost("/enclaves/distributions/{id}/payments", RecordPayments.Handle);
        api.MapPost("/enclaves/distributions/{id}/post", PostDividends.Handle);
        api.MapPost("/enclaves/payments/{id}/take-back", TakeBackPayment.Handle);
        api.MapPost("/enclaves/alarms/{id}/close", CloseAlarm.Handle);
    }

    public override void Pages(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/enclaves", EnclavesPage.Show);
        pages.MapGet("/enclaves/export", EnclavesPage.Export);
        pages.MapGet("/enclaves/new", EnclaveFormPage.Show);
        pages.MapPost("/enclaves/new", EnclaveFormPage.Create);
        pages.MapGet("/enclaves/compare", SharingPage.Show);
        pages.MapGet("/enclaves/published", PublishedEnclavesPage.Show);
        pages.MapGet("/enclaves/published/export", PublishedEnclavesPage.Export);
        pages.MapGet("/enclaves/published/{id}", PublishedEnclavesPage.One);
        pages.MapGet("/enclaves/{id}", EnclavePage.Show);
        pages.MapPost("/enclaves/{id}/do", EnclavePage.Do);
        pages.MapGet("/enclaves/{id}/export", EnclavePage.Export);
        pages.MapGet("/enclaves/{id}/contract", ContractPage.Show);
        pages.MapPost("/enclaves/{id}/contract", ContractPage.Write);
        pages.MapGet("/enclaves/{id}/stakes", StakesPage.Show);
        pages.MapPost("/enclaves/{id}/stakes", StakesPage.Record);
        pages.MapPost("/enclaves/{id}/stakes/take-back", StakesPage.TakeBack);
        pages.MapGet("/enclaves/{id}/stakes/export", StakesPage.Export);
        pages.MapGet("/enclaves/{id}/stakes/import", ImportStakesPage.Show);
        pages.MapPost("/enclaves/{id}/stakes/import", ImportStakesPage.Post);
        pages.MapGet("/enclaves/{id}/stakes/template", ImportStakesPage.Template);
        pages.MapGet("/enclaves/{id}/distribute", DistributePage.Show);
        pages.MapPost("/enclaves/{id}/distribute", DistributePage.Post);
        pages.MapGet("/enclaves/distributions/{id}", DistributionPage.Show);
        pages.MapPost("/enclaves/distributions/{id}", DistributionPage.Post);
        pages.MapGet("/enclaves/distributions/{id}/export", DistributionPage.Export);
        pages.MapGet("/enclaves/distributions/{id}/payments", ImportPaymentsPage.Show);
        pages.MapPost("/enclaves/distributions/{id}/payments", ImportPaymentsPage.Post);
        pages.MapGet("/enclaves/distributions/{id}/payments/template", ImportPaymentsPage.Template);
    }
}
