using System.Linq.Expressions;

namespace Shanhai.Host.Security;

/// <summary>
/// The subtrees of places in which somebody may do something. No roots: nowhere. It is compiled into every query as range
/// conditions (<see cref="Scoping.Within"/>); nothing is ever loaded first and filtered afterwards.
/// </summary>
public sealed record PlaceScope
{
    public static readonly PlaceScope Everywhere = new([PlaceCode.Nation]);
    public static readonly PlaceScope Nowhere = new([]);

    /// <summary>Subtrees that lie within another one are dropped, so that no row can match twice.</summary>
    public PlaceScope(IEnumerable<PlaceCode> roots)
    {
        var kept = new List<PlaceCode>();
        foreach (var root in roots.Distinct().OrderBy(r => r.Value).ThenBy(r => r.Level))
        {
            if (!kept.Exists(k => k.Contains(root)))
            {
                kept.Add(root);
            }
        }
        Roots = kept;
    }

    public IReadOnlyList<PlaceCode> Roots { get; }

    public bool IsEverywhere => Roots is [{ Level: Level.Nation }];

    public bool Contains(PlaceCode place)
    {
        foreach (var root in Roots)
        {
            if (root.Contains(place))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>This scope cut down to one subtree: what a page about that subtree may show.</summary>
    public PlaceScope And(PlaceCode subtree) =>
        new(Roots.Where(r => r.Contains(subtree) || subtree.Contains(r)).Select(r => r.Contains(subtree) ? subtree : r));
}

public static class Scoping
{
    /// <summary>Keeps the rows whose place lies in the scope. The bounds are parameters, so one plan serves every scope of that many roots.</summary>
    public static IQueryable<T> Within<T>(this IQueryable<T> query, PlaceScope scope, Expression<Func<T, PlaceCode>> place)
    {
        if (scope.IsEverywhere)
        {
            return query;
        }
        Expression? any = null;
        foreach (var root in scope.Roots)
        {
            var bounds = Expression.Constant(new Bounds(root.First, root.Last));
            var inside = Expression.AndAlso(
                Expression.GreaterThanOrEqual(place.Body, Expression.Property(bounds, nameof(Bounds.First))),
                Expression.LessThanOrEqual(place.Body, Expression.Property(bounds, nameof(Bounds.Last))));
            any = any is null ? inside : Expression.OrElse(any, inside);
        }
        return query.Where(Expression.Lambda<Func<T, bool>>(any ?? Expression.Constant(false), place.Parameters));
    }

    private sealed record Bounds(PlaceCode First, PlaceCode Last);
}
