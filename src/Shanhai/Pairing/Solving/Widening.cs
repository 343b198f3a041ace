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
    private readonly List<Candidate> _candidates;
    private readonly HashSet<(int Helper, int Village)> _known, _forbidden;

    /// <summary>What no pair that is left out fits better than: the least of a village's first candidates.</summary>
    private readonly Dictionary<int, int> _bound = [];

    public Widening(PairingProblem problem, List<Candidate> candidates)
    {
        (_problem, _candidates) = (problem, candidates);
        (_known, _forbidden) = ([.. candidates.Select(c => (c.Helper, c.Village)), .. problem.Fixed], [.. problem.Forbidden]);
        var decided = problem.Fixed.ToHashSet();
        foreach (var c in candidates.Where(c => !decided.Contains((c.Helper, c.Village)) && !_forbidden.Contains((c.Helper, c.Village)) && problem.Helpers[c.Helper].Capacity > 0))
        {
            _bound[c.Village] = Math.Min(_bound.GetValueOrDefault(c.Village, PairingProblem.BestFit), c.Fit);
        }
    }

    /// <summary>Adds pairs whatever they fit.</summary>
    public void Know(IEnumerable<(int Helper, int Village)> pairs) =>
        _candidates.AddRange(pairs.Where(p => _problem.Helpers[p.Helper].Capacity > 0 && !_forbidden.Contains(p) && _known.Add(p)).Select(p => new Candidate(p.Helper, p.Village, _problem.FitOf!(p.Helper, p.Village))).ToList());

    /// <summary>Adds what leads out of the cut of a filling, at some least fit.</summary>
    public bool Across(KindProblem of, Filling filling, int least)
    {
        return Add(of, Whoever, (_, _, fit) => fit >= least);

        Func<int, bool>? Whoever(int village) => filling.InCut(village) && Bound(of, village) >= least ? h => !filling.HelperInCut(h) : null;
    }

    /// <summary>Adds what would make the total greater.</summary>
    public bool Paying(KindProblem of, Prices prices, int least)
    {
        return Add(of, Whoever, (h, v, fit) => fit >= least && prices.Pays(h, v, fit));

        Func<int, bool>? Whoever(int village)
        {
            var bound = Bound(of, village);
            return of.Need[village] > 0 && bound >= least ? h => prices.Pays(h, village, bound) : null;
        }
    }

    private int Bound(KindProblem of, int village) => _bound.GetValueOrDefault(of.VillageOf[village], PairingProblem.BestFit);

    /// <param name="whoever">Which helpers of a village are looked at; null: none. Nearly nobody is, so that this is asked before the tables are.</param>
    private bool Add(KindProblem of, Func<int, Func<int, bool>?> whoever, Func<int, int, int, bool> does)
    {
        var found = new List<Candidate>();
        for (var v = 0; v < of.Villages; v++)
        {
            if (whoever(v) is { } may)
            {
                var at = v;
                found.AddRange(Enumerable.Range(0, of.Helpers)
                    .Where(h => of.Capacity[h] > 0 && may(h) && !_known.Contains((of.HelperOf[h], of.VillageOf[at])) && !_forbidden.Contains((of.HelperOf[h], of.VillageOf[at])))
                    .Select(h => (At: h, Fit: _problem.FitOf!(of.HelperOf[h], of.VillageOf[at]))).Where(x => does(x.At, at, x.Fit))
                    .OrderByDescending(x => x.Fit).ThenBy(x => x.At).Take(AtOnce).Select(x => new Candidate(of.HelperOf[x.At], of.VillageOf[at], x.Fit)));
            }
        }
        _known.UnionWith(found.Select(c => (c.Helper, c.Village)));
        _candidates.AddRange(found);
        return found.Count > 0;
    }
}
