using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Receptions;

/// <summary>Reception days to come and held; for the public also how to be received.</summary>
public partial class ReceptionsPage
{
    public sealed record Shown(FindReceptions Filter, Page<FindReceptions.Row> Found, bool MayPlan);

    public static async Task<IResult> Show(View view, string? list, string? under, string? after, CurrentTree trees, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        var filter = new FindReceptions
        {
            List = Enum.TryParse<ReceptionList>(list, ignoreCase: true, out var which) && Enum.IsDefined(which) ? which : null,
            Under = PlaceCode.TryParse(under, out var place) ? place : null, After = after,
        };
        var found = await FindReceptions.Handle(filter, trees, places, db, view.Actor, clock, ct);
        return found.Problem is { } problem ? Html.Refused(view, problem) : Html.Show<ReceptionsPage, Shown>(view, view.Say("receptions.title"), new(filter, found.Value, view.Actor.May(ReceptionsModule.Plan)));
    }
}
