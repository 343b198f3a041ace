using Shanhai.Analytics.Numerics;
using Shanhai.Analytics.Panel;

namespace Shanhai.Analytics.Tests.Panel;

/// <summary>Panels the tests of this folder share: two reference cases and simulated ones.</summary>
internal static class Counties
{
    public static AdoptionPanel Mpdta(Oracle oracle, out Table data)
    {
        data = oracle.Csv();
        return AdoptionPanel.Of(Grouping.Of(data.Whole("countyreal")), data.Whole("year"), data.Numbers("lemp"), data.Whole("first.treat"));
    }

    public static AdoptionPanel BaseStagg(Oracle oracle, out Table data)
    {
        data = oracle.Csv();
        return AdoptionPanel.Of(Grouping.Of(data.Whole("id")), data.Whole("year"), data.Numbers("y"), data.Whole("year_treated"));
    }

    /// <summary>
    /// Units 1..n over periods 1..t; cohort of unit u is cohorts[u % cohorts.Length] (0 never). Unit and period effects,
    /// noise with standard deviation one, effect(cohort, since) after adoption.
    /// </summary>
    public static Rows Simulated(ulong seed, int units, int periods, int[] cohorts, Func<int, int, double> effect, double gaps = 0)
    {
        var random = new SeededRandom(seed);
        var rows = new Rows([], [], [], []);
        for (var u = 0; u < units; u++)
        {
            var level = 2 * random.NextNormal();
            var cohort = cohorts[u % cohorts.Length];
            for (var t = 1; t <= periods; t++)
            {
                var y = level + 0.3 * t + random.NextNormal() + (cohort > 0 && t >= cohort ? effect(cohort, t - cohort) : 0);
                if (random.NextDouble() >= gaps)
                {
                    rows.Unit.Add(u);
                    rows.Period.Add(t);
                    rows.Y.Add(y);
                    rows.First.Add(cohort);
                }
            }
        }

        return rows;
    }

    internal sealed record Rows(List<int> Unit, List<int> Period, List<double> Y, List<int> First)
    {
        public Grouping Units => Grouping.Of([.. Unit]);

        public AdoptionPanel Panel => AdoptionPanel.Of(Units, [.. Period], [.. Y], [.. First]);

        public double[] Treated => [.. First.Select((g, i) => g > 0 && Period[i] >= g ? 1.0 : 0)];
    }

    public static void ShouldAgree(this Coefficient actual, Reference expected, double point, double error, string what)
    {
        actual.Value.ShouldAgree(expected.GetProperty("estimate").GetDouble(), point, what);
        actual.StandardError.ShouldAgree(expected.GetProperty("se").GetDouble(), error, what + " error");
        actual.Statistic.ShouldAgree(expected.GetProperty("t").GetDouble(), error, what + " t");

        // A tail far out moves by t² for every part of an error.
        var p = expected.GetProperty("p").GetDouble();
        (Math.Log(actual.PValue) - Math.Log(p)).ShouldBe(0, error * (1 + actual.Statistic * actual.Statistic), what + " p");
    }
}
