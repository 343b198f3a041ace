using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Console;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Receptions;

/// <summary>Reception days: planned, approved, announced, booked, held, recorded; who received a case answers for it until it ends.</summary>
public sealed class ReceptionsModule : Module
{
    public const string View = "reception.view";
    public const string Book = "reception.book";
    public const string Plan = "reception.plan";
    public const string Approve = "reception.approve";
    public const string Announce = "reception.announce";
    public const string Work = "reception.work";
    public const string Load = "reception.load-past";

    /// <summary>What notices of reception days are for.</summary>
    public const string Subject = "reception";

    public static string SubjectOf(Reception day) => $"{Subject}:{day.Id}";

    public override void Access(AccessTable access) => access
        .AllowPublic(View)
        .AllowPublic(Book)
        .Allow(Plan, Role.Officer, Role.Clerk, Role.Leader)
        .Allow(Approve, Role.Leader)
        .Allow(Announce, Role.Officer, Role.Leader)
        .Allow(Work, Role.Officer, Role.Clerk, Role.Leader)
        .Allow(Load, Role.Officer);

    public override IEnumerable<MenuEntry> Menu => [new("nav.listen", "receptions.title", "/receptions", "users", View)];

    public override void Services(IServiceCollection services, Settings settings) => services.AddSingleton(_ => ReceptionCatalogue.Read());

    public override IEnumerable<Command> Console(Terminal terminal) => [ReceptionsConsole.Receptions(terminal)];

    public override IEnumerable<PlaceSection> PlaceSections => [new(530, null, ReceptionSection.Load) { Rows = [PlaceRows.Of<Reception>(nameof(Reception.Place))] }];

    public override IEnumerable<PlaceUse> PlaceUses => [new("receptions.use", (db, places, ct) => db.Receptions.LongCountAsync(r => places.Contains(r.Place), ct))];

    public override async Task<IReadOnlyList<Waiting>> Waiting(IServiceProvider services, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Work))
        {
            return [];
        }
        var (db, today) = (services.GetRequiredService<Db>(), ChinaDay.Today(services.GetRequiredService<TimeProvider>()));
        var tree = await services.GetRequiredService<CurrentTree>().Read(db, ct);
        var approve = actor.May(Approve) ? await ReceptionSight.Of(actor, tree, Approve, db).Where(r => r.State == ReceptionState.Planned).OrderBy(r => r.On).Select(r => r.Id).Take(100).ToListAsync(ct) : [];
        var mine = ReceptionSight.Of(actor, tree, Work, db);
        var unclosed = await mine.Where(r => r.State == ReceptionState.Open || r.State == ReceptionState.Announced && r.On <= today).OrderBy(r => r.On).Select(r => new { r.Id, r.On, r.State }).Take(100).ToListAsync(ct);
        var seen = Voices.Sight.Of(actor, tree, Voices.VoicesModule.View).Voices(db);
        var late = await db.ReceptionCases.Where(c => c.SettleBy < today && mine.Any(r => r.Id == c.Reception) && seen.Any(v => v.Id == c.Voice && v.State < Voices.VoiceState.Concluded)).OrderBy(c => c.SettleBy)
            .Select(c => c.Reception).Take(1000).ToListAsync(ct);
        return
        [
            .. approve.Count == 0 ? Array.Empty<Waiting>() : [new Waiting("receptions.waiting-approve", approve.Count, $"/receptions/{approve[0]}")],
            .. unclosed.Count == 0 ? Array.Empty<Waiting>() : [new Waiting("receptions.waiting-today", unclosed.Count, $"/receptions/{unclosed[0].Id}", unclosed.Exists(u => u.On < today))],
            .. late.Count == 0 ? Array.Empty<Waiting>() : [new Waiting("receptions.waiting-cases", late.Count, $"/receptions/{late[0]}#cases", true)],
        ];
    }

    public override void Api(IEndpointRouteBuilder api)
    {
        api.MapGet("/receptions", FindReceptions.Handle);
        api.MapGet("/receptions/coverage", FindCoverage.Handle);
        api.MapGet("/receptions/template", (ReceptionCatalogue catalogue) => TypedResults.Ok(catalogue)).WithName("ShowReceptionTemplate").WithSummary("How a reception day is prepared and held, how often, and what is told of four days of the past");
        api.MapGet("/receptions/{id}", ShowReception.Handle);
        api.MapGet("/receptions/{id}/board", ShowBoard.Handle);
        api.MapPost("/receptions", (PlanReception input, ReceptionCatalogue catalogue, Notices.MatterCatalogue matters, CurrentTree trees, CurrentRegister places, Host.Clocks.CurrentDeadlines current, Db db, Actor actor, TimeProvider clock, CancellationToken ct) =>
            PlanReception.Handle(input, null, catalogue, matters, trees, places, current, db, actor, clock, ct)).WithName("PlanReception").WithSummary("Plans a reception day by the template, refused where its notice would come too late");
        api.MapPost("/receptions/{id}/plan", (Id<Reception> id, PlanReception input, ReceptionCatalogue catalogue, Notices.MatterCatalogue matters, CurrentTree trees, CurrentRegister places, Host.Clocks.CurrentDeadlines current, Db db, Actor actor, TimeProvider clock, CancellationToken ct) =>
            PlanReception.Handle(input, id, catalogue, matters, trees, places, current, db, actor, clock, ct)).WithName("ChangePlan").WithSummary("Writes a plan that is not approved yet again");
        api.MapPost("/receptions/{id}/approve", ApproveReception.Handle);
        api.MapPost("/receptions/{id}/announce", AnnounceReception.Handle);
        api.MapPost("/receptions/{id}/leader", ReplaceLeader.Handle);
        api.MapPost("/receptions/{id}/cancel", CancelReception.Handle);
        api.MapPost("/receptions/{id}/open", OpenReception.Handle);
        api.MapPost("/receptions/{id}/close", CloseReception.Handle);
        api.MapPost("/receptions/{id}/bookings", BookReception.Handle).RequireRateLimiting(SignInLimits.PublicForms);
        api.MapPost("/receptions/{id}/bookings/cancel", CancelBooking.Handle).RequireRateLimiting(SignInLimits.PublicForms);
        api.MapPost("/receptions/{id}/rooms/{room}/next", ReceptionDesk.CallNext);
        api.MapPost("/receptions/cases/{id}/arrive", ReceptionDesk.Arrive);
        api.MapPost("/receptions/cases/{id}/back", ReceptionDesk.PutBack);
        api.MapPost("/receptions/cases/{id}/record", RecordCase.Handle);
        api.MapPost("/receptions/cases/{id}/owner", HandOverCase.Handle);
    }

    public override void Pages(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/receptions", ReceptionsPage.Show);
        pages.MapGet("/receptions/coverage", CoveragePage.Show);
        pages.MapGet("/receptions/history", HistoryPage.Show);
        pages.MapGet("/receptions/new", PlanPage.New);
        pages.MapPost("/receptions/new", PlanPage.Create);
        pages.MapGet("/receptions/{id}", ReceptionPage.Show);
        pages.MapGet("/receptions/{id}/edit", PlanPage.Edit);
        pages.MapPost("/receptions/{id}/edit", PlanPage.Change);
        pages.MapPost("/receptions/{id}/do", ReceptionPage.Do);
        pages.MapGet("/receptions/{id}/book", BookPage.Show);
        pages.MapPost("/receptions/{id}/book", BookPage.Post).RequireRateLimiting(SignInLimits.PublicForms).WithMetadata(new WhenTooOften(BookPage.TooOften));
        pages.MapGet("/receptions/{id}/booking", BookingPage.Show);
        pages.MapPost("/receptions/{id}/booking", BookingPage.Post).RequireRateLimiting(SignInLimits.PublicForms);
        pages.MapGet("/receptions/{id}/desk", DeskPage.Show);
        pages.MapPost("/receptions/{id}/desk", DeskPage.Post);
        pages.MapGet("/receptions/{id}/board", BoardPage.Show);
        pages.MapGet("/receptions/{id}/results", ResultsPage.Show);
        pages.MapGet("/receptions/{id}/results.docx", ResultsPage.Docx);
        pages.MapGet("/receptions/cases/{id}", CasePage.Show);
        pages.MapPost("/receptions/cases/{id}", CasePage.Post);
    }
}
