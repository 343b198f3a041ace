using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shanhai.Host.Persistence;
using Shanhai.Voices;

namespace Shanhai.Browser.Tests;

/// <summary>
/// One appeal through every step to the re-check, in five windows: the petitioner's on her phone, and those of the petition office, the water bureau, the county's and the
/// city's government. Everything is typed and pressed on the real pages.
/// </summary>
[Collection("voices")]
public sealed class VoiceWalkTests(Site site)
{
    private static readonly (string Name, string Body, Role Role)[] Officials =
    [
        ("walk-petitions", "岚溪县信访局", Role.Officer), ("walk-water", "岚溪县水利局", Role.Leader), ("walk-county", "岚溪县人民政府", Role.Officer), ("walk-city", "示范市人民政府", Role.Officer),
    ];

    [Fact]
    public async Task An_appeal_is_carried_through_every_step_to_the_recheck_with_a_hearing_and_concluded()
    {
        await Appoint();
        await using var hers = await site.Window(Site.Nobody, 390);
        var petitioner = await Open(hers, $"/voices/new?place={Site.Village}");
        await petitioner.FillAsync("[name=text]", "村口的水渠塌了一段，半个月没有水浇田。");
        await petitioner.SelectOptionAsync("[name=category]", "water-power");
        await petitioner.ClickAsync("form[action='/voices/new'] button[value=next]:not(.said)");
        await petitioner.FillAsync("[name=name]", "模拟信访人");
        await petitioner.ClickAsync("form[action='/voices/new'] button.btn-primary[value=send]");
        await petitioner.WaitForURLAsync("**/voices/receipt");
        var slip = await petitioner.Locator(".receipt-codes dd").AllInnerTextsAsync();
        var (receipt, pin) = (slip[0].Trim(), slip[1].Trim());
        await petitioner.ClickAsync("form[action='/voices/receipt'] button");
        await Enter(petitioner, receipt, pin);
        await Pictures.Take(petitioner, "walk-1-own-390");

        await using var w1 = await site.Window("walk-petitions", 1440);
        await using var w2 = await site.Window("walk-water", 1440);
        await using var w3 = await site.Window("walk-county", 1440);
        await using var w4 = await site.Window("walk-city", 1440);
        var (office, water, county, city) = (await Open(w1, "/voices?tray=New&sort=-received"), await Open(w2, "/voices"), await Open(w3, "/voices"), await Open(w4, "/voices"));

        // From the queue by keyboard: j to the first row, Enter opens it.
        await Pictures.Take(office, "walk-2-queue");
        await office.Keyboard.PressAsync("j");
        await office.Keyboard.PressAsync("Enter");
        await office.WaitForURLAsync(new Regex("/voices/[0-9a-f]{32}$"));
        var voice = new Uri(office.Url).AbsolutePath;
        (await office.InnerTextAsync("h1")).ShouldContain(receipt);

        await Do(office, voice, Act.Register);
        await Do(office, voice, Act.Transfer, ("body", "岚溪县水利局"));
        await Do(water, voice, Act.Object, ("note", "渠道属自然资源部门管理"));
        await Do(office, voice, Act.RefuseObjection, ("note", "按职责分工由你局办理"));
        await Fill(water, voice, Act.Accept, "accept-appeal");
        (await water.InputValueAsync("[name=words]")).ShouldContain("岚溪县水利局");
        await Press(water, Act.Accept, ("words", "您反映的事项已受理，六十日内办结。"));
        await Do(water, voice, Act.Ask, ("words", "请补充渠道照片。"));
        await Own(petitioner, receipt, pin, Act.AddWords, "added", "照片已送到村里。");
        await Do(water, voice, Act.CoHandle, ("body", "岚溪县财政局"));
        await Do(water, voice, Act.Extend, ("days", "10"), ("reason", "需要专业鉴定"), ("words", "因需要鉴定，延长十日。"));
        await Pictures.Take(water, "walk-3-handling");
        await Opinion(water, voice, Act.IssueOpinion, "NotSupported");
        (await water.InnerTextAsync("main")).ShouldContain("信访处理意见书");
        await Do(water, voice, Act.Deliver);

        await Own(petitioner, receipt, pin, Act.RequestReview, "why", "对意见不服。");
        await Opinion(county, voice, Act.IssueReview, "Explained");
        await Do(county, voice, Act.Deliver);
        await Own(petitioner, receipt, pin, Act.RequestRecheck, "why", "仍然不服。");
        await Do(city, voice, Act.OpenHearing, ("words", "三日后在镇政府听证。"));
        await Do(city, voice, Act.CloseHearing, ("words", "听证结束，意见记录在案。"));
        await Opinion(city, voice, Act.IssueRecheck, "Supported", ("executeBy", $"{TimeProvider.System.GetUtcNow().AddDays(40):yyyy-MM-dd}"));
        await Do(city, voice, Act.Deliver);
        await Do(city, voice, Act.Execute, ("words", "水渠已修好。"));
        (await city.InnerTextAsync(".head")).ShouldContain("已办结");

        await Enter(petitioner, receipt, pin);
        (await petitioner.InnerTextAsync("main")).ShouldContain("已经办结");
        await petitioner.CheckAsync("form:has(input[name=act][value=Rate]) input[name=rating][value='4']");
        await petitioner.ClickAsync("form:has(input[name=act][value=Rate]) button.btn-primary");
        await petitioner.WaitForURLAsync("**done=Rate");
        await Pictures.Take(petitioner, "walk-4-concluded-390");
        await Do(office, voice, Act.FollowUp, ("note", "电话回访，已通水。"));
        await Pictures.Take(office, "walk-5-concluded");

        // The letter of the opinion is a file; its numbering stands in the story.
        var letter = await w2.APIRequest.GetAsync(new Uri(site.Address, await water.Locator(".near a[download]").Last.GetAttributeAsync("href") ?? "").ToString());
        letter.Status.ShouldBe(200, letter.Url + await letter.TextAsync());
        letter.Headers["content-type"].ShouldContain("wordprocessingml");
        var id = Id<Voice>.Parse(voice.Split('/')[^1]);
        await site.Do(async (services, _) =>
        {
            var db = services.GetRequiredService<Db>();
            (await db.Voices.Where(v => v.Id == id).Select(v => v.State).SingleAsync()).ShouldBe(VoiceState.Concluded);
            (await db.Clocks.CountAsync(c => c.Subject == id.Value && c.StoppedAt == null)).ShouldBe(0);
            (await db.VoiceSteps.CountAsync(s => s.Voice == id)).ShouldBe(23);
        });
    }

    private async Task Appoint() => await site.Do(async (services, actor) =>
    {
        var (db, clock) = (services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>());
        foreach (var (name, body, role) in Officials)
        {
            var named = await db.Organisations.Where(o => o.Name == body && o.Closed == null).Select(o => new { o.Id, o.Place }).SingleAsync();
            (await AddUser.Handle(new(name, body, Site.Password, null, named.Place), db, actor, services.GetRequiredService<UserManager<User>>(), clock, default)).Problem.ShouldBeNull();
            var user = await db.Users.Where(u => u.UserName == name).Select(u => u.Id).SingleAsync();
            (await GiveGrant.Handle(user, new(role, named.Place, null, null, body), db, actor, services.GetRequiredService<Standings>(), services.GetRequiredService<KnownBodies>(), clock, default)).Problem.ShouldBeNull();
        }
    });

    private async Task<IPage> Open(IBrowserContext window, string address)
    {
        var tab = await window.NewPageAsync();
        await tab.GotoAsync(new Uri(site.Address, address).ToString());
        return tab;
    }

    private async Task Do(IPage tab, string voice, Act act, params (string Field, string Text)[] fields)
    {
        await tab.GotoAsync(new Uri(site.Address, $"{voice}?act={act}").ToString());
        await Press(tab, act, fields);
    }

    private async Task Fill(IPage tab, string voice, Act act, string template)
    {
        await tab.GotoAsync(new Uri(site.Address, $"{voice}?act={act}").ToString());
        await tab.SelectOptionAsync("[name=template]", template);
        await tab.ClickAsync("form[action$='/act'] button[value=fill]");
    }

    private static async Task Press(IPage tab, Act act, params (string Field, string Text)[] fields)
    {
        foreach (var (field, text) in fields)
        {
            await tab.FillAsync($"form[action$='/act'] [name={field}]", text);
        }
        await tab.ClickAsync("form[action$='/act'] button[value=take]");
        await tab.WaitForURLAsync("**done=" + act);
    }

    private async Task Opinion(IPage tab, string voice, Act act, string outcome, params (string Field, string Text)[] more)
    {
        await tab.GotoAsync(new Uri(site.Address, $"{voice}?act={act}").ToString());
        await tab.CheckAsync($"[name=outcome][value={outcome}]");
        await Press(tab, act, [("facts", "渠道坍塌十二米。"), ("law", "《农田水利条例》第十八条"), ("words", "意见内容。"), .. more]);
    }

    private async Task Enter(IPage petitioner, string receipt, string pin)
    {
        await petitioner.GotoAsync(new Uri(site.Address, "/voices/follow").ToString());
        if (await petitioner.Locator("[name=pin]").CountAsync() > 0)
        {
            await petitioner.FillAsync("[name=receipt]", receipt);
            await petitioner.FillAsync("[name=pin]", pin);
            await petitioner.ClickAsync("form[action='/voices/follow'] .btn-primary");
            await petitioner.WaitForLoadStateAsync();
        }
    }

    private async Task Own(IPage petitioner, string receipt, string pin, Act act, string field, string text)
    {
        await Enter(petitioner, receipt, pin);
        var form = petitioner.Locator($"form:has(input[name=act][value={act}])");
        await form.Locator($"[name={field}]").FillAsync(text);
        await form.Locator("button").First.ClickAsync();
        await petitioner.WaitForURLAsync("**done=" + act);
    }
}
