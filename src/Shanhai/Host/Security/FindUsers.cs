using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Security;

/// <summary>Lists accounts of the areas an administrator or auditor looks after, by name.</summary>
public sealed record FindUsers
{
    public string? Q { get; init; }

    /// <summary>Closed accounts instead of open ones.</summary>
    public bool? Closed { get; init; }

    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(Guid Id, string Name, string DisplayName, PlaceCode Home, IReadOnlyList<Role> Roles, bool SecondFactor, DateTimeOffset? SeenAt, DateTimeOffset? ClosedAt);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindUsers input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(SecurityModule.ViewUsers) is { } no)
        {
            return no;
        }

        var size = Math.Clamp(input.Size ?? 50, 1, 500);
        var today = ChinaDay.Today(clock);
        var query = db.Users.AsNoTracking().Where(u => u.ClosedAt != null == (input.Closed ?? false)).Within(actor.Scope(SecurityModule.ViewUsers), u => u.Home);
        if (input.Q?.Trim() is { Length: > 0 } q)
        {
            var upper = q.ToUpperInvariant();
            query = query.Where(u => u.NormalizedUserName!.Contains(upper) || u.DisplayName.Contains(q));
        }
        var total = await query.LongCountAsync(ct);
        if (input.After is { } after)
        {
            query = query.Where(u => u.UserName!.CompareTo(after) > 0);
        }
        var rows = await query.OrderBy(u => u.UserName).Take(size + 1)
            .Select(u => new Row(u.Id, u.UserName!, u.DisplayName, u.Home,
                db.Grants.Where(g => g.UserId == u.Id && g.From <= today && (g.To == null || today < g.To)).Select(g => g.Role).ToList(),
                u.TwoFactorEnabled, db.Sessions.Where(s => s.UserId == u.Id).Max(s => (DateTimeOffset?)s.SeenAt), u.ClosedAt))
            .ToListAsync(ct);

        var next = rows.Count > size ? rows[size - 1].Name : null;
        return new Page<Row>([.. rows.Take(size)], next, total);
    }
}
