using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shanhai.Demonstration;
using Shanhai.Enclaves;
using Shanhai.Funds;
using Shanhai.Host.Persistence;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Browser.Tests;

/// <summary>
/// An enclave as people live it: written from the template, pooled, signed, distributed and approved by another, warned of a year before the guarantee ends, and after eight years everybody sees what each village has lost.
/// The first and the last year are done in browsers, those between by the use cases as time moves on.
/// </summary>
public sealed class EnclaveWalkTests : IAsyncLifetime
{
    private const int Pooling = 12, Each = 500_000, Years = 8, FixedYears = 5;
    private const string Draft = "form:has(input[name=do][value=write]) .btn-primary", Signing = "form:has(input[name=do][value=sign]) button.btn", Paying = "form:has(input[name=do][value=pay])";

    private readonly MovedTime _time = new();
    private readonly Site _site;
    private readonly List<string> _faults = [];

    public EnclaveWalkTests() => _site = new() { Time = _time };

    public ValueTask InitializeAsync() => _site.InitializeAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private DateOnly Today => ChinaDay.Today(_time);

    [Fact]
    public async Task An_enclave_goes_from_its_contract_through_eight_years_and_the_alarm_to_the_fall_of_every_village()
    {
        var first = Today.Year - 3;
        var enclave = await Begin(first);
        Id<Enclave>.TryParse(enclave.Split('/')[^1], null, out var id).ShouldBeTrue();
        await InBrowser(enclave, first, 480_000);
        foreach (var year in new[] { first + 1, first + 2 })
        {
            await Distribute(id, year, 480_000);
        }

        var ends = new DateOnly(first + FixedYears - 1, 12, 31);
        await MoveTo(ends.AddYears(-1));
        await _site.Do(async (services, actor) => (await WatchEnclaves.Handle(services.GetRequiredService<Db>(), actor, _time, default)).Problem.ShouldBeNull());
        await using (var office = await _site.Window("officer", 1440))
        {
            var tab = await Open(office, "/");
            (await tab.InnerTextAsync("main")).ShouldContain("条飞地预警");
            await tab.GotoAsync(At(enclave));
            (await tab.InnerTextAsync("main")).ShouldContain($"保底到 {Day(ends)} 为止，请提前与各村商定之后的安排");
            await Examine(tab);
            await Pictures.Take(tab, "enclave-alarm-1440");
            await tab.Locator("details:has([name^='done-']) > summary").First.ClickAsync();
            await tab.Locator("[name^='done-']").First.FillAsync("已与各村商定转为租金分红");
            await tab.Locator("form:has(input[name=do][value=alarm]) button").First.ClickAsync();
            await tab.GetByText("已办结的预警").First.WaitForAsync();
        }

        for (var year = first + 3; year < first + Years; year++)
        {
            await MoveTo(new(year + 1, 3, 1));
            var income = year - first < FixedYears ? 480_000 : 330_000 + 10_000 * (year - first - FixedYears);
            if (year == first + Years - 1)
            {
                await InBrowser(enclave, year, income);
            }
            else
            {
                await Distribute(id, year, income);
            }
        }

        await using (var office = await _site.Window("officer", 1440))
        {
            var tab = await Open(office, enclave);
            await Look(tab);
            await Examine(tab);
            await Pictures.Take(tab, "enclave-eight-years-1440");
            await tab.ClickAsync("form:has(input[name=do][value=publish]) button");
            await tab.GetByText("已公开").First.WaitForAsync();
        }
        await using (var phone = await _site.Window(Site.Nobody, 390))
        {
            var tab = await Open(phone, "/enclaves/published/" + id);
            await Look(tab);
            (await tab.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390);
            await Examine(tab);
            await Pictures.Take(tab, "enclave-eight-years-390");
        }
        _faults.ShouldBeEmpty();
    }

    /// <summary>From the template to the signature; the path of the enclave.</summary>
    private async Task<string> Begin(int first)
    {
        await using var office = await _site.Window("officer", 1440);
        var (tab, coast) = (await Open(office, "/enclaves/new"), InventedProvince.Counties[3]);
        await tab.SelectOptionAsync("[name=template]", "yinzhou-qujiang");
        await tab.FillAsync("[name=name]", "走一遍的消薄飞地");
        await tab.FillAsync("[name=place]", Site.County.ToString());
        await tab.FillAsync("[name=host]", coast.Code.ToString());
        await tab.FillAsync("[name=from]", $"{first}-01-01");
        await Examine(tab);
        await tab.ClickAsync("form[action='/enclaves/new'] .btn-primary");
        await tab.WaitForURLAsync("**/enclaves/*/contract");
        var enclave = new Uri(tab.Url).AbsolutePath.Replace("/contract", "", StringComparison.Ordinal);

        await tab.FillAsync("[name=operator]", $"{coast.Name[..2]}飞地运营有限公司（模拟）");
        await tab.FillAsync("[name=guarantor]", $"{coast.Name[..2]}国有资产经营有限公司（模拟）");
        await tab.FillAsync("[name='expected-1']", "330000");
        await tab.FillAsync("[name='from-1']", $"{first + FixedYears}-02-01");
        await tab.ClickAsync(Draft);
        (await tab.InnerTextAsync(".errors")).ShouldContain("没有约定回报");
        await Examine(tab);
        await Pictures.Take(tab, "enclave-contract-errors-1440");
        await tab.FillAsync("[name='from-1']", $"{first + FixedYears}-01-01");
        await tab.ClickAsync(Draft);
        await tab.WaitForFunctionAsync("() => document.readyState === 'complete' && !document.querySelector('.errors')");

        var rows = new StringBuilder("村代码,资金（元）,来源,日期,凭证\n");
        foreach (var village in await Villages())
        {
            rows.Append(CultureInfo.InvariantCulture, $"{village},{Each},自有资金,{first}-01-01,收款收据\n");
        }
        await tab.GotoAsync(At(enclave + "/stakes/import"));
        await tab.SetInputFilesAsync("#file", new FilePayload { Name = "出资.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(rows.ToString()) });
        await tab.ClickAsync("form[action$='/stakes/import'] button[value=check]");
        await tab.ClickAsync("form[action$='/stakes/import'] button[value=record]");
        await tab.WaitForURLAsync("**" + enclave + "/stakes");

        await tab.GotoAsync(At(enclave + "/contract"));
        await tab.FillAsync("[name=signedOn]", $"{first}-01-01");
        await tab.ClickAsync(Signing);
        await tab.WaitForURLAsync("**" + enclave);
        return enclave;
    }

    /// <summary>One year: looked at, proposed, approved by somebody else, paid.</summary>
    private async Task InBrowser(string enclave, int year, int income)
    {
        // Whoever approves has just signed in.
        _site.SignOutAll();
        string run;
        await using (var office = await _site.Window("officer", 1440))
        {
            var tab = await Open(office, enclave + "/distribute");
            (await tab.InputValueAsync("[name=from]")).ShouldBe($"{year}-01-01");
            await tab.FillAsync("[name=income]", income.ToString(CultureInfo.InvariantCulture));
            await tab.ClickAsync("button[value=preview]");
            await tab.FillAsync("[name=evidence]", $"{year}年决算");
            await Examine(tab);
            await Pictures.Take(tab, $"enclave-preview-{year}-1440");
            await tab.ClickAsync("button[value=propose]");
            await tab.WaitForURLAsync("**/enclaves/distributions/*");
            run = new Uri(tab.Url).AbsolutePath;
        }
        await using (var other = await _site.Window("province", 1440))
        {
            var tab = await Open(other, run);
            await tab.ClickAsync("button[name=approve][value=true]");
            await tab.GetByText("已审批").First.WaitForAsync();
        }
        await using (var office = await _site.Window("officer", 1440))
        {
            var tab = await Open(office, run);
            await tab.ClickAsync($".fold:has({Paying}) > summary");
            await tab.FillAsync(Paying + " [name=on]", Day(Today));
            await tab.FillAsync(Paying + " [name=evidence]", "银行回单");
            await tab.ClickAsync(Paying + " .btn-primary");
            await tab.WaitForURLAsync("**done=*");
            (await tab.InnerTextAsync("main")).ShouldContain("已登记");
            await Examine(tab);
        }
    }

    private Task Distribute(Id<Enclave> id, int year, int income) => _site.Do(async (services, actor) =>
    {
        var (db, places) = (services.GetRequiredService<Db>(), services.GetRequiredService<CurrentRegister>());
        var made = await ProposeDistribution.Handle(id, new(new(year, 1, 1), new(year, 12, 31), income, $"{year}年决算"), places, db, actor with { Name = "甲" }, _time, default);
        made.Problem.ShouldBeNull();
        db.ChangeTracker.Clear();
        (await DecideDistribution.Handle(made.Value.Id, new(true), places, db, actor with { Name = "乙" }, _time, default)).Problem.ShouldBeNull();
        db.ChangeTracker.Clear();
        (await RecordPayments.Handle(made.Value.Id, new(Today, "银行回单"), services.GetRequiredService<Charts>(), services.GetRequiredService<CurrentTree>(), places, db, actor, _time, default)).Problem.ShouldBeNull();
    });

    /// <summary>The years as a picture with their table, and what the end of the guarantee took from all and from each.</summary>
    private static async Task Look(IPage tab)
    {
        var chart = tab.Locator("#years");
        await chart.ScrollIntoViewIfNeededAsync();
        await chart.EvaluateAsync("f => new Promise(r => { const look = () => 'drawn' in f.dataset ? r() : setTimeout(look, 20); look(); })");
        (await tab.Locator("#years-table tbody tr").CountAsync()).ShouldBe(20);
        var text = await tab.InnerTextAsync("main");
        text.ShouldContain("到期前一年 600,000.00 元，到期后一年 330,000.00 元，减少 270,000.00 元");
        text.ShouldContain("−22,500.00");
        (await tab.Locator("#holders-rows tbody tr").CountAsync()).ShouldBe(Pooling);
        await tab.EvaluateAsync("window.scrollTo(0, 0)");
    }

    private async Task MoveTo(DateOnly day)
    {
        _time.Move(new DateTimeOffset(day, new TimeOnly(10, 0), TimeSpan.FromHours(8)) - _time.GetUtcNow());
        _site.SignOutAll();
        // Years have gone by: everybody has chosen a new password as often as the rules ask.
        DateTimeOffset? now = _time.GetUtcNow();
        await _site.Do((services, _) => services.GetRequiredService<Db>().Users.ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordChangedAt, now)));
    }

    private async Task<IReadOnlyList<PlaceCode>> Villages()
    {
        var (found, from, to) = (new List<PlaceCode>(), Site.Township, Site.Township.Last);
        await _site.Do(async (services, _) => found = await services.GetRequiredService<Db>().Places.AsNoTracking().Where(p => p.Code > from && p.Code <= to && p.Closed == null).OrderBy(p => p.Code).Select(p => p.Code).Take(Pooling).ToListAsync());
        found.Count.ShouldBe(Pooling);
        return found;
    }

    private async Task Examine(IPage tab) => _faults.AddRange((await Axe.Faults(tab)).Select(f => $"{tab.Url}: {f}"));

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private string At(string address) => new Uri(_site.Address, address).ToString();

    private async Task<IPage> Open(IBrowserContext window, string address)
    {
        var tab = await window.NewPageAsync();
        await tab.GotoAsync(At(address));
        return tab;
    }
}
