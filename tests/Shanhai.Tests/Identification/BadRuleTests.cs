using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Security;
using Shanhai.Kernel;

namespace Shanhai.Tests.Identification;

public sealed class BadRuleTests(App app) : IClassFixture<App>
{
    private static JsonObject Rule(string code, string? under, string from, string indicator = "CE.TOTAL", string? to = null) => JsonNode.Parse($$"""
        { "code": "{{code}}", "name": { "zh": "规则", "en": "Rule" }, "jurisdiction": "990000000000", "from": "{{from}}", "basis": "文件",
          "mark": { "origin": "found", "source": "-" }, "population": { "levels": ["village"] },
          "when": { "compare": "{{indicator}}", "is": "<", "to": "100000 yuan" } {{(under is null ? "" : $", \"under\": \"{under}\"")}} {{(to is null ? "" : $", \"to\": \"{to}\"")}} }
        """)!.AsObject();

    private static async Task Refused(HttpResponseMessage answer, string code, string said)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, text);
        var problem = JsonDocument.Parse(text).RootElement;
        problem.GetProperty("code").GetString().ShouldBe(code);
        problem.GetProperty("title").GetString()!.ShouldContain(said);
    }

    [Fact]
    public async Task A_rule_in_a_circle_of_an_unknown_indicator_or_of_crossed_dates_is_refused_in_words_and_none_is_written()
    {
        var officer = await app.SignedIn(Role.Officer, new PlaceCode(990000000000));
        Task<HttpResponseMessage> Publish(JsonObject rule) => officer.PostAsJsonAsync("/api/v1/rules", new { rule });
        var first = await Publish(Rule("R", null, "2020", to: "2023"));
        first.StatusCode.ShouldBe(HttpStatusCode.OK, await first.Content.ReadAsStringAsync());
        (await Publish(Rule("S", "R", "2020", to: "2023"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        var before = await Written();

        await Refused(await Publish(Rule("R", "S", "2024")), "rule.circle", "规则 R 的上级规则绕成了圈，请改正");
        await Refused(await Publish(Rule("T", "T", "2024")), "rule.circle", "规则 T 的上级规则绕成了圈，请改正");
        await Refused(await Publish(Rule("T", null, "2024", "CE.NOTHING")), "rule.indicator-unknown", "没有指标 CE.NOTHING，请从指标目录中选择");
        await Refused(await Publish(Rule("T", "NONE", "2024")), "rule.superior-unknown", "上级规则 NONE 不存在");
        await Refused(await Publish(Rule("T", null, "2024", to: "2020")), "rule.ends-before-start", "请改正起止时间");

        (await Written()).ShouldBe(before);
    }

    [Fact]
    public async Task A_year_outside_the_life_of_a_rule_is_refused_in_words_on_the_page_and_by_the_API()
    {
        var officer = await app.SignedIn(Role.Officer, new PlaceCode(990000000000));
        var published = await officer.PostAsJsonAsync("/api/v1/rules", new { rule = Rule("L", null, "2020", to: "2023") });
        published.StatusCode.ShouldBe(HttpStatusCode.OK, await published.Content.ReadAsStringAsync());

        await Refused(await officer.PostAsJsonAsync("/api/v1/runs", new { rule = "L", period = "2024" }), "rule.none-judges", "规则 L 没有适用于 2024 年的版本，请另选年份或先发布版本");
        var page = await officer.PostForm("/weak/run", new() { ["rule"] = "L", ["period"] = "2024" }, shownAt: "/weak");

        page.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await page.Content.ReadAsStringAsync()).ShouldContain("规则 L 没有适用于 2024 年的版本");
        (await app.Ask(db => db.RuleRuns.CountAsync())).ShouldBe(0);
    }

    private async Task<(int Versions, int Journal)> Written() =>
        (await app.Ask(db => db.RuleVersions.CountAsync()), await app.Ask(db => db.Journal.CountAsync(e => e.Subject.StartsWith("rule:"))));
}
