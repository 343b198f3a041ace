using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Host.Tables;
using Shanhai.Identification;
using Shanhai.Indicators;
using Shanhai.Kernel;
using Shanhai.Tests.Host.Security;

namespace Shanhai.Tests.Identification;

/// <summary>What happens to findings after a run: exits, disputes, new versions, lists and exports.</summary>
public sealed class FindingLifeTests(WeakCounty app) : IClassFixture<WeakCounty>
{
    private Task<Finding> Finding(int number, int year) => app.Ask(db => db.Findings.AsNoTracking()
        .SingleAsync(f => f.Rule == WeakCounty.Code && f.Period == Period.Year(year) && f.Place == WeakCounty.Village(number) && f.SupersededAt == null));

    [Fact]
    public async Task An_exit_needs_a_name_and_a_document_survives_a_second_run_and_a_return_is_a_relapse()
    {
        await app.Run(2022);
        await app.Run(2023);
        var finding = await Finding(4, 2023);
        var leader = await app.SignedIn(Role.Leader, WeakCounty.North);

        var bare = await leader.WriteApi($"/api/v1/findings/{finding.Id}/exit", new { by = "", on = "2024-03-01" });
        var done = await leader.WriteApi($"/api/v1/findings/{finding.Id}/exit", new { by = "张县长", document = "山政〔2024〕3号", on = "2024-03-01" });
        var again = await leader.WriteApi($"/api/v1/findings/{finding.Id}/exit", new { by = "张县长", document = "山政〔2024〕3号", on = "2024-03-01" });
        var elsewhere = await (await app.SignedIn(Role.Leader, WeakCounty.South)).WriteApi($"/api/v1/findings/{finding.Id}/exit", new { by = "张", document = "文", on = "2024-03-01" });

        (bare.StatusCode, done.StatusCode, again.StatusCode, elsewhere.StatusCode)
            .ShouldBe((HttpStatusCode.UnprocessableEntity, HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.NotFound));
        await app.Run(2023);
        var after = await Finding(4, 2023);
        (after.Stand, after.ExitBy, after.ExitDocument).ShouldBe((Stand.Exited, "张县长", "山政〔2024〕3号"));
        await app.Run(2024);
        (await Finding(4, 2024)).Stand.ShouldBe(Stand.Relapsed);
        (await app.Ask(db => db.Journal.CountAsync(j => j.Verb == IdentificationModule.ConfirmExit))).ShouldBe(1);
    }

    [Fact]
    public async Task A_disputed_figure_makes_the_rule_undecided_until_it_is_settled()
    {
        await app.Run(2022);
        var clerk = await app.SignedIn(Role.Clerk, WeakCounty.Village(20));
        var input = new { place = WeakCounty.Village(20).ToString(), indicator = "CE.TOTAL", period = "2022", evidence = "账上是 12 万元，附账页" };

        var raised = await (await clerk.WriteApi("/api/v1/disputes", input)).Content.ReadFromJsonAsync<JsonElement>();
        var twice = await clerk.WriteApi("/api/v1/disputes", input);
        var neighbour = await clerk.WriteApi("/api/v1/disputes", input with { place = WeakCounty.Village(30).ToString() });
        await app.Run(2022);

        (twice.StatusCode, neighbour.StatusCode).ShouldBe((HttpStatusCode.Conflict, HttpStatusCode.Forbidden));
        (await Finding(20, 2022)).Outcome.ShouldBe(Outcome.CannotTell);
        (await Finding(20, 2022)).SaidEn.ShouldContain("dispute");
        var officer = await app.SignedIn(Role.Officer, WeakCounty.North);
        (await clerk.WriteApi($"/api/v1/disputes/{raised.GetProperty("id").GetString()}/settle", new { answer = "维持" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await officer.WriteApi($"/api/v1/disputes/{raised.GetProperty("id").GetString()}/settle", new { answer = "核对账页，维持原数" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        await app.Run(2022);
        (await Finding(20, 2022)).Outcome.ShouldBe(Outcome.Holds);
    }

    [Fact]
    public async Task Findings_keep_the_version_that_made_them_and_a_laxer_county_is_refused()
    {
        await app.Run(2024);
        var before = await Finding(0, 2024);
        Rule rule = null!;
        await app.Do(async (services, actor) =>
        {
            var book = await Rulebook.Read(services.GetRequiredService<Db>(), default);
            rule = book.Of(WeakCounty.Code).First().Rule();
            Task<Result<PublishRule.Published>> Publish(Rule changed, Actor by) =>
                PublishRule.Handle(new(changed), services.GetRequiredService<Db>(), by, services.GetRequiredService<Catalogue>(), app.Clock, default);
            var higher = rule with { From = Period.Year(2030), When = new Condition.Compare(new Expression.Figure("CE.TOTAL"), Relation.Less, new Expression.Constant(200_000, "yuan")) };
            (await Publish(higher, WeakCounty.As(Role.Officer, WeakCounty.North))).Problem!.Status.ShouldBe(403);
            (await Publish(rule with { From = Period.Year(2022) }, actor)).Problem!.Code.ShouldBe("rule.starts-before-version");
            (await Publish(higher, actor)).Value.Number.ShouldBe(2);
        });

        var after = await Finding(0, 2024);
        (after.Id, after.Version).ShouldBe((before.Id, before.Version));
        await app.Do(async (services, actor) =>
        {
            var laxer = rule with
            {
                Code = "WEAK.NORTH", Jurisdiction = WeakCounty.North, Under = WeakCounty.Code,
                When = new Condition.Compare(new Expression.Figure("CE.TOTAL"), Relation.Less, new Expression.Constant(50_000, "yuan")),
            };
            (await PublishRule.Handle(new(laxer), services.GetRequiredService<Db>(), actor, services.GetRequiredService<Catalogue>(), app.Clock, default)).Problem!.Code.ShouldBe("rule.laxer");
        });
    }

    [Theory]
    [InlineData("Holds", null)]
    [InlineData("DoesNotHold", null)]
    [InlineData("", "New")]
    public async Task List_pages_counts_and_export_agree(string outcome, string? stand)
    {
        await app.Run(2022);
        var officer = await app.SignedIn(Role.Officer, WeakCounty.North);
        var filter = $"rule={WeakCounty.Code}&period=2022&outcome={outcome}&stand={stand}";

        var seen = new List<string>();
        for (string? after = ""; after is not null;)
        {
            var page = await officer.GetFromJsonAsync<JsonElement>($"/api/v1/findings?{filter}&size=300&sort=-margin{(after.Length > 0 ? "&after=" + Uri.EscapeDataString(after) : "")}");
            seen.AddRange(page.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("place").GetString()!));
            page.GetProperty("total").GetInt64().ShouldBeGreaterThanOrEqualTo(seen.Count);
            after = page.GetProperty("next").GetString();
        }
        var counts = await officer.GetFromJsonAsync<JsonElement>($"/api/v1/findings/counts?{filter}");
        var csv = (await officer.GetStringAsync($"/api/v1/findings/export?{filter}&format=csv")).Trim().Split("\r\n");

        seen.Distinct().Count().ShouldBe(seen.Count);
        seen.ShouldAllBe(p => PlaceCode.Parse(p, null).At(Level.County) == WeakCounty.North);
        counts.GetProperty("judged").GetInt32().ShouldBe(seen.Count);
        (csv.Length - 1).ShouldBe(seen.Count);
        csv.Skip(1).ShouldAllBe(line => line.Contains("总收入"));
    }

    [Fact]
    public async Task The_reasons_of_a_finding_carry_the_source_of_every_figure()
    {
        await app.Run(2022);
        var finding = await Finding(40, 2022);
        var officer = await app.SignedIn(Role.Officer, WeakCounty.North);

        var shown = await officer.GetFromJsonAsync<JsonElement>($"/api/v1/findings/{finding.Id}/reasons");

        var key = shown.GetProperty("reason").GetProperty("figures")[0].GetProperty("facts")[0].GetString()!;
        shown.GetProperty("sources").GetProperty(key).GetProperty("document").GetString().ShouldBe("年度报表");
        (await (await app.SignedIn(Role.Officer, WeakCounty.South)).GetAsync($"/api/v1/findings/{finding.Id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_rules_that_ship_load_once_and_doubtful_ones_wait_as_drafts()
    {
        await app.Do(async (services, actor) =>
        {
            Task<Result<LoadPresets.Loaded>> Load() => LoadPresets.Handle(services.GetRequiredService<Db>(), actor, services.GetRequiredService<Catalogue>(), app.Clock, default);
            (await Load()).Value.Added.ShouldBeGreaterThan(5);
            (await Load()).Value.Added.ShouldBe(0);
        });

        var rules = await app.Anyone().GetFromJsonAsync<JsonElement>("/api/v1/rules?place=330000000000");
        rules.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("code").GetString()).ShouldContain("WEAK.ZJ.2017");
        rules.GetProperty("rows").EnumerateArray().ShouldAllBe(r => r.GetProperty("state").GetString() != "draft");
        var shown = await app.Anyone().GetFromJsonAsync<JsonElement>("/api/v1/rules/WEAK.HUZ.2018");
        shown.GetProperty("words").GetProperty("zh").GetString()!.ShouldContain("经营性收入低于 30 万元");
    }
}
