using Shanhai.Funds;
using Shanhai.Host.Tables;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Enclaves;

/// <summary>
/// Stakes out of a workbook: the village by code or name, money in yuan or land quota in square metres with its agreed value, source, day and paper. The first sheet with a row of known
/// headings counts. Every row that cannot be read is named; nothing is recorded while there is one.
/// </summary>
public static class StakeRows
{
    private static readonly Headings Known = new(new Dictionary<string, string>
    {
        ["村代码"] = "village", ["村"] = "village", ["村名"] = "village", ["区划代码"] = "village", ["village"] = "village",
        ["单位"] = "body", ["出资单位"] = "body", ["body"] = "body",
        ["出资额"] = "money", ["资金"] = "money", ["money"] = "money",
        ["土地指标(平方米)"] = "land", ["土地指标"] = "land", ["land"] = "land", ["作价"] = "value", ["value"] = "value",
        ["资金来源"] = "source", ["来源"] = "source", ["source"] = "source", ["日期"] = "on", ["到账日期"] = "on", ["出资日期"] = "on", ["day"] = "on",
        ["凭证"] = "document", ["依据"] = "document", ["document"] = "document",
    });

    /// <summary>The headings of the workbook to be filled in.</summary>
    public static readonly IReadOnlyList<string> Titles = ["村代码", "出资单位", "资金（元）", "土地指标（平方米）", "作价（元）", "来源", "日期", "凭证"];

    public static Result<IReadOnlyList<RecordStakes.One>> Of(Workbook book, Enclave enclave, OrganisationTree tree, Register register, Actor actor, DateOnly today, DateOnly? through)
    {
        if (Known.RowsOf(book, f => f.Contains("village") && (f.Contains("money") || f.Contains("land"))) is not { } rows)
        {
            return new Errors().Add("file", "enclaves.import-headings", string.Join("、", Titles)).Refusal!;
        }
        var (stakes, errors) = (new List<RecordStakes.One>(), new Errors());
        foreach (var row in rows)
        {
            string Cell(string field) => row[field] ?? "";
            var wrong = new Errors();
            decimal? Amount(string field)
            {
                var typed = Cell(field);
                if (typed.Length == 0)
                {
                    return null;
                }
                if (!Amounts.TryRead(typed, Commodity.Fen, out var fen))
                {
                    wrong.Add("file", "enclaves.import-number", typed);
                }
                return fen / 100m;
            }
            var (money, land, value) = (Amount("money"), Amount("land"), Amount("value"));
            if (money is not null && land is not null)
            {
                wrong.Add("file", "enclaves.import-both");
            }
            var body = NamedBody.Find(Cell("body"), tree, wrong, "file");
            var place = body is null ? NamedPlace.Find(Cell("village"), register, actor, wrong, "file") : null;
            var on = TypedDay.Read(row["on"], "file", wrong);
            var one = new RecordStakes.One(place, land is null ? StakeUnit.Money : StakeUnit.LandQuota, land ?? money, SourceOf(Cell("source")), on, Cell("document"), value, body);
            if (!wrong.Any)
            {
                one.Judge("", enclave, tree, register, today, through, wrong);
            }
            foreach (var at in wrong.All)
            {
                // The row stands before what is wrong with it; the words themselves are said where they are shown.
                errors.Add("file", "enclaves.import-row", row.Number, new Both(Say(Language.Chinese, at), Say(Language.English, at)));
            }
            stakes.Add(one);
            if (errors.All.Count > 50 || stakes.Count > RecordStakes.Most)
            {
                break;
            }
        }
        return errors.Refusal is { } refusal ? refusal : stakes.Count is 0 or > RecordStakes.Most ? new Errors().Add("file", "enclaves.how-many-stakes", RecordStakes.Most).Refusal! : stakes;
    }

    private static StakeSource? SourceOf(string words)
    {
        foreach (var source in Enum.GetValues<StakeSource>())
        {
            if (Words.Say(Language.Chinese, "enclaves.source." + source) == words || string.Equals(Words.Say(Language.English, "enclaves.source." + source), words, StringComparison.OrdinalIgnoreCase))
            {
                return source;
            }
        }
        return null;
    }

    private static string Say(Language language, Errors.At at) => at.Field is "file" or "" ? Problems.Message(language, at) : Words.Say(language, "enclaves.field." + at.Field) + Words.Say(language, "enclaves.colon") + Problems.Message(language, at);
}
