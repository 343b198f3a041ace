namespace Shanhai.Indicators;

public partial class BatchPage
{
    public sealed record Shown(ShowBatch Batch, Problem? Problem);

    public static Task<IResult> Show(View view, int number, [AsParameters] ShowBatch.Asked asked, Db db, Catalogue catalogue, CancellationToken ct) =>
        Page(view, number, asked, null, db, catalogue, ct);

    public static async Task<IResult> Undo(View view, int number, IFormCollection form, Db db, Catalogue catalogue, FactColumns columns, TimeProvider clock, CancellationToken ct)
    {
        var undone = await UndoBatch.Handle(number, db, view.Actor, columns, clock, ct);
        return undone.Problem is { Status: not 409 } no ? Html.Refused(view, no)
            : undone.Problem is { } problem ? await Page(view, number, new(), problem, db, catalogue, ct)
            : Html.Go($"/figures/batches/{number}");
    }

    public static string SourceKey(SourceKind source) => source switch
    {
        SourceKind.OfficialDocument => "source.official-document",
        _ => "source." + source.ToString().ToLowerInvariant(),
    };

    private static async Task<IResult> Page(View view, int number, ShowBatch.Asked asked, Problem? problem, Db db, Catalogue catalogue, CancellationToken ct)
    {
        var batch = await ShowBatch.Handle(number, asked, db, view.Actor, catalogue, ct);
        return batch.Problem is { } no ? Html.Refused(view, no)
            : Html.Show<BatchPage, Shown>(view, view.Say("batch.title", number), new(batch.Value, problem), problem?.Status ?? 200);
    }
}
