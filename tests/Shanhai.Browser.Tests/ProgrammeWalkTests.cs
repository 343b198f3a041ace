using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shanhai.Host.Persistence;
using Shanhai.Programmes;

namespace Shanhai.Browser.Tests;

/// <summary>
/// A programme as an officer walks it on the real pages: begun by its document, a project planned in it, begun, its work put into milestones, one reached, a result planned and measured, the project finished; then what everybody
/// reads of it on a telephone, and the file for others. Every page on the way is examined with its forms open.
/// </summary>
public sealed class ProgrammeWalkTests(Site site)
{
    private const string Code = "ZZ-WALK", Name = "走一遍的来料加工点";

    [Fact]
    public async Task A_programme_is_walked_from_its_document_to_the_public_page_of_a_finished_project()
    {
        var today = ChinaDay.Today(site.Time);
        var faults = new List<string>();
        await using var window = await site.Window("officer", 1440);
        var tab = await window.NewPageAsync();

        await Go(tab, "/programmes");
        await Open(tab);
        await tab.SelectOptionAsync("[name=kind-new]", "other");
        foreach (var (field, text) in new[] { ("code", Code), ("name", "走一遍的强村专项"), ("place", Site.County.ToString()), ("from", Day(today.AddYears(-1))), ("to", Day(today.AddYears(2))), ("basis", "走一遍的实施方案") })
        {
            await tab.FillAsync($"[name={field}-new]", text);
        }
        await tab.CheckAsync("[name=public-new]");
        await Examine(tab, faults);
        await tab.ClickAsync("form[action='/programmes'] button.btn-primary");
        await tab.WaitForURLAsync("**/programmes/*");
        await Examine(tab, faults);
        await Pictures.Take(tab, "programme-walk-1-programme");

        // From the programme to a project of it: which programme it is stands in the form.
        await tab.Locator("a[href^='/projects/new?programme=']").First.ClickAsync();
        await tab.WaitForURLAsync("**/projects/new?programme=*");
        const string plan = "form[action='/projects/new']";
        await tab.SelectOptionAsync($"{plan} [name=measure]", "processing");
        foreach (var (field, text) in new[] { ("name", Name), ("village", Site.Village.ToString()), ("from", Day(today.AddDays(-60))), ("to", Day(today.AddDays(300))), ("budget", "180000"), ("document", "走一遍的批复") })
        {
            await tab.FillAsync($"{plan} [name={field}]", text);
        }
        await Examine(tab, faults);
        await tab.ClickAsync($"{plan} button.btn-primary");
        await tab.WaitForURLAsync("**done=planned");
        var project = new Uri(tab.Url).AbsolutePath.Split('/')[^1];
        var code = (await tab.InnerTextAsync(".head-meta")).Split(" · ")[0].Trim();

        // A milestone before the begin is refused in words, and what was typed stays.
        var reached = Day(today.AddDays(-12));
        await Send(tab, "activity", true, ("name", "改造厂房"), ("milestones", $"{Day(today.AddDays(-10))} 主体完工 3"));
        await Send(tab, "milestone", false, ("on", reached));
        (await tab.Locator("[name^='on-'][aria-invalid=true]").First.InputValueAsync()).ShouldBe(reached);
        await Examine(tab, faults);
        await Send(tab, "start", true, ("on", Day(today.AddDays(-30))));
        await Send(tab, "milestone", true, ("on", reached));
        await Send(tab, "result", true, ("name", "带动就业"), ("unit", "人"), ("baseline", "0"), ("target", "30"), ("dueOn", Day(today.AddDays(300))));
        await Send(tab, "value", true, ("value", "36"), ("on", Day(today)), ("source", "村里的花名册"));
        (await tab.InnerTextAsync("main")).ShouldContain("120%");
        await Examine(tab, faults);
        await Pictures.Take(tab, "programme-walk-2-project");
        await Send(tab, "finish", true, ("on", Day(today)));
        (await tab.InnerTextAsync(".head")).ShouldContain("已完成");

        // What everybody reads of it, found by its name on a telephone.
        await using var everybody = await site.Window(Site.Nobody, 390);
        var open = await everybody.NewPageAsync();
        await Go(open, $"/projects/published?q={Uri.EscapeDataString(Name)}");
        await Examine(open, faults);
        await open.Locator($"a[href='/projects/published/{project}']").First.ClickAsync();
        await open.WaitForURLAsync("**/projects/published/" + project);
        var page = await open.InnerTextAsync("main");
        (await open.InnerTextAsync("h1")).ShouldBe(Name);
        foreach (var shown in new[] { "已完成", "180,000.00", "走一遍的强村专项", "走一遍的实施方案", "主体完工", "按期到达", "带动就业", "30 人", "120%" })
        {
            page.ShouldContain(shown);
        }
        page.ShouldNotContain("花名册");
        (await open.Locator("form[method=post][action^='/projects']").CountAsync()).ShouldBe(0);
        await Examine(open, faults);
        await Pictures.Take(open, "programme-walk-3-public-390");

        // The same for others, as a file.
        await Go(open, $"/projects/published?q={Uri.EscapeDataString(Name)}");
        var file = await everybody.APIRequest.GetAsync(new Uri(site.Address, await open.Locator("a[href^='/projects/published/iati']").First.GetAttributeAsync("href") ?? "").ToString());
        file.Status.ShouldBe(200, file.Url);
        file.Headers["content-type"].ShouldContain("xml");
        var xml = await file.TextAsync();
        xml.ShouldContain("version=\"2.03\"");
        xml.ShouldContain(code);
        xml.ShouldNotContain("花名册");

        faults.ShouldBeEmpty();
        var id = Id<Project>.Parse(project);
        await site.Do(async (services, _) =>
        {
            var kept = await services.GetRequiredService<Db>().Projects.AsNoTracking().SingleAsync(p => p.Id == id);
            (kept.Code, kept.State, kept.StartedOn, kept.DoneOn).ShouldBe((code, ProjectState.Done, today.AddDays(-30), today));
        });
    }

    private async Task Go(IPage tab, string address) => await tab.GotoAsync(new Uri(site.Address, address).ToString());

    // Menus stay closed: they would lie over what is pressed.
    private static async Task Open(IPage tab) => await tab.EvaluateAsync("() => document.querySelectorAll('main details:not(.menu)').forEach(d => d.open = true)");

    private static async Task Examine(IPage tab, List<string> faults)
    {
        await Open(tab);
        faults.AddRange((await Axe.Faults(tab)).Select(f => $"{tab.Url}: {f}"));
    }

    /// <summary>Fills the form of a project's page that does <paramref name="act"/> and asks for the first of the fields, and presses its button.</summary>
    private static async Task Send(IPage tab, string act, bool taken, params (string Field, string Text)[] fields)
    {
        await Open(tab);
        var form = tab.Locator($"form[action$='/{act}']").Filter(new() { Has = tab.Locator($"[name^='{fields[0].Field}-']") }).First;
        foreach (var (field, text) in fields)
        {
            await form.Locator($"[name^='{field}-']").First.FillAsync(text);
        }
        await form.Locator("button").First.ClickAsync();
        await tab.WaitForURLAsync(taken ? "**done=" + act : "**/" + act);
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
