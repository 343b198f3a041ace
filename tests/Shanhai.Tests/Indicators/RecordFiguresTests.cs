using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Places;

namespace Shanhai.Tests.Indicators;

public sealed class RecordFiguresTests(RecordFiguresTests.County app) : IClassFixture<RecordFiguresTests.County>
{
    public sealed class County : App
    {
        protected override Task Fill() => Do(async (services, actor) =>
        {
            RegisterRow[] rows =
            [
                new(990000000000, "示范省", Level.Province), new(990100000000, "示范市", Level.City), new(990101000000, "山阳县", Level.County),
                new(990101101000, "石门乡", Level.Township), new(990101101201, "石门坑村", Level.Village), new(990101101202, "下姜村", Level.Village),
                new(990102000000, "海滨县", Level.County), new(990102101000, "旅西镇", Level.Township), new(990102101201, "港口村", Level.Village),
            ];
            await ImportPlaces.Handle(rows, "test", services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, default);
        });
    }

    private static object Figures(params (string Place, string Indicator, int Year, decimal Value, int? Seen)[] cells) => new
    {
        source = new { kind = "officialDocument", asOf = "2025-03-31", documentTitle = "2024年度报表" },
        cells = cells.Select(c => new { place = c.Place, indicator = c.Indicator, period = $"{c.Year}", value = c.Value, seen = c.Seen }),
    };

    private static async Task<decimal?> Value(HttpClient client, string place, string indicator, int year)
    {
        var shown = await client.GetFromJsonAsync<JsonElement>($"/api/v1/places/{place}/figures?indicators={indicator}&from={year}&to={year}");
        var series = shown.GetProperty("indicators");
        return series.GetArrayLength() == 0 ? null : series[0].GetProperty("figures")[0].GetProperty("value").GetDecimal();
    }

    [Fact]
    public async Task A_saved_figure_is_at_once_in_every_total_above_it()
    {
        var client = await app.SignedIn(Role.Officer, new PlaceCode(990101000000));

        var answer = await client.PostAsJsonAsync("/api/v1/figures", Figures(
            ("990101101201", "CE.501", 2024, 61_200.10m, null), ("990101101201", "CE.502", 2024, 22_000m, null),
            ("990101101202", "CE.501", 2024, 38_800.20m, null), ("990101101202", "CE.502", 2024, 0m, null)));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Value(client, "990101101201", "CE.OPERATING", 2024)).ShouldBe(83_200.10m);
        (await Value(client, "990101101000", "CE.501", 2024)).ShouldBe(100_000.30m);
        (await Value(client, "990000000000", "CE.OPERATING", 2024)).ShouldBe(122_000.30m);
    }

    [Fact]
    public async Task A_correction_is_a_new_revision_and_the_old_one_stays_readable()
    {
        var client = await app.SignedIn(Role.Officer, new PlaceCode(990101000000));
        await client.PostAsJsonAsync("/api/v1/figures", Figures(("990101101201", "CE.501", 2025, 1m, 0)));

        var corrected = await client.PostAsJsonAsync("/api/v1/figures", Figures(("990101101201", "CE.501", 2025, 2m, 1)));
        var same = await client.PostAsJsonAsync("/api/v1/figures", Figures(("990101101201", "CE.501", 2025, 2m, 2)));

        (await corrected.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("changed").GetInt32().ShouldBe(1);
        (await same.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("batch").GetInt32().ShouldBe(0);
        (await Value(client, "990101101201", "CE.501", 2025)).ShouldBe(2m);
        var revisions = await app.Ask(db => db.Facts.AsNoTracking().Where(f => f.Place == 990101101201 && f.Period == 202500).OrderBy(f => f.Revision).ToListAsync());
        revisions.Select(r => (r.Revision, r.Value, r.SupersededAt is null)).ShouldBe([((short)1, 100L, false), ((short)2, 200L, true)]);
    }

    [Fact]
    public async Task The_second_of_two_people_is_told_both_values()
    {
        var client = await app.SignedIn(Role.Officer, new PlaceCode(990101000000));
        await client.PostAsJsonAsync("/api/v1/figures", Figures(("990101101202", "CE.501", 2026, 10m, 0)));

        var second = await client.PostAsJsonAsync("/api/v1/figures", Figures(("990101101202", "CE.501", 2026, 20m, 0)));

        second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var title = (await second.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("title").GetString()!;
        title.ShouldContain("10");
        title.ShouldContain("20");
    }

    [Fact]
    public async Task A_figure_outside_the_area_refuses_the_whole_batch_and_says_which()
    {
        var client = await app.SignedIn(Role.Clerk, new PlaceCode(990101101000));

        var answer = await client.PostAsJsonAsync("/api/v1/figures", Figures(
            ("990101101201", "CE.503", 2024, 5m, null), ("990102101201", "CE.503", 2024, 5m, null), ("990101101201", "CE.XXX", 2024, 5m, null)));

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var errors = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        errors.GetArrayLength().ShouldBe(2);
        errors[0].GetProperty("message").GetString()!.ShouldContain("990102101201");
        (await Value(client, "990101101201", "CE.503", 2024)).ShouldBeNull();
    }

    [Fact]
    public async Task An_undone_batch_leaves_what_was_there_before()
    {
        var client = await app.SignedIn(Role.Officer, new PlaceCode(990101000000));
        await client.PostAsJsonAsync("/api/v1/figures", Figures(("990101101201", "CE.504", 2024, 7m, null)));
        var wrong = await (await client.PostAsJsonAsync("/api/v1/figures", Figures(("990101101201", "CE.504", 2024, 70m, null), ("990101101202", "CE.504", 2024, 80m, null))))
            .Content.ReadFromJsonAsync<JsonElement>();

        var undone = await client.PostAsync($"/api/v1/batches/{wrong.GetProperty("batch").GetInt32()}/undo", null);

        undone.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Value(client, "990101101201", "CE.504", 2024)).ShouldBe(7m);
        (await Value(client, "990101101202", "CE.504", 2024)).ShouldBeNull();
        var again = await client.PostAsJsonAsync("/api/v1/figures", Figures(("990101101202", "CE.504", 2024, 9m, null)));
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Value(client, "990101101202", "CE.504", 2024)).ShouldBe(9m);
    }

    [Fact]
    public async Task A_batch_is_not_undone_once_one_of_its_figures_was_corrected_nor_twice_nor_by_somebody_else()
    {
        var client = await app.SignedIn(Role.Officer, new PlaceCode(990101000000));
        var first = await (await client.PostAsJsonAsync("/api/v1/figures", Figures(("990101101201", "CE.511", 2024, 1m, null), ("990101101202", "CE.511", 2024, 2m, null)))).Content.ReadFromJsonAsync<JsonElement>();
        var second = await (await client.PostAsJsonAsync("/api/v1/figures", Figures(("990101101202", "CE.511", 2024, 3m, null)))).Content.ReadFromJsonAsync<JsonElement>();
        Task<HttpResponseMessage> Undo(HttpClient by, JsonElement batch) => by.PostAsync($"/api/v1/batches/{batch.GetProperty("batch").GetInt32()}/undo", null);

        var built = await Undo(client, first);
        var elsewhere = await Undo(await app.SignedIn(Role.Officer, new PlaceCode(990102000000)), second);

        (built.StatusCode, elsewhere.StatusCode).ShouldBe((HttpStatusCode.Conflict, HttpStatusCode.NotFound));
        (await built.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString().ShouldBe("batch.built-upon");
        (await Value(client, "990101101201", "CE.511", 2024)).ShouldBe(1m);
        // Taken back in the order in which they came, both go.
        (await Undo(client, second)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Undo(client, second)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await Value(client, "990101101202", "CE.511", 2024)).ShouldBe(2m);
        (await Undo(client, first)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Value(client, "990101101201", "CE.511", 2024), await Value(client, "990101101202", "CE.511", 2024)).ShouldBe((null, null));
    }

    [Fact]
    public async Task A_break_of_the_series_is_said_where_years_of_both_sides_stand_beside_each_other()
    {
        var client = await app.SignedIn(Role.Officer, new PlaceCode(990102000000));
        await client.PostAsJsonAsync("/api/v1/figures", Figures(("990102101201", "CE.TOTAL", 2023, 10m, null), ("990102101201", "CE.TOTAL", 2024, 20m, null)));
        Task<string> Page(string years) => client.GetStringAsync("/places/990102101201/figures?" + years);

        (await Page("from=2023&to=2024")).ShouldContain("2024 年起口径不同");
        (await Page("from=2024&to=2024")).ShouldNotContain("2024 年起口径不同");
        (await client.GetStringAsync("/indicators/CE.TOTAL")).ShouldContain("2024 年起口径不同");
    }

    [Fact]
    public async Task An_absurd_figure_wants_to_be_confirmed()
    {
        var client = await app.SignedIn(Role.Officer, new PlaceCode(990101000000));

        var answer = await client.PostAsJsonAsync("/api/v1/figures", Figures(("990101101201", "CE.501", 2023 + 1, 9_999_999_999_999m, null)));

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("请确认后再保存");
    }

    [Fact]
    public async Task The_public_may_not_record()
    {
        var answer = await app.Anyone().PostAsJsonAsync("/api/v1/figures", Figures(("990101101201", "CE.501", 2024, 1m, null)));

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
