using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Pairing.Solving;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>
/// A scenario beside the stable matching of the wishes of both sides, kind by kind: how many each fills, and which villages and helpers would rather have each other than
/// what the scenario gave them. Those who work in the campaign's area may.
/// </summary>
public sealed record CompareStable(IReadOnlyList<CompareStable.Kind> Kinds)
{
    public const int MostNamed = 50;

    /// <param name="Wishing">Villages with a list.</param>
    /// <param name="Stable">Villages that have a helper in the stable matching.</param>
    /// <param name="Granted">Villages to whom the scenario gives a helper from their list.</param>
    /// <param name="Blocking">How many pairs would rather have each other than what the scenario gives; the first of them named.</param>
    public sealed record Kind(string Code, Both Name, int Wishing, int Stable, int Granted, int Blocking, IReadOnlyList<Pair> Would, IReadOnlyList<Pair> Pairs);

    public sealed record Pair(string Village, string Helper);

    public static async Task<Result<CompareStable>> Handle(Id<Scenario> id, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        var seen = await ShowScenario.Seen(id, db, actor, ct);
        if (seen.Problem is { } no)
        {
            return no;
        }
        var (tree, register, campaign) = (await trees.Read(db, ct), await places.Read(db, ct), seen.Value.Campaign);
        var settings = CampaignSettings.Read(seen.Value.Scenario.Settings);
        var wishes = await db.Wishes.AsNoTracking().Where(w => w.Campaign == campaign.Id && w.SupersededAt == null).OrderBy(w => w.Village).ThenBy(w => w.Organisation).ToListAsync(ct);
        var rooms = await db.HelperCapacities.AsNoTracking().Where(c => c.Campaign == campaign.Id).ToDictionaryAsync(c => c.Organisation, c => c.Capacity, ct);
        var pairs = await db.ProposedPairs.AsNoTracking().Where(p => p.Scenario == id).Select(p => new { p.Kind, p.Village, p.Organisation }).ToListAsync(ct);
        var kinds = new List<Kind>();
        foreach (var kind in settings.Kinds)
        {
            bool Mine(Id<Organisation> body) => tree.Find(body) is { Closed: null } b && settings.Kinds.FirstOrDefault(k => k.Bodies.Contains(b.Kind)) == kind;
            var mine = wishes.Where(w => Mine(w.Organisation)).ToList();
            List<PlaceCode> villages = [.. mine.Select(w => w.Village).Distinct()];
            List<Id<Organisation>> helpers = [.. mine.Select(w => w.Organisation).Distinct().Order()];
            var (villageAt, helperAt) = (villages.Index().ToDictionary(x => x.Item, x => x.Index), helpers.Index().ToDictionary(x => x.Item, x => x.Index));
            var wanted = villages.Select(v => (IReadOnlyList<int>)[.. mine.Where(w => w.OfVillage && w.Village == v).OrderBy(w => w.Rank).Select(w => helperAt[w.Organisation])]).ToList();
            var wanting = helpers.Select(h => (IReadOnlyList<int>)[.. mine.Where(w => !w.OfVillage && w.Organisation == h).OrderBy(w => w.Rank).Select(w => villageAt[w.Village])]).ToList();
            var has = pairs.Where(p => p.Kind == kind.Code).ToLookup(p => p.Village, p => p.Organisation);
            int[] given = [.. villages.Select((v, i) => has[v].Where(helperAt.ContainsKey).Select(o => helperAt[o]).OrderBy(h => wanted[i].ToList().IndexOf(h) is >= 0 and var rank ? rank : int.MaxValue).Append(-1).First())];
            var stable = StablePairs.Of(wanted, wanting, [.. helpers.Select(h => rooms.GetValueOrDefault(h, kind.Capacity))], given);
            Pair Named(int village, int helper) => new(register.NameOf(villages[village]), tree.Find(helpers[helper])?.Name ?? "");
            kinds.Add(new(kind.Code, kind.Name, wanted.Count(w => w.Count > 0), stable.HelperOf.Count(h => h >= 0), given.Where((h, v) => h >= 0 && wanted[v].Contains(h)).Count(), stable.Blocking.Count,
                [.. stable.Blocking.Take(MostNamed).Select(b => Named(b.Village, b.Helper))], [.. stable.HelperOf.Select((h, v) => (v, h)).Where(x => x.h >= 0).Select(x => Named(x.v, x.h))]));
        }
        return new CompareStable(kinds);
    }
}
