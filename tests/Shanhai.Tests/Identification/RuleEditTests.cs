using Shanhai.Identification;
using Shanhai.Kernel;

namespace Shanhai.Tests.Identification;

[AnyDatabase]
public sealed class RuleEditTests
{
    private static readonly Rule Given = GivenRule.When("""{ "any": [ { "compare": "CE.TOTAL", "is": "<", "to": "100000 yuan" }, { "compare": "CE.OPERATING", "is": "<", "to": "50000 yuan" } ] }""");

    private static Rule Edited(string? act, params (string Key, string Value)[] fields) =>
        RuleEdit.Apply(Given.Written(), fields.ToDictionary(f => f.Key, f => f.Value), act).Value;

    private static string Sentences(Rule rule) => RuleText.Full(rule, Language.English, new Telling(GivenRule.Known));

    [Fact]
    public void A_threshold_typed_in_its_field_replaces_the_old_one_and_nothing_else()
    {
        var rule = Edited("preview", ("line-1", "8 万元"));

        Sentences(rule).ShouldBe("One of these must hold:\n  Total income is below 100,000 yuan\n  Operating income is below 80,000 yuan");
    }

    [Fact]
    public void Conditions_are_added_removed_and_turned_by_buttons()
    {
        Edited("remove:0").When.Comparisons.Count().ShouldBe(1);
        Edited("add:").When.Comparisons.Count().ShouldBe(3);
        Edited("all:").When.ShouldBeOfType<Condition.All>().Parts.Count.ShouldBe(2);
        Edited("not:1").When.Children[1].ShouldBeOfType<Condition.Not>();
        Edited("add:0").When.Children[0].ShouldBeOfType<Condition.All>().Parts.Count.ShouldBe(2);
    }

    [Fact]
    public void A_line_that_is_no_number_is_refused_with_words()
    {
        var result = RuleEdit.Apply(Given.Written(), new Dictionary<string, string> { ["line-0"] = "{ \"mea" }, "preview");

        result.Problem!.Code.ShouldBe("rule.unreadable");
    }

    [Fact]
    public void Whoever_has_read_the_document_takes_the_mark_of_doubt_away()
    {
        var doubtful = Given with { Mark = new(Origin.Own, "general knowledge", Confidence.Medium) };

        var rule = RuleEdit.Apply(doubtful.Written(), new Dictionary<string, string> { ["confirmed"] = "true", ["basis"] = "省委办〔2026〕1号" }, "preview").Value;

        (doubtful.Mark.NeedsConfirmation, rule.Mark.NeedsConfirmation, rule.Basis).ShouldBe((true, false, "省委办〔2026〕1号"));
    }
}
