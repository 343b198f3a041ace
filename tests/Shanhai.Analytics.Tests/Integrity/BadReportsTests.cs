using Shanhai.Analytics.Integrity;

namespace Shanhai.Analytics.Tests.Integrity;

public sealed class BadReportsTests
{
    private static readonly double[] Equal = [.. Enumerable.Repeat(5.0, 60)];
    private static readonly double[] Even = [.. Enumerable.Range(0, 200).Select(i => i * 0.5)];

    public static TheoryData<string> Broken => ["nan", "infinite", "one", "equal", "outside", "none"];

    [Theory]
    [MemberData(nameof(Broken))]
    public void Densities_and_heaps_that_cannot_be_judged_are_refused(string what)
    {
        var (values, line) = what switch
        {
            "nan" => ([1, double.NaN, 3], 2.0),
            "infinite" => ([1, double.PositiveInfinity, 3], 2.0),
            "one" => ([2.0], 2.0),
            "equal" => (Equal, 5.0),
            "outside" => (Even, 500.0),
            _ => ((double[])[], 0.0),
        };
        Action[] all =
        [
            () => DensityTest.Of(values, line), () => DensityTest.SelectBandwidths(values, line), () => McCrary.Of(values, line),
            () => Bunching.Of(values, line, new() { BinWidth = 1, BinsLeft = 10, BinsRight = 10, Order = 12 }),
        ];

        foreach (var test in all)
        {
            Should.Throw<RefusedException>(test).Text.Chinese.ShouldNotBeEmpty();
        }
    }

    [Fact]
    public void Digits_need_numbers_that_have_them()
    {
        Should.Throw<RefusedException>(() => Benford.Of([1, double.NaN])).Reason.ShouldBe(Refusal.NotFinite);
        Should.Throw<RefusedException>(() => Benford.Of([0, -3])).Reason.ShouldBe(Refusal.TooFew);
        Should.Throw<RefusedException>(() => Benford.Of([1], 4)).Reason.ShouldBe(Refusal.InvalidOption);
        Should.Throw<RefusedException>(() => Benford.Of([1, 2, 3]).Simulate(10)).Reason.ShouldBe(Refusal.InvalidOption);
        Should.Throw<RefusedException>(() => LastDigits.Of([1, 2, 3])).Reason.ShouldBe(Refusal.TooFew);
        Should.Throw<RefusedException>(() => LastDigits.Of([100], 3)).Reason.ShouldBe(Refusal.InvalidOption);
        Should.Throw<RefusedException>(() => Rounding.Of([5], 10)).Reason.ShouldBe(Refusal.TooFew);
        Should.Throw<RefusedException>(() => Rounding.Of([50], 10, 3)).Reason.ShouldBe(Refusal.InvalidOption);
        Benford.Of([5, 5, 5]).Evidence.Strength.ShouldBe(Strength.None);
    }

    [Fact]
    public void Jumps_and_sources_refuse_what_is_no_series()
    {
        var unit = Grouping.Of(["a", "a"]);

        Should.Throw<RefusedException>(() => Jumps.Find(unit, [2020, 2020], [1, 2])).Reason.ShouldBe(Refusal.Duplicate);
        Should.Throw<RefusedException>(() => Jumps.Find(unit, [2020, 2021], [1, double.NaN])).Reason.ShouldBe(Refusal.NotFinite);
        Should.Throw<RefusedException>(() => Jumps.Find(unit, [2020], [1, 2])).Reason.ShouldBe(Refusal.LengthMismatch);
        Should.Throw<RefusedException>(() => Jumps.Find(Grouping.Of(["a"]), [2020], [1])).Reason.ShouldBe(Refusal.TooFew);
        Jumps.Find(Grouping.Of([.. Enumerable.Repeat("a", 9)]), [.. Enumerable.Range(2010, 9)], [.. Enumerable.Repeat(7.0, 9)]).ShouldBeEmpty();
        Should.Throw<RefusedException>(() => SourceAgreement.Of([1, 2], [1, 2])).Reason.ShouldBe(Refusal.TooFew);
        Should.Throw<RefusedException>(() => SourceAgreement.Of([1, 2, 3], [1, 2])).Reason.ShouldBe(Refusal.LengthMismatch);
        Should.Throw<RefusedException>(() => SourceAgreement.Of([1, 2, double.NaN], [1, 2, 3])).Reason.ShouldBe(Refusal.NotFinite);
        SourceAgreement.Of([5, 5, 5], [5, 5, 5]).Disagreeing.ShouldBeEmpty();
    }

    /// <summary>A text shorter than a shingle is one shingle: equal ones are found, others are not alike at all.</summary>
    [Fact]
    public void Texts_of_one_character_and_of_none_are_compared_whole()
    {
        NearDuplicates.Similarity("村", "村").ShouldBe(1);
        NearDuplicates.Similarity("村", "镇").ShouldBe(0);
        NearDuplicates.Find(["村", "村", "镇", "", "  "]).Select(p => (p.First, p.Second)).ShouldBe([(0, 1)]);
        Should.Throw<RefusedException>(() => NearDuplicates.Find(["a"], threshold: 0)).Reason.ShouldBe(Refusal.InvalidOption);
        Should.Throw<RefusedException>(() => NearDuplicates.Find(["a"], length: 0)).Reason.ShouldBe(Refusal.InvalidOption);
        StringDistance.JaroWinkler("a", "a").ShouldBe(0);
    }

    [Fact]
    public void An_elasticity_needs_two_rates()
    {
        var heap = Bunching.Of([.. Enumerable.Range(30, 41).SelectMany(b => Enumerable.Repeat((double)b, b == 50 ? 140 : 40))], 50, new() { BinWidth = 1, BinsLeft = 15, BinsRight = 15, Order = 2, Corrected = false });

        heap.Elasticity(0, 0.2).ShouldBe(2.5 / 50 / 0.2, 1e-9);
        heap.Elasticity(0.1, 0.28).ShouldBe(2.5 / 50 / 0.2, 1e-9);
        Should.Throw<RefusedException>(() => heap.Elasticity(0.2, 0.2)).Reason.ShouldBe(Refusal.InvalidOption);
        Should.Throw<RefusedException>(() => heap.Elasticity(0, 1.2)).Reason.ShouldBe(Refusal.InvalidOption);
    }
}
