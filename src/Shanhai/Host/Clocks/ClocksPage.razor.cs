using Shanhai.Host.Web.Parts;

namespace Shanhai.Host.Clocks;

/// <summary>"On what day is it due?": choose a time limit and the day of the event. With the list of all of them, their ground in law, and the calendars they are counted by.</summary>
public partial class ClocksPage
{
    public sealed record Shown(IReadOnlyList<FindDeadlines.Row> Rules, IReadOnlyList<Calendar.Year> Years, string? Rule, string? From, ExplainedDeadline? Found, DateOnly Today, Problem? Problem);

    public static async Task<IResult> Show(View view, string? rule, string? from, CurrentDeadlines current, Db db, TimeProvider clock, CancellationToken ct)
    {
        var rules = await FindDeadlines.Handle(new(), current, db, view.Actor, ct);
        if (rules.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var errors = new Errors();
        var start = TypedDay.Read(from, "from", errors);
        var problem = errors.Refusal;
        ExplainedDeadline? found = null;
        if (problem is null && !string.IsNullOrWhiteSpace(rule))
        {
            var explained = await ShowDeadline.Explain(rule, new(start), current, db, view.Actor, clock, ct);
            (problem, found) = (explained.Problem, explained.Problem is null ? explained.Value : null);
        }
        var years = (await current.Read(db, ct)).Calendar.Years;
        var shown = new Shown(rules.Value.Rows, years, rule, from, found, ChinaDay.Today(clock), problem);
        return Html.Show<ClocksPage, Shown>(view, view.Say("clocks.title"), shown, problem?.Status ?? 200);
    }

    private IReadOnlyList<Choice> Choices => [.. Model.Rules.Select(r => new Choice(r.Code, $"{r.Code} {View.Say(r.Name)} · {View.Say(r.TermInWords)}"))];
}
