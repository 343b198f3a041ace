using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>The paper for the board of a village: who was sent there by which unit, what was done, and a code that leads to the village's page. It holds what everybody may read.</summary>
public partial class VillageSheetPage
{
    public sealed record Shown(ShowVillagePosts Of, QrPicture Qr);

    public static async Task<IResult> Show(View view, PlaceCode code, CurrentTree trees, CurrentRegister places, Db db, Settings settings, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        var found = await ShowVillagePosts.Handle(code, trees, places, db, view.Actor, clock, ct);
        return found.Problem is { } problem ? Html.Refused(view, problem)
            : Html.Show<VillageSheetPage, Shown>(view, view.Say("postings.sheet-village", found.Value.Name), new(found.Value, QrPicture.Of(QrPicture.Address(http, settings, $"/places/{code}"))));
    }
}
