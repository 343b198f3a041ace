namespace Shanhai.Pairing.Solving;

/// <summary>
/// What every pair of an optimal solution is worth. Villages are left out of the network: an edge from one helper to another is the cheapest village that the one could
/// hand to the other (<see cref="HandingOn"/>). Two more nodes: <em>spare</em>, over which one helper takes one more without giving one away and another gives one away without taking one, and <em>swap</em>, over which a
/// village is left and another, which had nobody, is helped in its place. To do without a pair, its village goes to somebody else, who hands one on, and so forth, until the pair's own helper,
/// who has one less now, takes one: a shortest path, perhaps over somebody who has room. Under the prices no edge is negative.
/// </summary>
internal sealed class Doing
{
    private const long Never = long.MaxValue / 4;

    private readonly KindProblem _of;
    private readonly bool[] _flow;
    private readonly Prices _prices;
    private readonly int _least;
    private readonly int? _level;
    private readonly bool _swaps;
    private readonly int[] _start, _from;
    private readonly long[] _weight, _toSpare;

    /// <summary>By arc of the solution: what the best arrangement without it loses, and who has its village then.</summary>
    private readonly long[] _cost;
    private readonly int[] _instead;

    /// <summary>What one search needs; each thread has its own.</summary>
    private sealed class Walk(int nodes)
    {
        public readonly long[] Distance = new long[nodes];
        public readonly int[] Settled = new int[nodes];
        public readonly PriorityQueue<int, long> Queue = new();
        public int Round;

        public bool Reached(int node) => Settled[node] == Round;
    }

    private int Spare => _of.Helpers;
    private int Swap => _of.Helpers + 1;
    private int Nodes => _of.Helpers + 2;

    public Doing(KindProblem of, bool[] flow, Prices prices, int least, int? level, bool swaps)
    {
        (_of, _flow, _prices, _least, _level, _swaps) = (of, flow, prices, least, level, swaps);
        var edges = HandingOn.Edges(of, flow, least, prices.Value, swaps);
        // Edges into each node, with what remains of their weight under the prices: never negative.
        _start = new int[Nodes + 1];
        foreach (var e in edges)
        {
            _start[e.To + 1]++;
        }
        for (var i = 0; i < Nodes; i++)
        {
            _start[i + 1] += _start[i];
        }
        (_from, _weight) = (new int[edges.Count], new long[edges.Count]);
        var next = _start[..^1];
        foreach (var e in edges)
        {
            var k = next[e.To]++;
            (_from[k], _weight[k]) = (e.From, e.Weight + prices[e.From] - prices[e.To]);
        }
        var walk = new Walk(Nodes);
        Search(walk, Spare, Never, [], 0);
        _toSpare = [.. Enumerable.Range(0, Nodes).Select(i => walk.Reached(i) ? walk.Distance[i] - prices[i] + prices[Spare] : Never)];
        (_cost, _instead) = (new long[of.Arcs], new int[of.Arcs]);
        Parallel.For(0, of.Helpers, () => new Walk(Nodes), (helper, _, mine) =>
        {
            Weigh(helper, mine);
            return mine;
        }, _ => { });
    }

    private bool IsOpen(int arc) => !_flow[arc] && _of.Fit[arc] >= _least;

    /// <summary>Distances to a node from all that are nearer than the limit; ends early when everybody asked about is settled.</summary>
    private void Search(Walk walk, int to, long limit, HashSet<int> asked, int open)
    {
        walk.Round++;
        Array.Fill(walk.Distance, Never);
        walk.Queue.Clear();
        walk.Distance[to] = 0;
        walk.Queue.Enqueue(to, 0);
        while (walk.Queue.TryDequeue(out var node, out var distance))
        {
            if (distance > limit)
            {
                return;
            }
            if (walk.Reached(node))
            {
                continue;
            }
            walk.Settled[node] = walk.Round;
            if (asked.Contains(node) && --open == 0)
            {
                return;
            }
            for (var k = _start[node]; k < _start[node + 1]; k++)
            {
                if (distance + _weight[k] < walk.Distance[_from[k]])
                {
                    walk.Distance[_from[k]] = distance + _weight[k];
                    walk.Queue.Enqueue(_from[k], walk.Distance[_from[k]]);
                }
            }
        }
    }

    /// <summary>What it costs to do without each pair of a helper: over somebody who has room, which is known of everybody, or back to the helper.</summary>
    private void Weigh(int helper, Walk walk)
    {
        var (asked, limit) = (new HashSet<int>(), -Never);
        for (var k = _of.StartOfHelper[helper]; k < _of.StartOfHelper[helper + 1]; k++)
        {
            var a = _of.ArcOfHelper[k];
            if (!_flow[a])
            {
                continue;
            }
            (_cost[a], _instead[a]) = (Never, -1);
            foreach (var (node, lost) in Others(a))
            {
                asked.Add(node);
                Better(a, node, lost, _toSpare[node]);
            }
            foreach (var (node, lost) in Others(a))
            {
                limit = Math.Max(limit, _cost[a] == Never ? Never : _cost[a] - lost + _prices[node] - _prices[helper]);
            }
        }
        if (asked.Count == 0)
        {
            return;
        }
        Search(walk, helper, limit, asked, asked.Count);
        for (var k = _of.StartOfHelper[helper]; k < _of.StartOfHelper[helper + 1]; k++)
        {
            var a = _of.ArcOfHelper[k];
            if (_flow[a])
            {
                foreach (var (node, lost) in Others(a))
                {
                    Better(a, node, lost, walk.Reached(node) ? walk.Distance[node] - _prices[node] + _prices[helper] : Never);
                }
            }
        }
    }

    private void Better(int arc, int node, long lost, long rest)
    {
        if (rest < Never && lost + rest < _cost[arc])
        {
            (_cost[arc], _instead[arc]) = (lost + rest, node);
        }
    }

    /// <summary>Where the village of a pair could go, and what its own change costs.</summary>
    private IEnumerable<(int Node, long Lost)> Others(int arc)
    {
        var v = _of.Village[arc];
        for (var b = _of.Start[v]; b < _of.Start[v + 1]; b++)
        {
            if (IsOpen(b))
            {
                yield return (_of.Helper[b], _prices.Value[arc] - _prices.Value[b]);
            }
        }
        if (_swaps)
        {
            yield return (Swap, _prices.Value[arc]);
        }
    }

    /// <param name="free">The arcs that would be taken by the total alone; null: these.</param>
    public KindSolution Solution(int level, bool[]? free)
    {
        var (pairs, without, got) = (new List<SolvedPair>(_of.Villages), new Lazy<HandingOn>(() => new(_of, _flow, _swaps)), new int[_of.Villages]);
        foreach (var a in _of.ArcOfHelper.Where(a => _flow[a]))
        {
            got[_of.Village[a]]++;
            pairs.Add(Say(a, free, without));
        }
        var open = pairs.Count == 0 ? (int?)null : pairs.Min(p => p.Fit);
        var total = pairs.Sum(p => (long)p.Fit);
        pairs.AddRange(_of.Fixed.Select(f => new SolvedPair(f.Helper, f.Village, f.Fit, true, null, Binding.Fixed, -1, 0)));
        return new(_of.Kind, _of.Asked + _of.Fixed.Count, pairs.Count(p => p.Fit < level), open, pairs.Sum(p => (long)p.Fit), pairs,
            [.. Enumerable.Range(0, _of.Villages).Where(v => got[v] < _of.Need[v]).Select(v => (_of.VillageOf[v], _of.Need[v] - got[v]))],
            free is null ? 0 : Enumerable.Range(0, _of.Arcs).Where(a => free[a]).Sum(a => (long)_of.Fit[a]) - total);
    }

    private SolvedPair Say(int arc, bool[]? free, Lazy<HandingOn> without)
    {
        var v = _of.Village[arc];
        var (wished, fit, binding) = (-1, _of.Fit[arc], Binding.None);
        for (var b = _of.Start[v]; b < _of.Start[v + 1]; b++)
        {
            if (!_flow[b] && _of.Fit[b] > fit)
            {
                (wished, fit) = (_of.Helper[b], _of.Fit[b]);
                binding = free is null || !free[b] ? Binding.Capacity : _level is null ? Binding.Worst : Binding.Floor;
            }
        }
        // Whoever may not help it is named only where nobody who may fits it as well.
        if (_of.Barred[v].FirstOrDefault(b => b.Fit > fit) is { Fit: > 0 } barred)
        {
            (wished, binding) = (barred.Helper, barred.IsForbidden ? Binding.Forbidden : Binding.TakesNoPart);
        }
        SecondBest? second = null;
        Needed? needed = null;
        if (_cost[arc] < Never)
        {
            var levels = (_cost[arc] + SolvePairing.Bonus / 2) >> 32;
            second = new((int)levels, _cost[arc] - levels * SolvePairing.Bonus, _instead[arc] >= _of.Helpers ? -1 : _of.HelperOf[_instead[arc]]);
        }
        else
        {
            needed = without.Value.CanDoWithout(arc) ? Needed.Worst : Needed.Fewer;
        }
        return new(_of.HelperOf[_of.Helper[arc]], _of.VillageOf[v], _of.Fit[arc], false, second, binding, wished < 0 ? -1 : _of.HelperOf[wished],
            binding is Binding.Capacity or Binding.Worst or Binding.Floor ? PriceOf(wished) : 0, needed);
    }

    /// <summary>What one more place at a helper would add to the total fit; levels are not counted in it.</summary>
    private long PriceOf(int helper)
    {
        var gain = -_prices[helper];
        return gain - ((gain + SolvePairing.Bonus / 2) >> 32) * SolvePairing.Bonus;
    }
}
