namespace Shanhai.Pairing.Solving;

/// <summary>
/// What every pair of an optimal solution is worth. Villages are left out of the network: an edge from one helper to another is the cheapest village that the one could
/// hand to the other (<see cref="HandingOn"/>). Two more nodes: <em>spare</em>, over which one helper takes one more without giving one away and another gives one away without taking one, and <em>swap</em>, over which a
/// village is left and another, which had nobody, is helped in its place. To do without a pair, its village goes to somebody else, who hands one on, and so forth, until the pair's own helper,
/// who has one less now, takes one: a shortest path, perhaps over somebody who has room. Prices (potentials) exist exactly where no better solution does; finding none is a bug.
/// </summary>
internal sealed class Doing
{
    private const long Never = long.MaxValue / 4;

    private readonly KindProblem _of;
    private readonly bool[] _flow;
    private readonly int _least;
    private readonly int? _level;
    private readonly bool _swaps;
    private readonly int[] _got;
    private readonly int[] _start, _from;
    private readonly long[] _weight;
    private readonly long[] _price, _toSpare, _distance;
    private readonly int[] _settled;
    private int _round;

    private int Spare => _of.Helpers;
    private int Swap => _of.Helpers + 1;
    private int Nodes => _of.Helpers + 2;

    public Doing(KindProblem of, bool[] flow, int least, int? level, bool swaps)
    {
        (_of, _flow, _least, _level, _swaps) = (of, flow, least, level, swaps);
        _got = new int[of.Villages];
        for (var a = 0; a < of.Arcs; a++)
        {
            if (flow[a])
            {
                _got[of.Village[a]]++;
            }
        }
        var edges = HandingOn.Edges(of, flow, least, level, swaps);
        _price = Prices(edges);
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
            (_from[k], _weight[k]) = (e.From, e.Weight + _price[e.From] - _price[e.To]);
        }
        (_distance, _settled) = (new long[Nodes], new int[Nodes]);
        Search(Spare, Never, null, 0);
        _toSpare = [.. Enumerable.Range(0, Nodes).Select(i => _settled[i] == _round ? _distance[i] - _price[i] + _price[Spare] : Never)];
    }

    /// <summary>What an arc is worth at the price of its helper: in every optimum a village has those of its arcs that are worth most.</summary>
    public long Score(int arc) => Value(arc) + _price[_of.Helper[arc]];

    /// <summary>Whoever has a price is full in every optimum.</summary>
    public bool IsPriced(int helper) => _price[helper] < _price[Spare];

    /// <summary>What a village's arc must be worth, where not all are served.</summary>
    public long SwapPrice => _price[Swap];

    private long Value(int arc) => HandingOn.Value(_of.Fit[arc], _level);

    /// <summary>Whether a pair that is no arc could make the answer better: it would have to be worth more than prices allow.</summary>
    public bool Pays(int helper, int village, int fit)
    {
        var value = HandingOn.Value(fit, _level);
        for (var a = _of.Start[village]; a < _of.Start[village + 1]; a++)
        {
            if (_flow[a] && Value(a) - value + _price[_of.Helper[a]] < _price[helper])
            {
                return true;
            }
        }
        return _swaps && _got[village] < _of.Need[village] && _price[Swap] - value < _price[helper];
    }

    private bool IsOpen(int arc) => !_flow[arc] && _of.Fit[arc] >= _least;

    private long[] Prices(List<(int From, int To, long Weight)> edges)
    {
        var price = new long[Nodes];
        for (var round = 0; ; round++)
        {
            var changed = false;
            foreach (var (from, to, weight) in edges)
            {
                if (price[from] + weight < price[to])
                {
                    (price[to], changed) = (price[from] + weight, true);
                }
            }
            if (!changed)
            {
                return price;
            }
            if (round > Nodes)
            {
                throw new InvalidOperationException("The solver's answer can be made better: it is no optimum.");
            }
        }
    }

    /// <summary>Distances to a node from all that are nearer than the limit; ends early when everybody asked about is settled.</summary>
    private void Search(int to, long limit, HashSet<int>? asked, int open)
    {
        _round++;
        Array.Fill(_distance, Never);
        var queue = new PriorityQueue<int, long>();
        _distance[to] = 0;
        queue.Enqueue(to, 0);
        while (queue.TryDequeue(out var node, out var distance))
        {
            if (distance > limit)
            {
                return;
            }
            if (_settled[node] == _round)
            {
                continue;
            }
            _settled[node] = _round;
            if (asked is not null && asked.Contains(node) && --open == 0)
            {
                return;
            }
            for (var k = _start[node]; k < _start[node + 1]; k++)
            {
                if (distance + _weight[k] < _distance[_from[k]])
                {
                    _distance[_from[k]] = distance + _weight[k];
                    queue.Enqueue(_from[k], _distance[_from[k]]);
                }
            }
        }
    }

    /// <param name="free">The arcs that would be taken by the total alone; null: these.</param>
    public KindSolution Solution(int level, bool[]? free)
    {
        var (pairs, without) = (new List<SolvedPair>(_of.Villages), new Lazy<HandingOn>(() => new(_of, _flow, _swaps)));
        for (var h = 0; h < _of.Helpers; h++)
        {
            pairs.AddRange(Of(h, free, without));
        }
        var open = pairs.Count == 0 ? (int?)null : pairs.Min(p => p.Fit);
        var total = pairs.Sum(p => (long)p.Fit);
        pairs.AddRange(_of.Fixed.Select(f => new SolvedPair(f.Helper, f.Village, f.Fit, true, null, Binding.Fixed, -1, 0)));
        return new(_of.Kind, _of.Asked + _of.Fixed.Count, pairs.Count(p => p.Fit < level), open, pairs.Sum(p => (long)p.Fit), pairs,
            [.. Enumerable.Range(0, _of.Villages).Where(v => _got[v] < _of.Need[v]).Select(v => (_of.VillageOf[v], _of.Need[v] - _got[v]))],
            free is null ? 0 : Enumerable.Range(0, _of.Arcs).Where(a => free[a]).Sum(a => (long)_of.Fit[a]) - total);
    }

    private List<SolvedPair> Of(int helper, bool[]? free, Lazy<HandingOn> without)
    {
        var held = new List<(int Arc, long Cost, int Instead)>();
        var asked = new HashSet<int>();
        var limit = -Never;
        for (var k = _of.StartOfHelper[helper]; k < _of.StartOfHelper[helper + 1]; k++)
        {
            var a = _of.ArcOfHelper[k];
            if (_flow[a])
            {
                held.Add((a, Never, -1));
                var best = held[^1];
                foreach (var (node, lost) in Others(a))
                {
                    asked.Add(node);
                    best = Better(best, node, lost, _toSpare[node]);
                }
                held[^1] = best;
                foreach (var (node, lost) in Others(a))
                {
                    limit = Math.Max(limit, best.Cost == Never ? Never : best.Cost - lost + _price[node] - _price[helper]);
                }
            }
        }
        if (held.Count == 0)
        {
            return [];
        }
        Search(helper, limit, asked, asked.Count);
        return held.Select(best =>
        {
            foreach (var (node, lost) in Others(best.Arc))
            {
                best = Better(best, node, lost, _settled[node] == _round ? _distance[node] - _price[node] + _price[helper] : Never);
            }
            return Say(best, free, without);
        }).ToList();
    }

    private static (int Arc, long Cost, int Instead) Better((int Arc, long Cost, int Instead) best, int node, long lost, long rest) =>
        rest < Never && lost + rest < best.Cost ? (best.Arc, lost + rest, node) : best;

    /// <summary>Where the village of a pair could go, and what its own change costs.</summary>
    private IEnumerable<(int Node, long Lost)> Others(int arc)
    {
        var v = _of.Village[arc];
        for (var b = _of.Start[v]; b < _of.Start[v + 1]; b++)
        {
            if (IsOpen(b))
            {
                yield return (_of.Helper[b], Value(arc) - Value(b));
            }
        }
        if (_swaps)
        {
            yield return (Swap, Value(arc));
        }
    }

    private SolvedPair Say((int Arc, long Cost, int Instead) best, bool[]? free, Lazy<HandingOn> without)
    {
        var (arc, v) = (best.Arc, _of.Village[best.Arc]);
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
        if (best.Cost < Never)
        {
            var levels = (best.Cost + SolvePairing.Bonus / 2) >> 32;
            second = new((int)levels, best.Cost - levels * SolvePairing.Bonus, best.Instead >= _of.Helpers ? -1 : _of.HelperOf[best.Instead]);
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
        var gain = -_price[helper];
        return gain - ((gain + SolvePairing.Bonus / 2) >> 32) * SolvePairing.Bonus;
    }
}
