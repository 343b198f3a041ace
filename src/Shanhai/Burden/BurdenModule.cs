using Microsoft.EntityFrameworkCore;

namespace Shanhai.Burden;

/// <summary>What the work costs the people who do it. For now: feedback about the program itself, from every page.</summary>
public sealed class BurdenModule : Module
{
    public const string Send = "feedback.send";
    public const string Answer = "feedback.answer";

    public override void Access(AccessTable access) => access
        .AllowPublic(Send)
        .Allow(Answer, Role.SystemAdministrator);

    public override IEnumerable<MenuEntry> Menu => [new("nav.govern", "feedback.all", "/feedback/all", "message-circle", Answer)];

    public override async Task<IReadOnlyList<Waiting>> Waiting(IServiceProvider services, Actor actor, CancellationToken ct) =>
        actor.May(Answer)
            ? [new("feedback.waiting", await FindFeedback.Seen(services.GetRequiredService<Db>(), actor).CountAsync(f => f.AnsweredAt == null, ct), "/feedback/all")]
            : [];

    public override void Api(IEndpointRouteBuilder api)
    {
        api.MapPost("/feedback", SendFeedback.Handle).RequireRateLimiting(SignInLimits.PublicForms);
        api.MapGet("/feedback", FindFeedback.Handle);
        api.MapPost("/feedback/{id}/answer", AnswerFeedback.Handle);
    }

    public override void Pages(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/feedback", FeedbackPage.Show);
        pages.MapPost("/feedback", FeedbackPage.Post).RequireRateLimiting(SignInLimits.PublicForms);
        pages.MapGet("/feedback/all", FeedbackListPage.Show);
        pages.MapPost("/feedback/all/{id}", FeedbackListPage.Post);
    }
}
