using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Shanhai.Browser.Tests.Kit;

/// <summary>Every part, both languages, light and dark, desk and phone: no accessibility finding, nothing against the policy, nothing too wide.</summary>
public sealed partial class KitTests(Kit kit) : IClassFixture<Kit>, IAsyncLifetime
{
    private IPlaywright _playwright = default!;
    private IBrowser _browser = default!;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    // Some minutes long: dotnet test --project tests/Shanhai.Browser.Tests -- --explicit on
    [Theory(Explicit = true)]
    [InlineData("/office")]
    [InlineData("/list")]
    [InlineData("/charts")]
    [InlineData("/form")]
    [InlineData("/form?wrong=1")]
    [InlineData("/parts")]
    public async Task A_page_of_parts_is_accessible_keeps_to_the_policy_and_fits(string page)
    {
        foreach (var (language, theme, width) in Looks())
        {
            var address = new Uri(kit.Address, page + (page.Contains('?') ? "&" : "?") + $"lang={language}&theme={theme}");
            var (tab, said) = await Open(address, width);

            await Drawn(tab);
            await Picture(tab, $"{page.Trim('/').Replace('?', '-')}-{language}-{theme}-{width}");

            said.ShouldBeEmpty(address.ToString());
            (await tab.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width, address.ToString());
            var axe = await tab.RunAxe();
            axe.Violations.Select(v => $"{v.Id}: {v.Nodes[0].Html} {string.Join(' ', v.Nodes[0].Any.Select(a => a.Message))}").ShouldBeEmpty(address.ToString());
            await tab.CloseAsync();
        }
    }

    [Fact]
    public async Task Slash_finds_the_search_box_and_arrows_choose_a_suggestion()
    {
        var (tab, _) = await Open(new Uri(kit.Address, "/list"), 1440);

        await tab.Keyboard.PressAsync("/");
        await tab.Keyboard.TypeAsync("smk");
        // The answer to the whole word: an earlier one, for "s", would be replaced under the arrows.
        await tab.GetByRole(AriaRole.Option, new() { Name = "smk" }).WaitForAsync();
        await tab.Keyboard.PressAsync("ArrowDown");
        await tab.Keyboard.PressAsync("ArrowDown");
        await tab.Keyboard.PressAsync("Enter");

        await tab.WaitForURLAsync("**/form");
    }

    [Fact]
    public async Task J_and_k_walk_the_rows_and_enter_opens_one()
    {
        var (tab, _) = await Open(new Uri(kit.Address, "/list"), 1440);

        foreach (var key in new[] { "j", "j", "j", "k", "Enter" })
        {
            await tab.Keyboard.PressAsync(key);
        }

        await tab.WaitForURLAsync("**/office?c=990102104201");
    }

    [Fact]
    public async Task Without_script_menu_tables_and_forms_still_work()
    {
        var context = await _browser.NewContextAsync(new() { JavaScriptEnabled = false, ViewportSize = new() { Width = 390, Height = 844 } });
        var tab = await context.NewPageAsync();
        await tab.GotoAsync(new Uri(kit.Address, "/office").ToString());

        (await tab.Locator(".office-side").IsVisibleAsync()).ShouldBeFalse();
        await tab.Locator(".office-menu-open").ClickAsync();
        await tab.Locator(".office-side").WaitForAsync(new() { State = WaitForSelectorState.Visible });
        await tab.Locator(".office-menu-close").ClickAsync();

        await tab.Locator(".chart-twin summary").ClickAsync();
        (await tab.Locator("#income-table").IsVisibleAsync()).ShouldBeTrue();
        (await tab.Locator("#income-table tbody tr").CountAsync()).ShouldBe(10);
        (await tab.Locator(".chart-body").IsVisibleAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Words_typed_and_not_sent_come_back()
    {
        var context = await _browser.NewContextAsync();
        var tab = await context.NewPageAsync();
        await tab.GotoAsync(new Uri(kit.Address, "/form").ToString());
        await tab.FillAsync("#people", "37");
        await tab.EvaluateAsync("() => new Promise(r => { const look = () => localStorage.getItem('draft:voice')?.includes('37') ? r() : setTimeout(look, 20); look(); })");

        await tab.GotoAsync(new Uri(kit.Address, "/form").ToString());

        (await tab.InputValueAsync("#people")).ShouldBe("37");
    }

    [Fact]
    public async Task The_first_load_of_a_list_is_small()
    {
        var library = Path.Combine(Kit.Root(), "src", "Shanhai", "wwwroot", "lib");

        var kilobytes = new[] { "shanhai.css", "shanhai.js", "theme.js", "icons.svg" }.Sum(f => Compressed(Path.Combine(library, f))) / 1024.0;

        await Task.CompletedTask;
        kilobytes.ShouldBeLessThan(60);
    }

    [Fact]
    public void Every_icon_that_a_page_names_is_in_the_sheet_of_icons()
    {
        var known = File.ReadAllText(Path.Combine(Kit.Root(), "web", "icons.txt")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        var pages = Directory.EnumerateFiles(Path.Combine(Kit.Root(), "src", "Shanhai"), "*.razor", SearchOption.AllDirectories);

        var named = pages.SelectMany(p => NamedIcon().Matches(File.ReadAllText(p)).Select(m => m.Groups[1].Value));

        named.Where(n => !known.Contains(n)).ShouldBeEmpty("add the name to web/icons.txt");
    }

    [GeneratedRegex("(?:<Icon Name|\\bIcon)=\"([a-z][a-z0-9-]*)\"")]
    private static partial Regex NamedIcon();

    private const string Chromium = "/usr/bin/chromium";

    private static IEnumerable<(string, string, int)> Looks() =>
        [("zh", "light", 1440), ("en", "dark", 1440), ("zh", "dark", 390), ("en", "light", 390)];

    private async Task<(IPage, List<string>)> Open(Uri address, int width)
    {
        var context = await _browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = width == 390 ? 844 : 920 }, ReducedMotion = ReducedMotion.Reduce });
        var tab = await context.NewPageAsync();
        var said = new List<string>();
        tab.Console += (_, message) => { if (message.Type is "error") { said.Add(message.Text); } };
        tab.PageError += (_, error) => said.Add(error);
        await tab.GotoAsync(address.ToString(), new() { WaitUntil = WaitUntilState.Load });
        return (tab, said);
    }

    // Charts and maps draw themselves when they come near the window.
    private static async Task Drawn(IPage tab)
    {
        foreach (var chart in await tab.Locator("[data-draw]").AllAsync())
        {
            await chart.ScrollIntoViewIfNeededAsync();
            await chart.EvaluateAsync("f => new Promise(r => { const look = () => 'drawn' in f.dataset ? r() : setTimeout(look, 20); look(); })");
        }
        await tab.EvaluateAsync("window.scrollTo(0, 0)");
    }

    // Pictures for people to look at: SHANHAI_PICTURES names a folder.
    private static async Task Picture(IPage tab, string name)
    {
        if (Environment.GetEnvironmentVariable("SHANHAI_PICTURES") is { Length: > 0 } folder)
        {
            await tab.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
        }
    }

    private static long Compressed(string file)
    {
        using var memory = new MemoryStream();
        using (var brotli = new System.IO.Compression.BrotliStream(memory, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
        {
            brotli.Write(File.ReadAllBytes(file));
        }
        return memory.Length;
    }
}
