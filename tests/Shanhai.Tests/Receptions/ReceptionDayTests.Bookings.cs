using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Receptions;
using Shanhai.Tests.Voices;
using Shanhai.Voices;
using static Shanhai.Tests.Receptions.ReceptionCounty;
using static Shanhai.Tests.Voices.VoiceCounty;

namespace Shanhai.Tests.Receptions;

/// <summary>Who books, who comes, who is called, and what is said to her.</summary>
public sealed partial class ReceptionDayTests
{
    [Fact]
    public async Task The_same_matter_is_booked_once_and_one_under_way_is_joined_not_filed_again()
    {
        var id = await app.Announced();
        var anyone = app.Anyone();
        var first = await app.Book(anyone, id, key: "same-form");
        (await app.Book(anyone, id, key: "same-form")).Number.ShouldBe(first.Number, "the same form sent twice");
        var again = await anyone.PostAsJsonAsync($"/api/v1/receptions/{id}/bookings", new { receipt = first.Receipt, pin = first.Pin }, Web);
        (await Code(again)).ShouldBe("reception.booked-twice");

        var filed = await app.File(anyone, VoiceCounty.Filing("水渠塌了"));
        var before = await app.Ask(db => db.Voices.CountAsync());
        var joined = await Good<BookReception.Booked>(await anyone.PostAsJsonAsync($"/api/v1/receptions/{id}/bookings", new { receipt = filed.Receipt, pin = filed.Pin }, Web));
        (await app.Case(joined.Id)).ShouldSatisfyAllConditions(c => c.Joined.ShouldBeTrue(), c => c.Voice.ShouldBe(filed.Id));
        (await app.Ask(db => db.Voices.CountAsync())).ShouldBe(before);
        (await anyone.PostAsJsonAsync($"/api/v1/receptions/{id}/bookings", new { receipt = filed.Receipt, pin = "000000" }, Web)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var cancelled = await Good<CancelBooking.Cancelled>(await anyone.PostAsJsonAsync($"/api/v1/receptions/{id}/bookings/cancel", new { receipt = filed.Receipt, pin = filed.Pin }, Web));
        cancelled.Number.ShouldBe(joined.Number);
        (await Follow(anyone, filed)).State.ShouldBe(VoiceState.Received);

        // Who gave her place back comes after all: the next number, and one case of hers.
        var back = await Good<BookReception.Booked>(await anyone.PostAsJsonAsync($"/api/v1/receptions/{id}/bookings", new { receipt = filed.Receipt, pin = filed.Pin }, Web));
        back.ShouldSatisfyAllConditions(b => b.Id.ShouldBe(joined.Id), b => b.Number.ShouldBe(joined.Number + 1));
        (await app.Case(joined.Id)).State.ShouldBe(CaseState.Booked);
        var subject = $"reception:{id}";
        var origins = await app.Ask(db => db.Journal.Where(e => e.Subject == subject && e.Verb == ReceptionsModule.Book).Select(e => e.Origin).ToListAsync());
        origins.Count.ShouldBeGreaterThanOrEqualTo(3, "booked, given back, booked again");
        origins.ShouldAllBe(o => o == null, "whoever books leaves no address");
    }

    [Fact]
    public async Task Who_sits_in_a_room_works_at_the_day_and_decides_nothing_about_it()
    {
        var id = await app.Planned(app.Today.AddDays(7));
        await app.Ask(async db => await db.ReceptionRooms.Where(r => r.Reception == id && r.Subject == "land").ExecuteUpdateAsync(u => u.SetProperty(r => r.Body, VoiceCounty.Resources)));
        var sitting = await app.Acting(Role.Officer, VoiceCounty.Resources);

        (await Do(sitting, id, "announce")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Do(sitting, id, "cancel", new { why = "不想办" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Do(await app.Acting(Role.Leader, VoiceCounty.Resources), id, "approve")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Many_book_at_once_and_every_number_is_given_once()
    {
        var id = await app.Announced();
        var numbers = await Task.WhenAll(Enumerable.Range(0, 12).Select(async i => (await app.Book(app.Anyone(), id, $"第{i}件事")).Number));

        numbers.Order().ShouldBe(Enumerable.Range(1, 12));
    }

    [Fact]
    public async Task Who_withdraws_is_called_no_more_and_needs_no_record()
    {
        var id = await app.Opened();
        var officer = await app.Officer();
        var (one, two) = (await app.Book(officer, id, "甲", way: CaseWay.Door), await app.Book(officer, id, "乙", way: CaseWay.Door));
        (await app.Anyone().PostAsJsonAsync("/api/v1/voices/own-step", new { receipt = one.Receipt, pin = one.Pin, step = new { act = "withdraw" } }, Web)).IsSuccessStatusCode.ShouldBeTrue();

        (await Good<ReceptionDesk.Moved>(await officer.PostAsJsonAsync($"/api/v1/receptions/{id}/rooms/{one.Room}/next", new { }, Web))).Number.ShouldBe(two.Number);
        (await Code(await officer.PostAsJsonAsync($"/api/v1/receptions/cases/{one.Id}/record", new { outcome = "explained", words = "x" }, Web))).ShouldBe("reception.case-withdrawn");
        await Good<ReceptionDesk.Moved>(await officer.PostAsJsonAsync($"/api/v1/receptions/cases/{two.Id}/back", new { }, Web));
        await Record(officer, two.Id, new { outcome = "explained", words = "说明了政策" });
        await Good<CloseReception.Closed>(await Do(officer, id, "close", new { result = "一批。" }));
    }

    [Fact]
    public async Task What_is_said_about_a_matter_that_another_body_handles_reaches_the_petitioner_and_moves_nothing()
    {
        var anyone = app.Anyone();
        var filed = await app.File(anyone, VoiceCounty.Filing("补偿还没有发"));
        var officer = await app.Officer();
        await Done(officer, filed.Id, new { act = "register", kind = "Appeal", category = "land", place = VoiceCounty.Village.ToString() });
        await Done(officer, filed.Id, new { act = "transfer", body = VoiceCounty.Resources.ToString() });
        var id = await app.Opened();
        officer = await app.Officer();
        var joined = await Good<BookReception.Booked>(await officer.PostAsJsonAsync($"/api/v1/receptions/{id}/bookings", new { way = CaseWay.Door, receipt = filed.Receipt, pin = filed.Pin }, Web));

        await Record(officer, joined.Id, new { outcome = "explained", words = "已请自然资源局本月答复。" });

        var seen = await Follow(anyone, filed);
        seen.State.ShouldBe(VoiceState.Transferred);
        seen.Steps.ShouldContain(s => s.Act == Act.Hear && s.Words == "已请自然资源局本月答复。");
        await Good<CloseReception.Closed>(await Do(officer, id, "close", new { result = "一批。" }));
    }
}
