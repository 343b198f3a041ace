using CsCheck;
using Shanhai.Host.Outside;
using Shanhai.Pairing.Solving;

namespace Shanhai.Tests.Pairing;

/// <summary>The pairs against every arrangement there is, on cases small enough to look at all of them.</summary>
[AnyDatabase]
public sealed partial class SolvingProperties
{
    private static readonly OrToolsSolver Solver = new();

    /// <summary>Up to three helpers of two kinds and four villages, few fits so that ties are common, some pairs decided.</summary>
    private static readonly Gen<PairingProblem> Small =
        from helpers in Gen.Int[1, 3]
        from villages in Gen.Int[1, 4]
        from capacities in Gen.Int[0, 2].Array[helpers]
        from kinds in Gen.Int[0, 1].Array[helpers]
        from places in Gen.Int[0, 2].Array[2 * villages]
        from fits in Gen.Int[-2, 6].Array[helpers * villages]
        from decided in Gen.Int[0, 11].Array[helpers * villages]
        from level in Gen.Int[0, 5]
        from all in Gen.Bool
        select new PairingProblem
        {
            Kinds = ["单位", "企业"], Level = level, ServeAll = all,
            Helpers = [.. Enumerable.Range(0, helpers).Select(h => new PairingBody($"h{h}", $"帮手{h}", kinds[h], capacities[h]))],
            Villages = [.. Enumerable.Range(0, villages).Select(v => new PairingVillage($"v{v}", $"第{v}村", [places[2 * v], places[2 * v + 1]]))],
            Candidates = [.. Enumerable.Range(0, helpers * villages).Where(i => fits[i] >= 0).Select(i => new Candidate(i / villages, i % villages, fits[i]))],
            Fixed = [.. Enumerable.Range(0, helpers * villages).Where(i => fits[i] >= 0 && decided[i] == 0).Select(i => (i / villages, i % villages))],
            Forbidden = [.. Enumerable.Range(0, helpers * villages).Where(i => decided[i] == 1).Select(i => (i / villages, i % villages))],
            Preferred = [.. Enumerable.Range(0, helpers * villages).Where(i => decided[i] is >= 2 and <= 5).Select(i => (i / villages, i % villages))],
        };

    /// <summary>Three helpers of one kind who can help one village each, and three villages: whoever is worst off, or below the floor, often stands against the total.</summary>
    private static readonly Gen<PairingProblem> Tight =
        from fits in Gen.Int[-1, 9].Array[9]
        from decided in Gen.Int[0, 23].Array[9]
        from level in Gen.Int[0, 9]
        select new PairingProblem
        {
            Kinds = ["单位", "企业"], Level = level, ServeAll = false,
            Helpers = [.. Enumerable.Range(0, 3).Select(h => new PairingBody($"h{h}", $"帮手{h}", 0, 1))],
            Villages = [.. Enumerable.Range(0, 3).Select(v => new PairingVillage($"v{v}", $"第{v}村", [1, 0]))],
            Candidates = [.. Enumerable.Range(0, 9).Where(i => fits[i] >= 0).Select(i => new Candidate(i / 3, i % 3, fits[i]))],
            Fixed = [.. Enumerable.Range(0, 9).Where(i => fits[i] >= 0 && decided[i] == 0).Select(i => (i / 3, i % 3))],
            Forbidden = [.. Enumerable.Range(0, 9).Where(i => decided[i] == 1).Select(i => (i / 3, i % 3))],
        };

    /// <summary>How good an arrangement of one kind is, in the order in which it counts.</summary>
    private readonly record struct Worth(int Served, int AtLevel, int Worst, long Total) : IComparable<Worth>
    {
        public int CompareTo(Worth other) => (Served, AtLevel, Worst, Total).CompareTo((other.Served, other.AtLevel, other.Worst, other.Total));
    }

    /// <summary>Every arrangement of one kind that keeps the rules; the worst and the level are of pairs nobody decided.</summary>
    private static IEnumerable<(HashSet<(int, int)> Pairs, Worth Worth)> Arrangements(PairingProblem p, int kind)
    {
        var own = p.Fixed.Where(f => p.Helpers[f.Helper].Kind == kind).ToHashSet();
        var free = p.Candidates.Where(c => p.Helpers[c.Helper].Kind == kind && !own.Contains((c.Helper, c.Village)) && !p.Forbidden.Contains((c.Helper, c.Village))).ToList();
        for (var choice = 0; choice < 1 << free.Count; choice++)
        {
            var chosen = free.Where((_, i) => (choice >> i & 1) == 1).ToList();
            var pairs = chosen.Select(c => (c.Helper, c.Village)).Concat(own).ToHashSet();
            if (pairs.GroupBy(x => x.Item1).All(g => g.Count() <= p.Helpers[g.Key].Capacity) && pairs.GroupBy(x => x.Item2).All(g => g.Count() <= p.Villages[g.Key].Places[kind]))
            {
                yield return (pairs, new(pairs.Count, chosen.Count(c => c.Fit >= p.Level), chosen.Count == 0 ? int.MaxValue : chosen.Min(c => c.Fit), p.Candidates.Where(c => pairs.Contains((c.Helper, c.Village))).Sum(c => (long)c.Fit)));
            }
        }
    }

    [Fact]
    public void Every_kind_is_served_as_no_other_arrangement_could_serve_it_better()
    {
        var (served, fair) = (0, 0);
        Gen.OneOf<PairingProblem>(Small, Tight).SampleUntil(() => served > 400 && fair > 15, p =>
        {
            var answer = SolvePairing.Solve(p with { ServeAll = false }, Solver);
            if (!answer.IsSolved)
            {
                return;
            }
            foreach (var kind in answer.Kinds)
            {
                var best = Arrangements(p, kind.Kind).Max(a => a.Worth);
                var free = kind.Pairs.Where(x => !x.IsFixed).ToList();
                new Worth(kind.Pairs.Count, free.Count(x => x.Fit >= p.Level), kind.Worst ?? int.MaxValue, kind.Total).ShouldBe(best);
                kind.Pairs.Where(x => x.IsFixed).Select(x => (x.Helper, x.Village)).ShouldBe(p.Fixed.Where(f => p.Helpers[f.Helper].Kind == kind.Kind), ignoreOrder: true);
                kind.Pairs.ShouldAllBe(x => !p.Forbidden.Contains(new(x.Helper, x.Village)));
                kind.Unserved.Sum(u => u.Places).ShouldBe(kind.Asked - kind.Pairs.Count);
                Interlocked.Add(ref served, free.Count > 0 ? 1 : 0);
                Interlocked.Add(ref fair, kind.Fairness > 0 ? 1 : 0);
            }
        }, iter: 1600);
        served.ShouldBeGreaterThan(400);
        fair.ShouldBeGreaterThan(15, "the total alone was the best nearly every time");
    }

    [Fact]
    public void Of_equally_good_arrangements_it_is_one_that_keeps_most_of_those_before()
    {
        var could = 0;
        Small.SampleUntil(() => could > 20, p =>
        {
            var answer = SolvePairing.Solve(p with { ServeAll = false }, Solver);
            foreach (var kind in answer.Kinds)
            {
                var all = Arrangements(p, kind.Kind).ToList();
                var best = all.Max(a => a.Worth);
                int Kept(IEnumerable<(int, int)> pairs) => pairs.Count(p.Preferred.Contains);
                var kept = all.Where(a => a.Worth.Equals(best)).Select(a => Kept(a.Pairs)).ToList();

                Kept(kind.Pairs.Select(x => (x.Helper, x.Village))).ShouldBe(kept.Max());

                Interlocked.Add(ref could, kept.Max() > kept.Min() ? 1 : 0);
            }
        }, iter: 1500);
        could.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Of_what_is_equal_still_it_is_the_first_in_the_order_of_codes()
    {
        var could = 0;
        Small.SampleUntil(() => could > 10, p =>
        {
            // Village after village and helper after helper: whether the pair is there.
            string Written(ICollection<(int, int)> pairs) => string.Concat(Enumerable.Range(0, p.Villages.Count).SelectMany(v => Enumerable.Range(0, p.Helpers.Count).Select(h => pairs.Contains((h, v)) ? '1' : '0')));
            foreach (var kind in SolvePairing.Solve(p with { ServeAll = false }, Solver).Kinds)
            {
                var all = Arrangements(p, kind.Kind).ToList();
                var best = all.Max(a => a.Worth);
                var equal = all.Where(a => a.Worth.Equals(best)).ToList();
                var most = equal.Max(a => a.Pairs.Count(p.Preferred.Contains));
                var left = equal.Where(a => a.Pairs.Count(p.Preferred.Contains) == most).Select(a => Written(a.Pairs)).ToList();

                Written([.. kind.Pairs.Select(x => (x.Helper, x.Village))]).ShouldBe(left.Max(StringComparer.Ordinal));

                Interlocked.Add(ref could, left.Count > 1 ? 1 : 0);
            }
        }, iter: 1500);
        could.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void In_whatever_order_equal_pairs_are_given_there_is_one_answer() => Gen.Int[1, 1_000_000].Sample(seed =>
    {
        // Larger, and of two fits only: thousands of arrangements are as good.
        var random = new Random(seed);
        PairingProblem Problem(int[] hs, int[] vs) => new()
        {
            Kinds = ["企业"], ServeAll = seed % 2 == 0,
            Helpers = [.. hs.Select(h => new PairingBody($"h{h:00}", $"帮手{h}", 0, 1 + h % 4))], Villages = [.. vs.Select(v => new PairingVillage($"v{v:00}", $"第{v}村", [1 + v % 2]))],
            Candidates = [.. hs.SelectMany((h, i) => vs.Select((v, j) => new Candidate(i, j, 100 * (1 + (h * 7 + v * 11 + seed) % 3 / 2))))],
        };
        int[] helpers = [.. Enumerable.Range(0, 12)], villages = [.. Enumerable.Range(0, 16)];
        var first = Problem(helpers, villages);
        int[] otherHelpers = [.. helpers], otherVillages = [.. villages];
        random.Shuffle(otherHelpers);
        random.Shuffle(otherVillages);

        Named(Problem(otherHelpers, otherVillages)).ShouldBe(Named(first));
    }, iter: 100);

    [Fact]
    public void In_whatever_order_they_are_given_the_pairs_are_the_same()
    {
        var several = 0;
        (from p in Small from seed in Gen.Int[1, 1000] select (p, seed)).SampleUntil(() => several > 50, x =>
        {
            var (p, random) = (x.p, new Random(x.seed));
            int[] helpers = [.. Enumerable.Range(0, p.Helpers.Count)], villages = [.. Enumerable.Range(0, p.Villages.Count)];
            random.Shuffle(helpers);
            random.Shuffle(villages);
            int NewHelper(int h) => Array.IndexOf(helpers, h);
            int NewVillage(int v) => Array.IndexOf(villages, v);
            var candidates = p.Candidates.Select(c => new Candidate(NewHelper(c.Helper), NewVillage(c.Village), c.Fit)).ToArray();
            random.Shuffle(candidates);
            var other = p with
            {
                Helpers = [.. helpers.Select(h => p.Helpers[h])], Villages = [.. villages.Select(v => p.Villages[v])], Candidates = candidates,
                Fixed = [.. p.Fixed.Select(f => (NewHelper(f.Helper), NewVillage(f.Village)))], Forbidden = [.. p.Forbidden.Select(f => (NewHelper(f.Helper), NewVillage(f.Village)))], Preferred = [.. p.Preferred.Select(f => (NewHelper(f.Helper), NewVillage(f.Village)))],
            };

            var named = Named(p);
            Named(other).ShouldBe(named);
            Interlocked.Add(ref several, named.Count > 1 ? 1 : 0);
        }, iter: 1000);
        several.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void Pairs_beyond_the_candidates_count_as_if_they_were_candidates()
    {
        var beyond = 0;
        Small.SampleUntil(() => beyond > 10, p =>
        {
            // All pairs are allowed and have a fit; the candidates are only the best of each village and kind.
            var fit = Enumerable.Range(0, p.Helpers.Count).SelectMany(h => Enumerable.Range(0, p.Villages.Count).Select(v => (h, v))).ToDictionary(x => x, x => p.Candidates.FirstOrDefault(c => c.Helper == x.h && c.Village == x.v).Fit);
            var all = p with { Level = 0, Candidates = [.. fit.Select(f => new Candidate(f.Key.h, f.Key.v, f.Value))] };
            var few = all with
            {
                FitsOf = v => [.. Enumerable.Range(0, p.Helpers.Count).Select(h => (short)fit[(h, v)])],
                Candidates = [.. all.Candidates.Where(c => all.Fixed.Contains((c.Helper, c.Village)) || all.Forbidden.Contains((c.Helper, c.Village))
                    || c.Helper == all.Candidates.Where(o => o.Village == c.Village && all.Helpers[o.Helper].Kind == all.Helpers[c.Helper].Kind && all.Helpers[o.Helper].Capacity > 0 && !all.Forbidden.Contains((o.Helper, o.Village))).OrderByDescending(o => o.Fit).ThenBy(o => o.Helper).FirstOrDefault(new Candidate(-1, -1, 0)).Helper)],
            };

            var (whole, widened) = (SolvePairing.Solve(all, Solver), SolvePairing.Solve(few, Solver));

            widened.IsSolved.ShouldBe(whole.IsSolved);
            (widened.Served, widened.Total).ShouldBe((whole.Served, whole.Total));
            widened.Kinds.Select(k => k.Worst).ShouldBe(whole.Kinds.Select(k => k.Worst));
            widened.Clashes.Sum(c => c.Asked - c.Available).ShouldBe(whole.Clashes.Sum(c => c.Asked - c.Available));
            Interlocked.Add(ref beyond, whole.Kinds.SelectMany(k => k.Pairs).Any(x => !few.Candidates.Any(c => (c.Helper, c.Village) == (x.Helper, x.Village))) ? 1 : 0);
        }, iter: 1000);
        beyond.ShouldBeGreaterThan(10, "the first candidates were enough nearly every time");
    }

    [Fact]
    public void After_one_change_solving_the_kind_again_is_solving_everything_again()
    {
        var changes = 0;
        Small.SampleUntil(() => changes > 50, p =>
        {
            var before = SolvePairing.Solve(p, Solver);
            // As the product does: what was answered is preferred next.
            p = p with { Preferred = [.. before.Kinds.SelectMany(k => k.Pairs).Select(x => (x.Helper, x.Village))] };
            if (!before.IsSolved || before.Kinds.SelectMany(k => k.Pairs).FirstOrDefault(x => !x.IsFixed) is not { } pair)
            {
                return;
            }
            var changed = p with { Forbidden = [.. p.Forbidden, (pair.Helper, pair.Village)] };

            var (again, anew) = (SolvePairing.Again(changed, p, before, Solver), SolvePairing.Solve(changed, Solver));

            again.IsSolved.ShouldBe(anew.IsSolved);
            again.Kinds.SelectMany(k => k.Pairs).ShouldBe(anew.Kinds.SelectMany(k => k.Pairs));
            // A kind that the change is not about is not solved at all.
            again.Kinds.Where(k => k.Kind != p.Helpers[pair.Helper].Kind).ShouldAllBe(k => before.Kinds.Any(b => ReferenceEquals(b, k)));
            Interlocked.Increment(ref changes);
        }, iter: 500);
        changes.ShouldBeGreaterThan(50);
    }

    private static PairingProblem Changed(PairingProblem p, int kind, IReadOnlyList<Change> changes) => changes.Aggregate(p, (q, c) => Changed(q, kind, c));

    private static PairingProblem Changed(PairingProblem p, int kind, Change change)
    {
        var pair = (change.Helper ?? -1, change.Village ?? -1);
        PairingProblem Places(int by) => p with { Villages = [.. p.Villages.Select((v, i) => i == change.Village ? v with { Places = [.. v.Places.Select((n, k) => k == kind ? n + by : n)] } : v)] };
        return change.What switch
        {
            ChangeKind.RaiseCapacity or ChangeKind.Join => p with { Helpers = [.. p.Helpers.Select((h, i) => i == change.Helper ? h with { Capacity = h.Capacity + change.By } : h)] },
            ChangeKind.AddPlaces => Places(change.By),
            ChangeKind.LowerNeed => Places(-change.By),
            ChangeKind.Release or ChangeKind.End => p with { Fixed = [.. p.Fixed.Where(f => f != pair)], Running = [.. p.Running.Where(f => f != pair)] },
            ChangeKind.Allow => p with { Forbidden = [.. p.Forbidden.Where(f => f != pair)] },
            _ => throw new ArgumentOutOfRangeException(nameof(change)),
        };
    }

    private static List<string> Named(PairingProblem p)
    {
        var answer = SolvePairing.Solve(p, Solver);
        return
        [
            .. answer.Kinds.SelectMany(k => k.Pairs).Select(x => $"{p.Helpers[x.Helper].Key}-{p.Villages[x.Village].Key}: {x.Fit} {x.Second?.Levels} {x.Second?.Fit} {x.Binding} {x.Price}").Order(StringComparer.Ordinal),
            .. answer.Clashes.Select(c => $"{c.What} {c.Kind} {c.Asked} {c.Available}").Order(StringComparer.Ordinal),
        ];
    }
}
