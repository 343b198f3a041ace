namespace Shanhai.Pairing.Solving;

/// <summary>
/// What every pair of an optimal solution is worth. Villages are left out of the network: an edge from one helper to another is the cheapest village that the one could
/// hand to the other. Two more nodes: <em>spare</em>, over which one helper takes one more without giving one away and another gives one away without taking one, and <em>swap</em>, over which a village is left and another,
/// which had nobody, is helped in its place. To do without a pair, its village goes to somebody else, who hands one on, and so forth, until the pair's own helper,
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
    private readonly int[] _load, _got;
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
        (_load, _got) = (new int[of.Helpers], new int[of.Villages]);
        for (var a = 0; a < of.Arcs; a++)
        {
            if (flow[a])
            {
                _load[of.Helper[a]]++;
                _got[of.Village[a]]++;
            }
        }
        var edges = Edges();
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

    private long Value(int arc) => _of.Fit[arc] + (_level is { } level && _of.Fit[arc] >= level ? SolvePairing.Bonus : 0);

    private bool IsOpen(int arc) => !_flow[arc] && _of.Fit[arc] >= _least;

    private List<(int From, int To, long Weight)> Edges()
    {
        var edges = new List<(int, int, long)>();
        var (least, seen) = (new long[_of.Helpers], new List<int>());
        Array.Fill(least, Never);
        void Consider(int to, long weight)
        {
            if (least[to] == Never)
            {
                seen.Add(to);
            }
            least[to] = Math.Min(least[to], weight);
        }
        void Add(int from)
        {
            edges.AddRange(seen.Select(to => (from, to, least[to])));
            seen.ForEach(to => least[to] = Never);
            seen.Clear();
        }
        for (var h = 0; h < _of.Helpers; h++)
        {
            var drop = Never;
            for (var k = _of.StartOfHelper[h]; k < _of.StartOfHelper[h + 1]; k++)
            {
                var a = _of.ArcOfHelper[k];
                if (_flow[a])
                {
                    var v = _of.Village[a];
                    drop = Math.Min(drop, Value(a));
                    for (var b = _of.Start[v]; b < _of.Start[v + 1]; b++)
                    {
                        if (IsOpen(b))
                        {
                            Consider(_of.Helper[b], Value(a) - Value(b));
                        }
                    }
                }
            }
            Add(h);
            if (_load[h] < _of.Capacity[h])
            {
                edges.Add((h, Spare, 0));
            }
            edges.Add((Spare, h, 0));
            if (_swaps && drop < Never)
            {
                edges.Add((h, Swap, drop));
            }
        }
        for (var a = 0; _swaps && a < _of.Arcs; a++)
        {
            if (IsOpen(a) && _got[_of.Village[a]] < _of.Need[_of.Village[a]])
            {
                Consider(_of.Helper[a], -Value(a));
            }
        }
        Add(Swap);
        return edges;
    }

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

    public KindSolution Solution(int level)
    {
        var pairs = new List<SolvedPair>(_of.Villages);
        for (var h = 0; h < _of.Helpers; h++)
        {
            pairs.AddRange(Of(h));
        }
        var open = pairs.Count == 0 ? (int?)null : pairs.Min(p => p.Fit);
        pairs.AddRange(_of.Fixed.Select(f => new SolvedPair(f.Helper, f.Village, f.Fit, true, null, Binding.Fixed, -1, 0)));
        return new(_of.Kind, _of.Asked + _of.Fixed.Count, pairs.Count(p => p.Fit < level), open, pairs.Sum(p => (long)p.Fit), pairs,
            [.. Enumerable.Range(0, _of.Villages).Where(v => _got[v] < _of.Need[v]).Select(v => (_of.VillageOf[v], _of.Need[v] - _got[v]))]);
    }

    private IEnumerable<SolvedPair> Of(int helper)
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
            return Say(best);
        }).ToList();
    }

    private (int Arc, long Cost, int Instead) Better((int Arc, long Cost, int Instead) best, int node, long lost, long rest) =>
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

    private SolvedPair Say((int Arc, long Cost, int Instead) best)
    {
        var (arc, v) = (best.Arc, _of.Village[best.Arc]);
        var wished = -1;
        for (var b = _of.Start[v]; b < _of.Start[v + 1]; b++)
        {
            if (!_flow[b] && _of.Fit[b] > _of.Fit[arc] && (wished < 0 || _of.Fit[b] > _of.Fit[wished]))
            {
                wished = b;
            }
        }
        SecondBest? second = null;
        if (best.Cost < Never)
        {
            var levels = (best.Cost + SolvePairing.Bonus / 2) >> 32;
            second = new((int)levels, best.Cost - levels * SolvePairing.Bonus, best.Instead >= _of.Helpers ? -1 : _of.HelperOf[best.Instead]);
        }
        return new(_of.HelperOf[_of.Helper[arc]], _of.VillageOf[v], _of.Fit[arc], false, second, wished < 0 ? Binding.None : Binding.Capacity,
            wished < 0 ? -1 : _of.HelperOf[_of.Helper[wished]], wished < 0 ? 0 : PriceOf(_of.Helper[wished]));
    }

    /// <summary>What one more place at a helper would add to the total fit; levels are not counted in it.</summary>
    private long PriceOf(int helper)
    {
        var gain = -_price[helper];
        return gain - ((gain + SolvePairing.Bonus / 2) >> 32) * SolvePairing.Bonus;
    }
}
