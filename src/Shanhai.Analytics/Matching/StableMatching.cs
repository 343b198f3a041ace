namespace Shanhai.Analytics.Matching;

/// <summary>The side that proposes gets its best stable partners.</summary>
public enum BestFor
{
    /// <summary>Best stable matching for those with one place (helpers).</summary>
    Proposers,

    /// <summary>Best stable matching for those with capacities (villages).</summary>
    Reviewers,
}

/// <summary>
/// Stable matching of many to one by deferred acceptance (Gale and Shapley 1962): no pair would rather have each other
/// than what they got. Whoever is not on a list is unacceptable.
/// </summary>
/// <remarks>
/// Preferences are groups of equals, best first; equals are ordered by a lottery drawn from the seed before matching, so
/// the result is stable with ties broken that way (weakly stable). Without ties the result is unique and free of the
/// seed, and the set of matched people is the same in every stable matching. Oracle d03 (exact).
/// </remarks>
/// <param name="ReviewerOf">For each proposer the reviewer, -1 when unmatched.</param>
/// <param name="ProposersOf">For each reviewer its proposers, ascending.</param>
/// <param name="Seed">The seed of the lottery among equals.</param>
public sealed record StableMatching(IReadOnlyList<int> ReviewerOf, IReadOnlyList<IReadOnlyList<int>> ProposersOf, ulong Seed)
{
    /// <summary>The result in a paragraph.</summary>
    public string Summary(Language language) => Term.Say(
        language,
        $"{ReviewerOf.Count(r => r >= 0)} 个（共 {ReviewerOf.Count} 个）匹配成功，没有阻塞对；并列抽签种子 {Seed}。",
        $"{ReviewerOf.Count(r => r >= 0)} of {ReviewerOf.Count} matched, no pair blocks; lottery of ties with seed {Seed}.");

    /// <summary>Matches without ties.</summary>
    /// <param name="proposers">For each proposer the reviewers it accepts, best first.</param>
    /// <param name="reviewers">For each reviewer the proposers it accepts, best first.</param>
    /// <param name="capacities">Places of each reviewer, not negative; empty means one each.</param>
    /// <param name="bestFor">Which side proposes.</param>
    /// <exception cref="RefusedException">A name listed twice or unknown; a negative capacity.</exception>
    /// <example><code>StableMatching.Of([[0, 1], [0, 1]], [[1, 0], [0, 1]]).ReviewerOf // 1, 0</code></example>
    public static StableMatching Of(
        IReadOnlyList<IReadOnlyList<int>> proposers, IReadOnlyList<IReadOnlyList<int>> reviewers, ReadOnlySpan<int> capacities = default, BestFor bestFor = BestFor.Proposers) =>
        WithTies(Singles(proposers), Singles(reviewers), capacities, bestFor, 0);

    /// <summary>Matches with groups of equals, ordered by lot.</summary>
    /// <param name="proposers">For each proposer groups of equally good reviewers, best first.</param>
    /// <param name="reviewers">For each reviewer groups of equally good proposers.</param>
    /// <param name="capacities">Places of each reviewer; empty means one each.</param>
    /// <param name="bestFor">Which side proposes.</param>
    /// <param name="seed">Seed of the lottery.</param>
    /// <exception cref="RefusedException">A name listed twice or unknown; a negative capacity.</exception>
    /// <example><code>
    /// // Both would be as welcome; the lottery of the seed decides.
    /// StableMatching.WithTies([[[0]], [[0]]], [[[0, 1]]], [], BestFor.Proposers, seed: 7).ProposersOf[0].Count // 1
    /// </code></example>
    public static StableMatching WithTies(
        IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> proposers, IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> reviewers,
        ReadOnlySpan<int> capacities, BestFor bestFor, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(proposers);
        ArgumentNullException.ThrowIfNull(reviewers);
        var places = capacities.IsEmpty ? [.. Enumerable.Repeat(1, reviewers.Count)] : capacities.ToArray();
        Refuse.UnlessSameLength(reviewers.Count, places.Length, "capacities");
        Refuse.Unless(places.All(c => c >= 0), "名额不能为负", "a capacity is negative");
        var random = new Numerics.SeededRandom(seed);
        var wishes = proposers.Select(p => Ordered(p, reviewers.Count, random)).ToArray();
        var ranks = reviewers.Select(r => Ordered(r, proposers.Count, random)).ToArray();

        // Acceptance must be mutual: a wish nobody returns is no option.
        var accepted = ranks.Select(r => r.ToHashSet()).ToArray();
        wishes = [.. wishes.Select((list, p) => list.Where(r => accepted[r].Contains(p)).ToArray())];
        var returned = wishes.Select(w => w.ToHashSet()).ToArray();
        ranks = [.. ranks.Select((list, r) => list.Where(p => returned[p].Contains(r)).ToArray())];
        var match = bestFor == BestFor.Proposers ? ByProposers(wishes, ranks, places) : ByReviewers(wishes, ranks, places);
        var held = Enumerable.Range(0, reviewers.Count).Select(r => (IReadOnlyList<int>)[.. Enumerable.Range(0, match.Length).Where(p => match[p] == r)]).ToArray();
        return new StableMatching(match, held, seed);
    }

    /// <summary>Pairs that would rather have each other: empty for a stable matching (no ties). Any pairs may be given, those that nobody wished for too.</summary>
    /// <param name="proposers">For each proposer the reviewers it accepts, best first.</param>
    /// <param name="reviewers">For each reviewer the proposers it accepts, best first.</param>
    /// <param name="capacities">Places of each reviewer; empty means one each.</param>
    /// <param name="reviewerOf">For each proposer its reviewer, -1 for none.</param>
    /// <exception cref="RefusedException">A name listed twice or unknown; lengths that differ.</exception>
    /// <example><code>StableMatching.BlockingPairs([[0, 1], [0, 1]], [[1, 0], [0, 1]], [], reviewerOf: [0, 1]) // (1, 0)</code></example>
    public static IReadOnlyList<(int Proposer, int Reviewer)> BlockingPairs(
        IReadOnlyList<IReadOnlyList<int>> proposers, IReadOnlyList<IReadOnlyList<int>> reviewers, ReadOnlySpan<int> capacities, IReadOnlyList<int> reviewerOf)
    {
        ArgumentNullException.ThrowIfNull(proposers);
        ArgumentNullException.ThrowIfNull(reviewers);
        ArgumentNullException.ThrowIfNull(reviewerOf);
        Refuse.UnlessSameLength(proposers.Count, reviewerOf.Count, "reviewerOf");
        if (!capacities.IsEmpty)
        {
            Refuse.UnlessSameLength(reviewers.Count, capacities.Length, "capacities");
        }

        foreach (var (lists, others) in new[] { (proposers, reviewers.Count), (reviewers, proposers.Count) })
        {
            foreach (var list in lists)
            {
                Check(list, others);
            }
        }

        var rank = reviewers.Select(r => r.Select((p, i) => (p, i)).ToDictionary(x => x.p, x => x.i)).ToArray();
        var result = new List<(int, int)>();
        for (var p = 0; p < proposers.Count; p++)
        {
            foreach (var r in proposers[p].TakeWhile(r => r != reviewerOf[p]))
            {
                if (!rank[r].TryGetValue(p, out var mine))
                {
                    continue;
                }

                // Whoever holds a place without being on the reviewer's list ranks behind everybody who is.
                var holders = Enumerable.Range(0, proposers.Count).Where(q => reviewerOf[q] == r).ToArray();
                var places = capacities.IsEmpty ? 1 : capacities[r];
                if (holders.Length < places || places > 0 && holders.Any(q => !rank[r].TryGetValue(q, out var theirs) || theirs > mine))
                {
                    result.Add((p, r));
                }
            }
        }

        return result;
    }

    private static int[] ByProposers(int[][] wishes, int[][] ranks, int[] places)
    {
        var rank = Positions(ranks);
        var match = new int[wishes.Length];
        Array.Fill(match, -1);
        var held = places.Select(_ => new PriorityQueue<int, int>()).ToArray();
        var next = new int[wishes.Length];
        var free = new Stack<int>(Enumerable.Range(0, wishes.Length).Reverse());
        while (free.TryPop(out var p))
        {
            while (match[p] < 0 && next[p] < wishes[p].Length)
            {
                var r = wishes[p][next[p]++];
                if (places[r] == 0)
                {
                    continue;
                }

                // The queue gives the worst first: priority is minus the rank.
                held[r].Enqueue(p, -rank[r][p]);
                match[p] = r;
                if (held[r].Count > places[r])
                {
                    var loser = held[r].Dequeue();
                    match[loser] = -1;
                    if (loser != p)
                    {
                        free.Push(loser);
                    }
                }
            }
        }

        return match;
    }

    private static int[] ByReviewers(int[][] wishes, int[][] ranks, int[] places)
    {
        var rank = Positions(wishes);
        var match = new int[wishes.Length];
        Array.Fill(match, -1);
        var (next, used) = (new int[ranks.Length], new int[ranks.Length]);
        var free = new Stack<int>(Enumerable.Range(0, ranks.Length).Reverse());
        while (free.TryPop(out var r))
        {
            while (used[r] < places[r] && next[r] < ranks[r].Length)
            {
                var p = ranks[r][next[r]++];
                var before = match[p];
                if (before >= 0 && rank[p][before] <= rank[p][r])
                {
                    continue;
                }

                match[p] = r;
                used[r]++;
                if (before >= 0)
                {
                    used[before]--;
                    free.Push(before);
                }
            }
        }

        return match;
    }

    private static Dictionary<int, int>[] Positions(int[][] lists) =>
        [.. lists.Select(list => list.Select((x, i) => (x, i)).ToDictionary(t => t.x, t => t.i))];

    private static IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> Singles(IReadOnlyList<IReadOnlyList<int>> lists)
    {
        ArgumentNullException.ThrowIfNull(lists);
        return [.. lists.Select(l => (IReadOnlyList<IReadOnlyList<int>>)[.. l.Select(x => (IReadOnlyList<int>)[x])])];
    }

    private static int[] Ordered(IReadOnlyList<IReadOnlyList<int>> groups, int others, Numerics.SeededRandom random)
    {
        var list = new List<int>();
        foreach (var group in groups)
        {
            var equals = group.ToArray();
            random.Shuffle<int>(equals);
            list.AddRange(equals);
        }

        Check(list, others);
        return [.. list];
    }

    private static void Check(IReadOnlyList<int> list, int others)
    {
        Refuse.Unless(list.All(x => x >= 0 && x < others), "志愿表含有未知对象", "a preference list names somebody unknown");
        if (list.Distinct().Count() != list.Count)
        {
            throw Refuse.With(Refusal.Duplicate, "志愿表中有重复对象", "a preference list names somebody twice");
        }
    }
}
