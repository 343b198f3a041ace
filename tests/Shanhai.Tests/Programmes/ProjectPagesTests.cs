using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Programmes;
using Shanhai.Tests.Funds;
using Shanhai.Tests.Voices;
using static Shanhai.Tests.Programmes.ProgrammeCounty;

namespace Shanhai.Tests.Programmes;

public sealed class ProjectPagesTests(FundsCounty app) : IClassFixture<FundsCounty>
{
    [Fact]
    public async Task Every_page_says_its_words_in_both_languages_and_what_waits_is_told()
    {
        var programme = await app.Programme();
        var project = await app.Project(programme);
        (await app.PlanWork(project.Id, ("验收", Day(2026, 11, 20), 1))).Problem.ShouldBeNull();
        (await app.As(Person("甲", Role.Officer), (w, a) => AskChange.Handle(project.Id, new(ChangeKind.Budget, "涨价", 120_000), w.Db, a, w.Clock, default))).Problem.ShouldBeNull();
        var adopted = (await app.Adopt(Village, "services", Day(2024, 1, 1))).Value.Id;
        var venue = (await app.As(null, (w, a) => RecordVenue.Handle(new(Village, "党群服务中心", 120, Day(2026, 1, 1), VenueCondition.Good, VenueUse.Daily), w.Places, w.Db, a, w.Clock, default))).Value.Id;
        (await app.As(null, (w, a) => SetCriteria.Handle(new("harmonious", County, Day(2025, 1, 1), "标准", ["村容整洁"]), w.Places, w.Db, a, w.Clock, default))).Problem.ShouldBeNull();
        var of = (await app.As(null, (w, a) => AcceptVillage.Handle(new(Village, "harmonious", Day(2026, 1, 1), "公告", [new(true, "档案")]), w.Places, w.Db, a, w.Clock, default))).Value.Id;
        var officer = await app.SignedIn(Role.Officer, County);
        string[] addresses =
        [
            "/programmes", $"/programmes/{programme}", "/projects", "/projects?late=true&changes=true", "/projects/new", "/projects/import", $"/projects/{project.Id}", "/projects/duplicates?decided=true", "/projects/published", "/measures", "/measures/adopted",
            $"/measures/adopted/{adopted}", "/classes", $"/classes/{of}", $"/classes/accept?village={Village}&class=harmonious", "/venues", $"/venues/{venue}", $"/places/{Village}", "/projects?q=nothing", "/venues?small=true", "/venues?q=nothing", $"/projects/published/{project.Id}",
        ];

        foreach (var address in addresses)
        {
            foreach (var language in new[] { "zh", "en" })
            {
                var answer = await officer.GetAsync($"{address}{(address.Contains('?') ? "&" : "?")}lang={language}");
                var page = await answer.Content.ReadAsStringAsync();
                answer.StatusCode.ShouldBe(HttpStatusCode.OK, address);
                page.ShouldNotContain("[programmes.", customMessage: address);
                page.ShouldNotContain("[problem.", customMessage: address);
            }
        }
        var home = await (await app.SignedIn(Role.Leader, County)).GetStringAsync("/?lang=zh");
        home.ShouldContain("项项目变更待您审批");
    }

    [Fact]
    public async Task A_form_with_what_is_wrong_keeps_what_was_typed_and_says_it_at_the_field()
    {
        var programme = await app.Programme();
        var project = await app.Project(programme);
        var officer = await app.SignedIn(Role.Officer, County);
        Task<HttpResponseMessage> Post(string address, string at, Dictionary<string, string> fields) => officer.PostForm(address, fields, at);

        var plan = await Post("/projects/new", "/projects/new", new() { ["programme"] = programme.ToString(), ["name"] = "保留这个名字", ["village"] = "云上村", ["measure"] = "solar", ["from"] = "2026-02-30", ["budget"] = "很多" });
        var activity = await Post($"/projects/{project.Id}/activity", $"/projects/{project.Id}", new() { ["name-activity"] = "建设", ["from-activity"] = "2026-01-10", ["to-activity"] = "2026-06-30", ["milestones-activity"] = "2026-03-01 主体完工 3\n没有日期" });
        var result = await Post($"/projects/{project.Id}/result", $"/projects/{project.Id}", new() { ["name-result"] = "就业", ["target-result"] = "20", ["dueOn-result"] = "2026-12-31" });
        var none = await Post($"/projects/{project.Id}/nothing", $"/projects/{project.Id}", []);
        var done = await Post($"/projects/{project.Id}/activity", $"/projects/{project.Id}", new() { ["name-activity"] = "建设", ["from-activity"] = "2026-01-10", ["to-activity"] = "2026-06-30", ["milestones-activity"] = "2026-03-01 主体 完工 3\r\n2026-05-01 验收" });

        plan.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var page = WebUtility.HtmlDecode(await plan.Content.ReadAsStringAsync());
        page.ShouldContain("保留这个名字");
        page.ShouldContain("“很多”不是数字");
        WebUtility.HtmlDecode(await activity.Content.ReadAsStringAsync()).ShouldContain("第 2 行“没有日期”");
        WebUtility.HtmlDecode(await result.Content.ReadAsStringAsync()).ShouldContain("成效必须有单位");
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        done.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await app.Ask(db => db.Milestones.Where(m => m.Project == project.Id).OrderBy(m => m.PlannedOn).Select(m => new { m.Name, m.Weight }).ToListAsync())).Select(m => (m.Name, m.Weight)).ShouldBe([("主体 完工", 3), ("验收", 1)]);
    }

    [Fact]
    public async Task A_picture_is_written_anew_and_opened_by_those_who_see_the_project_alone()
    {
        var project = await app.Project();
        (await app.PlanWork(project.Id, ("验收", Day(2026, 11, 20), 1))).Problem.ShouldBeNull();
        (await app.Report(project.Id, Day(2026, 2, 1))).Problem.ShouldBeNull();
        var step = (await app.Shown(project.Id)).Activities[0].Milestones[0].Id;
        var officer = await app.SignedIn(Role.Officer, County);
        async Task<HttpResponseMessage> Send(byte[] file)
        {
            using var form = new MultipartFormDataContent { { new StringContent(await officer.Token($"/projects/{project.Id}")), "__RequestVerificationToken" }, { new StringContent(step.ToString()), "of" }, { new ByteArrayContent(file), $"photos-{step}", "a.png" } };
            return await officer.PostAsync($"/projects/{project.Id}/photos?lang=zh", form);
        }
        var png = Pictures.Png();

        (await Send(png)).StatusCode.ShouldBe(HttpStatusCode.Conflict, "it was not reached yet");
        (await app.Reach(step, new(MilestoneAct.Reach, Day(2026, 11, 19)))).Problem.ShouldBeNull();
        var none = await Send([1, 2, 3]);
        none.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        WebUtility.HtmlDecode(await none.Content.ReadAsStringAsync()).ShouldContain("第 1 个文件不是能读取的图片");
        (await Send(png)).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        var photo = (await app.Shown(project.Id)).Activities[0].Milestones[0].Photos.ShouldHaveSingleItem();
        var address = $"/projects/{project.Id}/photos/{photo}";
        var opened = await officer.GetAsync(address);
        opened.Content.Headers.ContentType!.MediaType.ShouldBe("image/jpeg");
        (await opened.Content.ReadAsByteArrayAsync())[..3].ShouldBe(new byte[] { 0xFF, 0xD8, 0xFF });
        (await (await app.SignedIn(Role.Officer, 990102000000)).GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await app.Anyone().GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        // It is taken away for good, with the reason; the journal keeps what it was by its hash.
        Task<HttpResponseMessage> Remove(string why) => officer.PostForm($"/projects/{project.Id}/unphoto", new() { ["of"] = photo.ToString(), [$"why-{photo}"] = why }, $"/projects/{project.Id}");
        (await Remove("")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await (await app.SignedIn(Role.Officer, 990102000000)).PostAsJsonAsync($"/api/v1/projects/photos/{photo}/remove", new { why = "不是本县的" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Remove("拍到了不愿出镜的人")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await officer.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var subject = ProgrammesModule.SubjectOf(project.Id);
        (await app.Ask(db => db.Journal.CountAsync(j => j.Subject == subject && j.Summary!.Contains("photoRemoved")))).ShouldBe(1);
    }

    [Fact]
    public async Task Every_list_is_exported_as_it_is_shown()
    {
        var (one, two, village) = (await app.Programme(), await app.Programme(), await app.NewVillage());
        var (first, second) = (await app.Project(one, "冷库建设", village), await app.Project(two, "冷库建设（一）", village));
        (await app.As(null, (w, a) => SetCriteria.Handle(new("future", County, Day(2025, 1, 1), "标准", ["场景完备"]), w.Places, w.Db, a, w.Clock, default))).Problem.ShouldBeNull();
        (await app.As(null, (w, a) => AcceptVillage.Handle(new(village, "future", Day(2026, 1, 1), "公告", [new(true, "档案")]), w.Places, w.Db, a, w.Clock, default))).Problem.ShouldBeNull();
        (await app.As(null, (w, a) => RecordVenue.Handle(new(village, "云端礼堂", 120, Day(2026, 1, 1), VenueCondition.Good, VenueUse.Daily), w.Places, w.Db, a, w.Clock, default))).Problem.ShouldBeNull();
        var officer = await app.SignedIn(Role.Officer, County);

        var programmes = await officer.GetStringAsync("/programmes/export?format=csv&lang=zh&columns=name&columns=projects");
        var duplicates = await officer.GetStringAsync($"/projects/duplicates/export?format=csv&lang=zh&under={village}");
        var classes = await app.Anyone().GetStringAsync($"/classes/export?format=csv&lang=zh&under={village}");
        var venues = await officer.GetStringAsync("/venues/export?format=csv&q=" + Uri.EscapeDataString("云端"));

        programmes.TrimStart('\uFEFF').Split("\r\n")[0].ShouldBe("专项工程,项目");
        duplicates.ShouldContain(first.Code);
        duplicates.ShouldContain(second.Code);
        duplicates.ShouldContain("措施相同、名称相近、时间重叠");
        classes.ShouldContain("未来乡村");
        classes.ShouldContain(village.ToString());
        venues.ShouldContain("云端礼堂");
        venues.TrimEnd().Split('\n').Length.ShouldBe(2);
        (await app.Anyone().GetAsync("/programmes/export")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }
}
