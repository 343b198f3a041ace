using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>
/// How far an action has come: pairs by kind, year and place (<see cref="BoardCounts"/>) against its targets, what they brought, and how much of the money stands in books. The target of the whole action is its preset's; those
/// of a place and a year are what the campaigns say, the newest before the others. Anybody may read it: it counts what is public.
/// </summary>
/// <param name="Year">The only year that is counted by place; null: all.</param>
public sealed record ShowPairBoard(
    string Preset, Both Name, PlaceCode Place, string PlaceName, int? Year, IReadOnlyList<int> Years, IReadOnlyList<ShowPairBoard.Line> Kinds, IReadOnlyList<ShowPairBoard.Area> Areas, IReadOnlyList<ShowPartnership.Sum> Brought,
    Reconciliation.Sums Money)
{
    /// <param name="ByYear">In the order of <see cref="Years"/>.</param>
    /// <param name="Target">Of all years; null: none is known.</param>
    public sealed record Line(Both Kind, IReadOnlyList<Cell> ByYear, int Total, int? Target);

    public sealed record Cell(int Pairs, int? Target);

    public sealed record Area(PlaceCode Place, string Name, IReadOnlyList<Cell> ByKind, int Total);

    public static async Task<Result<ShowPairBoard>> Handle(string? preset, PlaceCode? under, int? year, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.Read) is { } no)
        {
            return no;
        }
        if (CampaignPreset.Find(preset ?? CampaignPreset.All[0].Code) is not { } known)
        {
            return Problem.Missing("pairing.no-such-preset");
        }
        var register = await places.Read(db, ct);
        var place = under ?? PlaceCode.Nation;
        var below = place.Level < Level.Village ? (Level)((short)place.Level + 1) : Level.Village;
        var counts = await BoardCounts.Read(known.Code, place, below, db, ct);
        var (targets, whole) = await Targets(known, place, db, ct);
        var all = db.Partnerships.AsNoTracking().Within(new([place]), p => p.Village).Where(p => db.Campaigns.Any(c => c.Id == p.Campaign && c.Preset == known.Code));
        var brought = await db.Contributions.AsNoTracking().Where(c => c.TakenBackWhy == null && all.Any(p => p.Id == c.Partnership)).GroupBy(c => c.What).Select(g => new { What = g.Key, Amount = g.Sum(c => c.Amount) }).ToListAsync(ct);
        var money = await Reconciliation.Of(db.Contributions.AsNoTracking().Where(c => all.Any(p => p.Id == c.Partnership)), db, ct);
        List<int> years = [.. counts.Select(c => c.Year).Concat(targets.Keys.Where(t => t.Place == place).Select(t => t.Year)).Distinct().Order()];
        var byYear = counts.GroupBy(c => (c.Kind, c.Year)).ToDictionary(g => g.Key, g => g.Sum(c => c.Pairs));
        int? Target(string kind, PlaceCode at, int of) => targets.TryGetValue((kind, at, of), out var target) ? target : null;
        int? Sum(string kind, PlaceCode at) => targets.Where(t => t.Key.Kind == kind && t.Key.Place == at).Select(t => (int?)t.Value).ToList() is { Count: > 0 } some ? some.Sum() : null;
        var counted = counts.Where(c => year is null || c.Year == year).ToLookup(c => c.Area);
        var areas = counted.Select(a => a.Key).Concat(targets.Keys.Where(t => t.Place != place && t.Place.Level == below && place.Contains(t.Place) && (year is null || t.Year == year)).Select(t => t.Place)).Distinct().Order();
        return new ShowPairBoard(known.Code, known.Name, place, place.Level == Level.Nation ? "" : register.NameOf(place), year, years,
            [.. known.Kinds.Select(k => new Line(k.Name, [.. years.Select(y => new Cell(byYear.GetValueOrDefault((k.Code, y)), Target(k.Code, place, y)))], counts.Where(c => c.Kind == k.Code).Sum(c => c.Pairs),
                place.Level == Level.Nation ? k.Target : Sum(k.Code, place) ?? whole.GetValueOrDefault(k.Code)))],
            [.. areas.Select(a => new Area(a, register.NameOf(a), [.. known.Kinds.Select(k => new Cell(counted[a].Where(c => c.Kind == k.Code).Sum(c => c.Pairs), year is { } y ? Target(k.Code, a, y) : Sum(k.Code, a)))], counted[a].Sum(c => c.Pairs)))],
            [.. brought.OrderBy(b => b.What).Select(b => new ShowPartnership.Sum(b.What, b.Amount))], money);
    }

    /// <summary>What the campaigns of the action aim at, by kind, place and year, and, where they say it of a place as a whole, by kind.</summary>
    private static async Task<(IReadOnlyDictionary<(string Kind, PlaceCode Place, int Year), int> ByYear, IReadOnlyDictionary<string, int?> Whole)> Targets(CampaignPreset preset, PlaceCode place, Db db, CancellationToken ct)
    {
        var (byYear, whole) = (new Dictionary<(string, PlaceCode, int), int>(), new Dictionary<string, int?>());
        foreach (var campaign in await db.Campaigns.AsNoTracking().Where(c => c.Preset == preset.Code).OrderBy(c => c.Id).ToListAsync(ct))
        {
            var settings = campaign.Settings();
            foreach (var target in settings.Targets)
            {
                byYear[(target.Kind, target.Place, target.Year)] = target.Pairs;
            }
            foreach (var kind in settings.Kinds.Where(k => campaign.Place == place && k.Target is not null))
            {
                whole[kind.Code] = kind.Target;
            }
        }
        return (byYear, whole);
    }
}
