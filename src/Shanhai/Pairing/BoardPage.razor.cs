using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>The board of an action: by kind and year against its targets, by place, and what it brought.</summary>
public partial class BoardPage
{
    public sealed record Shown(ShowPairBoard Of, string? Under, Problem? Problem);

    public static async Task<IResult> Show(View view, string? preset, string? under, int? year, CurrentRegister places, Db db, CancellationToken ct)
    {
        var errors = new Errors();
        var place = NamedPlace.Find(under, await places.Read(db, ct), view.Actor, errors, "under");
        var found = await ShowPairBoard.Handle(preset, place, year, places, db, view.Actor, ct);
        return found.Problem is { } no ? Html.Refused(view, no)
            : Html.Show<BoardPage, Shown>(view, view.Say("pairing.board-of", found.Value.Name), new(found.Value, under, errors.Refusal), errors.Refusal?.Status ?? 200);
    }
}
