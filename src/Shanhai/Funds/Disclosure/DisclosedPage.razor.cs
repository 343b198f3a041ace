using Shanhai.Places;

namespace Shanhai.Funds.Disclosure;

/// <summary>The villages' books that anybody may read, as a list by place: search, filter, paging.</summary>
public partial class DisclosedPage
{
    public sealed record Shown(FindDisclosed Filter, Page<FindDisclosed.Row> Found, string? Under, Problem? Problem)
    {
        public bool IsFiltered => Filter.Q is { Length: > 0 } || Filter.Under is not null;
    }

    /// <summary>What the address says. A place may be given by its name.</summary>
    public sealed record Address
    {
        public string? Q { get; init; }
        public string? Under { get; init; }
        public string? After { get; init; }

        public FindDisclosed Filter(Register register, Actor actor, Errors errors) =>
            new() { Q = Q, After = After, Under = string.IsNullOrWhiteSpace(Under) ? null : NamedPlace.Find(Under, register, actor, errors, "under") };
    }

    public static async Task<IResult> Show(View view, [AsParameters] Address address, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = address.Filter(await with.Places.Read(with.Db, ct), view.Actor, errors);
        var found = await FindDisclosed.Handle(filter, with.Charts, with.Trees, with.Places, with.Db, view.Actor, ct);
        return found.Problem is { } problem ? Html.Refused(view, problem)
            : Html.Show<DisclosedPage, Shown>(view, view.Say("funds.disclosed"), new(filter, found.Value, address.Under, errors.Refusal), errors.Refusal?.Status ?? 200, found.Value.Rows.Any(r => r.Simulated));
    }
}
