using Microsoft.AspNetCore.Mvc;

namespace Shanhai.Host.Security;

public partial class CodesPage
{
    /// <summary>Either the secret to be set up, or the recovery codes that came of it.</summary>
    public sealed record Shown(SetUpCodes.Offer? Offer, IReadOnlyList<string> RecoveryCodes, Problem? Problem);

    public sealed record Form
    {
        public string? Code { get; init; }
    }

    public static async Task<IResult> Show(View view, Db db, Sessions sessions, TimeProvider clock, CancellationToken ct) => await Page(view, db, sessions, clock, null, ct);

    public static async Task<IResult> Post(View view, [FromForm] Form? form, Db db, Sessions sessions, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        var result = await SetUpCodes.Handle(new(form.Code), db, view.Actor, sessions, clock, ct);
        return result.Problem is not { } problem ? Codes(view, result.Value)
            : problem.Status == 422 ? await Page(view, db, sessions, clock, problem, ct)
            : AgainPage.Or(view, problem, "/account/codes");
    }

    public static async Task<IResult> Renew(View view, [FromForm] Form? form, Db db, Sessions sessions, TimeProvider clock, CancellationToken ct)
    {
        var result = await SetUpCodes.Renew(db, view.Actor, sessions.UserManager, clock, ct);
        return result.Problem is { } problem ? AgainPage.Or(view, problem, "/account") : Codes(view, result.Value);
    }

    private static async Task<IResult> Page(View view, Db db, Sessions sessions, TimeProvider clock, Problem? problem, CancellationToken ct)
    {
        var offer = await SetUpCodes.Prepare(db, view.Actor, sessions.UserManager, clock, ct);
        return offer.Problem is { } no
            ? AgainPage.Or(view, no, "/account/codes")
            : Html.Show<CodesPage, Shown>(view, view.Say("codes.title"), new(offer.Value, [], problem), problem is null ? 200 : 422);
    }

    private static IResult Codes(View view, SetUpCodes.Done done) => Html.Show<CodesPage, Shown>(view, view.Say("codes.title"), new(null, done.RecoveryCodes, null));
}
