using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Shanhai.Host.Security;

public partial class UserPage
{
    public sealed record Shown(ShowUser User, Form Form, string? FirstPassword, bool MayManage, bool MayGrant, Problem? Problem);

    public sealed record Form
    {
        public ChangeUser.Deed? Do { get; init; }
        public string? Subject { get; init; }
        public Role? Role { get; init; }
        public string? Place { get; init; }
        public string? From { get; init; }
        public string? To { get; init; }
        public string? Organisation { get; init; }
    }

    public static async Task<IResult> Show(View view, Guid id, Db db, KnownBodies bodies, TimeProvider clock, CancellationToken ct) => await Page(view, id, new(), null, null, db, bodies, clock, ct);

    public static async Task<IResult> Change(View view, Guid id, [FromForm] Form? form, Db db, UserManager<User> users, Standings standings, KnownBodies bodies, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        if (form.Do is not { } deed)
        {
            return Html.Refused(view, view.Actor.Refuses(SecurityModule.ManageUsers) ?? Problem.NotFound);
        }
        var result = await ChangeUser.Handle(id, new(deed, form.Subject), db, view.Actor, users, standings, clock, ct);
        return result.Problem is { } problem ? await Refused(view, id, form, problem, db, bodies, clock, ct)
            : result.Value.FirstPassword is { } first ? await Page(view, id, new(), first, null, db, bodies, clock, ct)
            : Html.Go($"/users/{id}");
    }

    public static async Task<IResult> Grant(View view, Guid id, [FromForm] Form? form, Db db, Standings standings, KnownBodies bodies, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        var errors = new Errors();
        PlaceCode? place = PlaceCode.TryParse(form.Place, out var code) ? code : null;
        var (from, to) = (TypedDay.Read(form.From, "from", errors), TypedDay.Read(form.To, "to", errors));
        var problem = view.Actor.Refuses(SecurityModule.ManageGrants) ?? errors.Refusal
            ?? (await GiveGrant.Handle(id, new(form.Role, place, from, to, form.Organisation), db, view.Actor, standings, bodies, clock, ct)).Problem;
        return problem is null ? Html.Go($"/users/{id}") : await Refused(view, id, form, problem, db, bodies, clock, ct);
    }

    public static async Task<IResult> End(View view, Guid id, Id<Grant> grant, [FromForm] Form? form, Db db, Standings standings, KnownBodies bodies, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        var result = await EndGrant.Handle(grant, new(null), db, view.Actor, standings, clock, ct);
        return result.Problem is { } problem ? await Refused(view, id, form, problem, db, bodies, clock, ct) : Html.Go($"/users/{id}");
    }

    private static async Task<IResult> Refused(View view, Guid id, Form form, Problem problem, Db db, KnownBodies bodies, TimeProvider clock, CancellationToken ct) =>
        problem.Status is 409 or 422 || problem.Code == "not-oneself"
            ? await Page(view, id, form, null, problem, db, bodies, clock, ct)
            : AgainPage.Or(view, problem, $"/users/{id}");

    private static async Task<IResult> Page(View view, Guid id, Form form, string? first, Problem? problem, Db db, KnownBodies bodies, TimeProvider clock, CancellationToken ct)
    {
        var user = await ShowUser.Handle(id, db, view.Actor, bodies, clock, ct);
        return user.Problem is { } no
            ? Html.Refused(view, no)
            : Html.Show<UserPage, Shown>(view, user.Value.DisplayName,
                new(user.Value, form, first, view.Actor.May(SecurityModule.ManageUsers), view.Actor.May(SecurityModule.ManageGrants), problem), problem?.Status ?? 200);
    }
}
