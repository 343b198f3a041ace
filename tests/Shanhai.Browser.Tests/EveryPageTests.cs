using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Shanhai.Browser.Tests;

/// <summary>
/// Every page of the program as everybody who may open it: accessible, in one language, within the window, within the policy. Each page is loaded in both
/// languages, in Chinese in the light and in English in the dark, and drawn at both widths; it is examined at one width in one language and at the other in the other.
/// </summary>
public sealed partial class EveryPageTests(Site site)
{
    private const int AtOnce = 3;

    // What a page says is looked at once, whoever is shown it first. Menu and head differ from person to person: they are looked at round everybody's first pages.
    private static readonly ConcurrentDictionary<string, bool> Seen = [];
    private const int WithMenu = 6;

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
            if (await Content(light.Window, address, faults) is not { } content)
            {
                return;
            }
            pages.Add(address);
            if (!Seen.TryAdd(content, true) && pages.Count > WithMenu)
            {
                return;
            }
            var (one, other) = turn % 2 == 0 ? (1440, 390) : (390, 1440);
            foreach (var fault in await Look(light, address, "zh", one, other, structure: true))
            {
                faults.Add(fault);
            }
            foreach (var fault in await Look(dark, address, "en", other, one, structure: false))
            {
                faults.Add(fault);
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

    /// <summary>What a page says, told by its hash; null where this person is not shown it.</summary>
    private async Task<string?> Content(IBrowserContext window, string address, ConcurrentBag<string> faults)
    {
        var answer = await window.APIRequest.GetAsync(new Uri(site.Address, address).ToString(), new() { MaxRedirects = 0 });
        if (answer.Status is 400 or >= 500)
        {
            faults.Add($"{address}: {answer.Status}");
        }
        if (answer.Status != (address == SiteAddresses.NotThere ? 404 : 200) || !answer.Headers.GetValueOrDefault("content-type", "").StartsWith("text/html", StringComparison.Ordinal))
        {
            return null;
        }
        var page = await answer.TextAsync();
        var main = MainPart().Match(page) is { Success: true } found ? found.Value : page;
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(OnceOnly().Replace(main, ""))));
    }

    /// <summary>A page in one language, examined at one width and drawn again at the other.</summary>
    /// <param name="structure">Whether what is the same in both languages and themes is examined too.</param>
    private async Task<IReadOnlyList<string>> Look(Tabs window, string address, string language, int width, int then, bool structure)
    {
        var (taken, faults) = (await window.Take(), new List<string>());
        var tab = taken.Tab;
        await Resize(tab, width);
        await tab.GotoAsync(new Uri(site.Address, address + (address.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "lang=" + language).ToString(), new() { WaitUntil = WaitUntilState.Load });
        await Pictures.Take(tab, $"{address}-{language}-{width}");
        var seen = (await tab.EvaluateAsync("""
            () => ({ lang: document.documentElement.lang, heads: document.querySelectorAll('h1').length,
              feedback: document.querySelectorAll('footer a[href^="/feedback?page="]').length, text: document.title + document.body.innerText })
            """))!.Value;
        var (lang, heads) = (seen.GetProperty("lang").GetString(), seen.GetProperty("heads").GetInt32());
        faults.AddRange(new[]
        {
            lang != (language == "en" ? "en" : "zh-CN") ? "lang " + lang : null,
            heads != 1 ? $"{heads} h1" : null,
            seen.GetProperty("feedback").GetInt32() == 0 ? "no way to say what is wrong with it" : null,
            MissingWord().Match(seen.GetProperty("text").GetString()!) is { Success: true } word ? "no words for " + word.Value : null,
            await TooWide(tab, width),
        }.OfType<string>());
        faults.AddRange(await Axe.Faults(tab, structure));
        await Resize(tab, then);
        faults.AddRange(await TooWide(tab, then) is { } wide ? [wide] : []);
        await Pictures.Take(tab, $"{address}-{language}-{then}");
        // The browser itself says so where a page that is not there was asked for.
        faults.AddRange(taken.Said.Where(s => !(address == SiteAddresses.NotThere && s.Contains("404", StringComparison.Ordinal))));
        window.Leave(taken);
        return [.. faults.Select(fault => $"{address} {width} {language}: {fault}")];
    }

    private static Task Resize(IPage tab, int width) => tab.SetViewportSizeAsync(width, width == 390 ? 844 : 900);

    /// <summary>A chart takes its new width with the next frame or the one after: only what stays too wide is a fault.</summary>
    private static async Task<string?> TooWide(IPage tab, int width)
    {
        var wide = await tab.EvaluateAsync<int>("""
            async width => {
              const root = document.documentElement;
              for (let frame = 0; frame < 20 && root.scrollWidth > width; frame++) await new Promise(requestAnimationFrame);
              return root.scrollWidth;
            }
            """, width);
        return wide > width ? $"{wide} px wide in a window of {width}" : null;
    }

    [GeneratedRegex("<main\\b.*</main>", RegexOptions.Singleline)]
    private static partial Regex MainPart();

    // Made anew for every answer: the token of the forms, and the key by which a form sent twice is known.
    [GeneratedRegex("name=\"(?:__RequestVerificationToken|key|sent)\" value=\"[^\"]*\"")]
    private static partial Regex OnceOnly();

    [GeneratedRegex(@"\[[a-z][a-z0-9]*(\.[A-Za-z0-9-]+)+\]")]
    private static partial Regex MissingWord();
}
