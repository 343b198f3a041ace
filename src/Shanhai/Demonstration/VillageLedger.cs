using System.Globalization;
using Shanhai.Funds;

namespace Shanhai.Demonstration;

/// <summary>
/// The entries of an invented village's books, year by year, which come to what the simulator reported for it: income and expense by account, and assets and liabilities at each year's end. What the village gets from an
/// enclave comes by the enclave's own payments and is left out here.
/// </summary>
public sealed class VillageLedger
{
    public const string Document = "账簿（模拟）";

    /// <summary>The first year of the books: the enclaves' first dividends arrived in it.</summary>
    public const int FirstYear = 2021;

    private const string Bank = "102", Plant = "151", Loan = "221", Reserve = "311";
    private const long Spare = 20_000_00, MostDividend = 60_000_00;

    /// <summary>Accounts of a chart with the figure that a year of each comes to, and of income with its non-recurring part.</summary>
    /// <param name="Investment">The account of income that dividends are.</param>
    private sealed record Kept(string Prefix, string Investment, IReadOnlyList<(string Account, string Text)> Income, IReadOnlyList<(string Account, string Text)> Expense);

    private static readonly Kept
        Old = new("CE04.", "561", [("501", "租金和服务收入"), ("511", "发包和上交收入"), ("522", "财政补助"), ("531", "其他收入"), ("561", "投资收益")], [("502", "经营支出"), ("541", "管理费用"), ("551", "其他支出")]),
        New = new("CE.", "502", [("501", "租金和服务收入"), ("502", "投资收益"), ("503", "财政补助"), ("504", "其他收入")], [("511", "经营支出"), ("512", "缴纳税费"), ("513", "管理费用"), ("514", "公益支出"), ("515", "其他支出"), ("521", "所得税")]);

    private readonly IReadOnlyDictionary<int, Dictionary<string, long>> _figures;
    private readonly long _grant;

    private VillageLedger(IReadOnlyDictionary<int, Dictionary<string, long>> figures, long grant)
    {
        (_figures, _grant) = (figures, grant);
        Dividend = DividendOf(figures);
    }

    /// <summary>What the enclave pays it in each of the years with books, fen.</summary>
    public long Dividend { get; }

    /// <summary>Accounts that the chart of 2004 leaves to the book.</summary>
    public static readonly IReadOnlyList<(string Code, string Name, AccountClass Class, bool Money)> Own = [(Bank, "银行存款", AccountClass.Asset, true), (Plant, "固定资产", AccountClass.Asset, false), (Loan, "长期借款及应付款", AccountClass.Liability, false)];

    /// <summary>Null where a year is missing, or where the figures do not go together.</summary>
    /// <param name="figures">By year, from the one before the first to the last, fen.</param>
    /// <param name="grant">What a programme pays it in the last year.</param>
    public static VillageLedger? Of(IReadOnlyDictionary<int, Dictionary<string, long>> figures, long grant)
    {
        if (figures.Values.Any(f => !f.ContainsKey("CE.ASSETS")))
        {
            return null;
        }
        var ledger = new VillageLedger(figures, grant);
        return ledger.Years.Prepend(FirstYear - 1).All(y => ledger.Assets(y) - ledger.Cash(y) > 0 && ledger.Debts(y) < ledger.Assets(y)) ? ledger : null;
    }

    /// <summary>Ten per cent of its stake, so that it stays below its investment income of every year: in whole thousands of yuan.</summary>
    public static long DividendOf(IReadOnlyDictionary<int, Dictionary<string, long>> figures) =>
        Math.Min(MostDividend, figures.Where(f => f.Key >= FirstYear).Select(f => f.Value.GetValueOrDefault(At(f.Key).Prefix + At(f.Key).Investment)).DefaultIfEmpty().Min() * 9 / 10 / 1_000_00 * 1_000_00);

    private IEnumerable<int> Years => Enumerable.Range(FirstYear, _figures.Keys.Max() - FirstYear + 1);

    private static Kept At(int year) => year < VillageBooks.NewChartFrom ? Old : New;

    private long Of(int year, string code) => _figures[year].GetValueOrDefault(code);

    private long Assets(int year) => Of(year, "CE.ASSETS");

    private long Debts(int year) => Of(year, "CE.LIABILITIES");

    private long Spent(int year) => At(year).Expense.Sum(a => Of(year, At(year).Prefix + a.Account));

    private long Profit(int year) => At(year).Income.Sum(a => Of(year, At(year).Prefix + a.Account)) - Spent(year);

    private long Borrowed(int year) => Debts(year) - Debts(year - 1);

    /// <summary>At the end of a year: as much to begin with as is never missing later.</summary>
    private long Cash(int year) => Spent(FirstYear) + Spare + Years.Sum(y => Math.Max(0, -Borrowed(y)) + Math.Max(0, -Profit(y))) + Years.Where(y => y <= year).Sum(y => Borrowed(y) + Profit(y));

    public EntryContent Opening()
    {
        const int before = FirstYear - 1;
        return new(new(FirstYear, 1, 1), "期初余额", Document, [new(Bank, Debit: Cash(before)), new(Plant, Debit: Assets(before) - Cash(before)), .. Debts(before) > 0 ? new EntryContent.Line[] { new(Loan, Credit: Debts(before)) } : [],
            new(Reserve, Credit: Assets(before) - Debts(before))]) { Kind = EntryKind.Opening };
    }

    /// <param name="paid">The programme's payment whose money the village receives in the year, and for which project.</param>
    public IReadOnlyList<EntryContent> Year(int year, (string Project, Id<Entry> Payment)? paid)
    {
        var (entries, kept, granted) = (new List<EntryContent>(), At(year), paid is null ? 0 : _grant);
        if (paid is { } received)
        {
            var (project, payment) = received;
            entries.AddRange(
            [
                new(new(year, 4, 15), "收到项目资金", Document, [new(Bank, Debit: _grant), new("241", Credit: _grant)]) { Source = payment, Project = project },
                new(new(year, 9, 10), "支付工程款", Document, [new(Plant, Debit: _grant), new(Bank, Credit: _grant)]) { Project = project, Payee = "岚溪县兴农建设公司（模拟）", PayeeIs = PayeeKind.Body },
                new(new(year, 9, 10), "专项资金形成资产", Document, [new("241", Debit: _grant), new(Reserve, Credit: _grant)]) { Project = project },
            ]);
        }
        var borrowed = Borrowed(year);
        if (borrowed > 0)
        {
            entries.Add(new(new(year, 2, 20), "取得银行贷款", Document, [new(Bank, Debit: borrowed), new(Loan, Credit: borrowed)]));
        }
        else if (borrowed < 0)
        {
            entries.Add(new(new(year, 11, 25), "归还银行贷款", Document, [new(Loan, Debit: -borrowed), new(Bank, Credit: -borrowed)]) { Debt = DebtPaid.Own, Creditor = "岚溪县农村商业银行（模拟）" });
        }
        // What else became of the assets: they were counted and valued anew.
        var valued = Assets(year) - Assets(year - 1) - Profit(year) - borrowed - granted;
        if (valued != 0)
        {
            entries.Add(new(new(year, 12, 25), "清产核资", Document, valued > 0 ? [new(Plant, Debit: valued), new(Reserve, Credit: valued)] : [new(Reserve, Debit: -valued), new(Plant, Credit: -valued)]));
        }
        foreach (var (account, text) in kept.Income)
        {
            var once = Of(year, $"{kept.Prefix}{account}.NR");
            var ordinary = Of(year, kept.Prefix + account) - once - (account == kept.Investment ? Dividend : 0);
            entries.AddRange(Quarters(year, account, ordinary, text, credit: true));
            entries.AddRange(Quarters(year, account, once, text, credit: true, parts: 1).Select(e => e with { NonRecurring = true }));
        }
        foreach (var (account, text) in kept.Expense)
        {
            entries.AddRange(Quarters(year, account, Of(year, kept.Prefix + account), text, credit: false));
        }
        return [.. entries.OrderBy(e => e.On)];
    }

    // The parts sum to the year's figure to the fen.
    private static IEnumerable<EntryContent> Quarters(int year, string account, long fen, string text, bool credit, int parts = 4)
    {
        if (fen <= 0)
        {
            yield break;
        }
        foreach (var (i, part) in Money.Fen(fen).Allocate([.. Enumerable.Repeat(1m, parts)]).Index().Where(p => p.Item.MinorUnits > 0))
        {
            var amount = part.MinorUnits;
            yield return new(new DateOnly(year, 3 * i + 3, 20), string.Create(CultureInfo.InvariantCulture, $"第{i + 1}季度{text}"), Document,
                credit ? [new(Bank, Debit: amount), new(account, Credit: amount)] : [new(account, Debit: amount), new(Bank, Credit: amount)]) { Debt = credit ? null : DebtPaid.None };
        }
    }
}
