using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shanhai.Host.Persistence;

namespace Shanhai.Browser.Tests;

/// <summary>Where exactly something is: by a click on the map, by where the telephone is, and, without script, as two numbers. It is kept with the voice. Not beside the walk, which takes the newest voice for its own.</summary>
[Collection("voices")]
public sealed class SpotTests(Site site)
{
    [Fact]
    public async Task A_click_on_the_map_notes_the_spot_and_the_telephones_own_position_moves_it()
    {
        await using var window = await site.Window(Site.Nobody, 1440);
        await window.GrantPermissionsAsync(["geolocation"]);
        await window.SetGeolocationAsync(new() { Latitude = 28.5f, Longitude = 119.25f });
        var tab = await Written(window, "地图上点的地方有个坑。");
        await tab.Locator("[data-pick] > summary").ClickAsync();
        var map = tab.Locator("#pick-map[data-drawn] canvas");
        await map.ScrollIntoViewIfNeededAsync();

        await map.ClickAsync();

        var (latitude, longitude) = await Numbers(tab);
        latitude.ShouldMatch(@"^[0-9]{2}\.[0-9]{5}$");
        longitude.ShouldMatch(@"^[0-9]{3}\.[0-9]{5}$");
        (await tab.InnerTextAsync("[data-located]")).ShouldBe($"{latitude}, {longitude}");
        (await tab.Locator("#pick-map .map-pin").CountAsync()).ShouldBe(1, "the pin stands there");
        await Pictures.Take(tab, "spot-map-1440");
        await tab.ClickAsync("[data-locate]");
        await tab.Locator("[name=latitude]").EvaluateAsync("f => new Promise(r => { const look = () => f.value === '28.50000' ? r() : setTimeout(look, 20); look(); })");
        (await Numbers(tab)).ShouldBe(("28.50000", "119.25000"));

        // A click again: what is sent is the last that was noted.
        await map.ClickAsync();
        (latitude, longitude) = await Numbers(tab);
        latitude.ShouldNotBe("28.50000");
        await Send(tab);
        await Keeps("地图上点的地方有个坑。", latitude, longitude);
    }

    [Fact]
    public async Task Without_script_two_numbers_are_the_way_and_one_alone_is_told()
    {
        await using var window = await site.Window(Site.Nobody, 390, script: false);
        var tab = await Written(window, "没有脚本也能说在哪里。");
        await tab.Locator("[data-pick] > summary").ClickAsync();
        (await tab.Locator("[data-locate]").IsVisibleAsync()).ShouldBeFalse();

        await tab.FillAsync("[name=latitude]", "28.12345");
        await tab.ClickAsync("form[action='/voices/new'] button.btn-primary[value=send]");
        await tab.WaitForLoadStateAsync();
        (await tab.Locator(".errors").CountAsync()).ShouldBe(1);
        (await tab.InputValueAsync("[name=latitude]")).ShouldBe("28.12345");
        await tab.FillAsync("[name=longitude]", "119.54321");
        await Send(tab);

        await Keeps("没有脚本也能说在哪里。", "28.12345", "119.54321");
    }

    /// <summary>The second page of the form, where the spot may be said.</summary>
    private async Task<IPage> Written(IBrowserContext window, string text)
    {
        var tab = await window.NewPageAsync();
        await tab.GotoAsync(new Uri(site.Address, $"/voices/new?place={Site.Village}").ToString());
        await tab.FillAsync("[name=text]", text);
        await tab.SelectOptionAsync("[name=category]", "roads");
        await tab.ClickAsync("form[action='/voices/new'] button[value=next]:not(.said)");
        await tab.WaitForLoadStateAsync();
        return tab;
    }

    private static async Task<(string Latitude, string Longitude)> Numbers(IPage tab) => (await tab.InputValueAsync("[name=latitude]"), await tab.InputValueAsync("[name=longitude]"));

    private static async Task Send(IPage tab)
    {
        await tab.ClickAsync("form[action='/voices/new'] button.btn-primary[value=send]");
        await tab.WaitForURLAsync("**/voices/receipt");
    }

    private Task Keeps(string text, string latitude, string longitude) => site.Do(async (services, _) =>
    {
        var kept = await services.GetRequiredService<Db>().Voices.Where(v => v.Text == text).Select(v => new { v.Latitude, v.Longitude }).SingleAsync();
        (kept.Latitude, kept.Longitude).ShouldBe((double.Parse(latitude, CultureInfo.InvariantCulture), double.Parse(longitude, CultureInfo.InvariantCulture)));
    });
}
