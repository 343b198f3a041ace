using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Shanhai.Host.Security;

public partial class SignInPage
{
    public sealed record Shown(string? Name, string? Return, Problem? Problem);

    public sealed record Form
    {
        public string? Name { get; init; }
        public string? Password { get; init; }
        public string? Return { get; init; }
    }

    public static IResult Show(View view, string? @return) => Page(view, new(null, @return, null));

    public static async Task<IResult> Post(View view, [FromForm] Form form, Db db, Actor actor, SignInManager<User> manager, CancellationToken ct)
    {
        var result = await SignIn.Handle(new(form.Name, form.Password), db, actor, manager, ct);
        return result.Problem is { } problem ? Page(view, new(form.Name, form.Return, problem)) : Html.Go(Local(form.Return));
    }

    public static async Task<IResult> SignOut(View view, [FromForm] Form form, Db db, SignInManager<User> manager, CancellationToken ct)
    {
        db.Record(view.Actor, "user.signed-out", "user:" + view.Actor.User);
        await db.SaveChangesAsync(ct);
        await manager.SignOutAsync();
        return Html.Go("/");
    }

    private static IResult Page(View view, Shown shown) =>
        Html.Show<SignInPage, Shown>(view, view.Say("sign-in.title"), shown, shown.Problem is null ? 200 : 422);

    // Only an address of this site: a link must not carry a reader elsewhere after signing in.
    private static string Local(string? address) => address is ['/', not ('/' or '\\'), ..] ? address : "/";
}
