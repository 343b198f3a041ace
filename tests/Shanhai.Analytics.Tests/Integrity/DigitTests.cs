using Shanhai.Analytics.Integrity;

namespace Shanhai.Analytics.Tests.Integrity;

/// <summary>Cases c02 (benford.analysis 0.1.5, BenfordTests 1.2.0) and c03 (chisq.test, binom.test of R 4.2): counts exact, statistics 1e-9.</summary>
public sealed class DigitTests
{
    [Theory]
    [InlineData("benford_payments_1digits", "payments.csv", "amount", 1)]
    [InlineData("benford_payments_2digits", "payments.csv", "amount", 2)]
    [InlineData("benford_payments_3digits", "payments.csv", "amount", 3)]
    [InlineData("benford_sino_1digits", "sino.csv", "value", 1)]
    [InlineData("benford_sino_2digits", "sino.csv", "value", 2)]
    public void Leading_digits_equal_benford_analysis(string name, string file, string column, int digits)
    {
        var oracle = Oracle.Case("c02-benford-payments");

        var test = Benford.Of(oracle.Csv(file).Numbers(column), digits);

        test.Counts.ShouldBe(oracle[name].GetProperty("counts").EnumerateArray().Select(c => c.GetInt32()));
        test.ChiSquare.ShouldAgree(oracle.Number(name, "chisq"), 1e-9);
        test.MeanAbsoluteDeviation.ShouldAgree(oracle.Number(name, "MAD"), 1e-9);
        test.DistortionFactor.ShouldAgree(oracle.Number(name, "distortion_factor"), 1e-9);
        test.MantissaMean.ShouldAgree(oracle.Number(name, "mantissa_mean"), 1e-9);
        test.MantissaVariance.ShouldAgree(oracle.Number(name, "mantissa_var"), 1e-9);
        test.ArcLength.ShouldAgree(oracle.Number(name, "mantissa_arc", "L2"), 1e-9);
        test.PValue.ShouldAgree(oracle.Number(name, "p"), 1e-8);
        test.Count.ShouldBe((int)oracle.Number(name, "n"));
        (test.Counts.Count - 1).ShouldBe((int)oracle.Number(name, "df"));
        test.ArcPValue.ShouldAgree(oracle.Number(name, "mantissa_arc", "p"), 1e-8);
        var words = oracle[name].GetProperty("conformity").GetString()!;
        test.Conformity.ShouldBe(words switch
        {
            "Nonconformity" => Conformity.None,
            "Marginally acceptable conformity" => Conformity.Marginal,
            "Acceptable conformity" => Conformity.Acceptable,
            _ => Conformity.Close,
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Further_statistics_equal_BenfordTests(int digits)
    {
        var oracle = Oracle.Case("c02-benford-payments");

        var test = Benford.Of(oracle.Csv("sino.csv").Numbers("value"), digits);

        double Expected(string name) => oracle.Number($"BenfordTests_{name}_sino_{digits}digit", "statistic");
        test.ChiSquare.ShouldAgree(Expected("chisq"), 1e-9);
        test.KolmogorovSmirnov.ShouldAgree(Expected("ks"), 1e-9);
        test.MaximumDistance.ShouldAgree(Expected("mdist"), 1e-9);
        test.EuclideanDistance.ShouldAgree(Expected("edist"), 1e-9);
        test.USquared.ShouldAgree(Expected("usq"), 1e-9, "usq");
        test.MeanDigitDistance.ShouldAgree(Expected("meandigit"), 1e-9, "meandigit");
        test.JointDigits.ShouldAgree(Expected("jpsq"), 1e-9, "jpsq");

        // Both sides simulate 2,000 times: 0.03 is the tolerance of the case, as it stands.
        var p = test.Simulate(2_000, 5);
        double Simulated(string name) => oracle.Number($"BenfordTests_{name}_sino_{digits}digit", "p_simulated");
        p.ChiSquare.ShouldBe(Simulated("chisq"), 0.03, "chisq");
        p.KolmogorovSmirnov.ShouldBe(Simulated("ks"), 0.03, "ks");
        p.MaximumDistance.ShouldBe(Simulated("mdist"), 0.03, "mdist");
        p.EuclideanDistance.ShouldBe(Simulated("edist"), 0.03, "edist");
        p.USquared.ShouldBe(Simulated("usq"), 0.03, "usq");
        p.MeanDigitDistance.ShouldBe(Simulated("meandigit"), 0.03, "meandigit");
        p.JointDigits.ShouldBe(Simulated("jpsq"), 0.03, "jpsq");
    }

    [Theory]
    [InlineData("lastdigit_census_ge10", 10L)]
    [InlineData("lastdigit_census_ge1000", 1000L)]
    public void Last_digits_of_towns_equal_R(string name, long least)
    {
        var oracle = Oracle.Case("c03-last-digit-census");

        Compare(oracle[name], LastDigits.Of([.. oracle.Csv("census.csv").Numbers("pop").Select(x => (long)x)], 1, least));
    }

    [Fact]
    public void Last_digits_of_payments_equal_R()
    {
        var oracle = Oracle.Case("c03-last-digit-census");

        Compare(oracle["lastdigit_payments_cents"], LastDigits.Of(Cents(oracle), 1, 0));
    }

    [Theory]
    [InlineData("last2digits_census_ge100")]
    [InlineData("last2digits_payments_cents")]
    public void Last_two_digits_equal_R(string name)
    {
        var oracle = Oracle.Case("c03-last-digit-census");
        long[] values = name.Contains("census", StringComparison.Ordinal) ? [.. oracle.Csv("census.csv").Numbers("pop").Select(x => (long)x)] : Cents(oracle);

        var test = LastDigits.Of(values, 2, name.Contains("census", StringComparison.Ordinal) ? 100 : 0);

        test.Count.ShouldBe((int)oracle.Number(name, "n"));
        test.ChiSquare.ShouldAgree(oracle.Number(name, "chisq"), 1e-9);
        test.PValue.ShouldAgree(oracle.Number(name, "p"), 1e-9);
        test.ShareOfInterest.ShouldAgree(oracle.Number(name, "repeats_share"), 1e-9);
        test.InterestPValue.ShouldAgree(oracle.Number(name, "repeats_binom_p"), 1e-8);
        (test.ShareOfInterest * test.Count).ShouldBe(oracle.Number(name, "repeats"), 1e-6);
    }

    [Fact]
    public void Digits_as_written_differ_from_the_reference_on_few_amounts()
    {
        var amounts = Oracle.Case("c02-benford-payments").Csv("payments.csv").Numbers("amount");

        var (reference, written) = (Benford.Of(amounts, 2), Benford.Of(amounts, 2, DigitReading.AsWritten));

        reference.Counts.Zip(written.Counts).Sum(p => Math.Abs(p.First - p.Second)).ShouldBe(292);
    }

    [Fact]
    public void Twenty_nine_hundredths_start_with_twenty_nine() =>
        Benford.Leading(0.29, 2, stackalloc char[40]).ShouldBe(29);

    [Fact]
    public void Heaping_on_ten_thousands_is_found() =>
        Rounding.Of([.. Enumerable.Range(0, 500).Select(i => i % 3 == 0 ? 10_000L * (i + 1) : 10_000L * (i + 1) + 37 * i + 1)], 10_000)
            .Evidence.Strength.ShouldBe(Strength.Strong);

    private static long[] Cents(Oracle oracle) => [.. oracle.Csv("payments5000.csv").Numbers("amount").Select(x => (long)Math.Round(100 * Math.Abs(x)))];

    private static void Compare(Reference expected, LastDigits test)
    {
        test.Counts.ShouldBe(expected.GetProperty("counts").EnumerateArray().Select(c => c.GetInt32()));
        test.ChiSquare.ShouldAgree(expected.GetProperty("chisq").GetDouble(), 1e-9);
        test.PValue.ShouldAgree(expected.GetProperty("p").GetDouble(), 1e-9);
        test.G.ShouldAgree(expected.GetProperty("G").GetDouble(), 1e-9);
        test.MeanDigit.ShouldAgree(expected.GetProperty("mean_digit").GetDouble(), 1e-9);
        test.ShareOfInterest.ShouldAgree(expected.GetProperty("share_0_or_5").GetDouble(), 1e-9);
        test.InterestPValue.ShouldAgree(expected.GetProperty("binom_p_0_or_5").GetDouble(), 1e-8);
        var residuals = expected.GetProperty("adjusted_residuals").EnumerateArray().Select(e => e.GetDouble()).ToArray();
        for (var i = 0; i < residuals.Length; i++)
        {
            test.Residuals[i].ShouldAgree(residuals[i], 1e-9);
        }
    }
}
