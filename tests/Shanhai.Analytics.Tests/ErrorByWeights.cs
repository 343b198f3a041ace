namespace Shanhai.Analytics.Tests;

/// <summary>The linearised error by its definition: rows drawn independently, each counting with its weight times the derivative by the weight, taken by finite differences.</summary>
internal static class ErrorByWeights
{
    public static double Of(double[] weights, Func<double[], double> value)
    {
        const double Step = 1e-5;
        double Moved(int i, double by) => value([.. weights.Select((w, j) => j == i ? w + by : w)]);
        return Spread([.. weights.Select((w, i) => w * (Moved(i, Step) - Moved(i, -Step)) / (2 * Step))]);
    }

    /// <summary>n/(n-1) times the squares of what the rows contribute, rooted.</summary>
    public static double Spread(double[] parts)
    {
        var (n, mean) = (parts.Length, parts.Average());
        return Math.Sqrt(n / (n - 1.0) * parts.Sum(z => (z - mean) * (z - mean)));
    }
}
