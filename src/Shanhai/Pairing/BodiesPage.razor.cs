using Shanhai.Host.Tables;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>Who may help in a campaign: searched, added one by one, by pasting or all of the area at once, taken off, exported, with how the list came to be.</summary>
public partial class BodiesPage
{
    private const int MostHits = 30;

    /// <param name="At">Which form the problem belongs to; null: none of them.</param>
    public sealed record Shown(FindBodies.Found Of, FindBodies Filter, string? Find, IReadOnlyList<FindBodies.Row> Hits, ChangeBodies.Changed? Done, string? At, Problem? Problem, string? Typed);

    public sealed record Address
    {
        public string? Q { get; init; }
        public string? Kind { get; init; }
        public string? After { get; init; }
        public string? Find { get; init; }
        public int? Came { get; init; }
        public int? Went { get; init; }
    }

    public sealed record Reading(CurrentTree Trees, CurrentRegister Places, Db Db, TimeProvider Clock);

    public static Task<IResult> Show(View view, Id<Campaign> id, [AsParameters] Address address, [AsParameters] Reading with, CancellationToken ct) => Page(view, id, address, null, null, null, with, ct);

    public static async Task<IResult> Change(View view, Id<Campaign> id, IFormCollection form, [AsParameters] Reading with, CancellationToken ct)
    {
        if ((await PairingModule.Campaign(id, PairingModule.Plan, with.Db, view.Actor, ct)).Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var (errors, pasted) = (new Errors(), form.ContainsKey("bodies"));
        ListChange? what = Enum.TryParse<ListChange>(form["do"], out var read) ? read : null;
        var picked = form["pick"].Select(p => Id<Organisation>.TryParse(p, null, out var body) ? body : (Id<Organisation>?)null).OfType<Id<Organisation>>();
        var typed = TypedList.Bodies(form["bodies"], await with.Trees.Read(with.Db, ct), errors, "bodies");
        var changed = errors.Refusal is { } wrong ? wrong : await ChangeBodies.Handle(id, new(what, [.. picked, .. typed]), with.Trees, with.Db, view.Actor, ct);
        return changed.Problem is not { } problem ? Html.Go($"/pairing/{id}/bodies?came={changed.Value.Came}&went={changed.Value.Went}")
            : await Page(view, id, new(), pasted ? "paste" : null, problem, form, with, ct);
    }

    public static async Task<IResult> Export(View view, Id<Campaign> id, [AsParameters] Address address, string? format, [AsParameters] Reading with, CancellationToken ct)
    {
        var found = await FindBodies.All(id, new() { Q = address.Q, Kind = address.Kind }, with.Trees, with.Db, view.Actor, ct);
        if (found.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var (campaign, settings, bodies) = found.Value;
        var rows = await FindBodies.Rows(campaign, settings, bodies, await with.Trees.Read(with.Db, ct), await with.Places.Read(with.Db, ct), with.Db, view.Actor, ChinaDay.Today(with.Clock), ct);
        TableColumn[] heads = [new(view.Say("pairing.organisation"), 36), new(view.Say("pairing.credit-code"), 22), new(view.Say("pairing.kind"), 14), new(view.Say("pairing.path"), 20), new(view.Say("pairing.list-capacity"), 14), new(view.Say("pairing.list-offers"), 10), new(view.Say("pairing.pairs"), 10)];
        var codes = bodies.ToDictionary(b => b.Id, b => b.CreditCode);
        return TableFile.Of(view, format, view.Say("pairing.list-bodies"), heads,
            rows.Select(r => new object?[] { r.Name, codes[r.Id], r.Kind is { } kind ? view.Say(kind) : view.Say("pairing.list-of-no-kind"), r.PlaceName, r.Capacity, r.Offers, r.Pairs }).ToAsyncEnumerable());
    }

    private static async Task<IResult> Page(View view, Id<Campaign> id, Address address, string? at, Problem? problem, IFormCollection? form, Reading with, CancellationToken ct)
    {
        with.Db.ChangeTracker.Clear();
        var filter = new FindBodies { Q = address.Q, Kind = address.Kind, After = address.After };
        var found = await FindBodies.Handle(id, filter, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        if ((found.Problem ?? (problem?.Status is 401 or 403 or 404 ? problem : null)) is { } no)
        {
            return Html.Refused(view, no);
        }
        var done = address is { Came: { } came, Went: { } went } ? new ChangeBodies.Changed(id, 0, came, went, 0) : null;
        return Html.Show<BodiesPage, Shown>(view, $"{found.Value.Name} · {view.Say("pairing.list-bodies")}",
            new(found.Value, filter, address.Find, await Hits(view, id, address.Find, with, ct), done, at, problem, form?["bodies"].ToString()), problem?.Status ?? 200);
    }

    /// <summary>Bodies of the reader's area that somebody may have meant and that are not on the list yet.</summary>
    private static async Task<IReadOnlyList<FindBodies.Row>> Hits(View view, Id<Campaign> id, string? words, Reading with, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(words) || (await PairingModule.Campaign(id, PairingModule.Plan, with.Db, view.Actor, ct)) is not { Problem: null } found)
        {
            return [];
        }
        var (settings, tree) = (found.Value.Settings(), await with.Trees.Read(with.Db, ct));
        List<Body> hits = [.. FindBodies.Might(new(settings, tree), tree, view.Actor).Where(b => FindBodies.Matches(b, words) && !settings.Helpers.Contains(b.Id)).OrderBy(b => b.Name, StringComparer.Ordinal).Take(MostHits)];
        return await FindBodies.Rows(found.Value, settings with { Helpers = [] }, hits, tree, await with.Places.Read(with.Db, ct), with.Db, view.Actor, ChinaDay.Today(with.Clock), ct);
    }
}
