using Shanhai.Identification;
using Shanhai.Indicators;
using Shanhai.Kernel;
using Shanhai.Tests.Indicators;
using static Shanhai.Tests.Identification.GivenRule;

namespace Shanhai.Tests.Identification;

[AnyDatabase]
public sealed class RunTests
{
    private const long A = 990102104201, B = 990102104202, C = 990102104203;
    private static readonly PlaceCode VillageA = new(A);

    private static GivenFacts Villages() => new(Known, [A, B, C]);

    [Theory]
    [InlineData("33333.33", "33333.33", "33333.34", Outcome.DoesNotHold)]
    [InlineData("33333.33", "33333.33", "33333.33", Outcome.Holds)]
    public void Three_parts_that_make_up_the_line_exactly_are_not_below_it(string a, string b, string c, Outcome expected)
    {
        var facts = Villages();
        foreach (var (code, value) in new[] { ("CE.501", a), ("CE.502", b), ("CE.503", c), ("CE.504", "0") })
        {
            facts.With(A, code, 2024, decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture));
        }

        facts.Run(When("""{ "compare": "CE.TOTAL", "is": "<", "to": "100000 yuan" }"""), 2024)[VillageA].ShouldBe(expected);
        facts.Run(When("""{ "compare": { "sum": ["CE.501", "CE.502", "CE.503"] }, "is": "<", "to": "10 万元" }"""), 2024)[VillageA].ShouldBe(expected);
    }

    public static TheoryData<string, Outcome> Verbs() => new()
    {
        { """{ "compare": { "mean": "CE.TOTAL", "years": 3 }, "is": "=", "to": "20 yuan" }""", Outcome.Holds },
        { """{ "compare": { "mean": "CE.TOTAL", "years": 4 }, "is": "<", "to": "1000 yuan" }""", Outcome.CannotTell },
        { """{ "compare": { "least": "CE.TOTAL", "years": 3 }, "is": "=", "to": "10 yuan" }""", Outcome.Holds },
        { """{ "compare": { "slope": "CE.TOTAL", "years": 3 }, "is": "=", "to": "5 yuan" }""", Outcome.Holds },
        { """{ "compare": { "growth": "CE.TOTAL", "years": 1 }, "is": "=", "to": "-33.33 percent" }""", Outcome.DoesNotHold },
        { """{ "compare": { "growth": "CE.TOTAL", "years": 2 }, "is": "=", "to": "100 percent" }""", Outcome.Holds },
        { """{ "compare": { "share": "CE.501", "of": "CE.TOTAL" }, "is": "=", "to": "35 percent" }""", Outcome.Holds },
        { """{ "compare": { "perHead": "CE.TOTAL", "by": "PO.MEMBERS" }, "is": "<=", "to": "5 yuan/person" }""", Outcome.Holds },
        { """{ "compare": { "perHead": "CE.TOTAL" }, "is": "<=", "to": "5 yuan/person" }""", Outcome.CannotTell },
        { """{ "compare": { "excludingNonRecurring": "CE.501" }, "is": "=", "to": "4 yuan" }""", Outcome.Holds },
        { """{ "compare": "CE.TOTAL", "is": "=", "to": { "times": 0.2, "of": { "median": "CE.TOTAL" } } }""", Outcome.Holds },
        { """{ "compare": "CE.TOTAL", "is": "<", "to": { "percentile": "CE.TOTAL", "at": 25 } }""", Outcome.Holds },
        { """{ "compare": { "growth": "CE.502", "years": 1 }, "is": ">", "to": "0 percent" }""", Outcome.CannotTell },
    };

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Every_verb_of_the_language_counts_exactly(string condition, Outcome expected)
    {
        var facts = Villages().With(A, "CE.TOTAL", 2022, 10).With(A, "CE.TOTAL", 2023, 30).With(A, "CE.TOTAL", 2024, 20)
            .With(B, "CE.TOTAL", 2024, 100).With(C, "CE.TOTAL", 2024, 1000)
            .With(A, "CE.501", 2024, 7).With(A, "CE.501.NR", 2024, 3).With(A, "PO.MEMBERS", 2024, 4).With(A, "PO.RESIDENT", 2024, 0)
            .With(A, "CE.502", 2023, 0).With(A, "CE.502", 2024, 1);
        var rule = When(condition);

        RuleCheck.Problems(rule with { From = Period.Year(2024) }, Known).Where(p => p.Code != "rule.indicator-life").ShouldBeEmpty();
        facts.Run(rule, 2024)[VillageA].ShouldBe(expected);
    }

    [Fact]
    public void A_figure_in_dispute_cannot_decide_but_another_one_may()
    {
        var facts = Villages().With(A, "CE.TOTAL", 2024, 5).With(A, "CE.OPERATING", 2024, 5).Dispute(A, "CE.TOTAL", 2024);

        facts.Run(When("""{ "compare": "CE.TOTAL", "is": "<", "to": "10 yuan" }"""), 2024)[VillageA].ShouldBe(Outcome.CannotTell);
        facts.Run(When("""{ "any": [{ "compare": "CE.TOTAL", "is": "<", "to": "10 yuan" }, { "compare": "CE.OPERATING", "is": "<", "to": "10 yuan" }] }"""), 2024)[VillageA]
            .ShouldBe(Outcome.Holds);
    }

    [Fact]
    public void A_reason_says_the_figure_the_line_and_the_distance_in_both_languages()
    {
        var facts = Villages().With(A, "CE.OPERATING", 2024, 83_200).With(B, "CE.OPERATING", 2024, 120_000.5m);
        var run = facts.Run(When("""{ "compare": "CE.OPERATING", "is": "<", "to": "100000 yuan" }"""), 2024);

        string Text(Language language, long place) => new ReasonText(language, Say, Known).Sentences(run.Reason(new(place))!).ShouldHaveSingleItem();

        Text(Language.Chinese, A).ShouldBe("经营性收入 8.32 万元 < 10 万元，差 1.68 万元");
        Text(Language.English, A).ShouldBe("Operating income 83,200 yuan < 100,000 yuan, 16,800 yuan short");
        Text(Language.Chinese, B).ShouldBe("经营性收入 12 万元 > 10 万元，高出 2 万元");
        Text(Language.Chinese, C).ShouldBe("经营性收入不能判定：经营性收入（2024年）未填报");
        run.Reason(VillageA)!.Left!.Read.ShouldHaveSingleItem().Facts.ShouldHaveSingleItem().ToString().ShouldBe($"{A}/CE.OPERATING/2024/r1");
        run.Reason(VillageA)!.Difference.ShouldBe(-16_800m);
    }

    [Fact]
    public void A_whole_tree_reads_from_the_top_and_names_only_what_decided()
    {
        var facts = Villages().With(A, "CE.OPERATING", 2024, 80_000).With(A, "CE.TOTAL", 2024, 500_000);
        var run = facts.Run(When("""{ "any": [{ "compare": "CE.TOTAL", "is": "<", "to": "200000 yuan" }, { "compare": "CE.OPERATING", "is": "<", "to": "100000 yuan" }] }"""), 2024);
        var reason = run.Reason(VillageA)!;
        var text = new ReasonText(Language.Chinese, Say, Known);

        text.Sentences(reason).ShouldBe(["经营性收入 8 万元 < 10 万元，差 2 万元"]);
        text.Full(reason).ShouldBe("【成立】以下各项有一项成立即可：\n  【不成立】总收入 50 万元 > 20 万元，高出 30 万元\n  【成立】经营性收入 8 万元 < 10 万元，差 2 万元");
        run.Margins[0].ShouldBe(0.2f);
    }

    [Fact]
    public void Severity_is_the_first_that_holds_and_exempt_places_are_not_judged()
    {
        var rule = When("""{ "compare": "CE.TOTAL", "is": "<", "to": "100 yuan" }""") with
        {
            Severities = [new("severe", new("重", "severe"), When("""{ "compare": "CE.TOTAL", "is": "<", "to": "10 yuan" }""").When),
                new("light", new("轻", "light"), When("""{ "compare": "CE.TOTAL", "is": "<", "to": "100 yuan" }""").When)],
            Exemptions = [new(new(C), "文件1号", Period.Year(2024), Period.Year(2024))],
        };
        var run = Villages().With(A, "CE.TOTAL", 2024, 5).With(B, "CE.TOTAL", 2024, 50).With(C, "CE.TOTAL", 2024, 5).Run(rule, 2024);

        run.Severities.ShouldBe([(byte)0, (byte)1, Shanhai.Identification.Run.NoSeverity]);
        run[new(C)].ShouldBe(Outcome.Exempt);
        run.Count(Outcome.Holds).ShouldBe(2);
    }

    [Fact]
    public void A_rule_is_not_run_outside_its_life()
    {
        var rule = When("""{ "compare": "CE.TOTAL", "is": "<", "to": "100 yuan" }""") with { To = Period.Year(2019) };

        Shanhai.Identification.Run.Of(rule, Period.Year(2020), Villages().Read(("CE.TOTAL", 2020)), PlaceList.Unknown).Problem!.Code.ShouldBe("rule.not-in-force");
    }

    [Fact]
    public void A_township_with_a_village_missing_cannot_be_told()
    {
        var facts = new GivenFacts(Known, [990102104000, A, B]).With(A, "CE.TOTAL", 2024, 5);
        var rule = When("""{ "compare": "CE.TOTAL", "is": "<", "to": "100 yuan" }""") with { Population = new() { Levels = [Level.Township] } };

        facts.Run(rule, 2024)[new(990102104000)].ShouldBe(Outcome.CannotTell);
        facts.With(B, "CE.TOTAL", 2024, 5).Run(rule, 2024)[new(990102104000)].ShouldBe(Outcome.Holds);
    }
}
