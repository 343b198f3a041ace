using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shanhai.Host.Persistence;
using Shanhai.Organisations;

namespace Shanhai.Browser.Tests;

/// <summary>
/// A whole reception day in browsers: the office plans, a leader approves, it is announced, a villager books on her phone without script, another by telephone, a third comes to the door; one matter is
/// decided on the spot, one explained, one given to a unit and then to another case owner; the result is drawn up and she reads on her phone what was said.
/// </summary>
public sealed class ReceptionDayTests : IAsyncLifetime
{
    private readonly MovedTime _time = new();
    private readonly Site _site;

    public ReceptionDayTests() => _site = new() { Time = _time };

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        await _site.Do(async (services, actor) =>
        {
            var (db, clock) = (services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>());
            foreach (var (name, role, kind) in new[] { ("petitions", Role.Officer, OrganisationKind.PetitionOffice), ("chief", Role.Leader, OrganisationKind.Government) })
            {
                (await AddUser.Handle(new(name, name, Site.Password, null, Site.County), db, actor, services.GetRequiredService<UserManager<User>>(), clock, default)).Problem.ShouldBeNull();
                var user = await db.Users.SingleAsync(u => u.UserName == name);
                var body = await db.Organisations.Where(o => o.Place == Site.County && o.Kind == kind).Select(o => o.Id).FirstAsync();
                db.Grants.Add(new() { Id = Id<Grant>.New(clock), UserId = user.Id, Role = role, Place = Site.County, Organisation = body.Value, From = new(2020, 1, 1) });
                db.Record(actor, "test", "user:" + name);
                await db.SaveChangesAsync();
            }
        });
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task A_reception_day_from_the_plan_to_the_result_sheet()
    {
        var on = DateOnly.FromDateTime(_time.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime).AddDays(7);
        var day = on.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string page;
        await using (var office = await _site.Window("petitions", 1440))
        {
            var tab = await Open(office, "/receptions/new");
            await tab.FillAsync("[name=on]", day);
            await Press(tab, "form[action='/receptions/new'] .btn-primary");
            (await tab.InnerTextAsync(".errors")).ShouldContain("地点");
            await Pictures.Take(tab, "reception-plan-errors-1440");
            foreach (var (field, text) in new[] { ("venue", "县信访接待大厅"), ("leaderPost", "县长"), ("leaderName", "周明"), ("staff", "信访局登记引导"), ("flow", "登记、候谈、接谈"), ("emergency", "救护车待命"), ("phone", "0570-3012345") })
            {
                await tab.FillAsync($"[name={field}]", text);
            }
            await Press(tab, "form[action='/receptions/new'] .btn-primary");
            page = new Uri(tab.Url).AbsolutePath;
        }
        await using (var chief = await _site.Window("chief", 1440))
        {
            var tab = await Open(chief, "/");
            (await tab.InnerTextAsync("main")).ShouldContain("接访方案待批准");
            await tab.GotoAsync(At(page));
            await Press(tab, "button[value=approve]");
        }
        await using (var office = await _site.Window("petitions", 1440))
        {
            var tab = await Open(office, page);
            await tab.FillAsync("[name=boards]", "县政府门口公示栏");
            await Press(tab, "button[value=announce]");
            (await tab.InnerTextAsync("main")).ShouldContain("已公告");
            await Pictures.Take(tab, "reception-announced-1440");
            await Press(tab, "main a[href^='/notices/']");
            (await tab.InnerTextAsync("main")).ShouldContain("县政府门口公示栏");
            await tab.GotoAsync(At("/notices"));
            (await tab.InnerTextAsync("main")).ShouldContain("领导干部接访公告");
        }

        string number, receipt, pin;
        await using (var phone = await _site.Window(Site.Nobody, 390, script: false))
        {
            var tab = await Open(phone, "/receptions");
            await Pictures.Take(tab, "receptions-390");
            await tab.GotoAsync(At(page + "/book"));
            await tab.FillAsync("[name=text]", "征地补偿一直没有到位。");
            await tab.SelectOptionAsync("[name=category]", "land");
            await Press(tab, "form[action$='/book'] .btn-primary");
            (await tab.InnerTextAsync(".errors")).ShouldContain("哪个地方");
            await Pictures.Take(tab, "reception-book-errors-390");
            await tab.FillAsync("[name=place]", Site.Village.ToString());
            await Press(tab, "form[action$='/book'] .btn-primary");
            var slip = await tab.Locator(".receipt-codes dd.num").AllInnerTextsAsync();
            (number, receipt, pin) = (slip[0].Trim(), slip[1].Trim(), slip[2].Trim());
            await Pictures.Take(tab, "reception-booked-390");
        }
        await using (var office = await _site.Window("petitions", 1440))
        {
            // Somebody calls: the clerk books for him and reads his number to him.
            var tab = await Open(office, page + "/book");
            await tab.CheckAsync("[name=way][value=Telephone]");
            await tab.FillAsync("[name=text]", "村里的自来水太小。");
            await tab.SelectOptionAsync("[name=category]", "water-power");
            await tab.FillAsync("[name=place]", Site.Village.ToString());
            await Press(tab, "form[action$='/book'] .btn-primary");
            (await tab.Locator(".receipt-codes dd.num").First.InnerTextAsync()).ShouldNotBe(number);
        }

        _time.Move(TimeSpan.FromDays(7));
        _site.SignOutAll();
        await using var desk = await _site.Window("petitions", 1440);
        var work = await Open(desk, page);
        await Press(work, "button[value=open]");
        for (var booked = 0; booked < 2; booked++)
        {
            await work.GotoAsync(At(page + "/desk"));
            await Press(work, "button[value=arrive]");
        }
        await work.GotoAsync(At(page + "/book"));
        await work.FillAsync("[name=text]", "工资没有发。");
        await work.SelectOptionAsync("[name=category]", "labour");
        await work.FillAsync("[name=place]", Site.Village.ToString());
        await Press(work, "form[action$='/book'] .btn-primary");
        await work.GotoAsync(At(page + "/desk"));
        await Press(work, "form:has(input[name=room][value='1']) button[value=next]");
        (await work.InnerTextAsync("main")).ShouldContain($"请 {number} 号");
        await Pictures.Take(work, "reception-desk-1440");
        await using (var wall = await _site.Window(Site.Nobody, 1440, script: false))
        {
            var tab = await Open(wall, page + "/board");
            (await tab.InnerTextAsync(".wall-now >> nth=0")).ShouldBe(number);
            (await tab.InnerTextAsync("main")).ShouldNotContain("征地补偿");
            await Pictures.Take(tab, "reception-board-1440");
        }
        foreach (var (outcome, unit) in new[] { ("Assigned", "自然资源和规划局"), ("Decided", ""), ("Explained", "") })
        {
            await work.GotoAsync(At(page + "/desk"));
            await work.Locator("main a[href^='/receptions/cases/']").First.ClickAsync();
            await work.CheckAsync($"[name=outcome][value={outcome}]");
            await work.FillAsync("[name=words]", "已说明，按约定日期办结。");
            if (unit.Length > 0)
            {
                await work.FillAsync("[name=unit]", unit);
                await work.FillAsync("[name=settleBy]", on.AddDays(30).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            }
            await Press(work, "button[value=record]");
            if (await work.Locator(".errors").CountAsync() > 0)
            {
                // Several bodies have that name: the whole one is given.
                await work.FillAsync("[name=unit]", "岚溪县" + unit);
                await Press(work, "button[value=record]");
            }
            await Pictures.Take(work, $"reception-case-{outcome}-1440");
            if (outcome == "Assigned")
            {
                // Another takes the case over, with the reason; who had it before stays to be read.
                await work.Locator("details:has(button[value=owner]) summary").ClickAsync();
                await work.FillAsync("form:has(button[value=owner]) [name=owner]", "副县长 吴清");
                await work.FillAsync("form:has(button[value=owner]) [name=why]", "分工调整");
                await Press(work, "button[value=owner]");
                var told = await work.InnerTextAsync("main");
                told.ShouldContain("副县长 吴清");
                told.ShouldContain("县长 周明 · 分工调整");
            }
        }
        await work.GotoAsync(At(page));
        await work.FillAsync("[name=result]", "共性问题是征地补偿。");
        await Press(work, "button[value=close]");
        (await work.InnerTextAsync("main")).ShouldContain("已结束");
        await work.GotoAsync(At(page + "/results"));
        var sheet = await work.InnerTextAsync(".sheet");
        sheet.ShouldContain("共接待 3 批");
        sheet.ShouldContain("副县长 吴清");
        sheet.ShouldNotContain("不在接访当天");
        await Pictures.Take(work, "reception-results-1440");

        await using var hers = await _site.Window(Site.Nobody, 390, script: false);
        var own = await Open(hers, page);
        (await own.InnerTextAsync("main")).ShouldContain("共性问题是征地补偿。");
        await own.GotoAsync(At("/voices/follow"));
        await own.FillAsync("[name=receipt]", receipt);
        await own.FillAsync("[name=pin]", pin);
        await Press(own, "form[action='/voices/follow'] .btn-primary");
        var read = await own.InnerTextAsync("main");
        read.ShouldContain("已说明，按约定日期办结。");
        read.ShouldContain("自然资源和规划局");
        await Pictures.Take(own, "reception-own-390");
    }

    private static async Task Press(IPage tab, string what)
    {
        await tab.Locator(what).First.ClickAsync();
        await tab.WaitForLoadStateAsync();
    }

    private string At(string address) => new Uri(_site.Address, address).ToString();

    private async Task<IPage> Open(IBrowserContext window, string address)
    {
        var tab = await window.NewPageAsync();
        await tab.GotoAsync(At(address));
        return tab;
    }
}
