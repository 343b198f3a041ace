using Shanhai.Voices.Signals;

namespace Shanhai.Voices.Figures;

/// <summary>How voices were answered, for everybody: suggestions and appeals, shares without the counts they are made of, nothing where there were few.</summary>
public partial class RatesPage
{
    public sealed record Shown(Statistics Of, IReadOnlyList<int> Years, SmallCounts Small, IReadOnlyList<string> Rising);

    public static async Task<IResult> Show(
        View view, [AsParameters] FindStatistics asked, int? year, [AsParameters] FindStatistics.With with, PublicStatistics kept, SmallCounts small, CancellationToken ct)
    {
        var today = ChinaDay.Today(with.Clock);
        var of = year is >= 2000 and <= 2200 && year <= today.Year ? year.Value : today.Year;
        var found = await FindStatistics.Public(new() { By = asked.By, Under = asked.Under, From = new(of, 1, 1), To = of == today.Year ? today : new(of, 12, 31) }, with, kept, small, view.Actor, ct);
        if (found.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var rising = of == today.Year ? await FindSignals.Public(found.Value.Under, small, with.Places, with.Catalogue, with.Db, view, ct) : [];
        return Html.Show<RatesPage, Shown>(view, view.Say("voices.rates.title"), new(found.Value, [.. Enumerable.Range(0, 5).Select(i => today.Year - i)], small, rising), simulated: found.Value.Simulated);
    }
}
