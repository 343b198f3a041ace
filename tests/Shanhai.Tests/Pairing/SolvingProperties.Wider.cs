using CsCheck;
using Shanhai.Pairing.Solving;

namespace Shanhai.Tests.Pairing;

public sealed partial class SolvingProperties
{
    /// <summary>Every village may have anybody, room is just enough or a little too little, and a fifth of the helpers fits nobody well, so that nearly all must go beyond their two candidates.</summary>
    [Fact]
    public void From_two_candidates_each_many_villages_get_what_all_pairs_would_give_them_and_after_a_lock_too() => Gen.Int[1, 1_000_000].Sample(seed =>
    {
        const int helpers = 15, villages = 40;
        var random = new Random(seed);
        var fits = Enumerable.Range(0, villages).Select(_ => Enumerable.Range(0, helpers).Select(h => (short)(random.Next(40) * (h % 5 == 0 ? 1 : 3))).ToArray()).ToArray();
        var all = new PairingProblem
        {
            Kinds = ["企业"], Level = random.Next(40), ServeAll = seed % 2 == 0,
            Helpers = [.. Enumerable.Range(0, helpers).Select(h => new PairingBody($"h{h:00}", $"帮手{h}", 0, 2 + random.Next(3)))],
            Villages = [.. Enumerable.Range(0, villages).Select(v => new PairingVillage($"v{v:00}", $"第{v}村", [1]))],
            Candidates = [.. Enumerable.Range(0, villages).SelectMany(v => Enumerable.Range(0, helpers).Select(h => new Candidate(h, v, fits[v][h])))],
        };
        var few = all with { FitsOf = v => fits[v], Candidates = [.. all.Candidates.GroupBy(c => c.Village).SelectMany(g => g.OrderByDescending(c => c.Fit).ThenBy(c => c.Helper).Take(2))] };

        var (whole, widened) = (SolvePairing.Solve(all, Solver), SolvePairing.Solve(few, Solver));
        IsAsGood(widened, whole);
        if (widened.Kinds is not [{ Pairs: [var pair, ..] } answer])
        {
            return;
        }
        // Somebody else is put in one place: from the answer there is, as the program does, and from nothing.
        var other = (pair.Helper + 1) % helpers;
        var locked = few with { Fixed = [(other, pair.Village)], Preferred = [.. answer.Pairs.Select(x => (x.Helper, x.Village))], Candidates = [.. few.Candidates.Append(new(other, pair.Village, fits[pair.Village][other])).Distinct()] };

        IsAsGood(SolvePairing.Again(locked, few, widened, Solver), SolvePairing.Solve(all with { Fixed = locked.Fixed }, Solver));
    }, iter: 300);

    private static void IsAsGood(PairingAnswer answer, PairingAnswer other)
    {
        (answer.IsSolved, answer.Served, answer.Clashes.Sum(c => c.Asked - c.Available)).ShouldBe((other.IsSolved, other.Served, other.Clashes.Sum(c => c.Asked - c.Available)));
        // Where some stay below the floor, the worst fit is the best among the pairs that were considered by then.
        if (answer.IsSolved && other.Below == 0)
        {
            (answer.Below, answer.Worst, answer.Total).ShouldBe((0, other.Worst, other.Total));
        }
    }
}
