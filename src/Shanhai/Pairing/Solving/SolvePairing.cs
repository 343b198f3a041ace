using Shanhai.Analytics.Allocation;

namespace Shanhai.Pairing.Solving;

/// <summary>
/// The best pairs. In this order: as many places filled as can be (all, or it is told why not); as few of them as can be below the level; the worst fit as high as
/// can be; the greatest total. Each is proven: the first by augmenting paths, the last by <see cref="Prices"/>, which exist only at an optimum.
/// This order is kept for each kind by itself, since kinds share nothing. Of several answers that are equally good it is one that keeps most of the preferred pairs (<see cref="Keeping"/>), and of those the first in the order
/// of the keys of villages and helpers (<see cref="InOrder"/>): there is one answer, in whatever order the problem is written down and whatever the solver finds first.
/// </summary>
public static class SolvePairing
{
    /// <summary>So many places of a kind can be solved together: <see cref="Bonus"/> is more than all their fits.</summary>
    public const int MostPlaces = 400_000;

    /// <summary>Added for every place at the level; more than all fits of a kind together.</summary>
    internal const long Bonus = 1L << 32;

    public static PairingAnswer Solve(PairingProblem problem, IFlowSolver solver, CancellationToken ct = default) => Solve(problem, [], solver, ct);

    /// <summary>
    /// After a change (a lock, a pair forbidden, a capacity): the same as <see cref="Solve(PairingProblem, IFlowSolver, CancellationToken)"/>, but kinds about which nothing has changed stand as they are. They do where the
    /// pairs that are preferred are those of the answer itself, too: otherwise another answer, equally good, might keep more of them.
    /// </summary>
    public static PairingAnswer Again(PairingProblem changed, PairingProblem before, PairingAnswer answer, IFlowSolver solver, CancellationToken ct = default) =>
        Solve(changed, [.. answer.Kinds.Where(k => changed.IsSameOf(k.Kind, before) && IsPreferred(changed, k))], solver, ct);

    private static bool IsPreferred(PairingProblem problem, KindSolution kind) =>
        problem.Preferred.Where(p => problem.Helpers[p.Helper].Kind == kind.Kind).Order().SequenceEqual(kind.Pairs.Select(p => (p.Helper, p.Village)).Order());

    private static PairingAnswer Solve(PairingProblem problem, IReadOnlyList<KindSolution> standing, IFlowSolver solver, CancellationToken ct)
    {
        problem.Check();
        var clashes = Clashing.Decided(problem);
        if (clashes.Count > 0)
        {
            return new([], clashes);
        }
        var byKind = problem.Kinds.Select(_ => new List<Candidate>()).ToArray();
        foreach (var c in problem.Candidates)
        {
            byKind[problem.Helpers[c.Helper].Kind].Add(c);
        }
        var solved = new (KindSolution? Solution, IReadOnlyList<Clash> Clashes)[problem.Kinds.Count];
        Parallel.For(0, solved.Length, new ParallelOptions { CancellationToken = ct }, kind =>
            solved[kind] = standing.FirstOrDefault(s => s.Kind == kind) is { } stands ? (stands, []) : Solve(problem, kind, byKind[kind], solver, ct));
        clashes = [.. solved.SelectMany(s => s.Clashes)];
        return clashes.Count > 0 ? new([], clashes) : new([.. solved.Select(s => s.Solution!)], []);
    }

    private static (KindSolution?, IReadOnlyList<Clash>) Solve(PairingProblem problem, int kind, List<Candidate> candidates, IFlowSolver solver, CancellationToken ct)
    {
        var wider = problem.FitOf is null ? null : new Widening(problem, candidates);
        var preferred = problem.Preferred.Where(p => problem.Helpers[p.Helper].Kind == kind && problem.Villages[p.Village].Places[kind] > 0).ToHashSet();
        wider?.Know(preferred.Order());
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            var of = new KindProblem(problem, kind, candidates);
            var all = new Filling(of).Fill(0);
            if (all.Filled < of.Asked && wider?.Across(of, all, 0) == true)
            {
                continue;
            }
            if (problem.ServeAll && all.Filled < of.Asked)
            {
                return (null, Clashing.Shortages(problem, of, candidates, all));
            }
            var at = new Filling(of).Fill(problem.Level);
            if (at.Filled < all.Filled && wider?.Across(of, at, problem.Level) == true)
            {
                continue;
            }
            var (worst, tiers) = Worst(of, problem.Level, all, at, solver, ct);
            if (!tiers && all.Filled > 0 && wider is not null && all.From(worst + 1).Fill(worst + 1) is var above && above.Filled < all.Filled && wider.Across(of, above, worst + 1))
            {
                continue;
            }
            var (flow, isShort, level) = (all.Filled == 0 ? new bool[of.Arcs] : Best(of, worst, tiers ? problem.Level : 0, solver, tiers, withFit: true), all.Filled < of.Asked, tiers ? problem.Level : (int?)null);
            var prices = new Prices(of, flow, worst, level, isShort);
            if (wider?.Paying(of, prices, worst) == true)
            {
                continue;
            }
            ct.ThrowIfCancellationRequested();
            // What the total alone would take: the same where no arc lies below the worst fit and the floor counts for nothing. One is asked of the solver while the other is given its reasons.
            var (isFree, free, doing) = (all.Filled > 0 && (tiers || of.Fit.Any(f => f < worst)), (bool[]?)null, (Doing?)null);
            Parallel.Invoke(
                () => free = isFree ? Best(of, 0, 0, solver, tiers: false, withFit: true) : null,
                () =>
                {
                    flow = Chosen(of, flow, prices, worst, level, isShort, preferred, solver);
                    doing = new Doing(of, flow, prices, worst, level, isShort);
                });
            long Sum(bool[] arcs) => Enumerable.Range(0, of.Arcs).Where(a => arcs[a]).Sum(a => (long)of.Fit[a]);
            return (doing!.Solution(problem.Level, free is not null && Sum(free) > Sum(flow) ? free : null), []);
        }
    }

    /// <summary>The one among equally good answers.</summary>
    private static bool[] Chosen(KindProblem of, bool[] flow, Prices prices, int least, int? level, bool isShort, HashSet<(int Helper, int Village)> preferred, IFlowSolver solver)
    {
        if (!Enumerable.Range(0, of.Arcs).Any(a => !flow[a] && prices.IsTied(a)))
        {
            return flow;
        }
        if (preferred.Count == 0)
        {
            return InOrder.Of(of, flow, prices);
        }
        bool[] isPreferred = [.. Enumerable.Range(0, of.Arcs).Select(a => preferred.Contains((of.HelperOf[of.Helper[a]], of.VillageOf[of.Village[a]])))];
        var kept = Keeping.Of(of, flow, prices, isPreferred, solver);
        return InOrder.Of(of, kept, new Prices(of, kept, least, level, isShort, isPreferred));
    }

    /// <summary>The highest fit below which no pair need be, and whether some must stay below the level, so that it counts how many.</summary>
    private static (int Worst, bool Tiers) Worst(KindProblem of, int level, Filling all, Filling at, IFlowSolver solver, CancellationToken ct)
    {
        if (all.Filled == 0)
        {
            return (0, false);
        }
        var levels = of.Fit.Distinct().Order().ToArray();
        var (low, standing) = (0, all);
        var tiers = at.Filled < all.Filled;
        if (!tiers)
        {
            (low, standing) = (Math.Max(0, Array.FindIndex(levels, l => l >= level)), at);
        }
        var highest = all.Filled == of.Asked ? Ceiling(of) : levels[^1];
        var high = Array.FindLastIndex(levels, l => l <= highest);
        low = Math.Min(low, high);
        // The highest that can be is often reached: whoever has few to choose from gets the best of them.
        for (var first = true; low < high; first = false)
        {
            ct.ThrowIfCancellationRequested();
            var middle = first ? high : (low + high + 1) / 2;
            var next = standing.From(levels[middle]).Fill(levels[middle], of.Asked - all.Filled);
            if (next.Filled == all.Filled)
            {
                (low, standing) = (middle, next);
            }
            else
            {
                high = middle - 1;
            }
        }
        if (!tiers)
        {
            return (levels[low], false);
        }
        // As many as can be must still reach the level.
        int Reaching(int least)
        {
            var flow = Best(of, least, level, solver, tiers: true, withFit: false);
            return Enumerable.Range(0, of.Arcs).Count(a => flow[a] && of.Fit[a] >= level);
        }
        var most = Reaching(0);
        var (down, up) = (0, low);
        for (var first = true; down < up; first = false)
        {
            ct.ThrowIfCancellationRequested();
            var middle = first ? up : (down + up + 1) / 2;
            (down, up) = Reaching(levels[middle]) == most ? (middle, up) : (down, middle - 1);
        }
        return (levels[down], true);
    }

    /// <summary>Where every place is filled, nobody's worst can be better than the last of his best.</summary>
    private static int Ceiling(KindProblem of)
    {
        var ceiling = PairingProblem.BestFit;
        for (var v = 0; v < of.Villages; v++)
        {
            if (of.Need[v] > 0)
            {
                ceiling = Math.Min(ceiling, of.Fit[of.Start[v]..of.Start[v + 1]].OrderDescending().ElementAt(of.Need[v] - 1));
            }
        }
        return ceiling;
    }

    private static bool[] Best(KindProblem of, int worst, int level, IFlowSolver solver, bool tiers, bool withFit)
    {
        var arcs = new List<FlowArc>(of.Arcs);
        var which = new List<int>(of.Arcs);
        var most = (withFit ? PairingProblem.BestFit : 0) + (tiers ? withFit ? Bonus : 1 : 0);
        for (var a = 0; a < of.Arcs; a++)
        {
            if (of.Fit[a] >= worst)
            {
                var value = (withFit ? of.Fit[a] : 0) + (tiers && of.Fit[a] >= level ? withFit ? Bonus : 1 : 0);
                arcs.Add(new(of.Helper[a], of.Helpers + of.Village[a], 1, most - value));
                which.Add(a);
            }
        }
        var answer = solver.Solve(new FlowProblem { Supplies = [.. of.Capacity.Select(c => (long)c), .. of.Need.Select(n => -(long)n)], Arcs = arcs });
        var flow = new bool[of.Arcs];
        for (var k = 0; k < which.Count; k++)
        {
            flow[which[k]] = answer.Units[k] > 0;
        }
        return flow;
    }
}
