using Shanhai.Places;

namespace Shanhai.Pairing.Investors;

/// <summary>Offers of investment of the reader's area.</summary>
public partial class OffersPage
{
    public sealed record Shown(Page<FindOffers.Row> Found, FindOffers Filter);

    public static async Task<IResult> Show(View view, [AsParameters] FindOffers filter, CurrentRegister places, Db db, CancellationToken ct)
    {
        var found = await FindOffers.Handle(filter, places, db, view.Actor, ct);
        return found.Problem is { } no ? Html.Refused(view, no) : Html.Show<OffersPage, Shown>(view, view.Say("investors.offers"), new(found.Value, filter));
    }
}
