using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Shanhai.Host.Security;

public partial class NewUserPage
{
    public sealed record Shown(Form Form, AddUser.Added? Added, Problem? Problem);

    public sealed record Form
    {
        public string? Name { get; init; }
        public string? DisplayName { get; init; }
        public string? Place { get; init; }
    }

    public static IResult Show(View view) =>
        view.Actor.Refuses(SecurityModule.ManageUsers) is { } no ? Html.Refused(view, no) : Page(view, new(new(), null, null));

    public static async Task<IResult> Post(View view, [FromForm] Form? form, Db db, UserManager<User> users, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        if (view.Actor.Refuses(SecurityModule.ManageUsers) is { } no)
        {
            return Html.Refused(view, no);
        }
        if (!PlaceCode.TryParse(string.IsNullOrWhiteSpace(form.Place) ? PlaceCode.Nation.ToString() : form.Place, out var place))
        {
            return Page(view, new(form, null, new Problem("invalid", 422) { Fields = [new("place", "field.place", form.Place)] }));
        }
        var result = await AddUser.Handle(new(form.Name, form.DisplayName, null, null, place), db, view.Actor, users, clock, ct);
        return result.Problem is not { } problem ? Page(view, new(form, result.Value, null))
            : problem.Status == 422 ? Page(view, new(form, null, problem))
            : AgainPage.Or(view, problem, "/users/new");
    }

    private static IResult Page(View view, Shown shown) => Html.Show<NewUserPage, Shown>(view, view.Say("users.new"), shown, shown.Problem is null ? 200 : 422);
}
