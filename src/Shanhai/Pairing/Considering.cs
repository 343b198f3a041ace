using Shanhai.Pairing.Solving;

namespace Shanhai.Pairing;

/// <summary>
/// Who is considered for a village: of each kind so many that fit it best and may help it, and among them, for the reason, some that fit as well and may not. Nothing is sorted: whoever fits worse than the last that is
/// considered so far is passed over at a glance.
/// </summary>
public static class Considering
{
    /// <summary>Of those who fit a village better than the last that is considered and may not help it, so many are kept for the reason.</summary>
    public const int MostBarred = 10;

    /// <summary>Adds them in the order in which they fit the village, the best first, then by their number.</summary>
    /// <param name="fits">Of every helper with the village.</param>
    /// <param name="helpers">Those of a kind.</param>
    /// <param name="most">So many that may help it.</param>
    public static void Add(List<Candidate> to, int village, short[] fits, int[] helpers, int most, Func<int, bool> mayHelp)
    {
        most = Math.Min(most, helpers.Length);
        // Fit and number as one, the best the smallest.
        Span<long> open = most <= 128 ? stackalloc long[most] : new long[most], closed = stackalloc long[MostBarred];
        var (opens, closes) = (0, 0);
        foreach (var h in helpers)
        {
            var one = (long)(PairingProblem.BestFit - fits[h]) << 32 | (uint)h;
            if (opens == most && one > open[^1])
            {
                continue;
            }
            if (mayHelp(h))
            {
                opens = Keep(open, opens, one);
            }
            else
            {
                closes = Keep(closed, closes, one);
            }
        }
        for (var (o, c) = (0, 0); o < opens || opens < most && c < closes;)
        {
            var one = o == opens || c < closes && closed[c] < open[o] ? closed[c++] : open[o++];
            to.Add(new((int)(one & uint.MaxValue), village, PairingProblem.BestFit - (int)(one >> 32)));
        }
    }

    /// <summary>The smallest so far, in order, as many as there is room for; how many those are.</summary>
    private static int Keep(Span<long> smallest, int count, long one)
    {
        if (count == smallest.Length)
        {
            if (one > smallest[^1])
            {
                return count;
            }
            count--;
        }
        var at = count;
        for (; at > 0 && smallest[at - 1] > one; at--)
        {
            smallest[at] = smallest[at - 1];
        }
        smallest[at] = one;
        return count + 1;
    }
}
