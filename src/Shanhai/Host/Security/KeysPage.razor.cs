using Microsoft.AspNetCore.Mvc;

namespace Shanhai.Host.Security;

public partial class KeysPage
{
    public sealed record Shown(IReadOnlyList<FindKeys.Row> Keys, IReadOnlyList<string> Lendable, Form Form, MakeKey.Made? Made, DateTimeOffset Now, Problem? Problem);

    public sealed record Form
    {
        public string? Name { get; init; }
        public string[] Verbs { get; init; } = [];
        public string? Place { get; init; }
        public string? Days { get; init; }
    }

    public static async Task<IResult> Show(View view, Db db, CancellationToken ct) => await Page(view, db, new() { Days = "90" }, null, null, ct);

    public static async Task<IResult> Post(View view, [FromForm] Form? form, Db db, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        PlaceCode? place = PlaceCode.TryParse(form.Place, out var code) ? code : null;
        var result = await MakeKey.Handle(new(form.Name, form.Verbs, place, TypedNumber.TryCount(form.Days, out var days) ? days : null), db, view.Actor, clock, ct);
        return result.Problem is not { } problem ? await Page(view, db, new() { Days = "90" }, result.Value, null, ct)
            : problem.Code is "invalid" or "key-too-wide" ? await Page(view, db, form, null, problem, ct)
            : AgainPage.Or(view, problem, "/keys");
    }

    public static async Task<IResult> Revoke(View view, Id<ApiKey> id, [FromForm] Form? form, Db db, Standings standings, TimeProvider clock, CancellationToken ct)
    {
        var result = await RevokeKey.Handle(id, db, view.Actor, standings, clock, ct);
        return result.Problem is { } problem ? Html.Refused(view, problem) : Html.Go("/keys");
    }

    private static async Task<IResult> Page(View view, Db db, Form form, MakeKey.Made? made, Problem? problem, CancellationToken ct)
    {
        var found = await FindKeys.Handle(db, view.Actor, ct);
        return found.Problem is { } no
            ? Html.Refused(view, no)
            : Html.Show<KeysPage, Shown>(view, view.Say("keys.title"), new(found.Value.Rows, MakeKey.Lendable(view.Actor), form, made, view.Now, problem), problem is null ? 200 : 422);
    }
}
