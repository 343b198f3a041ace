using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Host.Web;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Pairing;
using Shanhai.Places;

namespace Shanhai.Tests.Pairing;

/// <summary>What happens to helpers and villages in the middle of a term.</summary>
public sealed class MidTermTests(PairedCounty app) : IClassFixture<PairedCounty>
{
    private static readonly DateOnly Today = new(2026, 11, 23);

    [Fact]
    public async Task A_helper_that_closes_before_publication_stops_it_and_nothing_is_published()
    {
        var id = await app.Campaign(capacity: 3);
        var late = await app.Body("快散企业");
        (await app.Decide(id, late, PairedCounty.Village(6), PairWill.Lock)).ShouldBeNull();
        var solved = await app.Solve(id);

        await app.Change(late, OrganisationEventKind.Closed);
        var refused = await app.Publish(solved.Id);

        refused.Problem!.Code.ShouldBe("pairing.helper-closed");
        Words.Say(Language.Chinese, "problem.pairing.helper-closed", [.. refused.Problem.Args]).ShouldContain("快散企业");
        (await app.Ask(db => db.Partnerships.CountAsync(p => p.Campaign == id))).ShouldBe(0);
        (await app.Ask(db => db.Scenarios.AsNoTracking().FirstAsync(s => s.Id == solved.Id))).PublishedAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_helper_that_closes_in_mid_term_is_named_its_place_is_open_again_and_the_others_stay()
    {
        var id = await app.Campaign(capacity: 3);
        var closing = await app.Body("期中注销企业");
        (await app.Decide(id, closing, PairedCounty.Village(2), PairWill.Lock)).ShouldBeNull();
        (await app.Publish((await app.Solve(id)).Id)).Problem.ShouldBeNull();
        var before = await app.Ask(db => db.Partnerships.AsNoTracking().Where(p => p.Campaign == id && p.Organisation != closing).Select(p => new { p.Organisation, p.Village }).ToListAsync());

        await app.Change(closing, OrganisationEventKind.Closed);
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        var page = await officer.GetStringAsync($"/pairing/{id}?lang=zh");
        var pair = await app.Ask(db => db.Partnerships.AsNoTracking().FirstAsync(p => p.Campaign == id && p.Organisation == closing));
        var carried = await officer.PostForm($"/pairing/partnerships/{pair.Id}", new() { ["campaign"] = id.ToString(), ["do"] = "carry-on" }, $"/pairing/{id}");
        var unsaid = await officer.PostForm($"/pairing/partnerships/{pair.Id}", new() { ["campaign"] = id.ToString(), ["do"] = "end" }, $"/pairing/{id}");
        var ended = await officer.PostForm($"/pairing/partnerships/{pair.Id}", new() { ["campaign"] = id.ToString(), ["do"] = "end", [$"why-{pair.Id}"] = "企业注销" }, $"/pairing/{id}");
        var next = await app.Solve(id);

        page.ShouldContain("期中注销企业已经撤销");
        page.ShouldContain("没有承继方");
        carried.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        unsaid.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        ended.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        next.State.ShouldBe(ScenarioState.Solved);
        var proposed = await app.Ask(db => db.ProposedPairs.AsNoTracking().Where(p => p.Scenario == next.Id).Select(p => new { p.Organisation, p.Village }).ToListAsync());
        proposed.Count.ShouldBe(6);
        before.ShouldBeSubsetOf(proposed);
        proposed.ShouldNotContain(p => p.Organisation == closing);
    }

    [Fact]
    public async Task A_merged_helper_and_a_merged_village_are_carried_on_by_those_who_took_over()
    {
        var (old, taking) = (await app.Body("被并企业"), await app.Body("承继企业"));
        PlaceCode gone = default, kept = default;
        await app.Do(async (services, actor) =>
        {
            (gone, kept) = (990101101301, 990101101302);
            (await ImportPlaces.Handle([new(gone, "云下村", Level.Village), new(kept, "云上村", Level.Village)], "test", services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, default)).Problem.ShouldBeNull();
            services.GetRequiredService<CurrentRegister>().Written();
        });
        var id = await app.Campaign(change: s => s with { Villages = [gone] });
        (await app.Decide(id, old, gone, PairWill.Mandatory)).ShouldBeNull();
        (await app.Publish((await app.Solve(id)).Id)).Problem.ShouldBeNull();

        await app.Change(old, OrganisationEventKind.Merged, taking);
        await app.Do(async (services, actor) => (await RecordPlaceChange.Handle(new() { Kind = PlaceEventKind.Merged, Place = gone, Into = kept, On = Today, Document = "撤并文件" }, preview: false,
            services.GetRequiredService<CurrentRegister>(), services.GetServices<PlaceUse>(), services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, app.Clock, default)).Problem.ShouldBeNull());
        var officer = await app.SignedIn(Role.Officer, PairedCounty.County);
        var page = await officer.GetStringAsync($"/pairing/{id}?lang=zh");
        var pair = await app.Ask(db => db.Partnerships.AsNoTracking().FirstAsync(p => p.Campaign == id));
        var carried = await officer.PostForm($"/pairing/partnerships/{pair.Id}", new() { ["campaign"] = id.ToString(), ["do"] = "carry-on" }, $"/pairing/{id}");
        var after = await app.Ask(db => db.Partnerships.AsNoTracking().FirstAsync(p => p.Id == pair.Id));

        page.ShouldContain("承继企业 — 云上村");
        carried.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (after.Organisation, after.Village).ShouldBe((taking, kept));
        (await officer.GetStringAsync($"/pairing/{id}?lang=zh")).ShouldNotContain("已经合并");
    }
}
