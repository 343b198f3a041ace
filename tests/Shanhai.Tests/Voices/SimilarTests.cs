using System.Net;
using System.Net.Http.Json;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

/// <summary>What may be the same matter is listed with why, among what the clerk may see; nothing is merged by it.</summary>
public sealed class SimilarTests(VoiceCounty county) : IClassFixture<VoiceCounty>
{
    private static readonly PlaceCode Below = new(VoiceCounty.Village.Value + 1);

    private static object About(string text, PlaceCode? place = null, string? category = "water-power") => new { text, place = (place ?? VoiceCounty.Village).ToString(), category };

    private static async Task<IReadOnlyList<SimilarVoices.Row>> To(HttpClient client, object about)
    {
        var answer = await client.PostAsJsonAsync("/api/v1/voices/similar", about, VoiceCounty.Web);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<Page<SimilarVoices.Row>>(VoiceCounty.Web))!.Rows;
    }

    [Fact]
    public async Task The_same_matter_in_other_words_comes_first_with_the_phrases_place_and_days_that_speak_for_it()
    {
        var anyone = county.Anyone();
        var same = await county.File(anyone, VoiceCounty.Filing("村东头的灌溉水渠上周塌方，稻田浇不上水，请尽快修。"));
        await county.File(anyone, VoiceCounty.Filing("自来水早晚经常停，水压也小。"));
        await county.File(anyone, VoiceCounty.Filing("村里广场舞音响太吵，晚上睡不着。", place: Below));
        county.Clock.Advance(TimeSpan.FromDays(3));

        var rows = await To(await county.Acting(Role.Clerk, VoiceCounty.PetitionOffice), About("打电话来说灌溉水渠塌方好几天没人管，三十亩稻田浇不上水"));

        rows[0].Id.ShouldBe(same.Id);
        rows[0].Phrases.ShouldContain(p => p.Contains("水渠"));
        rows[0].Phrases.ShouldAllBe(p => p.Length > 1);
        (rows[0].Near, rows[0].DaysApart, rows[0].SameCategory).ShouldBe((Level.Village, 3, true));
        rows.Select(r => r.Excerpt).ShouldNotContain(e => e.Contains("广场舞"));
        (await county.Ask(db => Task.FromResult(db.Voices.Count(v => v.SameAs != null)))).ShouldBe(0);
    }

    [Fact]
    public async Task A_copy_from_another_township_of_the_county_is_found_and_one_that_shares_a_phrase_is_not()
    {
        const string copy = "我们联名反映北山水库下游河道采砂严重，堤岸开裂，汛期有垮塌危险，请求立即停止采砂并加固堤岸，追究责任。";
        var clerk = await county.Acting(Role.Clerk, VoiceCounty.PetitionOffice);
        var filed = await county.File(county.Anyone(), VoiceCounty.Filing(copy, place: VoiceCounty.County));
        var other = await county.File(county.Anyone(), VoiceCounty.Filing("建议在采砂场旧址种树，搞个公园。", place: VoiceCounty.County));

        var rows = await To(clerk, About(copy.Replace("我们联名", "村民联合", StringComparison.Ordinal), Below));

        rows.Select(r => r.Id).ShouldContain(filed.Id);
        rows.Select(r => r.Id).ShouldNotContain(other.Id);
        rows.Single(r => r.Id == filed.Id).Likeness.ShouldBeGreaterThan(0.7);
    }

    [Fact]
    public async Task What_the_clerk_may_not_see_is_not_listed_and_only_those_who_register_voices_may_ask()
    {
        const string text = "乡里收购站压秤克扣茶农的钱，站长态度恶劣。";
        var filed = await county.File(county.Anyone(), new { kind = "accusation", category = "conduct", place = VoiceCounty.Village.ToString(), text, accused = new[] { VoiceCounty.TownshipGovernment } });

        (await To(await county.Acting(Role.Clerk, VoiceCounty.PetitionOffice), About(text))).Select(r => r.Id).ShouldNotContain(filed.Id);
        (await To(await county.Acting(Role.Clerk, VoiceCounty.TownshipGovernment), About(text))).ShouldBeEmpty();
        (await To(await county.Acting(Role.Clerk, VoiceCounty.Discipline), About(text))).Select(r => r.Id).ShouldContain(filed.Id);
        (await county.Anyone().PostAsJsonAsync("/api/v1/voices/similar", About(text))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await (await county.Acting(Role.Clerk, VoiceCounty.PetitionOffice)).PostAsJsonAsync("/api/v1/voices/similar", new { text = " " })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_voice_on_file_shows_what_is_like_it_without_itself()
    {
        var (office, text) = (await county.Acting(Role.Officer, VoiceCounty.PetitionOffice), "桥头路面坑洼积水，电动车摔倒好几个人。");
        var (one, two) = (await county.File(county.Anyone(), VoiceCounty.Filing(text)), await county.File(county.Anyone(), VoiceCounty.Filing("桥头那段路面坑洼，下雨积水，已经摔倒三个人")));

        var rows = (await office.GetFromJsonAsync<Page<SimilarVoices.Row>>($"/api/v1/voices/{one.Id}/similar", VoiceCounty.Web))!.Rows;

        rows[0].Id.ShouldBe(two.Id);
        rows.Select(r => r.Id).ShouldNotContain(one.Id);
        (await (await county.Acting(Role.Officer, VoiceCounty.Resources)).GetAsync($"/api/v1/voices/{one.Id}/similar")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public void Shared_phrases_stand_in_both_texts_and_none_inside_another()
    {
        var phrases = SimilarVoices.Shared("灌溉水渠塌方，水渠没人修", "去年的灌溉水渠今年又塌方了");

        phrases.ShouldContain("灌溉水渠");
        phrases.ShouldContain("塌方");
        phrases.ShouldNotContain("水渠");
    }
}
