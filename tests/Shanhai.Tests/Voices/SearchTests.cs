using System.Net;
using System.Net.Http.Json;
using CsCheck;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

/// <summary>Chinese words are found wherever they stand, however short they are, and never by those who may not see the voice.</summary>
public sealed class SearchTests(VoiceCounty county) : IClassFixture<VoiceCounty>
{
    private static async Task<IReadOnlyList<FindVoices.Row>> Found(HttpClient client, string text, string more = "") =>
        (await client.GetFromJsonAsync<Page<FindVoices.Row>>($"/api/v1/voices?text={Uri.EscapeDataString(text)}{more}", VoiceCounty.Web))!.Rows;

    [Fact]
    public void A_text_holds_all_that_any_of_its_passages_needs() => Gen.String[Gen.Char["村口水渠塌了浇不上，。 ABcd１２é㐀鿿"], 1, 60].Select(Gen.Int[0, 59], Gen.Int[1, 12]).Sample((text, from, length) =>
    {
        var held = SearchGrams.Of([text]);
        var passage = SearchGrams.Folded(text) is var folded && from < folded.Length ? folded.Substring(from, Math.Min(length, folded.Length - from)) : "";
        SearchGrams.Words(passage).SelectMany(SearchGrams.Needed).ShouldBeSubsetOf(held);
        held.ShouldAllBe(g => g >= 0 && g < 0x4000_0000);
    });

    [Fact]
    public void Two_different_pairs_of_ideographs_never_share_a_number() =>
        Gen.Select(Gen.Char['\u3400', '\u9FFF'], Gen.Char['\u3400', '\u9FFF'], Gen.Char['\u3400', '\u9FFF'], Gen.Char['\u3400', '\u9FFF']).Sample((a, b, c, d) =>
            (SearchGrams.Pair($"{a}{b}") == SearchGrams.Pair($"{c}{d}")).ShouldBe((a, b) == (c, d)));

    [Fact]
    public async Task Words_of_any_length_are_found_in_message_wish_reply_place_and_subject_with_the_passage_that_holds_them()
    {
        var (anyone, office) = (county.Anyone(), await county.Acting(Role.Officer, VoiceCounty.PetitionOffice));
        var canal = await county.File(anyone, VoiceCounty.Filing("去年修的灌溉渠道又塌方了，三十亩稻田浇不上水。"));
        var lamp = await county.File(anyone, new { kind = "suggestion", category = "roads", place = new PlaceCode(VoiceCounty.Village.Value + 1).ToString(), text = "村道两边晚上太黑，建议装路灯。", wish = "装１２盏太阳能路灯", where = "老祠堂门前" });
        await VoiceCounty.Done(office, lamp.Id, new { act = "register" });
        await VoiceCounty.Done(office, lamp.Id, new { act = "replyDirectly", words = "已列入民生实事项目，计划国庆节前安装完毕。" });

        (await Found(office, "渠")).ShouldHaveSingleItem().Id.ShouldBe(canal.Id);
        (await Found(office, "稻田")).ShouldHaveSingleItem().Id.ShouldBe(canal.Id);
        (await Found(office, "灌溉渠道")).ShouldHaveSingleItem().Found!.Parts.ShouldContain(new SearchExcerpt.Part("灌溉渠道", true));
        (await Found(office, "太阳能")).ShouldHaveSingleItem().Found!.In.ShouldBe(SearchExcerpt.Source.Wish);
        (await Found(office, "祠堂门前")).ShouldHaveSingleItem().Id.ShouldBe(lamp.Id);
        (await Found(office, "12盏")).ShouldHaveSingleItem().Id.ShouldBe(lamp.Id);
        var replied = (await Found(office, "民生实事 路灯")).ShouldHaveSingleItem();
        replied.Id.ShouldBe(lamp.Id);
        (await Found(office, "国庆节前")).ShouldHaveSingleItem().Found!.In.ShouldBe(SearchExcerpt.Source.Reply);
        (await Found(office, "云下村")).ShouldHaveSingleItem().Id.ShouldBe(lamp.Id);
        (await Found(office, "道路与交通")).ShouldHaveSingleItem().Id.ShouldBe(lamp.Id);
        (await Found(office, "建议意见")).ShouldHaveSingleItem().Id.ShouldBe(lamp.Id);
        (await Found(office, "路灯", "&state=replied")).ShouldHaveSingleItem();
        (await Found(office, "路灯", "&open=true")).ShouldBeEmpty();
        (await Found(office, "路灯", $"&under={VoiceCounty.Township}")).ShouldHaveSingleItem();
        (await Found(office, "路灯", $"&under={VoiceCounty.Other}")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Pairs_that_stand_apart_are_no_word_and_a_text_without_any_character_is_told_so()
    {
        var office = await county.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        await county.File(county.Anyone(), VoiceCounty.Filing("养猪场的猪场污水流进场地"));

        (await Found(office, "养猪场地")).ShouldBeEmpty();
        (await Found(office, "养猪场")).ShouldHaveSingleItem();
        var bad = await office.GetAsync("/api/v1/voices?text=%EF%BC%81%EF%BC%9F");
        bad.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await bad.Content.ReadAsStringAsync()).ShouldContain("！？");
        (await office.GetAsync("/api/v1/voices?text=" + new string('x', 101))).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_voice_that_moves_on_is_found_by_its_new_holder_and_by_nobody_who_may_not_see_it()
    {
        var (office, agriculture, resources) = (await county.Acting(Role.Officer, VoiceCounty.PetitionOffice), await county.Acting(Role.Officer, VoiceCounty.Agriculture), await county.Acting(Role.Officer, VoiceCounty.Resources));
        var filed = await county.File(county.Anyone(), VoiceCounty.Filing("茶叶收购站压级压价。"));
        (await Found(agriculture, "收购站")).ShouldBeEmpty();

        await VoiceCounty.Done(office, filed.Id, new { act = "transfer", body = VoiceCounty.Agriculture });

        (await Found(agriculture, "收购站")).ShouldHaveSingleItem();
        (await Found(resources, "收购")).ShouldBeEmpty();
        (await Found(await county.SignedIn(Role.Officer, VoiceCounty.Other), "收购")).ShouldBeEmpty();
        (await Found(await county.SignedIn(Role.Officer, VoiceCounty.Village), "收购")).ShouldHaveSingleItem();
        (await Found(await county.SignedIn(Role.Officer, VoiceCounty.Province), "收购")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_accusation_is_found_by_those_who_hold_it_alone()
    {
        var filed = await county.File(county.Anyone(), new { kind = "accusation", category = "conduct", place = VoiceCounty.Village.ToString(), text = "云上乡干部虚报补贴面积。", accused = new[] { VoiceCounty.TownshipGovernment } });

        (await Found(await county.Acting(Role.Officer, VoiceCounty.Discipline), "虚报补贴")).ShouldHaveSingleItem().Id.ShouldBe(filed.Id);
        foreach (var other in new[] { await county.Acting(Role.Leader, VoiceCounty.TownshipGovernment), await county.Acting(Role.Officer, VoiceCounty.PetitionOffice), await county.SignedIn(Role.Officer, VoiceCounty.County), await county.SignedIn(Role.Leader, VoiceCounty.Province) })
        {
            (await Found(other, "虚报")).ShouldBeEmpty();
            (await Found(other, "检举控告")).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Pages_of_a_search_follow_one_another_from_the_newest_to_the_oldest_without_gap_or_repetition()
    {
        var filed = new List<Id<Voice>>();
        for (var i = 0; i < 14; i++)
        {
            filed.Add((await county.File(county.Anyone(), VoiceCounty.Filing($"第{i}次：蓄水池漏水"))).Id);
            county.Clock.Advance(TimeSpan.FromDays(45));
        }
        var office = await county.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        var (seen, after) = (new List<Id<Voice>>(), (string?)null);
        do
        {
            var page = (await office.GetFromJsonAsync<Page<FindVoices.Row>>($"/api/v1/voices?size=3&text={Uri.EscapeDataString("蓄水池")}{(after is null ? "" : "&after=" + after)}", VoiceCounty.Web))!;
            seen.AddRange(page.Rows.Select(r => r.Id));
            after = page.Next;
        }
        while (after is not null);

        seen.ShouldBe(filed.AsEnumerable().Reverse());
    }
}
