using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Host.Tables;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Enclaves;

/// <summary>
/// Payments out of a bank's table: whose they are by the number of the line, or by whom the bank paid; the sum in yuan, the day and the paper. The first sheet with a row of known headings
/// counts. A line without sum, day and paper has not been paid yet. Every row that cannot be read or recorded is named; nothing is recorded while there is one.
/// </summary>
public static class PaymentRows
{
    private const int MostErrors = 50, Most = 5000;

    /// <param name="Number">Of the row in the table.</param>
    public sealed record Row(int Number, RecordPayments.Paid Paid);

    private static readonly Headings Known = new(new Dictionary<string, string>
    {
        ["行号"] = "line", ["line"] = "line",
        ["村代码"] = "payee", ["区划代码"] = "payee", ["村"] = "payee", ["村名"] = "payee", ["收款村"] = "payee", ["收款方"] = "payee", ["收款人"] = "payee", ["收款人名称"] = "payee", ["收款单位"] = "payee", ["收款户名"] = "payee",
        ["户名"] = "payee", ["对方户名"] = "payee", ["payee"] = "payee",
        ["到账金额"] = "yuan", ["交易金额"] = "yuan", ["金额"] = "yuan", ["amount"] = "yuan",
        ["到账日期"] = "on", ["交易日期"] = "on", ["日期"] = "on", ["day"] = "on",
        ["凭证"] = "evidence", ["凭证号"] = "evidence", ["回单号"] = "evidence", ["回单编号"] = "evidence", ["流水号"] = "evidence", ["交易流水号"] = "evidence", ["paper"] = "evidence",
    });

    /// <summary>The headings of the table with everything that is still due, to be filled in; the name and the sum that is due are for the eye.</summary>
    public static readonly IReadOnlyList<string> Titles = ["行号", "村代码", "名称", "未付（元）", "到账金额（元）", "到账日期", "凭证"];

    public static RecordPayments Input(IEnumerable<Row> rows) => new(null, null, [.. rows.Select(r => r.Paid)]);

    /// <summary>Reads the table and looks at all of it as <see cref="RecordPayments"/> will; what is wrong is told by row.</summary>
    public static async Task<Result<IReadOnlyList<Row>>> Read(Id<Distribution> id, Workbook book, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await EnclaveSight.Distribution(id, EnclavesModule.Pay, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var rows = Of(book, await Holders.Of(id, trees, places, db, actor, ct));
        return rows.Problem is null && await Look(id, rows.Value, places, db, actor, clock, ct) is { } wrong ? wrong : rows;
    }

    /// <summary>What <see cref="RecordPayments"/> would refuse of them, by row; null: nothing.</summary>
    internal static async Task<Problem?> Look(Id<Distribution> id, IReadOnlyList<Row> rows, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct) =>
        (await RecordPayments.Look(id, Input(rows), places, db, actor, clock, ct)).Problem is { } wrong ? AtRows(wrong, rows) : null;

    /// <summary>Whether each has what a bank's table says of a payment.</summary>
    internal static bool AreWhole(IReadOnlyList<Row> rows) => rows.All(r => r.Paid is { Yuan: not null, On: not null, Evidence: not null });

    /// <summary>What was refused of a line, at its row of the table.</summary>
    public static Problem AtRows(Problem problem, IReadOnlyList<Row> rows) => problem with
    {
        Fields = [.. problem.Fields.Take(MostErrors).Select(f => f.Field.Split('[', ']') is ["lines", var n, ..] && int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var i) && i < rows.Count ? At(rows[i].Number, f) : f)],
    };

    internal static Result<IReadOnlyList<Row>> Of(Workbook book, Holders holders)
    {
        if (Known.RowsOf(book, f => (f.Contains("line") || f.Contains("payee")) && f.Contains("yuan") && f.Contains("on")) is not { } found)
        {
            return new Errors().Add("file", "enclaves.import-headings", string.Join("、", Titles)).Refusal!;
        }
        var (rows, errors) = (new List<Row>(), new Errors());
        foreach (var row in found)
        {
            if (row["yuan"] is null && row["on"] is null && row["evidence"] is null || row["line"] is null && IsSum(row["payee"]))
            {
                continue;
            }
            var wrong = new Errors();
            var dividend = holders.Find(row["line"], row["payee"] ?? "", wrong, out var payee);
            var (yuan, on, evidence) = (Yuan(row["yuan"], wrong), TypedDay.Read(row["on"], "on", wrong), row["evidence"] ?? "");
            if (row["on"] is null)
            {
                wrong.Add("on", "field.required");
            }
            wrong.Require(evidence, "evidence");
            foreach (var at in wrong.All)
            {
                errors.Add("file", "enclaves.import-row", row.Number, Said(at));
            }
            rows.Add(new(row.Number, new(dividend?.Id ?? default, yuan, payee, on, evidence)));
            if (errors.All.Count > MostErrors || rows.Count > Most)
            {
                break;
            }
        }
        return errors.Refusal is { } refusal ? refusal : rows.Count is 0 or > Most ? new Errors().Add("file", "enclaves.how-many-payments", Most).Refusal! : rows;
    }

    private static decimal? Yuan(string? typed, Errors wrong)
    {
        if (!Amounts.TryRead(typed, Commodity.Fen, out var fen))
        {
            wrong.Add("file", "enclaves.import-number", typed);
        }
        else if (typed is null)
        {
            wrong.Add("file", "enclaves.amount-yuan");
        }
        return fen / 100m;
    }

    private static Errors.At At(int row, Errors.At at) => new("file", "enclaves.import-row", row, Said(at));

    // The row stands before what is wrong with it; the words themselves are said where they are shown.
    private static Both Said(Errors.At at) => new(Said(Language.Chinese, at), Said(Language.English, at));

    private static string Said(Language language, Errors.At at) =>
        (at.Field.Split('.')[^1] switch { "on" => Words.Say(language, "enclaves.paid-on") + Words.Say(language, "enclaves.colon"), "evidence" => Words.Say(language, "enclaves.paid-evidence") + Words.Say(language, "enclaves.colon"), _ => "" }) + Problems.Message(language, at);

    private static bool IsSum(string? payee) => payee?.Normalize(NormalizationForm.FormKC).Replace(" ", "", StringComparison.Ordinal) is "合计" or "总计" or "小计";

    /// <summary>The lines of a distribution, found by their number or by whom a bank would have paid.</summary>
    internal sealed class Holders(IReadOnlyList<Dividend> lines, OrganisationTree tree, Register register, Actor actor)
    {
        private readonly ILookup<string, Body> _named = tree.All.SelectMany(b => new[] { b.Name, b.ShortName, b.CreditCode }.OfType<string>().Distinct().Select(n => (Name: n, Body: b))).ToLookup(x => x.Name, x => x.Body);

        public static async Task<Holders> Of(Id<Distribution> id, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct) =>
            new(await db.Dividends.AsNoTracking().Where(d => d.Distribution == id).OrderBy(d => d.Line).ToListAsync(ct), await trees.Read(db, ct), await places.Read(db, ct), actor);

        /// <param name="place">Whom the table names, to be held against the line.</param>
        public Dividend? Find(string? line, string payee, Errors wrong, out PlaceCode? place)
        {
            place = null;
            // A village's money goes to the account of its collective.
            var bodies = _named[payee].ToList();
            if (line is not null)
            {
                var numbered = short.TryParse(line.Normalize(NormalizationForm.FormKC), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? lines.FirstOrDefault(d => d.Line == number) : null;
                if (numbered is null)
                {
                    wrong.Add("file", "enclaves.no-dividend");
                }
                else if (numbered.Organisation is null)
                {
                    place = bodies.Find(IsOfVillage)?.Place ?? NamedPlace.Find(payee, register, actor, wrong, "file");
                }
                return numbered;
            }
            var fits = lines.Where(d => d.Organisation is { } body ? bodies.Exists(b => b.Id == body) : bodies.Exists(b => IsOfVillage(b) && IsPaid(d, b.Place))).ToList();
            if (fits.Count == 0 && NamedPlace.Find(payee, register, actor, wrong, "file") is { } named)
            {
                fits = [.. lines.Where(d => d.Organisation is null && IsPaid(d, named))];
            }
            if (fits is [var one])
            {
                return one;
            }
            if (!wrong.Any)
            {
                wrong.Add("file", fits.Count == 0 ? "enclaves.no-holder" : "enclaves.which-line", payee, fits.Count);
            }
            return null;
        }

        private bool IsPaid(Dividend line, PlaceCode village) => line.Payee == village || line.Place == village || register.Standing(line.Payee) == village;

        private static bool IsOfVillage(Body body) => body.Place.Level == Level.Village && body.Kind is OrganisationKind.VillageCollective or OrganisationKind.VillageCommittee;
    }
}
