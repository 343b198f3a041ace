using System.Runtime.CompilerServices;
using Shanhai.Funds;
using Shanhai.Host.Tables;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Enclaves;

/// <summary>Enclaves as a list: search, filters, export of exactly what is shown.</summary>
public partial class EnclavesPage
{
    public sealed record Shown(FindEnclaves Filter, Page<FindEnclaves.Row> Found, string? Under, bool MayPlan, Problem? Problem)
    {
        public bool IsFiltered => Filter.Q is { Length: > 0 } || Filter.Kind is not null || Filter.Under is not null || Filter.State is not null;
    }

    /// <summary>What the address says. A place may be given by its name.</summary>
    public sealed record Address
    {
        public string? Q { get; init; }
        public string? Kind { get; init; }
        public string? Under { get; init; }
        public string? State { get; init; }
        public string? Sort { get; init; }
        public string? After { get; init; }

        public FindEnclaves Filter(Register register, Actor actor, Errors errors) => new()
        {
            Q = Q, Kind = Enum.TryParse<EnclaveKind>(Kind, true, out var kind) ? kind : null, State = Enum.TryParse<EnclaveState>(State, true, out var state) ? state : null, Sort = Sort, After = After,
            Under = NamedPlace.Find(Under, register, actor, errors, "under"),
        };
    }

    /// <summary>What the doors of enclaves read with.</summary>
    public sealed record Reading(Charts Charts, CurrentTree Trees, CurrentRegister Places, Db Db, TimeProvider Clock);

    public static async Task<IResult> Show(View view, [AsParameters] Address address, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = address.Filter(await with.Places.Read(with.Db, ct), view.Actor, errors);
        var found = await FindEnclaves.Handle(filter, with.Places, with.Db, view.Actor, with.Clock, ct);
        return found.Problem is { } problem ? Html.Refused(view, problem)
            : Html.Show<EnclavesPage, Shown>(view, view.Say("enclaves.title"), new(filter, found.Value, address.Under, view.Actor.May(EnclavesModule.Plan), errors.Refusal), errors.Refusal?.Status ?? 200, found.Value.Rows.Any(r => r.Simulated));
    }

    public static Task<IResult> Export(View view, [AsParameters] Address address, string? format, string[]? columns, [AsParameters] Reading with, CancellationToken ct) =>
        Found(view, address, false, "enclaves.title", format, columns, with, ct);

    internal static async Task<IResult> Found(View view, Address address, bool published, string title, string? format, string[]? columns, Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = address.Filter(await with.Places.Read(with.Db, ct), view.Actor, errors) with { After = null, Size = 1000, Published = published };
        var first = errors.Refusal is { } nowhere ? nowhere : await FindEnclaves.Handle(filter, with.Places, with.Db, view.Actor, with.Clock, ct);
        if (first.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        var shown = TableFile.Chosen<FindEnclaves.Row>(columns, ("name", 30, r => r.Name), ("kind", 14, r => view.Say("enclaves.kind." + r.Kind)), ("place", 16, r => r.PlaceName), ("host", 16, r => r.HostName), ("holders", 10, r => r.Villages),
            ("pool", 18, r => r.Pool / 100m), ("phase", 16, r => r.Phase is { } p ? view.Say("enclaves.return." + p.Kind) + (p.Rate is { } rate ? " " + Sums.Percent(rate) : "") : null), ("ends", 12, r => r.GuaranteeEnds), ("through", 12, r => r.Through),
            ("shortfall", 16, r => r.Shortfall / 100m));
        return TableFile.Of(view, format, view.Say(title), [.. shown.Select(c => new TableColumn(view.Say("enclaves.column." + c.Key), c.Width))], Rows(first.Value, filter, with, view, ct).Select(r => shown.Select(c => c.Value(r)).ToArray()));
    }

    private static async IAsyncEnumerable<FindEnclaves.Row> Rows(Page<FindEnclaves.Row> page, FindEnclaves filter, Reading with, View view, [EnumeratorCancellation] CancellationToken ct)
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
            page = (await FindEnclaves.Handle(filter with { After = next }, with.Places, with.Db, view.Actor, with.Clock, ct)).Value;
        }
    }
}
