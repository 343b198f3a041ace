using System.Text.Json;
using Shanhai.Analytics.Poverty;

namespace Shanhai.Analytics.Tests.Poverty;

/// <summary>Case a05: mpitbR 1.0.1 on the synthetic survey of Suppa (2023); H, A and M0 1e-8, shares of single indicators
/// 1e-7 (the reference iterates, ours are exact ratios), errors 1e-8, intervals 1e-7.</summary>
public sealed class AlkireFosterTests
{
    private static readonly (string Name, string Dimension)[] Structure =
    [
        ("d_nutr", "health"), ("d_cm", "health"), ("d_satt", "education"), ("d_educ", "education"),
        ("d_elct", "living"), ("d_sani", "living"), ("d_wtr", "living"), ("d_hsg", "living"), ("d_ckfl", "living"), ("d_asst", "living"),
    ];

    private readonly Oracle oracle = Oracle.Case("a05-mpi-syncdta-mpitbr");
    private readonly Table data;

    public AlkireFosterTests() => data = oracle.Csv();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Levels_equal_mpitbR_nationally_and_by_area(int round)
    {
        var rounds = data.Whole("t");
        var table = Build(i => rounds[i] == round);
        var area = Grouping.Of(data.Text("area"));
        var results = oracle["levels"].EnumerateArray().Where(r => r.GetProperty("t").GetInt32() == round).ToArray();
        results.ShouldNotBeEmpty();
        foreach (var k in new[] { 20, 33, 50 })
        {
            var whole = table.At(k / 100.0);
            var groups = table.ByGroup(k / 100.0, area);
            foreach (var row in results.Where(r => r.GetProperty("k").ValueKind == JsonValueKind.Null || r.GetProperty("k").GetInt32() == k))
            {
                var subgroup = row.GetProperty("subg").GetString();
                CompareLevel(row, row.GetProperty("loa").GetString() == "nat" ? whole : groups.Single(g => g.Name == subgroup).Profile);
            }

            groups.Sum(g => g.Share).ShouldAgree(1, 1e-12);
        }
    }

    [Fact]
    public void Changes_between_rounds_equal_mpitbR_nationally_and_by_area()
    {
        var (rounds, area) = (data.Whole("t"), data.Text("area"));
        var table = Build(_ => true);
        // Four rows ask after one change of one measure: the same change is reckoned once.
        var reckoned = new Dictionary<(int Cutoff, string Subgroup), IReadOnlyList<PovertyChange>>();
        foreach (var row in oracle["changes_over_time"].EnumerateArray())
        {
            var (cutoff, subgroup) = (row.GetProperty("k").GetInt32(), row.GetProperty("subg").GetString()!);
            if (!reckoned.TryGetValue((cutoff, subgroup), out var changes))
            {
                bool In(int i, int round) => rounds[i] == round && (subgroup == "nat" || area[i] == subgroup);
                bool[] first = [.. rounds.Select((_, i) => In(i, 1))];
                bool[] last = [.. rounds.Select((_, i) => In(i, 2))];
                reckoned[(cutoff, subgroup)] = changes = table.Change(cutoff / 100.0, first, last, 8.5);
            }

            var change = changes.Single(c => c.Measure == row.GetProperty("measure").GetString());
            var annual = row.GetProperty("ann").GetInt32() == 1;
            var actual = row.GetProperty("ctype").GetString() == "abs"
                ? annual ? change.AbsolutePerYear : change.Absolute
                : annual ? change.RelativePerYear : change.Relative;
            actual.Value.ShouldAgree(row.GetProperty("b").GetDouble(), 1e-9, row.GetRawText());
            actual.StandardError!.Value.ShouldAgree(row.GetProperty("se").GetDouble(), 1e-7, row.GetRawText());
            actual.Interval()!.Value.Lower.ShouldAgree(row.GetProperty("ll").GetDouble(), 1e-7, row.GetRawText());
            actual.Interval()!.Value.Upper.ShouldAgree(row.GetProperty("ul").GetDouble(), 1e-7, row.GetRawText());
        }
    }

    private AlkireFoster Build(Func<int, bool> keep)
    {
        double[] weights = [.. data.Numbers("weight").Select((w, i) => keep(i) ? w : 0)];
        var dimensions = Structure.GroupBy(s => s.Dimension).ToDictionary(g => g.Key, g => g.Count());
        return AlkireFoster.Of(
            [.. Structure.Select(s => new Indicator(s.Name, s.Dimension, 1.0 / dimensions.Count / dimensions[s.Dimension], data.Numbers(s.Name)))],
            weights,
            SurveyDesign.Of(data.Whole("psu"), data.Whole("stratum")),
            MissingIndicator.DropRow);
    }

    private static void CompareLevel(Reference row, PovertyProfile profile)
    {
        var indicator = row.GetProperty("indicator").GetString();
        var item = indicator is null ? null : profile.Indicators.Single(i => i.Name == indicator);
        var expected = row.GetProperty("b").GetDouble();
        var estimate = row.GetProperty("measure").GetString() switch
        {
            "M0" => profile.Adjusted,
            "H" => profile.Headcount,
            "A" => profile.Intensity,
            "hd" => item!.Uncensored,
            "hdk" => item!.Censored,
            _ => null,
        };
        if (estimate is null)
        {
            (row.GetProperty("measure").GetString() == "actb" ? item!.Contribution : item!.Share).ShouldAgree(expected, 1e-7, row.GetRawText());
            return;
        }

        estimate.Value.ShouldAgree(expected, indicator is null ? 1e-8 : 1e-7, row.GetRawText());
        estimate.StandardError!.Value.ShouldAgree(row.GetProperty("se").GetDouble(), 1e-7, row.GetRawText());
        var interval = Proportions.LogitInterval(estimate)!.Value;
        interval.Lower.ShouldAgree(row.GetProperty("ll").GetDouble(), 1e-7, row.GetRawText());
        interval.Upper.ShouldAgree(row.GetProperty("ul").GetDouble(), 1e-7, row.GetRawText());
    }
}
