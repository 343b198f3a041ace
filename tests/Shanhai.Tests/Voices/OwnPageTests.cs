using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Security;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

public sealed class OwnPageTests(VoiceCounty app) : IClassFixture<VoiceCounty>
{
    [Fact]
    public async Task Receipt_and_PIN_open_ones_own_voice_and_no_page_repeats_the_PIN()
    {
        var (villager, filed) = await Opened();
        var page = await villager.GetStringAsync("/voices/follow");

        page.ShouldContain(Receipt.Written(filed.Receipt));
        page.ShouldContain("北山县信访局");
        page.ShouldContain("正在计算的期限");
        page.ShouldContain("2026年12月8日");
        page.ShouldNotContain($"value=\"{filed.Pin}\"");
        page.ShouldNotContain("申请复查</button>");
    }

    [Fact]
    public async Task A_wrong_PIN_opens_nothing_and_five_lock_the_receipt()
    {
        var filed = await app.File(app.Anyone());
        var stranger = app.Anyone();
        for (var i = 0; i < 5; i++)
        {
            var wrong = await Enter(stranger, filed.Receipt, filed.Pin == "000000" ? "000001" : "000000");
            wrong.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await NewVoicePageTests.Read(wrong)).ShouldContain("查询码或者密码不对");
        }
        var locked = await Enter(stranger, filed.Receipt, filed.Pin!);

        locked.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await NewVoicePageTests.Read(locked)).ShouldContain("请一刻钟后再试");
        app.Clock.Advance(TimeSpan.FromMinutes(16));
        (await Enter(stranger, filed.Receipt, filed.Pin!)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task The_PIN_of_one_voice_opens_no_other_and_the_answer_is_that_for_a_code_that_nobody_has()
    {
        var (one, two) = (await app.File(app.Anyone()), await app.File(app.Anyone()));
        var pin = two.Pin == one.Pin ? (await app.File(app.Anyone())).Pin! : two.Pin!;
        var words = await NewVoicePageTests.Read(await Enter(app.Anyone(), Receipt.New(), pin));

        var entered = await Enter(app.Anyone(), one.Receipt, pin);
        var stepped = await app.Anyone().PostAsJsonAsync("/api/v1/voices/own-step", new { receipt = one.Receipt, pin, step = new { act = "withdraw" } }, VoiceCounty.Web);

        words.ShouldContain("查询码或者密码不对");
        entered.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await NewVoicePageTests.Read(entered)).ShouldContain("查询码或者密码不对");
        stepped.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await app.Ask(db => db.Voices.Where(v => v.Id == one.Id).Select(v => v.State).SingleAsync())).ShouldBe(VoiceState.Received);
    }

    [Fact]
    public async Task She_reads_why_it_was_not_accepted_and_where_to_turn_instead()
    {
        var (villager, filed) = await Opened();
        var office = await app.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        await VoiceCounty.Done(office, filed.Id, new { act = "register" });
        (await VoiceCounty.Step(office, filed.Id, new { act = "notAccept", reason = "because" })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await VoiceCounty.Done(office, filed.Id, new { act = "notAccept", reason = "statutory-way" });

        var page = await villager.GetStringAsync("/voices/follow");
        page.ShouldContain("应当通过法定途径解决");
        page.ShouldContain("劳动人事争议和土地承包争议申请仲裁");
        page.ShouldContain("信访工作条例 31");
        var seen = await VoiceCounty.Follow(app.Anyone(), filed);
        (seen.State, seen.Reason).ShouldBe((VoiceState.NotAccepted, "statutory-way"));
        seen.Clocks.ShouldBeEmpty();
    }

    [Fact]
    public async Task She_adds_words_and_they_stand_in_the_story()
    {
        var (villager, _) = await Opened();
        var empty = await villager.PostForm("/voices/own", new() { ["act"] = "AddWords" }, "/voices/follow");
        empty.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await NewVoicePageTests.Read(empty)).ShouldContain("id=\"added-error\"");

        var added = await villager.PostForm("/voices/own", new() { ["act"] = "AddWords", ["added"] = "<i>昨天</i>又塌了一段" }, "/voices/follow");
        added.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var page = await villager.GetStringAsync(added.Headers.Location!.ToString());
        page.ShouldContain("又塌了一段");
        page.ShouldNotContain("<i>昨天</i>");
    }

    [Fact]
    public async Task She_withdraws_after_saying_that_she_means_it_and_then_rates()
    {
        var (villager, filed) = await Opened();
        (await villager.PostForm("/voices/own", new() { ["act"] = "Withdraw" }, "/voices/follow")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await villager.PostForm("/voices/own", new() { ["act"] = "Withdraw", ["certain"] = "true" }, "/voices/follow")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await villager.GetStringAsync("/voices/follow")).ShouldContain("您已经撤回");

        (await villager.PostForm("/voices/own", new() { ["act"] = "Rate", ["rating"] = "6" }, "/voices/follow")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await villager.PostForm("/voices/own", new() { ["act"] = "Rate", ["rating"] = "2", ["settled"] = "no" }, "/voices/follow")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var voice = await app.Ask(db => db.Voices.AsNoTracking().SingleAsync(v => v.Id == filed.Id));
        (voice.State, voice.Rating, voice.Settled).ShouldBe((VoiceState.Withdrawn, (short?)2, (bool?)false));
    }

    [Fact]
    public async Task What_the_state_does_not_allow_is_refused_in_words()
    {
        var (villager, _) = await Opened();
        var answer = await villager.PostForm("/voices/own", new() { ["act"] = "RequestReview", ["why"] = "不服" }, "/voices/follow");

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await app.Anyone().PostForm("/voices/own", new() { ["act"] = "Withdraw", ["certain"] = "true" }, "/voices/follow")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task After_half_an_hour_it_is_closed_and_the_words_just_written_are_given_back()
    {
        var (villager, _) = await Opened();
        app.Clock.Advance(TimeSpan.FromMinutes(31));
        (await villager.GetStringAsync("/voices/follow")).ShouldContain("输入回执上的查询码和密码");
        var late = await villager.PostForm("/voices/own", new() { ["act"] = "AddWords", ["added"] = "写了半个多小时" }, "/voices/follow");

        late.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await NewVoicePageTests.Read(late)).ShouldContain("写了半个多小时");
    }

    [Fact]
    public async Task She_reads_the_opinion_once_it_is_delivered_and_asks_for_a_review()
    {
        var (villager, filed) = await Opened();
        var office = await app.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        await VoiceCounty.Done(office, filed.Id, new { act = "register" });
        await VoiceCounty.Done(office, filed.Id, new { act = "assign", body = VoiceCounty.Agriculture.ToString() });
        var bureau = await app.Acting(Role.Officer, VoiceCounty.Agriculture);
        await VoiceCounty.Done(bureau, filed.Id, new { act = "accept" });
        await VoiceCounty.Done(bureau, filed.Id, new { act = "issueOpinion", outcome = "explained", words = "渠道列入明年计划", facts = "渠道年久失修", law = "《信访工作条例》" });
        (await villager.GetStringAsync("/voices/follow")).ShouldNotContain("渠道列入明年计划");
        await VoiceCounty.Done(bureau, filed.Id, new { act = "deliver", day = "2026-11-23" });

        var page = await villager.GetStringAsync("/voices/follow");
        page.ShouldContain("渠道列入明年计划");
        page.ShouldContain("渠道年久失修");
        page.ShouldContain("您可以在");
        (await villager.PostForm("/voices/own", new() { ["act"] = "RequestReview", ["why"] = "不同意" }, "/voices/follow")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await villager.GetStringAsync("/voices/follow")).ShouldContain("正在复查");
    }

    [Fact]
    public async Task She_sees_that_her_name_was_looked_up_when_for_which_body_and_why()
    {
        var (villager, filed) = await Opened();
        var office = await app.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        (await office.PostAsJsonAsync($"/api/v1/voices/{filed.Id}/identity", new { reason = "寄送告知书" })).EnsureSuccessStatusCode();

        var page = await villager.GetStringAsync("/voices/follow");
        page.ShouldContain("寄送告知书");
        page.ShouldContain("2026年11月23日");
        page.ShouldNotContain("officer-");
    }

    private async Task<(HttpClient Villager, FileVoice.Filed Filed)> Opened()
    {
        var villager = app.Anyone();
        var filed = await app.File(app.Anyone());
        (await Enter(villager, Receipt.Written(filed.Receipt).ToLowerInvariant(), filed.Pin!)).Headers.Location!.ToString().ShouldBe("/voices/follow");
        return (villager, filed);
    }

    private static Task<HttpResponseMessage> Enter(HttpClient client, string receipt, string pin) =>
        client.PostForm("/voices/follow", new() { ["receipt"] = receipt, ["pin"] = pin });
}
