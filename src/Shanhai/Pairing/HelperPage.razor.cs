using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>One helper: the villages it helps and helped, and what it offers, with the form that records an offer.</summary>
public partial class HelperPage
{
    public sealed record Shown(Id<Organisation> Id, string Name, IReadOnlyList<FindPartnerships.Row> Pairs, IReadOnlyList<FindResources.Row> Offers, bool MayRecord, IReadOnlyList<FindWishes.Open> Campaigns);

    public static async Task<IResult> Show(View view, Id<Organisation> id, CurrentTree trees, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        var actor = view.Actor;
        if (actor.Refuses(PairingModule.View) is { } no)
        {
            return Html.Refused(view, no);
        }
        var tree = await trees.Read(db, ct);
        if (tree.Find(id) is not { } body || !actor.Scope(OrganisationsModule.View).Contains(body.Place) && !actor.Helps(PairingModule.View, tree).Contains(id))
        {
            return Html.Refused(view, Problem.Missing("pairing.no-helper"));
        }
        var pairs = await FindPartnerships.Handle(new() { Organisation = id, Over = true, Size = 500 }, trees, places, db, actor, clock, ct);
        var offers = await FindResources.Handle(new() { Organisation = id, Size = 200 }, trees, places, db, actor, ct);
        var may = actor.Area(PairingModule.Resources).Contains(body.Place) || actor.ActsAs(id, PairingModule.Resources, body.Place, tree);
        var own = actor.ActsAs(id, PairingModule.Resources, body.Place, tree) ? await FindWishes.Campaigns(body, tree, db, ChinaDay.Today(clock), ct) : [];
        return Html.Show<HelperPage, Shown>(view, body.Name, new(id, body.Name, pairs.Value.Rows, offers.Value.Rows, may, own));
    }
}
