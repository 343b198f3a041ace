using System.Net;
using Shanhai.Host.Security;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

public sealed class TooLateTests(VoiceCounty app) : IClassFixture<VoiceCounty>
{
    [Fact]
    public async Task Who_asks_for_a_review_after_its_last_day_is_told_the_days_and_her_words_stay()
    {
        var filed = await app.File(app.Anyone());
        var office = await app.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        await VoiceCounty.Done(office, filed.Id, new { act = "register" });
        await VoiceCounty.Done(office, filed.Id, new { act = "assign", body = VoiceCounty.Agriculture.ToString() });
        var bureau = await app.Acting(Role.Officer, VoiceCounty.Agriculture);
        await VoiceCounty.Done(bureau, filed.Id, new { act = "accept" });
        await VoiceCounty.Done(bureau, filed.Id, new { act = "issueOpinion", outcome = "explained", words = "渠道列入明年计划", facts = "渠道年久失修", law = "《信访工作条例》" });
        await VoiceCounty.Done(bureau, filed.Id, new { act = "deliver", day = "2026-11-23" });

        // Thirty days from 23 November end on 23 December.
        app.Clock.Advance(TimeSpan.FromDays(31));
        var villager = app.Anyone();
        await villager.PostForm("/voices/follow", new() { ["receipt"] = filed.Receipt, ["pin"] = filed.Pin! });
        var late = await villager.PostForm("/voices/own", new() { ["act"] = nameof(Act.RequestReview), ["why"] = "过了一天才看到" }, "/voices/follow");

        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var page = await NewVoicePageTests.Read(late);
        page.ShouldContain("期限已过");
        page.ShouldContain("2026-12-23");
        page.ShouldContain("过了一天才看到");
    }
}
