namespace Shanhai.Pairing.Solving;

/// <summary>
/// What one more unit of room is worth, as prices (potentials) of the helpers and of the two nodes of <see cref="HandingOn"/> under which no exchange gains anything. They exist exactly where no better solution does; finding
/// none is a bug. These are the highest there are, which are the same for every optimum, and they tell all of them: in each a village has those of its arcs that are worth more than its threshold and none of those that are
/// worth less, and whoever has a price is full.
/// </summary>
internal sealed class Prices
{
    /// <summary>More than there are places, so that preferred pairs count only between answers that are equal otherwise.</summary>
    private const long Many = 1L << 19;

    private readonly KindProblem _of;
    private readonly int _least;
    private readonly int? _level;
    private readonly bool _swaps;
    private readonly long[] _price, _score, _threshold;

    /// <param name="preferred">Arcs that count a little more than their fit says; null: none do.</param>
    public Prices(KindProblem of, bool[] flow, int least, int? level, bool swaps, bool[]? preferred = null)
    {
        (_of, _least, _level, _swaps) = (of, least, level, swaps);
        Value = HandingOn.Values(of, level);
        for (var a = 0; preferred is not null && a < of.Arcs; a++)
        {
            Value[a] = Value[a] * Many + (preferred[a] ? 1 : 0);
        }
        _price = Highest(HandingOn.Edges(of, flow, least, Value, swaps), of.Helpers + 2);
        var got = new int[of.Villages];
        (_score, _threshold) = (new long[of.Arcs], new long[of.Villages]);
        Array.Fill(_threshold, long.MaxValue);
        for (var a = 0; a < of.Arcs; a++)
        {
            var v = of.Village[a];
            _score[a] = Value[a] + _price[of.Helper[a]];
            if (flow[a])
            {
                got[v]++;
                _threshold[v] = Math.Min(_threshold[v], _score[a]);
            }
        }
        for (var v = 0; v < of.Villages; v++)
        {
            _threshold[v] = got[v] < of.Need[v] ? Swap : _threshold[v];
        }
    }

    /// <summary>What each arc counts.</summary>
    public long[] Value { get; }

    public long this[int node] => _price[node];

    /// <summary>What a village's arc must be worth, where not all are served.</summary>
    public long Swap => _price[_of.Helpers + 1];

    /// <summary>Whoever has a price is full in every optimum.</summary>
    public bool IsPriced(int helper) => _price[helper] < _price[_of.Helpers];

    /// <summary>Some optima may have the arc and others not.</summary>
    public bool IsTied(int arc) => _of.Fit[arc] >= _least && _score[arc] == _threshold[_of.Village[arc]];

    /// <summary>In some optimum the village may have one helper less than it asks for.</summary>
    public bool MayLack(int village) => _swaps && _threshold[village] == Swap;

    /// <summary>In every optimum the village has as many helpers as it asks for.</summary>
    public bool IsSure(int village) => _swaps && _threshold[village] > Swap;

    /// <summary>By how much a pair that is no arc is worth more than prices allow: above 0 it could make the answer better. Of a village that asks for somebody.</summary>
    public long Gain(int helper, int village, int fit) => _price[helper] + HandingOn.Value(fit, _level) - _threshold[village];

    private static long[] Highest(List<(int From, int To, long Weight)> edges, int nodes)
    {
        var price = new long[nodes];
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
            if (round > nodes)
            {
                throw new InvalidOperationException("The solver's answer can be made better: it is no optimum.");
            }
        }
    }
}
