using Microsoft.AspNetCore.Mvc;

namespace Shanhai.Places.Lists;

/// <summary>The named lists, public; officers open new ones here.</summary>
public partial class ListsPage
{
    /// <summary>What was typed, as it was typed.</summary>
    public sealed record Form
    {
        public string? Jurisdiction { get; init; }
        public string? Code { get; init; }
        public string? NameZh { get; init; }
        public string? NameEn { get; init; }
        public string? Level { get; init; }
        public string? Note { get; init; }

        public SaveList Read() => new(PlaceCode.TryParse(Jurisdiction, out var place) ? place : null, Code, NameZh, NameEn, Enum.TryParse<Level>(Level, out var level) ? level : null, Note);
    }

    public sealed record Shown(IReadOnlyList<FindLists.Row> Lists, bool MayKeep, Form Form, Problem? Problem);

    public static Task<IResult> Show(View view, CurrentRegister current, Db db, TimeProvider clock, CancellationToken ct) =>
        Page(view, new() { Level = nameof(Level.Township) }, null, current, db, clock, ct);

    public static async Task<IResult> Post(View view, [FromForm] Form? form, CurrentRegister current, Db db, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        var saved = await SaveList.Handle(form.Read(), current, db, view.Actor, clock, ct);
        return saved.Problem is { } problem
            ? problem.Status is 401 or 403 ? Html.Refused(view, problem) : await Page(view, form, problem, current, db, clock, ct)
            : Html.Go($"/lists/{saved.Value.Jurisdiction}/{saved.Value.Code}");
    }

    private static async Task<IResult> Page(View view, Form form, Problem? problem, CurrentRegister current, Db db, TimeProvider clock, CancellationToken ct)
    {
        var found = await FindLists.Handle(new(), current, db, view.Actor, clock, ct);
        var said = problem?.AtField("code");
        return found.Problem is { } refused ? Html.Refused(view, refused)
            : Html.Show<ListsPage, Shown>(view, view.Say("list.title"), new(found.Value.Rows, view.Actor.May(PlacesModule.List), form, said), problem?.Status ?? 200);
    }
}
