using Microsoft.EntityFrameworkCore;
using Microsoft.AspNetCore.Mvc;

namespace Shanhai.Host.Security;

public partial class SignInPage
{
    public sealed record Shown(string? Name, string? Return, string? Office, Problem? Problem);

    public sealed record Form
    {
        public string? Name { get; init; }
        public string? Password { get; init; }
        public string? Return { get; init; }
        public string? Credential { get; init; }
    }

    public static IResult Show(View view, Settings settings, string? @return) => Page(view, settings, new(null, @return, null, null));

    public static async Task<IResult> Post(View view, [FromForm] Form? form, Db db, Actor actor, Sessions sessions, SignInLimits limits, Settings settings, CancellationToken ct)
    {
        form ??= new();
        var result = await SignIn.Handle(new(form.Name, form.Password), db, actor, sessions, limits, ct);
        return result.Problem is { } problem ? Page(view, settings, new(form.Name, form.Return, null, problem))
            : result.Value.CodeOwed ? Html.Go("/sign-in/code" + (form.Return is null ? "" : "?return=" + Uri.EscapeDataString(form.Return)))
            : Html.Go(Local(form.Return));
    }

    public static async Task<IResult> Passkey(View view, [FromForm] Form? form, Db db, Actor actor, Sessions sessions, Settings settings, CancellationToken ct)
    {
        form ??= new();
        var result = await Passkeys.Enter(form.Credential, db, actor, sessions, ct);
        return result.Problem is { } problem ? Page(view, settings, new(null, form.Return, null, problem)) : Html.Go(Local(form.Return));
    }

    public static async Task<IResult> SignOut(View view, [FromForm] Form? form, Db db, Sessions sessions, CancellationToken ct)
    {
        if (view.Actor is { User: { } me, Session: { } session })
        {
            await sessions.End(me.Value, session, null, ct);
            db.Record(view.Actor, "user.signed-out", "user:" + me, place: await db.Users.Where(u => u.Id == me.Value).Select(u => u.Home).SingleAsync(ct));
            await db.SaveChangesAsync(ct);
            sessions.Forget(me.Value);
        }
        await sessions.SignOutAsync();
        return Html.Go("/");
    }

    internal static IResult Page(View view, Settings settings, Shown shown) =>
        Html.Show<SignInPage, Shown>(view, view.Say("sign-in.title"),
            shown with { Office = settings.Office.Authority is null ? null : settings.Office.Title ?? view.Say("sign-in.office") },
            shown.Problem is null ? 200 : shown.Problem.Status == 429 ? 429 : 422);

    /// <summary>Only an address of this site: a link must not carry a reader elsewhere after signing in.</summary>
    internal static string Local(string? address) => TypedLink.IsOurs(address) ? address! : "/";
}
