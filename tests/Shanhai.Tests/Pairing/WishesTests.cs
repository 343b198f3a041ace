using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Security;
using Shanhai.Pairing;

namespace Shanhai.Tests.Pairing;

/// <summary>Wishes in the browser: stated by whoever may speak for the side, withdrawn, kept.</summary>
public sealed class WishesTests(PairedCounty app) : IClassFixture<PairedCounty>
{
    [Fact]
    public async Task A_clerk_states_her_villages_wishes_changes_them_withdraws_them_and_all_of_it_stays_on_file()
    {
        var id = await app.Campaign(villages: 2);
        var village = PairedCounty.Village(1);
        var clerk = await app.SignedIn(Role.Clerk, village);
        var at = $"/pairing/{id}/wishes";
        var shown = at + "?village=" + village;
        (await clerk.GetStringAsync($"/places/{village}?lang=zh")).ShouldContain(shown);

        var empty = await clerk.PostForm(at, new() { ["village"] = village.ToString(), ["wishes"] = " ", ["do"] = "state" }, shown);
        var wrong = await clerk.PostForm(at, new() { ["village"] = village.ToString(), ["wishes"] = "山海电商有限公司\n没有的公司", ["do"] = "state" }, shown);
        var first = await clerk.PostForm(at, new() { ["village"] = village.ToString(), ["wishes"] = "山海电商有限公司\n云雾茶场有限公司", ["do"] = "state" }, shown);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await clerk.PostForm(at, new() { ["village"] = village.ToString(), ["wishes"] = "云雾茶场有限公司", ["do"] = "state" }, shown);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var between = await clerk.GetFromJsonAsync<JsonElement>($"/api/v1/pairing/campaigns/{id}/wishes?village={village}");
        var withdrawn = await clerk.PostForm(at, new() { ["village"] = village.ToString(), ["do"] = "withdraw" }, shown);
        var page = await clerk.GetStringAsync(shown + "&lang=zh");

        empty.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var said = WebUtility.HtmlDecode(await wrong.Content.ReadAsStringAsync());
        said.ShouldContain("没有“没有的公司”这家单位");
        said.ShouldContain("山海电商有限公司\n没有的公司");
        (first.StatusCode, second.StatusCode, withdrawn.StatusCode).ShouldBe((HttpStatusCode.Redirect, HttpStatusCode.Redirect, HttpStatusCode.Redirect));
        between.GetProperty("lists").EnumerateArray().Select(l => l.GetProperty("names").GetArrayLength()).ShouldBe([1, 2]);
        page.ShouldContain("没有志愿");
        page.ShouldContain("山海电商有限公司、云雾茶场有限公司");
        page.ShouldNotContain("[pairing.");
        var all = await app.Ask(db => db.Wishes.AsNoTracking().Where(w => w.Campaign == id).ToListAsync());
        (all.Count, all.Count(w => w.SupersededAt is null)).ShouldBe((3, 0));
    }

    [Fact]
    public async Task A_helper_speaks_for_itself_a_planner_for_anybody_and_nobody_for_another_county()
    {
        var id = await app.Campaign(villages: 2);
        var (officer, stranger) = (await app.SignedIn(Role.Officer, PairedCounty.County), await app.SignedIn(Role.Officer, PairedCounty.Other));
        var at = $"/pairing/{id}/wishes";
        var shown = at + "?organisation=" + app.Tea;

        var byPlanner = await officer.PostForm(at, new() { ["organisation"] = app.Tea.ToString(), ["wishes"] = "第2村\n第1村", ["do"] = "state" }, shown);
        var typed = await officer.GetStringAsync(at + "?organisation=" + Uri.EscapeDataString("云雾茶场有限公司") + "&lang=zh");
        var helper = PairedCounty.HelperOf(app.Tea, PairedCounty.County);
        var own = await app.As(helper, (s, a) => FindWishes.Handle(id, null, app.Tea, PairedCounty.Of(s).Trees, PairedCounty.Of(s).Places, PairedCounty.Of(s).Db, a, default));
        var other = await app.As(helper, (s, a) => FindWishes.Handle(id, null, app.Sun, PairedCounty.Of(s).Trees, PairedCounty.Of(s).Places, PairedCounty.Of(s).Db, a, default));
        var restated = await app.As(helper, (s, a) => StateWishes.Handle(id, new(null, app.Tea, null, [PairedCounty.Village(1), PairedCounty.Village(2)]), PairedCounty.Of(s).Trees, PairedCounty.Of(s).Places, PairedCounty.Of(s).Db, a, app.Clock, default));
        var bodies = await app.As(helper, (s, a) => StateWishes.Handle(id, new(null, app.Tea, [app.Sun], []), PairedCounty.Of(s).Trees, PairedCounty.Of(s).Places, PairedCounty.Of(s).Db, a, app.Clock, default));

        byPlanner.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        typed.ShouldContain("第2村");
        own.Value.Lists.ShouldHaveSingleItem().Names.ShouldBe(["第2村", "第1村"]);
        other.Problem!.Status.ShouldBe(404);
        restated.Problem.ShouldBeNull();
        bodies.Problem!.Fields.ShouldHaveSingleItem().Key.ShouldBe("pairing.other-side");
        (await stranger.GetAsync(shown)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await app.Ask(db => db.Wishes.AsNoTracking().Where(w => w.Campaign == id && w.SupersededAt == null).OrderBy(w => w.Rank).Select(w => w.Village).ToListAsync())).ShouldBe([PairedCounty.Village(1), PairedCounty.Village(2)]);
    }
}
