using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Identification;
using Shanhai.Indicators;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Tests.Host.Security;
using Shanhai.Tests.Organisations;

namespace Shanhai.Tests.Identification;

/// <summary>Who answers for a plan is a body of the register where there is one, and is followed through mergers; other words stand as they are.</summary>
public sealed class PlanBodiesTests(Bodies app) : IClassFixture<Bodies>
{
    private static readonly string At = $"/places/{Bodies.Village}/plan";

    private static async Task<string> Page(HttpClient client, string path) => WebUtility.HtmlDecode(await client.GetStringAsync(path));

    private static async Task<string> Text(HttpResponseMessage answer) => WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

    private Task<ShowPlan> Plan(PlaceCode place) => app.With(async (s, actor) =>
        (await ShowPlan.Handle(place, s.GetRequiredService<CurrentTree>(), s.GetRequiredService<Db>(), actor, s.GetRequiredService<Catalogue>(), s.GetRequiredService<FactColumns>(), default)).Value);

    private static Dictionary<string, string> Form(int seen, string lead) =>
        new() { ["seen"] = $"{seen}", ["lead"] = lead, ["measure-0"] = "processing", ["body-0"] = "村里的来料加工队", ["state-0"] = "UnderWay", ["indicator"] = "CE.TOTAL" };

    [Fact]
    public async Task A_body_is_the_nearest_of_that_name_and_followed_through_its_merger_and_other_words_stand_as_they_are()
    {
        var (county, city) = (await app.Create("农业农村局"), await app.Create("农业农村局", place: Bodies.City));
        var clerk = await app.SignedIn(Role.Clerk, Bodies.Township);
        (await Page(clerk, At + "?edit=1")).ShouldContain("<option value=\"农业农村局\">");

        (await clerk.PostForm(At, Form(0, "农业农村局"), At + "?edit=1")).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        var first = (await Plan(Bodies.Village)).Content!;
        (first.LeadOrganisation, first.Measures[0].Body, first.Measures[0].Organisation).ShouldBe((county, "村里的来料加工队", null));
        var page = await Page(clerk, At);
        page.ShouldContain("村里的来料加工队（不在单位名录）");
        page.ShouldNotContain("农业农村局（");

        var into = await app.Create("农业和水务局");
        (await app.Change(county, OrganisationEventKind.Merged, other: into)).Problem.ShouldBeNull();

        (await Page(clerk, At)).ShouldContain("农业农村局（现为农业和水务局）");
        (await Plan(Bodies.Village)).Content!.Lead.ShouldBe("农业农村局", "what was written stays as it was");
        (await Page(clerk, At + "?edit=1")).ShouldContain("name=\"lead\" value=\"农业和水务局\"");
        (await Page(clerk, "/weak/plans?body=农业和水务局")).ShouldContain("石门一村");
        (await clerk.GetStringAsync("/weak/plans/export?format=csv&lang=zh&body=" + into)).ShouldContain("村里的来料加工队（不在单位名录）");
        // The city's bureau of the same name answers for nothing here.
        (await Page(clerk, "/weak/plans?body=" + city)).ShouldContain("没有符合条件的计划");
        (await Text(await clerk.GetAsync("/weak/plans?body=没有这个局"))).ShouldContain("没有叫“没有这个局”的机构");
        (await clerk.PostForm(At, Form(1, "农业和水务局"), At + "?edit=1")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await Plan(Bodies.Village)).Content!.LeadOrganisation.ShouldBe(into);
    }

    [Fact]
    public async Task Several_of_one_name_a_key_that_is_none_and_a_body_that_ended_are_told_at_the_field()
    {
        var (one, ended) = (await app.Create("农机站", place: Bodies.Township), await app.Create("蚕桑局"));
        await app.Create("农机站", place: Bodies.Township);
        (await app.Change(ended, OrganisationEventKind.Closed)).Problem.ShouldBeNull();
        var officer = await app.SignedIn(Role.Officer, Bodies.County);
        var at = $"/places/{Bodies.Township}/plan";

        var several = await officer.PostForm(at, Form(0, "农机站"), at + "?edit=1");
        several.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var said = await Text(several);
        said.ShouldContain("有几个机构都叫“农机站”");
        said.ShouldContain("value=\"村里的来料加工队\"");
        async Task<string> Send(object content, HttpStatusCode status)
        {
            var answer = await officer.WriteApi("/api/v1" + at, new { seen = 0, content });
            var text = await Text(answer);
            answer.StatusCode.ShouldBe(status, text);
            return text;
        }
        object With(Id<Organisation> lead, Id<Organisation>? body = null) => new { causes = Array.Empty<string>(), measures = new[] { new { measure = "processing", state = "planned", organisation = body?.ToString() } }, targets = Array.Empty<object>(), leadOrganisation = lead.ToString() };

        (await Send(With(Id<Organisation>.New(TimeProvider.System)), HttpStatusCode.UnprocessableEntity)).ShouldContain("单位名录里没有编号");
        (await Send(With(one, ended), HttpStatusCode.UnprocessableEntity)).ShouldContain("蚕桑局已撤销，没有承接单位");
        (await Plan(Bodies.Township)).Revision.ShouldBe((short)0);
        await Send(With(one), HttpStatusCode.OK);
        var kept = (await Plan(Bodies.Township)).Content!;
        kept.Lead.ShouldBe("农机站");
        kept.LeadOrganisation.ShouldBe(one);
    }
}
