using System.Runtime.ExceptionServices;

namespace Shanhai.Analytics.Numerics;

/// <summary>
/// Work of many parts on all threads, told how far it is and stopped when asked. No part may depend on another, so that the answer is the same on any number of threads.
/// </summary>
internal static class SharedWork
{
    /// <param name="parts">Number of parts.</param>
    /// <param name="part">Does one of them.</param>
    /// <param name="progress">Told the share done, at most a hundred times.</param>
    /// <param name="cancellation">Checked between parts.</param>
    public static void Run(int parts, Action<int> part, IProgress<double>? progress, CancellationToken cancellation)
    {
        var done = 0;
        try
        {
            Parallel.For(0, parts, new ParallelOptions { CancellationToken = cancellation }, i =>
            {
                part(i);
                Told(progress, Interlocked.Increment(ref done), parts);
            });
        }
        catch (AggregateException several) when (several.InnerExceptions.OfType<RefusedException>().FirstOrDefault() is { } refused)
        {
            // Who asked expects the refusal, whichever thread met it.
            ExceptionDispatchInfo.Throw(refused);
        }
    }

    /// <summary>For work done one after the other: tells the share when a hundredth is passed.</summary>
    public static void Told(IProgress<double>? progress, int done, int of)
    {
        if (progress is not null && done * 100L / of != (done - 1) * 100L / of)
        {
            progress.Report(done / (double)of);
        }
    }

    /// <summary>The share of a stage told as its share of the whole.</summary>
    public static IProgress<double>? Stage(this IProgress<double>? progress, double from, double to) => progress is null ? null : new Scaled(progress, from, to);

    private sealed class Scaled(IProgress<double> whole, double from, double to) : IProgress<double>
    {
        public void Report(double value) => whole.Report(from + value * (to - from));
    }
}
