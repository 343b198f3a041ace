using Microsoft.AspNetCore.Identity;

namespace Shanhai.Host.Security;

/// <summary>Opens an account and, where a role is named, grants it in a subtree. System administrators open accounts; the role needs a security administrator's right.</summary>
public sealed record AddUser(string? Name, string? DisplayName, string? Password, Role? Role, PlaceCode Place)
{
    public sealed record Added(Guid Id, string Name);

    public Errors Validate() => new Errors().Require(Name, "name").Limit(Name, 60, "name").Require(Password, "password").Require(DisplayName, "displayName");

    public static async Task<Result<Added>> Handle(AddUser input, Db db, Actor actor, UserManager<User> users, TimeProvider clock, CancellationToken ct)
    {
        if ((input.Validate().Refusal ?? actor.Refuses(SecurityModule.ManageUsers)) is { } no)
        {
            return no;
        }
        if (input.Role is not null && actor.Refuses(SecurityModule.ManageGrants, input.Place) is { } notGranting)
        {
            return notGranting;
        }

        await using var writing = await db.BeginWriting(ct);
        var user = new User { Id = Id<User>.New(clock).Value, UserName = input.Name, DisplayName = input.DisplayName!, PasswordChangedAt = clock.GetUtcNow() };
        var made = await users.CreateAsync(user, input.Password!);
        if (!made.Succeeded)
        {
            return new Problem("account", 422) { Fields = [.. made.Errors.Select(e => new Errors.At(e.Code.Contains("Password", StringComparison.Ordinal) ? "password" : "name", "account." + e.Code))] };
        }
        db.Record(actor, SecurityModule.ManageUsers, "user:" + user.Key, new { user.UserName, input.Role, input.Place });
        if (input.Role is { } role)
        {
            db.Grants.Add(new Grant { Id = Id<Grant>.New(clock), UserId = user.Id, Role = role, Place = input.Place, From = DateOnly.FromDateTime(clock.GetLocalNow().Date) });
        }
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        return new Added(user.Id, user.UserName!);
    }
}
