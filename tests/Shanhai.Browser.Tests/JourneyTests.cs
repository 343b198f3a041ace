using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using MiniExcelLibs;
using Shanhai.Demonstration;
using Shanhai.Host.Persistence;

namespace Shanhai.Browser.Tests;

/// <summary>What a person does from the first press to the last, as she does it: with a file, a spreadsheet's clipboard, the keyboard alone, a passkey, or without script.</summary>
public sealed class JourneyTests(Site site)
{
    [Fact]
    public async Task A_workbook_becomes_figures_in_four_steps_and_the_batch_is_undone()
    {
        await using var window = await site.Window("officer", 1440);
        var tab = await Open(window, "/figures/import");
        var villages = await Villages(3);
        await tab.SetInputFilesAsync("#file", Workbook("2019年经营收入.xlsx", (villages[0].Name, 6.12), (villages[1].Name, "六万"), (villages[2].Name, 3.88)));
        await tab.ClickAsync("form[action='/figures/import'] .btn-primary");

        await tab.FillAsync("[name='g0c2.indicator']", "CE04.501");
        await tab.ClickAsync("form[action$='/plan'] .btn-primary");

        (await tab.InnerTextAsync("#findings")).ShouldContain("B3");
        await tab.ClickAsync("form[action$='/confirm'] .btn-primary");
        await tab.WaitForURLAsync("**/figures/batches/*");
        var batch = tab.Url;
        (await tab.InnerTextAsync("main")).ShouldContain("2019年经营收入.xlsx");
        (await Figure(tab, villages[0].Code)).ShouldBe("61200");
        (await Figure(tab, villages[1].Code)).ShouldBeNull();

        await tab.GotoAsync(batch);
        await tab.ClickAsync("form[action$='/undo'] button");
        await tab.WaitForLoadStateAsync();
        (await tab.Locator("form[action$='/undo']").CountAsync()).ShouldBe(0);
        (await Figure(tab, villages[0].Code)).ShouldBeNull();
    }

    [Fact]
    public async Task The_grid_takes_a_block_from_a_spreadsheet_moves_by_keys_and_keeps_what_was_typed()
    {
        await using var window = await site.Window("officer", 1440);
        var address = $"/figures/enter?under={Site.Township}&indicators=CE04.501,CE04.561&period=2018";
        var tab = await Open(window, address);
        tab.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        ILocator Cell(int row, int column) => tab.Locator("table.cells tbody tr").Nth(row).Locator("input.grid-cell").Nth(column);

        await Cell(0, 0).FocusAsync();
        await Cell(0, 0).EvaluateAsync("""
            cell => { const data = new DataTransfer(); data.setData('text/plain', '1100\t2200\r\n3300\t4400\r\n');
              cell.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); }
            """);
        (await Cell(0, 1).InputValueAsync()).ShouldBe("2200");
        (await Cell(1, 0).InputValueAsync()).ShouldBe("3300");

        await tab.Keyboard.PressAsync("Enter");
        await tab.Keyboard.PressAsync("ArrowRight");
        (await IsHere(Cell(1, 1))).ShouldBeTrue();
        await tab.Keyboard.PressAsync("ArrowUp");
        (await IsHere(Cell(0, 1))).ShouldBeTrue();
        await tab.Keyboard.PressAsync("Tab");
        (await IsHere(Cell(1, 0))).ShouldBeTrue();
        await tab.Keyboard.TypeAsync("3350");
        await tab.EvaluateAsync("() => new Promise(r => { const look = () => Object.values(localStorage).some(v => v.includes('3350')) ? r() : setTimeout(look, 20); look(); })");

        await tab.ReloadAsync();
        (await Cell(1, 0).InputValueAsync()).ShouldBe("3350");
        (await Cell(1, 1).InputValueAsync()).ShouldBe("4400");
        await tab.ClickAsync("form[data-grid] .btn-primary");
        await tab.WaitForURLAsync("**saved=4**");
        (await Cell(1, 0).InputValueAsync()).ShouldBe("3350");
        (await tab.EvaluateAsync<int>("Object.values(localStorage).filter(v => v.includes('3350')).length")).ShouldBe(0);
    }

    [Fact]
    public async Task A_rule_is_edited_looked_at_first_and_published_as_a_new_version()
    {
        await using var window = await site.Window("province", 1440);
        var tab = await Open(window, $"/rules/{IdentifyWeak.Rule}?edit=1");
        var line = tab.Locator("input[name^='line-']").First;
        await line.FillAsync("45 万元");
        await tab.Locator("button[value=preview].btn").ClickAsync();
        // What was typed stands in the page before as well.
        await tab.Locator("#joins tbody tr").First.WaitForAsync();

        (await line.InputValueAsync()).ShouldBe("45 万元");
        (await tab.Locator("#joins tbody tr").CountAsync()).ShouldBeGreaterThan(0);
        (await tab.Locator("#joins").InnerTextAsync()).ShouldContain("45 万元");
        var before = await Versions();

        await tab.Locator("button[value=publish]").ClickAsync();
        await tab.WaitForURLAsync("**version=*");
        (await Versions()).ShouldBe(before + 1);
        (await tab.InnerTextAsync("main")).ShouldContain("45 万元");
    }

    [Fact]
    public async Task A_passkey_is_added_and_signs_in_without_a_password()
    {
        // A passkey belongs to a name, so not to 127.0.0.1.
        var home = $"http://localhost:{site.Address.Port}";
        await using var window = await site.Browser.NewContextAsync();
        var tab = await window.NewPageAsync();
        var device = await window.NewCDPSessionAsync(tab);
        await device.SendAsync("WebAuthn.enable");
        await device.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new { protocol = "ctap2", transport = "internal", hasResidentKey = true, hasUserVerification = true, isUserVerified = true, automaticPresenceSimulation = true },
        });
        await tab.GotoAsync(home + "/sign-in?return=/account");
        await Site.SignIn(tab, "auditor");

        await tab.FillAsync("form[data-passkey=create] [name=name]", "我的手机");
        await tab.ClickAsync("form[data-passkey=create] button");
        await tab.Locator("form[action='/account/passkeys/remove']").WaitForAsync();
        (await tab.InnerTextAsync("main")).ShouldContain("我的手机");

        await window.ClearCookiesAsync();
        await tab.GotoAsync(home + "/sign-in?return=/account");
        await tab.ClickAsync("form[data-passkey=get] button");
        await tab.WaitForURLAsync(address => new Uri(address).AbsolutePath == "/account");
        (await tab.InnerTextAsync(".head")).ShouldContain("auditor");
    }

    [Fact]
    public async Task Without_script_one_signs_in_filters_opens_and_says_what_is_wrong()
    {
        await using var window = await site.Browser.NewContextAsync(new() { JavaScriptEnabled = false, ViewportSize = new() { Width = 390, Height = 844 } });
        var tab = await Open(window, $"/sign-in?return=/places?under={Site.Township}");
        await Site.SignIn(tab, "clerk");
        var village = (await Villages(1))[0];

        await tab.FillAsync(".filter [name=q]", village.Name);
        await tab.ClickAsync(".filter button");
        await tab.ClickAsync($"#rows tbody th a[href*='{village.Code}']");
        (await tab.InnerTextAsync("h1")).ShouldBe(village.Name);

        await tab.GotoAsync(new Uri(site.Address, "/feedback").ToString());
        await tab.CheckAsync("[name=kind] >> nth=0");
        await tab.FillAsync("textarea", "表格里的年份看不清");
        await tab.ClickAsync("main form .btn-primary");
        (await tab.Locator(".notice-good").CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task The_keyboard_alone_goes_through_a_list()
    {
        await using var window = await site.Window("officer", 1440);
        var tab = await Open(window, $"/places?under={Site.Township}&level=village");
        var second = await tab.Locator("#rows tbody tr").Nth(1).Locator("th a").GetAttributeAsync("href");

        await tab.Keyboard.PressAsync("Tab");
        (await IsHere(tab.Locator(".skip-link"))).ShouldBeTrue();
        await tab.Keyboard.PressAsync("Enter");
        (await IsHere(tab.Locator("main"))).ShouldBeTrue();
        await tab.Keyboard.PressAsync("j");
        await tab.Keyboard.PressAsync("j");
        await tab.Keyboard.PressAsync("Enter");
        await tab.WaitForURLAsync("**" + second);

        var found = (await Villages(3))[2];
        await tab.Keyboard.PressAsync("/");
        await tab.Keyboard.TypeAsync(found.Name);
        await tab.GetByRole(AriaRole.Option, new() { Name = found.Name }).WaitForAsync();
        await tab.Keyboard.PressAsync("ArrowDown");
        await tab.Keyboard.PressAsync("Enter");
        await tab.WaitForURLAsync("**/places/*");
        (await tab.InnerTextAsync("h1")).ShouldBe(found.Name);
    }

    private static Task<bool> IsHere(ILocator element) => element.EvaluateAsync<bool>("e => e === document.activeElement");

    private async Task<IPage> Open(IBrowserContext window, string address)
    {
        var tab = await window.NewPageAsync();
        await tab.GotoAsync(new Uri(site.Address, address).ToString());
        return tab;
    }

    private async Task<IReadOnlyList<(string Code, string Name)>> Villages(int count)
    {
        var (found, first, last) = (new List<(string, string)>(), Site.Township, Site.Township.Last);
        await site.Do(async (services, _) => found = [.. (await services.GetRequiredService<Db>().Places.AsNoTracking().Where(p => p.Code > first && p.Code <= last)
            .OrderBy(p => p.Code).Select(p => new { p.Code, p.Name }).Take(count).ToListAsync()).Select(p => (p.Code.ToString(), p.Name))]);
        return found;
    }

    private async Task<int> Versions()
    {
        var count = 0;
        await site.Do(async (services, _) => count = await services.GetRequiredService<Db>().RuleVersions.CountAsync(v => v.Code == IdentifyWeak.Rule));
        return count;
    }

    /// <summary>The exact figure as the place's page shows it; null where it shows none.</summary>
    private async Task<string?> Figure(IPage tab, string place)
    {
        await tab.GotoAsync(new Uri(site.Address, $"/places/{place}/figures?indicators=CE04.501&from=2019&to=2019").ToString());
        var shown = tab.Locator("table.years td .amount[data-exact]");
        return await shown.CountAsync() == 0 ? null : (await shown.First.GetAttributeAsync("data-exact"))!.Split('.')[0];
    }

    private static FilePayload Workbook(string name, params (string Village, object Income)[] rows)
    {
        using var memory = new MemoryStream();
        memory.SaveAs(rows.Select(r => new Dictionary<string, object> { ["村名"] = r.Village, ["经营收入（万元）"] = r.Income }));
        return new() { Name = name, MimeType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Buffer = memory.ToArray() };
    }
}
