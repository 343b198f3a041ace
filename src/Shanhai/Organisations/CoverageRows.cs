using System.Globalization;
using Shanhai.Host.Tables;

namespace Shanhai.Organisations;

/// <summary>
/// Flags of coverage out of a workbook: the body by credit code or name, how it is covered, from which day, by which document. The first sheet with a row of known headings counts. A row may say two things, of the
/// organisation and of the work; every row that cannot be read is named.
/// </summary>
public static class CoverageRows
{
    private const int MostWrong = 50;

    /// <summary>A flag and the row of the sheet that says it.</summary>
    public sealed record Line(int Row, RecordCoverage.Flag Flag);

    private static readonly Headings Known = new(new Dictionary<string, string>
    {
        ["名称"] = "name", ["单位名称"] = "name", ["机构名称"] = "name", ["name"] = "name", ["统一社会信用代码"] = "code", ["信用代码"] = "code", ["creditcode"] = "code", ["组织覆盖"] = "party", ["党组织"] = "party",
        ["organisation"] = "party", ["工作覆盖"] = "work", ["work"] = "work", ["日期"] = "on", ["起始日期"] = "on", ["day"] = "on", ["依据文件"] = "document", ["依据"] = "document", ["document"] = "document", ["备注"] = "note", ["note"] = "note",
    });

    /// <summary>The headings of the workbook to be filled in.</summary>
    public static readonly IReadOnlyList<string> Titles = ["统一社会信用代码", "名称", "组织覆盖", "工作覆盖", "日期", "依据文件", "备注"];

    public static Result<IReadOnlyList<Line>> Of(Workbook book)
    {
        if (Known.RowsOf(book, f => (f.Contains("name") || f.Contains("code")) && (f.Contains("party") || f.Contains("work"))) is not { } rows)
        {
            return new Errors().Add("file", "organisation.coverage-headings", string.Join("、", Titles)).Refusal!;
        }
        var (lines, errors) = (new List<Line>(), new Errors());
        foreach (var row in rows)
        {
            var wrong = new Errors();
            var (on, said) = (TypedDay.Read(row["on"], "on", wrong), new[] { Kind(row["party"], CoverageFlags.OfParty, wrong), Kind(row["work"], CoverageFlags.OfWork, wrong) });
            if (said.All(k => k is null) && !wrong.Any)
            {
                wrong.Add("kind", "organisation.coverage-nothing");
            }
            foreach (var at in wrong.All)
            {
                errors.Add("file", "organisation.coverage-row", row.Number, Worded(at));
            }
            lines.AddRange(said.OfType<OrganisationEventKind>().Select(kind => new Line(row.Number, new(row["code"] ?? row["name"], kind, on, row["document"], row["note"]))));
            if (errors.All.Count > MostWrong || lines.Count > RecordCoverage.Most)
            {
                break;
            }
        }
        return errors.Refusal is { } refusal ? refusal : lines.Count is 0 or > RecordCoverage.Most ? new Errors().Add("file", "organisation.coverage-how-many", RecordCoverage.Most).Refusal! : lines;
    }

    /// <summary>What is wrong with flags, told by the rows that say them.</summary>
    public static Problem ByRow(Problem problem, IReadOnlyList<Line> lines)
    {
        var errors = new Errors();
        foreach (var at in problem.Fields)
        {
            var (open, close) = (at.Field.IndexOf('[', StringComparison.Ordinal), at.Field.IndexOf(']', StringComparison.Ordinal));
            if (open > 0 && int.TryParse(at.Field.AsSpan(open + 1, close - open - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var i) && i < lines.Count)
            {
                errors.Add("file", "organisation.coverage-row", lines[i].Row, Worded(at));
            }
            else
            {
                errors.Add("file", at.Key, at.Args);
            }
        }
        return errors.Refusal ?? problem;
    }

    private static OrganisationEventKind? Kind(string? said, IReadOnlyList<OrganisationEventKind> known, Errors errors)
    {
        if (said is null)
        {
            return null;
        }
        foreach (var kind in known)
        {
            var word = Words.All["organisations.happened." + kind];
            if (said == word.Zh || string.Equals(said, word.En, StringComparison.OrdinalIgnoreCase) || kind.IsOfWork && said == (kind == OrganisationEventKind.WorkReached ? "是" : "否"))
            {
                return kind;
            }
        }
        errors.Add("kind", "organisation.coverage-word", said, string.Join("、", known.Select(k => Words.Say(Language.Chinese, "organisations.happened." + k))));
        return null;
    }

    // The words themselves are said where the row is shown.
    private static Both Worded(Errors.At at) => new(Problems.Message(Language.Chinese, at), Problems.Message(Language.English, at));
}
