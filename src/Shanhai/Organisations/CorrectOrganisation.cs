using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Organisations;

/// <summary>
/// Corrects what is known of a body. Officers of the place it serves may; to move it to another place one must be an officer of both. The name and
/// the superior change by an event with a day.
/// </summary>
public static class CorrectOrganisation
{
    public sealed record Corrected(Id<Organisation> Id);

    public static async Task<Result<Corrected>> Handle(
        Id<Organisation> id, OrganisationDetails input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(OrganisationsModule.Change) is { } no)
        {
            return no;
        }
        var scope = actor.Scope(OrganisationsModule.Change);
        if (await db.Organisations.Within(scope, o => o.Place).FirstOrDefaultAsync(o => o.Id == id, ct) is not { } body)
        {
            return Problem.Missing("organisation.no-such-body");
        }
        if ((input.Validate(new()).Refusal ?? actor.Refuses(OrganisationsModule.Change, input.Place!.Value)
            ?? (input.Place == body.Place ? null : CreateOrganisation.Elsewhere(await places.Read(db, ct), input.Place.Value))) is { } wrong)
        {
            return wrong;
        }
        var tree = await trees.Read(db, ct);
        if (input.Code is { } code && tree.All.FirstOrDefault(b => b.CreditCode == code && b.Id != id && b.Closed is null) is { } twin)
        {
            return Problem.Clash("organisation.twin-SameCode", twin.Name, twin.Id);
        }
        if (body.Closed is null && body.Superior is { } superior && OrganisationChange.Below(tree, input.Kind!.Value, input.Place!.Value, superior, null) is { } unfit)
        {
            return unfit;
        }

        input.Write(body);
        return await OrganisationWriting.Save(tree, trees, db, () => db.Record(actor, OrganisationsModule.Change, "organisation:" + id, new { done = "corrected" }, body.Place), ct) is { } raced
            ? raced : new Corrected(id);
    }
}
