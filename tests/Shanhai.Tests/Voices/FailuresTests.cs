using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Voices;
using Shanhai.Voices.Failures;

namespace Shanhai.Tests.Voices;

/// <summary>What is sanctioned is found, shown to the body first and to its superior when it stands; the body answers and the superior judges.</summary>
public sealed class FailuresTests(VoiceCounty county) : IClassFixture<VoiceCounty>
{
    [Fact]
    public async Task Each_sanctionable_failure_is_found_once_and_shown_in_order()
    {
        var (office, bureau) = (await county.Acting(Role.Officer, VoiceCounty.PetitionOffice), await county.Acting(Role.Officer, VoiceCounty.Agriculture));
        var unregistered = await county.File(county.Anyone());
        var unnotified = await Transferred(office);
        var unconcluded = await Transferred(office);
        await VoiceCounty.Done(bureau, unconcluded.Id, new { act = "accept" });
        var unexecuted = await Transferred(office);
        await VoiceCounty.Done(bureau, unexecuted.Id, new { act = "accept" });
        await VoiceCounty.Done(bureau, unexecuted.Id, new { act = "issueOpinion", outcome = "supported", words = "x", facts = "x", law = "x", executeBy = ChinaDay.Today(county.Clock).AddDays(20) });
        var refused = await Transferred(office);
        await VoiceCounty.Done(bureau, refused.Id, new { act = "object", note = "x" });
        await VoiceCounty.Done(office, refused.Id, new { act = "refuseObjection", note = "归你单位" });
        await VoiceCounty.Done(bureau, refused.Id, new { act = "notAccept", reason = "not-competent" });

        county.Clock.Advance(TimeSpan.FromDays(70));
        for (var twice = 0; twice < 2; twice++)
        {
            await county.Strike(ClocksModule.Watch);
            await county.Strike(VoicesModule.Detect);
        }

        var found = await county.Ask(db => db.VoiceFailures.AsNoTracking().ToListAsync());
        found.Single(f => f.Voice == unregistered.Id).Kind.ShouldBe(FailureKind.NotRegistered);
        found.Single(f => f.Voice == unnotified.Id).Kind.ShouldBe(FailureKind.NotNotified);
        found.Single(f => f.Voice == unconcluded.Id).Kind.ShouldBe(FailureKind.NotConcluded);
        found.Single(f => f.Voice == unexecuted.Id).Kind.ShouldBe(FailureKind.NotExecuted);
        found.Single(f => f.Voice == refused.Id).Kind.ShouldBe(FailureKind.NotAccepted);
        found.ShouldAllBe(f => f.ShownToSuperiorAt == null);

        // Shown to the body alone at first.
        bureau = await county.Acting(Role.Officer, VoiceCounty.Agriculture);
        var superior = await county.Acting(Role.Leader, VoiceCounty.CountyGovernment);
        (await Listed(bureau, "")).Count.ShouldBe(4);
        (await Listed(superior, "?whose=below")).ShouldBeEmpty();

        // What is mended within the grace stays the body's own affair; what stands is shown after it.
        await VoiceCounty.Done(bureau, unnotified.Id, new { act = "accept" });
        county.Clock.Advance(TimeSpan.FromDays(12));
        await county.Strike(ClocksModule.Watch);
        await county.Strike(VoicesModule.Detect);
        (bureau, superior) = (await county.Acting(Role.Officer, VoiceCounty.Agriculture), await county.Acting(Role.Leader, VoiceCounty.CountyGovernment));
        var below = await Listed(superior, "?whose=below");
        below.ShouldNotContain(f => f.Voice == unnotified.Id);
        below.ShouldContain(f => f.Voice == unconcluded.Id);

        var failure = below.Single(f => f.Voice == unconcluded.Id).Id;
        (await bureau.PostAsJsonAsync($"/api/v1/voices/failures/{failure}/judge", new { judgement = "excused", words = "x" })).StatusCode.ShouldBe(HttpStatusCode.NotFound, "nobody judges herself");
        (await bureau.PostAsJsonAsync($"/api/v1/voices/failures/{failure}/answer", new { words = "" })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var answered = await bureau.PostForm($"/voices/failures/{failure}/answer", new() { ["words"] = "等待鉴定结论" }, "/voices/failures?act=" + failure);
        answered.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await superior.GetStringAsync("/voices/failures?whose=below")).ShouldContain("等待鉴定结论");
        (await superior.PostAsJsonAsync($"/api/v1/voices/failures/{failure}/judge", new { judgement = "stands", words = "应当先行告知并延期" })).IsSuccessStatusCode.ShouldBeTrue();
        (await bureau.PostAsJsonAsync($"/api/v1/voices/failures/{failure}/answer", new { words = "再说明" })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await bureau.GetStringAsync("/voices/failures")).ShouldContain("应当先行告知并延期");
        (await county.Ask(db => db.Journal.CountAsync(e => e.Verb == VoicesModule.Failed))).ShouldBe(2);
    }

    [Fact]
    public async Task A_right_that_was_not_used_concludes_the_voice()
    {
        var (office, bureau) = (await county.Acting(Role.Officer, VoiceCounty.PetitionOffice), await county.Acting(Role.Officer, VoiceCounty.Agriculture));
        var filed = await Transferred(office);
        await VoiceCounty.Done(bureau, filed.Id, new { act = "accept" });
        await VoiceCounty.Done(bureau, filed.Id, new { act = "issueOpinion", outcome = "explained", words = "x", facts = "x", law = "x" });
        await VoiceCounty.Done(bureau, filed.Id, new { act = "deliver", day = ChinaDay.Today(county.Clock) });

        await county.Strike(VoicesModule.Conclude);
        (await county.Ask(db => db.Voices.Where(v => v.Id == filed.Id).Select(v => v.State).SingleAsync())).ShouldBe(VoiceState.OpinionDelivered);
        county.Clock.Advance(TimeSpan.FromDays(40));
        await county.Strike(VoicesModule.Conclude);

        var voice = await county.Ask(db => db.Voices.SingleAsync(v => v.Id == filed.Id));
        (voice.State, voice.Due).ShouldBe((VoiceState.Concluded, Voice.AtRest));
        (await county.Ask(db => db.VoiceSteps.Where(s => s.Voice == filed.Id && s.Act == Act.Conclude).Select(s => s.Party).SingleAsync())).ShouldBe(Party.Program);
    }

    private async Task<FileVoice.Filed> Transferred(HttpClient office)
    {
        var filed = await county.File(county.Anyone());
        await VoiceCounty.Done(office, filed.Id, new { act = "transfer", body = VoiceCounty.Agriculture });
        return filed;
    }

    private static async Task<IReadOnlyList<FindFailures.Row>> Listed(HttpClient client, string query) =>
        (await client.GetFromJsonAsync<Page<FindFailures.Row>>("/api/v1/voices/failures" + query, VoiceCounty.Web))!.Rows;
}
