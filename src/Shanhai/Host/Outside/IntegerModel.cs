using System.Globalization;
using Google.OrTools.Sat;
using Shanhai.Analytics;
using Shanhai.Analytics.Allocation;
using Term = Shanhai.Analytics.Term;

namespace Shanhai.Host.Outside;

/// <summary>Problems beyond a flow (uses that differ by pair, needs for certain sources), as whole-number programs.</summary>
internal sealed class IntegerModel(AllocationProblem problem, TimeSpan limit, CancellationToken cancellation)
{
    public AllocationAnswer Solve()
    {
        var goal = problem.Goal;
        long? worst = null, load = null;
        if (goal is AllocationGoal.LeastWorst or AllocationGoal.LeastLoad)
        {
            // First how good the worst can be, then the least total that keeps to it.
            var first = new Build(problem, elastic: false, null, null);
            first.Model.Minimize(goal == AllocationGoal.LeastWorst ? first.Worst() : first.Load());
            var (solver, status) = Run(first.Model);
            if (status is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible))
            {
                return NoSolution(status);
            }
            (worst, load) = goal == AllocationGoal.LeastWorst ? ((long?)solver.ObjectiveValue, (long?)null) : (null, (long?)solver.ObjectiveValue);
        }
        var build = new Build(problem, elastic: false, worst, load);
        var total = build.Total();
        if (goal == AllocationGoal.GreatestTotal)
        {
            build.Model.Maximize(total);
        }
        else
        {
            build.Model.Minimize(total);
        }
        var (answer, ended) = Run(build.Model);
        var uses = problem.Pairs.ToDictionary(p => (p.Source, p.Target), p => p.Use);
        return ended is CpSolverStatus.Optimal or CpSolverStatus.Feasible
            ? new(OrToolsSolver.Solution(problem, build.Pairs(answer), p => uses[(p.Source, p.Target)], ended == CpSolverStatus.Optimal, answer.BestObjectiveBound), null)
            : NoSolution(ended);
    }

    private (CpSolver Solver, CpSolverStatus Status) Run(CpModel model)
    {
        var solver = new CpSolver { StringParameters = string.Create(CultureInfo.InvariantCulture, $"max_time_in_seconds:{limit.TotalSeconds:F3},num_workers:1,random_seed:1") };
        using var stop = cancellation.Register(solver.StopSearch);
        var status = solver.Solve(model);
        cancellation.ThrowIfCancellationRequested();
        return (solver, status);
    }

    /// <summary>Which rules would have to give way: every rule may be missed by some amount, and the sum of misses is made as small as it gets.</summary>
    private AllocationAnswer NoSolution(CpSolverStatus status)
    {
        if (status != CpSolverStatus.Infeasible)
        {
            return new(null, new(0, 0, [], new("限定时间内既未找到方案，也未证明无解；请放宽时间", "neither a solution nor a proof that there is none within the time: allow more")));
        }
        var build = new Build(problem, elastic: true, null, null);
        build.Model.Minimize(LinearExpr.Sum(build.Misses.Select(m => m.Miss)));
        var (solver, _) = Run(build.Model);
        var missed = build.Misses.Where(m => solver.Value(m.Miss) > 0).ToArray();
        var (asked, lacking) = (missed.Sum(m => m.Asked), missed.Sum(m => solver.Value(m.Miss)));
        Term[] rules = [.. missed.Select(m => new Term($"{m.Rule.Chinese}（差 {solver.Value(m.Miss)}）", $"{m.Rule.English} (by {solver.Value(m.Miss)})"))];
        return new(null, new(asked, asked - lacking, rules, new(
            $"各项要求无法同时满足；改动最小的办法是放宽：{string.Join("；", rules.Select(r => r.Chinese))}。",
            $"The rules cannot all be kept; the smallest change would be to relax: {string.Join("; ", rules.Select(r => r.English))}.")));
    }

    private sealed class Build
    {
        private readonly AllocationProblem problem;
        private readonly IntVar?[] units;

        public Build(AllocationProblem problem, bool elastic, long? worst, long? load)
        {
            this.problem = problem;
            var (must, mayNot) = (problem.Mandatory.ToHashSet(), problem.Forbidden.ToHashSet());
            units = [.. problem.Pairs.Select((p, k) => mayNot.Contains((p.Source, p.Target)) || p.Cost > worst ? null : Model.NewIntVar(0, p.Limit, $"x{k}"))];
            var (bySource, byTarget) = (Grouped(p => p.Source, problem.Sources.Count), Grouped(p => p.Target, problem.Targets.Count));
            for (var i = 0; i < problem.Sources.Count; i++)
            {
                var (s, used) = (problem.Sources[i], Sum(bySource[i], k => problem.Pairs[k].Use));
                Bound(used, s.Floor, Math.Min(s.Capacity, load ?? long.MaxValue), s.Name, elastic);
            }
            for (var j = 0; j < problem.Targets.Count; j++)
            {
                Bound(Sum(byTarget[j], _ => 1), problem.Targets[j].Floor, problem.Targets[j].Capacity, problem.Targets[j].Name, elastic);
            }
            foreach (var pair in must)
            {
                var k = problem.Pairs.ToList().FindIndex(p => (p.Source, p.Target) == pair);
                Least(Sum([k], _ => 1), 1, new($"必选配对 {problem.Sources[pair.Source].Name}—{problem.Targets[pair.Target].Name}", $"mandatory pair {problem.Sources[pair.Source].Name} and {problem.Targets[pair.Target].Name}"), elastic);
            }
            foreach (var need in problem.Requirements)
            {
                var counted = need.Sources.ToHashSet();
                Least(Sum(byTarget[need.Target].Where(k => counted.Contains(problem.Pairs[k].Source)), _ => 1), need.Least,
                    new($"{need.Name}（{problem.Targets[need.Target].Name}）", $"{need.Name} ({problem.Targets[need.Target].Name})"), elastic);
            }
        }

        public CpModel Model { get; } = new();

        public List<(IntVar Miss, long Asked, Term Rule)> Misses { get; } = [];

        public LinearExpr Total() => Sum(Enumerable.Range(0, units.Length), k => problem.Pairs[k].Cost);

        public IntVar Load()
        {
            var most = Model.NewIntVar(0, problem.Sources.Max(s => s.Capacity), "load");
            foreach (var group in Grouped(p => p.Source, problem.Sources.Count))
            {
                Model.Add(Sum(group, k => problem.Pairs[k].Use) <= most);
            }
            return most;
        }

        public IntVar Worst()
        {
            var worst = Model.NewIntVar(problem.Pairs.Min(p => p.Cost), problem.Pairs.Max(p => p.Cost), "worst");
            for (var k = 0; k < units.Length; k++)
            {
                if (units[k] is { } x)
                {
                    var taken = Model.NewBoolVar($"b{k}");
                    Model.Add(x == 0).OnlyEnforceIf(taken.Not());
                    Model.Add(worst >= problem.Pairs[k].Cost).OnlyEnforceIf(taken);
                }
            }
            return worst;
        }

        public IEnumerable<Allocated> Pairs(CpSolver solver) => problem.Pairs.Select((p, k) => new Allocated(p.Source, p.Target, units[k] is { } x ? solver.Value(x) : 0, p.Cost));

        private List<int>[] Grouped(Func<AllocationPair, int> key, int count)
        {
            List<int>[] groups = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
            for (var k = 0; k < problem.Pairs.Count; k++)
            {
                groups[key(problem.Pairs[k])].Add(k);
            }
            return groups;
        }

        private LinearExpr Sum(IEnumerable<int> pairs, Func<int, long> weight)
        {
            int[] open = [.. pairs.Where(k => units[k] is not null)];
            return LinearExpr.WeightedSum(open.Select(k => units[k]!), open.Select(weight));
        }

        private void Bound(LinearExpr amount, long floor, long capacity, string name, bool elastic)
        {
            if (floor > 0)
            {
                Least(amount, floor, new($"{name} 至少 {floor}", $"{name} at least {floor}"), elastic);
            }
            if (!elastic)
            {
                Model.Add(amount <= capacity);
                return;
            }
            var over = Model.NewIntVar(0, 1L << 40, "over");
            Model.Add(amount <= capacity + over);
            Misses.Add((over, capacity, new($"{name} 至多 {capacity}", $"{name} at most {capacity}")));
        }

        private void Least(LinearExpr amount, long least, Term rule, bool elastic)
        {
            if (!elastic)
            {
                Model.Add(amount >= least);
                return;
            }
            var lacking = Model.NewIntVar(0, least, "lacking");
            Model.Add(amount + lacking >= least);
            Misses.Add((lacking, least, rule));
        }
    }
}
