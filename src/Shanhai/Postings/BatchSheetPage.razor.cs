namespace Shanhai.Postings;

/// <summary>A batch as paper: its posts in one table, people by surname, as far as the reader may see them.</summary>
public partial class BatchSheetPage
{
    // About forty lines fill a page of paper; beyond this a file serves better.
    private const int Most = 2_000;

    public sealed record Shown(ShowPostBatch Of, IReadOnlyList<PostLine> Posts, DateOnly On);

    public static async Task<IResult> Show(View view, Id<PostBatch> id, [AsParameters] BatchPage.Reading with, CancellationToken ct)
    {
        var filter = new ShowPostBatch.Filter { Size = 500 };
        var found = await ShowPostBatch.Handle(id, filter, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        if (found.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        var posts = await ShowPostBatch.Rest(found.Value, filter, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct).Take(Most).ToListAsync(ct);
        return Html.Show<BatchSheetPage, Shown>(view, found.Value.Name, new(found.Value, posts, ChinaDay.Today(with.Clock)));
    }
}
