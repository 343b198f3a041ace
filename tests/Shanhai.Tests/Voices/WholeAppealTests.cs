using System.Net;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Security;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

/// <summary>An appeal through every step to the re-check, with the petitioner on one side and five bodies on the other.</summary>
public sealed class WholeAppealTests(VoiceCounty county) : IClassFixture<VoiceCounty>
{
    [Fact]
    public async Task An_appeal_goes_through_every_step_to_the_recheck_and_keeps_its_clocks()
    {
        var (petitioner, office) = (county.Anyone(), await county.Acting(Role.Officer, VoiceCounty.PetitionOffice));

        var filed = await county.File(petitioner);
        var id = filed.Id;
        filed.AnswerBy.ShouldBe(new(2026, 12, 8));
        filed.Office.ShouldBe("北山县信访局");

        await VoiceCounty.Done(office, id, new { act = "register" });
        (await VoiceCounty.Done(office, id, new { act = "transfer", body = VoiceCounty.Agriculture })).Due.ShouldBe(new(2026, 12, 8));
        county.Clock.Advance(TimeSpan.FromDays(2));
        office = await county.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        var (agriculture, resources) = (await county.Acting(Role.Officer, VoiceCounty.Agriculture), await county.Acting(Role.Officer, VoiceCounty.Resources));
        var (government, cityGovernment) = (await county.Acting(Role.Officer, VoiceCounty.CountyGovernment), await county.Acting(Role.Officer, VoiceCounty.CityGovernment));
        await VoiceCounty.Done(agriculture, id, new { act = "object", note = "水渠由自然资源部门管理" });
        await VoiceCounty.Done(office, id, new { act = "agreeObjection" });
        var second = await VoiceCounty.Done(office, id, new { act = "transfer", body = VoiceCounty.Resources });
        second.Due.ShouldBe(new(2026, 12, 8), "re-routing keeps the clock");

        var accepted = await VoiceCounty.Done(resources, id, new { act = "accept", words = "已受理。" });
        accepted.State.ShouldBe(VoiceState.InHandling);
        accepted.Due.ShouldBe(new(2027, 1, 25), "sixty days after 25 November is a Sunday, 24 January");
        var opinion = await VoiceCounty.Done(resources, id, new { act = "issueOpinion", outcome = "notSupported", words = "不予支持", facts = "水渠不在规划内", law = "水法" });
        opinion.Due.ShouldBeNull();
        (await VoiceCounty.Follow(petitioner, filed)).Outcome.ShouldBeNull("an opinion not delivered is not told");
        await VoiceCounty.Done(resources, id, new { act = "deliver", day = "2026-11-25" });

        var seen = await VoiceCounty.Follow(petitioner, filed);
        seen.Outcome.ShouldBe(Decision.NotSupported);
        seen.May.ShouldContain(Act.RequestReview);
        seen.Clocks.ShouldHaveSingleItem().ShouldBe(new(Procedure.AskReview, new(2026, 11, 25), new(2026, 12, 25), null, false, true, null));

        await Good(VoiceCounty.Own(petitioner, filed, new { act = "requestReview", words = "请上级看一看" }));
        (await VoiceCounty.Step(resources, id, new { act = "issueReview", outcome = "explained", words = "x", facts = "x", law = "x" })).StatusCode.ShouldBe(HttpStatusCode.Conflict, "not by the body itself");
        await VoiceCounty.Done(government, id, new { act = "issueReview", outcome = "explained", words = "有道理，但没有政策依据", facts = "x", law = "x" });
        await VoiceCounty.Done(government, id, new { act = "deliver", day = "2026-11-25" });
        await Good(VoiceCounty.Own(petitioner, filed, new { act = "requestRecheck", words = "仍然不服" }));
        var hearing = await VoiceCounty.Done(cityGovernment, id, new { act = "openHearing", words = "三日后听证" });
        hearing.Due.ShouldBeNull("the clock stands still");
        county.Clock.Advance(TimeSpan.FromDays(10));
        cityGovernment = await county.Acting(Role.Officer, VoiceCounty.CityGovernment);
        (await VoiceCounty.Done(cityGovernment, id, new { act = "closeHearing", words = "听证结束" })).Due.ShouldBe(new(2027, 1, 4), "thirty days and the ten of the hearing, which end on Monday 4 January");
        await VoiceCounty.Done(cityGovernment, id, new { act = "issueRecheck", outcome = "supported", words = "支持", facts = "x", law = "x", executeBy = "2027-03-01" });
        await VoiceCounty.Done(cityGovernment, id, new { act = "deliver", day = "2026-12-05" });
        await VoiceCounty.Done(cityGovernment, id, new { act = "execute", words = "水渠已修好", day = "2026-12-05" });
        await Good(VoiceCounty.Own(petitioner, filed, new { act = "rate", rating = 5, settled = true }));

        var end = await VoiceCounty.Follow(petitioner, filed);
        end.State.ShouldBe(VoiceState.Concluded);
        end.Rating.ShouldBe((short)5);
        (await county.Ask(db => db.VoiceSteps.Where(s => s.Voice == id).Select(s => (int)s.Number).OrderBy(n => n).ToListAsync())).ShouldBe(Enumerable.Range(1, 19));
        (await county.Ask(db => db.Clocks.CountAsync(c => c.Subject == id.Value && c.StoppedAt == null))).ShouldBe(0);
        (await county.Ask(db => db.Journal.CountAsync(e => e.Subject == "voice:" + id))).ShouldBeGreaterThanOrEqualTo(19);
    }

    private static async Task Good(Task<HttpResponseMessage> asked)
    {
        var answer = await asked;
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }
}
