using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Security;

/// <summary>Ends a key at once: its owner may, and a security administrator of the owner's area.</summary>
public static class RevokeKey
{
    public sealed record Revoked(Id<ApiKey> Id);

    public static async Task<Result<Revoked>> Handle(Id<ApiKey> id, Db db, Actor actor, Standings standings, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(SecurityModule.OwnKeys) is { } no)
        {
            return no;
        }
        var found = await db.ApiKeys.Where(k => k.Id == id).Join(db.Users, k => k.UserId, u => u.Id, (k, u) => new { Key = k, u.Home }).SingleOrDefaultAsync(ct);
        if (found is null || found.Key.UserId != actor.User?.Value && !actor.Scope(SecurityModule.ManageGrants).Contains(found.Home))
        {
            return Problem.Missing("no-such-key");
        }
        if (found.Key.RevokedAt is not null)
        {
            return Problem.Clash("key-revoked-already");
        }

        // No fresh sign-in is asked for: taking a way in away must never wait.
        found.Key.RevokedAt = clock.GetUtcNow();
        db.Record(actor, SecurityModule.OwnKeys, "key:" + id, new { done = "revoked", found.Key.Prefix }, found.Key.Place);
        await db.SaveChangesAsync(ct);
        standings.Forget(found.Key.UserId);
        return new Revoked(id);
    }
}
