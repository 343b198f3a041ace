using Shanhai.Identification;
using Shanhai.Indicators;
using Shanhai.Kernel;
using Shanhai.Tests.Indicators;
using static Shanhai.Tests.Identification.GivenRule;

namespace Shanhai.Tests.Identification;

[AnyDatabase]
public sealed class RuleTests
{
    [Fact]
    public async Task The_shipped_rules_are_sound_and_keep_the_order_of_authorities()
    {
        var rules = (await RuleFiles.Read(Shipped.Folder("data/rules"), Known, TestContext.Current.CancellationToken)).Value;

        rules.Count.ShouldBe(11);
        rules.Where(r => r.Under is not null).ShouldAllBe(r => Stricter.Check(r, rules.Single(s => s.Code == r.Under)) == null);
        rules.Single(r => r.Code == "WEAK.ZJ.2021").Mark.NeedsConfirmation.ShouldBeTrue();
    }

    [Fact]
    public async Task A_rule_reads_back_as_it_was_written()
    {
        foreach (var rule in (await RuleFiles.Read(Shipped.Folder("data/rules"), Known, TestContext.Current.CancellationToken)).Value)
        {
            Rule.Parse(rule.Written()).Value.Written().ShouldBe(rule.Written());
        }
    }

    [Theory]
    [InlineData("""{ "all": [] }""", "rule.empty-tree")]
    [InlineData("""{ "any": [{ "all": [] }] }""", "rule.empty-tree")]
    [InlineData("""{ "compare": "CE.NOTHING", "is": "<", "to": "1 yuan" }""", "rule.indicator-unknown")]
    [InlineData("""{ "compare": "CE.TOTAL", "is": "<", "to": "100000" }""", "rule.unit-missing")]
    [InlineData("""{ "compare": "CE.TOTAL", "is": "<", "to": "3 furlongs" }""", "rule.unit-unknown")]
    [InlineData("""{ "compare": "CE.TOTAL", "is": "<", "to": "30 percent" }""", "rule.unit-mismatch")]
    [InlineData("""{ "compare": { "growth": "CE.TOTAL", "years": 1 }, "is": "<", "to": "30" }""", "rule.unit-missing")]
    [InlineData("""{ "compare": { "sum": ["CE.TOTAL", "LA.AREA"] }, "is": "<", "to": "30 yuan" }""", "rule.unit-mismatch")]
    [InlineData("""{ "compare": { "mean": "CE.TOTAL", "years": 0 }, "is": "<", "to": "30 yuan" }""", "rule.years")]
    [InlineData("""{ "compare": { "slope": "CE.TOTAL", "years": 1 }, "is": "<", "to": "30 yuan" }""", "rule.years")]
    [InlineData("""{ "compare": { "percentile": "CE.TOTAL", "at": 101 }, "is": "<", "to": "30 yuan" }""", "rule.percentile")]
    [InlineData("""{ "compare": { "excludingNonRecurring": "PO.RESIDENT" }, "is": "<", "to": "30 person" }""", "rule.no-non-recurring-part")]
    [InlineData("""{ "compare": "CE04.511", "is": "<", "to": "30 yuan" }""", "rule.indicator-life")]
    [InlineData("""{ "compare": { "sum": [] }, "is": "<", "to": "30 yuan" }""", "rule.empty-sum")]
    public void A_condition_with_a_mistake_is_refused_with_the_reason(string condition, string code) =>
        RuleCheck.Problems(When(condition), Known).Select(p => p.Code).ShouldContain(code);

    [Theory]
    [InlineData("""{ "compare": "CE.TOTAL" }""")]
    [InlineData("""{ "compare": "CE.TOTAL", "is": "~", "to": "1 yuan" }""")]
    [InlineData("""{ "some": [] }""")]
    [InlineData("""{ "compare": { "modus": "CE.TOTAL" }, "is": "<", "to": "1 yuan" }""")]
    [InlineData("""{ "compare": "CE.TOTAL", "is": "<", "to": "1,x yuan" }""")]
    public void What_is_no_rule_is_refused(string condition) =>
        Rule.Parse(When("""{ "compare": "CE.TOTAL", "is": "<", "to": "1 yuan" }""").Written().Replace("""{"compare":"CE.TOTAL","is":"<","to":"1 yuan"}""", condition, StringComparison.Ordinal)
            .Replace("""{"compare":"CE.TOTAL","is":"\u003C","to":"1 yuan"}""", condition, StringComparison.Ordinal)).Problem!.Code.ShouldBe("rule.unreadable");

    [Fact]
    public void Dates_places_and_documents_are_checked()
    {
        var rule = When("""{ "compare": "CE.TOTAL", "is": "<", "to": "1 yuan" }""");

        Code(rule with { To = Period.Year(1980) }).ShouldBe("rule.ends-before-start");
        Code(rule with { Population = new() { Levels = [] } }).ShouldBe("rule.population-empty");
        Code(rule with { Population = new() { Levels = [Level.Village], Within = [new(330000000000)] } }).ShouldBe("rule.outside-jurisdiction");
        Code(rule with { Exemptions = [new(new(990102104201), " ", Period.Year(2024))] }).ShouldBe("rule.exemption-without-document");
        Code(rule with { Basis = "" }).ShouldBe("rule.basis-missing");
        RuleCheck.Problems(rule, Known).ShouldBeEmpty();

        static string Code(Rule rule) => RuleCheck.Problems(rule, Known).ShouldHaveSingleItem().Code;
    }

    [Fact]
    public void Rules_that_stand_under_each_other_or_overlap_are_refused()
    {
        var rule = When("""{ "compare": "CE.TOTAL", "is": "<", "to": "1 yuan" }""");

        RuleCheck.Together([rule, rule with { From = Period.Year(2020) }]).ShouldHaveSingleItem().Code.ShouldBe("rule.versions-overlap");
        RuleCheck.Together([rule with { Under = "S" }]).ShouldHaveSingleItem().Code.ShouldBe("rule.superior-unknown");
        RuleCheck.Together([rule with { Under = "S" }, rule with { Code = "S", Under = "R" }]).Select(p => p.Code).Distinct().ShouldBe(["rule.circle"]);
        RuleCheck.Together([rule with { To = Period.Year(2019) }, rule with { From = Period.Year(2020) }]).ShouldBeEmpty();
    }
}
