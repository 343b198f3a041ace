using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

/// <summary>What lies in each tray, for whom, in which order, and that the count on its tab is that of its rows.</summary>
public sealed partial class QueueTests(VoiceCounty county) : IClassFixture<VoiceCounty>
{
    [Fact]
    public async Task Each_tray_holds_what_it_says_for_its_reader_the_one_due_first_on_top()
    {
        var anyone = county.Anyone();
        var late = await county.File(anyone, VoiceCounty.Filing("最早的一件"));
        county.Clock.Advance(TimeSpan.FromDays(9));
        var soon = await county.File(anyone, VoiceCounty.Filing("快到期的一件"));
        county.Clock.Advance(TimeSpan.FromDays(9));
        var (fresh, given, ended) = (await county.File(anyone, VoiceCounty.Filing("刚来的一件")), await county.File(anyone, VoiceCounty.Filing("有人在办的一件")), await county.File(anyone, VoiceCounty.Filing("答复了的一件")));
        await county.File(anyone, new { kind = VoiceKind.Accusation, category = "conduct", place = VoiceCounty.Village.ToString(), text = "有人收钱", accused = new[] { VoiceCounty.Agriculture } });
        var (office, handler) = (await county.Acting(Role.Officer, VoiceCounty.PetitionOffice), await county.Acting(Role.Officer, VoiceCounty.Agriculture));
        var person = await county.Ask(db => db.Grants.Where(g => g.Organisation == VoiceCounty.Agriculture.Value).Select(g => g.UserId).SingleAsync());
        var colleague = await county.Acting(Role.Officer, VoiceCounty.Agriculture);
        await VoiceCounty.Done(office, given.Id, new { act = "transfer", body = VoiceCounty.Agriculture });
        await VoiceCounty.Done(handler, given.Id, new { act = "accept" });
        await VoiceCounty.Done(handler, given.Id, new { act = "hand", person });
        await VoiceCounty.Done(office, ended.Id, new { act = "register" });
        await VoiceCounty.Done(office, ended.Id, new { act = "replyDirectly", words = "已答复" });
        var today = ChinaDay.Today(county.Clock);
        (late.AnswerBy < today, soon.AnswerBy >= today && soon.AnswerBy <= today.AddDays(7), fresh.AnswerBy > today.AddDays(7)).ShouldBe((true, true, true), "the days are as the trays need them");

        (await Rows(office, Tray.All)).ShouldBe([late.Id, soon.Id, fresh.Id, given.Id, ended.Id]);
        (await Rows(office, Tray.UnderWay)).ShouldBe([late.Id, soon.Id, fresh.Id, given.Id]);
        (await Rows(office, Tray.Overdue)).ShouldBe([late.Id]);
        (await Rows(office, Tray.DueSoon)).ShouldBe([soon.Id]);
        (await Rows(office, Tray.DueSoon, "&within=30")).ShouldBe([soon.Id, fresh.Id]);
        (await Rows(office, Tray.New)).ShouldBe([late.Id, soon.Id, fresh.Id]);
        (await Rows(office, Tray.Unassigned)).ShouldBe([late.Id, soon.Id, fresh.Id]);
        (await Rows(office, Tray.MyUnits)).ShouldBe([late.Id, soon.Id, fresh.Id]);
        (await Rows(office, Tray.Mine)).ShouldBeEmpty();
        foreach (var tray in new[] { Tray.All, Tray.UnderWay, Tray.Mine, Tray.MyUnits })
        {
            (await Rows(handler, tray)).ShouldBe([given.Id]);
        }
        foreach (var tray in new[] { Tray.Overdue, Tray.DueSoon, Tray.Unassigned, Tray.New })
        {
            (await Rows(handler, tray)).ShouldBeEmpty();
        }
        (await Rows(colleague, Tray.Mine)).ShouldBeEmpty();
        (await Rows(colleague, Tray.MyUnits)).ShouldBe([given.Id]);

        foreach (var client in new[] { office, handler, colleague })
        {
            var counts = await Counts(client);
            counts.Keys.ShouldBe([Tray.UnderWay, Tray.Mine, Tray.MyUnits, Tray.Overdue, Tray.DueSoon, Tray.Unassigned, Tray.New], ignoreOrder: true);
            foreach (var (tray, count) in counts)
            {
                count.ShouldBe((await Rows(client, tray)).Count, tray.ToString());
            }
        }
    }

    private static async Task<List<Id<Voice>>> Rows(HttpClient client, Tray tray, string more = "") =>
        [.. (await client.GetFromJsonAsync<Page<FindVoices.Row>>($"/api/v1/voices?tray={tray}&size=200{more}", VoiceCounty.Web))!.Rows.Select(r => r.Id)];

    // The tab of what is under way is the address without a tray.
    private static async Task<Dictionary<Tray, int>> Counts(HttpClient client) =>
        Tab().Matches(await client.GetStringAsync("/voices?tray=All")).ToDictionary(m => InAddress().Match(m.Groups[1].Value) is { Success: true } named ? Enum.Parse<Tray>(named.Groups[1].Value) : Tray.UnderWay, m => int.Parse(m.Groups[2].Value));

    [GeneratedRegex("<a href=\"([^\"]*)\"[^>]*>[^<]*<span class=\"tabs-count\">([0-9]+)</span>")]
    private static partial Regex Tab();

    [GeneratedRegex("tray=([A-Za-z]+)")]
    private static partial Regex InAddress();
}
