using Shanhai.Host.Clocks;

namespace Shanhai.Voices;

/// <summary>The procedure as everybody may read it: what a petitioner may do, what the offices must do and within which time. Read off the table by which voices move.</summary>
public partial class ProcedurePage
{
    /// <param name="Limits">The rules in force today, by code.</param>
    public sealed record Shown(IReadOnlyList<Move> Own, IReadOnlyList<Move> Offices, IReadOnlyDictionary<string, DeadlineRule> Limits, IReadOnlyList<VoiceCatalogue.Cause> Reasons);

    public static async Task<IResult> Show(View view, CurrentDeadlines current, VoiceCatalogue catalogue, Db db, TimeProvider clock, CancellationToken ct)
    {
        var (deadlines, today) = (await current.Read(db, ct), ChinaDay.Today(clock));
        var codes = Procedure.Moves.SelectMany(m => m.Stops.Concat(m.Starts.Select(s => s.Rule)).Append(m.Within ?? "")).Distinct();
        var limits = codes.Select(c => (Code: c, Rule: deadlines.InForce(c, PlaceCode.Nation, today))).Where(r => r.Rule is not null).ToDictionary(r => r.Code, r => r.Rule!);
        var shown = new Shown([.. Procedure.Moves.Where(m => m.By == Party.Petitioner)], [.. Procedure.Moves.Where(m => m.By != Party.Petitioner && (m.To is not null || m.Tells))], limits, catalogue.Reasons);
        return Html.Show<ProcedurePage, Shown>(view, view.Say("voices.procedure.title"), shown);
    }

    /// <summary>The rule that says until when it must or may be done: a right's own; else those duties whose clock the step stops.</summary>
    private IEnumerable<DeadlineRule> Until(Move move) =>
        (move.Within is { } right ? [right] : move.By == Party.Petitioner ? [] : move.Stops.Except([Procedure.Objection]))
            .Select(c => Model.Limits.GetValueOrDefault(c)).OfType<DeadlineRule>().Where(r => move.Within is not null || r.Kind == DeadlineKind.Duty);
}
