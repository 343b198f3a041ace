namespace Shanhai.Receptions;

/// <summary>The wall of the waiting room: numbers and rooms in large figures, read again by the browser itself every ten seconds.</summary>
public partial class BoardPage
{
    public sealed record Shown(ShowBoard Board, TimeOnly At);

    public static async Task<IResult> Show(View view, Id<Reception> id, HttpContext http, Db db, TimeProvider clock, CancellationToken ct)
    {
        var board = await ShowBoard.Handle(id, db, view.Actor, ct);
        if (board.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        http.Response.Headers["Refresh"] = "10";
        return Html.Show<BoardPage, Shown>(view, view.Say("receptions.board-title"), new(board.Value, TimeOnly.FromDateTime(clock.GetUtcNow().ToOffset(ChinaDay.Offset).DateTime)));
    }
}
