using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Places;
using Shanhai.Tests.Host.Security;

namespace Shanhai.Tests.Places;

/// <summary>Figures of years before a change, seen in today's borders through the whole program.</summary>
public sealed class BordersOfChangesTests(BordersOfChangesTests.Register app) : IClassFixture<BordersOfChangesTests.Register>
{
    public sealed class Register : App
    {
        protected override Task Fill() => Do(async (services, actor) =>
        {
            RegisterRow[] rows =
            [
                new(990000000000, "示范省", Level.Province), new(990100000000, "示范市", Level.City), new(990101000000, "山阳县", Level.County), new(990101101000, "石门乡", Level.Township),
                .. Enumerable.Range(201, 12).Select(n => new RegisterRow(990101101000 + n, $"第{n}村", Level.Village)),
            ];
            await ImportPlaces.Handle(rows, "test", services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, default);
        });
    }

    private static async Task<JsonElement?> Figure(HttpClient client, string place, string indicator, int year = 2024)
    {
        var shown = await client.GetFromJsonAsync<JsonElement>($"/api/v1/places/{place}/figures?indicators={indicator}&from={year}&to={year}");
        return shown.GetProperty("indicators") is var series && series.GetArrayLength() == 0 ? null : series[0].GetProperty("figures")[0];
    }

    private static Task Save(HttpClient client, params (string Place, string Indicator, decimal Value)[] cells) => Save(client, 2024, cells);

    private static async Task Save(HttpClient client, int year, params (string Place, string Indicator, decimal Value)[] cells)
    {
        var answer = await client.WriteApi("/api/v1/figures", new
        {
            source = new { kind = "officialDocument", asOf = "2025-03-31", documentTitle = "2024年度报表" },
            cells = cells.Select(c => new { place = c.Place, indicator = c.Indicator, period = $"{year}", value = c.Value }),
        });
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    private async Task Change(HttpClient client, object change)
    {
        var answer = await client.WriteApi("/api/v1/places/events", change);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        // Columns ask for the stamps twice a second; the clock stands still by itself.
        app.Clock.Advance(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_merged_village_has_the_sum_of_both_and_the_total_above_stays()
    {
        var client = await app.SignedIn(Role.Officer, new(990000000000));
        await Save(client, ("990101101201", "CE.501", 60_000m), ("990101101202", "CE.501", 40_000m));
        var before = (await Figure(client, "990101101000", "CE.501"))!.Value.GetProperty("value").GetDecimal();

        await Change(client, new { kind = "merged", place = "990101101202", into = "990101101201", on = "2025-07-01", document = "文" });

        (await Figure(client, "990101101201", "CE.501"))!.Value.GetProperty("value").GetDecimal().ShouldBe(100_000m);
        (await Figure(client, "990101101000", "CE.501"))!.Value.GetProperty("value").GetDecimal().ShouldBe(before);
    }

    [Fact]
    public async Task A_merger_with_a_place_whose_figure_is_missing_is_marked_and_not_guessed()
    {
        var client = await app.SignedIn(Role.Officer, new(990000000000));
        await Save(client, ("990101101203", "CE.502", 5_000m));

        await Change(client, new { kind = "merged", place = "990101101203", into = "990101101204", on = "2025-07-01", document = "文" });

        var figure = (await Figure(client, "990101101204", "CE.502"))!.Value;
        figure.GetProperty("lack").GetString().ShouldBe("notRecomputable");
    }

    [Fact]
    public async Task A_rate_of_merged_villages_is_recomputed_from_its_parts_and_not_the_mean_of_two_rates()
    {
        const string Aged = "PO.AGED60", Registered = "PO.REGISTERED", Share = "PO.AGEDSHARE", Kept = "990101101208", Gone = "990101101209", Township = "990101101000";
        var client = await app.SignedIn(Role.Officer, new(990000000000));
        async Task<decimal?> Of(string place, int year = 2024) => (await Figure(client, place, Share, year))?.GetProperty("value").GetDecimal();
        await Save(client, (Kept, Aged, 30), (Kept, Registered, 100), (Gone, Aged, 60), (Gone, Registered, 600));
        (await Of(Kept), await Of(Gone), await Of(Township)).ShouldBe((30m, 10m, 12.86m));

        await Change(client, new { kind = "merged", place = Gone, into = Kept, on = "2025-07-01", document = "文" });
        await Save(client, 2025, (Kept, Aged, 84), (Kept, Registered, 700));

        // 90 of 700, in the year before the merger in the borders after it; 20 would be the mean. The sum above never changed.
        (await Of(Kept), await Of(Gone), await Of(Township)).ShouldBe((12.86m, null, 12.86m));
        (await Of(Kept, 2025), await Of(Township, 2025)).ShouldBe((12m, 12m));
    }

    [Fact]
    public async Task A_rate_whose_parts_are_missing_in_one_of_the_merged_villages_is_marked()
    {
        var client = await app.SignedIn(Role.Officer, new(990000000000));
        await Save(client, ("990101101210", "LA.TRANSFERRED", 30), ("990101101210", "LA.ARABLE", 100), ("990101101211", "LA.TRANSFERRED", 60));

        await Change(client, new { kind = "merged", place = "990101101211", into = "990101101210", on = "2025-07-01", document = "文" });

        var rate = (await Figure(client, "990101101210", "LA.TRANSFERSHARE"))!.Value;
        (rate.GetProperty("value").ValueKind, rate.GetProperty("lack").GetString()).ShouldBe((JsonValueKind.Null, "notRecomputable"));
    }

    [Fact]
    public async Task The_halves_of_a_split_are_marked_and_the_whole_still_counts_above()
    {
        var client = await app.SignedIn(Role.Officer, new(990000000000));
        await Save(client, ("990101101205", "CE.503", 7_000m));
        var before = (await Figure(client, "990101101000", "CE.503"))!.Value.GetProperty("value").GetDecimal();

        await Change(client, new
        {
            kind = "split", place = "990101101205", on = "2025-07-01", document = "文",
            parts = new[] { new { code = "990101101205", name = "第205村" }, new { code = "990101101305", name = "新205村" } },
        });

        (await Figure(client, "990101101305", "CE.503"))!.Value.GetProperty("lack").GetString().ShouldBe("notRecomputable");
        (await Figure(client, "990101101000", "CE.503"))!.Value.GetProperty("value").GetDecimal().ShouldBe(before);
    }

    [Fact]
    public async Task A_transferred_village_keeps_its_figures_under_the_new_code_and_a_figure_after_the_change_stays_as_it_is()
    {
        var client = await app.SignedIn(Role.Officer, new(990000000000));
        await Save(client, ("990101101206", "CE.504", 9_000m));

        await Change(client, new { kind = "transferred", place = "990101101206", into = "990101101306", on = "2025-01-01", document = "文" });

        (await Figure(client, "990101101306", "CE.504"))!.Value.GetProperty("value").GetDecimal().ShouldBe(9_000m);
        (await Figure(client, "990101101206", "CE.504")).ShouldBeNull();
    }

    [Fact]
    public async Task A_change_with_figures_under_the_new_code_is_not_undone()
    {
        var client = await app.SignedIn(Role.Officer, new(990000000000));
        var answer = await client.WriteApi("/api/v1/places/events", new { kind = "transferred", place = "990101101207", into = "990101101307", on = "2025-01-01", document = "文" });
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("event").GetString();
        await Save(client, ("990101101307", "CE.501", 1m));

        var undone = await client.WriteApi($"/api/v1/places/events/{id}/undo", new { why = "录错" });

        ((int)undone.StatusCode).ShouldBe(409);
    }
}
