using Shanhai.Places;

namespace Shanhai.Voices.Figures;

/// <summary>How voices were answered, for officials: what they may see, by whatever they ask for, with the counts behind every share.</summary>
public partial class StatisticsPage
{
    public sealed record Shown(FindStatistics Asked, string? From, string? To, Statistics? Of, string Title, PlaceCode? Up, Problem? Problem);

    public static async Task<IResult> Show(View view, [AsParameters] FindStatistics asked, [AsParameters] FindStatistics.With with, CancellationToken ct)
    {
        var found = await FindStatistics.Handle(asked, with, view.Actor, ct);
        if (found.Problem is { Status: not 422 } no)
        {
            return Html.Refused(view, no);
        }
        var of = found.Problem is null ? found.Value : null;
        var (from, to) = asked.Days(with.Clock);
        var shown = new Shown(asked with { By = asked.By ?? StatisticsBy.Place }, StepShape.Iso(from), StepShape.Iso(to), of, of is null ? "" : TitleOf(view, of),
            of is { Under.Level: > Level.Nation } && view.Actor.Holdings.Any(h => h.Place.Contains(of.Under.Parent)) ? of.Under.Parent : null, found.Problem);
        return Html.Show<StatisticsPage, Shown>(view, view.Say("voices.figures.title"), shown, found.Problem?.Status ?? 200, of?.Simulated == true);
    }

    internal static string TitleOf(View view, Statistics of) => view.Say("voices.figures.caption", of.UnderName, StepShape.Iso(of.From), StepShape.Iso(of.To));
}
