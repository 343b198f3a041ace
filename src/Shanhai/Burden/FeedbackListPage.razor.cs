using Microsoft.AspNetCore.Mvc;

namespace Shanhai.Burden;

public partial class FeedbackListPage
{
    public sealed record Shown(Page<FindFeedback.Row> Found, Id<Feedback>? Refused, Problem? Problem);

    public sealed record Form
    {
        public string? Answer { get; init; }
    }

    public static Task<IResult> Show(View view, [AsParameters] FindFeedback filter, Db db, CancellationToken ct) => Page(view, filter, null, null, db, ct);

    public static async Task<IResult> Post(View view, Id<Feedback> id, [FromForm] Form? form, Db db, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        var answered = await AnswerFeedback.Handle(id, new(form.Answer), db, view.Actor, clock, ct);
        return answered.Problem is { } problem ? await Page(view, new(null, null), id, problem, db, ct) : Html.Go("/feedback/all");
    }

    private static async Task<IResult> Page(View view, FindFeedback filter, Id<Feedback>? refused, Problem? problem, Db db, CancellationToken ct)
    {
        var found = await FindFeedback.Handle(filter, db, view.Actor, ct);
        return found.Problem is { } no
            ? Html.Refused(view, no)
            : Html.Show<FeedbackListPage, Shown>(view, view.Say("feedback.all"), new(found.Value, refused, problem), problem?.Status ?? 200);
    }
}
