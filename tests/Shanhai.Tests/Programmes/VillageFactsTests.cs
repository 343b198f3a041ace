using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Analytics.Panel;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Indicators;
using Shanhai.Kernel;
using Shanhai.Programmes;
using Shanhai.Tests.Funds;
using static Shanhai.Tests.Programmes.ProgrammeCounty;

namespace Shanhai.Tests.Programmes;

public sealed class VillageFactsTests(FundsCounty app) : IClassFixture<FundsCounty>
{
    [Fact]
    public async Task An_adopted_measure_is_corrected_by_the_next_revision_and_withdrawn_with_a_reason()
    {
        var village = await app.NewVillage();
        var id = (await app.Adopt(village, "solar", Day(2024, 5, 1))).Value.Id;
        Task<Result<AdoptMeasure.Adopted>> Correct(CorrectAdoption how) => app.As(null, (w, a) => CorrectAdoption.Handle(id, how, w.Measures, w.Db, a, w.Clock, default));
        var input = new CorrectAdoption(1, "solar", Day(2024, 7, 1), null, "验收报告", "日期写错");

        (await app.Adopt(village, "solar", Day(2025, 1, 1))).Problem!.Code.ShouldBe("programmes.adopted-already");
        (await app.Adopt(village, "solar", Day(2027, 1, 1))).Problem.At("from").ShouldBe(["programmes.adopted-when"]);
        (await app.Adopt(village, "gold", Day(2024, 1, 1))).Problem.At("measure").ShouldBe(["programmes.no-measure"]);
        (await Correct(input with { Why = null })).Problem.At("why").ShouldBe(["field.required"]);
        (await Correct(input)).Value.Revision.ShouldBe((short)2);
        (await Correct(input)).Problem!.Code.ShouldBe("programmes.changed-meanwhile", "the other editor saw revision 1");
        var shown = await app.As(null, (w, a) => ShowAdoption.Handle(id, w.Measures, w.Places, w.Db, a, default));
        shown.Value.Revisions.Select(r => r.From).ShouldBe([Day(2024, 7, 1), Day(2024, 5, 1)]);
        (await Correct(new(2, null, null, null, null, "没有建成", Withdraw: true))).Problem.ShouldBeNull();
        (await Correct(new(2, null, null, null, null, "没有建成", Withdraw: true))).Problem!.Code.ShouldBe("programmes.withdrawn-already");
        (await app.Ask(db => db.AdoptedMeasures.CountAsync(a => a.Village == village && a.SupersededAt == null))).ShouldBe(0);
        (await app.Adopt(village, "solar", Day(2025, 1, 1))).Problem.ShouldBeNull("it may be recorded anew");
    }

    [Fact]
    public async Task Callaway_and_SantAnna_read_the_adopted_measures_of_the_site_without_conversion()
    {
        const decimal effect = 20_000;
        var villages = new List<PlaceCode>();
        for (var i = 0; i < 24; i++)
        {
            villages.Add(await app.NewVillage());
        }
        // Six adopt in the middle of 2017, six on the first day of 2020, twelve never; one of the last adopted something else.
        for (var i = 0; i < 12; i++)
        {
            (await app.Adopt(villages[i], "guesthouse", i < 6 ? Day(2017, 6, 1) : Day(2020, 1, 1))).Problem.ShouldBeNull();
        }
        (await app.Adopt(villages[20], "solar", Day(2016, 1, 1))).Problem.ShouldBeNull();
        int First(int i) => i < 6 ? 2018 : i < 12 ? 2020 : int.MaxValue;
        await app.Do(async (services, actor) =>
        {
            var cells = villages.SelectMany((v, i) => Enumerable.Range(2015, 8).Select(year => new RecordFigures.Cell(v, "CE04.501", Period.Year(year), 50_000 + 3_000 * i + 1_000 * (year - 2015) + 137 * (i * 7 + year * 3) % 500 + (year >= First(i) ? effect : 0)))).ToList();
            (await RecordFigures.Handle(new(new(SourceKind.OfficialDocument, new(2023, 3, 31), "年报"), cells), services.GetRequiredService<Db>(), actor, services.GetRequiredService<Catalogue>(), services.GetRequiredService<FactColumns>(), app.Clock, default)).Problem.ShouldBeNull();
        });

        Shanhai.Kernel.Result<ReadTreatment.Treatment>? read = null;
        await app.Do(async (services, actor) => read = await ReadTreatment.Handle(new() { Measure = "guesthouse", Indicator = "CE04.501", From = 2015, To = 2022, Under = County }, services.GetRequiredService<Shanhai.Identification.MeasureCatalogue>(),
            services.GetRequiredService<Catalogue>(), services.GetRequiredService<FactColumns>(), services.GetRequiredService<Shanhai.Places.CurrentRegister>(), services.GetRequiredService<Db>(), actor, default));
        read!.Problem.ShouldBeNull();
        var overall = GroupTimeEffects.Of(read.Value.Panel()).Average(AverageKind.Simple).Overall;

        read.Value.Treated.ShouldBe(12);
        read.Value.Villages.ShouldBe(24);
        read.Value.Rows.Where(r => r.Unit == villages[0]).ShouldAllBe(r => r.Adopted == 2018, "the first whole year");
        overall.Value.ShouldBe((double)effect, 500);
        overall.Interval().Lower.ShouldBeGreaterThan(15_000);
        // The same as a file, for the console's estimators.
        var file = await (await app.SignedIn(Role.Analyst, County)).GetStringAsync("/measures/treatment?of=guesthouse&indicator=CE04.501&first=2015&last=2022");
        file.TrimStart('\uFEFF').Split("\r\n")[0].ShouldBe("unit,time,value,adopted");
        file.ShouldContain($"{villages[0]},2015,");
    }

    [Fact]
    public async Task Years_after_a_measure_had_ended_are_left_out_and_a_merged_village_counts_where_it_is_today()
    {
        var (into, gone) = (await app.NewVillage(), await app.NewVillage());
        (await app.Adopt(gone, "credit", Day(2018, 1, 1), Day(2020, 6, 30))).Problem.ShouldBeNull();
        await app.Do(async (services, actor) =>
        {
            var cells = Enumerable.Range(2017, 5).SelectMany(year => new[] { into, gone }.Select(v => new RecordFigures.Cell(v, "CE04.511", Period.Year(year), 1000))).ToList();
            (await RecordFigures.Handle(new(new(SourceKind.OfficialDocument, new(2023, 3, 31), "年报"), cells), services.GetRequiredService<Db>(), actor, services.GetRequiredService<Catalogue>(), services.GetRequiredService<FactColumns>(), app.Clock, default)).Problem.ShouldBeNull();
        });
        await app.Merge(gone, into, Day(2022, 6, 1));
        ReadTreatment.Treatment? read = null;
        await app.Do(async (services, actor) =>
        {
            services.GetRequiredService<Shanhai.Places.CurrentRegister>().Written();
            read = (await ReadTreatment.Handle(new() { Measure = "credit", Indicator = "CE04.511", From = 2017, To = 2021, Under = into }, services.GetRequiredService<Shanhai.Identification.MeasureCatalogue>(),
                services.GetRequiredService<Catalogue>(), services.GetRequiredService<FactColumns>(), services.GetRequiredService<Shanhai.Places.CurrentRegister>(), services.GetRequiredService<Db>(), actor, default)).Value;
        });

        read!.Rows.Select(r => (r.Time, r.Adopted, r.Value)).ShouldBe([(2017, 2018, 2000), (2018, 2018, 2000), (2019, 2018, 2000)]);
        read.LeftOut.ShouldBe(2);
    }

    [Fact]
    public async Task A_village_is_of_several_classes_each_accepted_by_the_criteria_in_force_there()
    {
        var village = await app.NewVillage();
        Task<Result<AcceptVillage.Accepted>> Accept(string kind, params AcceptVillage.Answer[] answers) => app.As(null, (w, a) => AcceptVillage.Handle(new(village, kind, Day(2026, 5, 1), "县发〔2026〕5号", answers), w.Places, w.Db, a, w.Clock, default));
        Task<Result<SetCriteria.Made>> Set(string kind, PlaceCode place, DateOnly from, params string[] criteria) => app.As(null, (w, a) => SetCriteria.Handle(new(kind, place, from, "标准", criteria), w.Places, w.Db, a, w.Clock, default));
        Task<Result<Page<FindClasses.Row>>> Of(DateOnly? on = null) => app.As(null, (w, a) => FindClasses.Handle(new() { Under = village, On = on }, w.Places, w.Db, a, w.Clock, default));
        AcceptVillage.Answer yes = new(true, "档案 12 号"), no = new(false, "档案 12 号"), bare = new(true, null);

        (await Accept("fine", yes)).Problem!.Code.ShouldBe("programmes.no-criteria");
        (await Set("fine", County, Day(2025, 1, 1))).Problem.At("criteria").ShouldBe(["programmes.say-criteria"]);
        (await Set("fine", County, Day(2025, 1, 1), "村容整洁", "产业明确")).Problem.ShouldBeNull();
        (await Set("fine", County, Day(2026, 9, 1), "后来的标准")).Problem.ShouldBeNull();
        (await Set("future", County, Day(2025, 1, 1), "场景完备")).Problem.ShouldBeNull();
        (await Accept("fine", yes)).Problem.At("answers").ShouldBe(["programmes.answer-all"]);
        (await Accept("fine", yes, no)).Problem.At("evidence-1").ShouldBe(["programmes.not-met"]);
        (await Accept("fine", bare, yes)).Problem.At("evidence-0").ShouldBe(["programmes.no-evidence"]);
        var fine = (await Accept("fine", yes, yes)).Value.Id;
        (await Accept("fine", yes, yes)).Problem!.Code.ShouldBe("programmes.class-already");
        (await Accept("future", yes)).Problem.ShouldBeNull();
        (await Of()).Value.Rows.Select(r => r.Class).ShouldBe(["fine", "future"], ignoreOrder: true);

        Task<Result<WithdrawClass.Withdrawn>> Withdraw(DateOnly on, string? why) => app.As(null, (w, a) => WithdrawClass.Handle(fine, new(on, why), w.Db, a, w.Clock, default));
        (await Withdraw(Day(2026, 4, 1), null)).Problem!.Fields.Select(f => f.Field).ShouldBe(["why", "on"]);
        (await Withdraw(Day(2026, 10, 1), "复核未通过")).Problem.ShouldBeNull();
        (await Of()).Value.Rows.ShouldHaveSingleItem().Class.ShouldBe("future");
        (await Of(Day(2026, 6, 1))).Value.Rows.Count.ShouldBe(2, "it was of the class until then");
        // Anybody reads the class; the evidence is for those who work there.
        (await app.Anyone().GetStringAsync($"/places/{village}?lang=zh")).ShouldContain("未来乡村");
        (await app.Anyone().GetStringAsync($"/api/v1/classes?under={village}")).ShouldNotContain("档案");
    }

    [Fact]
    public async Task Criteria_that_were_found_begin_a_places_own_and_classes_without_say_so()
    {
        var officer = await app.SignedIn(Role.Officer, County);
        async Task<string> Page(HttpClient who, string path) => System.Net.WebUtility.HtmlDecode(await who.GetStringAsync(path));

        var page = await Page(app.Anyone(), "/classes");
        page.ShouldContain("是中心村");
        page.ShouldContain("标准待核：没有查到");
        page.ShouldNotContain("begin=");
        (await Page(officer, "/classes")).ShouldContain("/classes?begin=demonstration");
        var begun = await Page(officer, "/classes?begin=demonstration");
        begun.ShouldContain("是中心村\n建成全面小康建设示范村</textarea>");
        (await officer.PostForm("/classes/criteria", new() { ["class-criteria"] = "demonstration", ["place-criteria"] = $"{County}", ["from-criteria"] = "2026-01-01", ["document-criteria"] = "县定标准", ["criteria-criteria"] = "是中心村\r\n产业明确" }, "/classes"))
            .StatusCode.ShouldBe(System.Net.HttpStatusCode.Redirect);
        (await app.As(null, (w, a) => ShowCriteria.Handle(Village, "demonstration", null, w.Db, a, w.Clock, default))).Value.Criteria.ShouldBe(["是中心村", "产业明确"]);
    }

    [Fact]
    public async Task A_venue_is_as_it_was_found_last_and_small_ones_are_told()
    {
        var village = await app.NewVillage();
        Task<Result<RecordVenue.Recorded>> Record(int? metres, DateOnly? on) => app.As(null, (w, a) => RecordVenue.Handle(new(village, "党群服务中心", metres, on, VenueCondition.Good, VenueUse.Daily, 2006, 120_000), w.Places, w.Db, a, w.Clock, default));
        Task<Result<Page<FindVenues.Row>>> Find(FindVenues filter) => app.As(null, (w, a) => FindVenues.Handle(filter with { Under = village }, w.Places, w.Db, a, default));
        (await Record(0, Day(2027, 1, 1))).Problem!.Fields.Select(f => f.Key).ShouldBe(["programmes.square-metres", "programmes.in-future"]);
        var venue = (await Record(90, Day(2025, 1, 1))).Value.Id;
        async Task<string> Seen() => (await app.As(null, (w, a) => ShowVenue.Handle(venue, w.Places, w.Db, a, default))).Value.Seen;
        Task<Result<CorrectVenue.Corrected>> Correct(CorrectVenue how) => app.As(null, (w, a) => CorrectVenue.Handle(venue, how, w.Db, a, w.Clock, default));
        var right = new CorrectVenue("党群服务中心", 95, 2006, 120_000, "面积录错", await Seen());
        (await Correct(right with { Why = null, SquareMetres = 0 })).Problem!.Fields.Select(f => f.Field).ShouldBe(["why", "squareMetres"]);
        (await Correct(right)).Problem.ShouldBeNull();
        (await Correct(right)).Problem!.Code.ShouldBe("programmes.changed-meanwhile", "she saw what stood there before");
        (await Find(new())).Value.Rows.ShouldHaveSingleItem().SquareMetres.ShouldBe(95);
        var typed = await (await app.SignedIn(Role.Officer, County)).PostForm($"/venues/{venue}", new() { ["do"] = "correct", ["seen"] = await Seen(), ["name"] = "党群服务中心", ["squareMetres"] = "九十", ["why"] = "面积录错" }, $"/venues/{venue}");
        typed.StatusCode.ShouldBe(System.Net.HttpStatusCode.UnprocessableEntity);
        System.Net.WebUtility.HtmlDecode(await typed.Content.ReadAsStringAsync()).ShouldContain("value=\"九十\"");
        Task<Result<CheckVenue.Checked>> Check(CheckVenue how) => app.As(null, (w, a) => CheckVenue.Handle(venue, how, w.Db, a, w.Clock, default));

        (await Check(new(Day(2026, 3, 1), VenueCondition.Dangerous, VenueUse.Unused, "漏雨"))).Problem.ShouldBeNull();
        (await Find(new() { Condition = VenueCondition.Good })).Value.Rows.ShouldBeEmpty();
        (await Find(new() { Condition = VenueCondition.Dangerous, Small = true })).Value.Rows.ShouldHaveSingleItem().FundingFen.ShouldBe(120_000_00);
        (await Check(new(Day(2026, 4, 1), null, null, null, Closed: true))).Problem.At("words").ShouldBe(["field.required"]);
        (await Check(new(Day(2026, 4, 1), null, null, "拆除", Closed: true))).Problem.ShouldBeNull();
        (await Check(new(Day(2026, 5, 1), VenueCondition.Good, VenueUse.Daily))).Problem!.Code.ShouldBe("programmes.venue-closed");
        (await Correct(right with { Seen = await Seen() })).Problem!.Code.ShouldBe("programmes.venue-closed");
        (await Find(new())).Value.Rows.ShouldBeEmpty();
        (await Find(new() { Closed = true })).Value.Rows.ShouldHaveSingleItem().ClosedOn.ShouldBe(Day(2026, 4, 1));
    }

    [Fact]
    public void What_ships_names_its_source_and_marks_what_is_not_certain()
    {
        ClassKind.All.Select(c => c.Code).ShouldBe(["demonstration", "renovated", "up-to-standard", "fine", "future", "harmonious", "heritage-key", "heritage", "revitalisation-key", "relatively-weak"]);
        ClassKind.All.ShouldAllBe(c => c.Mark.Source.Length > 0);
        // Of the others nothing was found, and nothing is made up.
        ClassKind.All.Where(c => c.Criteria is { Count: > 0 }).Select(c => c.Code).ShouldBe(["demonstration", "renovated"]);
        ClassKind.All.SelectMany(c => c.Criteria ?? []).ShouldAllBe(c => c.Mark.Source.Length > 0 && c.Mark.NeedsConfirmation && c.Text.Zh.Length <= ClassCriteria.LongestCriterion);
        ProgrammePreset.All.ShouldAllBe(p => p.Mark.Source.Length > 0 && (p.To == null || p.To > p.From));
        VenueStandard.Last.SquareMetres.ShouldBe(100);
        Shanhai.Identification.MeasureCatalogue.Read().Measures.ShouldAllBe(m => m.What != null && m.Mark != null);
    }
}
