using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Shanhai.Indicators;
using Shanhai.Kernel;

namespace Shanhai.Tests.Indicators;

[AnyDatabase]
public sealed class FactColumnTests
{
    private const long Province = 990000000000, City = 990100000000, County = 990102000000, Town = 990102104000, A = 990102104201, B = 990102104202, C = 990102105201;
    private static readonly long[] Register = [Province, City, County, Town, A, B, 990102105000, C];
    private static readonly Catalogue Known = Shipped.Catalogue.Value;

    [Fact]
    public void A_total_says_how_many_of_its_places_are_in_it()
    {
        var column = new GivenFacts(Known, Register).With(A, "CE.501", 2024, 10).With(C, "CE.501", 2024, 5).Column("CE.501", 2024);

        column[new(County)].ShouldBe(1500);
        column.LackOf(new(County)).ShouldBe(Lack.Partial);
        column.TotalOf(new(County)).ShouldBe(new FactColumn.Total(County, 1500, 2, 3));
        column.LackOf(new(990102105000)).ShouldBe(Lack.None);
        column[PlaceCode.Nation].ShouldBe(1500);
    }

    [Fact]
    public void A_figure_reported_by_a_township_wins_and_its_sum_stays_beside_it()
    {
        var column = new GivenFacts(Known, Register).With(A, "CE.501", 2024, 10).With(Town, "CE.501", 2024, 40).With(C, "CE.501", 2024, 5).Column("CE.501", 2024);

        column[new(Town)].ShouldBe(4000);
        column.TotalOf(new(Town)).ShouldBe(new FactColumn.Total(Town, 1000, 1, 2));
        column[new(County)].ShouldBe(4500);
        column.LackOf(new(County)).ShouldBe(Lack.None);
        column.Between(new(Town), new PlaceCode(Town).Last).ShouldBe((1000, 1));
    }

    [Fact]
    public void Total_income_follows_the_chart_of_accounts_of_its_year()
    {
        var facts = new GivenFacts(Known, Register);
        foreach (var (code, value) in new[] { ("CE04.501", 1m), ("CE04.511", 20), ("CE04.522", 300), ("CE04.531", 4000), ("CE04.561", 50_000) })
        {
            facts.With(A, code, 2023, value);
        }
        foreach (var (code, value) in new[] { ("CE.501", 1m), ("CE.502", 20), ("CE.503", 300), ("CE.504", 4000), ("CE.511", 7) })
        {
            facts.With(A, code, 2024, value);
        }

        facts.Column("CE.TOTAL", 2023)[new(A)].ShouldBe(54_321_00);
        facts.Column("CE.OPERATING", 2023)[new(A)].ShouldBe(50_021_00);
        facts.Column("CE.TOTAL", 2024)[new(A)].ShouldBe(4_321_00);
        facts.Column("CE.OPERATING", 2024)[new(A)].ShouldBe(21_00);
        var keys = facts.Read(("CE.OPERATING", 2024)).KeysOf(Known["CE.OPERATING"], Period.Year(2024), new(A));
        keys.Select(k => k.ToString()).ShouldBe([$"{A}/CE.501/2024/r1", $"{A}/CE.502/2024/r1"]);
    }

    [Fact]
    public void A_total_reported_as_such_wins_over_its_accounts_and_a_missing_account_makes_no_total()
    {
        var column = new GivenFacts(Known, Register).With(A, "CE.OPERATING", 2024, 99).With(A, "CE.501", 2024, 1).With(A, "CE.502", 2024, 1)
            .With(B, "CE.501", 2024, 7).Column("CE.OPERATING", 2024);

        column[new(A)].ShouldBe(99_00);
        column[new(B)].ShouldBeNull();
        column[new(County)].ShouldBe(99_00);
    }

    [Fact]
    public void A_rate_of_a_township_is_made_of_sums_and_only_of_places_that_have_both()
    {
        var column = new GivenFacts(Known, Register)
            .With(A, "HH.LOWINCOME", 2024, 10).With(A, "HH.TOTAL", 2024, 100).With(B, "HH.LOWINCOME", 2024, 0).With(B, "HH.TOTAL", 2024, 200)
            .With(C, "HH.LOWINCOME", 2024, 50).Column("HH.LOWSHARE", 2024);

        column[new(Town)].ShouldBe(333);
        column[new(County)].ShouldBe(333);
        column.LackOf(new(County)).ShouldBe(Lack.Partial);
        column[new(A)].ShouldBe(10_00);
    }

    [Fact]
    public void A_published_rate_wins_over_the_computed_one()
    {
        var facts = new GivenFacts(Known, [330000000000]).With(330000000000, "CP.INCOME.URBAN", 2020, 62_699).With(330000000000, "CP.INCOME.RURAL", 2020, 31_930);

        facts.Column("CP.RATIO.URBAN_RURAL", 2020)[new(330000000000)].ShouldBe(196);
        facts.With(330000000000, "CP.RATIO.URBAN_RURAL", 2020, 1.97m).Column("CP.RATIO.URBAN_RURAL", 2020)[new(330000000000)].ShouldBe(197);
    }

    [Fact]
    public void Income_per_head_is_weighted_by_heads()
    {
        var column = new GivenFacts(Known, Register).With(A, "HH.INCOME", 2024, 10_000).With(A, "PO.RESIDENT", 2024, 100)
            .With(B, "HH.INCOME", 2024, 40_000).With(B, "PO.RESIDENT", 2024, 200).Column("HH.INCOME", 2024);

        column[new(Town)].ShouldBe(30_000);
    }

    [Fact]
    public void Merged_villages_add_up_and_rates_come_back_from_their_parts()
    {
        var facts = new GivenFacts(Known, [Province, City, County, Town, A]) { Borders = new([[new(new(A), [new(A)]), new(new(B), [new(A)])]]) };
        facts.With(A, "HH.LOWINCOME", 2020, 10).With(A, "HH.TOTAL", 2020, 100).With(B, "HH.LOWINCOME", 2020, 0).With(B, "HH.TOTAL", 2020, 300)
            .With(A, "EN.PM25", 2020, 30).With(B, "EN.PM25", 2020, 20).With(A, "LA.ARABLE", 2020, 5);

        facts.Column("HH.TOTAL", 2020)[new(A)].ShouldBe(400);
        facts.Column("HH.LOWSHARE", 2020)[new(A)].ShouldBe(250);
        facts.Column("EN.PM25", 2020).LackOf(new(A)).ShouldBe(Lack.NotRecomputable);
        facts.Column("LA.ARABLE", 2020).LackOf(new(A)).ShouldBe(Lack.NotRecomputable);
        facts.Read(("HH.TOTAL", 2020)).KeysOf(Known["HH.TOTAL"], Period.Year(2020), new(A)).Select(k => k.ToString())
            .ShouldBe([$"{A}/HH.TOTAL/2020/r1", $"{B}/HH.TOTAL/2020/r1"]);
    }

    [Fact]
    public void The_halves_of_a_split_village_are_not_known_but_the_township_keeps_its_total()
    {
        var facts = new GivenFacts(Known, [Province, City, County, Town, A, B]) { Borders = new([[new(new(A), [new(A), new(B)])]]) };

        var column = facts.With(A, "HH.TOTAL", 2020, 100).Column("HH.TOTAL", 2020);

        column.LackOf(new(A)).ShouldBe(Lack.NotRecomputable);
        column.LackOf(new(B)).ShouldBe(Lack.NotRecomputable);
        column[new(Town)].ShouldBe(100);
    }

    [Fact]
    public void A_renumbered_village_keeps_its_figure_and_the_name_of_its_fact()
    {
        var facts = new GivenFacts(Known, [Province, City, County, Town, B]) { Borders = new([[new(new(A), [new(C)])], [new(new(C), [new(B)])]]) };

        var read = facts.With(A, "EN.PM25", 2020, 30).Read(("EN.PM25", 2020));

        read.Column(Known["EN.PM25"], Period.Year(2020))[new(B)].ShouldBe(300);
        read.KeysOf(Known["EN.PM25"], Period.Year(2020), new(B)).ShouldHaveSingleItem().Place.ShouldBe(new(A));
    }

    [Fact]
    public async Task A_saved_value_is_in_every_total_after_half_a_second_or_at_once_in_the_writing_process()
    {
        var clock = new FakeTimeProvider();
        var facts = new GivenFacts(Known, Register).With(A, "CE.501", 2024, 1).With(A, "CE.502", 2024, 1);
        using var columns = new FactColumns(Known, facts, clock);
        async Task<long?> Total() => (await columns.Read([(Known["CE.OPERATING"], Period.Year(2024))], TestContext.Current.CancellationToken))
            .Column(Known["CE.OPERATING"], Period.Year(2024))[new(Town)];
        (await Total()).ShouldBe(200);

        facts.With(A, "CE.501", 2024, 5);
        (await Total()).ShouldBe(200);
        clock.Advance(FactColumns.CheckEvery);
        (await Total()).ShouldBe(600);

        facts.With(A, "CE.502", 2024, 5);
        columns.Written();
        (await Total()).ShouldBe(1000);
        var reads = facts.RowReads;
        (await Total()).ShouldBe(1000);
        facts.RowReads.ShouldBe(reads);
    }

    [Fact]
    public void Parts_sum_to_totals_after_any_sequence_of_saves()
    {
        var place = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 3], (county, town, village) =>
            990100000000 + (1 + county) * 1_000_000L + (town == 0 && village == 0 ? 0 : (1 + town) * 1000L + village));
        Gen.Select(place, Gen.Long[-1000, 1000]).List[0, 60].Sample(saves =>
        {
            var facts = new GivenFacts(Known);
            saves.ForEach(s => facts.With(s.Item1, "CE.504", 2024, s.Item2));
            var column = facts.Column("CE.504", 2024);

            foreach (var upper in column.Rows.Places.Select(p => new PlaceCode(p)).Where(p => column.TotalOf(p) is not null))
            {
                var children = column.Rows.Places.Select(p => new PlaceCode(p)).Where(p => p != upper && p.Parent == upper).ToArray();
                column.TotalOf(upper)!.Value.Computed.ShouldBe(children.Sum(c => column[c]!.Value));
                if (saves.FindLast(s => s.Item1 == upper.Value) is (not 0, var own))
                {
                    column[upper].ShouldBe(own * 100);
                }
            }
            saves.Where(s => s.Item1 % 1000 != 0).GroupBy(s => s.Item1).Sum(g => g.Last().Item2 * 100)
                .ShouldBe(saves.Exists(s => s.Item1 % 1000 == 0) ? Villages(column) : column.Between(PlaceCode.Nation, PlaceCode.Nation.Last).Sum);
        });

        static long Villages(FactColumn column) => column.Rows.Places.Select(p => new PlaceCode(p)).Where(p => p.Level == Level.Village).Sum(p => column[p]!.Value);
    }
}
