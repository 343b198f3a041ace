using Shanhai.Host.Tables;

namespace Shanhai.Funds;

/// <summary>The statement of a book of public money, at the address where a collective's books have theirs.</summary>
public partial class StagesPage
{
    public sealed record Shown(ShowStages Of);

    /// <summary>Null where the book is of a collective.</summary>
    internal static async Task<IResult?> Show(View view, Id<Book> id, int? year, int? month, BooksPage.Reading with, CancellationToken ct)
    {
        var shown = await ShowStages.Handle(id, year, month, with.Charts, with.Trees, with.Db, view.Actor, with.Clock, ct);
        return shown.Problem is { Code: ShowStages.NoStages } ? null
            : shown.Problem is { } no ? Html.Refused(view, no)
            : Html.Show<StagesPage, Shown>(view, view.Say("funds.stage-statement"), new(shown.Value), simulated: shown.Value.Simulated);
    }

    /// <summary>Null where the book is of a collective.</summary>
    internal static async Task<IResult?> Export(View view, Id<Book> id, int? year, int? month, string? format, BooksPage.Reading with, CancellationToken ct)
    {
        var shown = await ShowStages.Handle(id, year, month, with.Charts, with.Trees, with.Db, view.Actor, with.Clock, ct);
        if (shown.Problem is { } no)
        {
            return no.Code == ShowStages.NoStages ? null : Html.Refused(view, no);
        }
        var of = shown.Value;
        TableColumn[] heads = [new(view.Say("funds.commodity"), 20), new(view.Say("funds.stage"), 26), new(view.Say("funds.opening"), 18), new(view.Say("funds.stage-in"), 18), new(view.Say("funds.stage-out"), 18), new(view.Say("funds.at-end"), 18)];
        var rows = of.Parts.SelectMany(p => p.Rows.Append(p.Source).Select(r => new object?[]
        {
            view.Say("funds.commodity." + p.Commodity), view.Say(r.Name), Amounts.Shown(p.Commodity, r.Opening), Amounts.Shown(p.Commodity, r.In), Amounts.Shown(p.Commodity, r.Out), Amounts.Shown(p.Commodity, r.Closing),
        }));
        return TableFile.Of(view, format, view.Say("funds.stage-statement"), heads, rows.ToAsyncEnumerable(), $"{of.BookName}-{view.Say("funds.stage-statement")}-{of.AsOf:yyyyMMdd}");
    }
}
