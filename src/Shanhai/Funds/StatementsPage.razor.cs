using System.Globalization;

namespace Shanhai.Funds;

/// <summary>Income statement and balance sheet of a village's books.</summary>
public partial class StatementsPage
{
    public sealed record Shown(ShowStatements Of);

    public static async Task<IResult> Show(View view, Id<Book> id, string? year, string? month, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        var shown = await ShowStatements.Handle(id, Number(year), Number(month), with.Charts, with.Trees, with.Db, view.Actor, with.Clock, ct);
        return shown.Problem is { } problem ? Html.Refused(view, problem)
            : Html.Show<StatementsPage, Shown>(view, view.Say("funds.statements"), new(shown.Value), simulated: shown.Value.Simulated);
    }
}
