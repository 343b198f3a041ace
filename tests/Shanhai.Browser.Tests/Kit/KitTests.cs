using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Shanhai.Browser.Tests.Kit;

/// <summary>Every part, both languages, light and dark, desk and phone: no accessibility finding, nothing against the policy, nothing too wide.</summary>
public sealed partial class KitTests(Kit kit) : IClassFixture<Kit>
{
    [Theory]
    [InlineData("/office")]
    [InlineData("/list")]
    [InlineData("/charts")]
    [InlineData("/form")]
    [InlineData("/form?wrong=1")]
    [InlineData("/parts")]
    public async Task A_page_of_parts_is_accessible_keeps_to_the_policy_and_fits(string page)
    {
        var (tab, said) = await Open(1440);
        await using var window = tab.Context;
        foreach (var (language, theme, width) in Looks())
        {
            var address = new Uri(kit.Address, page + (page.Contains('?') ? "&" : "?") + $"lang={language}&theme={theme}").ToString();
            await tab.SetViewportSizeAsync(width, width == 390 ? 844 : 920);
            await tab.GotoAsync(address, new() { WaitUntil = WaitUntilState.Load });
            await Drawn(tab);
            await Pictures.Take(tab, $"{page.Trim('/')}-{language}-{theme}-{width}");

            said.ShouldBeEmpty(address);
            (await tab.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width, address);
            (await Axe.Faults(tab)).ShouldBeEmpty(address);
        }
    }

    [Fact]
    public async Task Slash_finds_the_search_box_and_arrows_choose_a_suggestion()
    {
        var (tab, _) = await Open(1440);
        await using var window = tab.Context;
        await tab.GotoAsync(new Uri(kit.Address, "/list").ToString());

        await tab.Keyboard.PressAsync("/");
        await Assertions.Expect(tab.Locator("[data-search] input").First).ToBeFocusedAsync(new() { Timeout = Site.Patience });
        await tab.Keyboard.TypeAsync("smk");
        // The answer to the whole word: an earlier one, for "s", would be replaced under the arrows.
        await tab.GetByRole(AriaRole.Option, new() { Name = "smk" }).WaitForAsync();
        await tab.Keyboard.PressAsync("ArrowDown");
        await tab.Keyboard.PressAsync("ArrowDown");
        await tab.Keyboard.PressAsync("Enter");

        await tab.WaitForURLAsync("**/form", new() { WaitUntil = WaitUntilState.Commit });
    }

    [Fact]
    public async Task J_and_k_walk_the_rows_and_enter_opens_one()
    {
        var (tab, _) = await Open(1440);
        await using var window = tab.Context;
        await tab.GotoAsync(new Uri(kit.Address, "/list").ToString());

        foreach (var key in new[] { "j", "j", "j", "k", "Enter" })
        {
            await tab.Keyboard.PressAsync(key);
        }

        await tab.WaitForURLAsync("**/office?c=990102104201");
    }

    [Fact]
    public async Task Without_script_menu_tables_and_forms_still_work()
    {
        await using var context = await (await Chromium.Open()).NewContextAsync(new() { JavaScriptEnabled = false, ViewportSize = new() { Width = 390, Height = 844 } });
        context.SetDefaultTimeout(Site.Patience);
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
        await using var context = await (await Chromium.Open()).NewContextAsync();
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
        IEnumerable<string> Named(string files, Regex icon) => Directory.EnumerateFiles(Path.Combine(Kit.Root(), "src", "Shanhai"), files, SearchOption.AllDirectories)
            .SelectMany(f => icon.Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value));

        var named = Named("*.razor", NamedIcon()).Concat(Named("*Module.cs", MenuIcon())).ToList();

        named.Count.ShouldBeGreaterThan(20);

        named.Where(n => !known.Contains(n)).ShouldBeEmpty("add the name to web/icons.txt");
    }

    [GeneratedRegex("(?:\\bIcon=|View\\.Icon\\()\"([a-z][a-z0-9-]*)\"")]
    private static partial Regex NamedIcon();

    [GeneratedRegex("new\\(\"nav\\.[a-z]+\", \"[^\"]+\", \"/[^\"]*\", \"([a-z0-9-]+)\"")]
    private static partial Regex MenuIcon();

    private static IEnumerable<(string, string, int)> Looks() =>
        [("zh", "light", 1440), ("en", "dark", 1440), ("zh", "dark", 390), ("en", "light", 390)];

    private static async Task<(IPage, ConcurrentQueue<string>)> Open(int width)
    {
        var context = await (await Chromium.Open()).NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 920 }, ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(Site.Patience);
        var tab = await context.NewPageAsync();
        var said = new ConcurrentQueue<string>();
        tab.Console += (_, message) => { if (message.Type is "error") { said.Enqueue(message.Text); } };
        tab.PageError += (_, error) => said.Enqueue(error);
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
