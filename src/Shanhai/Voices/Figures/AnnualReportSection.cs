namespace Shanhai.Voices.Figures;

/// <summary>One section of the yearly report, in the reader's language: the page and the document show the same.</summary>
/// <param name="Numbers">All columns but the first hold figures.</param>
public sealed record AnnualReportSection(string Title, string? Words, IReadOnlyList<string> Heads, IReadOnlyList<IReadOnlyList<string>> Rows, bool Numbers = true)
{
    public static IReadOnlyList<AnnualReportSection> Of(AnnualReport of, View view)
    {
        string N(int? value) => (value ?? 0).ToString("N0", Words_(view));
        string P(Rate rate) => rate.Share is { } share ? $"{share.ToString("P1", Words_(view))} ({N(rate.Numerator)}/{N(rate.Denominator)})" : "–";
        var (kinds, acts) = (of.Kinds, of.Acts);
        IReadOnlyList<IReadOnlyList<string>> Counted(Statistics table) =>
            [.. table.Rows.Where(r => r.Received > 0).OrderByDescending(r => r.Received).Select(r => new[] { view.Say(r.Name), N(r.Received), r.Received is { } n && of.Kinds.Total.Received is > 0 and var all ? (n / (double)all).ToString("P1", Words_(view)) : "–" })];
        string[] counts = [view.Say("voices.figures.received"), view.Say("voices.annual.share")];
        return
        [
            new(view.Say("voices.annual.counts"),
                view.Say(of.Whole ? "voices.annual.counts-words" : "voices.annual.counts-so-far", of.Year, N(kinds.Total.Received)) + (of.ReceivedBefore is { } before ? view.Say("voices.annual.before", of.Year - 1, N(before)) : ""),
                [view.Say("voices.figures.by-Kind"), .. counts], Counted(kinds)),
            new(view.Say("voices.annual.channels"), null, [view.Say("voices.figures.by-Channel"), .. counts], Counted(of.Channels)),
            new(view.Say("voices.annual.fields"), null, [view.Say("voices.figures.by-Category"), .. counts], Counted(of.Fields)),
            new(view.Say("voices.annual.units"), view.Say("voices.annual.units-note"), [view.Say("voices.figures.by-Unit"), .. counts, view.Say("voices.rate.on-time")],
                [.. of.Units.Rows.Select(r => new[] { view.Say(r.Name), N(r.Received), of.Kinds.Total.Received is > 0 and var all ? ((r.Received ?? 0) / (double)all).ToString("P1", Words_(view)) : "–", P(r[Statistics.OnTime]) })]),
            new(view.Say("voices.annual.supervision"), null, [view.Say("voices.annual.act"), view.Say("voices.annual.times")],
            [
                [view.Say("voices.annual.transfers"), N(acts.Transfers)], [view.Say("voices.annual.assignments"), N(acts.Assignments)], [view.Say("voices.annual.urges"), N(acts.Urges)],
                [view.Say("voices.annual.overdue"), N(acts.Overdue)], [view.Say("voices.annual.reviews"), N(acts.Reviews)], [view.Say("voices.annual.rechecks"), N(acts.Rechecks)],
            ]),
            new(view.Say("voices.annual.rates"), null, [view.Say("voices.annual.rate"), view.Say("voices.annual.value"), view.Say("voices.annual.definition")],
                [.. Statistics.Codes.Select(c => new[] { view.Say("voices.rate." + c), P(kinds.Total[c]), view.Say("voices.figures.definition", view.Say($"voices.rate.{c}-of"), view.Say($"voices.rate.{c}-over")) })], Numbers: false),
            new(view.Say("voices.annual.proposals"), view.Say("voices.annual.proposals-words", N(of.Proposals.Count), N(of.Proposals.Count(p => p.Adopted == true)), N(of.Proposals.Count(p => p.Adopted is null))),
                [view.Say("voices.proposal.on"), view.Say("voices.proposal.kind"), view.Say("voices.proposal.to"), view.Say("voices.proposal.text"), view.Say("voices.proposal.result")],
                [.. of.Proposals.Select(p => new[]
                {
                    StepShape.Iso(p.MadeOn)!, view.Say("voices.proposal.kind-" + p.Kind), p.To, p.Text,
                    view.Say(p.Adopted is null ? "voices.proposal.open" : p.Adopted == true ? "voices.proposal.adopted" : "voices.proposal.not-adopted") + (p.Answer is null ? "" : view.Say("voices.proposal.with-words", p.Answer)),
                })], Numbers: false),
        ];
    }

    private static System.Globalization.CultureInfo Words_(View view) => Host.Web.Words.Culture(view.Language);
}
