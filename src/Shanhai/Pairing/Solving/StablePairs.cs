using Shanhai.Analytics.Matching;

namespace Shanhai.Pairing.Solving;

/// <summary>
/// Both sides' wishes instead of fits: a village would have the helpers of its list, a helper the villages of its own, best first; whoever is not on a list is not
/// wanted. Stable: no village and helper would both rather have each other. Villages propose, so that each gets the best it can have in any stable matching. One helper for
/// each village; helpers take as many as they can.
/// </summary>
/// <param name="HelperOf">For each village its helper, -1 for none.</param>
/// <param name="Blocking">Villages and helpers who would rather have each other than what the given pairs gave them.</param>
public sealed record StablePairs(IReadOnlyList<int> HelperOf, IReadOnlyList<(int Village, int Helper)> Blocking)
{
    /// <param name="villages">For each village the helpers it wants, best first.</param>
    /// <param name="helpers">For each helper the villages it wants, best first.</param>
    /// <param name="capacities">Of each helper.</param>
    /// <param name="given">For each village the helper it has in the pairs to compare with, -1 for none.</param>
    public static StablePairs Of(IReadOnlyList<IReadOnlyList<int>> villages, IReadOnlyList<IReadOnlyList<int>> helpers, IReadOnlyList<int> capacities, IReadOnlyList<int> given)
    {
        int[] room = [.. capacities];
        return new(StableMatching.Of(villages, helpers, room).ReviewerOf, StableMatching.BlockingPairs(villages, helpers, room, given));
    }
}
