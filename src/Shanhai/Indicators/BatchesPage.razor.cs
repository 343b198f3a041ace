namespace Shanhai.Indicators;

public partial class BatchesPage
{
    public static async Task<IResult> Show(View view, [AsParameters] FindBatches filter, Db db, CancellationToken ct)
    {
        var found = await FindBatches.Handle(filter, db, view.Actor, ct);
        return found.Problem is { } problem ? Html.Refused(view, problem)
            : Html.Show<BatchesPage, Page<FindBatches.Row>>(view, view.Say("batches.title"), found.Value);
    }
}
