using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Pairing;

namespace Shanhai.Tests.Pairing;

/// <summary>The board against targets, the term that is changed, who is asked before publication, and the pictures.</summary>
public sealed class BoardTests(PairedCounty app) : IClassFixture<PairedCounty>
{
    private Task<int> Version(Id<Campaign> id) => app.Ask(db => db.Campaigns.Where(c => c.Id == id).Select(c => c.Version).SingleAsync());

    [Fact]
    public async Task Pairs_stand_beside_targets_of_place_and_year_and_a_renewed_pair_counts_once()
    {
        var id = await app.Campaign(villages: 2);
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        async Task<HttpResponseMessage> Set(string targets) => await officer.PostForm($"/pairing/{id}/settings", new() { ["do"] = "save", ["version"] = $"{await Version(id)}", ["serveAll"] = "true", ["targets"] = targets }, $"/pairing/{id}");

        var wrong = await Set("岚溪县 2026 没有的类 3\n岚溪县 二〇二六 企业 3");
        var outside = await Set($"{PairedCounty.Other} 2026 enterprise 3");
        var saved = await Set($"{PairedCounty.County} 2026 enterprise 3\n石门镇 2026 enterprise 4\n{PairedCounty.County} 2027 enterprise 5");
        (await app.Publish((await app.Solve(id)).Id)).Problem.ShouldBeNull();
        var pair = (await app.Published(id))[0];
        await app.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            db.Partnerships.Add(new() { Id = Id<Partnership>.New(app.Clock), Campaign = id, Kind = pair.Kind, Organisation = pair.Organisation, Village = pair.Village, Points = 0, FromDay = pair.ToDay.AddDays(1), ToDay = pair.ToDay.AddYears(1), Renews = pair.Id });
            db.Record(actor, "test", "partnership");
            await db.SaveChangesAsync();
        });
        var board = await app.Anyone().GetFromJsonAsync<JsonElement>($"/api/v1/pairing/board?preset=enterprises&under={PairedCounty.County}");
        var year = await app.Anyone().GetFromJsonAsync<JsonElement>($"/api/v1/pairing/board?preset=enterprises&under={PairedCounty.County}&year=2026");
        var page = await app.Anyone().GetStringAsync($"/pairing/board?preset=enterprises&under={PairedCounty.County}&year=2026&lang=zh");

        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var said = WebUtility.HtmlDecode(await wrong.Content.ReadAsStringAsync());
        said.ShouldContain("没有“没有的类”这个类别");
        said.ShouldContain("“岚溪县 二〇二六 企业 3”应为");
        WebUtility.HtmlDecode(await outside.Content.ReadAsStringAsync()).ShouldContain("不在行动范围内");
        saved.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        board.GetProperty("years").EnumerateArray().Select(y => y.GetInt32()).ShouldBe([2026, 2027]);
        var line = board.GetProperty("kinds")[0];
        line.GetProperty("byYear").EnumerateArray().Select(c => (c.GetProperty("pairs").GetInt32(), c.GetProperty("target").GetInt32())).ShouldBe([(2, 3), (0, 5)]);
        (line.GetProperty("total").GetInt32(), line.GetProperty("target").GetInt32()).ShouldBe((2, 8));
        var area = year.GetProperty("areas")[0];
        area.GetProperty("name").GetString().ShouldBe("石门镇");
        (area.GetProperty("byKind")[0].GetProperty("pairs").GetInt32(), area.GetProperty("byKind")[0].GetProperty("target").GetInt32()).ShouldBe((2, 4));
        page.ShouldContain("2 / 4");
        page.ShouldNotContain("[pairing.");
    }

    [Fact]
    public async Task Name_and_term_of_a_campaign_are_changed_in_the_browser_and_what_was_published_keeps_its_own()
    {
        var id = await app.Campaign(villages: 1);
        (await app.Publish((await app.Solve(id)).Id)).Problem.ShouldBeNull();
        var before = (await app.Published(id)).ShouldHaveSingleItem();
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        async Task<HttpResponseMessage> Set(string from, string to) => await officer.PostForm($"/pairing/{id}/settings", new() { ["do"] = "save", ["version"] = $"{await Version(id)}", ["name"] = "改了名的行动", ["from"] = from, ["to"] = to }, $"/pairing/{id}");

        var backwards = await Set("2027-01-01", "2026-01-01");
        var noDay = await Set("明年", "2026-01-01");
        var saved = await Set("2026-12-01", "2031-11-30");
        var after = await app.Ask(db => db.Campaigns.AsNoTracking().SingleAsync(c => c.Id == id));

        backwards.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        noDay.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        saved.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (after.Name, after.FromDay, after.ToDay).ShouldBe(("改了名的行动", new DateOnly(2026, 12, 1), new DateOnly(2031, 11, 30)));
        ((await app.Published(id)).ShouldHaveSingleItem().ToDay, after.Settings().Kinds[0].Capacity).ShouldBe((before.ToDay, 2));
    }

    [Fact]
    public async Task Helpers_of_another_area_are_asked_before_they_are_published()
    {
        var id = await app.Campaign();
        (await app.Decide(id, app.Trade, PairedCounty.Village(6), PairWill.Mandatory)).ShouldBeNull();
        var solved = await app.Solve(id);
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        var at = $"/pairing/scenarios/{solved.Id}/publish";

        var preview = await officer.GetStringAsync(at + "?lang=zh");
        var unasked = await officer.PostForm(at, [], at);
        var none = await app.Ask(db => db.Partnerships.CountAsync(p => p.Campaign == id));
        var asked = await officer.PostForm(at, new() { ["outsideAgreed"] = "true" }, at);

        preview.ShouldContain("1 家单位不在本行动范围内");
        preview.ShouldContain("山海电商有限公司");
        unasked.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await unasked.Content.ReadAsStringAsync()).ShouldContain("征得同意后再公布");
        none.ShouldBe(0);
        asked.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await app.Ask(db => db.Partnerships.CountAsync(p => p.Campaign == id))).ShouldBe(6);
        (await officer.GetStringAsync($"/pairing/scenarios/{(await app.Solve(await app.Campaign(change: s => s with { Distance = 90 }))).Id}/publish?lang=zh")).ShouldContain("同时在其他行动中帮扶的单位");
    }

    [Fact]
    public async Task Two_scenarios_stand_beside_each_other_as_pictures_and_the_public_sees_who_helps_whom()
    {
        var id = await app.Campaign();
        var first = await app.Solve(id);
        var moved = await app.Ask(db => db.ProposedPairs.AsNoTracking().FirstAsync(p => p.Scenario == first.Id && p.Organisation != app.Tea));
        (await app.Decide(id, moved.Organisation, moved.Village, PairWill.Forbidden)).ShouldBeNull();
        var second = await app.Solve(id);
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);

        var compared = await officer.GetStringAsync($"/pairing/compare?a={first.Id}&b={second.Id}&lang=zh");
        (await app.Publish(second.Id)).Problem.ShouldBeNull();
        var open = await app.Anyone().GetStringAsync($"/pairing/published?under={PairedCounty.County}&lang=zh");
        var nobody = await app.Anyone().GetStringAsync($"/pairing/published?under={PairedCounty.Other}&lang=zh");

        compared.Split("<svg viewBox").Length.ShouldBe(3);
        compared.ShouldContain("stroke-dasharray=\"6 3\"");
        compared.ShouldContain("方块是帮扶单位");
        open.ShouldContain("对结对");
        open.ShouldContain("<title>云雾茶场有限公司 — 第1村</title>");
        open.ShouldNotContain("[pairing.");
        nobody.ShouldNotContain("<svg viewBox");
    }

    [Fact]
    public async Task Where_there_are_more_pairs_than_one_picture_holds_those_that_differ_are_drawn_and_the_rest_is_said()
    {
        await app.Do(async (services, _) =>
        {
            var (trees, places, db) = PairedCounty.Of(services);
            PairPicture.Pair differs = new(app.Sun, PairedCounty.Village(6));
            IReadOnlyList<PairPicture.Pair> pairs = [.. Enumerable.Range(0, PairPicture.Most + 99).Select(i => new PairPicture.Pair(app.Tea, PairedCounty.Village(1 + i % 5))), differs, new(app.Trade, PairedCounty.Village(1))];

            var picture = (await PairPicture.Of([("一", pairs)], p => p == differs || p.Organisation == app.Trade, await trees.Read(db, default), await places.Read(db, default), db, default)).ShouldHaveSingleItem();

            // The trader has no position: it is one of those that would be drawn.
            (picture.Lines.Count, picture.Lines.Count(l => l.Marked), picture.Without, picture.Beyond).ShouldBe((PairPicture.Most - 1, 1, 1, 101));
        });
    }

    [Fact]
    public async Task The_list_of_campaigns_counts_a_renewed_pair_once_and_a_cancelled_one_not_at_all()
    {
        Id<Campaign> id = default;
        await app.Do(async (services, actor) =>
        {
            var (_, places, db) = PairedCounty.Of(services);
            id = (await CreateCampaign.Handle(new("enterprises", "数一数的行动", PairedCounty.County, new(2027, 1, 1), new(2027, 12, 31), null, null, [PairedCounty.Village(1), PairedCounty.Village(2)]), places, db, actor, app.Clock, default)).Value.Id;
        });
        (await app.Publish((await app.Solve(id)).Id)).Problem.ShouldBeNull();
        var pairs = await app.Published(id);
        (await app.End(pairs[0].Id)).ShouldBeNull();
        await app.Do(async (services, actor) =>
            (await RenewPartnership.Handle(pairs[1].Id, new(new DateOnly(2028, 12, 31)), PairedCounty.Of(services).Trees, PairedCounty.Of(services).Places, PairedCounty.Of(services).Db, actor, app.Clock, default)).Problem.ShouldBeNull());

        var row = (await app.As(Actor.Operator(Composition.Access, "test"), (s, a) => FindCampaigns.Handle(new() { Size = 200 }, PairedCounty.Of(s).Trees, PairedCounty.Of(s).Places, PairedCounty.Of(s).Db, a, default))).Value.Rows.Single(r => r.Id == id);

        (row.Partnerships, row.Kinds.ShouldHaveSingleItem().Pairs).ShouldBe((1, 1));
    }
}
