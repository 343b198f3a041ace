using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Notices;

/// <summary>Which notices somebody works on under a verb: those of the bodies she acts for; an officer of an area at large, those of the area.</summary>
public sealed record NoticeSight(PlaceScope Area, IReadOnlyList<Id<Organisation>> Bodies, PlaceScope Bounds)
{
    public static NoticeSight Of(Actor actor, OrganisationTree tree, string verb)
    {
        var lent = actor.Lent;
        if (lent is not null && !lent.Verbs.Contains(verb))
        {
            return new(PlaceScope.Nowhere, [], PlaceScope.Nowhere);
        }
        var roles = actor.Access.RolesOf(verb);
        var held = actor.Holdings.Where(h => roles.Contains(h.Role)).ToList();
        return new(new(held.Where(h => h.Organisation is null).Select(h => h.Place)),
            [.. tree.WithMerged(held.Where(h => h.Organisation is not null).Select(h => tree.Successor(new(h.Organisation!.Value))?.Id).OfType<Id<Organisation>>())],
            lent is null ? PlaceScope.Everywhere : new([lent.Place]));
    }

    public IQueryable<Notice> Notices(Db db)
    {
        var (bodies, inArea) = (Bodies, db.Notices.Within(Area, n => n.Place));
        return db.Notices.Where(n => bodies.Contains(n.Body) || inArea.Any(a => a.Id == n.Id)).Within(Bounds, n => n.Place);
    }

    /// <summary>Whether she may write in this body's name about this place.</summary>
    public bool Covers(Body body, PlaceCode place) =>
        Bounds.Contains(place) && (Area.Contains(body.Place) && Area.Contains(place) || Bodies.Contains(body.Id) && body.Place.Contains(place));
}
