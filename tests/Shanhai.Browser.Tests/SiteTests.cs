using Microsoft.Playwright;

namespace Shanhai.Browser.Tests;

/// <summary>Pages without script and on paper.</summary>
public sealed class SiteTests(Site site)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/places")]
    [InlineData("/places/990101101201")]
    [InlineData("/open-data")]
    [InlineData("/api")]
    [InlineData("/no-such-page")]
    public async Task Without_script_the_page_says_the_same(string address)
    {
        await using var window = await site.Window(Site.Nobody, 390, script: false);
        var tab = await window.NewPageAsync();
        await tab.GotoAsync(new Uri(site.Address, address).ToString());

        (await tab.Locator("h1").CountAsync()).ShouldBe(1);
        (await tab.Locator("main").InnerTextAsync()).Length.ShouldBeGreaterThan(20);
        // What only works with script is not offered.
        foreach (var dead in await tab.Locator("[data-needs-script]").AllAsync())
        {
            (await dead.IsVisibleAsync()).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task A_place_prints_without_menus_and_with_its_figures()
    {
        await using var window = await site.Window("officer", 1440);
        var tab = await window.NewPageAsync();
        await tab.GotoAsync(new Uri(site.Address, "/places/" + Site.Village).ToString());
        await tab.EmulateMediaAsync(new() { Media = Media.Print });

        (await tab.Locator(".office-side").IsVisibleAsync()).ShouldBeFalse();
        (await tab.Locator(".office-top").IsVisibleAsync()).ShouldBeFalse();
        (await tab.Locator(".print-head").IsVisibleAsync()).ShouldBeTrue();
        (await tab.Locator("h1").IsVisibleAsync()).ShouldBeTrue();
        var paper = await tab.PdfAsync(new() { Format = "A4", PrintBackground = true, PreferCSSPageSize = true });
        paper.Length.ShouldBeGreaterThan(5_000);
        if (Pictures.Folder is { } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "place.pdf"), paper);
        }
    }
}
