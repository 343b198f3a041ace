using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

/// <summary>What goes wrong on an appeal's way, and what the petitioner and the officials are told then.</summary>
public sealed class AppealTests(VoiceCounty county) : IClassFixture<VoiceCounty>
{
    [Fact]
    public async Task A_review_asked_for_too_late_is_refused_with_its_dates()
    {
        var (petitioner, office, agriculture) = (county.Anyone(), await county.Acting(Role.Officer, VoiceCounty.PetitionOffice), await county.Acting(Role.Officer, VoiceCounty.Agriculture));
        var filed = await county.File(petitioner);
        await VoiceCounty.Done(office, filed.Id, new { act = "transfer", body = VoiceCounty.Agriculture });
        await VoiceCounty.Done(agriculture, filed.Id, new { act = "accept" });
        await VoiceCounty.Done(agriculture, filed.Id, new { act = "issueOpinion", outcome = "explained", words = "x", facts = "x", law = "x" });
        await VoiceCounty.Done(agriculture, filed.Id, new { act = "deliver", day = ChinaDay.Today(county.Clock) });
        var due = (await VoiceCounty.Follow(petitioner, filed)).Clocks.Single().DueOn;
        county.Clock.Advance(ChinaDay.EndOf(due) - county.Clock.GetUtcNow());

        var late = await VoiceCounty.Own(petitioner, filed, new { act = "requestReview", words = "x" });

        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await late.Content.ReadAsStringAsync()).ShouldContain(due.ToString("O"));
    }

    [Fact]
    public async Task More_time_is_given_by_the_head_of_the_body_alone_with_reason_and_notice_and_within_the_law()
    {
        var (office, officer, leader) = (await county.Acting(Role.Officer, VoiceCounty.PetitionOffice), await county.Acting(Role.Officer, VoiceCounty.Agriculture), await county.Acting(Role.Leader, VoiceCounty.Agriculture));
        var filed = await county.File(county.Anyone());
        await VoiceCounty.Done(office, filed.Id, new { act = "transfer", body = VoiceCounty.Agriculture });
        var accepted = await VoiceCounty.Done(officer, filed.Id, new { act = "accept" });

        var byOfficer = await VoiceCounty.Step(officer, filed.Id, new { act = "extend", words = "x", reason = "x", days = 10 });
        var tooLong = await VoiceCounty.Step(leader, filed.Id, new { act = "extend", words = "情况复杂", reason = "需要鉴定", days = 31 });
        var bare = await VoiceCounty.Step(leader, filed.Id, new { act = "extend", days = 10 });
        var given = await VoiceCounty.Done(leader, filed.Id, new { act = "extend", words = "因需要鉴定，延长十日。", reason = "需要鉴定", days = 10 });

        byOfficer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        tooLong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        bare.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        given.Due!.Value.ShouldBeGreaterThan(accepted.Due!.Value);
    }

    [Fact]
    public async Task Of_two_officers_who_close_at_once_one_is_told_and_nothing_is_lost()
    {
        var (one, two) = (await county.Acting(Role.Officer, VoiceCounty.PetitionOffice), await county.Acting(Role.Officer, VoiceCounty.PetitionOffice));
        var filed = await county.File(county.Anyone());
        await VoiceCounty.Done(one, filed.Id, new { act = "register" });
        var version = (await one.GetFromJsonAsync<ShowVoice>($"/api/v1/voices/{filed.Id}", VoiceCounty.Web))!.Version;

        var both = await Task.WhenAll(
            VoiceCounty.Step(one, filed.Id, new { act = "replyDirectly", version, words = "已答复" }), VoiceCounty.Step(two, filed.Id, new { act = "notAccept", version, reason = "not-competent" }));

        both.Count(a => a.IsSuccessStatusCode).ShouldBe(1);
        both.Count(a => a.StatusCode == HttpStatusCode.Conflict).ShouldBe(1);
        (await county.Ask(db => db.VoiceSteps.CountAsync(s => s.Voice == filed.Id))).ShouldBe(3);
    }

    [Fact]
    public async Task Wrong_pins_lock_the_receipt_for_a_while_and_tell_nothing()
    {
        var anyone = county.Anyone();
        var filed = await county.File(anyone);
        var wrong = new { receipt = filed.Receipt, pin = filed.Pin == "000000" ? "111111" : "000000" };

        for (var i = 0; i < 5; i++)
        {
            (await anyone.PostAsJsonAsync("/api/v1/voices/follow", wrong)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
        var locked = await anyone.PostAsJsonAsync("/api/v1/voices/follow", new { receipt = filed.Receipt, pin = filed.Pin });
        county.Clock.Advance(TimeSpan.FromMinutes(16));
        var later = await VoiceCounty.Follow(anyone, filed);
        var unknown = await anyone.PostAsJsonAsync("/api/v1/voices/follow", new { receipt = Receipt.New(), pin = filed.Pin });

        locked.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        later.Id.ShouldBe(filed.Id);
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_same_voice_sent_twice_at_once_is_filed_once()
    {
        var key = Guid.Parse("7b0e4a2c-0000-4000-8000-000000000001").ToString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => county.File(county.Anyone(), VoiceCounty.Filing(key: key))));
        var again = await county.File(county.Anyone(), VoiceCounty.Filing(key: key));

        answers.Select(a => a.Id).Distinct().ShouldHaveSingleItem();
        answers.Count(a => a.Pin is not null).ShouldBe(1);
        again.Again.ShouldBeTrue();
        (await county.Ask(db => db.Voices.CountAsync(v => v.ClientKey == key))).ShouldBe(1);
    }

    [Fact]
    public async Task Who_sent_it_is_sealed_and_opened_only_with_a_reason_that_is_journalled()
    {
        var (office, leader) = (await county.Acting(Role.Officer, VoiceCounty.PetitionOffice), await county.SignedIn(Role.Leader, VoiceCounty.County));
        var filed = await county.File(county.Anyone());

        var page = await office.GetStringAsync($"/api/v1/voices/{filed.Id}");
        var bare = await office.PostAsJsonAsync($"/api/v1/voices/{filed.Id}/identity", new { });
        var notHers = await leader.PostAsJsonAsync($"/api/v1/voices/{filed.Id}/identity", new { reason = "想知道是谁" });
        var opened = await office.PostAsJsonAsync($"/api/v1/voices/{filed.Id}/identity", new { reason = "联系当事人核实" });

        page.ShouldNotContain("张三");
        bare.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        notHers.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await opened.Content.ReadAsStringAsync()).ShouldContain("张三");
        var stored = await county.Ask(db => db.Petitioners.Where(p => p.Voice == filed.Id).Select(p => p.Box).SingleAsync());
        System.Text.Encoding.UTF8.GetString(stored).ShouldNotContain("张三");
        (await county.Ask(db => db.Journal.Where(e => e.Verb == VoicesModule.Identity).Select(e => e.Summary).ToListAsync())).ShouldHaveSingleItem()!.ShouldContain("联系当事人核实");
        var written = await county.Ask(db => db.Journal.Where(e => e.Subject == "voice:" + filed.Id).Select(e => e.Summary + e.Changes).ToListAsync());
        written.ShouldNotBeEmpty();
        written.ShouldAllBe(s => !s!.Contains("张三") && !s.Contains("水渠"));
    }
}
