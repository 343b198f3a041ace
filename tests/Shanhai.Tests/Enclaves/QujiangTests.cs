using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Enclaves;
using Shanhai.Funds;
using Shanhai.Host.Persistence;
using Shanhai.Kernel;
using static Shanhai.Tests.Enclaves.EnclaveCounty;

namespace Shanhai.Tests.Enclaves;

/// <summary>The contract of Yinzhou and Qujiang, run for eight years from 2025 on.</summary>
public sealed class QujiangTests(EnclaveCounty app) : IClassFixture<EnclaveCounty>
{
    [Fact]
    public async Task It_runs_for_eight_years_warns_a_year_before_the_fixed_phase_ends_and_shows_every_village_its_fall()
    {
        var id = (await app.Create("yinzhou-qujiang", 2025)).Value.Id;
        var template = EnclaveTemplate.Find("yinzhou-qujiang")!.Terms(new(2025, 1, 1));
        Good((await app.Write(id, template with { Operator = Operates, Guarantor = Stands })).Problem);
        // 120 million over 162 villages, to the fen.
        var parts = Money.Yuan(120_000_000).Allocate([.. Enumerable.Repeat(1m, Count)]);
        Good((await app.Stake(id, [.. Villages.Select((v, i) => new RecordStakes.One(v, StakeUnit.Money, parts[i].Amount, StakeSource.Own, new(2025, 1, 1), "收据"))])).Problem);
        Good((await app.Sign(id)).Problem);
        var books = new List<Id<Book>> { await app.Book(place: Villages[0]), await app.Book(place: Villages[1]), await app.Book(place: Villages[161], approveAbove: 10_000_00) };

        foreach (var year in Enumerable.Range(2025, 8))
        {
            if (year > 2025)
            {
                app.Clock.SetUtcNow(new(year + 1, 3, 1, 9, 0, 0, ChinaDay.Offset));
            }
            var run = await app.Approved(id, year, year < 2030 ? 9_000_000 : 5_400_000 + 100_000 * (year - 2030));
            var paid = await app.Pay(run, new(year + 1, 2, 20));
            Good(paid.Problem);
            (paid.Value.Payments, paid.Value.Posted, paid.Value.Waiting, paid.Value.Unposted).ShouldBe((Count, 2, 1, Count - 3));
            var shown = await app.ShowRun(run);
            shown.Lines.Sum(l => l.Due).ShouldBe(year < 2030 ? 12_000_000_00 : shown.Income);
            (shown.Shortfall, shown.FromGuarantor).ShouldBe((0L, year < 2030 ? 3_000_000_00L : 0L));
            if (year == 2027)
            {
                // The day before the twelve months begin there is no alarm.
                app.Clock.SetUtcNow(new(2028, 12, 30, 9, 0, 0, ChinaDay.Offset));
                await app.Strike(EnclavesModule.Watch);
                (await app.Show(id)).Alarms.ShouldBeEmpty();
                app.Clock.SetUtcNow(new(2028, 12, 31, 9, 0, 0, ChinaDay.Offset));
                await app.Strike(EnclavesModule.Watch);
                await app.Strike(EnclavesModule.Watch);
                var alarm = (await app.Show(id)).Alarms.ShouldHaveSingleItem();
                (alarm.Kind, alarm.About).ShouldBe((AlarmKind.GuaranteeEnds, new DateOnly(2029, 12, 31)));
                // Nothing is expected of the rent yet, so nothing is drawn.
                var holders = (await app.Show(id)).Holders;
                holders.Count.ShouldBe(Count);
                holders.ShouldAllBe(h => h.Before > 74_000_00 && h.After == null);
            }
        }

        var of = await app.Show(id);
        of.Years.Take(8).Select(y => (y.Due, y.Paid)).ShouldBe(new long[] { 12_000_000_00, 12_000_000_00, 12_000_000_00, 12_000_000_00, 12_000_000_00, 5_400_000_00, 5_500_000_00, 5_600_000_00 }.Select(f => ((long?)f, (long?)f)));
        of.Falls!.ShouldBe(new(new(2029, 12, 31), new(2029, 1, 1), true, new(2030, 12, 31), true, 12_000_000_00, 5_400_000_00));
        of.Holders.Count.ShouldBe(Count);
        // 12 million over 162: 74,074.07 for some and a fen more for others; 33,333.33 the year after.
        of.Holders.ShouldAllBe(h => h.Before >= 74_074_07 && h.Before <= 74_074_08 && h.After >= 33_333_33 && h.After <= 33_333_34 && h.Change < -40_740_00);
        of.Holders.Sum(h => h.Received).ShouldBe(60_000_000_00 + 16_500_000_00);
        // Each receipt stands in the village's own book, as income from investments.
        foreach (var (book, village) in books.Take(2).Zip(Villages))
        {
            (await app.Net(book, "502", new(2033, 12, 31))).ShouldBe(-of.Holders.Single(h => h.Place == village).Received);
            (await app.Net(book, "102", new(2033, 12, 31))).ShouldBe(of.Holders.Single(h => h.Place == village).Received);
        }
        (await app.Ask(db => db.Proposals.CountAsync(p => p.Book == books[2] && p.State == ProposalState.Waiting))).ShouldBe(8);
        // An amendment later on changes nothing of what was paid.
        Good((await app.Write(id, template with { Operator = Operates, Guarantor = Stands, Phases = [.. template.Phases.Take(1), Floating(2030, 2032), Fixed(2033, 2044, 5)] }, new(2033, 1, 1), "重新约定")).Problem);
        Good((await app.Sign(id)).Problem);
        (await app.Show(id)).Years.Take(8).ShouldBe(of.Years.Take(8));
        (await app.Show(id)).Years[8].Promised.ShouldBe(6_000_000_00);
    }
}
