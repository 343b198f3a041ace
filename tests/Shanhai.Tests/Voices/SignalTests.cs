using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Places;
using Shanhai.Voices;
using Shanhai.Voices.Signals;

namespace Shanhai.Tests.Voices;

/// <summary>What rises faster than its own history is found, what is as it always was is not, and nobody sees more through it than she may.</summary>
public sealed class SignalTests(VoiceCounty county) : IClassFixture<VoiceCounty>
{
    private static readonly SignalRule Rule = SignalRule.Read();

    [Fact]
    public async Task Of_many_steady_series_hardly_any_is_called_rising()
    {
        // 2,000 cells in which nothing changes: their mean differs, their chance is Poisson.
        var (random, counts) = (new Random(20260401), new SignalCounts(Rule, new(2026, 6, 30)));
        int Poisson(double mean)
        {
            var (k, p, limit) = (0, random.NextDouble(), Math.Exp(-mean));
            for (; p > limit; k++)
            {
                p *= random.NextDouble();
            }
            return k;
        }
        var texts = new[] { "路", "水", "电", "田", "山" };
        for (var place = 0; place < 400; place++)
        {
            var (at, mean) = (new PlaceCode(990101000000 + 1000L * (place + 1)), 0.5 + place % 8);
            for (var i = Poisson(mean); i > 0; i--)
            {
                counts.AddNow(new(at, "roads", VoiceKind.Appeal, counts.From, texts[i % 5]));
            }
        }
        counts.Follow();
        for (var place = 0; place < 400; place++)
        {
            var (at, mean) = (new PlaceCode(990101000000 + 1000L * (place + 1)), 0.5 + place % 8);
            for (var period = 0; period < Rule.Periods; period++)
            {
                for (var i = Poisson(mean); i > 0; i--)
                {
                    counts.AddBefore(new(at, "roads", VoiceKind.Appeal, counts.First.AddDays(period * Rule.Days), texts[i % 5]));
                }
            }
        }

        await county.Do(async (services, _) => counts.Rising(await services.GetRequiredService<CurrentRegister>().Read(services.GetRequiredService<Db>(), default)).Count.ShouldBeLessThanOrEqualTo(3));
    }

    [Fact]
    public async Task A_burst_is_found_by_subject_place_and_phrase_and_shown_to_those_whose_area_it_is()
    {
        var clock = county.Clock;
        for (var period = 0; period < Rule.Periods; period++)
        {
            await county.File(county.Anyone(), VoiceCounty.Filing($"第{period}次来说，电线杆歪了。"));
            await county.File(county.Anyone(), new { kind = "appeal", category = "roads", place = "990102101201", text = "石桥护栏松动。" });
            clock.Advance(TimeSpan.FromDays(Rule.Days));
        }
        string[] openings = ["家里", "隔壁", "今早", "昨晚", "村里", "孩子说", "老人讲", "我家", "邻居", "大家"];
        foreach (var opening in openings)
        {
            await county.File(county.Anyone(), VoiceCounty.Filing($"{opening}水龙头放出来的自来水发黄有异味。"));
        }
        clock.Advance(TimeSpan.FromDays(1));
        await county.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            var (register, today) = (await services.GetRequiredService<CurrentRegister>().Read(db, default), ChinaDay.Today(county.Clock));
            var found = await MakeSignals.Find(Rule, register, db, today, county.Clock, default);
            await MakeSignals.Keep(found, db, actor, today, default);
            await MakeSignals.Keep(await MakeSignals.Find(Rule, register, db, today, county.Clock, default), db, actor, today, default);
        });

        var office = await county.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        var seen = (await office.GetFromJsonAsync<FindSignals.Answer>("/api/v1/voices/signals", VoiceCounty.Web))!;
        var elsewhere = (await (await county.SignedIn(Role.Officer, VoiceCounty.Other)).GetFromJsonAsync<FindSignals.Answer>("/api/v1/voices/signals", VoiceCounty.Web))!;
        var unit = (await (await county.Acting(Role.Officer, VoiceCounty.Agriculture)).GetFromJsonAsync<FindSignals.Answer>("/api/v1/voices/signals", VoiceCounty.Web))!;
        var page = await office.GetStringAsync("/voices/signal");

        seen.Rows.ShouldContain(r => r.Of.Family == SignalFamily.Subject && r.Of.Category == "water-power" && r.Of.Place == VoiceCounty.County && r.Of.Count == 10);
        seen.Rows.ShouldContain(r => r.Of.Family == SignalFamily.Place && r.Of.Place == VoiceCounty.Village);
        seen.Rows.ShouldContain(r => r.Of.Family == SignalFamily.Phrase && r.Of.Phrase!.Contains("发黄"));
        seen.Rows.ShouldNotContain(r => r.Of.Category == "roads" || r.Of.Phrase == "电线" || r.Of.Place == VoiceCounty.Other);
        seen.Rows.Select(r => (r.Of.Family, r.Of.Place, r.Of.Category, r.Of.Kind, r.Of.Phrase)).ShouldBeUnique();
        elsewhere.Rows.ShouldBeEmpty();
        unit.Rows.ShouldNotContain(r => r.Of.Family == SignalFamily.Phrase);
        page.ShouldContain("发黄");
        page.ShouldContain("Benjamini–Hochberg");
        var behind = seen.Rows.First(r => r.Of.Family == SignalFamily.Subject && r.Of.Place == VoiceCounty.County).Voices;
        (await office.GetFromJsonAsync<Page<FindVoices.Row>>("/api/v1" + behind, VoiceCounty.Web))!.Rows.Count.ShouldBe(10);
        (await county.Anyone().GetStringAsync("/voices/rates?under=" + VoiceCounty.City)).ShouldNotContain("发黄");
        (await county.Anyone().GetAsync("/api/v1/voices/signals")).StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Accusations_leave_no_signal()
    {
        await county.Do(async (services, _) =>
        {
            var db = services.GetRequiredService<Db>();
            for (var i = 0; i < 8; i++)
            {
                await county.File(county.Anyone(), new { kind = "accusation", category = "conduct", place = "990102101201", text = $"第{i}封信：乱摊派乱收费", accused = new[] { VoiceCounty.TownshipGovernment } });
            }
            county.Clock.Advance(TimeSpan.FromDays(1));
            var found = await MakeSignals.Find(Rule, await services.GetRequiredService<CurrentRegister>().Read(db, default), db, ChinaDay.Today(county.Clock), county.Clock, default);
            found.ShouldNotContain(s => s.Category == "conduct" || s.Phrase == "摊派" || s.Kind == VoiceKind.Accusation || VoiceCounty.Other.Contains(s.Place));
        });
    }
}
