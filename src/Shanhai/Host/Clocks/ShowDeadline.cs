namespace Shanhai.Host.Clocks;

/// <summary>Says on what day a time limit ends that began on a day, and counts the days one by one. Anybody may: without a day, today is asked for; a day in the future is a plan, and the answer says so.</summary>
public sealed record ShowDeadline(DateOnly? From = null, PlaceCode? Place = null)
{
    /// <param name="Future">The start day lies in the future.</param>
    public sealed record Answer(
        string Code, Both Name, Term Term, Both TermInWords, Bound Bound, DeadlineKind Kind, Both Begins, Both Basis, bool NeedsConfirmation, DateOnly Start, DateOnly Due, DateTimeOffset EndsAt,
        bool Provisional, bool Moved, bool Future, IReadOnlyList<ExplainedDeadline.Line> Days);

    private static readonly DateOnly Earliest = new(1990, 1, 1);
    private static readonly DateOnly Latest = new(2100, 12, 31);

    public static async Task<Result<Answer>> Handle(string code, [AsParameters] ShowDeadline input, CurrentDeadlines current, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var explained = await Explain(code, input, current, db, actor, clock, ct);
        return explained.Problem is { } no ? no : Of(explained.Value, ChinaDay.Today(clock));
    }

    internal static async Task<Result<ExplainedDeadline>> Explain(string code, ShowDeadline input, CurrentDeadlines current, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(ClocksModule.View) is { } no)
        {
            return no;
        }
        var (deadlines, start) = (await current.Read(db, ct), input.From ?? ChinaDay.Today(clock));
        if (start < Earliest || start > Latest)
        {
            return new Errors().Add("from", "clock.start-outside", $"{Earliest:yyyy-MM-dd}", $"{Latest:yyyy-MM-dd}").Refusal!;
        }
        var rows = deadlines.Rules.All.Where(r => string.Equals(r.Code, code.Trim(), StringComparison.OrdinalIgnoreCase)).ToList();
        if (rows.Count == 0)
        {
            return Problem.Missing("clock.unknown-rule", code);
        }
        var rule = rows.Where(r => r.InForce(start) && (input.Place is not { } place || r.Jurisdiction.Contains(place))).MinBy(r => r.Jurisdiction.Level);
        return rule is null
            ? Problem.Invalid("clock.no-rule", rows[0].Code, input.Place?.ToString() ?? rows[0].Jurisdiction.ToString(), $"{start:yyyy-MM-dd}")
            : ExplainedDeadline.Of(deadlines, rule, deadlines.Reckon(rule, start));
    }

    internal static Answer Of(ExplainedDeadline of, DateOnly today) => new(
        of.Rule.Code, of.Rule.Name, of.Rule.Term, of.Term, of.Rule.Bound, of.Rule.Kind, of.Rule.Begins, of.Rule.Basis, of.Rule.Mark.NeedsConfirmation, of.Start, of.Due, of.EndsAt,
        of.Provisional, of.Moved, of.Start > today, of.Days);
}
