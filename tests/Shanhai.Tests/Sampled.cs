using CsCheck;

namespace Shanhai.Tests;

/// <summary>Properties that count how many of their cases were worth looking at: what is drawn by chance may be dull for a while, so more is drawn until enough was seen.</summary>
internal static class Sampled
{
    private const int Rounds = 10;

    /// <summary>Looks at <paramref name="iter"/> cases, and at as many again until <paramref name="enough"/> holds; what the counts are then held against fails if ten rounds did not bring it.</summary>
    public static void SampleUntil<T>(this Gen<T> cases, Func<bool> enough, Action<T> look, int iter)
    {
        for (var round = 0; round < Rounds && (round == 0 || !enough()); round++)
        {
            cases.Sample(look, iter: iter);
        }
    }
}
