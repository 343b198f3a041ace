using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;

namespace Shanhai.Demonstration;

/// <summary>The accounts of a demonstration, one for each part that somebody may play.</summary>
public static class People
{
    /// <summary>What is printed once: nobody can read the password again.</summary>
    public sealed record Account(string Name, string Password, Role Role, PlaceCode Place);

    internal sealed record Part(string Name, string Display, Role Role, PlaceCode Place);

    /// <param name="password">For all accounts; null makes one for each.</param>
    internal static async Task<Result<IReadOnlyList<Account>>> Add(
        IEnumerable<Part> parts, string? password, IServiceProvider services, Db db, Actor actor, CancellationToken ct)
    {
        var accounts = new List<Account>();
        foreach (var part in parts)
        {
            // Made on this machine and printed once: no password stands in the program.
            var own = password ?? "Demo-" + RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 9) + "-A1";
            var added = await AddUser.Handle(new(part.Name, part.Display, own, part.Role, part.Place), db, actor,
                services.GetRequiredService<UserManager<User>>(), services.GetRequiredService<TimeProvider>(), ct);
            if (added.Problem is { } refused)
            {
                return refused;
            }
            accounts.Add(new(part.Name, own, part.Role, part.Place));
        }
        return accounts;
    }
}
