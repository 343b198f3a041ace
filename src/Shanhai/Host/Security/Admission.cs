using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Security;

/// <summary>
/// Finds out who makes a request: the key in its Authorization header, else the session its cookie names, else the public. A session
/// that has been idle too long, has lasted its day or was ended elsewhere is the public again, and its cookie is taken back.
/// </summary>
public sealed class Admission(AccessTable access, Standings standings, Settings settings, TimeProvider clock)
{
    public const string SessionClaim = "sid";

    /// <summary>Who came, and where a signed-in person must go before anything else (null: nowhere).</summary>
    public sealed record Admitted(Actor Actor, string? Duty = null);

    public async Task<Result<Admitted>> Of(HttpContext http, Db db, Door door)
    {
        var origin = http.Connection.RemoteIpAddress?.ToString();
        if (door == Door.Api && http.Request.Headers.Authorization.ToString() is ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var token])
        {
            return await ByKey(token.Trim(), db, origin, http.RequestAborted) is { } key ? new Admitted(key) : new Problem("key-refused", 401);
        }
        if (!Guid.TryParse(http.User.FindFirstValue(SessionClaim), out var id))
        {
            return new Admitted(Actor.Public(access, door, origin));
        }
        var now = clock.GetUtcNow();
        var standing = await standings.OfSession(id, db, http.RequestAborted);
        if (standing is null || now - standing.SeenAt > TimeSpan.FromMinutes(settings.IdleMinutes) || now - standing.StartedAt > Session.Longest)
        {
            await http.SignOutAsync(IdentityConstants.ApplicationScheme);
            http.User = new ClaimsPrincipal(new ClaimsIdentity());
            return new Admitted(Actor.Public(access, door, origin));
        }
        if (standing.Seen(now))
        {
            await Write(db, d => d.Sessions.Where(s => s.Id == standing.Session).ExecuteUpdateAsync(s => s.SetProperty(x => x.SeenAt, now)));
        }
        var actor = new Actor(new Id<User>(standing.User), standing.Name, door, standing.Holdings(Today), access)
        {
            Origin = origin,
            Session = standing.Session,
            ProvedAt = standing.ProvedAt,
        };
        return new Admitted(actor, DutyOf(standing, now));
    }

    /// <summary>Whoever a key stands for that came in the question itself, as some standards have it; null: no living key.</summary>
    public Task<Actor?> ByToken(string token, Db db, HttpContext http, CancellationToken ct) => ByKey(token, db, http.Connection.RemoteIpAddress?.ToString(), ct);

    private DateOnly Today => ChinaDay.Today(clock);

    private async Task<Actor?> ByKey(string token, Db db, string? origin, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await standings.OfKey(token, db, ct) is not { } standing)
        {
            return null;
        }
        var key = standing.Key;
        if (key.UsedAt is null || now - key.UsedAt >= TimeSpan.FromMinutes(1))
        {
            key.UsedAt = now;
            await Write(db, d => d.ApiKeys.Where(k => k.Id == key.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.UsedAt, now)));
        }
        return new Actor(new Id<User>(key.UserId), standing.Name, Door.Api, standing.Holdings(Today), access)
        {
            Origin = origin,
            Lent = new(key.Prefix, standing.Verbs, key.Place),
        };
    }

    // A person whose password another chose, or which is too old, changes it first; where two factors are required, she sets up the second.
    private string? DutyOf(Standings.Standing standing, DateTimeOffset now) =>
        standing.Means is "pwd" or "mfa" && (standing.PasswordChangedAt is not { } changed || now - changed > TimeSpan.FromDays(settings.PasswordDays)) ? "/account/password"
        : standing.Means == "pwd" && settings.SecondFactorRequired ? "/account/codes"
        : null;

    // When somebody was last seen is no change of state: it is not journalled, and a database that is just busy or read-only does not stop a reader.
    private static async Task Write(Db db, Func<Db, Task<int>> statement)
    {
        try
        {
            await using var writing = await db.BeginWriting(default);
            await statement(db);
            await writing.Commit(default);
        }
        catch (Exception trouble) when (Trouble.Of(trouble) is not null)
        {
            // It is written down with her next minute.
        }
    }
}
