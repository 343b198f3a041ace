using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Security;

/// <summary>One account with its grants of all times, for the administrators and the auditor of its area.</summary>
public sealed record ShowUser(
    Guid Id, string Name, string DisplayName, PlaceCode Home, bool SecondFactor, int Passkeys, bool Linked, DateTimeOffset? LockedUntil, DateTimeOffset? ClosedAt, IReadOnlyList<ShowUser.Held> Grants)
{
    public sealed record Held(Id<Grant> Id, Role Role, PlaceCode Place, DateOnly From, DateOnly? To, bool InForce)
    {
        /// <summary>The body she acts for in this role, by name; null: in the area at large.</summary>
        public string? Organisation { get; init; }
    }

    public static async Task<Result<ShowUser>> Handle(Guid id, Db db, Actor actor, KnownBodies bodies, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(SecurityModule.ViewUsers) is { } no)
        {
            return no;
        }
        var scope = actor.Scope(SecurityModule.ViewUsers);
        if (await db.Users.AsNoTracking().Within(scope, u => u.Home).SingleOrDefaultAsync(u => u.Id == id, ct) is not { } user)
        {
            return Problem.Missing("no-such-user");
        }

        var today = ChinaDay.Today(clock);
        // A grant outside the reader's area is not hers to see, though the account is.
        var grants = await db.Grants.AsNoTracking().Where(g => g.UserId == id).Within(scope, g => g.Place).OrderByDescending(g => g.From).ThenBy(g => g.Id).ToListAsync(ct);
        var names = await bodies.Names(db, grants.Select(g => g.Organisation).OfType<Guid>(), ct);
        return new ShowUser(id, user.UserName!, user.DisplayName, user.Home, user.TwoFactorEnabled,
            await db.UserPasskeys.CountAsync(p => p.UserId == id, ct), await db.UserLogins.AnyAsync(l => l.UserId == id, ct),
            user.LockoutEnd is { } end && end > clock.GetUtcNow() ? end : null, user.ClosedAt,
            [.. grants.Select(g => new Held(g.Id, g.Role, g.Place, g.From, g.To, g.IsInForce(today)) { Organisation = g.Organisation is { } body ? names.GetValueOrDefault(body) ?? body.ToString("N") : null })]);
    }
}
