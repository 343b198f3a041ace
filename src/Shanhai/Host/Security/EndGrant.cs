using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Security;

/// <summary>Ends a grant with a day (default: today, at once). Security administrators may, in their own subtree.</summary>
public sealed record EndGrant(DateOnly? On)
{
    public sealed record Ended(Id<Grant> Id, DateOnly On);

    public static async Task<Result<Ended>> Handle(Id<Grant> id, EndGrant input, Db db, Actor actor, Standings standings, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(SecurityModule.ManageGrants) is { } no)
        {
            return no;
        }
        if (await db.Grants.SingleOrDefaultAsync(g => g.Id == id, ct) is not { } grant || !actor.Scope(SecurityModule.ManageGrants).Contains(grant.Place))
        {
            return Problem.Missing("no-such-grant");
        }
        if ((actor.User?.Value == grant.UserId ? Problem.Refused("not-oneself") : actor.Stale(clock)) is { } refused)
        {
            return refused;
        }
        var today = ChinaDay.Today(clock);
        var on = input.On ?? today;
        if (on < today)
        {
            return Problem.Invalid("grant-ends-in-past");
        }
        if (grant.To is { } to && to <= on)
        {
            return Problem.Clash("grant-ended-already", to);
        }

        grant.To = on < grant.From ? grant.From : on;
        db.Record(actor, SecurityModule.ManageGrants, "user:" + new Id<User>(grant.UserId), new { done = "ended", grant.Role, grant.Place, grant.To, organisation = grant.Organisation?.ToString("N") }, grant.Place);
        await db.SaveChangesAsync(ct);
        standings.Forget(grant.UserId);
        return new Ended(id, grant.To.Value);
    }
}
