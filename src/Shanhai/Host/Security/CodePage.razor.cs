using Microsoft.AspNetCore.Mvc;

namespace Shanhai.Host.Security;

public partial class CodePage
{
    public sealed record Shown(string? Return, Problem? Problem);

    public sealed record Form
    {
        public string? Code { get; init; }
        public string? Return { get; init; }
    }

    public static async Task<IResult> Show(View view, Sessions sessions, string? @return) =>
        await sessions.GetTwoFactorAuthenticationUserAsync() is null ? Html.Go("/sign-in") : Page(view, new(@return, null));

    public static async Task<IResult> Post(View view, [FromForm] Form? form, Db db, Actor actor, Sessions sessions, SignInLimits limits, CancellationToken ct)
    {
        form ??= new();
        var result = await SignInCode.Handle(new(form.Code), db, actor, sessions, limits, ct);
        return result.Problem is { } problem ? Page(view, new(form.Return, problem)) : Html.Go(SignInPage.Local(form.Return));
    }

    private static IResult Page(View view, Shown shown) =>
        Html.Show<CodePage, Shown>(view, view.Say("sign-in.code-title"), shown, shown.Problem is null ? 200 : shown.Problem.Status == 429 ? 429 : 422);
}
