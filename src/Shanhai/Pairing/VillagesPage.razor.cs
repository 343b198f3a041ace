using Shanhai.Host.Tables;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>The villages a campaign is for: searched, added one by one, by pasting or from findings, taken off, exported, with how the list came to be.</summary>
public partial class VillagesPage
{
    private const int MostHits = 30;

    /// <param name="At">Which form the problem belongs to; null: none of them.</param>
    public sealed record Shown(
        FindVillages.Found Of, FindVillages Filter, string? Under, string? Find, IReadOnlyList<FindVillages.Row> Hits, ChangeVillages.Changed? Done, string? At, Problem? Problem, string? Typed, string? Rule, string? Period);

    public sealed record Address
    {
        public string? Q { get; init; }
        public string? Under { get; init; }
        public string? After { get; init; }
        public string? Find { get; init; }
        public int? Came { get; init; }
        public int? Went { get; init; }
    }

    public sealed record Reading(CurrentRegister Places, Db Db, TimeProvider Clock);

    public static Task<IResult> Show(View view, Id<Campaign> id, [AsParameters] Address address, [AsParameters] Reading with, CancellationToken ct) => Page(view, id, address, null, null, null, with, ct);

    public static async Task<IResult> Change(View view, Id<Campaign> id, IFormCollection form, [AsParameters] Reading with, CancellationToken ct)
    {
        var found = await PairingModule.Campaign(id, PairingModule.Plan, with.Db, view.Actor, ct);
        if (found.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var (errors, pasted) = (new Errors(), form.ContainsKey("villages"));
        ListChange? what = Enum.TryParse<ListChange>(form["do"], out var read) ? read : null;
        var picked = form["pick"].Select(p => PlaceCode.TryParse(p, out var code) ? code : (PlaceCode?)null).OfType<PlaceCode>();
        var typed = TypedList.Villages(form["villages"], found.Value.Place, await with.Places.Read(with.Db, ct), view.Actor, errors, "villages");
        Period? period = Kernel.Period.TryParse(form["period"].ToString().Trim(), out var year) ? year : null;
        if (period is null && !string.IsNullOrWhiteSpace(form["period"]))
        {
            errors.Add("period", "pairing.no-period", form["period"].ToString());
        }
        var changed = errors.Refusal is { } wrong ? wrong : await ChangeVillages.Handle(id, new(what, [.. picked, .. typed], form["rule"], period), with.Places, with.Db, view.Actor, ct);
        return changed.Problem is not { } problem ? Html.Go($"/pairing/{id}/villages?came={changed.Value.Came}&went={changed.Value.Went}")
            : await Page(view, id, new(), what == ListChange.Take ? "take" : pasted ? "paste" : null, problem, form, with, ct);
    }

    public static async Task<IResult> Export(View view, Id<Campaign> id, [AsParameters] Address address, string? format, [AsParameters] Reading with, CancellationToken ct)
    {
        var (register, errors) = (await with.Places.Read(with.Db, ct), new Errors());
        var filter = new FindVillages { Q = address.Q, Under = NamedPlace.Find(address.Under, register, view.Actor, errors, "under") };
        var found = errors.Refusal is { } wrong ? wrong : await FindVillages.All(id, filter, with.Places, with.Db, view.Actor, ct);
        if (found.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        TableColumn[] heads = [new(view.Say("pairing.code"), 16), new(view.Say("pairing.village"), 20), new(view.Say("pairing.path"), 40)];
        var rows = found.Value.Villages.Select(v => FindVillages.Of(v, 0, register)).Select(r => new object?[] { r.Village.ToString(), r.Name, r.Path });
        return TableFile.Of(view, format, view.Say("pairing.list-villages"), heads, rows.ToAsyncEnumerable());
    }

    private static async Task<IResult> Page(View view, Id<Campaign> id, Address address, string? at, Problem? problem, IFormCollection? form, Reading with, CancellationToken ct)
    {
        var (register, errors) = (await with.Places.Read(with.Db, ct), new Errors());
        var filter = new FindVillages { Q = address.Q, After = address.After, Under = NamedPlace.Find(address.Under, register, view.Actor, errors, "under") };
        with.Db.ChangeTracker.Clear();
        var found = await FindVillages.Handle(id, filter, with.Places, with.Db, view.Actor, with.Clock, ct);
        if ((found.Problem ?? (problem?.Status is 401 or 403 or 404 ? problem : null)) is { } no)
        {
            return Html.Refused(view, no);
        }
        var said = problem ?? errors.Refusal;
        var done = address is { Came: { } came, Went: { } went } ? new ChangeVillages.Changed(id, 0, came, went, 0) : null;
        return Html.Show<VillagesPage, Shown>(view, $"{found.Value.Name} · {view.Say("pairing.list-villages")}",
            new(found.Value, filter, address.Under, address.Find, Hits(address.Find, found.Value, register, view.Actor), done, at, said, form?["villages"].ToString(), form?["rule"].ToString(), form?["period"].ToString()), said?.Status ?? 200);
    }

    /// <summary>Villages of the area that somebody may have meant.</summary>
    private static List<FindVillages.Row> Hits(string? words, FindVillages.Found of, Register register, Actor actor) => of.MayPlan
        ? [.. SearchPlaces.In(register, words, 10 * MostHits, actor).Where(h => FindVillages.IsHere(h.Code, of.Place, register)).Take(MostHits).Select(h => FindVillages.Of(h.Code, 0, register))] : [];
}
