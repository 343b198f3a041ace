using System.Runtime.CompilerServices;
using Shanhai.Host.Tables;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Funds;

/// <summary>The books of the area as a list: search, filters, export of exactly what is shown.</summary>
public partial class BooksPage
{
    public sealed record Shown(FindBooks Filter, Page<FindBooks.Row> Found, IReadOnlyList<Chart> Charts, string? Under, bool MayKeep, Problem? Problem)
    {
        public bool IsFiltered => Filter.Q is { Length: > 0 } || Filter.Chart is { Length: > 0 } || Filter.Under is not null;
    }

    /// <summary>What the address says. A place may be given by its name.</summary>
    public sealed record Address
    {
        public string? Q { get; init; }
        public string? Chart { get; init; }
        public string? Under { get; init; }
        public string? Sort { get; init; }
        public string? After { get; init; }

        public FindBooks Filter(Register register, Actor actor, Errors errors) =>
            new() { Q = Q, Chart = Chart, Sort = Sort, After = After, Under = string.IsNullOrWhiteSpace(Under) ? null : NamedPlace.Find(Under, register, actor, errors, "under") };
    }

    /// <summary>What the doors of books read with.</summary>
    public sealed record Reading(Charts Charts, CurrentTree Trees, CurrentRegister Places, Db Db, TimeProvider Clock);

    public static async Task<IResult> Show(View view, [AsParameters] Address address, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = address.Filter(await with.Places.Read(with.Db, ct), view.Actor, errors);
        var found = await FindBooks.Handle(filter, with.Trees, with.Places, with.Db, view.Actor, ct);
        return found.Problem is { } problem
            ? Html.Refused(view, problem)
            : Html.Show<BooksPage, Shown>(view, view.Say("funds.title"), new(filter, found.Value, with.Charts.All, address.Under, view.Actor.May(FundsModule.Keep), errors.Refusal), errors.Refusal?.Status ?? 200,
                found.Value.Rows.Any(r => r.Simulated));
    }

    public static async Task<IResult> Export(View view, [AsParameters] Address address, string? format, string[]? columns, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = address.Filter(await with.Places.Read(with.Db, ct), view.Actor, errors) with { After = null, Size = 1000 };
        var first = errors.Refusal is { } nowhere ? nowhere : await FindBooks.Handle(filter, with.Trees, with.Places, with.Db, view.Actor, ct);
        if (first.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        var shown = TableFile.Chosen<FindBooks.Row>(columns, ("name", 30, r => r.Name), ("owner", 30, r => r.Owner), ("place", 16, r => r.PlaceName),
            ("chart", 30, r => with.Charts.Find(r.Chart) is { } c ? view.Say(c.Name) : r.Chart), ("entries", 10, r => r.Entries), ("last", 12, r => r.LastOn), ("closed", 12, r => r.ClosedThrough), ("waits", 10, r => r.Waiting));
        return TableFile.Of(view, format, view.Say("funds.title"), [.. shown.Select(c => new TableColumn(view.Say("funds." + c.Key), c.Width))],
            Rows(first.Value, filter, with, view, ct).Select(r => shown.Select(c => c.Value(r)).ToArray()));
    }

    private static async IAsyncEnumerable<FindBooks.Row> Rows(Page<FindBooks.Row> page, FindBooks filter, Reading with, View view, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            foreach (var row in page.Rows)
            {
                yield return row;
            }
            if (page.Next is not { } next)
            {
                yield break;
            }
            page = (await FindBooks.Handle(filter with { After = next }, with.Trees, with.Places, with.Db, view.Actor, ct)).Value;
        }
    }
}
