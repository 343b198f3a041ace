using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>Two scenarios of a campaign beside each other: their sums, and the villages whose helper is another. Those who work in the campaign's area may.</summary>
public sealed record CompareScenarios(CompareScenarios.Side A, CompareScenarios.Side B, int Same, int Changed, IReadOnlyList<CompareScenarios.Move> Moves)
{
    public const int Most = 500;

    public sealed record Side(Id<Scenario> Id, int Number, Id<Campaign> Campaign, string CampaignName, ScenarioState State, ScenarioResult? Result);

    public sealed record Move(PlaceCode Village, string Name, Both Kind, IReadOnlyList<string> A, IReadOnlyList<string> B, int PointsA, int PointsB);

    public static Task<Result<CompareScenarios>> Handle(Id<Scenario>? a, Id<Scenario>? b, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct) => Read(a, b, Most, trees, places, db, actor, ct);

    /// <param name="most">So many moves are told.</param>
    internal static async Task<Result<CompareScenarios>> Read(Id<Scenario>? a, Id<Scenario>? b, int most, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.View) is { } no)
        {
            return no;
        }
        if (a is not { } one || b is not { } other)
        {
            return Problem.Missing("pairing.no-scenario");
        }
        var (first, second) = (await ShowScenario.Seen(one, db, actor, ct), await ShowScenario.Seen(other, db, actor, ct));
        if ((first.Problem ?? second.Problem) is { } missing)
        {
            return missing;
        }
        if (first.Value.Campaign.Id != second.Value.Campaign.Id)
        {
            return Problem.Invalid("pairing.other-campaign");
        }
        var (tree, register) = (await trees.Read(db, ct), await places.Read(db, ct));
        var kinds = CampaignSettings.KindsIn(first.Value.Scenario.Settings).Concat(CampaignSettings.KindsIn(second.Value.Scenario.Settings)).DistinctBy(k => k.Code).ToDictionary(k => k.Code, k => k.Name);
        async Task<ILookup<(PlaceCode Village, string Kind), (Id<Organisation> Organisation, int Points)>> Pairs(Id<Scenario> id) =>
            (await db.ProposedPairs.AsNoTracking().Where(p => p.Scenario == id).Select(p => new { p.Village, p.Kind, p.Organisation, p.Points }).ToListAsync(ct)).ToLookup(p => (p.Village, p.Kind), p => (p.Organisation, p.Points));
        var (here, there) = (await Pairs(one), await Pairs(other));
        string[] Names(IEnumerable<(Id<Organisation> Organisation, int Points)> pairs) => [.. pairs.Select(p => tree.Find(p.Organisation)?.Name ?? "").Order(StringComparer.Ordinal)];
        var all = here.Concat(there).Select(g => g.Key).Distinct().OrderBy(k => k.Village).ThenBy(k => k.Kind, StringComparer.Ordinal).ToList();
        var moved = all.Where(k => !here[k].Select(p => p.Organisation).Order().SequenceEqual(there[k].Select(p => p.Organisation).Order())).ToList();
        Side Said((Scenario S, Campaign C) x) => new(x.S.Id, x.S.Number, x.C.Id, x.C.Name, x.S.State, x.S.Said());
        return new CompareScenarios(Said(first.Value), Said(second.Value), all.Count - moved.Count, moved.Count,
            [.. moved.Take(most).Select(k => new Move(k.Village, register.NameOf(k.Village), kinds[k.Kind], Names(here[k]), Names(there[k]), here[k].Sum(p => p.Points), there[k].Sum(p => p.Points)))]);
    }
}
