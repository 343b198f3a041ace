using System.Text;

namespace Shanhai.Organisations;

/// <summary>
/// The standing body somebody means by what she typed: an id, a credit code, the name or the short name. Several of one name are never guessed
/// between; where none fits, those whose names are near are named.
/// </summary>
public static class FindBody
{
    private const int Most = 4;

    /// <summary>What may be told to somebody of this scope: bodies that serve a place in it, or one around it.</summary>
    public static Predicate<Body> Within(PlaceScope scope) => body => scope.Contains(body.Place) || scope.Roots.Any(body.Place.Contains);

    /// <param name="field">Where the problem is told in a form.</param>
    public static Result<Body> Of(OrganisationTree tree, string said, string field, Predicate<Body> visible)
    {
        var text = said.Normalize(NormalizationForm.FormKC).Trim();
        if (Id<Organisation>.TryParse(text, null, out var id))
        {
            return tree.Find(id) is { Closed: null } one && visible(one) ? one : Wrong(field, "organisation.not-found", text);
        }
        var standing = tree.All.Where(b => b.Closed is null && visible(b)).ToList();
        var upper = text.ToUpperInvariant();
        var same = standing.Where(b => b.CreditCode == upper || Same(b.Name, text) || b.ShortName is { } s && Same(s, text)).ToList();
        return same switch
        {
            [var one] => one,
            [_, _, ..] => Wrong(field, "organisation.several", text, Listed(same)),
            _ => standing.Where(b => b.Name.Contains(text, StringComparison.OrdinalIgnoreCase) || b.ShortName?.Contains(text, StringComparison.OrdinalIgnoreCase) == true).ToList() is { Count: > 0 } near
                ? Wrong(field, "organisation.near", text, Listed(near)) : Wrong(field, "organisation.not-found", text),
        };
    }

    private static bool Same(string name, string text) => string.Equals(name.Normalize(NormalizationForm.FormKC), text, StringComparison.OrdinalIgnoreCase);

    private static string Listed(List<Body> bodies) =>
        string.Join(" / ", bodies.OrderBy(b => b.Name.Length).ThenBy(b => b.Place).Take(Most).Select(b => $"{b.Name} {b.CreditCode ?? b.Place.ToString()}"));

    private static Problem Wrong(string field, string key, params object?[] args) => new Errors().Add(field, key, args).Refusal!;
}
