using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Enclaves;
using Shanhai.Funds;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Places;
using Shanhai.Tests.Voices;
using static Shanhai.Tests.Enclaves.EnclaveCounty;

namespace Shanhai.Tests.Enclaves;

/// <summary>What goes wrong besides: sums beyond measure, mistakes that are corrected, years that nobody distributed, amendments signed ahead, villages merged at the wrong moment.</summary>
public sealed class EnclaveCareTests(EnclaveCounty app) : IClassFixture<EnclaveCounty>
{
    private static ContractTerms TenPercent => Terms(Fixed(2020, 2035));

    private async Task<ShowEnclave.Raised[]> Alarms(Id<Enclave> id, AlarmKind kind)
    {
        await app.Strike(EnclavesModule.Watch);
        return [.. (await app.Show(id)).Alarms.Where(a => a.Kind == kind).OrderBy(a => a.About)];
    }

    [Fact]
    public async Task Sums_beyond_all_measure_choices_that_are_none_and_numbers_of_persons_are_refused()
    {
        var id = await app.Signed(TenPercent, 3, 100);
        var run = await app.Approved(id, 2025, 0);
        var line = (await app.ShowRun(run)).Lines[0];

        Says((await app.Stake(id, [Even(4, 100, 2021)[3] with { Amount = 1e27m }])).Problem).ShouldContain("最多两位小数");
        Says((await app.Preview(id, 2024, 1e27m)).Problem).ShouldContain("填净收益");
        Says((await app.Pay(run, new(2026, 3, 1), new RecordPayments.Paid(line.Id, 1e27m))).Problem).ShouldContain("金额须大于0");
        // A number from a machine instead of a word: otherwise neither the rules of collectives nor any other would hold.
        Says((await app.Write((await app.Create(null)).Value.Id, TenPercent with { Holding = (Holding)7 })).Problem).ShouldContain("holding 请从列出的选项中选一项");
        Says((await app.Write((await app.Create(null)).Value.Id, TenPercent with { Exit = "退出找张三13800001111" })).Problem).ShouldContain("手机号");
        Says((await app.End(id, new(2026, 6, 30), why: "联系13800001111")).Problem).ShouldContain("手机号");
        (await app.ShowRun(run)).Received.ShouldBe(0);
        (await app.Show(id)).Pool.ShouldBe(300_00);
    }

    [Fact]
    public async Task Nobody_puts_in_more_than_what_is_left_of_what_was_agreed_and_nothing_is_put_in_twice()
    {
        var id = (await app.Create(null)).Value.Id;
        Good((await app.Write(id, TenPercent with { PoolFen = 300_00 })).Problem);
        Good((await app.Stake(id, Even(2, 100, 2020))).Problem);

        Says((await app.Stake(id, [Even(3, 100.01m, 2020)[2]])).Problem).ShouldContain("约定出资总额 300.00 元，已出资 200.00 元，还可出资 100.00 元");
        Says((await app.Stake(id, [Even(1, 100, 2020)[0]])).Problem).ShouldContain("第1村 2020-01-01 凭“收据”已经登记过同样数额的出资");
        Says((await app.Stake(id, [.. Even(3, 50, 2020).Skip(2), .. Even(3, 50, 2020).Skip(2)])).Problem).ShouldContain("stakes[1].document");
        (await app.Ask(db => db.Stakes.CountAsync(s => s.Enclave == id))).ShouldBe(2);
        Good((await app.Stake(id, [Even(3, 100, 2020)[2]])).Problem);
        Good((await app.Write(id, TenPercent with { PoolFen = 200_00 })).Problem);
        Says((await app.Sign(id)).Problem).ShouldContain("已出资 300.00 元，超过约定的 200.00 元");
        Says((await app.Write(id, TenPercent with { PoolFen = 0 })).Problem).ShouldContain("约定出资总额须大于0");
        Good((await app.Write(id, TenPercent with { PoolFen = 300_00 })).Problem);
        Good((await app.Sign(id)).Problem);
    }

    [Fact]
    public async Task What_was_ended_or_said_to_have_left_by_mistake_goes_on()
    {
        var id = await app.Signed(TenPercent, 3, 100);
        var stake = await app.FirstStake(id);
        Says((await app.Stays(stake)).Problem).ShouldContain("它没有退出");
        Good((await app.TakeBack(stake, new(2025, 7, 1))).Problem);
        (await app.Preview(id, 2025, 0)).Value.Of.Due.ShouldBe(24_96);
        Good((await app.Stays(stake)).Problem);
        (await app.Preview(id, 2025, 0)).Value.Of.Due.ShouldBe(30_00);
        Good((await app.TakeBack(stake, new(2025, 7, 1))).Problem);
        await app.Approved(id, 2025, 0);
        Says((await app.Stays(stake)).Problem).ShouldContain("已分红到 2025-12-31");

        Says((await app.End(id, null, takeBack: true)).Problem).ShouldContain("它没有终止");
        Says((await app.End(id, new(2019, 12, 31))).Problem).ShouldContain("合同开始日 2020-01-01 之后");
        Good((await app.End(id, new(2026, 6, 30))).Problem);
        Says((await app.Preview(id, 2026, 0)).Problem).ShouldContain("不晚于");
        Good((await app.End(id, null, takeBack: true)).Problem);
        (await app.Show(id)).EndedOn.ShouldBeNull();
    }

    [Fact]
    public async Task A_year_that_nobody_distributed_is_asked_about_one_at_a_time_also_of_an_enclave_that_has_ended()
    {
        var id = await app.Signed(Terms(Fixed(2023, 2035)), 3, 100, 2023);
        await app.Approved(id, 2024, 0);

        var first = (await Alarms(id, AlarmKind.Undistributed)).ShouldHaveSingleItem();
        first.About.ShouldBe(new DateOnly(2024, 3, 30));
        (await Alarms(id, AlarmKind.Undistributed)).Length.ShouldBe(1);
        Good((await app.Close(first.Id)).Problem);
        Says((await app.Close(first.Id)).Problem).ShouldContain("已经办结");
        (await Alarms(id, AlarmKind.Undistributed)).Select(a => a.About).ShouldBe([new DateOnly(2024, 3, 30), new DateOnly(2026, 3, 31)]);

        var over = await app.Signed(Terms(Fixed(2026, 2035)), 3, 100, 2026);
        (await Alarms(over, AlarmKind.Undistributed)).ShouldBeEmpty();
        Good((await app.End(over, new(2026, 6, 30))).Problem);
        (await Alarms(over, AlarmKind.Undistributed)).ShouldHaveSingleItem().About.ShouldBe(new DateOnly(2026, 9, 28));
        // Half of what was due is not enough; all of it is.
        var half = await app.Signed(Terms(Fixed(2025, 2035)), 3, 100, 2025);
        await app.Approved(half, new(2025, 1, 1), new(2025, 6, 30), 0);
        (await Alarms(half, AlarmKind.Undistributed)).Length.ShouldBe(1);
        var whole = await app.Signed(Terms(Fixed(2025, 2035)), 3, 100, 2025);
        await app.Approved(whole, 2025, 0);
        (await Alarms(whole, AlarmKind.Undistributed)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_amended_for_a_day_to_come_moves_the_end_of_the_guarantee_and_its_alarm()
    {
        var sooner = await app.Signed(Terms(Fixed(2020, 2029), Floating(2030, 2035)), 3, 100);
        Good((await app.Write(sooner, Terms(Fixed(2020, 2026), Floating(2027, 2035, 20_00)), new(2027, 1, 1), "提前改为浮动")).Problem);
        Good((await app.Sign(sooner)).Problem);
        var later = await app.Signed(Terms(Fixed(2020, 2026), Floating(2027, 2035)), 3, 100);
        Good((await app.Write(later, Terms(Fixed(2020, 2035)), new(2027, 1, 1), "延长保底")).Problem);
        Good((await app.Sign(later)).Problem);

        (await Alarms(sooner, AlarmKind.GuaranteeEnds)).ShouldHaveSingleItem().About.ShouldBe(new DateOnly(2026, 12, 31));
        (await Alarms(later, AlarmKind.GuaranteeEnds)).ShouldBeEmpty();
        (await app.Show(sooner)).Falls!.ShouldSatisfyAllConditions(f => f.Last.ShouldBe(new DateOnly(2026, 12, 31)), f => f.Before.ShouldBe(30_00), f => f.After.ShouldBe(20_00));
        (await app.Show(later)).Falls!.Last.ShouldBe(new DateOnly(2035, 12, 31));
        (await app.Show(later)).Years.Skip(6).Take(2).Select(y => (y.Kind, y.Promised)).ShouldBe([(ReturnKind.Fixed, (long?)30_00), (ReturnKind.Fixed, (long?)30_00)]);
    }

    [Fact]
    public async Task Periods_that_are_no_years_of_the_contract_count_once_and_together_make_the_years_before_and_after_a_guarantee()
    {
        var terms = Terms(new Phase(ReturnKind.Fixed, new(2023, 3, 1), new(2025, 2, 28), 10), new Phase(ReturnKind.Floating, new(2025, 3, 1), new(2033, 2, 28)));
        var id = await app.Signed(terms, 3, 100, 2023);
        // 300 yuan at ten per cent: 306 days, then a whole year less what is left of February, in two parts.
        await app.Approved(id, new(2023, 3, 1), new(2023, 12, 31), 0);
        await app.Approved(id, new(2024, 1, 1), new(2024, 12, 31), 0);
        (await app.Show(id)).Years.Take(3).Select(y => y.Due).ShouldBe([25_15L, 30_00L, (long?)null]);

        var halves = await app.Signed(Terms(Fixed(2023, 2024), Floating(2025, 2033)), 3, 100, 2023);
        foreach (var (year, income) in new[] { (2024, 0m), (2025, 6m) })
        {
            await app.Approved(halves, new(year, 1, 1), new(year, 6, 30), income);
            await app.Approved(halves, new(year, 7, 1), new(year, 12, 31), income);
        }
        var fall = (await app.Show(halves)).Falls!;
        (fall.BeforeIsActual, fall.Before, fall.AfterIsActual, fall.After).ShouldBe((true, (long?)30_00, true, (long?)12_00));
        (await app.Show(halves)).Holders.Sum(h => h.Change).ShouldBe(-18_00L);
    }

    [Fact]
    public async Task Whom_a_line_pays_is_looked_at_again_before_it_is_approved()
    {
        var id = await app.Signed(TenPercent, 3, 100);
        var made = (await app.Propose(id, 2025, 0)).Value.Id;
        await app.Ask(db => db.Dividends.Where(d => d.Distribution == made && d.Line == 1).ExecuteUpdateAsync(u => u.SetProperty(d => d.Payee, Villages[9])));

        Says((await app.Decide(made)).Problem).ShouldContain("请退回重算");
        await app.Ask(db => db.Dividends.Where(d => d.Distribution == made && d.Line == 1).ExecuteUpdateAsync(u => u.SetProperty(d => d.Payee, Villages[0])));
        Good((await app.Decide(made)).Problem);
    }

    [Fact]
    public async Task A_village_merged_after_the_approval_is_paid_into_its_successors_book_and_who_works_there_sees_it()
    {
        var (gone, into) = (Villages[140], Villages[141]);
        var id = (await app.Create(null)).Value.Id;
        Good((await app.Write(id, TenPercent)).Problem);
        Good((await app.Stake(id, [.. new[] { gone, Villages[142] }.Select(v => new RecordStakes.One(v, StakeUnit.Money, 100, StakeSource.Own, new(2020, 1, 1), "收据"))])).Problem);
        Good((await app.Sign(id)).Problem);
        var clerk = await app.SignedIn(Role.Clerk, into);
        var before = await app.Approved(id, 2024, 0);
        (await clerk.GetAsync($"/api/v1/enclaves/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        await app.Merge(gone, into, new(2026, 1, 1));
        var book = await app.Book(place: into);
        Good((await app.Pay(before, new(2026, 3, 1))).Problem);
        (await app.Net(book, "502", new(2026, 12, 31))).ShouldBe(-10_00);
        (await app.ShowRun(before)).Lines[0].ShouldSatisfyAllConditions(l => l.Payee.ShouldBe(into), l => l.Merged.ShouldBe("第141村"), l => l.Receipts[0].Posted.ShouldBe("enclaves.posted"));

        var after = await app.Approved(id, 2025, 0);
        (await clerk.GetFromJsonAsync<ShowEnclave>($"/api/v1/enclaves/{id}", VoiceCounty.Web))!.ShouldSatisfyAllConditions(e => e.Holders.ShouldHaveSingleItem().Place.ShouldBe(gone), e => e.Villages.ShouldBe(2));
        (await clerk.GetFromJsonAsync<ShowDistribution>($"/api/v1/enclaves/distributions/{after}", VoiceCounty.Web))!.Lines.ShouldHaveSingleItem().Payee.ShouldBe(into);
        WebUtility.HtmlDecode(await clerk.GetStringAsync($"/places/{into}")).ShouldContain("出资 100.00 元，累计到账 10.00 元");
    }

    [Fact]
    public async Task What_the_villages_book_refuses_or_reverses_is_said_at_the_receipt_and_recorded_anew()
    {
        var (guarded, plain) = (await app.Book(place: Villages[20], approveAbove: 1_00), await app.Book(place: Villages[21]));
        var id = (await app.Create(null)).Value.Id;
        Good((await app.Write(id, TenPercent)).Problem);
        Good((await app.Stake(id, [.. Villages.Skip(20).Take(2).Select(v => new RecordStakes.One(v, StakeUnit.Money, 100, StakeSource.Own, new(2020, 1, 1), "收据"))])).Problem);
        Good((await app.Sign(id)).Problem);
        var run = await app.Approved(id, 2025, 0);
        (await app.Pay(run, new(2026, 3, 1))).Value.ShouldSatisfyAllConditions(p => p.Posted.ShouldBe(1), p => p.Waiting.ShouldBe(1));
        async Task<IReadOnlyList<ShowDistribution.Receipt>> Receipts(int line) => (await app.ShowRun(run)).Lines[line].Receipts;
        (await Receipts(0))[0].Posted.ShouldBe("enclaves.posted-waits");

        var proposal = await app.Ask(db => db.Proposals.Where(p => p.Book == guarded).Select(p => p.Id).SingleAsync());
        Good((await app.With((s, actor) => DecideEntry.Handle(proposal, new(false, "金额不符"), s.GetRequiredService<Charts>(), s.GetRequiredService<CurrentTree>(), s.GetRequiredService<Db>(), actor with { Name = "丙" }, app.Clock, default))).Problem);
        (await Receipts(0))[0].Posted.ShouldBe("enclaves.unposted.refused-there");
        var page = WebUtility.HtmlDecode(await (await app.SignedIn(Role.Officer, Guest)).GetStringAsync("/enclaves/distributions/" + run));
        page.ShouldContain("1 笔到账被村账审批退回");
        page.ShouldNotContain("在村账待审批");
        Good((await app.Reverse((await Receipts(1))[0].Entry!.Value, new(2026, 3, 5))).Problem);
        (await Receipts(1))[0].Posted.ShouldBe("enclaves.posted-reversed");

        foreach (var line in new[] { 0, 1 })
        {
            Good((await app.TakeBackPaid((await Receipts(line))[0].Id)).Problem);
        }
        Good((await app.Pay(run, new(2026, 3, 2))).Problem);
        (await Receipts(0)).Count(r => r.TakenBackWhy is null && r.Posted == "enclaves.posted-waits").ShouldBe(1);
        (await app.Net(plain, "502", new(2026, 12, 31))).ShouldBe(-10_00);
    }

    [Fact]
    public async Task Who_guarantees_several_enclaves_is_named_as_long_as_anything_is_guaranteed()
    {
        var (one, other) = (await app.Signed(Terms(Fixed(2020, 2034)) with { Guarantor = Operates }, 3, 100), await app.Signed(Terms(Fixed(2020, 2034)) with { Guarantor = Operates }, 3, 100));
        var over = await app.Signed(Terms(Fixed(2020, 2024), Floating(2025, 2035)) with { Guarantor = Operates }, 3, 100);

        (await app.Show(one)).AlsoGuarantees.Count.ShouldBe(1);
        (await app.Show(over)).AlsoGuarantees.ShouldBeEmpty();
        Good((await app.End(other, new(2026, 6, 30))).Problem);
        (await app.Show(one)).AlsoGuarantees.ShouldBeEmpty();
    }

    [Fact]
    public async Task Everybody_finds_published_enclaves_but_not_by_what_is_wrong_with_them_and_lines_are_found_by_name_and_debt()
    {
        var id = await app.Signed(TenPercent, 3, 100);
        var run = await app.Approved(id, 2025, 0);
        Good((await app.With((s, actor) => PublishEnclave.Handle(id, new(true), s.GetRequiredService<Db>(), actor, default))).Problem);
        var anyone = app.Anyone();
        foreach (var state in new[] { "alarm", "waits" })
        {
            (await anyone.GetAsync("/api/v1/enclaves?published=true&state=" + state)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        }
        (await anyone.GetStringAsync("/api/v1/enclaves?published=true&state=late")).ShouldContain(id.ToString());

        Good((await app.Pay(run, new(2026, 3, 1), new RecordPayments.Paid((await app.ShowRun(run)).Lines[0].Id))).Problem);
        var officer = await app.SignedIn(Role.Officer, Guest);
        async Task<IEnumerable<short>> Lines(string asked) => (await officer.GetFromJsonAsync<ShowDistribution>($"/api/v1/enclaves/distributions/{run}?{asked}", VoiceCounty.Web))!.Lines.Select(l => l.Number);
        (await Lines("left=true")).ShouldBe([(short)2, (short)3]);
        (await Lines("q=第2村")).ShouldBe([(short)2]);
        (await Lines("q=没有这个村")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_dividend_that_arrived_before_2024_stands_in_the_books_of_that_time_at_the_account_that_the_book_has_at_a_bank()
    {
        var old = await app.Book("collective-2004", Villages[30]);
        var id = (await app.Create(null)).Value.Id;
        Good((await app.Write(id, TenPercent)).Problem);
        Good((await app.Stake(id, [.. Villages.Skip(30).Take(2).Select(v => new RecordStakes.One(v, StakeUnit.Money, 100, StakeSource.Own, new(2020, 1, 1), "收据"))])).Problem);
        Good((await app.Sign(id)).Problem);
        var run = await app.Approved(id, 2021, 0);
        Task<Result<AddAccount.Added>> Account(string code, string name) => app.With((s, actor) => AddAccount.Handle(old, new(code, name, AccountClass.Asset) { Money = true }, s.GetRequiredService<Charts>(), s.GetRequiredService<CurrentTree>(), s.GetRequiredService<Db>(), actor, app.Clock, default));
        Task<Result<PostDividends.Done>> Post() => app.With((s, actor) => PostDividends.Handle(run, new(), s.GetRequiredService<Charts>(), s.GetRequiredService<CurrentTree>(), s.GetRequiredService<CurrentRegister>(), s.GetRequiredService<Db>(), actor, app.Clock, default));

        (await app.Pay(run, new(2022, 3, 1))).Value.Unposted.ShouldBe(2);
        (await app.ShowRun(run)).Lines.Select(l => l.Receipts[0].Posted).ShouldBe(["enclaves.unposted.no-bank", "enclaves.unposted.no-book"]);
        Good((await Account("101", "现金")).Problem);
        Good((await Account("102", "银行存款")).Problem);
        (await Post()).Value.ShouldBe(new(1, 0, 1));
        ((await app.Net(old, "102", new(2022, 12, 31))), (await app.Net(old, "561", new(2022, 12, 31)))).ShouldBe((10_00L, -10_00L));
    }
}
