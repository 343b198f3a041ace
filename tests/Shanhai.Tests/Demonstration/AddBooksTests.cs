using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Demonstration;
using Shanhai.Funds;
using Shanhai.Indicators;
using Shanhai.Kernel;
using Shanhai.Tests.Funds;
using Shanhai.Tests.Indicators;

namespace Shanhai.Tests.Demonstration;

/// <summary>The books of the demonstration, after the work that closing them asked for is done.</summary>
public sealed class AddBooksTests(AddBooksTests.Closed app) : IClassFixture<AddBooksTests.Closed>
{
    public sealed class Closed : App
    {
        protected override async Task Fill()
        {
            await Do(async (services, actor) => (await MakeDemonstration.Handle(services, actor, Password, (_, _) => { }, default)).Problem.ShouldBeNull());
            await RunJobs();
        }
    }

    [Fact]
    public async Task A_few_dozen_villages_have_closed_books_that_agree_with_what_they_reported()
    {
        var places = await app.Ask(db => db.Books.Where(b => b.Chart == "collective-2023" && b.ClosedThrough == new DateOnly(2025, 12, 31)).Select(b => b.Place).ToListAsync());
        places.Count.ShouldBeInRange(24, 36);
        var truth = Simulation.Of().Truth;
        foreach (var code in new[] { "CE.TOTAL", "CE.OPERATING" })
        {
            var facts = await app.Services.GetRequiredService<FactColumns>().Read([(Shipped.Catalogue.Value[code], Period.Year(2025))], default);
            var column = facts.Column(Shipped.Catalogue.Value[code], Period.Year(2025));
            foreach (var place in places.Where(p => p != truth.Joined.Into))
            {
                var income = truth.Incomes[(place, 2025)];
                column[place].ShouldBe((long)((code == "CE.TOTAL" ? income.Total : income.Operating) * 100), $"{place} {code}");
            }
        }
        // The books' own figures were weighed against what was reported: confirmed where equal, never replaced.
        foreach (var place in places.Where(p => p != truth.Joined.Into))
        {
            var (income, found) = (truth.Incomes[(place, 2025)], await app.Ask(db => db.Set<BookFigure>().Where(f => f.Place == place && f.Year == 2025).ToListAsync()));
            found.Count(f => f.Stand == FigureStand.Agrees).ShouldBeGreaterThan(3);
            found.ShouldNotContain(f => f.Stand == FigureStand.Differs);
            long Of(string code) => found.Single(f => f.Indicator == Shipped.Catalogue.Value[code].Id).Value;
            (Of("CE.501") + Of("CE.502")).ShouldBe((long)(income.Operating * 100));
            (Of("CE.501") + Of("CE.502") + Of("CE.503") + Of("CE.504")).ShouldBe((long)(income.Total * 100));
        }
        // What only books know came with them, marked as simulated.
        var cash = Shipped.Catalogue.Value["CE.102"].Id;
        var batch = await app.Ask(db => db.Facts.Where(f => f.Indicator == cash && f.Place == places[0].Value && f.SupersededAt == null).Join(db.Batches, f => f.Batch, b => b.Number, (_, b) => b).SingleAsync());
        batch.Source.ShouldBe(SourceKind.Simulated);
    }

    [Fact]
    public async Task The_money_of_the_programme_is_followed_to_every_village_and_one_entry_waits()
    {
        var book = await app.Ask(db => db.Books.SingleAsync(b => b.Chart == "public-money"));
        var page = System.Net.WebUtility.HtmlDecode(await app.Anyone().GetStringAsync($"/money/{book.Id}"));

        page.ShouldContain("冷链仓库");
        page.ShouldContain("模拟");
        // Dividends of enclaves that are above a village's limit wait besides.
        (await app.Ask(db => db.Proposals.CountAsync(p => p.State == ProposalState.Waiting && !db.DividendPayments.Any(d => d.Waits == p.Id)))).ShouldBe(1);
    }

    [Fact]
    public async Task Hledger_comes_to_our_balance_of_every_account()
    {
        Assert.SkipUnless(await HledgerTests.Installed(), "hledger is not installed (Debian package hledger).");

        (await HledgerTests.Compare(app, new(2025, 6, 30))).ShouldBeGreaterThan(100);
        await HledgerTests.Compare(app, DateOnly.MaxValue);
    }
}
