using Microsoft.AspNetCore.Mvc;

namespace Shanhai.Host.Security;

public partial class AccountPage
{
    public sealed record Shown(
        string Name, string DisplayName, bool Codes, int RecoveryCodesLeft, DateTimeOffset? PasswordChangedAt, IReadOnlyList<Passkeys.Kept> Passkeys,
        IReadOnlyList<EndSessions.Row> Sessions, bool MayHaveKeys, string? Done, Problem? Problem);

    public sealed record Form
    {
        public Id<Session>? Session { get; init; }
        public string? Passkey { get; init; }
        public string? Credential { get; init; }
        public string? Name { get; init; }
    }

    public static async Task<IResult> Show(View view, Db db, Sessions sessions, Settings settings, TimeProvider clock, string? done, CancellationToken ct)
    {
        if (view.Actor is not { User: { } me, Session: not null })
        {
            return Html.Refused(view, Problem.SignedOut);
        }
        var user = (await sessions.UserManager.FindByIdAsync(me.Value.ToString()))!;
        return Html.Show<AccountPage, Shown>(view, view.Say("account.title"), new(
            user.UserName!, user.DisplayName, user.TwoFactorEnabled, await sessions.UserManager.CountRecoveryCodesAsync(user), user.PasswordChangedAt,
            await Security.Passkeys.Mine(view.Actor, sessions.UserManager), await EndSessions.Mine(db, view.Actor, settings, clock, ct),
            view.Actor.May(SecurityModule.OwnKeys), done is "password" or "passkey" or "session" ? done : null, null));
    }

    public static async Task<IResult> EndSession(View view, [FromForm] Form? form, Db db, Sessions sessions, CancellationToken ct)
    {
        form ??= new();
        var result = await EndSessions.Handle(new(form.Session), db, view.Actor, sessions, ct);
        return result.Problem is { } problem ? Html.Refused(view, problem)
            : Html.Go(form.Session is null || form.Session == view.Actor.Session ? "/sign-in" : "/account?done=session");
    }

    public static async Task<IResult> AddPasskey(View view, [FromForm] Form? form, Db db, Sessions sessions, TimeProvider clock, CancellationToken ct) =>
        After(view, (await Security.Passkeys.Add(form?.Credential, form?.Name, db, view.Actor, sessions, clock, ct)).Problem);

    public static async Task<IResult> RemovePasskey(View view, [FromForm] Form? form, Db db, Sessions sessions, TimeProvider clock, CancellationToken ct) =>
        After(view, (await Security.Passkeys.Remove(form?.Passkey, db, view.Actor, sessions, clock, ct)).Problem);

    private static IResult After(View view, Problem? problem) => problem is null ? Html.Go("/account?done=passkey") : AgainPage.Or(view, problem, "/account");
}
