using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;

namespace Shanhai.Host.Security;

/// <summary>
/// Opens an account in an area and, where a role is named, grants it there. System administrators open accounts; the role needs a
/// security administrator's right. Without a password one is made, told once, and must be changed at the first sign-in.
/// </summary>
public sealed record AddUser(string? Name, string? DisplayName, string? Password, Role? Role, PlaceCode Place)
{
    public sealed record Added(Guid Id, string Name, string? FirstPassword = null);

    public Errors Validate() => new Errors().Require(Name, "name").Limit(Name, 60, "name").Require(DisplayName, "displayName").Limit(DisplayName, 60, "displayName");

    public static async Task<Result<Added>> Handle(AddUser input, Db db, Actor actor, UserManager<User> users, TimeProvider clock, CancellationToken ct)
    {
        if ((input.Validate().Refusal ?? actor.Refuses(SecurityModule.ManageUsers, input.Place) ?? actor.Stale(clock)) is { } no)
        {
            return no;
        }
        if (input.Role is not null && actor.Refuses(SecurityModule.ManageGrants, input.Place) is { } notGranting)
        {
            return notGranting;
        }

        var first = string.IsNullOrEmpty(input.Password) ? FirstPassword() : null;
        await using var writing = await db.BeginWriting(ct);
        var user = new User
        {
            Id = Id<User>.New(clock).Value,
            UserName = input.Name!.Trim(),
            DisplayName = input.DisplayName!.Trim(),
            Home = input.Place,
            PasswordChangedAt = first is null ? clock.GetUtcNow() : null,
        };
        var made = await users.CreateAsync(user, first ?? input.Password!);
        if (!made.Succeeded)
        {
            return PasswordRules.Refusal(made);
        }
        db.Record(actor, SecurityModule.ManageUsers, "user:" + user.Key, new { done = "opened", user.UserName, input.Role, input.Place }, input.Place);
        if (input.Role is { } role)
        {
            db.Grants.Add(new Grant { Id = Id<Grant>.New(clock), UserId = user.Id, Role = role, Place = input.Place, From = ChinaDay.Today(clock) });
        }
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        return new Added(user.Id, user.UserName!, first);
    }

    /// <summary>A password for one use: no letters that are read for others, four groups to copy by hand.</summary>
    internal static string FirstPassword() => string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz", 3) + RandomNumberGenerator.GetString("23456789", 2)));
}
