using Shanhai.Analytics.Integrity;

namespace Shanhai.Analytics.Tests.Integrity;

/// <summary>Case c04: bunching 0.8.6, 1e-6.</summary>
public sealed class BunchingTests
{
    private readonly Oracle oracle = Oracle.Case("c04-bunching-kink");
    private readonly double[] kink;

    public BunchingTests() => kink = [.. oracle.Csv().Numbers("kink").Where(double.IsFinite)];

    private static BunchingOptions Plain => new() { BinWidth = 50, BinsLeft = 20, BinsRight = 20, Order = 4, Corrected = false };

    [Fact]
    public void Excess_with_the_integration_constraint_equals_the_package() =>
        Compare("bunching_ex1_correct", Bunching.Of(kink, 10000, Plain with { Corrected = true }));

    [Fact]
    public void Excess_without_it_equals_the_package() => Compare("bunching_ex1_nocorrect", Bunching.Of(kink, 10000, Plain));

    [Fact]
    public void Diffuse_excess_equals_the_package() => Compare(
        "bunching_ex2_diffuse",
        Bunching.Of(
            [.. kink, .. Enumerable.Repeat(9950.0, 80), .. Enumerable.Repeat(9900.0, 190), .. Enumerable.Repeat(10050.0, 80), .. Enumerable.Repeat(10100.0, 80)],
            10000,
            Plain with { ExcludedLeft = 2, ExcludedRight = 2 }));

    [Fact]
    public void A_second_heap_with_its_own_effect_equals_the_package() => Compare(
        "bunching_ex3_extra_fe",
        Bunching.Of([.. kink, .. Enumerable.Repeat(10200.0, 540)], 10000, Plain with { BinsLeft = 40, BinsRight = 40, Order = 6, OwnEffects = [10200] }));

    [Fact]
    public void The_bootstrap_repeats_itself_for_a_seed()
    {
        var options = Plain with { Draws = 50, Seed = 9 };

        var first = Bunching.Of(kink, 10000, options);

        first.ExcessError.ShouldNotBeNull();
        Bunching.Of(kink, 10000, options).ExcessError.ShouldBe(first.ExcessError);
        Bunching.Of(kink, 10000, options with { Seed = 10 }).ExcessError.ShouldNotBe(first.ExcessError);
    }

    private void Compare(string name, Bunching actual)
    {
        actual.Excess.ShouldAgree(oracle.Number(name, "B"), 1e-6, name);
        actual.Normalised.ShouldAgree(oracle.Number(name, "b"), 1e-6, name);
        actual.Elasticity(0, 0.2).ShouldAgree(oracle.Number(name, "e"), 1e-6, name);
    }
}
