using System.Globalization;
using System.Runtime.CompilerServices;
using Shanhai.Host.Tables;
using Shanhai.Places;

namespace Shanhai.Organisations;

/// <summary>The register of bodies as a list: search, filters, order, export of exactly what is shown.</summary>
public partial class OrganisationsPage
{
    /// <param name="Under">The path of the place the list is cut down to.</param>
    /// <param name="IsEmpty">The reader has no body at all, whatever the filter.</param>
    public sealed record Shown(FindOrganisations Filter, Page<FindOrganisations.Row> Found, string? Under, bool MayChange, bool IsEmpty);

    /// <summary>What the address says. A filter left empty, or one that nobody could have meant, does not count.</summary>
    public sealed record Address
    {
        public string? Q { get; init; }
        public string? Kind { get; init; }
        public string? Duty { get; init; }
        public string? Under { get; init; }
        public string? Closed { get; init; }
        public string? Sort { get; init; }
        public string? After { get; init; }
        public string? Size { get; init; }

        public FindOrganisations Filter() => new()
        {
            Q = Q,
            Kind = Enum.TryParse<OrganisationKind>(Kind, ignoreCase: true, out var kind) && Enum.IsDefined(kind) ? kind : null,
            Duty = Enum.TryParse<Duties>(Duty, ignoreCase: true, out var duty) && Enum.IsDefined(duty) ? duty : null,
            Under = PlaceCode.TryParse(Under, out var under) ? under : null,
            Closed = Closed is "true" or "on" ? true : null,
            Sort = Sort,
            After = After,
            Size = int.TryParse(Size, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null,
        };
    }

    public static async Task<IResult> Show(View view, [AsParameters] Address address, CurrentTree trees, CurrentRegister places, Db db, CancellationToken ct)
    {
        var filter = address.Filter();
        var found = await FindOrganisations.Handle(filter, trees, places, db, view.Actor, ct);
        if (found.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        var register = await places.Read(db, ct);
        var under = filter.Under is { } u && register.Find(u) is >= 0 and var i ? string.Join(" / ", new[] { register.Path(i), register.Name(i) }.Where(n => n.Length > 0)) : null;
        var empty = found.Value.Rows.Count == 0 && (await FindOrganisations.Handle(new() { Size = 1 }, trees, places, db, view.Actor, ct)).Value.Rows.Count == 0;
        return Html.Show<OrganisationsPage, Shown>(view, view.Say("organisations.title"), new(filter, found.Value, under, view.Actor.May(OrganisationsModule.Change), empty));
    }

    public static async Task<IResult> Export(
        View view, [AsParameters] Address address, string? format, string[]? columns, CurrentTree trees, CurrentRegister places, Db db, CancellationToken ct)
    {
        var filter = address.Filter() with { After = null, Size = 2000 };
        var first = await FindOrganisations.Handle(filter, trees, places, db, view.Actor, ct);
        if (first.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        (string Key, double Width, bool Asked, Func<FindOrganisations.Row, object?> Value)[] all =
        [
            ("name", 30, false, r => r.Name),
            ("kind", 14, false, r => view.Say("organisations.kind." + r.Kind)),
            ("place", 16, false, r => r.PlaceName),
            ("superior", 24, false, r => r.Superior),
            ("duties", 24, false, r => OrganisationWords.Said(view, r.Duties)),
            ("phone", 16, false, r => r.Phone),
            ("creditCode", 20, true, r => r.CreditCode),
            ("opened", 12, true, r => r.Opened),
            ("closed", 12, filter.Closed != true, r => r.Closed),
            ("successor", 24, filter.Closed != true, r => r.Successor),
        ];
        var shown = TableFile.Chosen(columns, all);
        TableColumn[] heads = [.. shown.Select(c => new TableColumn(view.Say("organisations." + c.Key), c.Width))];
        var rows = Rows(first.Value, filter, trees, places, db, view, ct).Select(r => shown.Select(c => c.Value(r)).ToArray());
        return TableFile.Of(view, format, view.Say("organisations.title"), heads, rows);
    }

    private static async IAsyncEnumerable<FindOrganisations.Row> Rows(
        Page<FindOrganisations.Row> page, FindOrganisations filter, CurrentTree trees, CurrentRegister places, Db db, View view, [EnumeratorCancellation] CancellationToken ct)
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
            page = (await FindOrganisations.Handle(filter with { After = next }, trees, places, db, view.Actor, ct)).Value;
        }
    }
}
