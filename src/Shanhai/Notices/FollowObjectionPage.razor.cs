using Microsoft.AspNetCore.Mvc;

namespace Shanhai.Notices;

/// <summary>Code and PIN, and one's own objection is shown with its answer: in the answer to the form, so that nothing stays in the browser.</summary>
public partial class FollowObjectionPage
{
    public sealed record Shown(string? Receipt, Problem? Problem, FollowObjection.Shown? Found);

    public sealed record Typed
    {
        public string? Receipt { get; init; }
        public string? Pin { get; init; }
    }

    public static IResult Show(View view) => Page(view, new(null, null, null));

    public static async Task<IResult> Post(View view, [FromForm] Typed? form, Vault vault, Db db, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        var found = await FollowObjection.Handle(new(form.Receipt, form.Pin), vault, db, view.Actor, clock, ct);
        return Page(view, found.Problem is { } problem ? new(form.Receipt, problem, null) : new(null, null, found.Value));
    }

    private static IResult Page(View view, Shown shown) => Html.Show<FollowObjectionPage, Shown>(view, view.Say("notices.follow"), shown, shown.Problem?.Status ?? 200);
}
