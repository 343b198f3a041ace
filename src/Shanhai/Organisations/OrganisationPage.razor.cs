using Shanhai.Places;

namespace Shanhai.Organisations;

/// <summary>One body: what it is, the tree above and below it on any day, its history, and who acts for it.</summary>
public partial class OrganisationPage
{
    public sealed record Shown(ShowOrganisation Body, DateOnly? AsOf, bool MayChange, string? Done);

    public static async Task<IResult> Show(
        View view, Id<Organisation> id, string? asof, string? done, CurrentTree trees, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        DateOnly? day = TypedDay.TryRead(asof, out var parsed) ? parsed : null;
        var body = await ShowOrganisation.Handle(id, day, trees, places, db, view.Actor, clock, ct);
        return body.Problem is { } problem ? Html.Refused(view, problem)
            : Html.Show<OrganisationPage, Shown>(view, body.Value.Name,
                new(body.Value, day, view.Actor.Refuses(OrganisationsModule.Change, body.Value.Details.Place!.Value) is null, done is "created" or "corrected" or "changed" or "undone" ? done : null));
    }
}
