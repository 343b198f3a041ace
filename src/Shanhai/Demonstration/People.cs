using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Demonstration;

/// <summary>The accounts of a demonstration, one for each part that somebody may play.</summary>
public static class People
{
    /// <summary>What is printed once: nobody can read the password again.</summary>
    public sealed record Account(string Name, string Password, Role Role, PlaceCode Place);

    /// <summary><paramref name="Body"/> is the body she acts for, by name; null: the area at large.</summary>
    internal sealed record Part(string Name, string Display, Role Role, PlaceCode Place, string? Body = null);

    /// <param name="password">For all accounts; null makes one for each.</param>
    internal static async Task<Result<IReadOnlyList<Account>>> Add(
        IEnumerable<Part> parts, string? password, IServiceProvider services, Db db, Actor actor, CancellationToken ct)
    {
        var accounts = new List<Account>();
        foreach (var part in parts)
        {
            // Made on this machine and printed once: no password stands in the program.
            var own = password ?? "Demo-" + RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 9) + "-A1";
            var added = await AddUser.Handle(new(part.Name, part.Display, own, part.Body is null ? part.Role : null, part.Place), db, actor,
                services.GetRequiredService<UserManager<User>>(), services.GetRequiredService<TimeProvider>(), ct);
            if (added.Problem is { } refused)
            {
                return refused;
            }
            accounts.Add(new(part.Name, own, part.Role, part.Place));
        }
        return accounts;
    }

    /// <summary>Gives those who act for a body their role in it, once the bodies are there.</summary>
    internal static async Task<Problem?> Bind(IEnumerable<Part> parts, IServiceProvider services, Db db, Actor actor, CancellationToken ct)
    {
        foreach (var part in parts.Where(p => p.Body is not null))
        {
            var user = await db.Users.AsNoTracking().Where(u => u.UserName == part.Name).Select(u => u.Id).SingleAsync(ct);
            var given = await GiveGrant.Handle(user, new(part.Role, part.Place, null, null, part.Body), db, actor, services.GetRequiredService<Standings>(),
                services.GetRequiredService<KnownBodies>(), services.GetRequiredService<TimeProvider>(), ct);
            if (given.Problem is { } refused)
            {
                return refused;
            }
        }
        return null;
    }
}
