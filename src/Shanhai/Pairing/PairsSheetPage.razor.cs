using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>The pairs of a scenario with their reasons as a sheet of paper, by the filter of the list.</summary>
public partial class PairsSheetPage
{
    private const int Most = 1000;

    public sealed record Shown(ShowScenario Of, IReadOnlyList<FindPairs.Explained> Pairs, long Total, Problem? Problem);

    public static async Task<IResult> Show(View view, Id<Scenario> id, [AsParameters] ScenarioPage.Address address, [AsParameters] ScenarioPage.Reading with, CancellationToken ct)
    {
        var shown = await ShowScenario.Handle(id, with.Db, view.Actor, ct);
        if (shown.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var errors = new Errors();
        var filter = ScenarioPage.Filter(address, await with.Places.Read(with.Db, ct), view, errors) with { After = null, Size = FindPairs.MostRows };
        var first = (await FindPairs.Read(id, filter, with.Trees, with.Places, with.Db, view.Actor, ct)).Value;
        var pairs = new List<FindPairs.Explained>(first.Rows);
        for (var next = first.Next; next is not null && pairs.Count < Most;)
        {
            var page = (await FindPairs.Read(id, filter with { After = next }, with.Trees, with.Places, with.Db, view.Actor, ct)).Value;
            pairs.AddRange(page.Rows);
            next = page.Next;
        }
        return Html.Show<PairsSheetPage, Shown>(view, $"{shown.Value.CampaignName} · {view.Say("pairing.scenario-n", shown.Value.Number)}", new(shown.Value, pairs, first.Total ?? pairs.Count, errors.Refusal), errors.Refusal?.Status ?? 200);
    }
}
