using Microsoft.AspNetCore.Mvc;

namespace Shanhai.Host.Security;

public partial class AgainPage
{
    public sealed record Shown(string? Return, bool Code, Problem? Problem);

    public sealed record Form
    {
        public string? Password { get; init; }
        public string? Code { get; init; }
        public string? Return { get; init; }
    }

    public static async Task<IResult> Show(View view, Sessions sessions, string? @return) =>
        view.Actor.Session is null ? Html.Refused(view, Problem.SignedOut) : await Page(view, sessions, @return, null);

    public static async Task<IResult> Post(View view, [FromForm] Form? form, Db db, Sessions sessions, SignInLimits limits, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        var result = await SignInAgain.Handle(new(form.Password, form.Code), db, view.Actor, sessions, limits, clock, ct);
        return result.Problem is not { } problem ? Html.Go(SignInPage.Local(form.Return))
            : problem.Status == 401 ? Html.Refused(view, problem)
            : await Page(view, sessions, form.Return, problem);
    }

    /// <summary>A refusal as a page; where only a fresh sign-in is missing, the way to it and back to <paramref name="back"/>.</summary>
    internal static IResult Or(View view, Problem problem, string back) =>
        problem.Code == Actor.StaleCode ? Html.Go("/sign-in/again?return=" + Uri.EscapeDataString(back)) : Html.Refused(view, problem);

    private static async Task<IResult> Page(View view, Sessions sessions, string? back, Problem? problem)
    {
        var user = (await sessions.UserManager.FindByIdAsync(view.Actor.User!.Value.Value.ToString()))!;
        return Html.Show<AgainPage, Shown>(view, view.Say("again.title"), new(back, user.TwoFactorEnabled, problem), problem is null ? 200 : problem.Status == 429 ? 429 : 422);
    }
}
