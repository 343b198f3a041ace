using Microsoft.EntityFrameworkCore;
using Shanhai.Notices;
using Shanhai.Organisations;

namespace Shanhai.Receptions;

/// <summary>Which reception days somebody works on: those her body holds; an officer of an area at large, those of the area. Whoever sits in a room works at the day, and decides nothing about it.</summary>
internal static class ReceptionSight
{
    public static IQueryable<Reception> Of(Actor actor, OrganisationTree tree, string verb, Db db)
    {
        var sight = NoticeSight.Of(actor, tree, verb);
        // Who approves stands above whoever plans.
        List<Id<Organisation>> bodies = verb == ReceptionsModule.Approve ? [.. sight.Bodies.Concat(sight.Bodies.SelectMany(b => tree.Below(b).Select(x => x.Id))).Distinct()] : [.. sight.Bodies];
        var inArea = db.Receptions.Within(sight.Area, r => r.Place);
        var sits = verb == ReceptionsModule.Work;
        return db.Receptions.Where(r => bodies.Contains(r.Body) || sits && db.ReceptionRooms.Any(x => x.Reception == r.Id && x.Body != null && bodies.Contains(x.Body.Value)) || inArea.Any(a => a.Id == r.Id))
            .Within(sight.Bounds, r => r.Place);
    }
}
