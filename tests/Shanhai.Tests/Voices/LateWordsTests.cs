using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

/// <summary>What voices are found by follows them where many come at once, and nothing of it is lost with a process.</summary>
public sealed class LateWordsTests(VoiceCounty county) : IClassFixture<VoiceCounty>
{
    private static async Task<long> Found(HttpClient client, string text) =>
        (await client.GetFromJsonAsync<Page<FindVoices.Row>>($"/api/v1/voices?text={Uri.EscapeDataString(text)}", VoiceCounty.Web))!.Rows.Count;

    [Fact]
    public async Task Many_at_once_are_found_a_moment_later_and_a_step_in_between_keeps_its_own_words()
    {
        var office = await county.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        var late = county.Services.GetRequiredService<LateWords>();
        var filed = await Task.WhenAll(Enumerable.Range(0, 80).Select(i => county.File(county.Anyone(), VoiceCounty.Filing($"第{i}户的蓄水池漏水。"))));
        await VoiceCounty.Done(office, filed[0].Id, new { act = "register" });
        await VoiceCounty.Done(office, filed[0].Id, new { act = "replyDirectly", words = "明天来堵漏。" });

        await late.Finish();

        (await county.Ask(db => db.VoiceWords.CountAsync())).ShouldBe(await county.Ask(db => db.Voices.CountAsync()));
        (await Found(office, "蓄水池漏水")).ShouldBeGreaterThan(10);
        (await Found(office, "堵漏")).ShouldBe(1);
    }

    [Fact]
    public async Task A_process_begins_with_the_voices_that_the_one_before_left_without_words()
    {
        var office = await county.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        var left = await county.File(county.Anyone(), VoiceCounty.Filing("祠堂屋檐下的马蜂窝没有人清理。"));
        await county.Ask(db => db.VoiceWords.Where(w => w.Voice == left.Id).ExecuteDeleteAsync());
        (await Found(office, "马蜂窝")).ShouldBe(0);

        // What the start of a process does.
        await county.Services.GetRequiredService<LateWords>().CatchUp();

        (await Found(office, "马蜂窝")).ShouldBe(1);
        (await county.Ask(db => db.VoiceWords.CountAsync())).ShouldBe(await county.Ask(db => db.Voices.CountAsync()));
    }
}
