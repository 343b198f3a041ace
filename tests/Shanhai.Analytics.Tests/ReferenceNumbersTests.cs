using Shanhai.Analytics.Tests.Comparison;
using Shanhai.Analytics.Tests.Forecast;
using Shanhai.Analytics.Tests.Inequality;
using Shanhai.Analytics.Tests.Integrity;
using Shanhai.Analytics.Tests.Matching;
using Shanhai.Analytics.Tests.Panel;
using Shanhai.Analytics.Tests.Poverty;
using Shanhai.Analytics.Tests.Synthetic;

namespace Shanhai.Analytics.Tests;

/// <summary>Nobody notices a reference number that no test looks at. Here the tests of each case are run and the numbers that they took are counted.</summary>
public sealed class ReferenceNumbersTests
{
    [Theory]
    [InlineData("a01-eusilc-laeken", 91, typeof(EusilcTests), typeof(RelativePovertyTests))]
    [InlineData("a02-hhbudgets-ic2", 227, typeof(HouseholdBudgetTests))]
    [InlineData("a03-ilocos-ineq", 35, typeof(IlocosTests))]
    [InlineData("a04-german-counties-reat", 125, typeof(GermanCountiesTests))]
    [InlineData("a05-mpi-syncdta-mpitbr", 3432, typeof(AlkireFosterTests))]
    [InlineData("a06-income-source-eusilc", 124, typeof(IncomeSourcesTests))]
    [InlineData("b01-mpdta-staggered", 1546, typeof(EventStudyTests), typeof(FixedEffectsTests), typeof(GroupTimeEffectsTests), typeof(BaconDecompositionTests), typeof(ImputationTests))]
    [InlineData("b02-base-stagg-fixest", 395, typeof(EventStudyTests), typeof(FixedEffectsTests), typeof(GroupTimeEffectsTests), typeof(ImputationTests))]
    [InlineData("b03-petersen-se", 95, typeof(PetersenTests))]
    [InlineData("b04-prop99-synthdid", 120, typeof(SyntheticTests))]
    [InlineData("b05-lalonde-matchit", 158, typeof(MatchedComparisonTests))]
    [InlineData("b06-basque-synth", 214, typeof(SyntheticTests))]
    [InlineData("c01-senate-density", 1094, typeof(DensityTestTests))]
    [InlineData("c02-benford-payments", 1176, typeof(DigitTests))]
    [InlineData("c03-last-digit-census", 90, typeof(DigitTests))]
    [InlineData("c04-bunching-kink", 12, typeof(BunchingTests))]
    [InlineData("c05-near-duplicates", 107, typeof(NearDuplicatesTests))]
    [InlineData("d01-lap-orlib", 44, typeof(AssignmentTests))]
    [InlineData("d03-stable-matching", 1638, typeof(StableMatchingTests))]
    [InlineData("e01-fallback-risk-wagepan", 86, typeof(ForecastTests))]
    public void Every_number_of_a_reference_case_is_compared(string name, int numbers, params Type[] classes) =>
        ReferenceNumbers.AllAreCompared(name, numbers, classes);
}
