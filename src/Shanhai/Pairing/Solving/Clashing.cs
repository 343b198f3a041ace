namespace Shanhai.Pairing.Solving;

/// <summary>What cannot all be kept, found before anything is optimised, and the fewest changes that would make it possible.</summary>
internal static class Clashing
{
    /// <summary>What decided pairs ask for among themselves.</summary>
    public static IReadOnlyList<Clash> Decided(PairingProblem problem)
    {
        var clashes = new List<Clash>();
        var (forbidden, running, conflicts) = (problem.Forbidden.ToHashSet(), problem.Running.ToHashSet(), problem.Conflicts.ToHashSet());
        // As they were decided, what runs first: what was decided last is the first to be given up.
        var pairs = problem.Fixed.Distinct().OrderBy(p => running.Contains(p) ? 0 : 1).ToList();
        Change Without(int helper, int village) => new(running.Contains((helper, village)) ? ChangeKind.End : ChangeKind.Release, helper, village, 1);
        foreach (var (helper, village) in pairs.Where(forbidden.Contains))
        {
            clashes.Add(new(ClashKind.FixedAndForbidden, problem.Helpers[helper].Kind, 1, 0, [helper], [village],
                conflicts.Contains((helper, village)) ? [[Without(helper, village)]] : [[Without(helper, village)], [new(ChangeKind.Allow, helper, village, 1)]]));
        }
        foreach (var group in pairs.GroupBy(p => p.Helper).Where(g => g.Count() > problem.Helpers[g.Key].Capacity))
        {
            var (capacity, villages) = (problem.Helpers[group.Key].Capacity, group.Select(p => p.Village).ToList());
            clashes.Add(new(ClashKind.FixedOverCapacity, problem.Helpers[group.Key].Kind, villages.Count, capacity, [group.Key], villages,
                [[new(ChangeKind.RaiseCapacity, group.Key, null, villages.Count - capacity)], [.. villages.Skip(capacity).Select(v => Without(group.Key, v))]]));
        }
        foreach (var group in pairs.GroupBy(p => (p.Village, problem.Helpers[p.Helper].Kind)).Where(g => g.Count() > problem.Villages[g.Key.Village].Places[g.Key.Kind]))
        {
            var (places, helpers) = (problem.Villages[group.Key.Village].Places[group.Key.Kind], group.Select(p => p.Helper).ToList());
            clashes.Add(new(ClashKind.FixedOverPlaces, group.Key.Kind, helpers.Count, places, helpers, [group.Key.Village],
                [[new(ChangeKind.AddPlaces, null, group.Key.Village, helpers.Count - places)], [.. helpers.Skip(places).Select(h => Without(h, group.Key.Village))]]));
        }
        return clashes;
    }

    /// <summary>So many decisions are tried one by one, whether without them everything fits.</summary>
    private const int MostTried = 20;

    /// <summary>
    /// Why not every place can be filled: the smallest cut, told by its parts, villages that share no helper apart. As many units are missing in a part as its villages ask for beyond what its helpers can give;
    /// a place more at a helper whom an empty place may have fills exactly that place, and asking for one less saves exactly one, so neither way can do with fewer. Where one unit is missing, each decision that
    /// alone would settle it is another way.
    /// </summary>
    public static IReadOnlyList<Clash> Shortages(PairingProblem problem, KindProblem of, List<Candidate> candidates, Filling filling) =>
        [.. Parts(of, filling).Select(p => Shortage(problem, of, candidates, filling, p.Villages, p.Helpers))];

    private static List<(List<int> Villages, SortedSet<int> Helpers)> Parts(KindProblem of, Filling filling)
    {
        var (parts, seen) = (new List<(List<int> Villages, SortedSet<int> Helpers)>(), new HashSet<int>());
        var open = new Queue<int>();
        for (var first = 0; first < of.Villages; first++)
        {
            if (!filling.InCut(first) || !seen.Add(first))
            {
                continue;
            }
            parts.Add(([], []));
            open.Enqueue(first);
            while (open.TryDequeue(out var v))
            {
                parts[^1].Villages.Add(v);
                for (var a = of.Start[v]; a < of.Start[v + 1]; a++)
                {
                    var h = of.Helper[a];
                    if (!parts[^1].Helpers.Add(h))
                    {
                        continue;
                    }
                    for (var k = of.StartOfHelper[h]; k < of.StartOfHelper[h + 1]; k++)
                    {
                        var u = of.Village[of.ArcOfHelper[k]];
                        if (filling.InCut(u) && seen.Add(u))
                        {
                            open.Enqueue(u);
                        }
                    }
                }
            }
            parts[^1].Villages.Sort();
        }
        return parts;
    }

    private static Clash Shortage(PairingProblem problem, KindProblem of, List<Candidate> candidates, Filling filling, List<int> villages, SortedSet<int> helpers)
    {
        var empty = villages.Where(v => filling.MissingAt(v) > 0).ToList();
        var (asked, missing) = (villages.Sum(v => of.Need[v]), empty.Sum(filling.MissingAt));
        var ways = new List<IReadOnlyList<Change>>();
        Way(v => Enumerable.Range(of.Start[v], of.Start[v + 1] - of.Start[v]).Where(a => !filling.Holds(a)).OrderByDescending(a => of.Fit[a]).Select(a => of.Helper[a]), ChangeKind.RaiseCapacity);
        Way(v => of.Barred[v].Where(b => !b.IsForbidden).Select(b => b.Helper), ChangeKind.Join);
        if (missing == 1)
        {
            var inPart = villages.Select(v => of.VillageOf[v]).ToHashSet();
            var nobodys = problem.Conflicts.ToHashSet();
            var bound = problem.Fixed.Where(f => problem.Helpers[f.Helper].Kind == of.Kind && (inPart.Contains(f.Village) || helpers.Contains(Array.IndexOf(of.HelperOf, f.Helper)))).Reverse().Take(MostTried);
            foreach (var (helper, village) in bound.Where(f => Fits(problem with { Fixed = [.. problem.Fixed.Where(x => x != f)], Running = [.. problem.Running.Where(x => x != f)] }, released: 1)))
            {
                ways.Add([new(problem.Running.Contains((helper, village)) ? ChangeKind.End : ChangeKind.Release, helper, village, 1)]);
            }
            var barred = villages.SelectMany(v => of.Barred[v]).Where(b => b.IsForbidden).Select(b => (Helper: of.HelperOf[b.Helper], Village: of.VillageOf[b.Village])).Where(b => !nobodys.Contains(b)).Take(MostTried);
            foreach (var (helper, village) in barred.Where(b => Fits(problem with { Forbidden = [.. problem.Forbidden.Where(x => x != b)] }, released: 0)))
            {
                ways.Add([new(ChangeKind.Allow, helper, village, 1)]);
            }
        }
        ways.Add([.. empty.Select(v => new Change(ChangeKind.LowerNeed, null, of.VillageOf[v], filling.MissingAt(v)))]);
        return new(ClashKind.Shortage, of.Kind, asked, asked - missing, [.. helpers.Select(h => of.HelperOf[h])], [.. villages.Select(v => of.VillageOf[v])], ways);

        // One unit more at each of as many helpers as a village lacks, where it has so many.
        void Way(Func<int, IEnumerable<int>> others, ChangeKind what)
        {
            var by = new SortedDictionary<int, int>();
            foreach (var v in empty)
            {
                var some = others(v).Take(filling.MissingAt(v)).ToList();
                if (some.Count < filling.MissingAt(v))
                {
                    return;
                }
                some.ForEach(h => by[h] = by.GetValueOrDefault(h) + 1);
            }
            ways.Add([.. by.Select(r => new Change(what, of.HelperOf[r.Key], null, r.Value))]);
        }

        bool Fits(PairingProblem changed, int released) => new Filling(new KindProblem(changed, of.Kind, candidates)).Fill(0).Filled == filling.Filled + 1 + released;
    }
}
