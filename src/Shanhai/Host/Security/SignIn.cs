using Microsoft.AspNetCore.Identity;

namespace Shanhai.Host.Security;

/// <summary>Signs a person in by name and password; where she has a second factor, a code must follow. Anybody may try; failures are counted, journalled and lock the account.</summary>
public sealed record SignIn(string? Name, string? Password)
{
    /// <summary>Whether the second factor is still owed.</summary>
    public sealed record SignedIn(string Name, bool CodeOwed);

    public Errors Validate() => new Errors().Require(Name, "name").Limit(Name, 200, "name").Require(Password, "password").Limit(Password, 200, "password");

    public static async Task<Result<SignedIn>> Handle(SignIn input, Db db, Actor actor, Sessions sessions, SignInLimits limits, CancellationToken ct)
    {
        if ((input.Validate().Refusal ?? limits.Refuse(input.Name!.Trim())) is { } refusal)
        {
            return refusal;
        }

        var user = await sessions.UserManager.FindByNameAsync(input.Name!.Trim());
        // An unknown name takes as long as a known one: how long the answer took must not tell which names exist.
        var outcome = user is null ? Unknown(sessions.UserManager, input.Password!) : await sessions.PasswordSignInAsync(user, input.Password!, isPersistent: false, lockoutOnFailure: true);
        await Tell(db, actor, user, outcome, "password", ct);

        return outcome switch
        {
            { Succeeded: true } => new SignedIn(user!.DisplayName, false),
            { RequiresTwoFactor: true } => new SignedIn(user!.DisplayName, true),
            { IsLockedOut: true } => LockedOut(sessions),
            _ => Problem.Refused("wrong-password"),
        };
    }

    internal static Problem LockedOut(Sessions sessions) => Problem.Refused("locked-out", sessions.Options.Lockout.DefaultLockoutTimeSpan.TotalMinutes);

    internal static async Task Tell(Db db, Actor actor, User? user, SignInResult outcome, string by, CancellationToken ct)
    {
        var who = actor with { User = user?.Key, Name = user?.UserName ?? actor.Name };
        var verb = outcome.Succeeded ? "user.signed-in" : outcome.RequiresTwoFactor ? "user.code-asked" : "user.sign-in-failed";
        db.Record(outcome.Succeeded || outcome.RequiresTwoFactor ? who : actor, verb, "user:" + (user?.Key.ToString() ?? "unknown"), new { by, outcome = outcome.ToString() }, user?.Home);
        await db.SaveChangesAsync(ct);
    }

    private static readonly User Nobody = new() { DisplayName = "" };
    private static string? _nobodysHash;

    private static SignInResult Unknown(UserManager<User> users, string password)
    {
        _nobodysHash ??= users.PasswordHasher.HashPassword(Nobody, Guid.Empty.ToString());
        users.PasswordHasher.VerifyHashedPassword(Nobody, _nobodysHash, password);
        return SignInResult.Failed;
    }
}
