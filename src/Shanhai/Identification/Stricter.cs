using System.Text.Json;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>
/// "A county may be stricter than its province, never laxer": wherever the superior rule names a place, the local one must name it too,
/// whatever the figures, missing ones included. That is proved from the form of the two rules: condition by condition, thresholds of the
/// same expression compared. What cannot be proved is refused together with the condition that would make it provable.
/// </summary>
public static class Stricter
{
    /// <summary>Null where the local rule is proved to be no laxer; else why not, in words.</summary>
    public static Problem? Check(Rule local, Rule superior)
    {
        if (!superior.Jurisdiction.Contains(local.Jurisdiction))
        {
            return Problem.Invalid("rule.not-under", local.Code, superior.Code);
        }
        if ((local.To is { } end && end < superior.From) || (superior.To is { } gone && gone < local.From))
        {
            return null;
        }
        if (Population(local, superior) is { } who)
        {
            return Problem.Invalid("rule.laxer-population", local.Name, superior.Name, who);
        }
        if (local.Exemptions.FirstOrDefault(e => superior.Jurisdiction.Contains(e.Place) && !Exempted(e, superior)) is { } exempt)
        {
            return Problem.Invalid("rule.laxer-exemption", local.Name, superior.Name, exempt.Place.ToString());
        }
        var (above, below) = (Positive(superior.When), Positive(local.When));
        if (Implies(above, below))
        {
            return null;
        }
        return Lower(above, below) is { } lower
            ? Problem.Invalid("rule.laxer", local.Name, superior.Name, Written(lower.Local), Written(lower.Superior), Written(WithSuperior(local, superior)))
            : Problem.Invalid("rule.laxer-unproven", local.Name, superior.Name, Written(WithSuperior(local, superior)));
    }

    /// <summary>The local condition that is provable for certain: the superior one, or else the local one.</summary>
    public static Condition WithSuperior(Rule local, Rule superior) =>
        new Condition.Any([superior.When, .. local.When is Condition.Any any ? any.Parts : [local.When]]);

    private static bool Implies(Condition above, Condition below) => (above, below) switch
    {
        (_, Condition.All all) => all.Parts.All(b => Implies(above, b)),
        (Condition.Any any, _) => any.Parts.All(a => Implies(a, below)),
        (Condition.Compare a, Condition.Compare b) => OneImplies(a, b),
        _ => (below is Condition.Any some && some.Parts.Any(b => Implies(above, b)))
            || (above is Condition.All every && every.Parts.Any(a => Implies(a, below))),
    };

    private static bool OneImplies(Condition.Compare above, Condition.Compare below)
    {
        // A percentile of the county's places is another number than that of the province's, though it is written alike.
        if (new[] { above.Left, above.Right, below.Left, below.Right }.Any(HasPercentile))
        {
            return false;
        }
        var (a, b) = (LineOf(above), LineOf(below));
        return Written(a.Of) == Written(b.Of) && Within(a.Is, a.Line, b.Is, b.Line)
            && (a.Against is null ? b.Against is null : b.Against is not null && Written(a.Against) == Written(b.Against));
    }

    private static bool HasPercentile(Expression e) => e is Expression.Percentile || e.Children.Any(HasPercentile);

    // As "expression relation number": the constant goes right; two expressions are compared by their difference with zero.
    private static (Expression Of, Relation Is, decimal Line, Expression? Against) LineOf(Condition.Compare c) => (c.Left, c.Right) switch
    {
        (_, Expression.Constant right) => (c.Left, c.Is, Base(right), null),
        (Expression.Constant left, _) => (c.Right, Turned(c.Is), Base(left), null),
        _ => (c.Left, c.Is, 0, c.Right),
    };

    private static decimal Base(Expression.Constant c) => Unit.Find(c.Unit) is { } unit ? c.Number * unit.Times / unit.Over : c.Number;

    private static bool Within(Relation a, decimal x, Relation b, decimal y) => (a, b) switch
    {
        (Relation.Equal, _) => Judging.Holds(x.CompareTo(y), b),
        (Relation.NotEqual, _) => b == Relation.NotEqual && x == y,
        (Relation.Less, Relation.Less or Relation.AtMost or Relation.NotEqual) => x <= y,
        (Relation.AtMost, Relation.AtMost) => x <= y,
        (Relation.AtMost, Relation.Less or Relation.NotEqual) => x < y,
        (Relation.More, Relation.More or Relation.AtLeast or Relation.NotEqual) => x >= y,
        (Relation.AtLeast, Relation.AtLeast) => x >= y,
        (Relation.AtLeast, Relation.More or Relation.NotEqual) => x > y,
        _ => false,
    };

    private static Relation Turned(Relation relation) => relation switch
    {
        Relation.Less => Relation.More, Relation.AtMost => Relation.AtLeast, Relation.AtLeast => Relation.AtMost, Relation.More => Relation.Less, _ => relation,
    };

    private static Condition Positive(Condition c, bool turned = false) => c switch
    {
        Condition.Not not => Positive(not.Of, !turned),
        Condition.All or Condition.Any => (c is Condition.All) != turned
            ? new Condition.All([.. c.Children.Select(p => Positive(p, turned))]) : new Condition.Any([.. c.Children.Select(p => Positive(p, turned))]),
        Condition.Compare compare when turned => compare with { Is = Opposite(compare.Is) },
        _ => c,
    };

    private static Relation Opposite(Relation relation) => relation switch
    {
        Relation.Less => Relation.AtLeast, Relation.AtMost => Relation.More, Relation.AtLeast => Relation.Less, Relation.More => Relation.AtMost,
        Relation.Equal => Relation.NotEqual, _ => Relation.Equal,
    };

    // A pair about the same expression whose line is the wrong way: the plainest words for a refusal.
    private static (Condition.Compare Local, Condition.Compare Superior)? Lower(Condition above, Condition below)
    {
        foreach (var local in below.Comparisons)
        {
            foreach (var superior in above.Comparisons)
            {
                if (!OneImplies(superior, local) && OneImplies(local, superior))
                {
                    return (local, superior);
                }
            }
        }
        return null;
    }

    private static string? Population(Rule local, Rule superior)
    {
        var (mine, theirs, here) = (local.Population, superior.Population, local.Jurisdiction);
        bool Covered(PlaceCode area) => mine.Within.Count == 0 || mine.Within.Any(w => w.Contains(area));
        var areas = (theirs.Within.Count == 0 ? [superior.Jurisdiction] : theirs.Within)
            .Where(w => w.Contains(here) || here.Contains(w)).Select(w => w.Contains(here) ? here : w);
        return theirs.Levels.Except(mine.Levels).Any() ? "levels"
            : !areas.All(Covered) ? "within"
            : mine.LowestOnly && !theirs.LowestOnly && theirs.Levels.Any(l => l != Level.Village) ? "lowestOnly"
            : mine.Classes.Count > 0 && (theirs.Classes.Count == 0 || theirs.Classes.Except(mine.Classes).Any()) ? "classes"
            : mine.Places.Count > 0 && (theirs.Places.Count == 0 || theirs.Places.Where(here.Contains).Except(mine.Places).Any()) ? "places"
            : mine.Except.Where(here.Contains).Except(theirs.Except).Any() ? "except"
            : null;
    }

    private static bool Exempted(Exemption local, Rule superior) => superior.Exemptions.Any(s =>
        s.Place == local.Place && s.From <= local.From && (s.To is null || (local.To is not null && local.To <= s.To)));

    private static string Written(Condition condition) => JsonSerializer.Serialize(condition, Catalogue.Json);

    private static string Written(Expression expression) => JsonSerializer.Serialize(expression, Catalogue.Json);
}
