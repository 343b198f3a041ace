using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Host.Console;
using Shanhai.Host.Jobs;
using Shanhai.Organisations;

namespace Shanhai.Notices;

/// <summary>What is made public and stands for a time before the next step: text, board sheet, objections, and whether the step may be taken.</summary>
public sealed class NoticesModule : Module
{
    public const string View = "notice.view";
    public const string Object = "notice.object";
    public const string Write = "notice.write";
    public const string Post = "notice.post";
    public const string Answer = "notice.answer";
    public const string Identity = "notice.identity";
    public const string TakeDown = "notice.take-down";

    /// <summary>What clocks of notices and of objections run for.</summary>
    public const string Subject = "notice", ObjectionSubject = "objection";

    public static string SubjectOf(Notice notice) => $"{Subject}:{notice.Id}";

    public static string SubjectOf(Objection objection) => $"{ObjectionSubject}:{objection.Id}";

    public override void Access(AccessTable access) => access
        .AllowPublic(View)
        .AllowPublic(Object)
        .Allow(Write, Role.Officer, Role.Clerk, Role.Leader)
        .Allow(Post, Role.Officer, Role.Leader)
        .Allow(Answer, Role.Officer, Role.Leader)
        .Allow(Identity, Role.Officer, Role.Leader)
        .Allow(TakeDown, Role.SystemAdministrator);

    public override IEnumerable<MenuEntry> Menu => [new("nav.listen", "notices.title", "/notices", "speakerphone", View)];

    public override void Services(IServiceCollection services, Settings settings) => services.AddSingleton(s => MatterCatalogue.Read(s.GetRequiredService<DeadlineRules>()));

    public override void Jobs(JobTable jobs) => jobs.Every(TakeDown, "0 5 0 * * ?", TakeDownNotices.Handle);

    public override IEnumerable<Command> Console(Terminal terminal) => [NoticesConsole.Notices(terminal)];

    public override IEnumerable<PlaceSection> PlaceSections => [new(520, null, NoticeSection.Load) { Rows = [PlaceRows.Of<Notice>(nameof(Notice.Place))] }];

    public override IEnumerable<PlaceUse> PlaceUses => [new("notices.use", (db, places, ct) => db.Notices.LongCountAsync(n => places.Contains(n.Place), ct))];

    public override async Task<IReadOnlyList<Waiting>> Waiting(IServiceProvider services, Actor actor, CancellationToken ct)
    {
        if (!actor.May(Answer))
        {
            return [];
        }
        var (db, today) = (services.GetRequiredService<Db>(), ChinaDay.Today(services.GetRequiredService<TimeProvider>()));
        var mine = NoticeSight.Of(actor, await services.GetRequiredService<CurrentTree>().Read(db, ct), Answer).Notices(db).AsNoTracking();
        var open = await db.Objections.AsNoTracking().Where(o => o.AnsweredAt == null && mine.Any(n => n.Id == o.Notice)).OrderBy(o => o.Id).Select(o => o.Notice).Take(1000).ToListAsync(ct);
        var late = open.Count > 0 && await db.Objections.AnyAsync(o => o.AnsweredAt == null && mine.Any(n => n.Id == o.Notice) && db.Clocks.Any(c => c.Id == o.Clock && c.DueOn < today), ct);
        // Over, and nothing in the way: the next step waits for nothing but her.
        var (inTheWay, recent) = (MayProceed.InTheWay(db), today.AddDays(-30));
        var free = await mine.CountAsync(n => n.State == NoticeState.Posted && n.NextStep != null && db.Clocks.Any(c => c.Id == n.Clock && c.DueOn < today && c.DueOn >= recent)
            && !inTheWay.Any(o => o.Notice == n.Id), ct);
        return
        [
            .. open.Count == 0 ? Array.Empty<Waiting>() : [new Waiting("notices.waiting-objections", open.Count, $"/notices/{open[0]}#objections", late)],
            .. free == 0 ? Array.Empty<Waiting>() : [new Waiting("notices.waiting-free", free, "/notices?list=Mine")],
        ];
    }

    public override void Api(IEndpointRouteBuilder api)
    {
        api.MapGet("/notices", FindNotices.Handle);
        api.MapGet("/notices/matters", (MatterCatalogue matters) => TypedResults.Ok(matters.All)).WithName("FindMatters").WithSummary("What may be made public, for how long at least, where and with which columns");
        api.MapGet("/notices/{id}", ShowNotice.Handle);
        api.MapPost("/notices", DraftNotice.Handle);
        api.MapPost("/notices/{id}/change", ChangeNotice.Handle);
        api.MapPost("/notices/{id}/post", PostNotice.Handle);
        api.MapPost("/notices/{id}/withdraw", WithdrawNotice.Handle);
        api.MapPost("/notices/{id}/objections", FileObjection.Handle).RequireRateLimiting(SignInLimits.PublicForms);
        api.MapPost("/notices/objections/follow", FollowObjection.Handle).RequireRateLimiting(SignInLimits.PublicForms);
        api.MapPost("/notices/objections/{id}/answer", AnswerObjection.Handle);
        api.MapPost("/notices/objections/{id}/identity", OpenObjector.Handle).WithMetadata(new SentOnce.Itself());
    }

    public override void Pages(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/notices", NoticesPage.Show);
        pages.MapGet("/notices/export", NoticesPage.Export);
        pages.MapGet("/notices/new", NoticeFormPage.New);
        pages.MapPost("/notices/new", NoticeFormPage.Create);
        pages.MapGet("/notices/{id}", NoticePage.Show);
        pages.MapGet("/notices/{id}/sheet", SheetPage.Show);
        pages.MapGet("/notices/{id}/edit", NoticeFormPage.Edit);
        pages.MapPost("/notices/{id}/edit", NoticeFormPage.Change);
        pages.MapPost("/notices/{id}/post", NoticePage.Post);
        pages.MapPost("/notices/{id}/withdraw", NoticePage.Withdraw);
        pages.MapGet("/notices/{id}/object", ObjectPage.Show);
        pages.MapPost("/notices/{id}/object", ObjectPage.Post).RequireRateLimiting(SignInLimits.PublicForms).WithMetadata(new WhenTooOften(ObjectPage.TooOften));
        pages.MapGet("/notices/objections/follow", FollowObjectionPage.Show);
        pages.MapPost("/notices/objections/follow", FollowObjectionPage.Post).RequireRateLimiting(SignInLimits.PublicForms);
        pages.MapPost("/notices/objections/{id}/answer", NoticePage.Answer);
        pages.MapPost("/notices/objections/{id}/identity", NoticePage.Identity);
    }
}
