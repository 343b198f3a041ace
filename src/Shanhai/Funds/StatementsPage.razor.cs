using System.Globalization;
using Shanhai.Indicators;

namespace Shanhai.Funds;

/// <summary>Income, expense and balance sheet of a village's books, and what of it the indicators have.</summary>
public partial class StatementsPage
{
    public sealed record Shown(ShowStatements Of, FindBookFigures Figures, string? Done, Problem? Problem);

    public static Task<IResult> Show(View view, Id<Book> id, string? year, string? month, string? done, Catalogue catalogue, [AsParameters] BooksPage.Reading with, CancellationToken ct) =>
        Page(view, id, Number(year), Number(month), done == "taken" ? done : null, null, catalogue, with, ct);

    public static async Task<IResult> Take(View view, Id<Book> id, int year, Catalogue catalogue, FactColumns columns, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        var taken = await TakeBookFigures.Handle(id, year, with.Charts, catalogue, columns, with.Trees, with.Db, view.Actor, with.Clock, ct);
        with.Db.ChangeTracker.Clear();
        return taken.Problem is { } problem ? await Page(view, id, year, null, null, problem, catalogue, with, ct) : Html.Go($"/books/{id}/statements?year={year}&done=taken");
    }

    private static async Task<IResult> Page(View view, Id<Book> id, int? year, int? month, string? done, Problem? problem, Catalogue catalogue, BooksPage.Reading with, CancellationToken ct)
    {
        var shown = await ShowStatements.Handle(id, year, month, with.Charts, with.Trees, with.Db, view.Actor, with.Clock, ct);
        if (shown.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var figures = await FindBookFigures.Handle(id, shown.Value.Year, catalogue, with.Trees, with.Db, view.Actor, ct);
        return Html.Show<StatementsPage, Shown>(view, view.Say("funds.statements"), new(shown.Value, figures.Value, done, problem), problem?.Status ?? 200, shown.Value.Simulated);
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
