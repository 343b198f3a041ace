using Microsoft.EntityFrameworkCore;
using Shanhai.Identification;
using Shanhai.Organisations;
using Shanhai.Pairing.Solving;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>
/// From the records to a problem: who may help by kind of body, who needs help by the findings or the list, what was decided, and the fit of every pair that is
/// considered. A running partnership of the campaign is kept, under the body and the village that stand for its two sides today; where one of them is no more, the place is
/// open again, and <see cref="LeftOut"/> says so. Likewise offers and past results are those of the body that answers for them today, needs those of the village.
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
    public required IReadOnlyList<ScenarioResult.Out> LeftOut { get; init; }
    public required IReadOnlyDictionary<(int Helper, int Village), Origin> Origins { get; init; }
    public required Register Register { get; init; }

    /// <summary>The fit of every village with every helper.</summary>
    public FitRows Rows { get; private init; } = null!;

    /// <summary>The candidates of each village; <see cref="PairingProblem.Candidates"/> has all of them.</summary>
    public IReadOnlyList<IReadOnlyList<Candidate>> Found { get; init; } = [];

    public FitParts Parts(int helper, int village) => Fit.Of(Settings, VillageSides[village], HelperSides[helper], Earlier.Count > 0 && Earlier.Contains((Helpers[helper].Id, Villages[village])));

    /// <param name="before">What was gathered for the solve before: fits that are made of the same are not computed again.</param>
    public static async Task<Gathering> Of(Campaign campaign, CampaignSettings settings, Register register, OrganisationTree tree, DateOnly today, Db db, CancellationToken ct, Gathering? before = null)
    {
        var (left, eligible) = (new List<ScenarioResult.Out>(), new Eligible(settings, tree));
        bool IsEligible(Body b) => b.StandsOn(today) && eligible.May(b);
        var kindOf = new Dictionary<OrganisationKind, int>();
        foreach (var (kind, k) in settings.Kinds.Select((kind, k) => (kind, k)))
        {
            kind.Bodies.ToList().ForEach(b => kindOf.TryAdd(b, k));
        }
        var published = await Partnership.Running(db, today).AsNoTracking().Where(p => p.Campaign == campaign.Id).OrderBy(p => p.Id).ToListAsync(ct);
        // Somebody who helps already goes on doing so, also where the settings no longer ask for such as it; it takes nothing new then.
        var kept = new Dictionary<Id<Organisation>, int>();
        foreach (var p in published)
        {
            var own = settings.Kinds.ToList().FindIndex(k => k.Code == p.Kind);
            if (own >= 0 && tree.Successor(p.Organisation) is { } body && !IsEligible(body))
            {
                kept.TryAdd(body.Id, own);
            }
        }
        foreach (var named in settings.Helpers.Where(h => tree.Successor(h) is not { } now || !IsEligible(now)))
        {
            left.Add(new(tree.Successor(named) is null ? "pairing.out.helper-gone" : "pairing.out.helper-other", tree.Find(named)?.Name ?? ""));
        }
        // By credit code or name: only where neither tells two apart, by who was recorded first.
        static string Key(Body b) => $"{b.CreditCode ?? b.Name} {b.Place} {b.Id}";
        var helpers = tree.All.Where(b => IsEligible(b) || kept.ContainsKey(b.Id)).OrderBy(Key, StringComparer.Ordinal).ToList();
        var kinds = helpers.Select(b => kept.TryGetValue(b.Id, out var k) ? k : kindOf[b.Kind]).ToList();
        var helperAt = helpers.Select((b, i) => (b.Id, i)).ToDictionary(x => x.Id, x => x.i);

        // Today's body and village of a pair; null where a side is no more, or is nobody who helps here.
        (int Helper, PlaceCode Village)? Now(Id<Organisation> organisation, PlaceCode village)
        {
            var (body, now) = (tree.Successor(organisation), register.Standing(village));
            if (body is not null && now is { } v && helperAt.TryGetValue(body.Id, out var at))
            {
                return (at, v);
            }
            left.Add(new(body is null || now is null ? "pairing.out.gone" : "pairing.out.not-eligible", $"{tree.Find(organisation)?.Name} — {register.NameOf(village)}"));
            return null;
        }
        var running = published.Select(p => Now(p.Organisation, p.Village)).OfType<(int Helper, PlaceCode Village)>().Distinct().ToList();
        var rules = (await db.PairRules.AsNoTracking().Where(r => r.Campaign == campaign.Id && r.EndedAt == null).OrderBy(r => r.Id).ToListAsync(ct))
            .Select(r => (r.Will, r.IsFixed, Pair: Now(r.Organisation, r.Village))).Where(r => r.Pair is not null).Select(r => (r.Will, r.IsFixed, Pair: r.Pair!.Value)).ToList();
        var capacities = new Dictionary<Id<Organisation>, int>();
        foreach (var room in (await db.HelperCapacities.AsNoTracking().Where(c => c.Campaign == campaign.Id).ToListAsync(ct)).OrderByDescending(c => tree.Successor(c.Organisation)?.Id == c.Organisation).ThenBy(c => c.Organisation))
        {
            // Said of the body itself, before what was said of one that was merged into it.
            if (tree.Successor(room.Organisation) is { } body)
            {
                capacities.TryAdd(body.Id, room.Capacity);
            }
        }

        var listed = await Listed(campaign, settings, register, left, db, ct);
        var asking = listed.ToHashSet();
        var villages = listed.Concat(rules.Where(r => r.IsFixed).Select(r => r.Pair.Village)).Concat(running.Select(r => r.Village)).Distinct().Order().ToList();
        var villageAt = villages.Select((v, i) => (v, i)).ToDictionary(x => x.v, x => x.i);
        // What was decided is asked for, and nothing else, where a village does not stand on the list.
        var decided = running.Concat(rules.Where(r => r.IsFixed).Select(r => r.Pair)).Distinct().GroupBy(r => (r.Village, Kind: kinds[r.Helper])).ToDictionary(g => g.Key, g => g.Count());
        var there = running.GroupBy(r => (r.Village, Kind: kinds[r.Helper])).ToDictionary(g => g.Key, g => g.Count());
        int Places(PlaceCode v, int k) => asking.Contains(v) ? Math.Max(settings.Kinds[k].PerVillage, there.GetValueOrDefault((v, k))) : decided.GetValueOrDefault((v, k));
        var load = running.GroupBy(r => r.Helper).ToDictionary(g => g.Key, g => g.Count());
        // A pair that runs was agreed on: it counts even where the capacity has been lowered since.
        int Capacity(Body b, int i) => kept.ContainsKey(b.Id) ? load.GetValueOrDefault(i) : Math.Max(capacities.GetValueOrDefault(b.Id, settings.Kinds[kinds[i]].Capacity), load.GetValueOrDefault(i));
        var sides = await Sides(campaign, settings, helpers, villages, register, tree, today, db, ct);
        var origins = new Dictionary<(int, int), Origin>();
        running.ForEach(r => origins[(r.Helper, villageAt[r.Village])] = Origin.Runs);
        rules.Where(r => r.IsFixed).ToList().ForEach(r => origins.TryAdd((r.Pair.Helper, villageAt[r.Pair.Village]), r.Will == PairWill.Lock ? Origin.Lock : Origin.Mandatory));
        (int, int)[] Barred(Func<PairWill, bool> which) => [.. rules.Where(r => !r.IsFixed && which(r.Will) && villageAt.ContainsKey(r.Pair.Village)).Select(r => (r.Pair.Helper, villageAt[r.Pair.Village])).Distinct()];
        var gathering = new Gathering
        {
            Settings = settings, Helpers = helpers, Villages = villages, HelperSides = sides.Helpers, VillageSides = sides.Villages, Earlier = sides.Earlier, LeftOut = left, Origins = origins, Register = register,
            Problem = new()
            {
                Kinds = [.. settings.Kinds.Select(k => k.Code)], Level = 100 * settings.Level, ServeAll = settings.ServeAll, Candidates = [],
                Helpers = [.. helpers.Select((b, i) => new PairingBody(Key(b), b.Name, kinds[i], Capacity(b, i)))],
                Villages = [.. villages.Select(v => new PairingVillage(v.ToString(), register.NameOf(v), [.. settings.Kinds.Select((_, k) => Places(v, k))]))],
                Fixed = [.. origins.Keys], Running = [.. origins.Where(o => o.Value == Origin.Runs).Select(o => o.Key)],
                Forbidden = Barred(_ => true), Conflicts = Barred(w => w == PairWill.Conflict),
            },
        };
        return gathering.WithCandidates(before, ct);
    }

    /// <summary>A row of fits for each village, and of each kind those that fit it best.</summary>
    private Gathering WithCandidates(Gathering? before, CancellationToken ct)
    {
        var (problem, found, known) = (Problem, new IReadOnlyList<Candidate>[Villages.Count], new KnownFits(before, this));
        var rows = known.Rows ?? new FitRows(Settings, VillageSides, HelperSides, Continued(), known.Row);
        var byKind = Enumerable.Range(0, problem.Kinds.Count).Select(k => Enumerable.Range(0, Helpers.Count).Where(h => problem.Helpers[h].Kind == k).ToArray()).ToArray();
        var kept = problem.Fixed.ToLookup(f => f.Village, f => f.Helper);
        var barred = problem.Forbidden.ToHashSet();
        var anew = new List<int>();
        for (var v = 0; v < found.Length; v++)
        {
            if (known.Of(v) is { } same)
            {
                found[v] = same;
            }
            else
            {
                anew.Add(v);
            }
        }
        rows.Each(anew, (v, row) =>
        {
            var mine = new List<Candidate>();
            for (var k = 0; k < byKind.Length; k++)
            {
                if (problem.Villages[v].Places[k] > 0)
                {
                    Considering.Add(mine, v, row, byKind[k], Settings.Considered, h => problem.Helpers[h].Capacity > 0 && !barred.Contains((h, v)));
                }
            }
            mine.AddRange(kept[v].Where(h => !mine.Exists(c => c.Helper == h)).Distinct().Select(h => new Candidate(h, v, row[h])).ToList());
            found[v] = mine;
        }, ct);
        return new()
        {
            Problem = problem with { Candidates = [.. found.SelectMany(f => f)], FitsOf = rows.Of }, Rows = rows, Found = found, Settings = Settings, Helpers = Helpers, Villages = Villages, HelperSides = HelperSides,
            VillageSides = VillageSides, Earlier = Earlier, LeftOut = LeftOut, Origins = Origins, Register = Register,
        };
    }

    /// <summary>Pairs that worked before, of those who stand here today.</summary>
    private IEnumerable<(int Helper, int Village)> Continued()
    {
        if (Earlier.Count == 0)
        {
            return [];
        }
        var (helperAt, villageAt) = (Helpers.Select((b, i) => (b.Id, i)).ToDictionary(x => x.Id, x => x.i), Villages.Select((v, i) => (v, i)).ToDictionary(x => x.v, x => x.i));
        return Earlier.Where(e => helperAt.ContainsKey(e.Item1) && villageAt.ContainsKey(e.Item2)).Select(e => (helperAt[e.Item1], villageAt[e.Item2]));
    }

    /// <summary>Where it lies, or the nearest place above it whose position is known, with whose position that is.</summary>
    internal static Position? At(Register register, PlaceCode place)
    {
        for (var i = register.Find(place); i >= 0 && register.LevelOf(i) >= Level.County; i = register.Parent(i))
        {
            if (register.Where(i) is { } at)
            {
                return new(at.Latitude, at.Longitude, register.Code(i));
            }
        }
        return null;
    }

    private static async Task<IReadOnlyList<PlaceCode>> Listed(Campaign campaign, CampaignSettings settings, Register register, List<ScenarioResult.Out> left, Db db, CancellationToken ct)
    {
        bool Stands(PlaceCode v) => v.Level == Level.Village && campaign.Place.Contains(v) && register.Find(v) is >= 0 and var i && register.Stands(i);
        var named = settings.Villages.Count > 0 ? settings.Villages : await NamedBy(settings.Rule!, settings.Period!.Value, campaign.Place, db, ct);
        // A village that was merged into another is that one today.
        List<PlaceCode> today = [.. named.Select(v => register.Standing(v) ?? v).Distinct()];
        left.AddRange(today.Where(v => !Stands(v)).Select(v => new ScenarioResult.Out("pairing.out.no-village", register.NameOf(v))));
        return [.. today.Where(Stands)];
    }

    /// <summary>Places of an area that a rule names for a period, as the findings stand.</summary>
    internal static async Task<IReadOnlyList<PlaceCode>> NamedBy(string rule, Period period, PlaceCode area, Db db, CancellationToken ct) =>
        await db.Findings.AsNoTracking().Where(f => f.Rule == rule && f.Period == period && f.SupersededAt == null && Standing.Named.Contains(f.Stand)).Within(new([area]), f => f.Place).Select(f => f.Place).Distinct().OrderBy(p => p).ToListAsync(ct);

    private static async Task<(IReadOnlyList<Fit.HelperSide> Helpers, IReadOnlyList<Fit.VillageSide> Villages, IReadOnlySet<(Id<Organisation>, PlaceCode)> Earlier)> Sides(
        Campaign campaign, CampaignSettings settings, IReadOnlyList<Body> helpers, IReadOnlyList<PlaceCode> villages, Register register, OrganisationTree tree, DateOnly today, Db db, CancellationToken ct)
    {
        // What is over before the pairs begin, or begins after they end, is neither needed nor offered in their time.
        var (from, to) = (today > campaign.FromDay && today <= campaign.ToDay ? today : campaign.FromDay, campaign.ToDay);
        var inTime = db.Resources.AsNoTracking().Where(r => r.EndedAt == null && (r.ToDay == null || r.ToDay >= from) && (r.FromDay == null || r.FromDay <= to));
        Id<Organisation> Body(Id<Organisation> id) => tree.Successor(id)?.Id ?? id;
        PlaceCode Village(PlaceCode place) => register.Standing(place) ?? place;
        var said = await Things(inTime.Where(r => r.Organisation != null)).ToListAsync(ct);
        var asked = await Things(inTime.Where(r => r.Organisation == null).Within(new([campaign.Place]), r => r.Place)).ToListAsync(ct);
        // In an order of their own: which offer goes to which need must not hang on when somebody wrote it down.
        static IEnumerable<Said> InOrder(IEnumerable<Said> all) => all.OrderBy(r => r.Thing.What).ThenBy(r => r.Thing.Sector, StringComparer.Ordinal).ThenByDescending(r => r.Thing.Amount).ThenBy(r => r.Thing.From).ThenBy(r => r.Thing.To);
        var (offers, needs) = (InOrder(said).ToLookup(r => Body(r.Organisation!.Value), r => r.Thing), InOrder(asked).ToLookup(r => Village(r.Place), r => r.Thing));
        var results = await PastPairs.Read(db, ct);
        var past = results.GroupBy(p => Body(p.Organisation)).ToDictionary(g => g.Key, g => g.Average(p => p.Worked ? 1.0 : 0));
        var wanted = settings.Priorities.ToLookup(p => p.County, p => p.Sector);
        return ([.. helpers.Select(b => new Fit.HelperSide([.. offers[b.Id]], At(register, b.Place), past.TryGetValue(b.Id, out var share) ? share : null))],
            [.. villages.Select(v => new Fit.VillageSide([.. needs[v]], At(register, v), wanted[v.At(Level.County)].ToHashSet()))],
            results.Where(p => p.Worked).Select(p => (Body(p.Organisation), Village(p.Village))).ToHashSet());
    }

    /// <summary>A need or an offer, without who wrote it and in what words: of a province there are tens of thousands.</summary>
    private sealed record Said(Id<Organisation>? Organisation, PlaceCode Place, Fit.Thing Thing);

    private static IQueryable<Said> Things(IQueryable<Resource> resources) => resources.Select(r => new Said(r.Organisation, r.Place, new Fit.Thing(r.What, r.Sector, r.Amount, r.FromDay, r.ToDay)));
}
