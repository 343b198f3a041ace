using Shanhai.Host.Documents;
using Shanhai.Organisations;
using Shanhai.Places;
using Shanhai.Voices;

namespace Shanhai.Receptions;

/// <summary>
/// The sheet of the meeting at the day's end: totals and each case with unit, day and owner; no person, no words of theirs, nothing of the compartment. For those
/// who work on the day, on screen, on paper and as a document.
/// </summary>
public partial class ResultsPage
{
    public sealed record Shown(ShowReception Day, IReadOnlyList<ShowReception.Case> Cases, VoiceCatalogue Voices);

    public static async Task<IResult> Show(View view, Id<Reception> id, Intake intake, CurrentTree trees, CurrentRegister places, Db db, CancellationToken ct)
    {
        var shown = await Read(view, id, intake, trees, places, db, ct);
        return shown.Problem is { } no ? Html.Refused(view, no) : Html.Show<ResultsPage, Shown>(view, view.Say("receptions.results"), shown.Value);
    }

    public static async Task<IResult> Docx(View view, Id<Reception> id, Intake intake, CurrentTree trees, CurrentRegister places, Db db, CancellationToken ct)
    {
        var shown = await Read(view, id, intake, trees, places, db, ct);
        if (shown.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var ((day, cases, voices), sum) = (shown.Value, shown.Value.Day.Totals!);
        var paper = new Paper(view.Say("receptions.sheet-title", day.PlaceName))
        {
            Parts =
            [
                new(null,
                [
                    view.Say("receptions.sheet-when", $"{day.On:yyyy-MM-dd}", $"{day.From:HH\\:mm}–{day.To:HH\\:mm}", day.Venue, day.Leader),
                    view.Say("receptions.sheet-sum", sum.Batches, sum.People, sum.Decided, sum.Assigned, sum.Explained),
                    .. (day.Result ?? "").ReplaceLineEndings("\n").Split('\n').Where(l => l.Trim().Length > 0),
                    view.Say("receptions.totals-note"),
                ],
                new([view.Say("receptions.number"), view.Say("voices.new.category"), view.Say("receptions.outcome"), view.Say("receptions.unit"), view.Say("receptions.settleBy"), view.Say("receptions.owner")],
                    [.. cases.Select(c => (IReadOnlyList<string>)[$"{c.Number}", voices.Category(c.Category) is { } subject ? view.Say(subject.Name) : c.Category, c.Outcome is { } o ? view.Say("reception.outcome." + o) : "", c.Unit ?? "", $"{c.SettleBy:yyyy-MM-dd}", c.Owner ?? ""])])),
            ],
            Signed = [day.Body, $"{day.ClosedAt?.ToOffset(ChinaDay.Offset):yyyy-MM-dd}"],
        };
        return TypedResults.File(paper.Write(), Paper.Type, $"{view.Say("receptions.results")}-{day.On:yyyyMMdd}.docx");
    }

    private static async Task<Result<Shown>> Read(View view, Id<Reception> id, Intake intake, CurrentTree trees, CurrentRegister places, Db db, CancellationToken ct)
    {
        if (view.Actor.Refuses(ReceptionsModule.Work) is { } no)
        {
            return no;
        }
        var shown = await ShowReception.Handle(id, trees, places, db, view.Actor, ct);
        return shown.Problem is { } problem ? problem
            : shown.Value.Inner is not { MayWork: true } inner ? Problem.Missing("reception.not-found")
            : shown.Value.Totals is null ? Problem.Clash("reception.not-open")
            : new Shown(shown.Value, [.. inner.Cases.Where(c => c.State == CaseState.Done && c.Kind != VoiceKind.Accusation)], intake.Catalogue);
    }
}
