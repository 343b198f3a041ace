using Microsoft.AspNetCore.Identity;

namespace Shanhai.Host.Security;

/// <summary>Changes one's own password, knowing the old one. Every other session ends.</summary>
public sealed record ChangePassword(string? Old, string? New, string? Again)
{
    public sealed record Changed(DateTimeOffset At);

    public Errors Validate()
    {
        var errors = new Errors().Require(Old, "old").Require(New, "password").Require(Again, "again");
        return errors.Any || New == Again ? errors : errors.Add("again", "password.differs");
    }

    public static async Task<Result<Changed>> Handle(ChangePassword input, Db db, Actor actor, Sessions sessions, TimeProvider clock, CancellationToken ct)
    {
        if (actor.User is not { } me || actor.Lent is not null)
        {
            return Problem.SignedOut;
        }
        if (input.Validate().Refusal is { } refusal)
        {
            return refusal;
        }
        var users = sessions.UserManager;
        var user = (await users.FindByIdAsync(me.Value.ToString()))!;
        if (await sessions.CheckPasswordSignInAsync(user, input.Old!, lockoutOnFailure: true) is { Succeeded: false } failed)
        {
            return failed.IsLockedOut ? SignIn.LockedOut(sessions) : new Problem("invalid", 422) { Fields = [new("old", "password.wrong")] };
        }

        await using var writing = await db.BeginWriting(ct);
        var replaced = await Replace(user, input.New!, db, users, clock);
        if (!replaced.Succeeded)
        {
            return PasswordRules.Refusal(replaced);
        }
        await sessions.End(user.Id, null, actor.Session, ct);
        db.Record(actor, "user.password-changed", "user:" + user.Key, place: user.Home);
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        sessions.Forget(user.Id);
        return new Changed(user.PasswordChangedAt!.Value);
    }

    /// <summary>Puts a new password in the place of the old one, which is remembered so that it is not chosen again. The caller saves and records.</summary>
    internal static async Task<IdentityResult> Replace(User user, string password, Db db, UserManager<User> users, TimeProvider clock)
    {
        var former = user.PasswordHash;
        var replaced = await users.ResetPasswordAsync(user, await users.GeneratePasswordResetTokenAsync(user), password);
        if (replaced.Succeeded)
        {
            user.PasswordChangedAt = clock.GetUtcNow();
            if (former is not null)
            {
                db.FormerPasswords.Add(new FormerPassword { Id = Id<FormerPassword>.New(clock), UserId = user.Id, Hash = former, At = clock.GetUtcNow() });
            }
        }
        return replaced;
    }
}
