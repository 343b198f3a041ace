using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Receptions;
using Shanhai.Tests.Voices;
using Shanhai.Voices;

namespace Shanhai.Tests.Receptions;

/// <summary>The county of the voices, with its people of a reception day: planner, approver, those of another body.</summary>
public sealed class ReceptionCounty : VoiceCounty
{
    private readonly Dictionary<(Role, DateTimeOffset), HttpClient> _people = [];

    /// <summary>Of the petition office, which holds the days.</summary>
    public Task<HttpClient> Officer() => Now(Role.Officer, PetitionOffice);

    public Task<HttpClient> Leader() => Now(Role.Leader, CountyGovernment);

    // A session ends when time moves on: then she signs in again.
    private async Task<HttpClient> Now(Role role, Id<Organisation> body) =>
        _people.TryGetValue((role, Clock.GetUtcNow()), out var client) ? client : _people[(role, Clock.GetUtcNow())] = await Acting(role, body);

    public DateOnly Today => ChinaDay.Today(Clock);

    public static object Plan(DateOnly on, PlaceCode? place = null) => new
    {
        body = PetitionOffice.ToString(), place = (place ?? County).ToString(), on = on.ToString("yyyy-MM-dd"), from = "08:30:00", to = "17:00:00", venue = "县信访接待大厅", leaderPost = "县长", leaderName = "周明",
        problems = "征地补偿、饮水", staff = "信访局登记，卫健局医护", flow = "登记、候谈、接谈、记录、送别", emergency = "县公安局、县医院待命", phone = "0570-3012345",
    };

    public async Task<Id<Reception>> Planned(DateOnly on, PlaceCode? place = null) => (await Good<PlanReception.Planned>(await (await Officer()).PostAsJsonAsync("/api/v1/receptions", Plan(on, place), Web))).Id;

    /// <summary>Approved and announced, a week ahead: whatever the day of the week, the notice stands its days.</summary>
    public async Task<Id<Reception>> Announced(PlaceCode? place = null)
    {
        var id = await Planned(Today.AddDays(7), place);
        await Good<ApproveReception.Approved>(await Do(await Leader(), id, "approve"));
        await Good<AnnounceReception.Announced>(await Do(await Officer(), id, "announce"));
        return id;
    }

    public async Task<Id<Reception>> Opened(PlaceCode? place = null)
    {
        var id = await Announced(place);
        GoTo(await Ask(db => db.Receptions.Where(r => r.Id == id).Select(r => r.On).SingleAsync()));
        await Good<OpenReception.Opened>(await Do(await Officer(), id, "open"));
        return id;
    }

    public static Task<HttpResponseMessage> Do(HttpClient client, Id<Reception> id, string act, object? with = null) => client.PostAsJsonAsync($"/api/v1/receptions/{id}/{act}", with ?? new { }, Web);

    public async Task<BookReception.Booked> Book(HttpClient client, Id<Reception> id, string text = "征地补偿没有到位。", string category = "land", CaseWay way = CaseWay.Web, VoiceKind? kind = null, object? accused = null, string? key = null) =>
        await Good<BookReception.Booked>(await client.PostAsJsonAsync($"/api/v1/receptions/{id}/bookings",
            new { way, voice = new { kind = kind?.ToString(), category, place = Village.ToString(), text, accused, clientKey = key, people = 2 } }, Web));

    public Task<ReceptionCase> Case(Id<ReceptionCase> id) => Ask(db => db.ReceptionCases.AsNoTracking().SingleAsync(c => c.Id == id));

    public static async Task<T> Good<T>(HttpResponseMessage answer)
    {
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<T>(Web))!;
    }

    public static async Task<string> Code(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonElement>(Web)).GetProperty("code").GetString()!;

    public void GoTo(DateOnly day)
    {
        var morning = ChinaDay.EndOf(day).AddHours(-15);
        if (morning > Clock.GetUtcNow())
        {
            Clock.SetUtcNow(morning);
        }
    }
}
