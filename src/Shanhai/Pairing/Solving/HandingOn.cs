namespace Shanhai.Pairing.Solving;

/// <summary>
/// Who could hand what to whom. Nodes are the helpers and two more (see <see cref="Doing"/>): <em>spare</em>, to which whoever has room leads, and <em>swap</em>, over which a village is left and another,
/// which had nobody, is helped instead. Here also: whether as many places can be filled without a pair, whatever fits, which is whether its village can be handed round in a circle or to somebody who has room.
/// </summary>
internal sealed class HandingOn
{
    private const long Never = long.MaxValue / 4;

    private readonly KindProblem _of;
    private readonly bool[] _flow;
    private readonly int[] _circle;

    public HandingOn(KindProblem of, bool[] flow, bool swaps)
    {
        (_of, _flow) = (of, flow);
        _circle = Circles(of.Helpers + 2, Edges(of, flow, 0, Values(of, null), swaps));
    }

    /// <summary>What an arc counts: its fit, and where places at the level are counted, more than all fits together for being there.</summary>
    public static long Value(int fit, int? level) => fit + (level is { } l && fit >= l ? SolvePairing.Bonus : 0);

    public static long[] Values(KindProblem of, int? level) => Array.ConvertAll(of.Fit, f => Value(f, level));

    /// <summary>Spare leads to every helper and whoever has room leads to it: who can get rid of one village more lies with spare, or in one circle with whoever takes it.</summary>
    public bool CanDoWithout(int arc)
    {
        var (v, helper) = (_of.Village[arc], _of.Helper[arc]);
        for (var b = _of.Start[v]; b < _of.Start[v + 1]; b++)
        {
            if (!_flow[b] && _circle[_of.Helper[b]] == _circle[helper])
            {
                return true;
            }
        }
        return _circle[_of.Helpers + 1] == _circle[helper];
    }

    /// <param name="value">What each arc counts.</param>
    public static List<(int From, int To, long Weight)> Edges(KindProblem of, bool[] flow, int minimum, long[] value, bool swaps)
    {
        var (edges, load, got) = (new List<(int, int, long)>(), new int[of.Helpers], new int[of.Villages]);
        for (var a = 0; a < of.Arcs; a++)
        {
            if (flow[a])
            {
                load[of.Helper[a]]++;
                got[of.Village[a]]++;
            }
        }
        var (least, seen) = (new long[of.Helpers], new List<int>());
        Array.Fill(least, Never);
        bool IsOpen(int arc) => !flow[arc] && of.Fit[arc] >= minimum;
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
        for (var h = 0; h < of.Helpers; h++)
        {
            var drop = Never;
            for (var k = of.StartOfHelper[h]; k < of.StartOfHelper[h + 1]; k++)
            {
                var a = of.ArcOfHelper[k];
                if (flow[a])
                {
                    var v = of.Village[a];
                    drop = Math.Min(drop, value[a]);
                    for (var b = of.Start[v]; b < of.Start[v + 1]; b++)
                    {
                        if (IsOpen(b))
                        {
                            Consider(of.Helper[b], value[a] - value[b]);
                        }
                    }
                }
            }
            Add(h);
            if (load[h] < of.Capacity[h])
            {
                edges.Add((h, of.Helpers, 0));
            }
            edges.Add((of.Helpers, h, 0));
            if (swaps && drop < Never)
            {
                edges.Add((h, of.Helpers + 1, drop));
            }
        }
        for (var a = 0; swaps && a < of.Arcs; a++)
        {
            if (IsOpen(a) && got[of.Village[a]] < of.Need[of.Village[a]])
            {
                Consider(of.Helper[a], -value[a]);
            }
        }
        Add(of.Helpers + 1);
        return edges;
    }

    /// <summary>Nodes that can reach each other have one number: two searches, the second against the edges and in the order in which the first left the nodes, the last first.</summary>
    private static int[] Circles(int nodes, List<(int From, int To, long Weight)> edges)
    {
        var (onward, back) = (edges.ToLookup(e => e.From, e => e.To), edges.ToLookup(e => e.To, e => e.From));
        var (order, seen) = (new List<int>(nodes), new bool[nodes]);
        void Search(int from, ILookup<int, int> next, Action<int> leave, Func<int, bool> enter)
        {
            if (!enter(from))
            {
                return;
            }
            var open = new Stack<(int Node, IEnumerator<int> Next)>([(from, next[from].GetEnumerator())]);
            while (open.TryPeek(out var top))
            {
                if (!top.Next.MoveNext())
                {
                    open.Pop();
                    leave(top.Node);
                }
                else if (enter(top.Next.Current))
                {
                    open.Push((top.Next.Current, next[top.Next.Current].GetEnumerator()));
                }
            }
        }
        for (var i = 0; i < nodes; i++)
        {
            Search(i, onward, order.Add, n => !seen[n] && (seen[n] = true));
        }
        var circle = new int[nodes];
        Array.Fill(circle, -1);
        for (var i = nodes - 1; i >= 0; i--)
        {
            var first = order[i];
            Search(first, back, _ => { }, n => circle[n] < 0 && (circle[n] = first) >= 0);
        }
        return circle;
    }
}
