using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>Villages and bodies as somebody pastes them into a form: one a line or divided by commas, as codes or names, or as columns of a table. What is not understood is said line by line, up to a point.</summary>
internal static class TypedList
{
    private const int MostWrong = 20;

    private static readonly char[] Lines = ['\n', '\r', '；', ';'], Parts = ['\t', '，', ',', '、'];

    /// <param name="area">Names are looked for here first.</param>
    public static IReadOnlyList<PlaceCode> Villages(string? text, PlaceCode area, Register register, Actor actor, Errors errors, string field)
    {
        var (first, end) = register.Slice(area);
        var named = new Lazy<ILookup<string, PlaceCode>>(() => Enumerable.Range(first, end - first).Where(i => register.LevelOf(i) == Level.Village && register.Stands(i)).ToLookup(i => register.Name(i), i => register.Code(i)));
        return Read<PlaceCode>(text, field, errors, word => named.Value[word].ToList() is [var one] ? one : NamedPlace.Find(word, register, actor, errors, field), word => word.Length == 12 && PlaceCode.TryParse(word, out var code) ? code : null);
    }

    public static IReadOnlyList<Id<Organisation>> Bodies(string? text, OrganisationTree tree, Errors errors, string field)
    {
        var standing = tree.All.Where(b => b.Closed is null).ToList();
        var known = standing.SelectMany(b => new[] { b.Name, b.ShortName }.OfType<string>().Distinct(), (b, name) => (name, b.Id)).ToLookup(x => x.name, x => x.Id);
        var coded = standing.Where(b => b.CreditCode is not null).ToLookup(b => b.CreditCode!, b => b.Id);
        return Read<Id<Organisation>>(text, field, errors, word =>
        {
            if (known[word].ToList() is [var one])
            {
                return one;
            }
            errors.Add(field, "pairing.no-helper-named", word);
            return null;
        }, word => coded[word.ToUpperInvariant()].ToList() is [var one] ? one : null);
    }

    /// <summary>A line in which somebody is named by a code is about nobody else, whatever stands in its other columns.</summary>
    private static List<T> Read<T>(string? text, string field, Errors errors, Func<string, T?> name, Func<string, T?> code) where T : struct
    {
        var (found, lines) = (new List<T>(), (text ?? "").Split(Lines, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        foreach (var words in lines.Select(l => l.Split(Parts, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            if (errors.All.Count >= MostWrong)
            {
                errors.Add(field, "pairing.list-wrong-more", MostWrong);
                break;
            }
            var coded = words.Select(code).OfType<T>().ToList();
            found.AddRange(coded.Count > 0 ? coded : [.. words.Select(name).OfType<T>()]);
        }
        return [.. found.Distinct()];
    }
}
