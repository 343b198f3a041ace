using Shanhai.Host.Tables;

namespace Shanhai.Organisations;

/// <summary>One line of a workbook of bodies, as it was typed; <paramref name="Line"/> is its row in the sheet.</summary>
public sealed record OrganisationRow(int Line)
{
    public string? Name { get; init; }
    public string? ShortName { get; init; }
    public string? Kind { get; init; }
    public string? Place { get; init; }
    public string? Superior { get; init; }
    public string? Duties { get; init; }
    public string? Task { get; init; }
    public string? CreditCode { get; init; }
    public string? Office { get; init; }
    public string? Phone { get; init; }
    public string? Mail { get; init; }
    public string? Seat { get; init; }
    public string? Opened { get; init; }
}

/// <summary>Reads a workbook of bodies: the first sheet that has a row of known headings, in either language, in any order.</summary>
public static class OrganisationRows
{
    public const int Most = 20_000;

    private static readonly string[] Fields = ["name", "shortName", "kind", "place", "superior", "duties", "task", "creditCode", "office", "phone", "mail", "seat", "opened"];

    // Other words that tables use for the same.
    private static readonly Headings Known = Headings.Of("organisations", Fields, new Dictionary<string, string>
    {
        ["名称"] = "name", ["单位名称"] = "name", ["机构名称"] = "name", ["全称"] = "name", ["类别"] = "kind", ["机构类型"] = "kind", ["地方代码"] = "place", ["区划代码"] = "place", ["服务地方代码"] = "place",
        ["上级单位"] = "superior", ["主管单位"] = "superior", ["信用代码"] = "creditCode", ["电话"] = "phone", ["联系电话"] = "phone", ["地址"] = "seat", ["邮箱"] = "mail", ["设立日期"] = "opened",
    });

    public static Result<IReadOnlyList<OrganisationRow>> Of(Workbook book)
    {
        if (Known.RowsOf(book, f => f.Contains("name") && f.Count >= 3) is not { } found)
        {
            return Problem.Invalid("organisation.import-headings", book.FileName, string.Join("、", Fields.Select(f => Words.Say(Language.Chinese, "organisations." + f))));
        }
        var rows = found.Select(Read).ToList();
        return rows.Count == 0 ? Problem.Invalid("organisation.import-empty", book.FileName) : rows.Count > Most ? Problem.Invalid("organisation.import-long", Most, rows.Count) : rows;
    }

    private static OrganisationRow Read(HeadedRow row) => new(row.Number)
    {
        Name = row["name"], ShortName = row["shortName"], Kind = row["kind"], Place = row["place"], Superior = row["superior"], Duties = row["duties"], Task = row["task"],
        CreditCode = row["creditCode"], Office = row["office"], Phone = row["phone"], Mail = row["mail"], Seat = row["seat"], Opened = row["opened"],
    };
}
