using System.Text;
using Shanhai.Organisations;

namespace Shanhai.Voices.Officials;

/// <summary>A body that an official names in a form: by its whole name or what it is called, in the place of the matter first; several are told, none is guessed.</summary>
internal static class NamedBody
{
    private const int MostNames = 300;

    /// <param name="near">Of several that are called the same, the one that serves this place or one above it is meant.</param>
    public static Body? Find(OrganisationTree tree, string? typed, PlaceCode? near, Errors errors, string field)
    {
        if (typed.Kept()?.Normalize(NormalizationForm.FormKC) is not { } words)
        {
            return null;
        }
        if (Id<Organisation>.TryParse(words, null, out var id) && tree.Find(id) is { } known)
        {
            return known;
        }
        // A body that is no more is found too: the step says who answers for it, or that nobody does.
        var found = tree.All.Where(b => b.Name == words || b.ShortName == words || b.Renamings.Any(r => r.From == words)).OrderBy(b => b.Closed is not null).ToList();
        if (found.Count > 1 && near is { } place)
        {
            found = found.Where(b => b.Place.Contains(place)).OrderBy(b => b.Closed is not null).ThenByDescending(b => b.Place.Level).Take(1).ToList() is { Count: 1 } serving ? serving : found;
        }
        if (found.Count(b => b.Closed is null) == 1 || found.Count == 1)
        {
            return found[0];
        }
        var like = tree.All.Where(b => b.Closed is null && b.Kind.IsOrgan && b.Name.Contains(words, StringComparison.OrdinalIgnoreCase)).OrderBy(b => near is { } p && b.Place.Contains(p) ? 0 : 1).ThenBy(b => b.Name.Length).Take(3).ToList();
        errors.Add(field, like.Count > 0 ? "voice.which-body" : "voice.no-body-named", like.Count > 0 ? [words, string.Join('、', like.Select(b => b.Name))] : [words]);
        return null;
    }

    /// <summary>Names of the bodies of these areas, to choose from while typing; with <paramref name="above"/> also of the organs above, whose names are no secret.</summary>
    public static IReadOnlyList<string> Of(OrganisationTree tree, IReadOnlyList<PlaceCode> places, bool above = false, bool disciplineAlone = false) =>
        [.. tree.All.Where(b => b.Closed is null && (!disciplineAlone || b.Kind == OrganisationKind.Discipline) && places.Any(p => p.Contains(b.Place) || above && b.Kind.IsOrgan && b.Place.Contains(p)))
            .OrderBy(b => b.Place.Level == Level.Village).ThenBy(b => b.Place).ThenBy(b => b.Kind).Take(MostNames).Select(b => b.Name)];
}
