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
        var wider = problem.FitsOf is null ? null : new Widening(problem, candidates);
        var preferred = problem.Preferred.Where(p => problem.Helpers[p.Helper].Kind == kind && problem.Villages[p.Village].Places[kind] > 0).ToHashSet();
        wider?.Know(preferred, candidates);
        var first = new KindProblem(problem, kind, wider is null ? candidates : [.. candidates, .. wider.Added]);
        // What was answered before is nearly the answer: from there on little is left to do.
        var all = Filled(Filling.With(first, ArcsOf(first, preferred)), 0, first.Asked, isWhole: true, wider, ct);
        if (problem.ServeAll && all.Filled < first.Asked)
        {
            return (null, Clashing.Shortages(problem, all.Of, wider is null ? candidates : [.. candidates, .. wider.Added], all));
        }
        var at = Filled(all.From(problem.Level), problem.Level, all.Filled, isWhole: true, wider, ct);
        var (isShort, level) = (all.Filled < first.Asked, at.Filled < all.Filled ? problem.Level : (int?)null);
        var standing = level is null && all.Filled > 0 ? Highest(at, Ceiling(at, wider), wider, ct) : at;
        var (of, worst, flow) = (standing.Of, level is null ? standing.Least ?? 0 : 0, level is null && preferred.Count > 0 ? standing.Held() : null);
        Prices prices;
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            worst = level is { } floor ? WorstBelow(of, floor, all.On(of), solver, ct) : worst;
            flow = all.Filled == 0 ? new bool[of.Arcs]
                : level is null && flow is not null && Exchanging.Best(of, flow, worst, isShort) is { } near ? near
                : Best(of, worst, level ?? 0, solver, level is not null, withFit: true);
            prices = new Prices(of, flow, worst, level, isShort);
            if (wider?.Paying(of, prices, worst) is not { } more)
            {
                break;
            }
            (flow, of) = (of.Carried(flow, more), more);
        }
        var chosen = Chosen(of, flow, prices, worst, level, isShort, preferred, solver);
        ct.ThrowIfCancellationRequested();
        // What the total alone would take: the same where no arc lies below the worst fit and the floor counts for nothing. It is asked for while the answer is given its reasons.
        var (isFree, free, doing) = (all.Filled > 0 && (level is not null || of.Fit.Any(f => f < worst)), (bool[]?)null, (Doing?)null);
        Parallel.Invoke(
            () => free = isFree ? Exchanging.Best(of, chosen, 0, isShort) ?? Best(of, 0, 0, solver, tiers: false, withFit: true) : null,
            () => doing = new Doing(of, chosen, prices, worst, level, isShort));
        long Sum(bool[] arcs) => Enumerable.Range(0, of.Arcs).Where(a => arcs[a]).Sum(a => (long)of.Fit[a]);
        return (doing!.Solution(problem.Level, free is not null && Sum(free) > Sum(chosen) ? free : null), []);
    }

    /// <summary>Of each arc whether it is one of some pairs.</summary>
    private static bool[] ArcsOf(KindProblem of, HashSet<(int Helper, int Village)> pairs) =>
        pairs.Count == 0 ? new bool[of.Arcs] : [.. Enumerable.Range(0, of.Arcs).Select(a => pairs.Contains((of.HelperOf[of.Helper[a]], of.VillageOf[of.Village[a]])))];

    /// <summary>Fills places with pairs of at least some fit, with those too that are no candidates yet, until enough are filled or no more can be.</summary>
    /// <param name="isWhole">As many are filled as can be; else the rest is not tried once it is seen that there will not be enough.</param>
    private static Filling Filled(Filling from, int least, int enough, bool isWhole, Widening? wider, CancellationToken ct)
    {
        var filling = from.Fill(least, isWhole ? int.MaxValue : from.Of.Asked - enough);
        while (filling.Filled < enough && wider?.Across(filling, least) is { } more)
        {
            ct.ThrowIfCancellationRequested();
            filling = filling.On(more).Fill(least);
        }
        return filling;
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
        var isPreferred = ArcsOf(of, preferred);
        var kept = Keeping.Of(of, flow, prices, isPreferred, solver);
        return InOrder.Of(of, kept, new Prices(of, kept, least, level, isShort, isPreferred));
    }

    /// <summary>As many places filled as stand filled, by pairs that fit as well as can be: the highest least fit at which they can, of all pairs.</summary>
    /// <param name="high">The highest that it might be.</param>
    private static Filling Highest(Filling standing, int high, Widening? wider, CancellationToken ct)
    {
        var low = standing.Least ?? high;
        // The highest that can be is often reached: whoever has few to choose from gets the best of them.
        for (var first = true; low < high; first = false)
        {
            ct.ThrowIfCancellationRequested();
            var middle = first ? high : (low + high + 1) / 2;
            var next = Filled(standing.From(middle), middle, standing.Filled, isWhole: false, wider, ct);
            if (next.Filled == standing.Filled)
            {
                (standing, low) = (next, next.Least ?? high);
            }
            else
            {
                // What came to it on the way stays.
                (standing, high) = (ReferenceEquals(next.Of, standing.Of) ? standing : standing.On(next.Of), middle - 1);
            }
        }
        return standing;
    }

    /// <summary>The highest fit that the worst might have: where every place is filled, nobody's worst can be better than the last of his best.</summary>
    private static int Ceiling(Filling filling, Widening? wider)
    {
        var of = filling.Of;
        int Last(int village) => of.Fit[of.Start[village]..of.Start[village + 1]].OrderDescending().ElementAt(of.Need[village] - 1);
        return filling.Filled < of.Asked ? of.Fit.Max() : Enumerable.Range(0, of.Villages).Where(v => of.Need[v] > 0).Min(v => Math.Max(Last(v), wider?.Bound(of, v) ?? 0));
    }

    /// <summary>Where some must stay below the level: the highest fit below which no pair need be, while as many as can be reach the level.</summary>
    private static int WorstBelow(KindProblem of, int level, Filling all, IFlowSolver solver, CancellationToken ct)
    {
        int Reaching(int least)
        {
            var flow = Best(of, least, level, solver, tiers: true, withFit: false);
            return Enumerable.Range(0, of.Arcs).Count(a => flow[a] && of.Fit[a] >= level);
        }
        var (levels, highest, most) = (of.Fit.Distinct().Order().ToArray(), Highest(all, Ceiling(all, null), null, ct).Least, Reaching(0));
        var (down, up) = (0, Array.FindLastIndex(levels, l => l <= highest));
        for (var first = true; down < up; first = false)
        {
            ct.ThrowIfCancellationRequested();
            var middle = first ? up : (down + up + 1) / 2;
            (down, up) = Reaching(levels[middle]) == most ? (middle, up) : (down, middle - 1);
        }
        return levels[down];
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
