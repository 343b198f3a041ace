namespace Shanhai.Places;

/// <summary>The global search: places by name, pinyin, initials or code.</summary>
public partial class SearchPage
{
    public sealed record Shown(string? Q, IReadOnlyList<SearchPlaces.Row> Found);

    public sealed record Suggestion(string Text, string Hint, string Href);

    public static async Task<IResult> Show(View view, string? q, CurrentRegister current, Db db, CancellationToken ct)
    {
        var found = await SearchPlaces.Handle(q, 50, current, db, view.Actor, ct);
        return found.Problem is { } problem
            ? Html.Refused(view, problem)
            : Html.Show<SearchPage, Shown>(view, view.Say("search.title"), new(q, found.Value));
    }

    /// <summary>What the search box proposes while one types.</summary>
    public static async Task<IResult> Suggest(View view, string? q, CurrentRegister current, Db db, CancellationToken ct)
    {
        var found = await SearchPlaces.Handle(q, 8, current, db, view.Actor, ct);
        return found.Problem is null
            ? TypedResults.Ok(found.Value.Select(r => new Suggestion(r.Former is null ? r.Name : $"{r.Name} ({r.Former})", r.Path.Length > 0 ? r.Path : view.Say("level." + r.Level), $"/places/{r.Code}")))
            : found;
    }
}
