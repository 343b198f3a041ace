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
    /// <param name="DrawnUp">The day on which the meeting's result was recorded; today while it is not.</param>
    public sealed record Shown(ShowReception Day, IReadOnlyList<ShowReception.Case> Cases, VoiceCatalogue Voices, DateOnly DrawnUp);

    public static async Task<IResult> Show(View view, Id<Reception> id, Intake intake, CurrentTree trees, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        var shown = await Read(view, id, intake, trees, places, db, clock, ct);
        return shown.Problem is { } no ? Html.Refused(view, no) : Html.Show<ResultsPage, Shown>(view, view.Say("receptions.results"), shown.Value);
    }

    public static async Task<IResult> Docx(View view, Id<Reception> id, Intake intake, CurrentTree trees, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        var shown = await Read(view, id, intake, trees, places, db, clock, ct);
        if (shown.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var ((day, cases, voices, _), sum) = (shown.Value, shown.Value.Day.Totals!);
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
                    .. OtherDay(view, shown.Value) is { } other ? [other] : Array.Empty<string>(),
                ],
                new([view.Say("receptions.number"), view.Say("voices.new.category"), view.Say("receptions.outcome"), view.Say("receptions.unit"), view.Say("receptions.settleBy"), view.Say("receptions.owner")],
                    [.. cases.Select(c => (IReadOnlyList<string>)[$"{c.Number}", voices.Category(c.Category) is { } subject ? view.Say(subject.Name) : c.Category, c.Outcome is { } o ? view.Say("reception.outcome." + o) : "", c.Unit ?? "", $"{c.SettleBy:yyyy-MM-dd}", c.Owner ?? ""])])),
            ],
            Signed = [day.Body, $"{day.ClosedAt?.ToOffset(ChinaDay.Offset):yyyy-MM-dd}"],
        };
        return TypedResults.File(paper.Write(), Paper.Type, $"{view.Say("receptions.results")}-{day.On:yyyyMMdd}.docx");
    }

    /// <summary>That the sheet was drawn up on another day than the day itself, and on which; null: it was drawn up the same day, as it should be.</summary>
    private static string? OtherDay(View view, Shown of) =>
        of.DrawnUp == of.Day.On ? null : view.Say(of.Day.ClosedAt is null ? "receptions.not-closed-yet" : "receptions.closed-late", $"{of.DrawnUp:yyyy-MM-dd}");

    private static async Task<Result<Shown>> Read(View view, Id<Reception> id, Intake intake, CurrentTree trees, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        if (view.Actor.Refuses(ReceptionsModule.Work) is { } no)
        {
            return no;
        }
        var shown = await ShowReception.Handle(id, trees, places, db, view.Actor, ct);
        return shown.Problem is { } problem ? problem
            : shown.Value.Inner is not { MayWork: true } inner ? Problem.Missing("reception.not-found")
            : shown.Value.Totals is null ? Problem.Clash("reception.not-open")
            : new Shown(shown.Value, [.. inner.Cases.Where(c => c.State == CaseState.Done && c.Kind != VoiceKind.Accusation)], intake.Catalogue,
                shown.Value.ClosedAt is { } at ? ChinaDay.Of(at) : ChinaDay.Today(clock));
    }
}
