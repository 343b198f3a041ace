using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>One proposed pair with everything that speaks for it, and the forms that lock or forbid it.</summary>
public partial class PairPage
{
    public static async Task<IResult> Show(View view, Id<ProposedPair> id, CurrentTree trees, CurrentRegister places, Db db, CancellationToken ct)
    {
        var found = await ShowPair.Handle(id, trees, places, db, view.Actor, ct);
        return found.Problem is { } no ? Html.Refused(view, no) : Html.Show<PairPage, ShowPair>(view, $"{found.Value.Helper} — {found.Value.VillageName}", found.Value);
    }
}
