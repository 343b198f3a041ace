using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Shanhai.Enclaves;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Tests.Voices;
using static Shanhai.Tests.Enclaves.EnclaveCounty;

namespace Shanhai.Tests.Enclaves;

public sealed class EnclavePagesTests(EnclaveCounty app) : IClassFixture<EnclaveCounty>
{
    private static async Task<string> Text(HttpResponseMessage answer) => WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

    private static async Task<string> Page(HttpClient client, string path) => WebUtility.HtmlDecode(await client.GetStringAsync(path));

    private static async Task<HttpResponseMessage> Send(HttpClient client, string path, params (string Name, string Value)[] fields)
    {
        var token = await client.Token("/enclaves");
        using var content = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token)).Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
        return await client.PostAsync(path, content);
    }

    private static async Task<string> Went(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await Text(answer));
        return answer.Headers.Location!.ToString();
    }

    private static async Task<string> Import(HttpClient client, string path, string rows)
    {
        using var content = new MultipartFormDataContent { { new StringContent(await client.Token("/enclaves")), "__RequestVerificationToken" }, { new StringContent("check"), "step" } };
        using var file = new ByteArrayContent(Encoding.UTF8.GetBytes(rows));
        file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        content.Add(file, "file", "出资.csv");
        return await Text(await client.PostAsync(path, content));
    }

    [Fact]
    public async Task An_enclave_is_begun_written_imported_signed_distributed_approved_and_paid_with_forms_alone()
    {
        var officer = await app.SignedIn(Role.Officer, Guest);
        (await Page(officer, "/enclaves?q=没有这处")).ShouldContain("没有符合条件的飞地");
        (await Page(officer, "/enclaves/new")).ShouldContain("74,074");
        (await Text(await Send(officer, "/enclaves/new", ("template", "yinzhou-qujiang"), ("name", ""), ("place", "衢江区"), ("host", "没有这个县"), ("from", "2025-13-01")))).ShouldContain("没有这个县");
        var contract = await Went(await Send(officer, "/enclaves/new", ("template", "yinzhou-qujiang"), ("name", "页面飞地"), ("place", "衢江区"), ("host", Coast.ToString()), ("from", "2023-01-01")));
        var enclave = contract.Replace("/contract", "", StringComparison.Ordinal);
        (await Page(officer, contract)).ShouldContain("每村每年不少于8万元");

        (string, string)[] Draft(params (string Name, string Value)[] changed)
        {
            var all = new Dictionary<string, string>
            {
                ["do"] = "write", ["kind-0"] = "Fixed", ["from-0"] = "2023-01-01", ["to-0"] = "2026-12-31", ["rate-0"] = "１０", ["kind-1"] = "Floating", ["from-1"] = "2027-01-01", ["to-1"] = "2032-12-31", ["expected-1"] = "12,000",
                ["split-pooled"] = "100", ["split-host"] = "0", ["split-guest"] = "0", ["split-operator"] = "0", ["base"] = "PaidIn", ["days"] = "ActualActual", ["holding"] = "Company", ["reserve"] = "0", ["operator"] = "鄞州飞地运营有限公司",
                ["guarantor"] = "鄞州国有资产公司", ["dueDays"] = "90",
            };
            foreach (var (name, value) in changed)
            {
                all[name] = value;
            }
            return [.. all.Select(p => (p.Key, p.Value))];
        }
        var gap = await Send(officer, contract, Draft(("from-1", "2027-02-01")));
        gap.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var said = await Text(gap);
        said.ShouldContain("2027-01-01 至 2027-01-31 没有约定回报");
        said.ShouldContain("value=\"2027-02-01\"");
        (await Text(await Send(officer, contract, Draft(("operator", "没有的公司"))))).ShouldContain("没有找到单位“没有的公司”");
        (await Text(await Send(officer, contract, Draft(("split-host", "5"))))).ShouldContain("四项合计 105%");
        await Went(await Send(officer, contract, Draft()));

        var wrong = await Import(officer, enclave + "/stakes/import", $"村代码,资金（元）,来源,日期,凭证\n{Villages[0]},100000,自有资金,2023-01-01,收据1\n没有这个村,5,自有资金,2023-01-01,收据2\n{Villages[1]},十万,没有的来源,2023-01-01,\n");
        wrong.ShouldContain("第 3 行：");
        wrong.ShouldContain("第 4 行：“十万”不是金额");
        (await Page(officer, enclave + "/stakes")).ShouldContain("还没有出资");
        var read = await Import(officer, enclave + "/stakes/import", $"村代码,资金（元）,来源,日期,凭证\n{Villages[0]},100000,自有资金,2023-01-01,收据1\n{Villages[1]},50000,县级补助,2023-01-01,收据2\n");
        read.ShouldContain("2 笔，合计 150,000.00 元");
        var rows = System.Text.RegularExpressions.Regex.Match(read, "name=\"rows\" value=\"(.*?)\"\\s*/?>", System.Text.RegularExpressions.RegexOptions.Singleline).Groups[1].Value;
        using var form = new MultipartFormDataContent { { new StringContent(await officer.Token("/enclaves")), "__RequestVerificationToken" }, { new StringContent("record"), "step" }, { new StringContent(WebUtility.HtmlDecode(rows)), "rows" } };
        await Went(await officer.PostAsync(enclave + "/stakes/import", form));
        (await Text(await Send(officer, enclave + "/stakes", ("place", Villages[2].ToString()), ("unit", "Money"), ("amount", "1.234"), ("source", "Own"), ("on", "2023-01-01"), ("document", "收据3")))).ShouldContain("最多两位小数");
        (await Page(officer, enclave + "/stakes?q=收据2&origin=CountyGrant")).ShouldContain("50,000.00");
        (await officer.GetStringAsync(enclave + "/stakes/export?format=csv")).ShouldContain("收据1");
        await Went(await Send(officer, contract, ("do", "sign"), ("signedOn", "2023-01-01")));

        (await Page(officer, enclave + "/distribute")).ShouldContain("2023-12-31");
        var seen = await Text(await Send(officer, enclave + "/distribute", ("step", "preview"), ("from", "2023-01-01"), ("to", "2023-12-31"), ("income", "9000")));
        seen.ShouldContain("应付 15,000.00 元，2 个出资方");
        var print = System.Text.RegularExpressions.Regex.Match(seen, "name=\"print\" value=\"([0-9a-f]{64})\"").Groups[1].Value;
        (await Text(await Send(officer, enclave + "/distribute", ("step", "propose"), ("print", new string('0', 64)), ("from", "2023-01-01"), ("to", "2023-12-31"), ("income", "9000"), ("evidence", "决算")))).ShouldContain("刚刚有人改了");
        var run = await Went(await Send(officer, enclave + "/distribute", ("step", "propose"), ("print", print), ("from", "2023-01-01"), ("to", "2023-12-31"), ("income", "9000"), ("evidence", "决算")));
        (await Text(await Send(officer, run, ("do", "decide"), ("approve", "true")))).ShouldContain("不能审批或冲销自己拟定的分红");
        var leader = await app.SignedIn(Role.Leader, Guest);
        (await Page(leader, "/")).ShouldContain("1 笔飞地分红待审批");
        await Went(await Send(leader, run, ("do", "decide"), ("approve", "true")));
        (await Text(await Send(officer, run, ("do", "pay"), ("on", "2024-03-01"), ("evidence", "回单"), ("line", "1"), ("lines[0]", "10000.01")))).ShouldContain("超付");
        (await Went(await Send(officer, run, ("do", "pay"), ("on", "2024-04-30"), ("evidence", "回单")))).ShouldContain("done=0.0.2");
        (await Page(officer, run)).ShouldContain("村里没有可用的账簿");
        (await officer.GetStringAsync(run + "/export?format=csv")).ShouldContain("10000");

        var shown = await Page(officer, enclave);
        shown.ShouldContain("保底到 2026-12-31 为止");
        shown.ShouldContain("到期前一年 15,000.00 元，到期后一年 12,000.00 元，减少 3,000.00 元");
        shown.ShouldContain("−2,000.00");
        (await Page(officer, enclave + "?lang=en")).ShouldContain("Income cliff");
        (await officer.GetStringAsync(enclave + "/export?format=csv")).ShouldContain("-2000");
        (await officer.GetByteArrayAsync("/enclaves/export?format=xlsx")).Length.ShouldBeGreaterThan(1000);

        // The village's own page says what it holds, gets and will lose; for everybody once the contract is published.
        var anyone = app.Anyone();
        (await Page(anyone, $"/places/{Villages[0]}")).ShouldNotContain("页面飞地");
        (await anyone.GetAsync("/enclaves/published/" + enclave.Split('/')[^1])).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Page(officer, $"/places/{Villages[0]}?lang=zh")).ShouldContain("之前一年 10,000.00 元，之后一年 8,000.00 元（−2,000.00）");
        await Went(await Send(officer, enclave + "/do", ("do", "publish"), ("published", "true")));
        (await Page(anyone, $"/places/{Villages[0]}")).ShouldContain("页面飞地");
        (await Page(anyone, "/enclaves/published")).ShouldContain("页面飞地");
        var open = await Page(anyone, "/enclaves/published/" + enclave.Split('/')[^1]);
        open.ShouldContain("10,000.00");
        open.ShouldNotContain("officer-");
        (await Page(officer, "/enclaves?sort=-name&state=Late&q=页面飞地")).ShouldContain("没有符合条件的飞地");
    }

    [Fact]
    public async Task Name_land_end_and_leaving_are_corrected_with_forms_and_who_is_still_owed_is_found()
    {
        var id = await app.Signed(Terms(Fixed(2020, 2030)), 21, 100);
        var officer = await app.SignedIn(Role.Officer, Guest);
        var enclave = "/enclaves/" + id;
        (await Text(await Send(officer, enclave + "/do", ("do", "correct"), ("name", "改名的飞地"), ("squareMetres", "x")))).ShouldContain("“x”不是数字");
        (await Text(await Send(officer, enclave + "/do", ("do", "correct"), ("name", ""), ("squareMetres", "0")))).ShouldContain("不超过 666,666,667 的整数平方米");
        await Went(await Send(officer, enclave + "/do", ("do", "correct"), ("name", "改名的飞地"), ("squareMetres", "1,000,667")));
        var corrected = await Page(officer, enclave);
        corrected.ShouldContain("改名的飞地");
        corrected.ShouldContain("1,501");
        (await Text(await Send(officer, enclave + "/do", ("do", "correct"), ("name", "别的名字"), ("version", "0")))).ShouldContain("刚刚有人改了");

        await Went(await Send(officer, enclave + "/do", ("do", "end"), ("on", "2026-10-31"), ("why", "合同解除")));
        (await Page(officer, enclave)).ShouldContain("2026-10-31 终止");
        await Went(await Send(officer, enclave + "/do", ("do", "unend"), ("why", "记错了")));
        (await Page(officer, enclave)).ShouldNotContain("2026-10-31 终止");

        var stake = await app.FirstStake(id);
        await Went(await Send(officer, enclave + "/stakes/take-back", ("stake", stake.ToString()), ($"why-{stake}", "退股"), ($"from-{stake}", "2026-06-01")));
        (await Page(officer, enclave + "/stakes")).ShouldContain("2026-06-01 退出：退股");
        await Went(await Send(officer, enclave + "/stakes/take-back", ("stake", stake.ToString()), ("stays", "true"), ($"why-{stake}", "没有退股")));
        (await Page(officer, enclave + "/stakes")).ShouldNotContain("2026-06-01 退出");

        var run = await app.Approved(id, 2025, 0);
        Good((await app.Pay(run, new(2026, 3, 1), new RecordPayments.Paid((await app.ShowRun(run)).Lines[0].Id))).Problem);
        var at = "/enclaves/distributions/" + run;
        (await Page(officer, at + "?q=没有这个村")).ShouldContain("没有符合条件的出资方");
        (await officer.GetStringAsync(at + "/export?format=csv&left=true")).ShouldNotContain($"{Villages[0]}");
        (await officer.GetStringAsync(at + "/export?format=csv")).ShouldContain($"{Villages[0]}");
        (await Page(officer, enclave + "?q=第7村")).ShouldNotContain("第8村");
        (await Page(officer, enclave + "?q=没有这个村")).ShouldContain("没有符合条件的出资方");
    }

    [Fact]
    public async Task A_township_sees_its_own_villages_the_host_reads_and_others_learn_nothing()
    {
        var id = await app.Signed(Terms(Fixed(2020, 2030)), 3, 100);
        var run = await app.Approved(id, 2024, 0);
        var (host, elsewhere, clerk) = (await app.SignedIn(Role.Officer, Coast), await app.SignedIn(Role.Officer, Elsewhere), await app.SignedIn(Role.Clerk, Villages[1]));

        (await host.GetFromJsonAsync<ShowEnclave>($"/api/v1/enclaves/{id}", VoiceCounty.Web))!.Holders.Count.ShouldBe(3);
        (await Text(await host.PostAsJsonAsync($"/api/v1/enclaves/{id}/distributions", new { from = "2025-01-01", to = "2025-12-31", income = 0, evidence = "x" }))).ShouldContain("您只能查看");
        (await clerk.GetFromJsonAsync<ShowEnclave>($"/api/v1/enclaves/{id}", VoiceCounty.Web))!.Holders.ShouldHaveSingleItem().Place.ShouldBe(Villages[1]);
        (await clerk.GetFromJsonAsync<ShowDistribution>($"/api/v1/enclaves/distributions/{run}", VoiceCounty.Web))!.Lines.ShouldHaveSingleItem().Payee.ShouldBe(Villages[1]);
        (await elsewhere.GetAsync($"/api/v1/enclaves/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await elsewhere.GetAsync($"/enclaves/distributions/{run}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await elsewhere.GetStringAsync("/api/v1/enclaves")).ShouldNotContain(id.ToString());
    }

    [Fact]
    public async Task A_large_enclave_is_read_page_by_page_newest_distributions_first_and_its_contract_folded()
    {
        var id = await app.Signed(Terms(Fixed(2020, 2030)), 25, 100);
        var run = default(Id<Distribution>);
        foreach (var year in new[] { 2021, 2022, 2023, 2024 })
        {
            run = await app.Approved(id, year, 0);
        }
        var officer = await app.SignedIn(Role.Officer, Guest);

        foreach (var address in new[] { $"/enclaves/{id}", $"/enclaves/distributions/{run}" })
        {
            var first = await Page(officer, address);
            first.ShouldContain(">第20村");
            first.ShouldNotContain(">第21村");
            var second = await Page(officer, address + "?after=20");
            second.ShouldContain(">第25村");
            second.ShouldNotContain(">第20村");
        }
        var shown = await Page(officer, $"/enclaves/{id}");
        shown.ShouldContain("更早的分红（1 次）");
        shown.IndexOf("2024-01-01 – 2024-12-31", StringComparison.Ordinal).ShouldBeLessThan(shown.IndexOf("2022-01-01 – 2022-12-31", StringComparison.Ordinal));
        System.Text.RegularExpressions.Regex.IsMatch(shown, "<details class=\"panel fold\"(?![^>]* open)[^>]*>\\s*<summary><h2>第 1 版合同").ShouldBeTrue();
    }

    [Fact]
    public async Task Sharing_rules_are_compared_on_a_page_whose_address_keeps_what_was_asked()
    {
        var id = await app.Signed(Terms(Fixed(2020, 2030)), 3, 100);
        var officer = await app.SignedIn(Role.Officer, Guest);

        (await Page(officer, "/enclaves/compare?enclave=" + id)).ShouldContain("value=\"300\"");
        var page = await Page(officer, "/enclaves/compare?host=0&guest=0&villages=0&hostGuest=3&hostVillages=6&guestVillages=0&all=12&capitalHost=10&capitalVillages=30");
        page.ShouldContain("5.50 (45.8%)");
        page.ShouldContain("特征函数");
        // Nobody said what each needs: that rule stands in the table, and neither among the bars nor in their legend.
        page.ShouldContain("按需要");
        System.Text.RegularExpressions.Regex.Match(page, "<script type=\"application/json\">(.*?)</script>").Groups[1].Value.ShouldNotContain("按需要");
        page.ShouldContain("value=\"6\"");
        (await Text(await officer.GetAsync("/enclaves/compare?host=x&all=12"))).ShouldContain("“x”不是数字");
    }
}
