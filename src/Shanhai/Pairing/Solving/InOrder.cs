namespace Shanhai.Pairing.Solving;

/// <summary>
/// Of all optima the first in the order of the keys: village after village, each has whoever comes first of those it has in some optimum that keeps what was settled before. An optimum with one more pair is another along a
/// circle of ties: the helper takes the village, hands one on that is not settled yet, and so forth, until somebody is reached who gives the first village up for it. A search in vain tells apart those it has seen, who are
/// never left again, from all others: each later search keeps to its group, and there are fewer vain ones than helpers.
/// </summary>
internal sealed class InOrder
{
    private readonly KindProblem _of;
    private readonly Prices _prices;
    private readonly bool[] _flow;
    private readonly int[] _room, _missing;
    private readonly int[] _group, _seen, _from, _gives, _takes, _over, _aim, _held, _queue;
    private int _search, _tail, _groups;

    private InOrder(KindProblem of, bool[] flow, Prices prices)
    {
        (_of, _flow, _prices) = (of, [.. flow], prices);
        (_room, _missing) = ([.. of.Capacity], [.. of.Need]);
        for (var a = 0; a < of.Arcs; a++)
        {
            if (flow[a])
            {
                _room[of.Helper[a]]--;
                _missing[of.Village[a]]--;
            }
        }
        int[] Each() => new int[of.Helpers + 2];
        (_group, _seen, _from, _gives, _takes, _over, _aim, _held, _queue) = (Each(), Each(), Each(), Each(), Each(), Each(), Each(), Each(), Each());
    }

    private int Spare => _of.Helpers;
    private int Swap => _of.Helpers + 1;

    /// <param name="flow">An optimum with these prices.</param>
    public static bool[] Of(KindProblem of, bool[] flow, Prices prices)
    {
        var order = new InOrder(of, flow, prices);
        for (var v = 0; v < of.Villages; v++)
        {
            for (var a = of.Start[v]; a < of.Start[v + 1]; a++)
            {
                if (order.IsOpen(a) && order.Search(v, a) is >= 0 and var end)
                {
                    order.Hand(v, a, end);
                }
            }
        }
        return order._flow;
    }

    private bool IsOpen(int arc) => !_flow[arc] && _prices.IsTied(arc);

    private bool IsHeld(int arc) => _flow[arc] && _prices.IsTied(arc);

    /// <summary>Who gives the village up where the helper of the arc takes it: somebody who comes after it, or the nobody of a village that lacks somebody; -1: no optimum has the arc.</summary>
    private int Search(int village, int arc)
    {
        (_search, _tail) = (_search + 1, 0);
        var (first, any) = (_of.Helper[arc], false);
        for (var b = arc + 1; b < _of.Start[village + 1]; b++)
        {
            any |= IsHeld(b) && Aim(_of.Helper[b], b, first);
        }
        any |= _missing[village] > 0 && Aim(Swap, -1, first);
        if (!any)
        {
            return -1;
        }
        See(first, first, -1, -1, -1);
        for (var head = 0; head < _tail; head++)
        {
            if (Step(_queue[head], village) is >= 0 and var end)
            {
                return end;
            }
        }
        _groups++;
        foreach (var node in _queue.AsSpan(0, _tail))
        {
            _group[node] = _groups;
        }
        return -1;
    }

    private bool Aim(int node, int held, int first)
    {
        if (_group[node] != _group[first])
        {
            return false;
        }
        (_aim[node], _held[node]) = (_search, held);
        return true;
    }

    /// <summary>Looks at everybody to whom a node can hand something on; somebody who gives the village up, -1: not yet.</summary>
    private int Step(int node, int settled)
    {
        if (node == Spare)
        {
            for (var h = 0; h < _of.Helpers; h++)
            {
                if (!_prices.IsPriced(h) && See(h, node, -1, -1, -1))
                {
                    return h;
                }
            }
            return -1;
        }
        if (node == Swap)
        {
            for (var v = settled + 1; v < _of.Villages; v++)
            {
                if (_missing[v] > 0 && To(v, node, -1) is >= 0 and var found)
                {
                    return found;
                }
            }
            return -1;
        }
        if (_room[node] > 0)
        {
            See(Spare, node, -1, -1, -1);
        }
        for (var k = _of.StartOfHelper[node]; k < _of.StartOfHelper[node + 1]; k++)
        {
            var a = _of.ArcOfHelper[k];
            var v = _of.Village[a];
            if (v <= settled || !IsHeld(a))
            {
                continue;
            }
            if (To(v, node, a) is >= 0 and var found)
            {
                return found;
            }
            if (_prices.MayLack(v) && See(Swap, node, a, -1, v))
            {
                return Swap;
            }
        }
        return -1;
    }

    /// <summary>Everybody else the village may have.</summary>
    private int To(int village, int from, int gives)
    {
        for (var b = _of.Start[village]; b < _of.Start[village + 1]; b++)
        {
            if (IsOpen(b) && See(_of.Helper[b], from, gives, b, village))
            {
                return _of.Helper[b];
            }
        }
        return -1;
    }

    /// <summary>Whether this is somebody who gives the village up.</summary>
    private bool See(int node, int from, int gives, int takes, int over)
    {
        if (_seen[node] == _search || _tail > 0 && _group[node] != _group[_queue[0]])
        {
            return false;
        }
        (_seen[node], _from[node], _gives[node], _takes[node], _over[node]) = (_search, from, gives, takes, over);
        _queue[_tail++] = node;
        return _aim[node] == _search;
    }

    private void Hand(int village, int arc, int end)
    {
        Give(_held[end], village);
        for (var node = end; node != _of.Helper[arc]; node = _from[node])
        {
            if (node == Spare)
            {
                _room[_from[node]]--;
            }
            else if (_from[node] == Spare)
            {
                _room[node]++;
            }
            else
            {
                Give(_gives[node], _over[node]);
                Take(_takes[node], _over[node]);
            }
        }
        Take(arc, village);
    }

    /// <summary>A village leaves the helper of an arc, or (-1) lacks one less.</summary>
    private void Give(int arc, int village)
    {
        if (arc >= 0)
        {
            _flow[arc] = false;
        }
        else
        {
            _missing[village]--;
        }
    }

    /// <summary>A village comes to the helper of an arc, or (-1) lacks one more.</summary>
    private void Take(int arc, int village)
    {
        if (arc >= 0)
        {
            _flow[arc] = true;
        }
        else
        {
            _missing[village]++;
        }
    }
}
