using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Security;

/// <summary>Ends one of one's own sessions, or all of them: "sign me out everywhere" also ends the one that asks.</summary>
public sealed record EndSessions(Id<Session>? Session)
{
    public sealed record Ended(int Sessions);

    public sealed record Row(Id<Session> Id, DateTimeOffset StartedAt, DateTimeOffset SeenAt, string Means, string? Origin, string? Browser, bool This);

    public static async Task<Result<Ended>> Handle(EndSessions input, Db db, Actor actor, Sessions sessions, CancellationToken ct)
    {
        if (actor.User is not { } me || actor.Lent is not null)
        {
            return Problem.SignedOut;
        }
        var ended = await sessions.End(me.Value, input.Session, null, ct);
        if (ended == 0)
        {
            return Problem.Missing("no-such-session");
        }
        db.Record(actor, "user.sessions-ended", "user:" + me, new { ended, all = input.Session is null }, await db.Users.Where(u => u.Id == me.Value).Select(u => u.Home).SingleAsync(ct));
        await db.SaveChangesAsync(ct);
        sessions.Forget(me.Value);
        if (input.Session is null)
        {
            await sessions.UserManager.UpdateSecurityStampAsync((await sessions.UserManager.FindByIdAsync(me.Value.ToString()))!);
            await sessions.SignOutAsync();
        }
        return new Ended(ended);
    }

    public static async Task<IReadOnlyList<Row>> Mine(Db db, Actor actor, Settings settings, TimeProvider clock, CancellationToken ct)
    {
        var me = actor.User!.Value.Value;
        var (idle, longest) = (clock.GetUtcNow() - TimeSpan.FromMinutes(settings.IdleMinutes), clock.GetUtcNow() - Security.Session.Longest);
        return await db.Sessions.AsNoTracking()
            .Where(s => s.UserId == me && s.EndedAt == null && s.SeenAt > idle && s.StartedAt > longest)
            .OrderByDescending(s => s.SeenAt)
            .Select(s => new Row(s.Id, s.StartedAt, s.SeenAt, s.Means, s.Origin, s.Browser, s.Id == actor.Session))
            .ToListAsync(ct);
    }
}
