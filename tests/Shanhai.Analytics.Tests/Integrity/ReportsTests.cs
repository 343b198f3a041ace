using Shanhai.Analytics.Integrity;

namespace Shanhai.Analytics.Tests.Integrity;

public sealed class ReportsTests
{
    [Fact]
    public void One_impossible_year_among_smooth_villages_is_named()
    {
        var (unit, period, value) = (new List<int>(), new List<int>(), new List<double>());
        for (var v = 0; v < 10; v++)
        {
            for (var t = 0; t < 8; t++)
            {
                unit.Add(v);
                period.Add(2016 + t);
                value.Add((100 + 10 * v) * Math.Pow(1.06, t) * (1 + 0.01 * ((v * 7 + t * 3) % 5 - 2)) * (v == 4 && t == 5 ? 3 : 1));
            }
        }

        var jumps = Jumps.Find(Grouping.Of([.. unit]), [.. period], [.. value]);

        jumps.Count.ShouldBe(1);
        (jumps[0].Unit, jumps[0].Period).ShouldBe(("4", 2021));
        jumps[0].Evidence.Strength.ShouldBe(Strength.Strong);
    }

    [Fact]
    public void Two_sources_that_agree_have_concordance_near_one_and_no_rows_beyond()
    {
        double[] a = [10, 20, 30, 40, 50], b = [10.1, 19.9, 30.2, 39.8, 50];

        var agreement = SourceAgreement.Of(a, b);

        agreement.Concordance.ShouldBeGreaterThan(0.999);
        agreement.Disagreeing.ShouldBeEmpty();
        agreement.Evidence.Strength.ShouldBe(Strength.None);
    }

    [Fact]
    public void A_source_that_doubles_is_found_though_it_correlates_perfectly()
    {
        var agreement = SourceAgreement.Of([10, 20, 30, 40], [20, 40, 60, 80]);

        agreement.Correlation.ShouldBe(1, 1e-12);
        agreement.Concordance.ShouldBe(2 * 250 / (125 + 500 + 625.0), 1e-12);
        agreement.Disagreeing.Count.ShouldBe(4);
        agreement.Evidence.Strength.ShouldBe(Strength.Strong);
    }
}
