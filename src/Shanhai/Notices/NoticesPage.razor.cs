using System.Runtime.CompilerServices;
using Shanhai.Host.Tables;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Notices;

/// <summary>Notices as a list: those that run, those whose period is over, drafts; search, filters, export of exactly what is shown.</summary>
public partial class NoticesPage
{
    public sealed record Shown(FindNotices Filter, Page<FindNotices.Row> Found, IReadOnlyList<Matter> Matters, string? Under, string? UnderPath, bool MayWrite, Problem? Problem)
    {
        public bool IsFiltered => Filter.Q is { Length: > 0 } || Filter.Matter is { Length: > 0 } || Filter.Under is not null;
    }

    /// <summary>What the address says. A place may be given by its name.</summary>
    public sealed record Address
    {
        public string? List { get; init; }
        public string? Q { get; init; }
        public string? Matter { get; init; }
        public string? Under { get; init; }
        public string? After { get; init; }

        public FindNotices Filter(Register register, Actor actor, Errors errors) => new()
        {
            List = Enum.TryParse<NoticeList>(List, ignoreCase: true, out var list) && Enum.IsDefined(list) ? list : null,
            Q = Q, Matter = Matter, After = After, Under = string.IsNullOrWhiteSpace(Under) ? null : NamedPlace.Find(Under, register, actor, errors, "under"),
        };
    }

    /// <summary>What the door needs to read notices.</summary>
    public sealed record Reading(MatterCatalogue Matters, CurrentTree Trees, CurrentRegister Places, Host.Clocks.CurrentDeadlines Deadlines, Vault Vault, Db Db, TimeProvider Clock);

    public static async Task<IResult> Show(View view, [AsParameters] Address address, [AsParameters] Reading with, CancellationToken ct)
    {
        var register = await with.Places.Read(with.Db, ct);
        var errors = new Errors();
        var filter = address.Filter(register, view.Actor, errors);
        var found = await FindNotices.Handle(filter, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        return found.Problem is { } problem
            ? Html.Refused(view, problem)
            : Html.Show<NoticesPage, Shown>(view, view.Say("notices.title"), new(filter, found.Value, with.Matters.All, address.Under,
                filter.Under is { } u && register.Find(u) is >= 0 and var i ? string.Join(" / ", new[] { register.Path(i), register.Name(i) }.Where(n => n.Length > 0)) : null, view.Actor.May(NoticesModule.Write), errors.Refusal), errors.Refusal?.Status ?? 200);
    }

    public static async Task<IResult> Export(View view, [AsParameters] Address address, string? format, string[]? columns, [AsParameters] Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = address.Filter(await with.Places.Read(with.Db, ct), view.Actor, errors) with { After = null, Size = 500 };
        // A list of the whole country must not pass for that of a place.
        if (errors.Refusal is { } nowhere)
        {
            return Html.Refused(view, nowhere);
        }
        var first = await FindNotices.Handle(filter, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        if (first.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        (string Key, double Width, Func<FindNotices.Row, object?> Value)[] all =
        [
            ("headline", 40, r => r.Title),
            ("matter", 20, r => with.Matters.Find(r.Matter) is { } m ? view.Say(m.Name) : r.Matter),
            ("place", 16, r => r.PlaceName),
            ("body", 24, r => r.Body),
            ("posted", 12, r => r.PostedOn),
            ("ends", 12, r => r.EndsOn),
            .. view.Actor.May(NoticesModule.Write) ? new (string, double, Func<FindNotices.Row, object?>)[] { ("unanswered", 12, r => r.Unanswered) } : [],
        ];
        var shown = TableFile.Chosen(columns, all);
        TableColumn[] heads = [.. shown.Select(c => new TableColumn(view.Say("notices." + c.Key), c.Width))];
        var rows = Rows(first.Value, filter, with, view, ct).Select(r => shown.Select(c => c.Value(r)).ToArray());
        return TableFile.Of(view, format, view.Say("notices.title"), heads, rows);
    }

    private static async IAsyncEnumerable<FindNotices.Row> Rows(Page<FindNotices.Row> page, FindNotices filter, Reading with, View view, [EnumeratorCancellation] CancellationToken ct)
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
            page = (await FindNotices.Handle(filter with { After = next }, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct)).Value;
        }
    }
}
