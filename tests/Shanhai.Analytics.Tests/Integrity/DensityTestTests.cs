using Shanhai.Analytics.Integrity;

namespace Shanhai.Analytics.Tests.Integrity;

/// <summary>Case c01: rddensity 3.0 and rdd 0.57 on Senate margins; 1e-6 at given bandwidths, 1e-4 with estimated ones.</summary>
public sealed class DensityTestTests
{
    private readonly Oracle oracle = Oracle.Case("c01-senate-density");
    private readonly double[] margin;

    public DensityTestTests() => margin = oracle.Csv().Numbers("margin");

    public static TheoryData<string> Cases => [.. Options.Keys];

    private static readonly Dictionary<string, (double Line, DensityOptions Options)> Options = new()
    {
        ["rddensity_senate_default"] = (0, new()),
        ["rddensity_senate_restricted_plugin"] = (0, new() { Restricted = true, Variance = DensityVariance.PlugIn }),
        ["rddensity_senate_plugin"] = (0, new() { Variance = DensityVariance.PlugIn }),
        ["rddensity_senate_uniform"] = (0, new() { Kernel = DensityKernel.Uniform }),
        ["rddensity_senate_epanechnikov"] = (0, new() { Kernel = DensityKernel.Epanechnikov }),
        ["rddensity_senate_diff"] = (0, new() { Rule = DensityBandwidthRule.Difference }),
        ["rddensity_senate_each"] = (0, new() { Rule = DensityBandwidthRule.Each }),
        ["rddensity_senate_sum"] = (0, new() { Rule = DensityBandwidthRule.Sum }),
        ["rddensity_senate_h10_15"] = (0, new() { Bandwidths = (10, 15) }),
        ["rddensity_senate_h10_15_plugin"] = (0, new() { Bandwidths = (10, 15), Variance = DensityVariance.PlugIn }),
        ["rddensity_senate_p1"] = (0, new() { Order = 1 }),
        ["rddensity_senate_p2q4"] = (0, new() { TestOrder = 4 }),
        ["rddensity_senate_nomass"] = (0, new() { MassPoints = false }),
        ["rddensity_senate_noregularize"] = (0, new() { Regularise = false }),
        ["rddensity_senate_c5_default"] = (5, new()),
        ["rddensity_senate_all"] = (0, new()),
        ["rddensity_senate_c5_all"] = (5, new()),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Test_equals_rddensity(string name)
    {
        var (line, options) = Options[name];
        var tolerance = options.Bandwidths is null ? 1e-4 : 1e-6;
        var plugIn = options.Variance == DensityVariance.PlugIn;

        var test = DensityTest.Of(margin, line, options);

        test.Bandwidths.Left.ShouldAgree(oracle.Number(name, "h_left"), tolerance, "left bandwidth");
        test.Bandwidths.Right.ShouldAgree(oracle.Number(name, "h_right"), tolerance, "right bandwidth");
        test.Left.ShouldAgree(oracle.Number(name, "hat_left"), tolerance, "left");
        test.Right.ShouldAgree(oracle.Number(name, "hat_right"), tolerance, "right");
        test.StandardError.ShouldAgree(oracle.Number(name, plugIn ? "sd_asy_diff" : "sd_jk_diff"), tolerance, "error");
        test.T.ShouldAgree(oracle.Number(name, plugIn ? "t_asy" : "t_jk"), tolerance, "T");
        test.PValue.ShouldAgree(oracle.Number(name, plugIn ? "p_asy" : "p_jk"), tolerance, "p");
        test.Effective.ShouldBe(((int)oracle.Number(name, "eff_left"), (int)oracle.Number(name, "eff_right")));
        var windows = oracle[name].GetProperty("bino").GetProperty("p").EnumerateArray().Select(e => e.GetDouble()).ToArray();
        test.Windows.Count.ShouldBe(windows.Length);
        var bino = oracle[name].GetProperty("bino");
        for (var i = 0; i < windows.Length; i++)
        {
            test.Windows[i].PValue.ShouldAgree(windows[i], 1e-6, $"window {i}");
            test.Windows[i].LeftCount.ShouldBe(bino.GetProperty("leftN")[i].GetInt32(), $"window {i}");
            test.Windows[i].RightCount.ShouldBe(bino.GetProperty("rightN")[i].GetInt32(), $"window {i}");
            test.Windows[i].LeftWidth.ShouldAgree(bino.GetProperty("left_window")[i].GetDouble(), tolerance, $"window {i}");
            test.Windows[i].RightWidth.ShouldAgree(bino.GetProperty("right_window")[i].GetDouble(), tolerance, $"window {i}");
        }

        test.Difference.ShouldAgree(oracle.Number(name, "hat_diff"), 2 * tolerance, "difference");
        test.Counts.ShouldBe(((int)oracle.Number(name, "n_left"), (int)oracle.Number(name, "n_right")));
        if (name.EndsWith("_all", StringComparison.Ordinal))
        {
            // The conventional test: no higher order, the same bandwidths.
            var conventional = DensityTest.Of(margin, line, options with { TestOrder = options.Order, Bandwidths = test.Bandwidths });
            conventional.T.ShouldAgree(oracle.Number(name, "t_jk_conventional"), tolerance);
            conventional.PValue.ShouldAgree(oracle.Number(name, "p_jk_conventional"), tolerance);
        }
    }

    [Theory]
    [InlineData("rdbwdensity_senate", 0)]
    [InlineData("rdbwdensity_senate_c5", 5)]
    public void Bandwidths_equal_rddensity(string name, double line)
    {
        var h = DensityTest.SelectBandwidths(margin, line);

        h.Left.ShouldAgree(oracle.Number(name, "l", "bw"), 1e-4);
        h.Right.ShouldAgree(oracle.Number(name, "r", "bw"), 1e-4);
        h.Difference.ShouldAgree(oracle.Number(name, "diff", "bw"), 1e-4);
        h.Sum.ShouldAgree(oracle.Number(name, "sum", "bw"), 1e-4);
        foreach (var (part, key) in new[] { (h.LeftPart, "l"), (h.RightPart, "r"), (h.DifferencePart, "diff"), (h.SumPart, "sum") })
        {
            part.Variance.ShouldAgree(oracle.Number(name, key, "variance"), 1e-4, key);
            (part.SquaredBias / oracle.Number(name, key, "biassq")).ShouldBe(1, 1e-4, key);
        }
    }

    [Theory]
    [InlineData("mccrary_senate", null, null)]
    [InlineData("mccrary_senate_bw20", 1.0, 20.0)]
    public void McCrary_equals_rdd(string name, double? bin, double? bandwidth)
    {
        var test = McCrary.Of(margin, 0, bin, bandwidth);

        test.Theta.ShouldAgree(oracle.Number(name, "theta"), 1e-6);
        test.StandardError.ShouldAgree(oracle.Number(name, "se"), 1e-6);
        test.PValue.ShouldAgree(oracle.Number(name, "p"), 1e-6);
        test.Bandwidth.ShouldAgree(oracle.Number(name, "bw"), 1e-6);
        test.Bin.ShouldAgree(oracle.Number(name, "binsize"), 1e-6);
        test.Z.ShouldAgree(oracle.Number(name, "z"), 1e-6);
    }

    [Fact]
    public void A_line_outside_the_data_is_refused() =>
        Should.Throw<RefusedException>(() => DensityTest.Of([1, 2, 3], 9)).Reason.ShouldBe(Refusal.LineOutsideData);

    [Fact]
    public void Values_moved_above_the_line_are_found_and_called_evidence()
    {
        var random = new Shanhai.Analytics.Numerics.SeededRandom(5);
        double[] values = [.. Enumerable.Range(0, 20_000).Select(_ => 100 + 30 * random.NextNormal()).Select(x => x is > 97 and < 100 && random.NextDouble() < 0.5 ? 200 - x : x)];

        var test = DensityTest.Of(values, 100);

        test.T.ShouldBeGreaterThan(3);
        test.Evidence.Strength.ShouldBe(Strength.Strong);
        test.Evidence.Summary(Language.Chinese).ShouldContain("线索");
    }
}
