using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Organisations;

namespace Shanhai.Voices;

/// <summary>What is told before somebody sends a voice: which office will read it, where to call it, and by which day it must have sorted it.</summary>
/// <param name="Office">Null: the place's petition work as such; no body is registered for it.</param>
/// <param name="Sort">Null: no rule is in force.</param>
/// <param name="Answer">How long an accepted appeal may take; null: not an appeal.</param>
public sealed record VoiceAhead(string? Office, string? Phone, ExplainedDeadline? Sort, DeadlineRule? Answer)
{
    public static async Task<VoiceAhead> Of(
        VoiceKind kind, PlaceCode place, IReadOnlyList<Id<Organisation>> accused, DateOnly from, OrganisationTree tree, Deadlines deadlines, Db db, CancellationToken ct)
    {
        var office = Intake.OfficeFor(kind, place, accused, tree);
        var phone = office is null ? null : await db.Organisations.AsNoTracking().Where(o => o.Id == office.Id).Select(o => o.Phone).FirstOrDefaultAsync(ct);
        return new(office?.Name, phone, Sorting(place, from, deadlines), kind == VoiceKind.Appeal ? deadlines.InForce(Procedure.Handle, place, from) : null);
    }

    public static ExplainedDeadline? Sorting(PlaceCode place, DateOnly from, Deadlines deadlines) =>
        deadlines.InForce(Procedure.Sort, place, from) is { } rule ? ExplainedDeadline.Of(deadlines, rule, deadlines.Reckon(rule, from)) : null;
}
