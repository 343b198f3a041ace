namespace Shanhai.Pairing.Solving;

/// <summary>
/// The most places that can be filled by arcs of at least some fit: augmenting paths, each searched breadth first. What a search in vain has seen is never
/// seen again: nothing leads out of it, and no later path enters it. It is the smallest cut, which says why places stay empty.
/// </summary>
internal sealed class Filling
{
    private const int Dead = int.MaxValue;

    private readonly KindProblem _of;
    private readonly bool[] _used;
    private readonly int[] _load, _got;
    private readonly int[] _sawHelper, _sawVillage, _by, _left, _queue;
    private int _search;

    public Filling(KindProblem of)
        : this(of, new bool[of.Arcs])
    {
    }

    /// <param name="used">Arcs that are there to begin with: together no more than there is room for, and none that fits less than what is filled with.</param>
    private Filling(KindProblem of, bool[] used)
    {
        (_of, _used) = (of, used);
        (_load, _got) = (new int[of.Helpers], new int[of.Villages]);
        (_sawHelper, _sawVillage) = (new int[of.Helpers], new int[of.Villages]);
        (_by, _left, _queue) = (new int[of.Helpers], new int[of.Villages], new int[of.Villages]);
        for (var a = 0; a < of.Arcs; a++)
        {
            if (used[a])
            {
                _load[of.Helper[a]]++;
                _got[of.Village[a]]++;
            }
        }
        Filled = _got.Sum();
    }

    /// <summary>Begins with as many arcs of some as there is room for.</summary>
    public static Filling With(KindProblem of, bool[] some)
    {
        var (used, load, got) = (new bool[of.Arcs], new int[of.Helpers], new int[of.Villages]);
        for (var a = 0; a < of.Arcs; a++)
        {
            if (some[a] && load[of.Helper[a]] < of.Capacity[of.Helper[a]] && got[of.Village[a]] < of.Need[of.Village[a]])
            {
                used[a] = true;
                load[of.Helper[a]]++;
                got[of.Village[a]]++;
            }
        }
        return new(of, used);
    }

    /// <summary>A copy to go on from with a higher least fit: what is below it is given up.</summary>
    public Filling From(int least)
    {
        var used = new bool[_of.Arcs];
        for (var a = 0; a < _of.Arcs; a++)
        {
            used[a] = _used[a] && _of.Fit[a] >= least;
        }
        return new(_of, used);
    }

    /// <summary>A copy to go on from with more arcs.</summary>
    public Filling On(KindProblem wider) => new(wider, _of.Carried(_used, wider));

    public KindProblem Of => _of;

    /// <summary>The least fit of what is there; null: nothing is.</summary>
    public int? Least => Enumerable.Range(0, _of.Arcs).Where(a => _used[a]).Min(a => (int?)_of.Fit[a]);

    /// <summary>Of each arc whether it is there.</summary>
    public bool[] Held() => [.. _used];

    public int Filled { get; private set; }

    public int MissingAt(int village) => _of.Need[village] - _got[village];

    /// <summary>Villages and helpers of the smallest cut: together these villages ask for more than all who may help them can give.</summary>
    public bool InCut(int village) => _sawVillage[village] == Dead;

    public bool HelperInCut(int helper) => _sawHelper[helper] == Dead;

    public bool Holds(int arc) => _used[arc];

    /// <param name="lacking">So many places may stay empty: where one more does, the rest is not tried.</param>
    public Filling Fill(int least, int lacking = int.MaxValue)
    {
        for (var v = 0; v < _of.Villages && lacking >= 0; v++)
        {
            while (_got[v] < _of.Need[v] && Augment(v, least))
            {
            }
            lacking -= MissingAt(v);
        }
        Filled = _got.Sum();
        return this;
    }

    private bool Augment(int from, int least)
    {
        if (_sawVillage[from] == Dead)
        {
            return false;
        }
        _search++;
        var (head, tail) = (0, 0);
        _queue[tail++] = from;
        (_sawVillage[from], _left[from]) = (_search, -1);
        while (head < tail)
        {
            var v = _queue[head++];
            for (var a = _of.Start[v]; a < _of.Start[v + 1]; a++)
            {
                var h = _of.Helper[a];
                if (_used[a] || _of.Fit[a] < least || _sawHelper[h] == _search || _sawHelper[h] == Dead)
                {
                    continue;
                }
                (_sawHelper[h], _by[h]) = (_search, a);
                if (_load[h] < _of.Capacity[h])
                {
                    Shift(h);
                    return true;
                }
                for (var k = _of.StartOfHelper[h]; k < _of.StartOfHelper[h + 1]; k++)
                {
                    var b = _of.ArcOfHelper[k];
                    var u = _of.Village[b];
                    if (_used[b] && _sawVillage[u] != _search && _sawVillage[u] != Dead)
                    {
                        (_sawVillage[u], _left[u]) = (_search, b);
                        _queue[tail++] = u;
                    }
                }
            }
        }
        Bury(tail);
        return false;
    }

    private void Shift(int helper)
    {
        _load[helper]++;
        while (true)
        {
            var taken = _by[helper];
            _used[taken] = true;
            var village = _of.Village[taken];
            if (_left[village] < 0)
            {
                _got[village]++;
                return;
            }
            _used[_left[village]] = false;
            helper = _of.Helper[_left[village]];
        }
    }

    private void Bury(int villages)
    {
        for (var i = 0; i < villages; i++)
        {
            _sawVillage[_queue[i]] = Dead;
        }
        for (var h = 0; h < _of.Helpers; h++)
        {
            if (_sawHelper[h] == _search)
            {
                _sawHelper[h] = Dead;
            }
        }
    }
}
