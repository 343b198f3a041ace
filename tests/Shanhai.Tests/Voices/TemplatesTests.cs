using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Voices;
using Shanhai.Voices.Templates;

namespace Shanhai.Tests.Voices;

public sealed class TemplatesTests(VoiceCounty county) : IClassFixture<VoiceCounty>
{
    [Fact]
    public void Every_template_that_ships_is_for_words_the_petitioner_reads_and_uses_only_what_can_be_filled()
    {
        foreach (var template in TemplateCatalogue.Read().Templates)
        {
            WriteTemplate.Acts.ShouldContain(template.Act, template.Code);
            Placeholders.Unknown(template.Text.Zh).ShouldBeEmpty(template.Code);
            Placeholders.Unknown(template.Text.En).ShouldBeEmpty(template.Code);
        }
    }

    [Fact]
    public void A_value_is_written_by_its_type_and_one_that_is_not_known_is_marked()
    {
        var subject = new TemplateSubject("7K2M9QXT4RWA", new(2026, 11, 3), "云上村", new("水电与通信", "Water"), "信访局", "水利局", null, new(2026, 11, 23), null, null, null);

        Placeholders.Fill("{收到日期}{地方}{事项}，{到期日}", subject, Language.Chinese).ShouldBe("2026年11月3日云上村水电与通信，〔待填：到期日〕");
        Placeholders.Fill("{received} {subject}", subject, Language.English).ShouldBe("3 November 2026 Water");
        Placeholders.Fill("{不认识}", subject, Language.Chinese).ShouldBe("{不认识}");
    }

    [Fact]
    public async Task A_body_writes_its_own_template_changes_it_as_the_next_version_and_fills_it_into_a_form()
    {
        var (office, bureau) = (await county.Acting(Role.Officer, VoiceCounty.PetitionOffice), await county.Acting(Role.Officer, VoiceCounty.Agriculture));
        var bad = await office.PostForm("/voices/templates", new() { ["for"] = "ReplyDirectly", ["title"] = "本局答复", ["text"] = "您反映的{不认识}" });
        (await office.PostForm("/voices/templates", new() { ["for"] = "ReplyDirectly", ["title"] = "本局答复", ["text"] = "您反映的{地方}问题已解决。" })).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var first = await county.Ask(db => db.ReplyTemplates.SingleAsync(t => t.Title == "本局答复"));
        (await office.PostForm("/voices/templates", new() { ["of"] = first.Id.ToString(), ["for"] = "ReplyDirectly", ["title"] = "本局答复", ["text"] = "{地方}的问题已于{今天}解决。" })).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var stale = await office.PostForm("/voices/templates", new() { ["of"] = first.Id.ToString(), ["for"] = "ReplyDirectly", ["title"] = "本局答复", ["text"] = "x" });
        var second = await county.Ask(db => db.ReplyTemplates.SingleAsync(t => t.Title == "本局答复" && t.EndedAt == null));
        var filed = await county.File(county.Anyone());
        await VoiceCounty.Done(office, filed.Id, new { act = "register" });
        var page = $"/voices/{filed.Id}";

        var filled = await NewVoicePageTests.Read(await office.PostForm(page + "/act", new() { ["act"] = "ReplyDirectly", ["version"] = "1", ["do"] = "fill", ["template"] = second.Id.ToString(), ["words"] = "谢谢。" }, page));
        var gap = await office.PostForm(page + "/act", new() { ["act"] = "ReplyDirectly", ["version"] = "1", ["words"] = "已于〔待填：日期〕解决" }, page);

        bad.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        second.Version.ShouldBe((short)2);
        filled.ShouldContain("云上村的问题已于2026年11月23日解决。");
        filled.ShouldContain("谢谢。");
        gap.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await gap.Content.ReadAsStringAsync()).ShouldContain("待填");
        (await bureau.GetStringAsync("/voices/templates")).ShouldNotContain("本局答复");
        (await bureau.PostAsJsonAsync($"/api/v1/voices/templates/{second.Id}/end", new { })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
