using Microsoft.EntityFrameworkCore;
using Shanhai.Identification;
using Shanhai.Organisations;
using Shanhai.Pairing.Solving;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>
/// From the records to a problem: who may help by kind of body, who needs help by the findings or the list, what was decided, and the fit of every pair that is
/// considered. A running partnership of the campaign is kept, under the body and the village that stand for its two sides today; where one of them is no more, the place is
/// open again, and <see cref="LeftOut"/> says so.
/// </summary>
internal sealed class Gathering
{
    public required PairingProblem Problem { get; init; }
    public required CampaignSettings Settings { get; init; }
    public required IReadOnlyList<Body> Helpers { get; init; }
    public required IReadOnlyList<PlaceCode> Villages { get; init; }
    public required IReadOnlyList<Fit.HelperSide> HelperSides { get; init; }
    public required IReadOnlyList<Fit.VillageSide> VillageSides { get; init; }
    public required IReadOnlySet<(Id<Organisation>, PlaceCode)> Earlier { get; init; }
    public required IReadOnlyList<string> LeftOut { get; init; }
    public required Register Register { get; init; }

    public FitParts Parts(int helper, int village) => Fit.Of(Settings, VillageSides[village], HelperSides[helper], Earlier.Contains((Helpers[helper].Id, Villages[village])));

    public static async Task<Gathering> Of(Campaign campaign, CampaignSettings settings, Register register, OrganisationTree tree, DateOnly today, Db db, CancellationToken ct)
    {
        var left = new List<string>();
        var capacities = await db.HelperCapacities.AsNoTracking().Where(c => c.Campaign == campaign.Id).ToDictionaryAsync(c => c.Organisation, c => c.Capacity, ct);
        var kindOf = new Dictionary<OrganisationKind, int>();
        foreach (var (kind, k) in settings.Kinds.Select((kind, k) => (kind, k)))
        {
            kind.Bodies.ToList().ForEach(b => kindOf.TryAdd(b, k));
        }
        var helpers = tree.All.Where(b => b.StandsOn(today) && kindOf.ContainsKey(b.Kind) && settings.HelpersFrom.Contains(b.Place)).OrderBy(b => b.Id).ToList();
        var helperAt = helpers.Select((b, i) => (b.Id, i)).ToDictionary(x => x.Id, x => x.i);

        // Today's body and village of a pair; null where a side is no more.
        (int Helper, PlaceCode Village)? Now(Id<Organisation> organisation, PlaceCode village)
        {
            if (tree.Successor(organisation) is { } body && helperAt.TryGetValue(body.Id, out var at) && Standing(register, village) is { } now)
            {
                return (at, now);
            }
            left.Add($"{tree.Find(organisation)?.Name} — {Name(register, village)}");
            return null;
        }
        var running = (await Partnership.Running(db, today).AsNoTracking().Where(p => p.Campaign == campaign.Id).ToListAsync(ct))
            .Select(p => Now(p.Organisation, p.Village)).OfType<(int, PlaceCode)>().Distinct().ToList();
        var rules = (await db.PairRules.AsNoTracking().Where(r => r.Campaign == campaign.Id && r.EndedAt == null).OrderBy(r => r.Id).ToListAsync(ct))
            .Select(r => (r.IsFixed, Pair: Now(r.Organisation, r.Village))).Where(r => r.Pair is not null).Select(r => (r.IsFixed, Pair: r.Pair!.Value)).ToList();

        var listed = await Listed(campaign, settings, register, db, ct);
        var villages = listed.Concat(rules.Where(r => r.IsFixed).Select(r => r.Pair.Village)).Concat(running.Select(r => r.Item2)).Distinct().Order().ToList();
        var villageAt = villages.Select((v, i) => (v, i)).ToDictionary(x => x.v, x => x.i);
        var asking = listed.Concat(rules.Where(r => r.IsFixed).Select(r => r.Pair.Village)).ToHashSet();
        var there = running.GroupBy(r => (Village: r.Item2, Kind: kindOf[helpers[r.Item1].Kind])).ToDictionary(g => g.Key, g => g.Count());
        var load = running.GroupBy(r => r.Item1).ToDictionary(g => g.Key, g => g.Count());
        var sides = await Sides(campaign, settings, helpers, villages, register, db, ct);
        var gathering = new Gathering
        {
            Settings = settings, Helpers = helpers, Villages = villages, HelperSides = sides.Helpers, VillageSides = sides.Villages, Earlier = sides.Earlier, LeftOut = left, Register = register,
            Problem = new()
            {
                Kinds = [.. settings.Kinds.Select(k => k.Code)], Level = 100 * settings.Level, ServeAll = settings.ServeAll, Candidates = [],
                // A pair that runs was agreed on: it counts even where the kind's capacity has been lowered since.
                Helpers = [.. helpers.Select((b, i) => new PairingBody(b.Id.ToString(), b.Name, kindOf[b.Kind], Math.Max(capacities.GetValueOrDefault(b.Id, settings.Kinds[kindOf[b.Kind]].Capacity), load.GetValueOrDefault(i))))],
                Villages = [.. villages.Select(v => new PairingVillage(v.ToString(), Name(register, v), [.. settings.Kinds.Select((kind, k) => Math.Max(asking.Contains(v) ? kind.PerVillage : 0, there.GetValueOrDefault((v, k))))]))],
                Fixed = [.. running.Concat(rules.Where(r => r.IsFixed).Select(r => r.Pair)).Distinct().Select(p => (p.Item1, villageAt[p.Item2]))],
                Forbidden = [.. rules.Where(r => !r.IsFixed && villageAt.ContainsKey(r.Pair.Village)).Select(r => (r.Pair.Helper, villageAt[r.Pair.Village])).Distinct()],
            },
        };
        return gathering.WithCandidates(ct);
    }

    private Gathering WithCandidates(CancellationToken ct)
    {
        var (problem, found) = (Problem, new List<Candidate>[Villages.Count]);
        var byKind = Enumerable.Range(0, problem.Kinds.Count).Select(k => Enumerable.Range(0, Helpers.Count).Where(h => problem.Helpers[h].Kind == k && problem.Helpers[h].Capacity > 0).ToArray()).ToArray();
        var kept = problem.Fixed.ToLookup(f => f.Village, f => f.Helper);
        var barred = problem.Forbidden.ToHashSet();
        Parallel.For(0, Villages.Count, new ParallelOptions { CancellationToken = ct }, v =>
        {
            var mine = found[v] = [];
            for (var k = 0; k < byKind.Length; k++)
            {
                if (problem.Villages[v].Places[k] > 0)
                {
                    mine.AddRange(byKind[k].Where(h => !barred.Contains((h, v))).Select(h => new Candidate(h, v, Parts(h, v).Points)).OrderByDescending(c => c.Fit).ThenBy(c => c.Helper).Take(Settings.Considered));
                }
            }
            mine.AddRange(kept[v].Where(h => !mine.Exists(c => c.Helper == h)).Distinct().Select(h => new Candidate(h, v, Parts(h, v).Points)).ToList());
        });
        return new()
        {
            Problem = problem with { Candidates = [.. found.SelectMany(f => f)] }, Settings = Settings, Helpers = Helpers, Villages = Villages, HelperSides = HelperSides, VillageSides = VillageSides,
            Earlier = Earlier, LeftOut = LeftOut, Register = Register,
        };
    }

    internal static string Name(Register register, PlaceCode place) => register.Find(place) is >= 0 and var i ? register.Name(i) : place.ToString();

    /// <summary>The village that stands for this one today: itself, or the one that took it over; null where there is none or several.</summary>
    internal static PlaceCode? Standing(Register register, PlaceCode village)
    {
        bool Stands(PlaceCode code) => register.Find(code) is >= 0 and var i && register.Stands(i);
        if (Stands(village) || register.Find(village) is not (>= 0 and var at))
        {
            return Stands(village) ? village : null;
        }
        // From the day before it ended: whenever the pair began, the change that ended it is among those that count.
        return register.Became(village, register.Closed(at)!.Value.AddDays(-1)).Where(Stands).ToList() is [var one] ? one : null;
    }

    /// <summary>Where it lies, or the nearest place above it whose position is known.</summary>
    internal static (double Latitude, double Longitude)? At(Register register, PlaceCode place)
    {
        for (var i = register.Find(place); i >= 0 && register.LevelOf(i) >= Level.County; i = register.Parent(i))
        {
            if (register.Where(i) is { } at)
            {
                return at;
            }
        }
        return null;
    }

    private static async Task<IReadOnlyList<PlaceCode>> Listed(Campaign campaign, CampaignSettings settings, Register register, Db db, CancellationToken ct)
    {
        bool Stands(PlaceCode v) => v.Level == Level.Village && campaign.Place.Contains(v) && register.Find(v) is >= 0 and var i && register.Stands(i);
        if (settings.Villages.Count > 0)
        {
            return [.. settings.Villages.Distinct().Where(Stands)];
        }
        var (rule, period) = (settings.Rule!, settings.Period!.Value);
        Stand[] weak = [Stand.New, Stand.Continuing, Stand.Relapsed, Stand.ExitProposed];
        var named = await db.Findings.AsNoTracking().Where(f => f.Rule == rule && f.Period == period && f.SupersededAt == null && weak.Contains(f.Stand))
            .Within(new([campaign.Place]), f => f.Place).Select(f => f.Place).ToListAsync(ct);
        return [.. named.Where(Stands)];
    }

    private static async Task<(IReadOnlyList<Fit.HelperSide> Helpers, IReadOnlyList<Fit.VillageSide> Villages, IReadOnlySet<(Id<Organisation>, PlaceCode)> Earlier)> Sides(
        Campaign campaign, CampaignSettings settings, IReadOnlyList<Body> helpers, IReadOnlyList<PlaceCode> villages, Register register, Db db, CancellationToken ct)
    {
        var offers = (await db.Resources.AsNoTracking().Where(r => r.EndedAt == null && r.Organisation != null).ToListAsync(ct)).ToLookup(r => r.Organisation!.Value, Thing);
        var needs = (await db.Resources.AsNoTracking().Where(r => r.EndedAt == null && r.Organisation == null).Within(new([campaign.Place]), r => r.Place).ToListAsync(ct)).ToLookup(r => r.Place, Thing);
        var ended = await db.Partnerships.AsNoTracking().Where(p => p.Worked != null).Select(p => new { p.Organisation, p.Village, p.Worked }).ToListAsync(ct);
        var past = ended.GroupBy(p => p.Organisation).ToDictionary(g => g.Key, g => g.Average(p => p.Worked == true ? 1.0 : 0));
        var wanted = settings.Priorities.ToLookup(p => p.County, p => p.Sector);
        return ([.. helpers.Select(b => new Fit.HelperSide([.. offers[b.Id]], At(register, b.Place), past.TryGetValue(b.Id, out var share) ? share : null))],
            [.. villages.Select(v => new Fit.VillageSide([.. needs[v]], At(register, v), wanted[v.At(Level.County)].ToHashSet()))],
            ended.Where(p => p.Worked == true).Select(p => (p.Organisation, p.Village)).ToHashSet());
    }

    private static Fit.Thing Thing(Resource r) => new(r.What, r.Sector, r.Amount, r.FromDay, r.ToDay);
}
