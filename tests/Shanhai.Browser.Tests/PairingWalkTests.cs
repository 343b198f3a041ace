using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shanhai.Demonstration;
using Shanhai.Host.Persistence;
using Shanhai.Pairing;

namespace Shanhai.Browser.Tests;

/// <summary>
/// A campaign from its first line to the yearly review, as an officer walks it: begun, its helpers listed, solved, a pair locked, solved again, compared, printed, published, signed, money recorded, reviewed. Every page on the
/// way is examined.
/// </summary>
public sealed partial class PairingWalkTests(Site site)
{
    [Fact]
    public async Task A_campaign_is_walked_from_the_preset_to_the_review()
    {
        await using var window = await site.Window("province", 1440);
        var tab = await window.NewPageAsync();
        var faults = new List<string>();
        async Task Examine() => faults.AddRange((await Axe.Faults(tab)).Select(f => $"{tab.Url}: {f}"));

        await Go(tab, "/pairing");
        await Open(tab);
        await tab.CheckAsync("form[action='/pairing'] [name=preset][value=enterprises]");
        foreach (var (field, text) in new[] { ("name", "走一遍的结对行动"), ("place", InventedProvince.Prefecture.ToString()), ("rule", IdentifyWeak.Rule), ("period", "2025") })
        {
            await tab.FillAsync($"form[action='/pairing'] [name={field}]", text);
        }
        await Examine();
        await Press(tab, "form[action='/pairing'] button.btn-primary");
        await tab.WaitForURLAsync(address => Begun().IsMatch(address));
        var campaign = tab.Url.Split('?')[0];
        await tab.UncheckAsync("[name=serveAll]");
        await Press(tab, "form[action$='/settings'] button[value=save]");
        await Examine();

        await tab.GotoAsync(campaign + "/villages");
        (await tab.Locator("#rows tbody tr").CountAsync()).ShouldBeGreaterThan(0);
        await Examine();
        await tab.GotoAsync(campaign + "/bodies");
        await Press(tab, "form[method=post][action$='/bodies'] button");
        (await tab.Locator("#rows tbody .pick input").CountAsync()).ShouldBeGreaterThan(0);
        await Examine();

        var first = await Solve(tab, campaign);
        await Examine();
        await tab.Locator("#rows a[href^='/pairing/pairs/']").First.ClickAsync();
        await tab.WaitForURLAsync("**/pairing/pairs/*");
        await Examine();
        await tab.CheckAsync("form[action$='/rules'] [name=will][value=Lock]");
        await tab.FillAsync("form[action$='/rules'] [name=why]", "双方已经谈妥");
        await Press(tab, "form[action$='/rules'] button.btn-primary");
        var second = await Solve(tab, campaign);

        await Go(tab, $"/pairing/compare?a={first}&b={second}");
        (await tab.Locator("figure > svg[role=img]").CountAsync()).ShouldBe(2);
        await Examine();
        await Pictures.Take(tab, "paired-compare-1440");
        await Go(tab, $"/pairing/scenarios/{second}/sheet");
        (await tab.Locator(".sheet tbody tr").CountAsync()).ShouldBeGreaterThan(0);
        await Examine();
        await Go(tab, $"/pairing/scenarios/{second}/publish");
        await Examine();
        if (await tab.Locator("[name=outsideAgreed]").CountAsync() > 0)
        {
            await tab.CheckAsync("[name=outsideAgreed]");
        }
        await Press(tab, "form[action$='/publish'] button.btn-primary");

        await Partner(tab, Id<Scenario>.Parse(second), Examine);

        await Go(tab, "/pairing/published");
        (await tab.Locator("figure > svg[role=img] line").CountAsync()).ShouldBeGreaterThan(0);
        await Examine();
        await Pictures.Take(tab, "paired-map-1440");
        faults.ShouldBeEmpty();
    }

    /// <summary>The first of the pairs that were published: signed, given something, reviewed.</summary>
    private async Task Partner(IPage tab, Id<Scenario> scenario, Func<Task> examine)
    {
        var pair = default(Id<Partnership>);
        await site.Do(async (services, _) => pair = await services.GetRequiredService<Db>().Partnerships.AsNoTracking().Where(p => p.Scenario == scenario).OrderBy(p => p.Village).ThenBy(p => p.Id).Select(p => p.Id).FirstAsync());
        var today = ChinaDay.Today(site.Time).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        await Go(tab, "/pairing/partnerships/" + pair);
        await Open(tab);
        await examine();
        await tab.FillAsync("form[action$='/sign'] [name=signedOn]", today);
        await tab.FillAsync("form[action$='/sign'] [name=pledged]", "50000");
        await Press(tab, "form[action$='/sign'] button");
        await tab.SelectOptionAsync("form[action$='/contributions'] [name=what]", "Money");
        await tab.FillAsync("form[action$='/contributions'] [name=amount]", "1200");
        await tab.FillAsync("form[action$='/contributions'] [name=on]", today);
        await Press(tab, "form[action$='/contributions'] button");
        await Open(tab);
        // An officer speaks for the village alone, so that she is not asked for whom.
        await tab.CheckAsync("form[action$='/reviews'] [name=yearWorked][value=true]");
        await tab.FillAsync("form[action$='/reviews'] [name=said]", "茶叶有了销路");
        await Press(tab, "form[action$='/reviews'] button");

        var text = await tab.InnerTextAsync("main");
        text.ShouldContain("1,200.00 元");
        text.ShouldContain("还剩 48,800.00 元");
        text.ShouldContain("茶叶有了销路");
        await Pictures.Take(tab, "paired-partnership-1440");
    }

    private async Task Go(IPage tab, string address) => await tab.GotoAsync(new Uri(site.Address, address).ToString());

    /// <summary>What is folded away in the page; the menus of its frame stay closed, since they would lie over it.</summary>
    private static async Task Open(IPage tab) => await tab.EvaluateAsync("() => document.querySelectorAll('main details:not(.menu)').forEach(d => { d.open = true; })");

    /// <summary>By the keyboard: what has the focus is pressed with Enter, and the next page is waited for.</summary>
    private static async Task Press(IPage tab, string button)
    {
        await tab.EvaluateAsync("() => { document.documentElement.dataset.left = 'no'; }");
        await tab.Locator(button).First.FocusAsync();
        await tab.Keyboard.PressAsync("Enter");
        await tab.WaitForFunctionAsync("() => document.documentElement.dataset.left === undefined && document.readyState === 'complete'");
    }

    /// <summary>Solves and waits until it is done; the scenario's id.</summary>
    private static async Task<string> Solve(IPage tab, string campaign)
    {
        await tab.GotoAsync(campaign);
        await Press(tab, "form[action$='/solve'] button");
        await tab.WaitForURLAsync("**/pairing/scenarios/*");
        for (var tries = 0; tries < 60 && await tab.Locator("#rows a[href^='/pairing/pairs/']").CountAsync() == 0; tries++)
        {
            await Task.Delay(500);
            await tab.ReloadAsync();
        }
        return tab.Url.Split('?')[0].Split('/')[^1];
    }

    [GeneratedRegex("/pairing/[0-9a-f]{32}$")]
    private static partial Regex Begun();
}
