using Shanhai.Organisations;

namespace Shanhai.Identification;

/// <summary>A body of the register that a plan makes responsible: as it was called when the plan was written, and who answers for it today. Mergers are followed; the plan's words stay as they were.</summary>
/// <param name="Now">Null: it ended, and nobody took its place.</param>
public sealed record PlanBody(Id<Organisation> Id, Id<Organisation>? Now, string? NowName)
{
    public const int LongestName = 200;

    private const int MostNames = 300;

    /// <summary>All that a plan names, each once.</summary>
    public static IReadOnlyList<PlanBody> Of(PlanContent plan, OrganisationTree tree) =>
        [.. plan.Measures.Select(m => m.Organisation).Prepend(plan.LeadOrganisation).OfType<Id<Organisation>>().Distinct().Select(id => tree.Successor(id) is { } now ? new PlanBody(id, now.Id, now.Name) : new PlanBody(id, null, null))];

    /// <summary>A responsible body in words: whether it is in the register, and who it is today.</summary>
    public static string? Say(View view, string? name, Id<Organisation>? id, IEnumerable<PlanBody> bodies) =>
        name is null ? null : bodies.FirstOrDefault(b => b.Id == id) is not { } body ? view.Say("plan.body-words", name)
        : body.NowName is null ? view.Say("plan.body-gone", name) : body.NowName == name ? name : view.Say("plan.body-now", name, body.NowName);

    /// <summary>The standing body that somebody means by what she typed, of those that serve the place the nearest; null: none, and the words stand alone. Several of one name are told.</summary>
    public static Body? Meant(OrganisationTree tree, string? typed, PlaceCode place, PlaceScope scope, Errors errors, string field)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            return null;
        }
        var nearest = place.Ancestors().Reverse().Prepend(place).Select(p => (Predicate<Body>)(b => b.Place == p));
        foreach (var among in nearest.Append(FindBody.Within(scope)))
        {
            var found = FindBody.Of(tree, typed, field, among);
            if (found.Problem is null)
            {
                return found.Value;
            }
            if (found.Problem.Fields.FirstOrDefault(f => f.Key == "organisation.several") is { } several)
            {
                errors.Add(field, several.Key, several.Args);
                return null;
            }
        }
        return null;
    }

    /// <summary>Names of those that serve the place or one around it, the nearest first: to choose from while typing.</summary>
    public static IReadOnlyList<string> Near(OrganisationTree tree, PlaceCode place) =>
        [.. tree.All.Where(b => b.Closed is null && b.Place.Contains(place)).OrderByDescending(b => b.Place.Level).ThenBy(b => b.Kind).ThenBy(b => b.Name, StringComparer.Ordinal).Take(MostNames).Select(b => b.Name).Distinct()];
}
