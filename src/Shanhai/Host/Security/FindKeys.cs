using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Security;

/// <summary>Lists one's own keys, the living first; never their tokens.</summary>
public static class FindKeys
{
    public sealed record Row(Id<ApiKey> Id, string Name, string Prefix, IReadOnlyList<string> Verbs, PlaceCode Place, DateTimeOffset MadeAt, DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt, DateTimeOffset? RevokedAt);

    public static async Task<Result<Page<Row>>> Handle(Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(SecurityModule.OwnKeys) is { } no)
        {
            return no;
        }
        var me = actor.User?.Value;
        var keys = await db.ApiKeys.AsNoTracking().Where(k => k.UserId == me).OrderBy(k => k.RevokedAt != null).ThenByDescending(k => k.MadeAt).ThenBy(k => k.Id).ToListAsync(ct);
        return new Page<Row>([.. keys.Select(k => new Row(k.Id, k.Name, k.Prefix, k.Verbs.Split(' '), k.Place, k.MadeAt, k.ExpiresAt, k.UsedAt, k.RevokedAt))], null, keys.Count);
    }
}
