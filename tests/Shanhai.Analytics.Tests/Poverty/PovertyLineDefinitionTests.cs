using Shanhai.Analytics.Poverty;

namespace Shanhai.Analytics.Tests.Poverty;

/// <summary>Poverty against a line by the definitions on a handful of people, and errors as the derivatives by the weights that they stand for.</summary>
public sealed class PovertyLineDefinitionTests
{
    private static readonly double[] Weights = [1, 2, 3, 1.5, 0.5, 2];

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(2.0)]
    [InlineData(1.5)]
    public void Poverty_against_a_line_is_what_its_definition_counts_and_its_error_the_derivative(double alpha)
    {
        double[] incomes = [1, 2.5, 0.5, 4, 2, 6];
        double Of(double[] w) => w.Select((v, i) => incomes[i] < 2.5 ? v * Math.Pow((2.5 - incomes[i]) / 2.5, alpha) : 0).Sum() / w.Sum();
        var measure = PovertyLine.Foster(Distribution.Of(incomes, Weights, SurveyDesign.Independent(6)), 2.5, alpha);

        measure.Value.ShouldBe(Of(Weights), 1e-14);
        measure.StandardError!.Value.ShouldBe(ErrorByWeights.Of(Weights, Of), 1e-7);
        measure.Measure.English.ShouldBe(alpha switch { 0 => "headcount ratio", 1 => "poverty gap", 2 => "poverty severity", _ => "FGT(1.5)" });
        measure.Notes.ShouldBeEmpty();
        PovertyLine.Foster(Distribution.Of([-1, 3]), 2, 1).Notes.Single().Code.ShouldBe("negative-kept");
        PovertyLine.Foster(Distribution.Of([0, 3]), 2, 1).Notes.ShouldBeEmpty();
    }

    [Fact]
    public void Watts_Sen_and_Shorrocks_have_the_derivatives_by_the_weights_as_errors()
    {
        double[] incomes = [1, 2.4, 0.5, 4, 2, 6];
        var design = SurveyDesign.Independent(6);
        foreach (var of in new Func<Distribution, Estimate>[] { d => PovertyLine.Watts(d, 2.5), d => PovertyLine.Sen(d, 2.5), d => PovertyLine.SenShorrocksThon(d, 2.5) })
        {
            of(Distribution.Of(incomes, Weights, design)).StandardError!.Value.ShouldBe(ErrorByWeights.Of(Weights, w => of(Distribution.Of(incomes, w)).Value), 1e-6);
            of(Distribution.Of(incomes, Weights)).StandardError.ShouldBeNull();
            of(Distribution.Of([3, 4, 5], [], SurveyDesign.Independent(3))).Value.ShouldBe(0);
        }

        PovertyLine.Watts(Distribution.Of(incomes, Weights), 2.5).Value
            .ShouldBe((Math.Log(2.5) + 2 * Math.Log(2.5 / 2.4) + 3 * Math.Log(5) + 0.5 * Math.Log(1.25)) / 10, 1e-13);
        // Four equal people, two below: H = 1/2, mean gap of the poor 2/5, their Gini 1/6; gaps 3/5 and 1/5 with mid-ranks 1/8 and 3/8.
        var four = Distribution.Of([1, 2, 3, 4]);
        PovertyLine.Sen(four, 2.5).Value.ShouldBe(0.5 * (0.4 + 0.6 / 6), 1e-14);
        PovertyLine.SenShorrocksThon(four, 2.5).Value.ShouldBe((0.6 * 2 * 0.875 + 0.2 * 2 * 0.625) / 4, 1e-14);
        PovertyLine.Sen(Distribution.Of([0, 0, 3]), 2.5).Value.ShouldBe(2.0 / 3, 1e-14);
    }

    [Fact]
    public void Lines_and_incomes_outside_a_measure_are_refused()
    {
        var d = Distribution.Of([0, 1, 2]);
        var below = Distribution.Of([-1, 1, 2]);
        void Refused(Refusal reason, Func<object> act) => Should.Throw<RefusedException>(act).Reason.ShouldBe(reason);
        foreach (var of in new Func<Distribution, double, Estimate>[] { (x, z) => PovertyLine.Foster(x, z, 1), (x, z) => PovertyLine.Watts(x, z), PovertyLine.Sen, PovertyLine.SenShorrocksThon })
        {
            foreach (var line in new[] { 0, -1, double.NaN, double.PositiveInfinity })
            {
                Refused(Refusal.InvalidOption, () => of(d, line));
            }
        }

        Refused(Refusal.InvalidOption, () => PovertyLine.Foster(d, 1, -0.1));
        Refused(Refusal.InvalidOption, () => PovertyLine.Foster(d, 1, double.PositiveInfinity));
        Refused(Refusal.NonPositiveValue, () => PovertyLine.Watts(d, 1));
        PovertyLine.Watts(d, 1.5, OutsideDomain.Drop).Value.ShouldBe(Math.Log(1.5) / 2, 1e-14);
        Refused(Refusal.NonPositiveValue, () => PovertyLine.Watts(d, 1, OutsideDomain.Keep));
        Refused(Refusal.NegativeValue, () => PovertyLine.Sen(below, 1));
        Refused(Refusal.NegativeValue, () => PovertyLine.SenShorrocksThon(below, 1));
        PovertyLine.Sen(d, 1.5).Value.ShouldBeGreaterThan(0);
        Refused(Refusal.InvalidOption, () => RelativePoverty.Line(d, 0));
        Refused(Refusal.InvalidOption, () => RelativePoverty.Line(d, double.PositiveInfinity));
        Refused(Refusal.NonPositiveValue, () => RelativePoverty.Line(Distribution.Of([0, 0, 1])));
        Refused(Refusal.TooFew, () => RelativePoverty.MedianGap(Distribution.Of([5, 5, 5])));
    }

    [Fact]
    public void A_relative_line_is_a_share_of_the_median_and_who_stands_on_it_is_not_poor()
    {
        double[] incomes = [1, 1.8, 3, 4, 5];
        RelativePoverty.Line(Distribution.Of(incomes)).ShouldBe(1.8, 1e-15);
        var rate = RelativePoverty.Rate(Distribution.Of(incomes));
        rate.Value.ShouldBe(0.2, 1e-15);
        rate.StandardError.ShouldBeNull();
        rate.Notes.Single().Text.English.ShouldBe("line 1.8");
        rate.Convention.English.ShouldBe("line at 60 % of P50, strictly below");
        RelativePoverty.MedianGap(Distribution.Of(incomes)).Value.ShouldBe(0.8 / 1.8, 1e-14);
        RelativePoverty.MedianGap(Distribution.Of(incomes)).StandardError.ShouldBeNull();
    }

    [Fact]
    public void Errors_of_relative_poverty_follow_the_line_and_the_density_around_it()
    {
        double[] incomes = [1, 1.5, 2, 2.7, 3.1, 4, 5, 6, 8, 9.5];
        var d = Distribution.Of(incomes, [], SurveyDesign.Independent(10));
        var mean = incomes.Average();
        var bandwidth = Math.Sqrt(incomes.Sum(x => (x - mean) * (x - mean)) / 10) * Math.Pow(10, -0.2);
        double Density(double at) => incomes.Average(x => Math.Exp(-0.5 * (x - at) * (x - at) / bandwidth / bandwidth)) / bandwidth / Math.Sqrt(2 * Math.PI);
        double Below(double x, double line) => x < line ? 1 : 0;
        double Upto(double x, double line) => x <= line ? 1 : 0;
        var line = RelativePoverty.Line(d);
        var median = line / 0.6;

        var rate = incomes.Count(x => x < line) / 10.0;
        RelativePoverty.Rate(d).StandardError!.Value
            .ShouldBe(ErrorByWeights.Spread([.. incomes.Select(x => (Below(x, line) - rate - 0.6 * Density(line) / Density(median) * (Upto(x, median) - 0.5)) / 10)]), 1e-10);
        var middle = 1.5;
        RelativePoverty.MedianGap(d).Value.ShouldBe((line - middle) / line, 1e-14);
        double Moved(double x) => 0.6 * -(Upto(x, median) - 0.5) / Density(median);
        double Middle(double x) => (0.5 * (Below(x, line) - rate + Density(line) * Moved(x)) - (Upto(x, middle) - rate / 2)) / Density(middle);
        RelativePoverty.MedianGap(d).StandardError!.Value.ShouldBe(ErrorByWeights.Spread([.. incomes.Select(x => (-Middle(x) / line + middle * Moved(x) / (line * line)) / 10)]), 1e-10);
    }

    [Fact]
    public void The_interval_of_a_share_stays_between_nought_and_one()
    {
        var share = PovertyLine.Foster(Distribution.Of([1, 2, 3, 4], design: SurveyDesign.Independent(4)), 1.5, 0);
        var (p, e) = (0.25, share.StandardError!.Value);
        e.ShouldBe(Math.Sqrt(4.0 / 3 * (0.75 * 0.75 + 3 * 0.0625) / 16), 1e-14);
        // Student's t with three degrees of freedom: 3.182446 for 95 %, 2.353363 for 90 %.
        foreach (var (level, t) in new[] { (0.95, 3.182446305284263), (0.9, 2.353363434801823) })
        {
            var (logit, half) = (Math.Log(p / (1 - p)), t * e / (p * (1 - p)));
            var (lower, upper) = Proportions.LogitInterval(share, level)!.Value;
            lower.ShouldBe(1 / (1 + Math.Exp(-(logit - half))), 1e-8);
            upper.ShouldBe(1 / (1 + Math.Exp(-(logit + half))), 1e-8);
        }

        Proportions.LogitInterval(PovertyLine.Foster(Distribution.Of([1, 2]), 1.5, 0)).ShouldBeNull();
        Proportions.LogitInterval(PovertyLine.Foster(Distribution.Of([1, 2], design: SurveyDesign.Independent(2)), 0.5, 0)).ShouldBeNull();
        Proportions.LogitInterval(PovertyLine.Foster(Distribution.Of([1, 2], design: SurveyDesign.Independent(2)), 9, 0)).ShouldBeNull();
        foreach (var level in new[] { 0.0, 1, -1, 2 })
        {
            Should.Throw<RefusedException>(() => Proportions.LogitInterval(share, level)).Reason.ShouldBe(Refusal.InvalidOption);
        }
    }
}
