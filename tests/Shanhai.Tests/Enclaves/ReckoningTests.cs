using CsCheck;
using Shanhai.Enclaves;
using Shanhai.Kernel;

namespace Shanhai.Tests.Enclaves;

[AnyDatabase]
public sealed class ReckoningTests
{
    private static Stake Stake(int village, long fen, DateOnly? on = null, DateOnly? left = null) => new()
    {
        Id = new(new Guid(village, 0, 0, new byte[8])), Enclave = default, Place = 330803101201 + village, Unit = StakeUnit.Money, Amount = fen, Fen = fen, Source = StakeSource.Own, On = on ?? new(2020, 1, 1), Document = "收据", RecordedBy = "甲",
        RecordedAt = default, LeftOn = left,
    };

    private static Reckoning Of(ContractTerms terms, IEnumerable<Stake> stakes, long income, DateOnly? from = null, DateOnly? to = null) => Reckoning.Of(terms, stakes, from ?? new(2021, 1, 1), to ?? new(2021, 12, 31), income).Value;

    private static ContractTerms Terms(params Phase[] phases) => EnclaveCounty.Terms(phases);

    private static readonly Gen<(ContractTerms Terms, List<Stake> Stakes, long Income)> Any =
        from kind in Gen.Enum<ReturnKind>()
        from second in Gen.Enum<ReturnKind>()
        from rate in Gen.Int[1, 300_000]
        from above in Gen.Int[0, 100]
        from pooled in Gen.Int[0, 100]
        from reserve in Gen.Int[0, 50]
        from host in Gen.Int[0, 100]
        from agreed in Gen.Bool
        from days in Gen.Enum<DayCount>()
        from turns in Gen.Int[0, 364]
        from income in Gen.Long[-1_000_000_000_00, 9_000_000_000_00]
        from fens in Gen.Long[1, 99_999_999_999].Array[1, 40]
        from comes in Gen.Int[-200, 360].Array[40]
        select (
            Terms(At(kind, new(2021, 1, 1), new DateOnly(2021, 1, 1).AddDays(turns), rate, above), At(second, new DateOnly(2021, 1, 1).AddDays(turns + 1), new(2030, 12, 31), rate, above)) with
            {
                Split = new(pooled, (100 - pooled) * host / 100m, (100 - pooled) * (100 - host) / 100m, 0), Reserve = reserve, Base = agreed ? ReturnBase.Agreed : ReturnBase.PaidIn, Days = days,
            },
            // Where another return begins within the year, nobody comes in it: such a year is distributed in two parts.
            fens.Select((f, i) => Stake(i, f, new DateOnly(2021, 1, 1).AddDays(i == 0 ? -1 : agreed || kind == second || turns == 364 ? comes[i] : Math.Min(comes[i], 0)))).ToList(), income);

    private static Phase At(ReturnKind kind, DateOnly from, DateOnly to, int rate, int above) => new(kind, from, to, kind == ReturnKind.Floating ? null : rate / 10_000m, kind == ReturnKind.Mixed ? above : null);

    [Fact]
    public void Parts_sum_to_the_whole_and_are_within_a_fen_of_the_exact_share_for_any_input() => Any.Sample(x =>
    {
        var of = Of(x.Terms, x.Stakes, x.Income);
        var total = of.Parts.Aggregate((Int128)0, (sum, p) => sum + p.Weight);

        of.Parts.Sum(p => p.Due).ShouldBe(of.Due);
        foreach (var part in of.Parts)
        {
            // Exact, in whole numbers: |due × total − whole × weight| < total.
            Int128.Abs((Int128)part.Due * total - (Int128)of.Due * part.Weight).ShouldBeLessThan(total);
        }
        // The fen that are left go to the largest remainders and to nobody else; ties to the smaller code.
        var extra = of.Parts.Count(p => p.Extra);
        of.Parts.OrderBy(p => p.Rank).Take(extra).ShouldAllBe(p => p.Extra);
        of.Parts.Select(p => (int)p.Rank).Order().ShouldBe(Enumerable.Range(1, of.Parts.Count));
        of.Parts.OrderBy(p => p.Rank).Zip(of.Parts.OrderBy(p => p.Rank).Skip(1)).ShouldAllBe(p => Remainder(of.Due, p.First.Weight, total) > Remainder(of.Due, p.Second.Weight, total)
            || Remainder(of.Due, p.First.Weight, total) == Remainder(of.Due, p.Second.Weight, total) && p.First.Place < p.Second.Place);
    });

    [Fact]
    public void Reserve_dividends_and_everybodys_rest_are_what_was_earned_and_the_guarantor_adds_what_is_missing() => Any.Sample(x =>
    {
        var of = Of(x.Terms, x.Stakes, x.Income);

        (of.Reserve + of.Due + of.Host + of.Guest + of.Operator).ShouldBe(Math.Max(0, x.Income) + of.FromGuarantor);
        of.Due.ShouldBeGreaterThanOrEqualTo(of.Segments.Where(s => s.Kind != ReturnKind.Floating).Sum(s => s.Guaranteed));
        of.Segments.Sum(s => s.Due).ShouldBe(of.Due);
        (of.FromGuarantor > 0 && of.Host + of.Guest + of.Operator > 0).ShouldBeFalse();
    });

    [Fact]
    public void The_order_in_which_stakes_were_recorded_changes_nothing() => Any.Sample(x =>
        Of(x.Terms, x.Stakes.AsEnumerable().Reverse(), x.Income).Parts.ShouldBe(Of(x.Terms, x.Stakes, x.Income).Parts));

    [Theory]
    [InlineData(ReturnKind.Fixed, 0, 1_000_00)]
    [InlineData(ReturnKind.Fixed, 5_000_00, 1_000_00)]
    [InlineData(ReturnKind.Floor, 400_00, 1_000_00)]
    [InlineData(ReturnKind.Floor, 1_600_00, 1_600_00)]
    [InlineData(ReturnKind.Floating, 1_600_00, 1_600_00)]
    [InlineData(ReturnKind.Floating, -5_00, 0)]
    [InlineData(ReturnKind.Mixed, 400_00, 1_000_00)]
    [InlineData(ReturnKind.Mixed, 1_600_00, 1_300_00)]
    public void A_return_pays_what_its_kind_says(ReturnKind kind, long income, long due) => Of(Terms(At(kind, new(2020, 1, 1), new(2029, 12, 31), 100_000, 50)), [Stake(1, 10_000_00)], income).Due.ShouldBe(due);

    [Theory]
    [InlineData(DayCount.ActualActual, "2024-01-01", "2024-12-31", 1_000_00)]
    [InlineData(DayCount.Actual365, "2024-01-01", "2024-12-31", 1_002_74)]
    [InlineData(DayCount.Thirty360, "2024-01-01", "2024-12-31", 1_000_00)]
    [InlineData(DayCount.ActualActual, "2024-01-01", "2024-01-31", 84_70)]
    [InlineData(DayCount.Actual365, "2024-01-01", "2024-01-31", 84_93)]
    [InlineData(DayCount.Thirty360, "2024-02-01", "2024-02-29", 83_33)]
    public void A_part_of_a_year_is_counted_as_the_contract_says(DayCount days, string from, string to, long due) =>
        Of(Terms(EnclaveCounty.Fixed(2020, 2029)) with { Days = days }, [Stake(1, 10_000_00)], 0, DateOnly.Parse(from, null), DateOnly.Parse(to, null)).Due.ShouldBe(due);

    [Fact]
    public void Who_comes_in_the_middle_of_a_year_gets_for_the_days_and_a_period_across_two_phases_is_counted_in_both()
    {
        var terms = Terms(EnclaveCounty.Fixed(2020, 2021), EnclaveCounty.Floating(2022, 2029));
        var joined = Of(terms, [Stake(1, 365_00), Stake(2, 365_00, new(2021, 12, 22)), Stake(3, 365_00, left: new(2021, 1, 11))], 0);
        joined.Parts.Select(p => p.Due).ShouldBe([36_50L, 1_00L, 1_00L]);

        var across = Of(terms, [Stake(1, 10_000_00)], 365_00, new(2021, 7, 1), new(2022, 6, 30));
        across.Segments.Select(s => (s.Kind, s.From, s.To)).ShouldBe([(ReturnKind.Fixed, new DateOnly(2021, 7, 1), new DateOnly(2021, 12, 31)), (ReturnKind.Floating, new DateOnly(2022, 1, 1), new DateOnly(2022, 6, 30))]);
        across.Due.ShouldBe(504_11 + 181_00);
    }

    [Fact]
    public void Who_comes_or_leaves_when_another_return_has_begun_has_no_part_in_what_the_one_before_guaranteed()
    {
        var terms = Terms(new Phase(ReturnKind.Fixed, new(2021, 1, 1), new(2021, 6, 30), 10), new Phase(ReturnKind.Floating, new(2021, 7, 1), new(2030, 12, 31)));
        Stake[] comes = [Stake(1, 365_00), Stake(2, 365_00, new(2021, 10, 1))];
        Stake[] leaves = [Stake(1, 365_00), Stake(2, 365_00, left: new(2021, 10, 1))];
        foreach (var stakes in new[] { comes, leaves })
        {
            var refused = Reckoning.Of(terms, stakes, new(2021, 1, 1), new(2021, 12, 31), 0).Problem!;
            refused.Code.ShouldBe("enclaves.phase-within");
            refused.Args[0].ShouldBe(new DateOnly(2021, 7, 1));
        }
        // In two parts each gets its own: of the guarantee only who was there, 365 yuan at ten per cent for 181 days.
        Of(terms, comes, 0, to: new(2021, 6, 30)).Parts.ShouldHaveSingleItem().Due.ShouldBe(18_10);
        Of(terms, comes, 276_00, new(2021, 7, 1)).Parts.Select(p => p.Due).ShouldBe([184_00L, 92_00L]);
        // By the pool as agreed it is who is there on the period's last day, for the whole of it.
        var agreed = terms with { Base = ReturnBase.Agreed };
        Of(agreed, comes, 0).Segments[0].Guaranteed.ShouldBe(36_20);
        Of(agreed, leaves, 0).Segments[0].ShouldSatisfyAllConditions(s => s.Guaranteed.ShouldBe(18_10), s => s.Base.ShouldBe(365_00));
        Of(agreed, leaves, 0).Parts.ShouldHaveSingleItem().Due.ShouldBe(18_10);
    }

    [Fact]
    public void The_reserve_comes_first()
    {
        var of = Of(Terms(EnclaveCounty.Floating(2020, 2029)) with { Reserve = 30 }, [Stake(1, 10_000_00)], 1_000_01);

        (of.Reserve, of.Due).ShouldBe((300_01L, 700_00L));
    }

    [Fact]
    public void Every_contract_that_ships_loads_with_its_source_and_pays_the_yield_that_was_published()
    {
        EnclaveTemplate.All.Count.ShouldBe(7);
        foreach (var template in EnclaveTemplate.All)
        {
            template.Mark.NeedsConfirmation.ShouldBeTrue(template.Code);
            var terms = template.Terms(new(2020, 1, 1)) with { Operator = EnclaveCounty.Operates };
            (template.Split is null ? terms with { Split = new(100, 0, 0, 0) } : terms).Validate().Any.ShouldBeFalse(template.Code);
            if (template.Known is not { Yield: { } published, Pool: { } pool, Villages: { } villages })
            {
                continue;
            }
            var parts = Money.Yuan(pool).Allocate([.. Enumerable.Repeat(1m, villages)]);
            var stakes = parts.Select((p, i) => Stake(i, p.MinorUnits)).ToList();
            foreach (var (income, wanted) in new[] { (template.Known.IncomeLeast, published.Least), (template.Known.IncomeMost, published.Most) })
            {
                var of = Of(terms, stakes, (income ?? 0) * 100);
                Math.Round(of.Due * 100m / (pool * 100m), published.Digits).ShouldBe(wanted, template.Code);
            }
        }
        // Of the contracts of which a sum for each village is known: in Taishun it is reached, in Qujiang it does not follow from the pool, which the template says.
        Of(EnclaveTemplate.Find("lucheng-taishun")!.Terms(new(2020, 1, 1)), [Stake(1, 1_100_000_00)], 0).Due.ShouldBeInRange(80_000_00, 81_000_00);
        EnclaveTemplate.Find("yinzhou-qujiang")!.Doubt!.Zh.ShouldContain("74,074");
        Math.Round(EnclaveTemplate.Find("yinqu-industry")!.Known.Mu!.Value * 2000 / 3 / 1_000_000, 2).ShouldBe(1.00m);
    }

    private static Int128 Remainder(long whole, long weight, Int128 total) => (Int128)whole * weight % total;
}
