namespace Shanhai.Pairing.Solving;

/// <summary>
/// One kind of a problem without what is decided already: fixed pairs are taken out of capacities and needs, forbidden ones are left out. Helpers and villages
/// stand in the order of their keys. Arcs lie by village, then by helper.
/// </summary>
internal sealed class KindProblem
{
    public readonly int Kind;
    public readonly int[] HelperOf, VillageOf;
    public readonly int[] Capacity, Need;
    public readonly int[] Start, Helper, Village, Fit;

    /// <summary>The arcs of each helper: indices into the arcs above.</summary>
    public readonly int[] StartOfHelper, ArcOfHelper;
    public readonly IReadOnlyList<(int Helper, int Village, int Fit)> Fixed;

    /// <summary>By village: candidates that are no arcs, because they are forbidden or the helper takes no part.</summary>
    public readonly ILookup<int, Closed> Barred;

    public readonly record struct Closed(int Helper, int Village, int Fit, bool IsForbidden);

    public int Helpers => HelperOf.Length;
    public int Villages => VillageOf.Length;
    public int Arcs => Helper.Length;
    public int Asked => Need.Sum();

    public KindProblem(PairingProblem problem, int kind, IReadOnlyList<Candidate> candidates)
    {
        Kind = kind;
        HelperOf = [.. Enumerable.Range(0, problem.Helpers.Count).Where(h => problem.Helpers[h].Kind == kind).OrderBy(h => problem.Helpers[h].Key, StringComparer.Ordinal)];
        VillageOf = [.. Enumerable.Range(0, problem.Villages.Count).Where(v => problem.Villages[v].Places[kind] > 0).OrderBy(v => problem.Villages[v].Key, StringComparer.Ordinal)];
        var (helperAt, villageAt) = (Places(HelperOf, problem.Helpers.Count), Places(VillageOf, problem.Villages.Count));
        Capacity = [.. HelperOf.Select(h => problem.Helpers[h].Capacity)];
        Need = [.. VillageOf.Select(v => problem.Villages[v].Places[kind])];

        var forbidden = new HashSet<(int, int)>(problem.Forbidden);
        var kept = new Dictionary<(int, int), int>();
        foreach (var pair in problem.Fixed.Where(p => helperAt[p.Helper] >= 0))
        {
            if (kept.TryAdd(pair, 0))
            {
                Capacity[helperAt[pair.Helper]]--;
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
                barred.Add(new(helperAt[c.Helper], villageAt[c.Village], c.Fit, isForbidden));
            }
            else
            {
                keys.Add((long)villageAt[c.Village] << 32 | (uint)helperAt[c.Helper]);
                fits.Add(c.Fit);
            }
        }
        Fixed = [.. kept.Select(k => (k.Key.Item1, k.Key.Item2, k.Value)).OrderBy(k => problem.Villages[k.Item2].Key, StringComparer.Ordinal).ThenBy(k => problem.Helpers[k.Item1].Key, StringComparer.Ordinal)];
        Barred = barred.OrderByDescending(b => b.Fit).ThenBy(b => b.Helper).ToLookup(b => b.Village);
        var arcs = keys.ToArray();
        Fit = [.. fits];
        Array.Sort(arcs, Fit);
        (Helper, Village) = ([.. arcs.Select(a => (int)(a & uint.MaxValue))], [.. arcs.Select(a => (int)(a >> 32))]);
        Start = Starts(Village, Villages);
        StartOfHelper = Starts(Helper, Helpers);
        var next = StartOfHelper[..^1];
        ArcOfHelper = new int[Arcs];
        for (var a = 0; a < Arcs; a++)
        {
            ArcOfHelper[next[Helper[a]]++] = a;
        }
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
}
