using Microsoft.AspNetCore.Mvc;
using Shanhai.Host.Documents;
using Shanhai.Organisations;

namespace Shanhai.Voices.Figures;

/// <summary>The yearly report as a page that prints, and as an official document; the petition office enters its proposals here.</summary>
public partial class AnnualReportPage
{
    public sealed record Typed(string? Kind, string? To, string? Text, string? On);

    /// <summary>What was written down as the answer to a proposal and refused, so that it comes back.</summary>
    public sealed record Unsent(Id<Proposal> Of, string? Answer, Problem Why);

    public sealed record Shown(
        AnnualReport Of, string Title, IReadOnlyList<int> Years, IReadOnlyList<AnnualReportSection> Sections, bool MayPropose, IReadOnlyList<Body> Bodies, Typed Typed, Problem? Problem, Unsent? NotSent)
    {
        public IEnumerable<AnnualReport.Proposed> Open => MayPropose ? Of.Proposals.Where(p => p.Adopted is null) : [];

        public Unsent? From(Id<Proposal> proposal) => NotSent?.Of == proposal ? NotSent : null;

        /// <summary>Where its form no longer stands on the page.</summary>
        public Unsent? Elsewhere => Open.Any(p => p.Id == NotSent?.Of) ? null : NotSent;
    }

    public static Task<IResult> Show(View view, PlaceCode? under, int? year, [AsParameters] FindStatistics.With with, CancellationToken ct) =>
        Page(view, under, year, New(with), null, null, with, ct);

    public static async Task<IResult> Document(View view, PlaceCode? under, int? year, [AsParameters] FindStatistics.With with, CancellationToken ct)
    {
        var found = await AnnualReport.Handle(under, year, with, view.Actor, ct);
        if (found.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        string Number(int i) => view.Language == Language.Chinese ? $"{"一二三四五六七八九十"[i]}、" : $"{i + 1}. ";
        var paper = new Paper(view.Say("voices.annual.of", found.Value.UnderName, found.Value.Year))
        {
            Parts = [.. found.Value.Kinds.Simulated ? new Paper.Part[] { new(null, [view.Say("voices.figures.simulated")]) } : [], .. AnnualReportSection.Of(found.Value, view).Select((s, i) => new Paper.Part(Number(i) + s.Title, s.Words is null ? [] : [s.Words], new(s.Heads, s.Rows, s.Numbers)))],
        };
        return TypedResults.File(paper.Write(), Paper.Type, $"voices-{found.Value.Under}-{found.Value.Year}.docx");
    }

    public static async Task<IResult> Propose(
        View view, [FromForm] string? kind, [FromForm] string? to, [FromForm] string? text, [FromForm] string? on, [FromForm] string? place, [FromForm] int? year, [AsParameters] FindStatistics.With with, CancellationToken ct)
    {
        var errors = new Errors();
        var day = TypedDay.Read(on, "on", errors);
        var at = PlaceCode.TryParse(place, out var code) ? code : (PlaceCode?)null;
        var made = errors.Refusal is { } wrong ? wrong
            : await MakeProposal.Handle(new(Enum.TryParse<ProposalKind>(kind, out var k) ? k : null, at, Id<Organisation>.TryParse(to, null, out var body) ? body : null, text, day), with.Trees, with.Db, view.Actor, with.Clock, ct);
        return made.Problem is { } no ? await Page(view, at, year, new(kind, to, text, on), no, null, with, ct) : Html.Go($"/voices/annual?under={at}&year={day?.Year ?? year}");
    }

    public static async Task<IResult> Answer(
        View view, Id<Proposal> id, [FromForm] bool? adopted, [FromForm] string? answer, [FromForm] string? place, [FromForm] int? year, [AsParameters] FindStatistics.With with, CancellationToken ct)
    {
        var done = await AnswerProposal.Handle(id, new(adopted, answer, null), with.Trees, with.Db, view.Actor, with.Clock, ct);
        return done.Problem switch
        {
            null => Html.Go($"/voices/annual?under={place}&year={year}"),
            { Status: 401 or 403 or 404 } no => Html.Refused(view, no),
            { } why => await Page(view, PlaceCode.TryParse(place, out var at) ? at : null, year, New(with), null, new(id, answer, why), with, ct),
        };
    }

    private static Typed New(FindStatistics.With with) => new(null, null, null, StepShape.Iso(ChinaDay.Today(with.Clock)));

    private static async Task<IResult> Page(View view, PlaceCode? under, int? year, Typed typed, Problem? problem, Unsent? unsent, FindStatistics.With with, CancellationToken ct)
    {
        var found = await AnnualReport.Handle(under, year, with, view.Actor, ct);
        if (found.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var (of, tree) = (found.Value, await with.Trees.Read(with.Db, ct));
        var may = view.Actor.May(FiguresModule.Propose) && Sight.Of(view.Actor, tree, FiguresModule.Propose).Area.Contains(of.Under);
        var bodies = may ? tree.All.Where(b => b.Closed is null && (of.Under.Contains(b.Place) || b.Kind.IsOrgan && b.Place.Contains(of.Under))).OrderBy(b => b.Place).ThenBy(b => b.Kind).Take(400).ToList() : [];
        var years = Enumerable.Range(0, 6).Select(i => ChinaDay.Today(with.Clock).Year - i).ToList();
        var title = view.Say("voices.annual.of", of.UnderName, of.Year);
        return Html.Show<AnnualReportPage, Shown>(view, title, new(of, title, years, AnnualReportSection.Of(of, view), may, bodies, typed, problem, unsent), (problem ?? unsent?.Why)?.Status ?? 200, of.Kinds.Simulated);
    }
}
