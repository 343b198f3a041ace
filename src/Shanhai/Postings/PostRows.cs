using System.Text;
using Shanhai.Host.Tables;
using Shanhai.Organisations;
using Shanhai.Pairing;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>One post as it was typed, in a line of a workbook or in a form; <paramref name="Line"/> is its row in the sheet.</summary>
public sealed record PostRow(int Line)
{
    public string? Name { get; init; }
    public string? Number { get; init; }
    public string? Sender { get; init; }
    public string? Villages { get; init; }
    public string? Also { get; init; }
    public string? Skills { get; init; }
    public string? From { get; init; }
    public string? To { get; init; }
}

/// <summary>Reads a workbook of posts: the first sheet that has a row of known headings, in either language, in any order.</summary>
public static class PostRows
{
    public const int Most = 5_000;

    internal static readonly string[] Fields = ["name", "number", "sender", "villages", "also", "skills", "from", "to"];

    // Other words that tables use for the same.
    private static readonly Headings Known = Headings.Of("postings", Fields, new Dictionary<string, string>
    {
        ["姓名"] = "name", ["工号"] = "number", ["选派单位"] = "sender", ["派出单位"] = "sender", ["单位"] = "sender", ["派驻村"] = "villages", ["村"] = "villages", ["兼任"] = "also", ["专长"] = "skills", ["开始日期"] = "from", ["结束日期"] = "to",
    });

    public static Result<IReadOnlyList<PostRow>> Of(Workbook book)
    {
        if (Known.RowsOf(book, f => f.Contains("name") && f.Contains("sender")) is not { } found)
        {
            return Problem.Invalid("post.import-headings", book.FileName, string.Join("、", Fields.Select(f => Words.Say(Language.Chinese, "postings." + f))));
        }
        var rows = found.Select(Read).ToList();
        return rows.Count == 0 ? Problem.Invalid("post.import-empty", book.FileName) : rows.Count > Most ? Problem.Invalid("post.import-long", Most, rows.Count) : rows;
    }

    private static PostRow Read(HeadedRow row) => new(row.Number) { Name = row["name"], Number = row["number"], Sender = row["sender"], Villages = row["villages"], Also = row["also"], Skills = row["skills"], From = row["from"], To = row["to"] };
}

/// <summary>What typed words mean: bodies, villages of the batch's area, kinds, sectors and days.</summary>
internal sealed class PostReading(PostBatch batch, OrganisationTree tree, Register register, PlaceScope view)
{
    private const int MostNamed = 4;

    private static readonly char[] Dividers = ['、', ',', '，', ';', '；', '/', '\n'];

    private readonly ILookup<string, PlaceCode> _villages = Villages(batch.Place, register);

    /// <summary>What could not be read is told in the errors, at its field.</summary>
    public EnterPost Read(PostRow row, Errors errors) => new(
        row.Name, row.Number, Sender(row.Sender, errors), Meant(row.Also, PostKind.All, k => (k.Code, k.Name), "also", "postings.import-kind", errors).FirstOrDefault(), VillagesOf(row.Villages, errors),
        Meant(row.Skills, Resource.Sectors, s => (s, Words.All["pairing.sector." + s]), "skills", "pairing.no-sector", errors), TypedDay.Read(row.From, "from", errors), TypedDay.Read(row.To, "to", errors));

    private Id<Organisation>? Sender(string? said, Errors errors)
    {
        if (string.IsNullOrWhiteSpace(said))
        {
            return null;
        }
        var found = FindBody.Of(tree, said, "sender", FindBody.Within(view));
        if (found.Problem is null)
        {
            return found.Value.Id;
        }
        // A unit from elsewhere is found by its whole name or its code alone: nothing of it is suggested.
        var text = said.Normalize(NormalizationForm.FormKC).Trim();
        if (tree.All.Where(b => b.Closed is null && (b.Name == text || b.CreditCode == text.ToUpperInvariant())).ToList() is [var one])
        {
            return one.Id;
        }
        foreach (var wrong in found.Problem.Fields)
        {
            errors.Add(wrong.Field, wrong.Key, wrong.Args);
        }
        return null;
    }

    private List<PlaceCode> VillagesOf(string? said, Errors errors)
    {
        var villages = new List<PlaceCode>();
        foreach (var word in Parts(said))
        {
            var found = PlaceCode.TryParse(word, out var code) ? [code] : _villages[word].ToList();
            if (found is [var one])
            {
                villages.Add(one);
            }
            else
            {
                errors.Add("villages", found.Count == 0 ? "postings.import-village" : "postings.import-villages", word, string.Join(" / ", found.Take(MostNamed)));
            }
        }
        return villages;
    }

    private static List<string> Meant<T>(string? said, IReadOnlyList<T> all, Func<T, (string Code, Both Name)> of, string field, string unknown, Errors errors)
    {
        var meant = new List<string>();
        foreach (var word in Parts(said))
        {
            var named = all.Select(of).Where(x => word == x.Code || word == x.Name.Zh || string.Equals(word, x.Name.En, StringComparison.OrdinalIgnoreCase)).ToList();
            // What people call it is often a part of its name: 第一书记, 旅游.
            named = named.Count > 0 || word.Length < 2 ? named : [.. all.Select(of).Where(x => x.Name.Zh.Contains(word, StringComparison.Ordinal))];
            if (named is [var one])
            {
                meant.Add(one.Code);
            }
            else
            {
                errors.Add(field, unknown, word);
            }
        }
        return meant;
    }

    private static string[] Parts(string? said) => (said ?? "").Normalize(NormalizationForm.FormKC).Split(Dividers, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static ILookup<string, PlaceCode> Villages(PlaceCode place, Register register)
    {
        var (first, end) = register.Slice(place);
        return Enumerable.Range(first, end - first).Where(i => register.LevelOf(i) == Level.Village && register.Stands(i)).ToLookup(register.Name, register.Code);
    }
}
