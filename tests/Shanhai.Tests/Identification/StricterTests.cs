using CsCheck;
using Shanhai.Identification;
using Shanhai.Indicators;
using Shanhai.Kernel;
using Shanhai.Tests.Indicators;
using static Shanhai.Tests.Identification.GivenRule;

namespace Shanhai.Tests.Identification;

[AnyDatabase]
public sealed class StricterTests
{
    private const string Below100 = """{ "compare": "CE.TOTAL", "is": "<", "to": "100000 yuan" }""";

    [Theory]
    [InlineData("""{ "compare": "CE.TOTAL", "is": "<", "to": "10 wanyuan" }""", null)]
    [InlineData("""{ "compare": "CE.TOTAL", "is": "<", "to": "150000 yuan" }""", null)]
    [InlineData("""{ "compare": "CE.TOTAL", "is": "<=", "to": "100000 yuan" }""", null)]
    [InlineData("""{ "compare": "150000 yuan", "is": ">", "to": "CE.TOTAL" }""", null)]
    [InlineData("""{ "not": { "compare": "CE.TOTAL", "is": ">=", "to": "100000 yuan" } }""", null)]
    [InlineData("""{ "any": [{ "compare": "CE.TOTAL", "is": "<", "to": "100000 yuan" }, { "compare": "CE.OPERATING", "is": "<", "to": "50000 yuan" }] }""", null)]
    [InlineData("""{ "compare": "CE.TOTAL", "is": "<", "to": "80000 yuan" }""", "rule.laxer")]
    [InlineData("""{ "all": [{ "compare": "CE.TOTAL", "is": "<", "to": "100000 yuan" }, { "compare": "CE.OPERATING", "is": "<", "to": "50000 yuan" }] }""", "rule.laxer-unproven")]
    [InlineData("""{ "compare": "CE.OPERATING", "is": "<", "to": "300000 yuan" }""", "rule.laxer-unproven")]
    [InlineData("""{ "compare": { "mean": "CE.TOTAL", "years": 3 }, "is": "<", "to": "300000 yuan" }""", "rule.laxer-unproven")]
    public void A_county_may_be_stricter_than_its_province_never_laxer(string local, string? problem) =>
        Stricter.Check(When(local, "990102000000"), When(Below100))?.Code.ShouldBe(problem!);

    [Fact]
    public void What_is_refused_says_what_would_pass()
    {
        var (local, superior) = (When("""{ "compare": "CE.OPERATING", "is": "<", "to": "300000 yuan" }""", "990102000000"), When(Below100));

        Stricter.Check(local, superior)!.Args[^1].ShouldBeOfType<string>().ShouldContain("CE.TOTAL");
        Stricter.Check(local with { When = Stricter.WithSuperior(local, superior) }, superior).ShouldBeNull();
    }

    [Fact]
    public void A_narrower_population_or_an_exemption_of_its_own_is_laxer_too()
    {
        var (local, superior) = (When(Below100, "990102000000"), When(Below100));
        var (place, year) = (new PlaceCode(990102104201), Period.Year(2024));

        Stricter.Check(local, superior).ShouldBeNull();
        Stricter.Check(local with { Population = new() { Levels = [Level.Village], Within = [new(990102104000)] } }, superior)!.Code.ShouldBe("rule.laxer-population");
        Stricter.Check(local with { Population = new() { Levels = [Level.Village], Classes = ["mountain"] } }, superior)!.Code.ShouldBe("rule.laxer-population");
        Stricter.Check(local with { Population = new() { Levels = [Level.Village], Except = [place] } }, superior)!.Code.ShouldBe("rule.laxer-population");
        Stricter.Check(local with { Exemptions = [new(place, "文件", year)] }, superior)!.Code.ShouldBe("rule.laxer-exemption");
        Stricter.Check(local with { Exemptions = [new(place, "文件", year, year)] }, superior with { Exemptions = [new(place, "文件", year)] }).ShouldBeNull();
        Stricter.Check(When(Below100, "330000000000"), superior)!.Code.ShouldBe("rule.not-under");
    }

    [Fact]
    public void A_relative_line_of_the_county_is_not_that_of_the_province()
    {
        var median = """{ "compare": "CE.TOTAL", "is": "<", "to": { "times": 0.6, "of": { "median": "CE.TOTAL" } } }""";

        Stricter.Check(When(median, "990102000000"), When(median))!.Code.ShouldBe("rule.laxer-unproven");
    }

    private static readonly string[] Codes = ["CE.501", "CE.502"];

    private static readonly Gen<Condition> Leaf = Gen.Select(Gen.OneOf(Codes), Gen.Enum<Relation>(), Gen.Int[0, 3],
        (code, relation, line) => (Condition)new Condition.Compare(new Expression.Figure(code), relation, new Expression.Constant(line, "yuan")));

    private static Gen<Condition> Tree(int depth) => depth == 0 ? Leaf : Gen.OneOf(
        Leaf,
        Tree(depth - 1).List[1, 2].Select(p => (Condition)new Condition.All(p)),
        Tree(depth - 1).List[1, 2].Select(p => (Condition)new Condition.Any(p)),
        Tree(depth - 1).Select(p => (Condition)new Condition.Not(p)));

    [Fact]
    public void What_is_called_no_laxer_never_leaves_out_a_place_that_the_superior_rule_names()
    {
        // Every combination of missing, below, on and above the lines for two figures.
        var all = new GivenFacts(Known, [.. Enumerable.Range(0, 36).Select(i => 990102104100L + i)]);
        for (var i = 0; i < 36; i++)
        {
            if (i % 6 > 0)
            {
                all.With(990102104100 + i, Codes[0], 2024, i % 6 - 1);
            }
            if (i / 6 > 0)
            {
                all.With(990102104100 + i, Codes[1], 2024, i / 6 - 1);
            }
        }
        var proved = 0;
        Gen.Select(Tree(2), Tree(2)).Sample((a, b) =>
        {
            var (local, superior) = (When(Below100) with { When = a }, When(Below100) with { When = b });
            if (Stricter.Check(local, superior) is not null)
            {
                return;
            }
            Interlocked.Increment(ref proved);
            all.Run(superior, 2024).With(Outcome.Holds).Except(all.Run(local, 2024).With(Outcome.Holds)).ShouldBeEmpty();
        }, iter: 3_000);
        proved.ShouldBeGreaterThan(100);
    }
}
