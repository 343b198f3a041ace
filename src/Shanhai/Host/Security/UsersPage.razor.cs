namespace Shanhai.Host.Security;

public partial class UsersPage
{
    public sealed record Shown(FindUsers Filter, Page<FindUsers.Row> Found);

    public static async Task<IResult> Show(View view, [AsParameters] FindUsers filter, Db db, TimeProvider clock, CancellationToken ct)
    {
        var found = await FindUsers.Handle(filter, db, view.Actor, clock, ct);
        return found.Problem is { } problem ? Html.Refused(view, problem) : Html.Show<UsersPage, Shown>(view, view.Say("users.title"), new(filter, found.Value));
    }
}
