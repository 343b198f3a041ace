using System.Collections.Concurrent;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Places;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

/// <summary>What voices are found by follows them where many come at once, and nothing of it is lost with a process.</summary>
public sealed class LateWordsTests(RealTimeCounty county) : IClassFixture<RealTimeCounty>
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

    [Fact]
    public async Task Words_that_arrive_while_a_step_is_taken_are_no_clash()
    {
        var office = await county.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        var filed = await county.File(county.Anyone(), VoiceCounty.Filing("碾米机的皮带断了。"));
        await VoiceCounty.Done(office, filed.Id, new { act = "register" });
        await county.Ask(db => db.VoiceWords.Where(w => w.Voice == filed.Id).ExecuteDeleteAsync());
        Task<HttpResponseMessage>? step = null;
        await county.Do(async (services, _) =>
        {
            var db = services.GetRequiredService<Db>();
            var voice = await db.Voices.AsNoTracking().SingleAsync(v => v.Id == filed.Id);
            var words = services.GetRequiredService<SearchIndex>().Of(voice, await services.GetRequiredService<CurrentRegister>().Read(db, default));
            await using var writing = await db.BeginWriting(default);
            await Bulk.InsertAll(db, [words], default);
            step = VoiceCounty.Step(office, filed.Id, new { act = "replyDirectly", words = "换上一根三角带。" });
            // Meanwhile the step looks for words, finds none and waits to write its own.
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            await writing.Commit(default);
        });

        using var answer = await step!;

        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        (await county.Ask(db => db.VoiceWords.CountAsync(w => w.Voice == filed.Id))).ShouldBe(1);
        (await Found(office, "三角带")).ShouldBe(1);
    }

    [Fact]
    public async Task Two_servers_on_one_database_write_the_words_of_each_voice_once()
    {
        var office = await county.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        var token = await Open311Tests.KeyOf(office, VoicesModule.Handle);
        var late = county.Services.GetRequiredService<LateWords>();
        var filed = new ConcurrentQueue<FileVoice.Filed>();
        var enough = false;
        // They come here without a quiet moment, so that words wait, while the other one starts, looks for voices without words, and takes steps.
        var coming = Task.Run(async () =>
        {
            for (var wave = 0; !Volatile.Read(ref enough); wave++)
            {
                foreach (var one in await Task.WhenAll(Enumerable.Range(0, 16).Select(i => county.File(county.Anyone(), VoiceCounty.Filing($"第{wave}批第{i}户的晒谷场积水。")))))
                {
                    filed.Enqueue(one);
                }
            }
        });
        List<FileVoice.Filed> stepped = [];
        var waited = 0;
        using var other = await Serving.Start(county);
        using var there = new HttpClient { BaseAddress = other.Address };
        there.DefaultRequestHeaders.Authorization = new("Bearer", token);
        try
        {
            while (stepped.Count < 20)
            {
                // The newest: its words have had least time to follow.
                if (filed.LastOrDefault() is not { } one || stepped.Contains(one))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
                    continue;
                }
                waited += await county.Ask(db => db.VoiceWords.AnyAsync(w => w.Voice == one.Id)) ? 0 : 1;
                await VoiceCounty.Done(there, one.Id, new { act = "register" });
                await VoiceCounty.Done(there, one.Id, new { act = "replyDirectly", words = "明天来抽水。" });
                stepped.Add(one);
            }
        }
        finally
        {
            Volatile.Write(ref enough, true);
        }
        await coming;
        await late.Finish();

        waited.ShouldBeGreaterThan(0, "no words waited when a step was taken");
        (await county.Ask(db => db.VoiceWords.CountAsync())).ShouldBe(await county.Ask(db => db.Voices.CountAsync()));
        (await county.Ask(db => db.VoiceWords.Select(w => w.Voice).Distinct().CountAsync())).ShouldBe(await county.Ask(db => db.Voices.CountAsync()));
        (await Found(office, "抽水")).ShouldBe(stepped.Count);
    }

    [Fact]
    public async Task Those_who_start_at_the_same_moment_write_once_what_is_missing()
    {
        var office = await county.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        var late = county.Services.GetRequiredService<LateWords>();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => county.File(county.Anyone(), VoiceCounty.Filing($"第{i}户的灶台要改。"))));
        await late.Finish();
        await county.Ask(db => db.VoiceWords.ExecuteDeleteAsync());
        (await Found(office, "灶台要改")).ShouldBe(0);

        var here = Task.WhenAll(late.CatchUp(), late.CatchUp());
        using (await Serving.Start(county))
        {
            await here;
        }

        (await county.Ask(db => db.VoiceWords.CountAsync())).ShouldBe(await county.Ask(db => db.Voices.CountAsync()));
        (await Found(office, "灶台要改")).ShouldBeGreaterThan(10);
    }
}
