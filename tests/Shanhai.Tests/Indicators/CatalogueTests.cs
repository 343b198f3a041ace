using Shanhai.Indicators;
using Shanhai.Kernel;

namespace Shanhai.Tests.Indicators;

[AnyDatabase]
public sealed class CatalogueTests
{
    [Fact]
    public void The_shipped_catalogue_is_whole()
    {
        var catalogue = Shipped.Catalogue.Value;

        catalogue.All.Count.ShouldBeGreaterThan(140);
        catalogue.All.ShouldAllBe(i => i.Name.Zh.Length > 0 && i.Name.En.Length > 0 && i.Definition.Zh.Length > 0 && i.Definition.En.Length > 0 && i.Basis.Length > 0);
        catalogue["CE.OPERATING"].Mark.NeedsConfirmation.ShouldBeTrue();
    }

    [Fact]
    public void The_2023_chart_has_all_42_accounts() =>
        Shipped.Catalogue.Value.All.Count(i => i.Code.StartsWith("CE.", StringComparison.Ordinal) && int.TryParse(i.Code[3..], out _)).ShouldBe(42);

    [Fact]
    public void The_change_of_charts_is_a_marked_break_of_every_total_but_of_subsidies_whose_account_only_changed_its_number()
    {
        var changed = Shipped.Catalogue.Value.All.Where(i => i.Formulas.Count > 1).ToList();

        changed.Select(i => i.Code).ShouldContain("CE.OPERATING");
        changed.Where(i => i.Breaks.Contains(2024) == i.Code.StartsWith("CE.SUBSIDY", StringComparison.Ordinal)).Select(i => i.Code).ShouldBeEmpty();
    }

    [Fact]
    public void A_name_of_a_column_finds_its_indicators()
    {
        Shipped.Catalogue.Value.Named("村集体经济总收入").ShouldHaveSingleItem().Code.ShouldBe("CE.TOTAL");
        Shipped.Catalogue.Value.Named("经营收入").Select(i => i.Code).ShouldBe(["CE04.501", "CE.501"], ignoreOrder: true);
    }

    public static TheoryData<string, Func<Indicator[]>> Bad() => new()
    {
        { "catalogue.code-twice", () => [Plain(1, "A"), Plain(2, "a")] },
        { "catalogue.id-twice", () => [Plain(1, "A"), Plain(1, "B")] },
        { "catalogue.unit-unknown", () => [Plain(1, "A") with { Unit = "furlong" }] },
        { "catalogue.code-unknown", () => [Plain(1, "A") with { Formulas = [new([new("B")])] }] },
        { "catalogue.circle", () => [Plain(1, "A") with { Formulas = [new([new("B")])] }, Plain(2, "B") with { Formulas = [new([new("A")])] }] },
        { "catalogue.term-unlike", () => [Plain(1, "A") with { Formulas = [new([new("B")])] }, Plain(2, "B") with { Unit = "mu" }] },
        { "catalogue.formulas-overlap", () => [Plain(1, "A") with { Formulas = [new([new("B")], To: 2024), new([new("B")], From: 2024)] }, Plain(2, "B")] },
        { "catalogue.rate-summed", () => [Plain(1, "A") with { Kind = IndicatorKind.Rate }] },
        { "catalogue.rate-without-parts", () => [Plain(1, "A") with { RollUp = RollUp.Parts }] },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_catalogue_with_a_mistake_is_refused(string problem, Func<Indicator[]> indicators) =>
        Catalogue.Of(indicators()).Problem!.Code.ShouldBe(problem);

    [Theory]
    [InlineData("33333.33", 3333333L)]
    [InlineData("-0.01", -1L)]
    [InlineData("0.001", null)]
    [InlineData("99999999999999999999", null)]
    public void A_figure_is_stored_exactly_or_not_at_all(string typed, long? stored) =>
        Shipped.Catalogue.Value["CE.TOTAL"].Stored(decimal.Parse(typed, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(stored);

    [Fact]
    public void Contracting_income_is_split_in_the_share_of_the_village_and_never_guessed()
    {
        Chart.Restate("CE04.511", 1001, 3_333).ShouldBe([("CE.501", 334L), ("CE.502", 667L)]);
        Chart.Restate("CE04.511", 1001, null).ShouldBeNull();
        Chart.Restate("CE04.522", 7, null).ShouldBe([("CE.503", 7L)]);
    }

    [Fact]
    public void A_fact_key_reads_back_as_it_was_written()
    {
        var key = FactKey.Parse("990102104207/CE.501/2024/r1", null);

        key.ShouldBe(new(new(990102104207), "CE.501", Period.Year(2024), 1));
        key.ToString().ShouldBe("990102104207/CE.501/2024/r1");
        new[] { "", "990102104207/CE.501/2024", "990102104207/CE.501/2024/r0", "99010210420/CE.501/2024/r1", "990102104207/CE.501/24/r1" }
            .ShouldAllBe(bad => !FactKey.TryParse(bad, null, out key));
    }

    [Fact]
    public void The_second_of_two_people_who_save_a_cell_sees_both_values()
    {
        var cell = (Shipped.Catalogue.Value["CE.TOTAL"], Period.Year(2024), PlaceCode.Parse("990102104207", null));
        var first = Fact.Next(null, cell, 0, 100_00, 1, DateTimeOffset.UnixEpoch).Value!;

        var clash = Fact.Next(first, cell, 0, 200_00, 2, DateTimeOffset.UnixEpoch).Problem!;

        clash.Code.ShouldBe("fact.saved-meanwhile");
        clash.Args[3..].ShouldBe(["100", "200"]);
        Fact.Next(first, cell, 1, 100_00, 2, DateTimeOffset.UnixEpoch).Value.ShouldBeNull();
        Fact.Next(first, cell, 1, 200_00, 2, DateTimeOffset.UnixEpoch).Value!.Revision.ShouldBe((short)2);
        first.SupersededAt.ShouldBe(DateTimeOffset.UnixEpoch);
    }

    private static Indicator Plain(int id, string code) => new()
    {
        Id = id, Code = code, Name = new(code, code), Unit = "yuan", Definition = new(code, code), Basis = "-", Mark = new(Origin.Found, "-"),
    };
}
