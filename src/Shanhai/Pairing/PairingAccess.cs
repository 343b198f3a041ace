using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Pairing;

/// <summary>
/// Who may what in pairing. An area counts for those who work in it; whoever holds the role of a helper for one body acts for that body and for nobody else in the area, whatever place the grant names.
/// What a key was lent bounds both.
/// </summary>
internal static class PairingAccess
{
    extension(Actor actor)
    {
        /// <summary>Where somebody may by the area she works in.</summary>
        public PlaceScope Area(string verb) => (actor with { Holdings = [.. actor.Holdings.Where(h => h.Role != Role.Helper || h.Organisation is null)] }).Scope(verb);

        /// <summary>The bodies she helps for, or their successors.</summary>
        public IReadOnlyList<Id<Organisation>> Helps(string verb, OrganisationTree tree) => actor.May(verb) ? tree.BodiesOf(actor, Role.Helper) : [];

        /// <summary>Whether she may do it for the body, about something that lies at the place.</summary>
        public bool ActsAs(Id<Organisation> body, string verb, PlaceCode place, OrganisationTree tree) =>
            (actor.Lent is null || actor.Lent.Place.Contains(place)) && tree.Successor(body) is { } now && actor.Helps(verb, tree).Contains(now.Id);
    }

    /// <summary>Partnerships of somebody's area, and of the bodies she helps for inside what a key was lent.</summary>
    public static IQueryable<Partnership> Partnerships(Db db, Actor actor, string verb, OrganisationTree tree)
    {
        var bodies = tree.WithMerged(actor.Helps(verb, tree)).ToList();
        var (area, own) = (db.Partnerships.Within(actor.Area(verb), p => p.Village).Select(p => p.Id), db.Partnerships.Where(p => bodies.Contains(p.Organisation)));
        own = actor.Lent is { } lent ? own.Within(new([lent.Place]), p => p.Village) : own;
        return bodies.Count == 0 ? db.Partnerships.Within(actor.Area(verb), p => p.Village) : db.Partnerships.Where(p => area.Contains(p.Id) || own.Any(o => o.Id == p.Id));
    }

    /// <summary>
    /// Campaigns somebody may know of: those of her area, and those that paired a village of her area or a body she helps for, whose pairs are public then. Of the latter she sees how they pair and what concerns her own.
    /// </summary>
    public static IQueryable<Campaign> Campaigns(Db db, Actor actor, OrganisationTree tree)
    {
        var inside = db.Campaigns.Within(actor.Area(PairingModule.View), c => c.Place).Select(c => c.Id);
        var own = Partnerships(db, actor, PairingModule.View, tree).Select(p => p.Campaign);
        return db.Campaigns.Where(c => inside.Contains(c.Id) || own.Contains(c.Id));
    }
}
