namespace Shanhai.Pairing.Solving;

/// <summary>
/// Only the best few helpers are candidates of a village, so that a province can be solved; the answer is that of all pairs nevertheless. Where places stay empty (at all, at the floor, above the worst fit), pairs that
/// lead out of the cut are added until none does: then the cut is one of all pairs. Where the total could be greater by the prices of its optimum, the pairs that would pay are added until none would.
/// </summary>
internal sealed class Widening
{
    /// <summary>So many more of a village at a time: the best first, since most are never needed.</summary>
    private const int AtOnce = 8;

    private readonly PairingProblem _problem;

    /// <summary>By village: helpers about whom it is decided, for it or against it.</summary>
    private readonly ILookup<int, int> _decided;

    /// <summary>By village: what no pair that is left out fits better than, the least of its first candidates.</summary>
    private readonly int[] _bound;

    private readonly List<Candidate> _added = [];

    public Widening(PairingProblem problem, IReadOnlyList<Candidate> candidates)
    {
        _problem = problem;
        _decided = problem.Fixed.Concat(problem.Forbidden).ToLookup(p => p.Village, p => p.Helper);
        _bound = new int[problem.Villages.Count];
        Array.Fill(_bound, PairingProblem.BestFit);
        var decided = problem.Fixed.Concat(problem.Forbidden).ToHashSet();
        foreach (var c in candidates)
        {
            if (c.Fit < _bound[c.Village] && problem.Helpers[c.Helper].Capacity > 0 && !decided.Contains((c.Helper, c.Village)))
            {
                _bound[c.Village] = c.Fit;
            }
        }
    }

    /// <summary>All that was added to the candidates.</summary>
    public IReadOnlyList<Candidate> Added => _added;

    /// <summary>Adds pairs whatever they fit, as far as they may be and are no candidates already.</summary>
    public void Know(IEnumerable<(int Helper, int Village)> pairs, IReadOnlyList<Candidate> candidates)
    {
        var open = pairs.Where(p => _problem.Helpers[p.Helper].Capacity > 0 && !_decided[p.Village].Contains(p.Helper)).ToHashSet();
        foreach (var c in candidates)
        {
            open.Remove((c.Helper, c.Village));
        }
        _added.AddRange(open.Order().Select(p => new Candidate(p.Helper, p.Village, _problem.FitsOf!(p.Village)[p.Helper])));
    }

    /// <summary>With what leads out of the cut of a filling, at some least fit; null: nothing does.</summary>
    public KindProblem? Across(Filling filling, int least)
    {
        var of = filling.Of;
        int[] outside = [.. Enumerable.Range(0, of.Helpers).Where(h => of.Capacity[h] > 0 && !filling.HelperInCut(h))];
        return With(of, outside, v => filling.InCut(v) && Bound(of, v) >= least, (_, _, fit) => fit >= least ? fit + 1 : 0);
    }

    /// <summary>With what would make the total greater; null: nothing would.</summary>
    public KindProblem? Paying(KindProblem of, Prices prices, int least)
    {
        int[] open = [.. Enumerable.Range(0, of.Helpers).Where(h => of.Capacity[h] > 0)];
        if (open.Length == 0)
        {
            return null;
        }
        // Where not even whoever asks for least would pay, fitting as well as anybody who is left out can, nobody does.
        var cheapest = open.MaxBy(h => prices[h]);
        return With(of, open, v => of.Need[v] > 0 && Bound(of, v) is var bound && bound >= least && prices.Gain(cheapest, v, bound) > 0, (h, v, fit) => fit >= least ? prices.Gain(h, v, fit) : 0);
    }

    /// <summary>What no pair of a village that is left out fits better than.</summary>
    public int Bound(KindProblem of, int village) => _bound[of.VillageOf[village]];

    /// <param name="helpers">Who is looked at.</param>
    /// <param name="isLookedAt">Which villages are.</param>
    /// <param name="gain">Of a helper, a village and their fit: those are added that gain most; 0 or less: it is not.</param>
    private KindProblem? With(KindProblem of, int[] helpers, Func<int, bool> isLookedAt, Func<int, int, int, long> gain)
    {
        var (more, seen, best) = (new List<KindProblem.Arc>(), new int[of.Helpers], new List<(int Helper, int Fit, long Gain)>(AtOnce + 1));
        for (var v = 0; v < of.Villages; v++)
        {
            if (!isLookedAt(v))
            {
                continue;
            }
            for (var a = of.Start[v]; a < of.Start[v + 1]; a++)
            {
                seen[of.Helper[a]] = v + 1;
            }
            foreach (var h in _decided[of.VillageOf[v]].Select(h => of.HelperAt[h]).Where(h => h >= 0))
            {
                seen[h] = v + 1;
            }
            var fits = _problem.FitsOf!(of.VillageOf[v]);
            best.Clear();
            foreach (var h in helpers)
            {
                var fit = fits[of.HelperOf[h]];
                var gains = seen[h] == v + 1 ? 0 : gain(h, v, fit);
                if (gains <= 0 || best.Count == AtOnce && gains <= best[^1].Gain)
                {
                    continue;
                }
                // Of those that gain the same the first stays before the next.
                var at = best.Count;
                while (at > 0 && best[at - 1].Gain < gains)
                {
                    at--;
                }
                best.Insert(at, (h, fit, gains));
                if (best.Count > AtOnce)
                {
                    best.RemoveAt(AtOnce);
                }
            }
            more.AddRange(best.OrderBy(b => b.Helper).Select(b => new KindProblem.Arc(b.Helper, v, b.Fit)));
        }
        _added.AddRange(more.Select(a => new Candidate(of.HelperOf[a.Helper], of.VillageOf[a.Village], a.Fit)));
        return more.Count == 0 ? null : of.With(more);
    }
}
