using Microsoft.AspNetCore.Mvc;

namespace Shanhai.Receptions;

/// <summary>The desk of the day: who has come, whom each room calls next. What is in the compartment stands here only for those who may see it.</summary>
public partial class DeskPage
{
    public sealed record Shown(ShowReception Day, int? Called, Problem? Problem);

    public sealed record Typed
    {
        public string? Do { get; init; }
        public string? Room { get; init; }
        public string? Case { get; init; }
    }

    public static Task<IResult> Show(View view, Id<Reception> id, int? called, [AsParameters] ReceptionPage.Reading with, CancellationToken ct) => Page(view, id, called, null, with, ct);

    public static async Task<IResult> Post(View view, Id<Reception> id, [FromForm] Typed? form, [AsParameters] ReceptionPage.Reading with, CancellationToken ct)
    {
        form ??= new();
        var one = Id<ReceptionCase>.TryParse(form.Case, null, out var number) ? number : default;
        var moved = form.Do switch
        {
            "next" when short.TryParse(form.Room, out var room) => await ReceptionDesk.CallNext(id, room, with.Trees, with.Db, view.Actor, with.Clock, ct),
            "arrive" => await ReceptionDesk.Arrive(one, with.Trees, with.Db, view.Actor, with.Clock, ct),
            "back" => await ReceptionDesk.PutBack(one, with.Trees, with.Db, view.Actor, with.Clock, ct),
            _ => Problem.NotFound,
        };
        return moved.Problem is { } problem ? await Page(view, id, null, problem, with, ct) : Html.Go($"/receptions/{id}/desk{(form.Do == "next" ? $"?called={moved.Value.Number}" : "")}");
    }

    private static async Task<IResult> Page(View view, Id<Reception> id, int? called, Problem? problem, ReceptionPage.Reading with, CancellationToken ct)
    {
        if ((view.Actor.Refuses(ReceptionsModule.Work) ?? (problem is { Status: 401 or 403 or 404 } ? problem : null)) is { } refused)
        {
            return Html.Refused(view, refused);
        }
        with.Db.ChangeTracker.Clear();
        var shown = await ShowReception.Handle(id, with.Trees, with.Places, with.Db, view.Actor, ct);
        if (shown.Problem is { } no || shown.Value.Inner is not { MayWork: true })
        {
            return Html.Refused(view, shown.Problem ?? Problem.Missing("reception.not-found"));
        }
        return Html.Show<DeskPage, Shown>(view, view.Say("receptions.desk"), new(shown.Value, called, problem), problem?.Status ?? 200);
    }
}
