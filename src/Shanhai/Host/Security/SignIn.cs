using Microsoft.AspNetCore.Identity;

namespace Shanhai.Host.Security;

/// <summary>Signs a person in by name and password. Anybody may try; failures are counted, journalled and lock the account.</summary>
public sealed record SignIn(string? Name, string? Password)
{
    public sealed record SignedIn(string Name);

    public Errors Validate() => new Errors().Require(Name, "name").Require(Password, "password");

    public static async Task<Result<SignedIn>> Handle(SignIn input, Db db, Actor actor, SignInManager<User> manager, CancellationToken ct)
    {
        if (input.Validate().Refusal is { } refusal)
        {
            return refusal;
        }

        var user = await manager.UserManager.FindByNameAsync(input.Name!.Trim());
        var outcome = user is null || user.ClosedAt is not null
            ? SignInResult.Failed
            : await manager.PasswordSignInAsync(user, input.Password!, isPersistent: false, lockoutOnFailure: true);

        db.Record(actor, outcome.Succeeded ? "user.signed-in" : "user.sign-in-failed", "user:" + (user?.Id.ToString("N") ?? "unknown"),
            new { outcome = outcome.ToString() });
        await db.SaveChangesAsync(ct);

        return outcome switch
        {
            { Succeeded: true } => new SignedIn(user!.DisplayName),
            { IsLockedOut: true } => Problem.Refused("locked-out", manager.Options.Lockout.DefaultLockoutTimeSpan.TotalMinutes),
            _ => Problem.Refused("wrong-password"),
        };
    }
}
