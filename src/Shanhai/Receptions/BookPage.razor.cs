using Microsoft.AspNetCore.Mvc;
using Shanhai.Organisations;
using Shanhai.Places;
using Shanhai.Voices;

namespace Shanhai.Receptions;

/// <summary>
/// Booking a place in the queue: one page with the questions of a voice, or the code of one that is under way. Whoever sits in the day writes down with the same
/// page what a caller or somebody at the door says.
/// </summary>
public partial class BookPage
{
    public sealed record Shown(ShowReception Day, Typed Form, ReadVoice? Read, VoiceCatalogue Voices, bool Staff, Problem? Problem, BookReception.Booked? Booked)
    {
        public bool Joined => Form.Receipt is { Length: > 0 };
    }

    public sealed record Typed(VoiceForm Voice, string? Way, string? Room, string? Receipt, string? Pin);

    /// <summary>What the door needs.</summary>
    public sealed record Reading(ReceptionCatalogue Catalogue, Intake Intake, FollowVoice.Door Door, CurrentTree Trees, CurrentRegister Places, Db Db, TimeProvider Clock);

    public static Task<IResult> Show(View view, Id<Reception> id, string? way, [AsParameters] Reading with, CancellationToken ct) =>
        Page(view, id, new(VoiceForm.New(), way, null, null, null), null, null, null, with, ct);

    public static async Task<IResult> Post(View view, Id<Reception> id, [FromForm] VoiceForm? form, [FromForm] string? way, [FromForm] string? room, [FromForm] string? receipt, [FromForm] string? pin, [AsParameters] Reading with, CancellationToken ct)
    {
        form ??= new();
        var typed = new Typed(form, way, room, receipt, pin);
        var joins = !string.IsNullOrWhiteSpace(receipt);
        var read = joins ? null : ReadVoice.Of(form, await with.Places.Read(with.Db, ct), await with.Trees.Read(with.Db, ct), with.Intake.Catalogue, view.Actor);
        if (form.Do == "look" || read?.Problem is not null)
        {
            return await Page(view, id, typed, read, form.Do == "look" ? null : read!.Problem, null, with, ct);
        }
        var booked = await BookReception.Handle(id, new()
        {
            Voice = read?.Input, Receipt = receipt, Pin = pin, Way = Enum.TryParse<CaseWay>(way, out var how) && Enum.IsDefined(how) ? how : CaseWay.Web, Room = short.TryParse(room, out var number) ? number : null,
        }, with.Catalogue, with.Intake, with.Door, with.Trees, with.Db, view.Actor, with.Clock, ct);
        return booked.Problem is { } problem ? await Page(view, id, typed, read, problem, null, with, ct) : await Page(view, id, typed, read, null, booked.Value, with, ct);
    }

    /// <summary>Too much came from one address: what was typed stays, and whom to call is said.</summary>
    public static async Task<IResult> TooOften(HttpContext http, View view, Problem problem)
    {
        var (services, ct) = (http.RequestServices, http.RequestAborted);
        var with = new Reading(services.GetRequiredService<ReceptionCatalogue>(), services.GetRequiredService<Intake>(), services.GetRequiredService<FollowVoice.Door>(), services.GetRequiredService<CurrentTree>(),
            services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Db>(), services.GetRequiredService<TimeProvider>());
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(ct) : null;
        var typed = new Typed(form is null ? VoiceForm.New() : VoiceForm.Of(form), form?["way"], form?["room"], form?["receipt"], null);
        return Id<Reception>.TryParse(http.GetRouteValue("id")?.ToString(), null, out var id) ? await Page(view, id, typed, null, problem, null, with, ct) : Html.Refused(view, problem);
    }

    private static async Task<IResult> Page(View view, Id<Reception> id, Typed form, ReadVoice? read, Problem? problem, BookReception.Booked? booked, Reading with, CancellationToken ct)
    {
        with.Db.ChangeTracker.Clear();
        var shown = await ShowReception.Handle(id, with.Trees, with.Places, with.Db, view.Actor, ct);
        if ((shown.Problem ?? (problem is { Status: 401 or 403 } ? problem : null)) is { } no)
        {
            return Html.Refused(view, no);
        }
        var day = shown.Value;
        var staff = day.Inner is { MayWork: true };
        if (booked is null && problem is null && !(day.State is ReceptionState.Announced or ReceptionState.Open && ChinaDay.Today(with.Clock) <= day.On))
        {
            return Html.Refused(view, day.State == ReceptionState.Cancelled ? Problem.Clash("reception.cancelled", day.CancelledWhy) : Problem.Clash("reception.booking-over", $"{day.On:yyyy-MM-dd}"));
        }
        var way = form.Way ?? (staff ? day.State == ReceptionState.Open ? nameof(CaseWay.Door) : nameof(CaseWay.Telephone) : null);
        return Html.Show<BookPage, Shown>(view, view.Say("receptions.book"), new(day, form with { Way = way }, read, with.Intake.Catalogue, staff, problem, booked), problem?.Status ?? 200);
    }
}
