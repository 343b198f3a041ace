using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>
/// How far an action has come: pairs of a body and a village by kind, year and place, against the targets of its preset, and what they brought. A pair counts once, for the year in which it first began, however often it
/// was renewed or published again; one that was cancelled before it began does not. Targets are of the whole action and stand beside the whole only. Anybody may read it: it counts what is public.
/// </summary>
public sealed record ShowBoard(string Preset, Both Name, PlaceCode Place, string PlaceName, IReadOnlyList<int> Years, IReadOnlyList<ShowBoard.Line> Kinds, IReadOnlyList<ShowBoard.Area> Areas, IReadOnlyList<ShowPartnership.Sum> Brought)
{
    /// <param name="ByYear">In the order of <see cref="Years"/>.</param>
    /// <param name="Target">Of the whole action; null: none is known.</param>
    public sealed record Line(Both Kind, IReadOnlyList<int> ByYear, int Total, int? Target);

    public sealed record Area(PlaceCode Place, string Name, IReadOnlyList<int> ByKind, int Total);

    public static async Task<Result<ShowBoard>> Handle(string? preset, PlaceCode? under, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
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
        var all = db.Partnerships.AsNoTracking().Within(new([place]), p => p.Village).Where(p => db.Campaigns.Any(c => c.Id == p.Campaign && c.Preset == known.Code));
        var pairs = (await all.Where(p => p.EndedOn == null || p.EndedOn > p.FromDay).GroupBy(p => new { p.Kind, p.Organisation, p.Village }).Select(g => new { g.Key.Kind, g.Key.Village, First = g.Min(p => p.FromDay) }).ToListAsync(ct))
            .Select(p => (p.Kind, p.Village, p.First.Year)).ToList();
        var brought = await db.Contributions.AsNoTracking().Where(c => c.TakenBackWhy == null && all.Any(p => p.Id == c.Partnership)).GroupBy(c => c.What).Select(g => new { What = g.Key, Amount = g.Sum(c => c.Amount) }).ToListAsync(ct);
        var counts = pairs.CountBy(p => (p.Kind, p.Year)).ToDictionary();
        List<int> years = [.. pairs.Select(p => p.Year).Distinct().Order()];
        var below = place.Level < Level.Village ? (Level)((short)place.Level + 1) : Level.Village;
        return new ShowBoard(known.Code, known.Name, place, place.Level == Level.Nation ? "" : Gathering.Name(register, place), years,
            [.. known.Kinds.Select(k => new Line(k.Name, [.. years.Select(y => counts.GetValueOrDefault((k.Code, y)))], counts.Where(c => c.Key.Kind == k.Code).Sum(c => c.Value), place.Level == Level.Nation ? k.Target : null))],
            [.. pairs.GroupBy(p => p.Village.At(below)).OrderBy(g => g.Key).Select(g => (Place: g.Key, By: g.CountBy(p => p.Kind).ToDictionary())).Select(a => new Area(a.Place, Gathering.Name(register, a.Place), [.. known.Kinds.Select(k => a.By.GetValueOrDefault(k.Code))], a.By.Values.Sum()))],
            [.. brought.OrderBy(b => b.What).Select(b => new ShowPartnership.Sum(b.What, b.Amount))]);
    }
}
