using Shanhai.Analytics.Numerics;

namespace Shanhai.Analytics.Tests.Numerics;

/// <summary>Published values of the standard functions (NIST DLMF and R 4.2, 15 digits).</summary>
public sealed class DistributionsTests
{
    [Theory]
    [InlineData(1.959963984540054, 0.975)]
    [InlineData(-1.2815515655446004, 0.1)]
    [InlineData(-6.361340902404056, 1e-10)]
    public void Normal_quantile_and_probability_invert_each_other(double z, double p)
    {
        Distributions.NormalQuantile(p).ShouldBe(z, 1e-11);
        Distributions.NormalCdf(z).ShouldAgree(p, 1e-11);
    }

    [Fact]
    public void Tails_equal_published_values()
    {
        Distributions.NormalUpper(10).ShouldBe(7.61985302416047e-24, 1e-34);
        Distributions.StudentQuantile(0.975, 2).ShouldBe(0.95 * Math.Sqrt(2 / 0.0975), 1e-12);
        Distributions.StudentCdf(-2.0, 5).ShouldBe(0.0509697394149291, 1e-13);
        Distributions.ChiSquareUpper(3.841458820694124, 1).ShouldBe(0.05, 1e-13);
        Distributions.ChiSquareQuantile(0.95, 8).ShouldBe(15.50731305586545, 1e-10);
        Distributions.FUpper(4.10282101, 2, 10).ShouldBe(0.05, 1e-8);
        Distributions.LogGamma(100).ShouldBe(359.1342053695754, 1e-10);
        Distributions.Beta(2, 3, 0.4).ShouldBe(0.5248, 1e-13);
        Distributions.BinomialTwoSided(20, 51, 0.5).ShouldBe(0.160779601811988, 1e-11);
    }
}
