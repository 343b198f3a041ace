using System.Globalization;
using Shanhai.Host.Tables;
using Shanhai.Indicators;

namespace Shanhai.Funds;

/// <summary>Income, expense and balance sheet of a village's books, and what of it the indicators have.</summary>
public partial class StatementsPage
{
    public sealed record Shown(ShowStatements Of, FindBookFigures Figures, string? Done, Problem? Problem);

    /// <summary>A book of public money has the statement of its stages here.</summary>
    public static async Task<IResult> Show(View view, Id<Book> id, string? year, string? month, string? done, Catalogue catalogue, [AsParameters] BooksPage.Reading with, CancellationToken ct) =>
        await StagesPage.Show(view, id, Number(year), Number(month), with, ct) ?? await Page(view, id, Number(year), Number(month), done == "taken" ? done : null, null, catalogue, with, ct);

    public static async Task<IResult> Take(View view, Id<Book> id, int year, Catalogue catalogue, FactColumns columns, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        var taken = await TakeBookFigures.Handle(id, year, with.Charts, catalogue, columns, with.Trees, with.Db, view.Actor, with.Clock, ct);
        with.Db.ChangeTracker.Clear();
        return taken.Problem is { } problem ? await Page(view, id, year, null, null, problem, catalogue, with, ct) : Html.Go($"/books/{id}/statements?year={year}&done=taken");
    }

    /// <summary>The three statements one below the other, as they are shown.</summary>
    public static async Task<IResult> Export(View view, Id<Book> id, string? year, string? month, string? format, Catalogue catalogue, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        if (await StagesPage.Export(view, id, Number(year), Number(month), format, with, ct) is { } stages)
        {
            return stages;
        }
        var shown = await ShowStatements.Handle(id, Number(year), Number(month), with.Charts, catalogue, with.Trees, with.Db, view.Actor, with.Clock, ct);
        if (shown.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var of = shown.Value;
        TableColumn[] heads = [new(view.Say("funds.statement"), 24), new(view.Say("funds.account"), 12), new(view.Say("funds.account-name"), 30), new(view.Say("funds.now-column"), 18), new(view.Say("funds.before-column"), 18)];
        return TableFile.Of(view, format, view.Say("funds.statements"), heads, Rows(view, of).ToAsyncEnumerable(), $"{of.BookName}-{view.Say("funds.statements")}-{of.AsOf:yyyyMMdd}");
    }

    private static IEnumerable<object?[]> Rows(View view, ShowStatements of)
    {
        IEnumerable<object?[]> Part(string statement, string title, IReadOnlyList<ShowStatements.Line> lines) =>
            lines.Select(l => new object?[] { view.Say(statement), l.Account, view.Say(l.Name), l.Fen / 100m, l.Before / 100m })
                .Append([view.Say(statement), null, view.Say("funds.sum-of", view.Say(title)), lines.Sum(l => l.Fen) / 100m, lines.Sum(l => l.Before) / 100m]);
        return Part("funds.income-statement", "funds.class.Income", of.Income).Concat(Part("funds.income-statement", "funds.class.Expense", of.Expenses))
            .Concat(of.Distribution.Rows.Zip(of.DistributionBefore.Rows, (now, before) => new object?[] { view.Say("funds.income-statement"), null, view.Say("funds.distribution." + now.Key), now.Fen / 100m, before.Fen / 100m }))
            .Concat(Part("funds.balance-sheet", "funds.class.Asset", of.Assets)).Concat(Part("funds.balance-sheet", "funds.class.Liability", of.Liabilities)).Concat(Part("funds.balance-sheet", "funds.class.Equity", of.Equity));
    }

    private static async Task<IResult> Page(View view, Id<Book> id, int? year, int? month, string? done, Problem? problem, Catalogue catalogue, BooksPage.Reading with, CancellationToken ct)
    {
        var shown = await ShowStatements.Handle(id, year, month, with.Charts, catalogue, with.Trees, with.Db, view.Actor, with.Clock, ct);
        if (shown.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var figures = await FindBookFigures.Handle(id, shown.Value.Year, catalogue, with.Trees, with.Db, view.Actor, ct);
        return Html.Show<StatementsPage, Shown>(view, view.Say("funds.statements"), new(shown.Value, figures.Value, done, problem), problem?.Status ?? 200, shown.Value.Simulated);
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
