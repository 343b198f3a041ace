using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Shanhai.Browser.Tests;

/// <summary>
/// Every page of the program as everybody who may open it: accessible, in one language, within the window, within the policy. Width, language and
/// theme are paired so that each page is seen at both widths, in both languages and in both themes.
/// </summary>
public sealed partial class EveryPageTests(Site site)
{
    private const int AtOnce = 3;

    // The same content in the same look is examined once, whoever opens it first; menus and heads are examined for each person on some pages.
    private static readonly ConcurrentDictionary<string, bool> Examined = [];
    private const int WholePages = 3;

    [Theory]
    [InlineData(Site.Nobody)]
    [InlineData("officer")]
    [InlineData("clerk")]
    [InlineData("system")]
    [InlineData("security")]
    [InlineData("auditor")]
    public async Task Every_page_is_accessible_keeps_to_the_policy_and_fits(string who)
    {
        var faults = new ConcurrentBag<string>();
        await using var light = new Tabs(await site.Window(who, 1440));
        await using var dark = new Tabs(await site.Window(who, 1440, "dark"));
        var (addresses, pages) = (await SiteAddresses.All(site), new ConcurrentBag<string>());
        await Parallel.ForEachAsync(addresses.Index(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken }, async (step, _) =>
        {
            var (turn, address) = step;
            var answer = await light.Window.APIRequest.GetAsync(new Uri(site.Address, address).ToString(), new() { MaxRedirects = 0 });
            if (answer.Status is 400 or >= 500)
            {
                faults.Add($"{address}: {answer.Status}");
            }
            if (answer.Status != (address == SiteAddresses.NotThere ? 404 : 200) || !answer.Headers.GetValueOrDefault("content-type", "").StartsWith("text/html", StringComparison.Ordinal))
            {
                return;
            }
            pages.Add(address);
            var wide = turn % 2 == 0;
            foreach (var (window, width, language) in new[] { (light, wide ? 1440 : 390, "zh"), (dark, wide ? 390 : 1440, "en") })
            {
                foreach (var fault in await Look(window, address, width, language, answer.Status, turn < WholePages * 2))
                {
                    faults.Add($"{address} {width} {language}: {fault}");
                }
            }
        });

        // Whatever her menu leads to is among them.
        var hers = Composition.Modules.SelectMany(m => m.Menu)
            .Where(m => m.Verb is null || Composition.Access.IsPublic(m.Verb) || Site.People.Any(p => p.Name == who && Composition.Access.RolesOf(m.Verb).Contains(p.Role)))
            .Select(m => m.Href).Intersect(addresses).ToList();
        hers.Count.ShouldBeGreaterThan(6);
        hers.Except(pages).ShouldBeEmpty($"the menu of {who} leads where nothing opens");
        pages.Count.ShouldBeGreaterThan(hers.Count);
        pages.ShouldContain(SiteAddresses.NotThere);
        faults.Order(StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_page_opens_for_somebody()
    {
        var unseen = (await SiteAddresses.All(site)).ToHashSet();
        unseen.Remove(SiteAddresses.NotThere);
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

    /// <summary>The tabs of one window, used again: opening one costs the browser more than most pages.</summary>
    private sealed class Tabs(IBrowserContext window) : IAsyncDisposable
    {
        private readonly ConcurrentBag<(IPage Tab, ConcurrentQueue<string> Said)> _free = [];

        public IBrowserContext Window => window;

        public async Task<(IPage Tab, ConcurrentQueue<string> Said)> Take()
        {
            if (_free.TryTake(out var free))
            {
                free.Said.Clear();
                return free;
            }
            var (tab, said) = (await window.NewPageAsync(), new ConcurrentQueue<string>());
            tab.Console += (_, message) => { if (message.Type is "error") { said.Enqueue("console: " + message.Text); } };
            tab.PageError += (_, error) => said.Enqueue("script: " + error);
            return (tab, said);
        }

        public void Leave((IPage, ConcurrentQueue<string>) tab) => _free.Add(tab);

        public ValueTask DisposeAsync() => window.DisposeAsync();
    }

    private async Task<List<string>> Look(Tabs window, string address, int width, string language, int status, bool whole)
    {
        var (taken, faults) = (await window.Take(), new List<string>());
        var tab = taken.Tab;
        await tab.SetViewportSizeAsync(width, width == 390 ? 844 : 900);
        await tab.GotoAsync(new Uri(site.Address, address + (address.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "lang=" + language).ToString(), new() { WaitUntil = WaitUntilState.Load });
        await Pictures.Take(tab, $"{address}-{language}-{width}");
        var seen = (await tab.EvaluateAsync("""
            () => ({ wide: document.documentElement.scrollWidth, lang: document.documentElement.lang, heads: document.querySelectorAll('h1').length,
              feedback: document.querySelectorAll('footer a[href^="/feedback?page="]').length, text: document.title + document.body.innerText, main: document.querySelector('main').innerHTML.replace(/name="__RequestVerificationToken" value="[^"]*"/g, '') })
            """))!.Value;
        var (wide, lang, heads) = (seen.GetProperty("wide").GetInt32(), seen.GetProperty("lang").GetString(), seen.GetProperty("heads").GetInt32());
        faults.AddRange(new[]
        {
            wide > width ? $"{wide} px wide" : null,
            lang != (language == "en" ? "en" : "zh-CN") ? "lang " + lang : null,
            heads != 1 ? $"{heads} h1" : null,
            seen.GetProperty("feedback").GetInt32() == 0 ? "no way to say what is wrong with it" : null,
            MissingWord().Match(seen.GetProperty("text").GetString()!) is { Success: true } word ? "no words for " + word.Value : null,
        }.OfType<string>());
        if (Examined.TryAdd($"{language} {width} {seen.GetProperty("main").GetString()}", true) || whole)
        {
            faults.AddRange(await Axe.Faults(tab));
        }
        // The browser itself says so where a page that is not there was asked for.
        faults.AddRange(taken.Said.Where(s => !(status == 404 && s.Contains("404", StringComparison.Ordinal))));
        window.Leave(taken);
        return faults;
    }

    [GeneratedRegex(@"\[[a-z][a-z0-9]*(\.[A-Za-z0-9-]+)+\]")]
    private static partial Regex MissingWord();
}
