using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shanhai.Host.Persistence;

namespace Shanhai.Browser.Tests;

/// <summary>
/// Every page of the program as everybody who may open it: accessible, in one language, within the window, within the policy. Width, language and
/// theme are paired so that each page is seen at both widths, in both languages and in both themes.
/// </summary>
public sealed partial class SiteTests(Site site) : IClassFixture<Site>
{
    // Addresses that show a page only after a step, or with something that this small site does not hold; their capabilities' own tests ask them.
    private static readonly string[] NeedsAStepBefore =
    [
        "/sign-in/code", "/sign-in/office", "/sign-in/office/done", "/places/change", "/weak/overview", "/journal/head",
        "/findings/{id}", "/rules/{code}", "/journal/seals/{number:long}",
        "/figures/import/{id}", "/figures/import/{id}/annotated", "/indicators/{code}",
    ];

    private const string NotThere = "/no-such-page";

    private static readonly (int Width, string Language, string Theme)[][] Looks =
    [
        [(1440, "zh", "light"), (390, "en", "dark")],
        [(1440, "en", "dark"), (390, "zh", "light")],
    ];

    // Takes minutes for each person, so it runs when asked for: dotnet test --project tests/Shanhai.Browser.Tests -- --explicit on
    [Theory(Explicit = true)]
    [InlineData(Site.Nobody)]
    [InlineData("officer")]
    [InlineData("system")]
    [InlineData("security")]
    [InlineData("auditor")]
    public async Task Every_page_is_accessible_keeps_to_the_policy_and_fits(string who)
    {
        var faults = new List<string>();
        var windows = new Dictionary<(int, string), IBrowserContext>();
        var turn = 0;
        await using var asked = await site.Window(who, 1440);
        foreach (var address in await Addresses())
        {
            var answer = await asked.APIRequest.GetAsync(new Uri(site.Address, address).ToString(), new() { MaxRedirects = 0 });
            if (answer.Status != 200 || !answer.Headers.GetValueOrDefault("content-type", "").StartsWith("text/html", StringComparison.Ordinal))
            {
                continue;
            }
            foreach (var (width, language, theme) in Looks[turn++ % 2])
            {
                var window = windows.TryGetValue((width, theme), out var open) ? open : windows[(width, theme)] = await site.Window(who, width, theme);
                faults.AddRange((await Look(window, address, width, language)).Select(f => $"{address} {width} {language} {theme}: {f}"));
            }
        }
        foreach (var window in windows.Values)
        {
            await window.DisposeAsync();
        }

        turn.ShouldBeGreaterThan(5);
        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_page_opens_for_somebody()
    {
        var unseen = (await Addresses(NeedsAStepBefore)).ToHashSet();
        unseen.Remove(NotThere);
        foreach (var who in Site.People.Select(p => p.Name).Prepend(Site.Nobody))
        {
            await using var window = await site.Window(who, 1440);
            foreach (var address in unseen.ToList())
            {
                if ((await window.APIRequest.GetAsync(new Uri(site.Address, address).ToString(), new() { MaxRedirects = 0 })).Status == 200)
                {
                    unseen.Remove(address);
                }
            }
        }

        unseen.ShouldBeEmpty();
    }

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
        if (Pictures is { } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "place.pdf"), paper);
        }
    }

    private static string? Pictures => Environment.GetEnvironmentVariable("SHANHAI_PICTURES") is { Length: > 0 } folder ? folder : null;

    private async Task<List<string>> Look(IBrowserContext window, string address, int width, string language)
    {
        var (tab, faults) = (await window.NewPageAsync(), new List<string>());
        tab.Console += (_, message) => { if (message.Type is "error") { faults.Add("console: " + message.Text); } };
        tab.PageError += (_, error) => faults.Add("script: " + error);
        await tab.GotoAsync(new Uri(site.Address, address + (address.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "lang=" + language).ToString(), new() { WaitUntil = WaitUntilState.Load });
        if (Pictures is { } folder)
        {
            var who = (await window.CookiesAsync()).Any(c => c.Name == "shanhai") ? "in" : "out";
            await tab.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{Unsafe().Replace(address, "_")}-{who}-{language}-{width}.png"), FullPage = true });
        }
        var seen = (await tab.EvaluateAsync("() => ({ wide: document.documentElement.scrollWidth, lang: document.documentElement.lang, heads: document.querySelectorAll('h1').length, text: document.body.innerText })"))!.Value;
        var (wide, lang, heads) = (seen.GetProperty("wide").GetInt32(), seen.GetProperty("lang").GetString(), seen.GetProperty("heads").GetInt32());
        faults.AddRange(new[]
        {
            wide > width ? $"{wide} px wide" : null,
            lang != (language == "en" ? "en" : "zh-CN") ? "lang " + lang : null,
            heads != 1 ? $"{heads} h1" : null,
            MissingWord().Match(seen.GetProperty("text").GetString()!) is { Success: true } word ? "no words for " + word.Value : null,
        }.OfType<string>());
        var axe = await tab.RunAxe();
        faults.AddRange(axe.Violations.Select(v => $"{v.Id}: {v.Nodes[0].Html} {string.Join(' ', v.Nodes[0].Any.Select(a => a.Message))}"));
        await tab.CloseAsync();
        return faults;
    }

    /// <summary>An address of every page. A new kind of value in a pattern gets its line here once.</summary>
    private async Task<IReadOnlyList<string>> Addresses(params IReadOnlyCollection<string> without)
    {
        var (user, batch) = ("", 0);
        await site.Do(async (services, _) =>
        {
            var db = services.GetRequiredService<Db>();
            user = (await db.Users.OrderBy(u => u.UserName).Select(u => u.Id).FirstAsync()).ToString();
            batch = await db.Batches.MaxAsync(b => b.Number);
        });
        string[] Of(string pattern) => pattern switch
        {
            "/places/{code}" => [$"/places/{Site.Village}", $"/places/{Site.County}", $"/places/{Site.Province}"],
            "/open-data/{name}" => ["/open-data/figures"],
            "/open-data/{name}.{format}" => ["/open-data/places.csv"],
            _ when pattern.StartsWith("/users/", StringComparison.Ordinal) => [Value().Replace(pattern, user)],
            _ when pattern.StartsWith("/places/", StringComparison.Ordinal) => [Value().Replace(pattern, Site.Village.ToString())],
            _ => [Value().Replace(pattern, m => m.Groups[1].Value switch
            {
                "code" or "place" => Site.Village.ToString(),
                "year" => "2024",
                _ => batch.ToString(CultureInfo.InvariantCulture),
            })],
        };
        return [.. site.Pages.Except(without).SelectMany(Of), "/places?q=smk", "/places?level=village&size=3", "/search?q=石门", NotThere];
    }

    [GeneratedRegex(@"\{(\w+)[^}]*\}")]
    private static partial Regex Value();

    [GeneratedRegex(@"\[[a-z][a-z0-9]*(\.[A-Za-z0-9-]+)+\]")]
    private static partial Regex MissingWord();

    [GeneratedRegex(@"[^A-Za-z0-9\u4e00-\u9fff]+")]
    private static partial Regex Unsafe();
}
