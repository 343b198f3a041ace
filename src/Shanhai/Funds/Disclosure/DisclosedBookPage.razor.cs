using Shanhai.Host.Tables;

namespace Shanhai.Funds.Disclosure;

/// <summary>One closed period of a village's books as its people may read it, with source and day; and as a table.</summary>
public partial class DisclosedBookPage
{
    private static readonly string[] Heads = ["statement", "number", "on", "account", "item", "payee", "period-column", "other-column", "disclosed-closed-on"];

    public sealed record Shown(ShowDisclosed Of);

    public static async Task<IResult> Show(View view, Id<Book> id, string? period, string? after, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        var shown = await ShowDisclosed.Handle(id, period, after, with.Charts, with.Trees, with.Places, with.Db, view.Actor, ct);
        return shown.Problem is { } no ? Html.Refused(view, no)
            : Html.Show<DisclosedBookPage, Shown>(view, $"{shown.Value.BookName} {Say(view, shown.Value.Period)}", new(shown.Value), simulated: shown.Value.Simulated);
    }

    /// <summary>The statements and all movements one below the other, with where they come from in each row.</summary>
    public static async Task<IResult> Export(View view, Id<Book> id, string? period, string? format, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        var shown = await ShowDisclosed.Read(id, period, null, int.MaxValue, with.Charts, with.Trees, with.Places, with.Db, view.Actor, ct);
        if (shown.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var of = shown.Value;
        TableColumn[] heads = [.. Heads.Select(k => new TableColumn(view.Say("funds." + k), 18))];
        return TableFile.Of(view, format, view.Say("funds.disclosed"), heads, Rows(view, of).ToAsyncEnumerable(), $"{of.BookName}-{of.Period}");
    }

    private static IEnumerable<object?[]> Rows(View view, ShowDisclosed of)
    {
        DateOnly? closed = of.ClosedAt is { } at ? ChinaDay.Of(at) : null;
        var income = view.Say("funds.income-statement");
        return of.Income.Concat(of.Expenses).Select(l => new object?[] { income, null, null, l.Account, view.Say(l.Name), null, l.Fen / 100m, l.YearFen / 100m, closed })
            .Concat(of.Assets.Concat(of.Liabilities).Concat(of.Equity).Select(l => new object?[] { view.Say("funds.balance-sheet"), null, null, l.Account, view.Say(l.Name), null, l.Fen / 100m, l.Before / 100m, closed }))
            .Concat(of.Distribution.Rows.Select(r => new object?[] { view.Say("funds.distribution"), null, null, null, view.Say("funds.distribution." + r.Key), null, r.Fen / 100m, null, closed }))
            .Concat(of.Persons.Select(p => new object?[] { view.Say("funds.persons-paid"), null, null, p.Account, view.Say(p.Name), view.Say("funds.persons-together"), -p.Fen / 100m, null, closed }))
            .Concat(of.Movements.Select(m => new object?[] { view.Say("funds.movements"), m.Number, m.On, string.Join(view.Say("funds.comma"), m.Accounts.Select(a => view.Say(a))), m.Text, m.Payee, (m.In - m.Out) / 100m, null, closed }));
    }

    /// <summary>2025 年第 3 季度.</summary>
    internal static string Say(View view, Period period) => period.Type switch
    {
        PeriodType.Year => view.Say("funds.period-year", period.YearNumber),
        PeriodType.Quarter => view.Say("funds.period-quarter", period.YearNumber, period.Key % 100 - 20),
        _ => view.Say("funds.period-month", period.YearNumber, period.Key % 100),
    };
}
