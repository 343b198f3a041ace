using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Enclaves;
using Shanhai.Host.Persistence;
using Shanhai.Kernel;
using static Shanhai.Tests.Enclaves.EnclaveCounty;

namespace Shanhai.Tests.Enclaves;

public sealed class EnclaveLifeTests(EnclaveCounty app) : IClassFixture<EnclaveCounty>
{
    private async Task<string> Refused(ContractTerms terms) => Says((await app.Write((await app.Create(null)).Value.Id, terms)).Problem);

    [Fact]
    public async Task Rates_that_do_not_make_a_whole_overlapping_phases_and_gaps_are_named()
    {
        (await Refused(Terms(Fixed(2020, 2024)) with { Split = new(70, 20, 0, 5) })).ShouldContain("四项合计 95%，差 5%");
        (await Refused(Terms(Fixed(2020, 2024)) with { Split = null })).ShouldContain("四项合计100%");
        (await Refused(Terms(Fixed(2020, 2024), Floating(2024, 2030)))).ShouldContain("第 1 和第 2 阶段重叠：后一阶段 2024-01-01 开始，前一阶段到 2024-12-31");
        (await Refused(Terms(Fixed(2020, 2023), Floating(2025, 2030)))).ShouldContain("2024-01-01 至 2024-12-31 没有约定回报");
        (await Refused(Terms(Fixed(2020, 2024, 0)))).ShouldContain("第 1 阶段要填年回报率");
        (await Refused(Terms(Floating(2020, 2024) with { Rate = 5 }))).ShouldContain("浮动回报，不填回报率");
        (await Refused(Terms())).ShouldContain("至少一个");
        (await Refused(Terms(Fixed(2020, 2024)) with { Operator = null })).ShouldContain("现存的运营方");
    }

    [Fact]
    public async Task A_village_never_guarantees_neither_by_name_nor_as_the_operator_of_what_is_guaranteed()
    {
        (await Refused(Terms(Fixed(2020, 2024)) with { Guarantor = Collective1 })).ShouldContain("第1村股份经济合作社是村级组织，不得担保。《浙江省农村集体资产管理条例》第十六条");
        (await Refused(Terms(Fixed(2020, 2024)) with { Operator = Collective1, Guarantor = null })).ShouldContain("不得担保");
        (await Refused(Terms(Floating(2020, 2024)) with { Operator = Collective1, Guarantor = null })).ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_a_collective_holds_the_pool_the_law_caps_a_single_share_and_asks_for_a_reserve()
    {
        var collective = Terms(Floating(2020, 2030)) with { Holding = Holding.Collective, Reserve = 30 };
        (await Refused(collective with { Reserve = 20 })).ShouldContain("不得低于 30%。《浙江省农村集体资产管理条例》第三十二条");
        var id = (await app.Create(null)).Value.Id;
        Good((await app.Write(id, collective)).Problem);
        Good((await app.Stake(id, [.. Even(40, 1000, 2020), new(Villages[0], StakeUnit.Money, 500, StakeSource.CountyGrant, new(2020, 2, 1), "补助")])).Problem);
        Says((await app.Sign(id)).Problem).ShouldContain("第1村占 3.70%，超过法定单个份额 3%。《浙江省农村集体资产管理条例》第三十条");

        var within = await app.Signed(collective, 40, 1000);
        Says((await app.Stake(within, [new(Villages[0], StakeUnit.Money, 500, StakeSource.Own, new(2026, 1, 1), "追加")])).Problem).ShouldContain("超过法定单个份额 3%");
        (await app.Ask(db => db.Stakes.CountAsync(s => s.Enclave == within))).ShouldBe(40);
        // A contract may be stricter than the law; a company is not a collective.
        Says((await app.Sign(await Draft(Terms(Floating(2020, 2030)) with { MostShare = 2 }))).Problem).ShouldContain("超过合同约定的 2%");
        Good((await app.Sign(await Draft(Terms(Floating(2020, 2030))))).Problem);
    }

    private async Task<Id<Enclave>> Draft(ContractTerms terms)
    {
        var id = (await app.Create(null)).Value.Id;
        Good((await app.Write(id, terms)).Problem);
        Good((await app.Stake(id, Even(10, 1000, 2020))).Problem);
        return id;
    }

    [Fact]
    public async Task A_distribution_is_looked_at_proposed_approved_by_another_paid_in_parts_and_never_overpaid()
    {
        var id = await app.Signed(Terms(Fixed(2020, 2030)), 3, 100);
        var seen = (await app.Preview(id, 2025, 5)).Value;
        // 30 yuan over three: 10 each; the guarantor adds 25.
        (seen.Of.Due, seen.Of.FromGuarantor).ShouldBe((30_00L, 25_00L));
        var made = (await app.Propose(id, 2025, 5)).Value;
        Says((await app.Decide(made.Id, "甲")).Problem).ShouldContain("不能审批或冲销自己拟定的分红");
        Says((await app.Pay(made.Id, new(2026, 3, 1))).Problem).ShouldContain("先审批");
        Good((await app.Decide(made.Id)).Problem);
        Says((await app.Decide(made.Id)).Problem).ShouldContain("已经审批过");

        var line = (await app.ShowRun(made.Id)).Lines[0];
        Good((await app.Pay(made.Id, new(2026, 3, 1), new RecordPayments.Paid(line.Id, 4))).Problem);
        Says((await app.Pay(made.Id, new(2026, 3, 2), new RecordPayments.Paid(line.Id, 6.01m))).Problem).ShouldContain("第 1 行应付 10.00 元，未付 6.00 元，登记的 6.01 元超付");
        Says((await app.Pay(made.Id, new(2026, 3, 2), new RecordPayments.Paid(line.Id, 3), new RecordPayments.Paid(line.Id, 4))).Problem).ShouldContain("超付");
        Good((await app.Pay(made.Id, new(2026, 4, 10))).Problem);
        Says((await app.Pay(made.Id, new(2026, 4, 10))).Problem).ShouldContain("没有未付的分红");

        var shown = await app.ShowRun(made.Id);
        (shown.Received, shown.Shortfall).ShouldBe((30_00L, 0L));
        // Due ninety days after the year: the tenth of April is nine or ten days late.
        shown.Lines.ShouldAllBe(l => l.DaysLate == 10);
        shown.Lines.Where(l => l.Payee != Villages[0]).ShouldAllBe(l => l.Receipts.All(r => r.Posted == "enclaves.unposted.no-book"));
    }

    [Fact]
    public async Task A_wrong_distribution_is_reversed_after_its_payments_and_the_period_is_distributed_anew()
    {
        var id = await app.Signed(Terms(Floating(2020, 2030)), 3, 100);
        var book = await app.Book(place: Villages[0]);
        var run = await app.Approved(id, 2025, 10);
        Good((await app.Pay(run, new(2026, 3, 1))).Problem);
        Says((await app.ReverseRun(run)).Problem).ShouldContain("还有 3 笔到账，请先撤销");
        foreach (var payment in (await app.ShowRun(run)).Lines.SelectMany(l => l.Receipts))
        {
            Good((await app.TakeBackPaid(payment.Id)).Problem);
            Says((await app.TakeBackPaid(payment.Id)).Problem).ShouldContain("已经撤销");
        }
        // Its entry was reversed in the village's own book, in red.
        (await app.Net(book, "502", new(2026, 12, 31))).ShouldBe(0);
        (await app.Ask(db => db.Entries.CountAsync(e => e.Book == book))).ShouldBe(2);
        Says((await app.ReverseRun(run, "甲")).Problem).ShouldContain("自己拟定");
        Good((await app.ReverseRun(run)).Problem);

        var anew = await app.Approved(id, 2025, 20);
        (await app.Show(id)).Distributions.Select(d => (d.Number, d.State, d.Due)).ShouldBe([((short)1, DistributionState.Reversed, 10_00L), ((short)2, DistributionState.Approved, 20_00L)]);
        (await app.ShowRun(anew)).Lines.Select(l => (l.Due, l.Extra)).ShouldBe([(6_67L, true), (6_67L, true), (6_66L, false)]);
    }

    [Fact]
    public async Task Two_who_distribute_the_same_period_at_once_make_one_distribution()
    {
        var id = await app.Signed(Terms(Fixed(2020, 2030)), 3, 100);

        var both = await Task.WhenAll(app.Propose(id, 2025, 0), app.Propose(id, 2025, 0));

        both.Count(b => b.Problem is null).ShouldBe(1);
        Says(both.Single(b => b.Problem is not null).Problem).ShouldMatch("刚刚有人改了|已包括这段期间");
        (await app.Ask(db => db.Distributions.CountAsync(d => d.Enclave == id))).ShouldBe(1);
        (await app.Ask(db => db.Dividends.CountAsync(d => db.Distributions.Any(x => x.Id == d.Distribution && x.Enclave == id)))).ShouldBe(3);
        Says((await app.Propose(id, 2025, 0)).Problem).ShouldContain("第 1 次分红（2025-01-01 至 2025-12-31）已包括");

        var run = both.Single(b => b.Problem is null).Value.Id;
        Good((await app.Decide(run)).Problem);
        var paid = await Task.WhenAll(app.Pay(run, new(2026, 3, 1)), app.Pay(run, new(2026, 3, 1)));
        paid.Count(p => p.Problem is null).ShouldBe(1);
        (await app.ShowRun(run)).Received.ShouldBe(30_00);
    }

    [Fact]
    public async Task A_village_merged_during_the_contract_is_paid_through_its_successor_and_a_divided_one_is_asked_about()
    {
        var (gone, into) = (Villages[150], Villages[151]);
        var id = (await app.Create(null)).Value.Id;
        Good((await app.Write(id, Terms(Fixed(2020, 2030)))).Problem);
        Good((await app.Stake(id, [.. new[] { gone, into, Villages[152] }.Select(v => new RecordStakes.One(v, StakeUnit.Money, 100, StakeSource.Own, new(2020, 1, 1), "收据"))])).Problem);
        Good((await app.Sign(id)).Problem);
        var waiting = (await app.Propose(id, 2024, 0)).Value.Id;
        await app.Merge(gone, into, new(2026, 1, 1));
        var book = await app.Book(place: into);

        // What was proposed before the merger pays a village that is no more: it is reckoned anew.
        Says((await app.Decide(waiting)).Problem).ShouldContain("请退回重算");
        Good((await app.Decide(waiting, approve: false, why: "村并入")).Problem);
        var run = await app.Approved(id, 2025, 0);
        Good((await app.Pay(run, new(2026, 3, 1))).Problem);

        (await app.ShowRun(run)).Lines.Select(l => (l.Payee, l.Due)).ShouldBe([(into, 10_00L), (into, 10_00L), (Villages[152], 10_00L)]);
        (await app.Net(book, "502", new(2026, 12, 31))).ShouldBe(-20_00);
        (await app.Show(id)).Holders.Single(h => h.Place == gone).Into.ShouldBe("第152村");

        await app.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            (await db.Places.SingleAsync(p => p.Code == Villages[152])).Closed = new(2026, 2, 1);
            await Shanhai.Places.RegisterStamp.Raise(db, null, default);
            db.Record(actor, "test", "places");
            await db.SaveChangesAsync();
            services.GetRequiredService<Shanhai.Places.CurrentRegister>().Written();
        });
        Says((await app.Propose(id, 2023, 0)).Problem).ShouldContain("第153村已撤并且没有唯一承接村");
    }

    [Fact]
    public async Task Stakes_are_judged_taken_back_or_leave_and_what_was_distributed_stays()
    {
        var id = await app.Signed(Terms(Fixed(2020, 2030)), 3, 100);
        async Task<string> Stake(RecordStakes.One one) => Says((await app.Stake(id, [one])).Problem);
        var good = Even(4, 100, 2020)[3];
        (await Stake(good with { Place = 990101101201 })).ShouldContain("不在飞出地或飞入地");
        (await Stake(good with { Place = Guest })).ShouldContain("没有这个村");
        (await Stake(good with { Amount = 0.001m })).ShouldContain("最多两位小数");
        (await Stake(good with { Unit = StakeUnit.LandQuota, Amount = 10 })).ShouldContain("土地指标须填作价");
        (await Stake(good with { On = new(2027, 1, 1) })).ShouldContain("或之前的日子");
        (await Stake(good with { Document = " " })).ShouldContain("document");
        var land = (await app.Stake(id, [good with { Unit = StakeUnit.LandQuota, Amount = 50, Value = 300, Organisation = Stands, Source = StakeSource.LandReclamation }])).Value.Stakes[0];
        (await app.Show(id)).Holders.Select(h => (h.IsBody, h.Fen)).ShouldContain((true, 300_00L));
        Good((await app.TakeBack(land)).Problem);
        (await app.Show(id)).Pool.ShouldBe(300_00);

        var run = await app.Approved(id, 2024, 0);
        var stake = await app.Ask(db => db.Stakes.Where(s => s.Enclave == id && !s.TakenBack).OrderBy(s => s.Place).Select(s => s.Id).FirstAsync());
        Says((await app.TakeBack(stake)).Problem).ShouldContain("它已参与到 2024-12-31 为止的分红");
        Says((await app.TakeBack(stake, new(2024, 6, 1))).Problem).ShouldContain("退出日须在 2024-12-31 之后");
        Good((await app.TakeBack(stake, new(2025, 7, 1))).Problem);
        (await app.Preview(id, 2025, 0)).Value.Of.Parts.Select(p => p.Due).ShouldBe([4_96L, 10_00L, 10_00L]);
        (await app.ShowRun(run)).Lines.Select(l => l.Due).ShouldBe([10_00L, 10_00L, 10_00L]);
        (await Stake(good with { On = new(2024, 5, 1) })).ShouldContain("2024-12-31 以前的期间已经分红");
    }

    [Fact]
    public async Task An_amendment_holds_from_a_day_that_nothing_was_distributed_for_and_a_period_does_not_cross_it()
    {
        var id = await app.Signed(Terms(Fixed(2020, 2030)), 3, 100);
        var first = await app.Approved(id, 2024, 0);
        var less = Terms(Fixed(2020, 2030, 5));
        Says((await app.Write(id, less, new(2024, 7, 1), "降低")).Problem).ShouldContain("修订须从之后开始");
        Says((await app.Write(id, less, new(2025, 7, 1))).Problem).ShouldContain("why");
        Good((await app.Write(id, less, new(2025, 7, 1), "降低")).Problem);
        Good((await app.Sign(id)).Problem);

        Says((await app.Propose(id, 2025, 0)).Problem).ShouldContain("2025-07-01 起合同已修订");
        (await app.ShowRun(first)).Due.ShouldBe(30_00);
        var seen = await app.With((s, actor) => PreviewDistribution.Handle(id, new(new(2025, 7, 1), new(2026, 6, 30), 0), s.GetRequiredService<Shanhai.Organisations.CurrentTree>(), s.GetRequiredService<Shanhai.Places.CurrentRegister>(),
            s.GetRequiredService<Db>(), actor, app.Clock, default));
        (seen.Value.Contract, seen.Value.Of.Due).ShouldBe(((short)2, 15_00L));
        Says((await app.Write(id, less, new(2026, 7, 1), "x", version: 1)).Problem).ShouldContain("刚刚有人改了");
    }

    [Fact]
    public async Task What_was_not_paid_when_due_raises_an_alarm_that_an_officer_closes()
    {
        var id = await app.Signed(Terms(Fixed(2020, 2035)), 3, 100);
        await app.Approved(id, 2024, 0);
        await app.Strike(EnclavesModule.Watch);
        await app.Strike(EnclavesModule.Watch);

        var alarm = (await app.Show(id)).Alarms.Where(a => a.Kind == AlarmKind.Late).ShouldHaveSingleItem();
        alarm.About.ShouldBe(new DateOnly(2025, 3, 31));
        (await app.Show(id)).Distributions[0].IsLate.ShouldBeTrue();
        Good((await app.With((s, actor) => CloseAlarm.Handle(alarm.Id, new("已催缴"), s.GetRequiredService<Db>(), actor, default))).Problem);
        (await app.Show(id)).Alarms.Single(a => a.Kind == AlarmKind.Late).Done.ShouldBe("已催缴");
        // This one, and the years before that nobody has distributed.
        (await app.Ask(db => db.Journal.CountAsync(j => j.Subject == "enclave:" + id && j.Verb == EnclavesModule.Watch))).ShouldBe(2);
    }

    [Fact]
    public void Three_rules_of_sharing_stand_beside_each_other_with_what_every_coalition_could_earn()
    {
        var actor = Shanhai.Host.Security.Actor.Operator(Composition.Access, "test");
        // The classic: alone nothing, the villages with the host 6, the guest with the host 3, all 12.
        var of = CompareSharing.Handle(new(10, 0, 30, 1, 1, 2, 0, 0, 0, 3, 6, 0, 12), actor).Value;

        of.Rows.Select(r => r.ByCapital).ShouldBe([3_00, 0, 9_00]);
        of.Rows.Select(r => r.ByNeed).ShouldBe([3_00, 3_00, 6_00]);
        // By hand over the six orders: the host adds 0, 0, 3, 12, 6, 12; the guest 3, 6, 0, 0, 6, 0; the villages 9, 6, 9, 0, 0, 0.
        of.Rows.Select(r => r.Shapley).ShouldBe([5_50, 2_50, 4_00]);
        of.Worths.Single(w => w.Members.SequenceEqual(["host", "villages"])).ShouldSatisfyAllConditions(w => w.Worth.ShouldBe(6_00), w => w.Short.ShouldBe(0));
        of.Worths.Single(w => w.Members.SequenceEqual(["host", "guest"])).CapitalShort.ShouldBe(0);
        Says(CompareSharing.Handle(new(Host: 20, Guest: 0, Villages: 0, HostGuest: 3, HostVillages: 6, GuestVillages: 0, All: 12), actor).Problem).ShouldContain("飞入地单独能挣的不能多于");
        Says(CompareSharing.Handle(new(Host: 0), actor).Problem).ShouldContain("请填全");
        var odd = CompareSharing.Handle(new(1, 1, 1, Host: 0, Guest: 0, Villages: 0, HostGuest: 0, HostVillages: 0, GuestVillages: 0, All: 100.01m), actor).Value;
        odd.Rows.Sum(r => r.Shapley).ShouldBe(100_01);
        odd.Rows.Sum(r => r.ByCapital).ShouldBe(100_01);
    }
}
