using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Security;

/// <summary>
/// Grants a role to a person in a subtree, from a day to a day. Security administrators may, in their own subtree, to anybody but
/// themselves; nobody may become two of the three administrators. The organisation is the body the person acts for, by id, credit code or name.
/// </summary>
public sealed record GiveGrant(Role? Role, PlaceCode? Place, DateOnly? From, DateOnly? To, string? Organisation = null)
{
    public sealed record Given(Id<Grant> Id);

    public Errors Validate(DateOnly today)
    {
        var errors = new Errors();
        if (Role is null)
        {
            errors.Add("role", "field.required");
        }
        if (Place is null)
        {
            errors.Add("place", "field.required");
        }
        if (To is { } to && to <= (From ?? today))
        {
            errors.Add("to", "grant.ends-before");
        }
        return errors;
    }

    public static async Task<Result<Given>> Handle(Guid id, GiveGrant input, Db db, Actor actor, Standings standings, KnownBodies bodies, TimeProvider clock, CancellationToken ct)
    {
        var today = ChinaDay.Today(clock);
        if ((actor.Refuses(SecurityModule.ManageGrants) ?? input.Validate(today).Refusal ?? actor.Refuses(SecurityModule.ManageGrants, input.Place!.Value)) is { } no)
        {
            return no;
        }
        if ((actor.User?.Value == id ? Problem.Refused("not-oneself") : actor.Stale(clock)) is { } refused)
        {
            return refused;
        }
        Guid? body = null;
        if (!string.IsNullOrWhiteSpace(input.Organisation))
        {
            var found = await bodies.Find(db, input.Organisation, input.Place!.Value, actor.Scope(SecurityModule.ManageGrants), ct);
            if (found.Problem is { } unknown)
            {
                return unknown;
            }
            body = found.Value;
        }

        await using var writing = await db.BeginWriting(ct);
        // Touching the account first makes two grants to one person wait for each other: neither can miss what the other gives.
        if (await db.Users.Where(u => u.Id == id && u.ClosedAt == null).ExecuteUpdateAsync(u => u.SetProperty(x => x.ConcurrencyStamp, Id<Grant>.New(clock).ToString()), ct) == 0)
        {
            return Problem.Missing("no-such-user");
        }
        var held = await db.Grants.AsNoTracking().Where(g => g.UserId == id).ToListAsync(ct);

        var grant = new Grant { Id = Id<Grant>.New(clock), UserId = id, Role = input.Role!.Value, Place = input.Place!.Value, Organisation = body, From = input.From ?? today, To = input.To };
        if (Grant.Objection(held, grant.Role, grant.Place, grant.From, grant.To, body) is { } objection)
        {
            return objection;
        }

        db.Grants.Add(grant);
        db.Record(actor, SecurityModule.ManageGrants, "user:" + new Id<User>(id), new { done = "granted", grant.Role, grant.Place, grant.From, grant.To, organisation = body?.ToString("N") }, grant.Place);
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        standings.Forget(id);
        return new Given(grant.Id);
    }
}
