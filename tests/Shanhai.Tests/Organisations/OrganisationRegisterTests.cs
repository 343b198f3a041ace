using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Host.Web;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Places;
using Shanhai.Tests.Host.Security;

namespace Shanhai.Tests.Organisations;

/// <summary>Adding and finding bodies, who may, and grants that name them.</summary>
public sealed class OrganisationRegisterTests(Bodies app) : IClassFixture<Bodies>
{
    [Theory]
    [InlineData("12330000727183266J", CreditCode.Verdict.Valid)]
    [InlineData("N2331127MA00000072", CreditCode.Verdict.Valid)]
    [InlineData("91330212MA0DEM0053", CreditCode.Verdict.Valid)]
    [InlineData(" ９１３３０２１２ma0dem0053", CreditCode.Verdict.Valid)]
    [InlineData("12330000727183266K", CreditCode.Verdict.WrongCheck)]
    [InlineData("12330000727183626J", CreditCode.Verdict.WrongCheck)]
    [InlineData("1233000072718326J", CreditCode.Verdict.WrongForm)]
    [InlineData("I2330000727183266J", CreditCode.Verdict.WrongForm)]
    [InlineData("123A0000727183266J", CreditCode.Verdict.WrongForm)]
    public void A_credit_code_is_right_or_has_the_form_only_or_not_even_that(string code, CreditCode.Verdict verdict)
    {
        var judged = CreditCode.Judge(code);

        judged.Verdict.ShouldBe(verdict);
        (judged.Key is null).ShouldBe(verdict == CreditCode.Verdict.Valid);
        if (judged.Key is { } key)
        {
            Words.Say(Language.Chinese, key, judged.Args).ShouldNotContain("{");
        }
    }

    [Fact]
    public void Any_single_wrong_character_of_a_credit_code_is_seen() =>
        Gen.Select(Gen.Int[0, 17], Gen.Char["0123456789ABCDEFGHJKLMNPQRTUWXY"]).Sample((at, character) =>
        {
            const string Right = "91330212MA0DEM0053";
            var wrong = Right.Remove(at, 1).Insert(at, character.ToString());
            return wrong == Right || CreditCode.Judge(wrong).Verdict != CreditCode.Verdict.Valid;
        });

    [Fact]
    public void Every_kind_duty_change_reason_and_fate_has_words() =>
        Enum.GetNames<OrganisationKind>().Select(k => "organisations.kind." + k)
            .Concat(OrganisationWords.EachDuty.Select(d => "organisations.duty." + d))
            .Concat(Enum.GetNames<OrganisationEventKind>().Select(k => "organisations.happened." + k))
            .Concat(OrganisationChangePage.Kinds.SelectMany(k => new[] { "organisations.change." + k, "organisations.change-lead." + k }))
            .Concat(Enum.GetNames<DuplicateReason>().SelectMany(r => new[] { "organisation.duplicate." + r, "problem.organisation.twin-" + r }))
            .Concat(Enum.GetNames<LineFate>().Select(f => "organisations.fate." + f))
            .Where(k => !Words.Has(k)).ShouldBeEmpty();

    [Fact]
    public async Task The_same_code_is_the_same_body_and_a_like_name_is_asked_about()
    {
        await app.Create("山阳县水利局", code: "91000000000000000K");
        CreateOrganisation Another(string name, string? code = null, bool another = false) =>
            new(name, null, null, "文件", new() { Kind = OrganisationKind.Department, Place = Bodies.County, CreditCode = code }, another);

        (await app.Try(Another("别的局", "91000000000000000K", another: true))).Problem!.Code.ShouldBe("organisation.twin-SameCode");
        (await app.Try(Another("山阳县水利局"))).Problem!.Code.ShouldBe("organisation.twin-SameName");
        (await app.Try(Another("水利局"))).Problem!.Code.ShouldBe("organisation.twin-NearName");
        (await app.Try(Another("山阳县水力局"))).Problem!.Code.ShouldBe("organisation.twin-NearName");
        (await app.Try(Another("山阳县林业局"))).Problem.ShouldBeNull();
        (await app.Try(Another("水利局", another: true))).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task What_is_wrong_with_a_new_body_is_told_at_its_field()
    {
        var answer = await app.Try(new("", null, new(2027, 1, 1), null, new() { Phone = "138 0013 8000", Mail = "no", CreditCode = "12330000727183266K" }));

        answer.Problem!.Fields.Select(f => f.Field).Order().ShouldBe(["creditCode", "document", "kind", "mail", "name", "opened", "phone", "place"]);
        (await app.Try(new("x", null, null, "文件", new() { Kind = OrganisationKind.Department, Place = 990109000000 }))).Problem!.Fields[0].Key.ShouldBe("organisation.no-such-place");
        var office = await app.Create("某县政府", OrganisationKind.Government, Bodies.Other);
        (await app.Try(new("外县局", office.ToString(), null, "文件", new() { Kind = OrganisationKind.Department, Place = Bodies.County }))).Problem!.Code.ShouldBe("organisation.superior-elsewhere");
        (await app.Try(new("外地企业", office.ToString(), null, "文件", new() { Kind = OrganisationKind.Enterprise, Place = Bodies.County }))).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task An_officer_sees_and_changes_the_bodies_of_her_own_county_only()
    {
        var (here, there) = (await app.Create("本县民政局"), await app.Create("邻县民政局", place: Bodies.Other));
        var officer = await app.SignedIn(Role.Officer, Bodies.County);

        var found = await officer.GetFromJsonAsync<JsonElement>("/api/v1/organisations?q=民政局");
        found.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("name").GetString()).ShouldBe(["本县民政局"]);
        found.GetProperty("total").GetInt32().ShouldBe(1);
        (await officer.GetAsync($"/api/v1/organisations/{there}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await officer.WriteApi($"/api/v1/organisations/{there}/events", new { kind = "closed", on = "2026-03-01", document = "x" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await officer.WriteApi($"/api/v1/organisations/{here}", new { kind = "department", place = Bodies.Other.ToString() })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await officer.WriteApi($"/api/v1/organisations/{here}", new { kind = "department", place = Bodies.County.ToString(), phone = "0571-12345678", duties = "civilAffairs" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        var clerk = await app.SignedIn(Role.Clerk, Bodies.County);
        (await clerk.GetAsync("/organisations/" + here)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await clerk.WriteApi($"/api/v1/organisations/{here}", new { kind = "department", place = Bodies.County.ToString() })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await app.Anyone().GetAsync("/api/v1/organisations")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_list_is_paged_in_every_order_without_losing_or_repeating_anybody()
    {
        foreach (var name in new[] { "列甲局", "列乙局", "列丙局", "列丁局", "列戊局" })
        {
            await app.Create(name, place: Bodies.Township);
        }
        var officer = await app.SignedIn(Role.Officer, Bodies.Township);

        foreach (var sort in new[] { "place", "-place", "name", "-name" })
        {
            var (seen, after) = (new List<string>(), "");
            do
            {
                var page = await officer.GetFromJsonAsync<JsonElement>($"/api/v1/organisations?q=列&sort={sort}&size=2&after={after}");
                seen.AddRange(page.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("name").GetString()!));
                after = page.GetProperty("next").GetString();
            }
            while (after is not null);
            seen.Count.ShouldBe(5, sort);
            seen.Distinct().Count().ShouldBe(5, sort);
        }
        (await officer.GetFromJsonAsync<JsonElement>("/api/v1/organisations?q=ljj")).GetProperty("rows").GetArrayLength().ShouldBe(1, "found by initials");
    }

    [Fact]
    public async Task A_grant_names_a_body_that_serves_its_area_and_the_pages_and_the_journal_tell_it()
    {
        var petitions = await app.Create("山阳县信访局", OrganisationKind.PetitionOffice);
        var village = await app.Create("石门一村村民委员会", OrganisationKind.VillageCommittee, Bodies.Village);
        var firm = await app.Create("远方企业", OrganisationKind.Enterprise, Bodies.Other);
        await app.Do(async (s, actor) => (await AddUser.Handle(new("bound", "信访员", App.Password, null, Bodies.County), s.GetRequiredService<Db>(), actor,
            s.GetRequiredService<Microsoft.AspNetCore.Identity.UserManager<User>>(), app.Clock, default)).Problem.ShouldBeNull());
        var id = await app.Ask(db => Task.FromResult(db.Users.Single(u => u.UserName == "bound").Id));
        Task<Result<GiveGrant.Given>> Give(Role role, PlaceCode place, string body) => app.With((s, actor) => GiveGrant.Handle(id, new(role, place, null, null, body),
            s.GetRequiredService<Db>(), actor, s.GetRequiredService<Standings>(), s.GetRequiredService<KnownBodies>(), app.Clock, default));

        (await Give(Role.Officer, Bodies.County, "山阳县信访局")).Problem.ShouldBeNull();
        (await Give(Role.Officer, Bodies.County, firm.ToString())).Problem.ShouldBeNull("a second body in the same role and place is another grant");
        (await Give(Role.Officer, Bodies.County, petitions.ToString())).Problem!.Code.ShouldBe("granted-already");
        (await Give(Role.Clerk, Bodies.County, village.ToString())).Problem!.Fields[0].Key.ShouldBe("organisation.serves-elsewhere");
        (await Give(Role.Clerk, Bodies.County, "信访")).Problem!.Fields[0].Key.ShouldBe("organisation.near");
        (await Give(Role.Clerk, Bodies.County, "没有的局")).Problem!.Fields[0].Key.ShouldBe("organisation.not-found");

        var security = await app.SignedIn(Role.SecurityAdministrator, Bodies.County);
        (await security.GetStringAsync("/users/" + id)).ShouldContain("代表山阳县信访局");
        (await security.GetStringAsync("/organisations/" + petitions)).ShouldContain("信访员");
        (await (await app.SignedIn(Role.Officer, Bodies.County)).GetStringAsync("/organisations/" + petitions)).ShouldNotContain("信访员");
        var bound = await app.SignIn("bound");
        await bound.WriteApi($"/api/v1/organisations/{petitions}", new { kind = "petitionOffice", place = Bodies.County.ToString(), duties = "petitions" });
        var entry = await app.Ask(db => Task.FromResult(db.Journal.Where(e => e.Subject == "organisation:" + petitions).OrderBy(e => e.Number).Last()));
        entry.ActingAs.ShouldContain($"Officer@{Bodies.County}#{petitions}");
    }

    [Fact]
    public async Task The_forms_add_correct_change_and_take_back_and_show_what_was_wrong()
    {
        var officer = await app.SignedIn(Role.Officer, Bodies.County);
        var form = new Dictionary<string, string> { ["name"] = "表单局", ["kind"] = "Department", ["place"] = "990101", ["duties"] = "Water", ["document"] = "文件", ["creditCode"] = "12330000727183266K" };

        var refused = await officer.PostForm("/organisations/new", form);
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("末位应是");
        form["creditCode"] = "";
        var made = await officer.PostForm("/organisations/new", form);
        made.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var address = made.Headers.Location!.ToString().Split('?')[0];

        var page = await officer.GetStringAsync(address);
        page.ShouldContain("水利");
        (await officer.PostForm(address + "/edit", new() { ["kind"] = "Department", ["place"] = "990101", ["phone"] = "0571-87654321" })).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await officer.PostForm(address + "/change", new() { ["kind"] = "Renamed", ["name"] = "表单新局", ["on"] = "2026-05-01", ["document"] = "文件" }, address + "/change?kind=Renamed")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var wrong = await officer.PostForm(address + "/change", new() { ["kind"] = "Merged", ["other"] = "没有的局", ["on"] = "2026-06-01", ["document"] = "文件" }, address + "/change?kind=Merged");
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var renamed = await officer.GetStringAsync(address);
        renamed.ShouldContain("表单新局");
        var undo = System.Text.RegularExpressions.Regex.Match(renamed, "/organisations/events/[0-9a-f]+/undo").Value;
        (await officer.PostForm(undo, new() { ["why"] = "登错了" }, address)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await officer.GetStringAsync(address)).ShouldContain("登错了");
        (await officer.GetStringAsync("/organisations?q=表单")).ShouldContain("表单局");
        (await officer.GetStringAsync("/organisations/export?format=csv&q=表单")).ShouldContain("表单局");
    }
}
