using Microsoft.AspNetCore.Mvc;

namespace Shanhai.Host.Security;

public partial class PasswordPage
{
    public sealed record Shown(bool Owed, Problem? Problem);

    public sealed record Form
    {
        public string? Old { get; init; }
        public string? Password { get; init; }
        public string? Again { get; init; }
    }

    public static async Task<IResult> Show(View view, Sessions sessions, Settings settings, TimeProvider clock) =>
        view.Actor.Session is null ? Html.Refused(view, Problem.SignedOut) : await Page(view, sessions, settings, clock, null);

    public static async Task<IResult> Post(View view, [FromForm] Form? form, Db db, Sessions sessions, Settings settings, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        var result = await ChangePassword.Handle(new(form.Old, form.Password, form.Again), db, view.Actor, sessions, clock, ct);
        return result.Problem is not { } problem ? Html.Go("/account?done=password")
            : problem.Status == 401 ? Html.Refused(view, problem)
            : await Page(view, sessions, settings, clock, problem);
    }

    private static async Task<IResult> Page(View view, Sessions sessions, Settings settings, TimeProvider clock, Problem? problem)
    {
        var changed = (await sessions.UserManager.FindByIdAsync(view.Actor.User!.Value.Value.ToString()))!.PasswordChangedAt;
        var owed = changed is null || clock.GetUtcNow() - changed > TimeSpan.FromDays(settings.PasswordDays);
        return Html.Show<PasswordPage, Shown>(view, view.Say("password.title"), new(owed, problem), problem is null ? 200 : 422);
    }
}
