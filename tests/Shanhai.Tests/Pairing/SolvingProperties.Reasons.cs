using System.Collections.Concurrent;
using CsCheck;
using Shanhai.Pairing.Solving;

namespace Shanhai.Tests.Pairing;

/// <summary>What is told about each pair is true of all arrangements there are, and everything that can be told is reached.</summary>
public sealed partial class SolvingProperties
{
    [Fact]
    public void What_it_costs_to_do_without_a_pair_is_what_the_best_arrangement_without_it_loses()
    {
        var (needed, costs, levels) = (0, 0, 0);
        Gen.OneOf<PairingProblem>(Small, Tight).SampleUntil(() => needed > 100 && costs > 100 && levels > 30, p =>
        {
            var answer = SolvePairing.Solve(p with { ServeAll = false }, Solver);
            foreach (var kind in answer.Kinds)
            {
                var all = Arrangements(p, kind.Kind).ToList();
                var (reached, worst) = (kind.Pairs.Count(x => !x.IsFixed && x.Fit >= p.Level), kind.Worst ?? 0);
                foreach (var pair in kind.Pairs.Where(x => !x.IsFixed))
                {
                    var without = all.Where(a => !a.Pairs.Contains((pair.Helper, pair.Village)) && a.Worth.Served == kind.Pairs.Count && a.Worth.Worst >= worst).Select(a => a.Worth).ToList();
                    if (without.Count == 0)
                    {
                        pair.Second.ShouldBeNull();
                        Interlocked.Increment(ref needed);
                        continue;
                    }
                    var next = without.MaxBy(w => (w.AtLevel, w.Total));
                    (pair.Second!.Value.Levels, pair.Second.Value.Fit).ShouldBe((reached - next.AtLevel, kind.Total - next.Total));
                    Interlocked.Increment(ref costs);
                    Interlocked.Add(ref levels, reached > next.AtLevel ? 1 : 0);
                }
            }
        }, iter: 1600);
        needed.ShouldBeGreaterThan(100);
        costs.ShouldBeGreaterThan(100);
        levels.ShouldBeGreaterThan(30);
    }

    [Fact]
    public void Whoever_would_fit_a_village_better_is_full()
    {
        var full = 0;
        Gen.OneOf<PairingProblem>(Small, Tight).SampleUntil(() => full > 50, p =>
        {
            var answer = SolvePairing.Solve(p with { ServeAll = false }, Solver);
            foreach (var pair in answer.Kinds.SelectMany(k => k.Pairs).Where(x => x.Binding == Binding.Capacity))
            {
                answer.Kinds.SelectMany(k => k.Pairs).Count(x => x.Helper == pair.Wished).ShouldBe(p.Helpers[pair.Wished].Capacity);
                Interlocked.Increment(ref full);
            }
        }, iter: 1000);
        full.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void Why_a_better_helper_is_not_there_is_true()
    {
        var (told, why) = (new ConcurrentDictionary<Binding, int>(), new ConcurrentDictionary<Needed, int>());
        bool Enough() => Enum.GetValues<Binding>().Except([Binding.Fixed]).All(b => told.GetValueOrDefault(b) > 10) && Enum.GetValues<Needed>().All(n => why.GetValueOrDefault(n) > 100);
        Gen.OneOf<PairingProblem>(Small, Tight).SampleUntil(Enough, p =>
        {
            var answer = SolvePairing.Solve(p with { ServeAll = false }, Solver);
            foreach (var kind in answer.Kinds)
            {
                var all = Arrangements(p, kind.Kind).Where(a => a.Worth.Served == kind.Pairs.Count).ToList();
                kind.Fairness.ShouldBe(all.Max(a => a.Worth.Total) - kind.Total);
                foreach (var pair in kind.Pairs.Where(x => !x.IsFixed))
                {
                    told.AddOrUpdate(pair.Binding, 1, (_, count) => count + 1);
                    int Fit(int helper) => p.Candidates.First(c => c.Helper == helper && c.Village == pair.Village).Fit;
                    switch (pair.Binding)
                    {
                        case Binding.None:
                            // Nobody of the kind fits better who is not there already, whatever was decided about him.
                            p.Candidates.Where(c => c.Village == pair.Village && p.Helpers[c.Helper].Kind == kind.Kind && c.Fit > pair.Fit).ShouldAllBe(c => kind.Pairs.Any(x => x.Helper == c.Helper && x.Village == c.Village));
                            break;
                        case Binding.Forbidden:
                            (p.Forbidden.Contains((pair.Wished, pair.Village)) && Fit(pair.Wished) > pair.Fit).ShouldBeTrue();
                            break;
                        case Binding.TakesNoPart:
                            (p.Helpers[pair.Wished].Capacity == 0 && Fit(pair.Wished) > pair.Fit).ShouldBeTrue();
                            break;
                        case Binding.Worst or Binding.Floor:
                            // By the total alone, some best arrangement has the pair, and it is greater than what was chosen.
                            all.Exists(a => a.Worth.Total == all.Max(x => x.Worth.Total) && a.Pairs.Contains((pair.Wished, pair.Village))).ShouldBeTrue();
                            kind.Fairness.ShouldBeGreaterThan(0);
                            break;
                    }
                    if (pair.Needed is { } needed)
                    {
                        why.AddOrUpdate(needed, 1, (_, count) => count + 1);
                        all.Exists(a => !a.Pairs.Contains((pair.Helper, pair.Village))).ShouldBe(needed == Needed.Worst);
                    }
                }
            }
        }, iter: 2000);
        foreach (var binding in Enum.GetValues<Binding>().Except([Binding.Fixed]))
        {
            told.GetValueOrDefault(binding).ShouldBeGreaterThan(10, $"{binding} was hardly ever told");
        }
        foreach (var needed in Enum.GetValues<Needed>())
        {
            why.GetValueOrDefault(needed).ShouldBeGreaterThan(100, $"{needed} was hardly ever told");
        }
    }
}
