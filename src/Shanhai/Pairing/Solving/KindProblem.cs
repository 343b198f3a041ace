namespace Shanhai.Pairing.Solving;

/// <summary>
/// One kind of a problem without what is decided already: fixed pairs are taken out of capacities and needs, forbidden ones are left out. Helpers and villages
/// stand in the order of their keys. Arcs lie by village, then by helper.
/// </summary>
internal sealed class KindProblem
{
    public readonly int Kind;
    public readonly int[] HelperOf, VillageOf;

    /// <summary>By helper of the problem: where it stands here; -1: it is of another kind.</summary>
    public readonly int[] HelperAt;
    public readonly int[] Capacity, Need;
    public readonly int[] Start, Helper, Village, Fit;

    /// <summary>The arcs of each helper: indices into the arcs above.</summary>
    public readonly int[] StartOfHelper, ArcOfHelper;
    public readonly IReadOnlyList<(int Helper, int Village, int Fit)> Fixed;

    /// <summary>By village: candidates that are no arcs, because they are forbidden or the helper takes no part.</summary>
    public readonly ILookup<int, Closed> Barred;

    public readonly record struct Closed(int Helper, int Village, int Fit, bool IsForbidden);

    public readonly record struct Arc(int Helper, int Village, int Fit);

    public int Helpers => HelperOf.Length;
    public int Villages => VillageOf.Length;
    public int Arcs => Helper.Length;
    public int Asked => Need.Sum();

    public KindProblem(PairingProblem problem, int kind, IReadOnlyList<Candidate> candidates)
    {
        Kind = kind;
        HelperOf = [.. Enumerable.Range(0, problem.Helpers.Count).Where(h => problem.Helpers[h].Kind == kind).OrderBy(h => problem.Helpers[h].Key, StringComparer.Ordinal)];
        VillageOf = [.. Enumerable.Range(0, problem.Villages.Count).Where(v => problem.Villages[v].Places[kind] > 0).OrderBy(v => problem.Villages[v].Key, StringComparer.Ordinal)];
        var villageAt = Places(VillageOf, problem.Villages.Count);
        HelperAt = Places(HelperOf, problem.Helpers.Count);
        Capacity = [.. HelperOf.Select(h => problem.Helpers[h].Capacity)];
        Need = [.. VillageOf.Select(v => problem.Villages[v].Places[kind])];

        var forbidden = new HashSet<(int, int)>(problem.Forbidden);
        var kept = new Dictionary<(int, int), int>();
        foreach (var pair in problem.Fixed.Where(p => HelperAt[p.Helper] >= 0))
        {
            if (kept.TryAdd(pair, 0))
            {
                Capacity[HelperAt[pair.Helper]]--;
                if (villageAt[pair.Village] is >= 0 and var at)
                {
                    Need[at]--;
                }
            }
        }

        var (keys, fits, barred) = (new List<long>(candidates.Count), new List<int>(candidates.Count), new List<Closed>());
        foreach (var c in candidates)
        {
            var isForbidden = forbidden.Contains((c.Helper, c.Village));
            if (kept.ContainsKey((c.Helper, c.Village)))
            {
                kept[(c.Helper, c.Village)] = c.Fit;
            }
            else if (villageAt[c.Village] < 0)
            {
                continue;
            }
            else if (isForbidden || problem.Helpers[c.Helper].Capacity == 0)
            {
                barred.Add(new(HelperAt[c.Helper], villageAt[c.Village], c.Fit, isForbidden));
            }
            else
            {
                keys.Add((long)villageAt[c.Village] << 32 | (uint)HelperAt[c.Helper]);
                fits.Add(c.Fit);
            }
        }
        Fixed = [.. kept.Select(k => (k.Key.Item1, k.Key.Item2, k.Value)).OrderBy(k => problem.Villages[k.Item2].Key, StringComparer.Ordinal).ThenBy(k => problem.Helpers[k.Item1].Key, StringComparer.Ordinal)];
        Barred = barred.OrderByDescending(b => b.Fit).ThenBy(b => b.Helper).ToLookup(b => b.Village);
        var arcs = keys.ToArray();
        Fit = [.. fits];
        Array.Sort(arcs, Fit);
        (Helper, Village) = (Array.ConvertAll(arcs, a => (int)(a & uint.MaxValue)), Array.ConvertAll(arcs, a => (int)(a >> 32)));
        (Start, StartOfHelper) = (Starts(Village, Villages), Starts(Helper, Helpers));
        ArcOfHelper = InOrderOfHelpers(Helper, StartOfHelper);
    }

    private KindProblem(KindProblem of, List<Arc> more)
    {
        (Kind, HelperOf, VillageOf, HelperAt, Capacity, Need, Fixed, Barred) = (of.Kind, of.HelperOf, of.VillageOf, of.HelperAt, of.Capacity, of.Need, of.Fixed, of.Barred);
        var arcs = of.Arcs + more.Count;
        (Helper, Village, Fit) = (new int[arcs], new int[arcs], new int[arcs]);
        for (var (at, old, next) = (0, 0, 0); at < arcs; at++)
        {
            var isNew = old == of.Arcs || next < more.Count && (more[next].Village, more[next].Helper).CompareTo((of.Village[old], of.Helper[old])) < 0;
            (Helper[at], Village[at], Fit[at]) = isNew ? (more[next].Helper, more[next].Village, more[next].Fit) : (of.Helper[old], of.Village[old], of.Fit[old]);
            (old, next) = isNew ? (old, next + 1) : (old + 1, next);
        }
        (Start, StartOfHelper) = (Starts(Village, Villages), Starts(Helper, Helpers));
        ArcOfHelper = InOrderOfHelpers(Helper, StartOfHelper);
    }

    /// <summary>The same with more arcs.</summary>
    /// <param name="more">By village, then by helper; none is there already.</param>
    public KindProblem With(List<Arc> more) => new(this, more);

    /// <summary>What was said of each arc, said of those of a problem with more of them.</summary>
    public bool[] Carried(bool[] arcs, KindProblem to)
    {
        var carried = new bool[to.Arcs];
        for (var (a, b) = (0, 0); a < Arcs; a++, b++)
        {
            while ((to.Village[b], to.Helper[b]) != (Village[a], Helper[a]))
            {
                b++;
            }
            carried[b] = arcs[a];
        }
        return carried;
    }

    private static int[] Places(int[] chosen, int count)
    {
        var at = new int[count];
        Array.Fill(at, -1);
        for (var i = 0; i < chosen.Length; i++)
        {
            at[chosen[i]] = i;
        }
        return at;
    }

    private static int[] Starts(int[] keys, int count)
    {
        var start = new int[count + 1];
        foreach (var key in keys)
        {
            start[key + 1]++;
        }
        for (var i = 0; i < count; i++)
        {
            start[i + 1] += start[i];
        }
        return start;
    }

    private static int[] InOrderOfHelpers(int[] helper, int[] start)
    {
        var (next, arcs) = (start[..^1], new int[helper.Length]);
        for (var a = 0; a < helper.Length; a++)
        {
            arcs[next[helper[a]]++] = a;
        }
        return arcs;
    }
}
