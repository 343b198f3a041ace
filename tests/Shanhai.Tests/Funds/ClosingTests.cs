using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Funds;
using Shanhai.Host.Security;
using Shanhai.Indicators;
using Shanhai.Kernel;
using Shanhai.Tests.Voices;
using static Shanhai.Tests.Funds.FundsCounty;

namespace Shanhai.Tests.Funds;

public sealed class ClosingTests(FundsCounty app) : IClassFixture<FundsCounty>
{
    private Task<Fact?> Figure(PlaceCode place, string code, int year) => app.With(async (s, _) =>
    {
        var (indicator, period) = (s.GetRequiredService<Catalogue>()[code].Id, Period.Year(year).Key);
        return await s.GetRequiredService<Shanhai.Host.Persistence.Db>().Facts.AsNoTracking().SingleOrDefaultAsync(f => f.Indicator == indicator && f.Period == period && f.Place == place.Value && f.SupersededAt == null);
    });

    private static EntryContent[] AYear(int year) =>
    [
        new(Day(1, 1, year), "期初余额", "期初", [new("102", Debit: 50_000_00), new("151", Debit: 500_000_00), new("221", Credit: 100_000_00), new("311", Credit: 450_000_00)]) { Kind = EntryKind.Opening },
        Moves(Day(3, 5, year), "102", "501", 120_000_00), Moves(Day(6, 5, year), "102", "502", 30_000_00), Moves(Day(9, 5, year), "102", "503", 40_000_00) with { NonRecurring = true },
        Moves(Day(10, 5, year), "513", "102", 25_000_00), Moves(Day(11, 5, year), "511", "102", 15_000_00), Moves(Day(12, 5, year), "511", "152", 10_000_00),
    ];

    [Fact]
    public async Task Nothing_is_dated_into_a_closed_period_until_somebody_reopens_it_with_a_reason()
    {
        var book = await app.Book();
        await app.Post(book, Moves(Day(3, 5), "102", "501", 100_00));
        (await app.Close(book, "2026-12")).Problem!.Fields[0].Key.ShouldBe("funds.month-not-over");
        (await app.Close(book, "2026-03")).Problem.ShouldBeNull();
        (await app.Close(book, "2026-03")).Problem!.Fields[0].Key.ShouldBe("funds.closed-already");

        var late = await app.Try(book, Moves(Day(3, 31), "102", "501", 1_00));
        late.Problem!.Fields.ShouldHaveSingleItem().Key.ShouldBe("funds.closed-period");
        late.Problem.Fields[0].Field.ShouldBe("entries[0].on");
        (await app.Reopen(book, "2026-03", " ")).Problem!.Fields[0].Field.ShouldBe("why");
        (await app.Reopen(book, "2026-04", "漏记")).Problem!.Fields[0].Key.ShouldBe("funds.not-closed");
        (await app.Reopen(book, "2026-03", "漏记一笔租金")).Problem.ShouldBeNull();

        (await app.Try(book, Moves(Day(3, 31), "102", "501", 1_00))).Problem.ShouldBeNull();
        (await app.Ask(db => db.Closings.Where(c => c.Book == book).Select(c => c.Why).ToListAsync())).ShouldBe([null, "漏记一笔租金"], ignoreOrder: true);
        var subject = $"book:{book}";
        (await app.Ask(db => db.Journal.CountAsync(e => e.Subject == subject && e.Verb == "funds.close"))).ShouldBe(2);
    }

    [Fact]
    public async Task A_closed_year_ends_at_zero_shows_its_statements_and_hands_its_figures_to_the_village()
    {
        var village = await app.NewVillage();
        var book = await app.Book(place: village, completeFrom: Day(1, 1, 2025));
        await app.Post(book, AYear(2025));
        (await Figure(village, "CE.501", 2025)).ShouldBeNull("half a year would make a village look weak");

        (await app.Close(book, "2025-12")).Value.YearEndEntry.ShouldNotBeNull();
        await app.RunJobs();

        (await app.Net(book, "501", Day(12, 31, 2025))).ShouldBe(0);
        (await app.Net(book, "321", Day(12, 31, 2025))).ShouldBe(0);
        (await app.Net(book, "322", Day(12, 31, 2025))).ShouldBe(-140_000_00);
        (await app.Net(book, "501", Day(12, 30, 2025))).ShouldBe(-120_000_00);
        var officer = await app.SignedIn(Role.Officer, VoiceCounty.County);
        var of = (await officer.GetFromJsonAsync<ShowStatements>($"/api/v1/books/{book}/statements?year=2025", VoiceCounty.Web))!;
        of.Income.Select(l => (l.Account, l.Fen)).ShouldBe([("501", 120_000_00L), ("502", 30_000_00L), ("503", 40_000_00L)]);
        of.Profit.ShouldBe(140_000_00);
        of.Assets.Select(l => (l.Account, l.Fen)).ShouldBe([("102", 200_000_00L), ("151", 500_000_00L), ("152", -10_000_00L)]);
        of.TotalAssets.ShouldBe(of.TotalClaims);
        of.Closed.ShouldBeTrue();

        var figures = (await officer.GetFromJsonAsync<ShowFigures>($"/api/v1/places/{village}/figures?from=2025&to=2025", VoiceCounty.Web))!;
        decimal? Of(string code) => figures.Indicators.Single(s => s.Code == code).Figures.Single(v => v.Period == Period.Year(2025)).Value;
        Of("CE.OPERATING").ShouldBe(150_000m);
        Of("CE.TOTAL").ShouldBe(190_000m);
        Of("CE.503.NR").ShouldBe(40_000m);
        Of("CE.ASSETS").ShouldBe(690_000m);
        Of("CE.LIABILITIES").ShouldBe(100_000m);
        Of("CE.321").ShouldBe(140_000m);
        var fact = (await Figure(village, "CE.501", 2025))!;
        var batch = await app.Ask(db => db.Batches.SingleAsync(b => b.Number == fact.Batch));
        batch.Source.ShouldBe(SourceKind.Computed);
        batch.DocumentNumber!.ShouldContain("记-1 至 记-8");
        batch.Note!.ShouldContain(book.ToString());
    }

    [Fact]
    public async Task Reopening_a_year_takes_its_end_back_and_closing_it_again_corrects_the_figures()
    {
        var village = await app.NewVillage();
        var book = await app.Book(place: village, completeFrom: Day(1, 1, 2024));
        await app.Post(book, AYear(2024));
        (await app.Close(book, "2024-12")).Problem.ShouldBeNull();
        await app.RunJobs();
        (await app.Post(book, Moves(Day(2, 1, 2025), "102", "501", 9_00))).ShouldHaveSingleItem();
        (await app.Try(book, Moves(Day(12, 31, 2024), "102", "501", 1_00))).Problem.ShouldNotBeNull();

        // A closed year is not one person's to open.
        var waits = (await app.Reopen(book, "2024-11", "租金少记")).Value.Waits!.Value;
        (await app.Reopen(book, "2024-11", "租金少记")).Value.Waits.ShouldBe(waits);
        (await app.Ask(db => db.Books.SingleAsync(b => b.Id == book))).ClosedThrough.ShouldBe(Day(12, 31, 2024));
        (await Stands(village, 2024)).Distinct().ShouldBe([FigureStand.Recorded]);
        (await app.Approve(waits)).Problem.ShouldBeNull();
        (await app.Ask(db => db.Books.SingleAsync(b => b.Id == book))).ClosedThrough.ShouldBe(Day(10, 31, 2024));
        (await Stands(village, 2024)).Distinct().ShouldBe([FigureStand.Reopened]);
        (await Figure(village, "CE.501", 2024)).ShouldBeNull("a figure of a year that is open again is nobody's");
        (await Figure(village, "CE.ASSETS", 2024)).ShouldBeNull();
        (await app.Net(book, "501", Day(12, 31, 2024))).ShouldBe(-120_000_00);
        (await app.Net(book, "322", Day(12, 31, 2024))).ShouldBe(0);
        await app.Post(book, Moves(Day(12, 15, 2024), "102", "501", 5_000_00));
        (await app.Close(book, "2025-01")).Problem!.Fields[0].Key.ShouldBe("funds.close-year-first");
        (await app.Close(book, "2024-12")).Problem.ShouldBeNull();
        await app.RunJobs();

        (await app.Net(book, "322", Day(12, 31, 2024))).ShouldBe(-145_000_00);
        var fact = (await Figure(village, "CE.501", 2024))!;
        (await Stands(village, 2024)).Distinct().ShouldBe([FigureStand.Recorded]);
        (fact.Revision, fact.Value).ShouldBe(((short)2, 125_000_00L));
        var shown = await app.With((s, a) => ShowStatements.Handle(book, 2024, null, s.GetRequiredService<Charts>(), s.GetRequiredService<Catalogue>(), s.GetRequiredService<Shanhai.Organisations.CurrentTree>(), s.GetRequiredService<Shanhai.Host.Persistence.Db>(), a, app.Clock, default));
        shown.Value.Profit.ShouldBe(145_000_00);
    }

    private Task<List<FigureStand>> Stands(PlaceCode place, int year) => app.Ask(db => db.Set<BookFigure>().Where(f => f.Place == place && f.Year == year).Select(f => f.Stand).ToListAsync());

    private async Task<long?> Closed(PlaceCode village, int year, DateOnly? completeFrom, EntryContent[] entries, bool idle = false)
    {
        var book = await app.Book(place: village, completeFrom: completeFrom);
        await app.Post(book, entries);
        (await app.Close(book, $"{year}-12", idle)).Problem.ShouldBeNull();
        await app.RunJobs();
        return (await Figure(village, "CE.501", year))?.Value;
    }

    [Fact]
    public async Task Half_a_year_a_year_without_anything_and_one_that_nobody_called_complete_hand_over_nothing()
    {
        EntryContent[] half = [Moves(Day(7, 1, 2025), "102", "501", 40_000_00), Moves(Day(12, 1, 2025), "102", "501", 1_00)];
        (await Closed(await app.NewVillage(), 2025, Day(7, 1, 2025), half)).ShouldBeNull("it began in July");
        (await Closed(await app.NewVillage(), 2025, null, half)).ShouldBeNull("nobody said that it is complete");
        EntryContent[] opened = [Moves(Day(12, 31, 2025), "102", "311", 1_00) with { Kind = EntryKind.Opening, Debt = null }];
        (await Closed(await app.NewVillage(), 2025, Day(1, 1, 2025), opened)).ShouldBeNull("opening balances are no year");

        (await Closed(await app.NewVillage(), 2025, Day(1, 1, 2025), opened, idle: true)).ShouldBe(0, "somebody said that there was nothing");
        (await Closed(await app.NewVillage(), 2025, Day(1, 1, 2025), half)).ShouldBe(40_001_00);
    }

    [Fact]
    public async Task A_villages_figures_are_those_of_all_its_books_once_all_are_closed()
    {
        var village = await app.NewVillage();
        var (one, other) = (await app.Book(place: village, completeFrom: Day(1, 1, 2025)), await app.Book(place: village, completeFrom: Day(1, 1, 2025)));
        await app.Post(one, Moves(Day(3, 1, 2025), "102", "501", 30_000_00));
        await app.Post(other, Moves(Day(3, 1, 2025), "102", "501", 12_000_00));

        await app.Close(one, "2025-12");
        await app.RunJobs();
        (await Figure(village, "CE.501", 2025)).ShouldBeNull("the other one is open");
        await app.Close(other, "2025-12");
        await app.RunJobs();

        (await Figure(village, "CE.501", 2025))!.Value.ShouldBe(42_000_00);
    }

    [Fact]
    public async Task What_another_source_reported_is_confirmed_or_stands_beside_the_books_until_a_person_decides()
    {
        var village = await app.NewVillage();
        var book = await app.Book(place: village, completeFrom: Day(1, 1, 2025));
        await app.Post(book, Moves(Day(3, 1, 2025), "102", "501", 40_000_00), Moves(Day(4, 1, 2025), "102", "502", 7_00));
        await app.With(async (s, actor) => await RecordFigures.Handle(new(new(SourceKind.Form, Day(1, 1)), [new(village, "CE.501", Period.Year(2025), 300_000m), new(village, "CE.502", Period.Year(2025), 7m)]),
            s.GetRequiredService<Shanhai.Host.Persistence.Db>(), actor, s.GetRequiredService<Catalogue>(), s.GetRequiredService<FactColumns>(), app.Clock, default));

        await app.Close(book, "2025-12");
        await app.RunJobs();

        (await Figure(village, "CE.501", 2025))!.Value.ShouldBe(300_000_00, "nothing is replaced by itself");
        var officer = await app.SignedIn(Role.Officer, VoiceCounty.County);
        var figures = (await officer.GetFromJsonAsync<FindBookFigures>($"/api/v1/books/{book}/figures/2025", VoiceCounty.Web))!;
        var differs = figures.Rows.Single(r => r.Indicator == "CE.501");
        (differs.Value, differs.Reported, differs.Stand).ShouldBe((40_000m, 300_000m, FigureStand.Differs));
        figures.Rows.Single(r => r.Indicator == "CE.502").Stand.ShouldBe(FigureStand.Agrees);
        System.Net.WebUtility.HtmlDecode(await officer.GetStringAsync($"/books/{book}/statements?year=2025")).ShouldContain("与已报数据不一致");

        (await officer.PostForm($"/books/{book}/statements/2025/take", [], $"/books/{book}/statements?year=2025")).Headers.Location!.ToString().ShouldEndWith("done=taken");
        (await Figure(village, "CE.501", 2025))!.Value.ShouldBe(40_000_00);
        (await Stands(village, 2025)).ShouldNotContain(FigureStand.Differs);
        (await officer.PostAsJsonAsync($"/api/v1/books/{book}/figures/2025", new { }, VoiceCounty.Web)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Conflict);

        // Opened again, what was reported stands again, at once; the page says why.
        (await app.Approve((await app.Reopen(book, "2025-12", "漏记")).Value.Waits!.Value)).Problem.ShouldBeNull();
        (await Figure(village, "CE.501", 2025))!.Value.ShouldBe(300_000_00);
        (await Figure(village, "CE.502", 2025))!.Value.ShouldBe(7_00);
        System.Net.WebUtility.HtmlDecode(await officer.GetStringAsync($"/books/{book}/statements?year=2025")).ShouldContain("转入指标的数据已撤回");
    }

    [Fact]
    public async Task A_figure_out_of_the_ordinary_waits_for_somebody_to_confirm_it()
    {
        var village = await app.NewVillage();
        var most = app.Services.GetRequiredService<Catalogue>()["CE.501"].Most;
        most.ShouldNotBeNull("an account's figure has a bound beyond which it is asked about");

        (await Closed(village, 2025, Day(1, 1, 2025), [Moves(Day(3, 1, 2025), "102", "501", (long)(most.Value * 100) + 100)])).ShouldBeNull();

        (await Stands(village, 2025)).ShouldContain(FigureStand.Absurd);
    }
}
