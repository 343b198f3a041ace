namespace Shanhai.Host.Journal;

public partial class EntryPage
{
    public static async Task<IResult> Show(View view, long number, Db db, CancellationToken ct)
    {
        var shown = await ShowEntry.Handle(number, db, view.Actor, ct);
        return shown.Problem is { } problem
            ? Html.Refused(view, problem)
            : Html.Show<EntryPage, ShowEntry.Shown>(view, view.Say("journal.entry", number), shown.Value);
    }
}
