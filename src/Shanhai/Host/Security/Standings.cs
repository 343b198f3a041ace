using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Security;

/// <summary>
/// Who is behind a session or a key and what she holds, as read from the database at most five seconds ago: one query, and not on
/// every request. Use cases that change an account call <see cref="Forget"/>, so this node knows at once; other nodes follow within
/// the five seconds. Grants are kept with their days, so one that begins or ends at midnight does so here too.
/// </summary>
public sealed class Standings(TimeProvider clock)
{
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);
    private const int Most = 20_000;

    private readonly ConcurrentDictionary<Guid, Standing> _bySession = new();
    private readonly ConcurrentDictionary<string, KeyStanding> _byKey = new(StringComparer.Ordinal);

    /// <summary>A person signed in: mutable only in when she was last seen.</summary>
    public sealed record Standing(
        Id<Session> Session, Guid User, string Name, string DisplayName, DateTimeOffset StartedAt, DateTimeOffset ProvedAt, string Means,
        DateTimeOffset? PasswordChangedAt, bool HasSecondFactor, IReadOnlyList<Grant> Grants, DateTimeOffset ReadAt)
    {
        private long _seen;
        private long _written;

        public DateTimeOffset SeenAt => new(Interlocked.Read(ref _seen), TimeSpan.Zero);

        internal Standing SeenFrom(DateTimeOffset stored, Standing? before)
        {
            _seen = Math.Max(stored.UtcTicks, before?._seen ?? 0);
            _written = Math.Max(stored.UtcTicks, before?._written ?? 0);
            return this;
        }

        /// <summary>Notes that the person is there; true once a minute, when it should be written down.</summary>
        public bool Seen(DateTimeOffset now)
        {
            Interlocked.Exchange(ref _seen, now.UtcTicks);
            var written = Interlocked.Read(ref _written);
            return now.UtcTicks - written >= TimeSpan.TicksPerMinute && Interlocked.CompareExchange(ref _written, now.UtcTicks, written) == written;
        }

        public IReadOnlyList<Actor.Holding> Holdings(DateOnly day) => [.. Grants.Where(g => g.IsInForce(day)).Select(g => new Actor.Holding(g.Role, g.Place, g.Organisation))];
    }

    public sealed record KeyStanding(ApiKey Key, string Name, IReadOnlySet<string> Verbs, IReadOnlyList<Grant> Grants, DateTimeOffset ReadAt)
    {
        public IReadOnlyList<Actor.Holding> Holdings(DateOnly day) => [.. Grants.Where(g => g.IsInForce(day)).Select(g => new Actor.Holding(g.Role, g.Place, g.Organisation))];
    }

    /// <summary>Null where the session is not known, has ended, or its account is closed.</summary>
    public async Task<Standing?> OfSession(Guid id, Db db, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (_bySession.TryGetValue(id, out var kept) && now - kept.ReadAt < Kept)
        {
            return kept;
        }
        var session = new Id<Session>(id);
        var read = await db.Sessions.AsNoTracking()
            .Where(s => s.Id == session && s.EndedAt == null)
            .Join(db.Users.Where(u => u.ClosedAt == null), s => s.UserId, u => u.Id, (s, u) => new
            {
                Session = s,
                u.UserName,
                u.DisplayName,
                u.PasswordChangedAt,
                u.TwoFactorEnabled,
                Grants = db.Grants.Where(g => g.UserId == u.Id).ToList(),
            })
            .SingleOrDefaultAsync(ct);
        if (read is null)
        {
            _bySession.TryRemove(id, out _);
            return null;
        }
        var standing = new Standing(session, read.Session.UserId, read.UserName!, read.DisplayName, read.Session.StartedAt, read.Session.ProvedAt, read.Session.Means,
            read.PasswordChangedAt, read.TwoFactorEnabled, read.Grants, now).SeenFrom(read.Session.SeenAt, kept);
        if (_bySession.Count >= Most)
        {
            _bySession.Clear();
        }
        return _bySession[id] = standing;
    }

    /// <summary>Null where no living key has this token.</summary>
    public async Task<KeyStanding?> OfKey(string token, Db db, CancellationToken ct)
    {
        if (ApiKey.PrefixOf(token) is not { } prefix)
        {
            return null;
        }
        var now = clock.GetUtcNow();
        var hash = ApiKey.HashOf(token);
        if (!_byKey.TryGetValue(hash, out var standing) || now - standing.ReadAt >= Kept)
        {
            var read = await db.ApiKeys.AsNoTracking()
                .Where(k => k.Prefix == prefix && k.RevokedAt == null)
                .Join(db.Users.Where(u => u.ClosedAt == null), k => k.UserId, u => u.Id, (k, u) => new { Key = k, u.UserName, Grants = db.Grants.Where(g => g.UserId == u.Id).ToList() })
                .SingleOrDefaultAsync(ct);
            if (read is null || read.Key.Hash != hash)
            {
                _byKey.TryRemove(hash, out _);
                return null;
            }
            standing = new(read.Key, read.UserName!, read.Key.Verbs.Split(' ').ToHashSet(StringComparer.Ordinal), read.Grants, now);
            if (_byKey.Count >= Most)
            {
                _byKey.Clear();
            }
            _byKey[hash] = standing;
        }
        return standing.Key.IsAlive(now) ? standing : null;
    }

    /// <summary>What was read about this person is read again with the next request.</summary>
    public void Forget(Guid user)
    {
        foreach (var (id, standing) in _bySession)
        {
            if (standing.User == user)
            {
                _bySession.TryRemove(id, out _);
            }
        }
        foreach (var (hash, standing) in _byKey)
        {
            if (standing.Key.UserId == user)
            {
                _byKey.TryRemove(hash, out _);
            }
        }
    }
}
