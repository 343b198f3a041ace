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

    [Theory]
    [InlineData("/figures/batches")]
    [InlineData("/pairing")]
    [InlineData("/postings")]
    [InlineData("/enclaves")]
    [InlineData("/voices")]
    [InlineData("/enclaves/published")]
    public async Task The_menu_shows_where_one_is_without_scrolling(string address)
    {
        await using var window = await site.Window("officer", 1440, script: false);
        var tab = await window.NewPageAsync();
        await tab.GotoAsync(new Uri(site.Address, address).ToString());

        (await tab.EvaluateAsync<bool>("""
            () => { const side = document.querySelector('.office-side'), here = side.querySelector('[aria-current]').getBoundingClientRect();
              return side.scrollHeight <= side.clientHeight && here.height > 0 && here.top >= 0 && here.bottom <= innerHeight; }
            """)).ShouldBeTrue();
        // Another group opens by the keyboard.
        var closed = tab.Locator(".nav-group:not([open]) > summary").First;
        await closed.FocusAsync();
        await tab.Keyboard.PressAsync("Enter");
        (await tab.Locator(".nav-group[open] .nav-entry").First.IsVisibleAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task On_a_phone_the_menu_of_the_public_is_one_row_that_opens_without_script()
    {
        await using var window = await site.Window(Site.Nobody, 390, script: false);
        var tab = await window.NewPageAsync();
        await tab.GotoAsync(new Uri(site.Address, "/projects/published").ToString());

        (await tab.Locator(".public-nav").BoundingBoxAsync())!.Height.ShouldBeLessThan(50);
        (await tab.Locator(".public-nav a[href='/enclaves/published']").IsVisibleAsync()).ShouldBeFalse();
        await tab.Locator(".public-nav summary").Nth(1).ClickAsync();
        await tab.Locator(".public-nav a[href='/enclaves/published']").ClickAsync();
        await tab.WaitForURLAsync("**/enclaves/published");
    }

    [Fact]
    public async Task What_is_folded_on_a_page_stands_open_on_paper()
    {
        var enclave = (await SiteAddresses.All(site)).First(a => a.StartsWith("/enclaves/published/", StringComparison.Ordinal) && Guid.TryParse(a.Split('/')[^1], out _));
        await using var window = await site.Window(Site.Nobody, 390, script: false);
        var tab = await window.NewPageAsync();
        await tab.GotoAsync(new Uri(site.Address, enclave).ToString());
        var rows = tab.Locator("details.fold:not([open]) table").First;
        (await rows.IsVisibleAsync()).ShouldBeFalse();
        // Long as it is, it is no longer read by pressing a thumb over ten thousand pixels.
        (await tab.EvaluateAsync<int>("document.documentElement.scrollHeight")).ShouldBeLessThan(8_000);

        await tab.EmulateMediaAsync(new() { Media = Media.Print });

        (await rows.IsVisibleAsync()).ShouldBeTrue();
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
