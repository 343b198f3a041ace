using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Demonstration;
using Shanhai.Funds;
using Shanhai.Funds.Carry;
using Shanhai.Host.Persistence;
using Shanhai.Indicators;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Tests.Funds;
using Shanhai.Tests.Indicators;

namespace Shanhai.Tests.Demonstration;

/// <summary>The books of the demonstration, after the work that closing them asked for is done.</summary>
public sealed class AddBooksTests(AddBooksTests.Closed app) : IClassFixture<AddBooksTests.Closed>
{
    public sealed class Closed : Demonstrated
    {
        protected override Task Fill() => RunJobs();
    }

    [Fact]
    public async Task A_few_dozen_villages_have_closed_books_that_agree_with_what_they_reported()
    {
        var places = await app.Ask(db => db.Books.Where(b => b.Chart == "collective-2023" && b.ClosedThrough == new DateOnly(2025, 12, 31)).Select(b => b.Place).ToListAsync());
        places.Count.ShouldBeInRange(24, 36);
        var truth = Simulation.Of().Truth;
        foreach (var (code, year) in new[] { ("CE.TOTAL", 2024), ("CE.OPERATING", 2024), ("CE.TOTAL", 2025), ("CE.OPERATING", 2025) })
        {
            var facts = await app.Services.GetRequiredService<FactColumns>().Read([(Shipped.Catalogue.Value[code], Period.Year(year))], default);
            var column = facts.Column(Shipped.Catalogue.Value[code], Period.Year(year));
            foreach (var place in places.Where(p => p != truth.Joined.Into && p != truth.InDispute.Village))
            {
                var income = truth.Incomes[(place, year)];
                column[place].ShouldBe((long)((code == "CE.TOTAL" ? income.Total : income.Operating) * 100), $"{place} {code} {year}");
            }
        }
        // The books' own figures, with what enclaves paid among them, were weighed against what was reported: confirmed where equal, never replaced.
        foreach (var (place, year) in places.Where(p => p != truth.Joined.Into).SelectMany(p => new[] { (p, 2024), (p, 2025) }))
        {
            var (income, found) = (truth.Incomes[(place, year)], await app.Ask(db => db.Set<BookFigure>().Where(f => f.Place == place && f.Year == year).ToListAsync()));
            found.Count(f => f.Stand == FigureStand.Agrees).ShouldBeGreaterThan(3);
            found.ShouldNotContain(f => f.Stand == FigureStand.Differs);
            long Of(string code) => found.Single(f => f.Indicator == Shipped.Catalogue.Value[code].Id).Value;
            (Of("CE.501") + Of("CE.502")).ShouldBe((long)(income.Operating * 100));
            (Of("CE.501") + Of("CE.502") + Of("CE.503") + Of("CE.504")).ShouldBe((long)(income.Total * 100));
        }
        // What only books know came with them, marked as simulated.
        var cash = Shipped.Catalogue.Value["CE.102"].Id;
        var last = Period.Year(2025).Key;
        var batch = await app.Ask(db => db.Facts.Where(f => f.Indicator == cash && f.Period == last && f.Place == places[0].Value && f.SupersededAt == null).Join(db.Batches, f => f.Batch, b => b.Number, (_, b) => b).SingleAsync());
        batch.Source.ShouldBe(SourceKind.Simulated);
    }

    [Fact]
    public async Task The_money_of_the_programme_is_followed_to_every_village_and_one_entry_waits()
    {
        var book = await app.Ask(db => db.Books.SingleAsync(b => b.Chart == "public-money"));
        var page = System.Net.WebUtility.HtmlDecode(await app.Anyone().GetStringAsync($"/money/{book.Id}"));

        page.ShouldContain("冷链仓库");
        page.ShouldContain("模拟");
        (await app.Ask(db => db.Proposals.CountAsync(p => p.State == ProposalState.Waiting && !db.DividendPayments.Any(d => d.Waits == p.Id)))).ShouldBe(1);
    }

    [Fact]
    public async Task All_that_an_enclave_paid_is_in_the_villages_books_of_either_chart_and_a_few_payments_wait_for_two_people()
    {
        var payments = await app.Ask(db => db.DividendPayments.Where(p => db.Dividends.Any(d => d.Id == p.Dividend && db.Distributions.Any(x => x.Id == d.Distribution && db.Enclaves.Any(e => e.Id == x.Enclave && e.Name.Contains("消薄飞地")))))
            .Select(p => new { p.On, p.Entry, State = db.Proposals.Where(w => w.Id == p.Waits).Select(w => (ProposalState?)w.State).FirstOrDefault() }).ToListAsync());

        payments.Select(p => p.On.Year).Distinct().Order().ShouldBe(Enumerable.Range(2021, 6));
        payments.Where(p => p.On.Year < 2026).ShouldAllBe(p => p.Entry != null || p.State == ProposalState.Posted);
        // Until 2023 the books of 2004, where nothing waited.
        payments.Where(p => p.On.Year < 2024).ShouldAllBe(p => p.Entry != null);
        var entries = payments.Where(p => p.On.Year < 2024).Select(p => p.Entry!.Value).ToList();
        (await app.Ask(db => db.Entries.Where(e => entries.Contains(e.Id)).Join(db.Books, e => e.Book, b => b.Id, (_, b) => b.Chart).Distinct().SingleAsync())).ShouldBe("collective-2004");
        payments.Count(p => p.State == ProposalState.Posted).ShouldBeGreaterThan(40);
        payments.Where(p => p.State == ProposalState.Waiting).ShouldAllBe(p => p.On.Year == 2026);
        payments.Count(p => p.State == ProposalState.Waiting).ShouldBe(3);
        (await app.Ask(db => db.Entries.Where(e => e.ApprovedBy != null && e.Text.Contains("消薄飞地")).Select(e => e.ApprovedBy).Distinct().SingleAsync())).ShouldBe("审批人甲（模拟）\n审批人乙（模拟）");
    }

    [Fact]
    public async Task Every_village_kept_books_of_2004_that_are_carried_over_and_is_disclosed()
    {
        await app.Do(async (services, actor) =>
        {
            var (db, charts, trees) = (services.GetRequiredService<Db>(), services.GetRequiredService<Charts>(), services.GetRequiredService<CurrentTree>());
            var old = await db.Books.AsNoTracking().Where(b => b.Chart == "collective-2004").ToListAsync();
            old.Count.ShouldBe(await db.Books.CountAsync(b => b.Chart == "collective-2023"));
            foreach (var before in old)
            {
                before.ClosedThrough.ShouldBe(new DateOnly(2023, 12, 31));
                var book = await db.Books.AsNoTracking().SingleAsync(b => b.Owner == before.Owner && b.Chart == "collective-2023");
                var carried = (await ShowCarried.Handle(book.Id, charts, trees, db, actor, default)).Value;
                (carried.Opened, carried.Differences.Count).ShouldBe((new DateOnly(2024, 1, 1), 0));
                foreach (var year in new[] { 2021, 2022, 2023 })
                {
                    var found = await db.Set<BookFigure>().Where(f => f.Place == before.Place && f.Year == year).ToListAsync();
                    found.Count(f => f.Stand == FigureStand.Agrees).ShouldBeGreaterThan(3);
                    found.ShouldNotContain(f => f.Stand == FigureStand.Differs, $"{before.Place} {year}");
                }
            }
        });
        var page = System.Net.WebUtility.HtmlDecode(await app.Anyone().GetStringAsync("/money/villages"));
        page.ShouldContain("模拟");
        var first = await app.Ask(db => db.Books.Where(b => b.Chart == "collective-2023").OrderBy(b => b.Place).Select(b => b.Id).FirstAsync());
        System.Net.WebUtility.HtmlDecode(await app.Anyone().GetStringAsync($"/money/villages/{first}?period=2025-Q3")).ShouldContain("第3季度租金和服务收入");
    }

    [Fact]
    public async Task Account_511_is_told_in_todays_accounts_as_each_village_decided_and_stays_apart_where_none_did()
    {
        var (decided, undecided) = (new List<ShowStatements>(), new List<ShowStatements>());
        await app.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            foreach (var book in await db.Books.AsNoTracking().Where(b => b.Chart == "collective-2023").OrderBy(b => b.Place).Select(b => b.Id).ToListAsync())
            {
                var shown = (await ShowStatements.Handle(book, 2024, null, services.GetRequiredService<Charts>(), services.GetRequiredService<Catalogue>(), services.GetRequiredService<CurrentTree>(), db, actor, app.Clock, default)).Value;
                (shown.Restated!.Share is null ? undecided : decided).Add(shown);
            }
        });

        decided.Count.ShouldBeGreaterThan(20);
        decided.ShouldAllBe(s => s.Restated!.Share >= 70 && s.Restated!.Share <= 100 && s.Restated!.Unsplit == 0 && s.Income.All(l => l.Account != ""));
        undecided.ShouldNotBeEmpty();
        undecided.ShouldAllBe(s => s.Restated!.Unsplit > 0 && s.Income.Single(l => l.Account == "").Before == s.Restated!.Unsplit);
        var officer = await app.SignedIn(Shanhai.Host.Security.Role.Officer, InventedProvince.Counties[0].Code);
        System.Net.WebUtility.HtmlDecode(await officer.GetStringAsync($"/books/{decided[0].Book}/statements?year=2024")).ShouldContain("计入经营收入");
        System.Net.WebUtility.HtmlDecode(await officer.GetStringAsync($"/books/{undecided[0].Book}/statements?year=2024")).ShouldContain("单列不拆分");
    }

    [Fact]
    public async Task Hledger_comes_to_our_balance_of_every_account()
    {
        Assert.SkipUnless(await HledgerTests.Installed(), "hledger is not installed (Debian package hledger).");

        (await HledgerTests.Compare(app, new(2025, 6, 30))).ShouldBeGreaterThan(100);
        await HledgerTests.Compare(app, DateOnly.MaxValue);
    }
}
