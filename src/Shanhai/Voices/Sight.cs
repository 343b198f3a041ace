using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Voices;

/// <summary>
/// Which voices somebody may see under a verb, and on whose behalf she may act on one. The only door to the table: every list, count, export, search
/// and page asks <see cref="Voices"/>.
/// <para>Suggestions and appeals: the petition office, leaders of the government and the Party committee and officers of the area at large see those of
/// their area; a body sees what it holds, keeps, helps with or gave an opinion on.</para>
/// <para>Accusations are a compartment (Regulations on Petition Work, art. 18, 30, 46): whoever acts for the body that holds one sees it, nobody else, whatever
/// the role or the area; and not even she where the accused body is one she belongs to in any role, one above it, or one that was merged into these.</para>
/// </summary>
public sealed record Sight(PlaceScope Area, IReadOnlyList<Id<Organisation>> Bodies, IReadOnlyList<Id<Organisation>> Own, PlaceScope Bounds)
{
    public static Sight Of(Actor actor, OrganisationTree tree, string verb)
    {
        var roles = actor.Access.RolesOf(verb);
        var lent = actor.Lent;
        if (lent is not null && !lent.Verbs.Contains(verb))
        {
            return new(PlaceScope.Nowhere, [], [], PlaceScope.Nowhere);
        }
        var held = actor.Holdings.Where(h => roles.Contains(h.Role)).ToList();
        var area = new PlaceScope(held.Where(h => SeesArea(h, tree)).Select(h => h.Place));
        var bodies = tree.WithMerged(held.Select(h => h.Organisation).OfType<Guid>().Select(id => tree.Successor(new(id))?.Id).OfType<Id<Organisation>>());
        var own = KinOf(actor.Holdings.Select(h => h.Organisation).OfType<Guid>().Select(id => new Id<Organisation>(id)), tree);
        return new(lent is null ? area : area.And(lent.Place), [.. bodies], [.. own], lent is null ? PlaceScope.Everywhere : new([lent.Place]));
    }

    /// <summary>What statistics, signals and suggestions may count for people who may not see each voice: accusations stand apart.</summary>
    internal static IQueryable<Voice> Countable(Db db) => db.Voices.AsNoTracking().Where(v => v.Kind != VoiceKind.Accusation);

    public bool SeesNothing => Area.Roots.Count == 0 && Bodies.Count == 0;

    private static readonly Expression<Func<Voice, bool>> Open = v => v.Kind != VoiceKind.Accusation;

    public IQueryable<Voice> Voices(Db db)
    {
        var seen = And(Open, OfBody(db).Aggregate(Within(Area), Or));
        return In(Bodies.Count == 0 ? seen : Or(seen, Compartment(db)), db);
    }

    /// <summary>
    /// The same voices in parts: each finds an index of its own, which all of them in one condition do not. The last are those of the area, of which the others hold none; these may share some.
    /// </summary>
    internal IReadOnlyList<IQueryable<Voice>> Apart(Db db)
    {
        var (area, beyond) = (And(Open, Within(Area)), And(Open, Not(Within(Area))));
        return Bodies.Count == 0 ? [In(area, db)] : [.. OfBody(db).Select(way => In(And(beyond, way), db)), In(Compartment(db), db), In(area, db)];
    }

    private IQueryable<Voice> In(Expression<Func<Voice, bool>> seen, Db db) => db.Voices.Where(seen).Within(Bounds, v => v.Place);

    // It holds, keeps, gave an opinion on, or helps with.
    private IReadOnlyList<Expression<Func<Voice, bool>>> OfBody(Db db)
    {
        var bodies = Bodies;
        return bodies.Count == 0 ? [] :
        [
            v => v.Holder != null && bodies.Contains(v.Holder.Value),
            v => v.Office != null && bodies.Contains(v.Office.Value),
            v => v.OpinionBy != null && bodies.Contains(v.OpinionBy.Value),
            v => db.VoiceUnits.Where(u => bodies.Contains(u.Body)).Select(u => u.Voice).Contains(v.Id),
        ];
    }

    private Expression<Func<Voice, bool>> Compartment(Db db)
    {
        var (bodies, own) = (Bodies, Own);
        return v => v.Kind == VoiceKind.Accusation && v.Holder != null && bodies.Contains(v.Holder.Value) && !db.VoiceAccused.Any(a => a.Voice == v.Id && own.Contains(a.Body));
    }

    /// <summary>Marks of the index of which every voice she sees holds one; null: they would leave nothing out. She may still not see all that hold one.</summary>
    internal IReadOnlyList<int>? Marks() =>
        Area.Roots.Any(r => r.Level < Level.City) || Area.Roots.Count + Bodies.Count > 200 ? null
            : [.. Area.Roots.Select(r => SearchGrams.At(r.Level > Level.Township ? r.At(Level.Township) : r)).Concat(Bodies.Select(SearchGrams.By)).DefaultIfEmpty(SearchGrams.Nowhere)];

    /// <summary>On whose behalf this person may act on a voice she sees; none: she may only read.</summary>
    public IReadOnlyList<Party> PartiesOf(Voice voice)
    {
        var office = voice.Office is { } keeps ? Bodies.Contains(keeps) : Area.Contains(voice.Place);
        var holder = voice.Holder is { } holds ? Bodies.Contains(holds) : office;
        return [.. office ? [Party.Office] : Array.Empty<Party>(), .. holder ? [Party.Holder] : Array.Empty<Party>()];
    }

    /// <summary>The same, and for a body that helps the one that leads.</summary>
    public async Task<IReadOnlyList<Party>> PartiesOf(Voice voice, Db db, CancellationToken ct)
    {
        var (parties, bodies) = (PartiesOf(voice), Bodies);
        return bodies.Count > 0 && !parties.Contains(Party.Holder) && await db.VoiceUnits.AnyAsync(u => u.Voice == voice.Id && bodies.Contains(u.Body), ct) ? [.. parties, Party.Unit] : parties;
    }

    // A bound grant sees an area only where seeing everything is the body's task.
    private static bool SeesArea(Actor.Holding holding, OrganisationTree tree) =>
        holding.Organisation is not { } organisation ? holding.Role is Role.Officer or Role.Leader
        : tree.Successor(new(organisation)) is { } body
            && (body.Kind == OrganisationKind.PetitionOffice || holding.Role == Role.Leader && body.Kind is OrganisationKind.Government or OrganisationKind.PartyCommittee);

    /// <summary>Bodies that, accused, keep the people of these bodies out: themselves, those above, and whatever was merged into one of them.</summary>
    internal static IReadOnlySet<Id<Organisation>> KinOf(IEnumerable<Id<Organisation>> bodies, OrganisationTree tree)
    {
        var kin = new HashSet<Id<Organisation>>();
        foreach (var id in bodies)
        {
            kin.Add(id);
            kin.UnionWith(tree.Above(id).Select(b => b.Id));
            if (tree.Successor(id) is { } today)
            {
                kin.Add(today.Id);
            }
        }
        return tree.WithMerged(kin);
    }

    private static Expression<Func<Voice, bool>> Within(PlaceScope scope)
    {
        if (scope.IsEverywhere)
        {
            return _ => true;
        }
        Expression<Func<Voice, bool>> any = _ => false;
        foreach (var root in scope.Roots)
        {
            var (first, last) = (root.First, root.Last);
            Expression<Func<Voice, bool>> inside = v => v.Place >= first && v.Place <= last;
            any = any.Body is ConstantExpression ? inside : Or(any, inside);
        }
        return any;
    }

    private static Expression<Func<Voice, bool>> And(Expression<Func<Voice, bool>> one, Expression<Func<Voice, bool>> other) => Joined(one, other, Expression.AndAlso);

    private static Expression<Func<Voice, bool>> Or(Expression<Func<Voice, bool>> one, Expression<Func<Voice, bool>> other) => Joined(one, other, Expression.OrElse);

    private static Expression<Func<Voice, bool>> Not(Expression<Func<Voice, bool>> one) => Expression.Lambda<Func<Voice, bool>>(Expression.Not(one.Body), one.Parameters);

    private static Expression<Func<Voice, bool>> Joined(
        Expression<Func<Voice, bool>> one, Expression<Func<Voice, bool>> other, Func<Expression, Expression, BinaryExpression> join)
    {
        var voice = one.Parameters[0];
        return Expression.Lambda<Func<Voice, bool>>(join(one.Body, new Renaming(other.Parameters[0], voice).Visit(other.Body)), voice);
    }

    private sealed class Renaming(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
