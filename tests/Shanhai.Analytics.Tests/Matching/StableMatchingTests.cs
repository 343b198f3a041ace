using System.Globalization;
using CsCheck;
using Shanhai.Analytics.Matching;
using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Tests.Matching;

/// <summary>Case d03 (deferred acceptance, matchingR 1.3.3): exact.</summary>
public sealed class StableMatchingTests
{
    [Theory]
    [InlineData("marriage200")]
    [InlineData("villages40")]
    [InlineData("villages_short")]
    public void Both_optimal_matchings_equal_the_reference_and_match_the_same_people(string name)
    {
        var oracle = Oracle.Case("d03-stable-matching");
        var proposers = Lists(oracle.Csv($"{name}_proposers.csv"));
        var table = oracle.Csv($"{name}_reviewers.csv");
        var (reviewers, capacities) = (Lists(table), table.Whole("capacity"));

        var first = StableMatching.Of(proposers, reviewers, capacities);
        var second = StableMatching.Of(proposers, reviewers, capacities, BestFor.Reviewers);

        first.ReviewerOf.ShouldBe(oracle[name].GetProperty("proposer_optimal").EnumerateArray().Select(e => e.GetInt32()));
        second.ReviewerOf.ShouldBe(oracle[name].GetProperty("reviewer_optimal").EnumerateArray().Select(e => e.GetInt32()));
        StableMatching.BlockingPairs(proposers, reviewers, capacities, first.ReviewerOf).ShouldBeEmpty();
        StableMatching.BlockingPairs(proposers, reviewers, capacities, second.ReviewerOf).ShouldBeEmpty();
        first.ReviewerOf.Select(r => r >= 0).ShouldBe(second.ReviewerOf.Select(r => r >= 0));
        first.ReviewerOf.Count(r => r >= 0).ShouldBe((int)oracle.Number(name, "n_matched"));
        first.ReviewerOf.Zip(second.ReviewerOf).Count(p => p.First != p.Second).ShouldBe((int)oracle.Number(name, "n_differ"));
        Ranks(first).ShouldBe((int)oracle.Number(name, "sum_rank_proposer_optimal"));
        Ranks(second).ShouldBe((int)oracle.Number(name, "sum_rank_reviewer_optimal"));
        int Ranks(StableMatching matching) => matching.ReviewerOf.Select((r, p) => r < 0 ? 0 : proposers[p].ToList().IndexOf(r)).Sum();
    }

    /// <summary>The example of a textbook tutorial, names and all: some residents find no place, whichever side is favoured.</summary>
    [Fact]
    public void Residents_and_hospitals_with_short_lists_equal_the_reference()
    {
        var expected = Oracle.Case("d03-stable-matching")["nrmp_style_example"];
        string[] residents = [.. expected.GetProperty("residents").EnumerateObject().Select(p => p.Name)], hospitals = [.. expected.GetProperty("hospitals").EnumerateObject().Select(p => p.Name)];
        int[][] Wishes(string side, string[] others) => [.. expected.GetProperty(side).EnumerateObject().Select(p => p.Value.EnumerateArray().Select(o => Array.IndexOf(others, o.GetString())).ToArray())];
        var (wishes, likings) = (Wishes("residents", hospitals), Wishes("hospitals", residents));
        int[] capacities = [.. hospitals.Select(_ => expected.GetProperty("capacity").GetInt32())];

        foreach (var (side, name) in new[] { (BestFor.Proposers, "resident_optimal"), (BestFor.Reviewers, "hospital_optimal") })
        {
            var match = StableMatching.Of(wishes, likings, capacities, side);
            match.ReviewerOf.Select(r => r < 0 ? null : hospitals[r]).ShouldBe(residents.Select(r => expected.GetProperty(name).GetProperty(r).GetString()));
        }
    }

    [Fact]
    public void The_example_of_Gale_and_Shapley_gives_either_side_its_first_choice()
    {
        var expected = Oracle.Case("d03-stable-matching")["gale_shapley_1962_example1"];
        int[] Numbers(Reference list) => [.. list.EnumerateArray().Select(e => e.GetInt32())];
        int[][] proposers = [.. expected.GetProperty("proposers").EnumerateArray().Select(Numbers)], reviewers = [.. expected.GetProperty("reviewers").EnumerateArray().Select(Numbers)];

        StableMatching.Of(proposers, reviewers).ReviewerOf.ShouldBe(Numbers(expected.GetProperty("proposer_optimal")));
        StableMatching.Of(proposers, reviewers, default, BestFor.Reviewers).ReviewerOf.ShouldBe(Numbers(expected.GetProperty("reviewer_optimal")));
        int[][] all = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        all.Count(pairs => StableMatching.BlockingPairs(proposers, reviewers, default, pairs).Count == 0).ShouldBe(expected.GetProperty("stable_matchings").GetInt32());
    }

    [Fact]
    public void No_pair_blocks_any_matching() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[1, 5], Gen.ULong).Sample((p, r, seed) =>
        {
            var random = new SeededRandom(seed);
            int[][] Draw(int rows, int others) => [.. Enumerable.Range(0, rows).Select(_ =>
            {
                var all = Enumerable.Range(0, others).ToArray();
                random.Shuffle<int>(all);
                return all[..random.Next(others + 1)];
            })];
            var (proposers, reviewers) = (Draw(p, r), Draw(r, p));
            var capacities = Enumerable.Range(0, r).Select(_ => random.Next(3)).ToArray();

            foreach (var side in new[] { BestFor.Proposers, BestFor.Reviewers })
            {
                var matching = StableMatching.Of(proposers, reviewers, capacities, side);
                StableMatching.BlockingPairs(proposers, reviewers, capacities, matching.ReviewerOf).ShouldBeEmpty();
                matching.ProposersOf.Select((held, j) => held.Count <= capacities[j]).ShouldAllBe(ok => ok);
            }
        });

    [Fact]
    public void Equals_are_ordered_by_a_lottery_that_repeats_itself()
    {
        int[][][] proposers = [[[0]], [[0]], [[0]]], reviewers = [[[0, 1, 2]]];
        int Winner(ulong seed) => StableMatching.WithTies(proposers, reviewers, default, BestFor.Proposers, seed).ProposersOf[0].Single();

        Winner(3).ShouldBe(Winner(3));
        Enumerable.Range(0, 50).Select(s => Winner((ulong)s)).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void Pairs_that_would_rather_have_each_other_are_found()
    {
        int[][] proposers = [[0, 1], [0, 1]], reviewers = [[1, 0], [0, 1]];

        StableMatching.BlockingPairs(proposers, reviewers, default, [0, 1]).ShouldBe([(1, 0)]);
        StableMatching.BlockingPairs(proposers, reviewers, default, [1, 0]).ShouldBeEmpty();
        StableMatching.BlockingPairs(proposers, reviewers, [2, 1], [0, 1]).ShouldBe([(1, 0)]);
        StableMatching.BlockingPairs(proposers, reviewers, [2, 1], [0, 0]).ShouldBeEmpty();
        StableMatching.BlockingPairs(proposers, reviewers, [0, 2], [1, 1]).ShouldBeEmpty();
        StableMatching.BlockingPairs(proposers, reviewers, default, [-1, -1]).ShouldBe([(0, 0), (0, 1), (1, 0), (1, 1)]);
        StableMatching.BlockingPairs([[0]], [[]], default, [-1]).ShouldBeEmpty();
        Should.Throw<RefusedException>(() => StableMatching.BlockingPairs(proposers, reviewers, default, [0]));
        Should.Throw<RefusedException>(() => StableMatching.BlockingPairs(proposers, reviewers, [1], [0, 1]));
        Should.Throw<RefusedException>(() => StableMatching.BlockingPairs([[2], []], reviewers, default, [0, 1]));
        Should.Throw<RefusedException>(() => StableMatching.BlockingPairs(proposers, [[1, 1], []], default, [0, 1]));
    }

    /// <summary>Any pairs may be asked about, also such as nobody wished for: by the definition, read off the lists.</summary>
    [Fact]
    public void Of_any_pairs_it_is_told_who_would_rather_have_each_other() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 4], Gen.ULong).Sample((p, r, seed) =>
        {
            var random = new SeededRandom(seed);
            int[][] Draw(int rows, int others) => [.. Enumerable.Range(0, rows).Select(_ =>
            {
                var all = Enumerable.Range(0, others).ToArray();
                random.Shuffle<int>(all);
                return all[..random.Next(others + 1)];
            })];
            var (proposers, reviewers) = (Draw(p, r), Draw(r, p));
            var capacities = Enumerable.Range(0, r).Select(_ => random.Next(3)).ToArray();
            var given = Enumerable.Range(0, p).Select(_ => random.Next(r + 1) - 1).ToArray();
            int Rank(int[] list, int who) => Array.IndexOf(list, who) is >= 0 and var at ? at : list.Length;

            var blocking = StableMatching.BlockingPairs(proposers, reviewers, capacities, given);

            for (var i = 0; i < p; i++)
            {
                for (var j = 0; j < r; j++)
                {
                    int[] held = [.. Enumerable.Range(0, p).Where(q => given[q] == j)];
                    var wants = proposers[i].Contains(j) && given[i] != j && (given[i] < 0 || Rank(proposers[i], j) < Rank(proposers[i], given[i]));
                    var wanted = reviewers[j].Contains(i) && (held.Length < capacities[j] || capacities[j] > 0 && held.Any(q => Rank(reviewers[j], q) > Rank(reviewers[j], i)));
                    blocking.Contains((i, j)).ShouldBe(wants && wanted);
                }
            }
        });

    [Fact]
    public void Capacities_that_do_not_fit_and_people_unknown_are_refused()
    {
        Should.Throw<RefusedException>(() => StableMatching.Of([[0]], [[0]], [1, 1])).Reason.ShouldBe(Refusal.LengthMismatch);
        Should.Throw<RefusedException>(() => StableMatching.Of([[0]], [[0]], [-1])).Reason.ShouldBe(Refusal.InvalidOption);
        Should.Throw<RefusedException>(() => StableMatching.Of([[1]], [[0]])).Reason.ShouldBe(Refusal.InvalidOption);
    }

    [Fact]
    public void A_name_listed_twice_is_refused() =>
        Should.Throw<RefusedException>(() => StableMatching.Of([[0, 0]], [[0]])).Reason.ShouldBe(Refusal.Duplicate);

    private static int[][] Lists(Table table) =>
        [.. table.Text("preference_list").Select(t => t.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(s => int.Parse(s, CultureInfo.InvariantCulture)).ToArray())];
}
