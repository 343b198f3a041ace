namespace Shanhai.Places;

/// <summary>A place as an official types it into a form: its code, or a name that means one place alone.</summary>
public static class NamedPlace
{
    private const int Most = 6;

    /// <summary>Null where nothing was typed, and where it means none or several: then <paramref name="errors"/> names those it may mean, with their codes.</summary>
    public static PlaceCode? Find(string? typed, Register register, Actor actor, Errors errors, string field)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            return null;
        }
        var words = typed.Trim();
        if (PlaceCode.TryParse(words, out var code) && register.Find(code) is >= 0 and var at && register.Stands(at))
        {
            return code;
        }
        var found = SearchPlaces.In(register, words, Most, actor).Where(r => r.Stands).ToList();
        var exact = found.Where(r => r.Fit == Register.Fit.Exact).ToList();
        if ((exact is [var one] ? one : found is [{ Fit: not Register.Fit.Typo } alone] ? alone : null) is { } sure)
        {
            return sure.Code;
        }
        if (found.Count == 0)
        {
            errors.Add(field, "place.not-found", words);
        }
        else
        {
            errors.Add(field, "place.which", words, string.Join("；", found.Select(r => $"{r.Path} {r.Name} {r.Code}")));
        }
        return null;
    }
}
