using Microsoft.AspNetCore.Mvc;
using Shanhai.Host.Web.Parts;

namespace Shanhai.Burden;

public partial class FeedbackPage
{
    public sealed record Shown(Form Form, Problem? Problem, bool Sent);

    public sealed record Form
    {
        public string? Page { get; init; }
        public string? Kind { get; init; }
        public string? Text { get; init; }
        public string? Contact { get; init; }
    }

    private IReadOnlyList<Choice> Kinds => [.. Enum.GetValues<FeedbackKind>().Select(k => new Choice(k.ToString(), T("feedback.kind." + k)))];

    // Only an address of this site.
    private string Back => Model.Form.Page is ['/', not ('/' or '\\'), ..] page ? page : "/";

    public static IResult Show(View view, string? page, bool? sent) => Answer(view, new(new() { Page = page }, null, sent is true));

    public static async Task<IResult> Post(View view, [FromForm] Form? form, Db db, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        var kind = Enum.TryParse<FeedbackKind>(form.Kind, out var parsed) ? parsed : (FeedbackKind?)null;
        var sent = await SendFeedback.Handle(new(form.Page, kind, form.Text, form.Contact), db, view.Actor, clock, ct);
        return sent.Problem is { } problem
            ? Answer(view, new(form, problem, false))
            : Html.Go("/feedback?sent=true&page=" + Uri.EscapeDataString(form.Page ?? "/"));
    }

    private static IResult Answer(View view, Shown shown) =>
        Html.Show<FeedbackPage, Shown>(view, view.Say("feedback.title"), shown, shown.Problem?.Status ?? 200);
}
