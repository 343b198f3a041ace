using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

/// <summary>The officials' pages: the queue, bulk work, one voice with its forms, and what goes wrong there.</summary>
public sealed class OfficialsPagesTests(VoiceCounty county) : IClassFixture<VoiceCounty>
{
    [Fact]
    public async Task The_queue_shows_what_is_due_first_on_top_counts_on_its_tabs_and_keeps_filters_in_the_address()
    {
        var office = await county.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        await county.File(county.Anyone(), VoiceCounty.Filing("桥头的路灯坏了"));
        await county.File(county.Anyone(), VoiceCounty.Filing("建议赶集日加开班车", VoiceKind.Suggestion));

        var page = await office.GetStringAsync("/voices?tray=New");
        var narrowed = await office.GetStringAsync("/voices?kind=Suggestion&place=云上村");
        var nowhere = await office.GetAsync("/voices?place=没有这个地方");
        var none = await office.GetStringAsync("/voices?tray=Mine");

        page.ShouldContain("桥头的路灯坏了");
        page.ShouldContain("还有 15 日");
        page.ShouldContain("tabs-count");
        narrowed.ShouldContain("建议赶集日加开班车");
        narrowed.ShouldNotContain("桥头的路灯坏了");
        nowhere.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        none.ShouldContain("没有您经办的诉求");
        (await county.Anyone().GetAsync("/voices")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task The_queue_pages_by_key_without_losing_or_repeating_and_exports_what_it_shows()
    {
        var office = await county.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        for (var i = 0; i < 7; i++)
        {
            await county.File(county.Anyone(), VoiceCounty.Filing($"分页的第{i}件"));
        }

        var (seen, after) = (new List<Id<Voice>>(), "");
        do
        {
            var page = (await office.GetFromJsonAsync<Page<FindVoices.Row>>($"/api/v1/voices?tray=underWay&size=3{after}", VoiceCounty.Web))!;
            seen.AddRange(page.Rows.Select(r => r.Id));
            after = page.Next is { } next ? "&after=" + Uri.EscapeDataString(next) : "";
        }
        while (after.Length > 0);
        var export = await office.GetStringAsync("/voices/export?format=csv&columns=text,receipt");

        seen.Distinct().Count().ShouldBe(seen.Count);
        seen.Count.ShouldBe(await county.Ask(db => db.Voices.CountAsync(v => v.Kind != VoiceKind.Accusation && v.Due < Voice.AtRest)));
        export.ShouldContain("反映的情况,查询码");
        export.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(seen.Count + 1);
        export.ShouldNotContain("张三");
    }

    [Fact]
    public async Task Bulk_work_is_looked_at_first_and_tells_for_each_what_was_done_and_what_was_refused()
    {
        var office = await county.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        var (one, two) = (await county.File(county.Anyone(), VoiceCounty.Filing("批量甲")), await county.File(county.Anyone(), VoiceCounty.Filing("批量乙")));
        await VoiceCounty.Done(office, two.Id, new { act = "register" });
        await VoiceCounty.Done(office, two.Id, new { act = "notAccept", reason = "litigation" });
        (string, string)[] Picked(string act, string how) => [("act", act), ("do", how), ("body", "北山县农业农村局"), ("pick", $"{one.Id}.0"), ("pick", $"{two.Id}.2"), ("back", "/voices?tray=New")];

        var preview = await Posted(office, "/voices/bulk", Picked("Transfer", ""));
        (await State(one.Id)).ShouldBe(VoiceState.Received);
        var done = await Posted(office, "/voices/bulk", Picked("Transfer", "confirm"));

        preview.ShouldContain("可以办理");
        preview.ShouldContain("未办理");
        done.ShouldContain("办理 1 件，未办 1 件");
        (await State(one.Id)).ShouldBe(VoiceState.Transferred);
        (await State(two.Id)).ShouldBe(VoiceState.NotAccepted);
    }

    [Fact]
    public async Task A_form_asks_for_what_the_procedure_needs_tells_each_lack_at_its_field_and_loses_nothing()
    {
        var (office, bureau) = (await county.Acting(Role.Officer, VoiceCounty.PetitionOffice), await county.Acting(Role.Officer, VoiceCounty.Agriculture));
        var filed = await county.File(county.Anyone());
        await VoiceCounty.Done(office, filed.Id, new { act = "transfer", body = VoiceCounty.Agriculture });
        await VoiceCounty.Done(bureau, filed.Id, new { act = "accept" });
        var page = $"/voices/{filed.Id}";

        var form = await bureau.GetStringAsync(page + "?act=IssueOpinion");
        var bad = await bureau.PostForm(page + "/act", new() { ["act"] = "IssueOpinion", ["version"] = "2", ["facts"] = "渠道年久失修", ["executeBy"] = "明天", ["outcome"] = "Supported" }, page);
        var answer = await NewVoicePageTests.Read(bad);

        form.ShouldContain("查明的事实");
        form.ShouldContain("支持诉求的意见");
        bad.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.ShouldContain("渠道年久失修");
        answer.ShouldContain("id=\"law-error\"");
        answer.ShouldContain("id=\"words-error\"");
        answer.ShouldContain("id=\"executeBy-error\"");
        (await State(filed.Id)).ShouldBe(VoiceState.InHandling);
    }

    [Fact]
    public async Task The_second_of_two_officers_sees_what_happened_and_keeps_what_she_wrote()
    {
        var (one, two) = (await county.Acting(Role.Officer, VoiceCounty.PetitionOffice), await county.Acting(Role.Officer, VoiceCounty.PetitionOffice));
        var filed = await county.File(county.Anyone());
        await VoiceCounty.Done(one, filed.Id, new { act = "register" });
        var page = $"/voices/{filed.Id}";

        (await one.PostForm(page + "/act", new() { ["act"] = "ReplyDirectly", ["version"] = "1", ["words"] = "已经派人修好" }, page)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var late = await two.PostForm(page + "/act", new() { ["act"] = "ReplyDirectly", ["version"] = "1", ["words"] = "正在联系施工队" }, page);
        var seen = await NewVoicePageTests.Read(late);

        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        seen.ShouldContain("已直接答复");
        seen.ShouldContain("正在联系施工队");
        seen.ShouldContain("直接答复");
        (await county.Ask(db => db.VoiceSteps.CountAsync(s => s.Voice == filed.Id))).ShouldBe(3);
    }

    [Fact]
    public async Task A_voice_withdrawn_in_the_middle_is_told_to_the_officer_who_works_on_it()
    {
        var (petitioner, office, bureau) = (county.Anyone(), await county.Acting(Role.Officer, VoiceCounty.PetitionOffice), await county.Acting(Role.Officer, VoiceCounty.Agriculture));
        var filed = await county.File(petitioner);
        await VoiceCounty.Done(office, filed.Id, new { act = "transfer", body = VoiceCounty.Agriculture });
        await VoiceCounty.Done(bureau, filed.Id, new { act = "accept" });
        (await VoiceCounty.Own(petitioner, filed, new { act = "withdraw" })).IsSuccessStatusCode.ShouldBeTrue();

        var late = await bureau.PostForm($"/voices/{filed.Id}/act", new() { ["act"] = "Mediate", ["version"] = "2", ["words"] = "双方同意" }, $"/voices/{filed.Id}");
        var seen = await NewVoicePageTests.Read(late);

        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        seen.ShouldContain("已撤回");
        seen.ShouldContain("双方同意");
        (await county.Ask(db => db.Clocks.CountAsync(c => c.Subject == filed.Id.Value && c.StoppedAt == null))).ShouldBe(0);
    }

    [Fact]
    public async Task A_unit_merged_away_is_answered_for_by_its_successor_and_one_that_ended_is_refused_with_words()
    {
        var (merged, ended) = (VoiceCounty.Of(41), VoiceCounty.Of(42));
        await county.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            db.Organisations.AddRange(
                new() { Id = merged, Name = "北山县水电局", Kind = OrganisationKind.Department, Place = VoiceCounty.County, Superior = VoiceCounty.CountyGovernment, Pinyin = "", Initials = "" },
                new() { Id = ended, Name = "北山县乡企局", Kind = OrganisationKind.Department, Place = VoiceCounty.County, Superior = VoiceCounty.CountyGovernment, Pinyin = "", Initials = "" });
            db.Record(actor, "test", "organisations");
            await db.SaveChangesAsync();
            services.GetRequiredService<CurrentTree>().Written();
        });
        await Stamped();
        var office = await county.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        var filed = await county.File(county.Anyone());
        await VoiceCounty.Done(office, filed.Id, new { act = "transfer", body = merged });
        await county.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            await db.Organisations.Where(o => o.Id == merged).ExecuteUpdateAsync(u => u.SetProperty(o => o.Closed, new DateOnly(2026, 11, 1)).SetProperty(o => o.Successor, (Id<Organisation>?)VoiceCounty.Resources));
            await db.Organisations.Where(o => o.Id == ended).ExecuteUpdateAsync(u => u.SetProperty(o => o.Closed, new DateOnly(2026, 11, 1)));
        });
        await Stamped();

        var successor = await county.Acting(Role.Officer, VoiceCounty.Resources);
        var page = await successor.GetStringAsync($"/voices/{filed.Id}");
        var queue = await successor.GetStringAsync("/voices?tray=MyUnits");
        (await VoiceCounty.Step(successor, filed.Id, new { act = "accept" })).IsSuccessStatusCode.ShouldBeTrue();
        var other = await county.File(county.Anyone());
        var refused = await office.PostForm($"/voices/{other.Id}/act", new() { ["act"] = "Transfer", ["version"] = "0", ["body"] = "北山县乡企局" }, $"/voices/{other.Id}");

        page.ShouldContain("北山县自然资源和规划局");
        queue.ShouldContain($"/voices/{filed.Id}");
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await NewVoicePageTests.Read(refused)).ShouldContain("已撤销，没有承接单位");
    }

    [Fact]
    public async Task An_accusation_is_not_given_to_somebody_of_the_accused_body_even_where_she_also_works_for_its_keeper()
    {
        Task<List<Guid>> People() => county.Ask(db => db.Grants.Where(g => g.Organisation == VoiceCounty.Discipline.Value).Select(g => g.UserId).ToListAsync());
        var none = await People();
        await county.Acting(Role.Officer, VoiceCounty.Discipline);
        var suspect = (await People()).Except(none).Single();
        var clean = await county.Acting(Role.Officer, VoiceCounty.Discipline);
        var keeper = (await People()).Except(none).Single(p => p != suspect);
        await county.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            db.Grants.Add(new() { Id = Id<Grant>.New(county.Clock), UserId = suspect, Role = Role.Clerk, Place = VoiceCounty.Township, Organisation = VoiceCounty.AgricultureStation.Value, From = new(2020, 1, 1) });
            db.Record(actor, "test", "grants");
            await db.SaveChangesAsync();
        });
        var filed = await county.File(county.Anyone(), new { kind = VoiceKind.Accusation, category = "conduct", place = VoiceCounty.Village.ToString(), text = "有人截留补贴", accused = new[] { VoiceCounty.Agriculture } });

        var refused = await VoiceCounty.Step(clean, filed.Id, new { act = "hand", person = suspect });
        var given = await VoiceCounty.Step(clean, filed.Id, new { act = "hand", person = keeper });
        var both = await county.SignIn(await county.Ask(db => db.Users.Where(u => u.Id == suspect).Select(u => u.UserName!).SingleAsync()));
        var hers = await both.GetAsync($"/voices/{filed.Id}");

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("回避");
        given.IsSuccessStatusCode.ShouldBeTrue();
        hers.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await clean.GetStringAsync($"/voices/{filed.Id}?act=Hand")).ShouldNotContain(suspect.ToString("N"));
    }

    [Fact]
    public async Task Who_sent_it_opens_on_the_page_for_a_reason_alone_and_is_gone_on_the_next()
    {
        var office = await county.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        var filed = await county.File(county.Anyone());
        var page = $"/voices/{filed.Id}";

        var bare = await office.PostForm(page + "/identity", new() { ["why"] = "" }, page);
        var opened = await office.PostForm(page + "/identity", new() { ["why"] = "电话核实断水时间" }, page);

        bare.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await NewVoicePageTests.Read(bare)).ShouldNotContain("张三");
        (await NewVoicePageTests.Read(opened)).ShouldContain("张三");
        opened.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await office.GetStringAsync(page)).ShouldNotContain("张三");
    }

    [Fact]
    public async Task A_place_shows_counts_by_state_and_never_counts_accusations()
    {
        var leader = await county.Acting(Role.Leader, VoiceCounty.CountyGovernment);
        await county.File(county.Anyone(), VoiceCounty.Filing(place: 990101101202));
        var before = await leader.GetStringAsync("/places/990101101202");
        await county.File(county.Anyone(), new { kind = VoiceKind.Accusation, category = "conduct", place = "990101101202", text = "有人截留补贴", accused = new[] { VoiceCounty.TownshipGovernment } });
        var after = await leader.GetStringAsync("/places/990101101202");

        before.ShouldContain("不含检举控告");
        before.ShouldContain("已收到 1");
        after.ShouldContain("已收到 1");
    }

    [Fact]
    public async Task A_co_handling_body_sees_the_voice_and_writes_notes_and_nothing_else()
    {
        var (office, bureau, helper) = (await county.Acting(Role.Officer, VoiceCounty.PetitionOffice), await county.Acting(Role.Officer, VoiceCounty.Agriculture), await county.Acting(Role.Officer, VoiceCounty.Resources));
        var filed = await county.File(county.Anyone());
        await VoiceCounty.Done(office, filed.Id, new { act = "transfer", body = VoiceCounty.Agriculture });
        await VoiceCounty.Done(bureau, filed.Id, new { act = "accept" });
        (await helper.GetAsync($"/voices/{filed.Id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await VoiceCounty.Done(bureau, filed.Id, new { act = "coHandle", body = VoiceCounty.Resources });

        (await VoiceCounty.Step(helper, filed.Id, new { act = "note", note = "地类为水田" })).IsSuccessStatusCode.ShouldBeTrue();
        (await VoiceCounty.Step(helper, filed.Id, new { act = "mediate", words = "x" })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var step = await county.Ask(db => db.VoiceSteps.OrderByDescending(s => s.Number).FirstAsync(s => s.Voice == filed.Id));
        (step.Party, step.Body).ShouldBe((Party.Unit, VoiceCounty.Resources));
    }

    private Task<VoiceState> State(Id<Voice> id) => county.Ask(db => db.Voices.Where(v => v.Id == id).Select(v => v.State).SingleAsync());

    private Task Stamped() => county.Do(async (services, actor) =>
    {
        var db = services.GetRequiredService<Db>();
        await OrganisationStamp.Raise(db, null, default);
        db.Record(actor, "test", "organisations");
        await db.SaveChangesAsync();
        services.GetRequiredService<CurrentTree>().Written();
    });

    private static async Task<string> Posted(HttpClient client, string path, IEnumerable<(string, string)> fields)
    {
        using var content = new FormUrlEncodedContent([.. fields.Select(f => KeyValuePair.Create(f.Item1, f.Item2)), KeyValuePair.Create("__RequestVerificationToken", await client.Token("/voices"))]);
        return await (await client.PostAsync(path, content)).Content.ReadAsStringAsync();
    }
}
