namespace Shanhai.Analytics.Allocation;

/// <summary>
/// The circulation behind a flow problem: hub to sources to targets to hub, every arc with a floor and a capacity. Nodes: sources, targets, hub.
/// </summary>
internal sealed class BoundedNetwork
{
    private readonly AllocationProblem problem;
    private readonly List<(int From, int To, long Floor, long Capacity, long Cost)> arcs = [];
    private readonly Dictionary<(int, int), int> arcOf = [];
    private readonly long[] flow;

    public BoundedNetwork(AllocationProblem problem, int sign)
    {
        this.problem = problem;
        var (n, m) = (problem.Sources.Count, problem.Targets.Count);
        var (must, mayNot) = (problem.Mandatory.ToHashSet(), problem.Forbidden.ToHashSet());
        arcs.AddRange(problem.Sources.Select((s, i) => (n + m, i, s.Floor, s.Capacity, 0L)));
        arcs.AddRange(problem.Targets.Select((t, j) => (n + j, n + m, t.Floor, t.Capacity, 0L)));
        foreach (var p in problem.Pairs)
        {
            arcOf[(p.Source, p.Target)] = arcs.Count;
            arcs.Add((p.Source, n + p.Target, must.Contains((p.Source, p.Target)) ? 1 : 0, mayNot.Contains((p.Source, p.Target)) ? 0 : p.Limit, sign * p.Cost));
        }

        flow = new long[arcs.Count];
    }

    private int Hub => problem.Sources.Count + problem.Targets.Count;

    public void Push(Allocated a)
    {
        flow[a.Source] += a.Units;
        flow[problem.Sources.Count + a.Target] += a.Units;
        flow[arcOf[(a.Source, a.Target)]] += a.Units;
    }

    /// <summary>Shortest distances in the residual network from everywhere at once; null when a cycle of negative cost exists.</summary>
    public long[]? Potentials()
    {
        var distance = new long[Hub + 1];
        var residual = new List<(int Next, long Cost)>[Hub + 1];
        for (var v = 0; v <= Hub; v++)
        {
            residual[v] = [];
        }

        for (var k = 0; k < arcs.Count; k++)
        {
            var (from, to, floor, capacity, cost) = arcs[k];
            if (flow[k] < capacity)
            {
                residual[from].Add((to, cost));
            }

            if (flow[k] > floor)
            {
                residual[to].Add((from, -cost));
            }
        }

        var (queue, waiting, length) = (new Queue<int>(Enumerable.Range(0, Hub + 1)), Enumerable.Repeat(true, Hub + 1).ToArray(), new int[Hub + 1]);
        while (queue.TryDequeue(out var v))
        {
            waiting[v] = false;
            foreach (var (next, cost) in residual[v])
            {
                if (distance[v] + cost >= distance[next])
                {
                    continue;
                }

                distance[next] = distance[v] + cost;

                // A path with more arcs than there are nodes goes round a negative cycle.
                length[next] = length[v] + 1;
                if (length[next] > Hub)
                {
                    return null;
                }

                if (!waiting[next])
                {
                    waiting[next] = true;
                    queue.Enqueue(next);
                }
            }
        }

        return distance;
    }

    /// <summary>Floors are sent from an extra start to an extra end; what does not arrive names a cut that asks for more than there is.</summary>
    public AllocationClash? Clash()
    {
        var (start, end) = (Hub + 1, Hub + 2);
        var net = new MaximumFlow(Hub + 3);
        var balance = new long[Hub + 1];
        foreach (var (from, to, floor, capacity, _) in arcs)
        {
            net.Add(from, to, capacity - floor);
            balance[to] += floor;
            balance[from] -= floor;
        }

        for (var v = 0; v <= Hub; v++)
        {
            net.Add(balance[v] > 0 ? start : v, balance[v] > 0 ? v : end, Math.Abs(balance[v]));
        }

        if (net.Send(start, end) == balance.Where(b => b > 0).Sum())
        {
            return null;
        }

        var near = net.Reachable(start);
        long asked = 0, available = 0;
        var rules = new List<Term>();
        foreach (var (arc, k) in arcs.Select((a, k) => (a, k)))
        {
            // Into the near side: floors that must come in; out of it: capacities by which they could go on.
            if (!near[arc.From] && near[arc.To] && arc.Floor > 0)
            {
                asked += arc.Floor;
                rules.Add(Name(k, floor: true));
            }
            else if (near[arc.From] && !near[arc.To])
            {
                available += arc.Capacity;
                if (arc.Capacity > 0 || k < Hub)
                {
                    rules.Add(Name(k, floor: false));
                }
            }
        }

        var (zh, en) = (string.Join("；", rules.Select(r => r.Chinese)), string.Join("; ", rules.Select(r => r.English)));
        return new AllocationClash(asked, available, rules, new Term($"要求合计 {asked}，而可用只有 {available}，无法同时满足：{zh}。", $"{asked} are asked for and only {available} are to be had, so these cannot all hold: {en}."));
    }

    private Term Name(int k, bool floor)
    {
        var n = problem.Sources.Count;
        if (k >= Hub)
        {
            var (source, target) = (problem.Sources[arcs[k].From].Name, problem.Targets[arcs[k].To - n].Name);
            return floor
                ? AllocationCheck.Rule(problem, (arcs[k].From, arcs[k].To - n))
                : new Term($"{source}—{target} 至多 {arcs[k].Capacity}", $"{source} and {target} at most {arcs[k].Capacity}");
        }

        var endOf = k < n ? problem.Sources[k] : problem.Targets[k - n];
        return floor
            ? new Term($"{endOf.Name} 至少 {endOf.Floor}", $"{endOf.Name} at least {endOf.Floor}")
            : new Term($"{endOf.Name} 至多 {endOf.Capacity}", $"{endOf.Name} at most {endOf.Capacity}");
    }
}
