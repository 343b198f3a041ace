using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Shanhai.Voices;

namespace Shanhai.Receptions;

/// <summary>Gives a booked place back, by code and PIN; the voice itself is followed on its own page.</summary>
public partial class BookingPage
{
    public sealed record Shown(Id<Reception> Id, string? Receipt, Problem? Problem, int? Cancelled);

    public sealed record Typed
    {
        public string? Receipt { get; init; }
        public string? Pin { get; init; }
    }

    public static Task<IResult> Show(View view, Id<Reception> id, Db db, CancellationToken ct) => Page(view, new(id, null, null, null), db, ct);

    public static async Task<IResult> Post(View view, Id<Reception> id, [FromForm] Typed? form, FollowVoice.Door door, Db db, CancellationToken ct)
    {
        form ??= new();
        var done = await CancelBooking.Handle(id, new(form.Receipt, form.Pin), door, db, view.Actor, ct);
        return await Page(view, done.Problem is { } problem ? new(id, form.Receipt, problem, null) : new(id, null, null, done.Value.Number), db, ct);
    }

    private static async Task<IResult> Page(View view, Shown shown, Db db, CancellationToken ct) =>
        await FindReceptions.Public(db).AnyAsync(r => r.Id == shown.Id, ct)
            ? Html.Show<BookingPage, Shown>(view, view.Say("receptions.my-booking"), shown, shown.Problem?.Status ?? 200)
            : Html.Refused(view, Problem.Missing("reception.not-found"));
}
