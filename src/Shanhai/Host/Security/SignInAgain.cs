namespace Shanhai.Host.Security;

/// <summary>Proves again who sits there, before something that decides over rights: the password, and the code where there is one.</summary>
public sealed record SignInAgain(string? Password, string? Code)
{
    public sealed record Proved(DateTimeOffset At);

    public static async Task<Result<Proved>> Handle(SignInAgain input, Db db, Actor actor, Sessions sessions, SignInLimits limits, TimeProvider clock, CancellationToken ct)
    {
        if (actor is not { User: { } me, Session: { } session })
        {
            return Problem.SignedOut;
        }
        var user = (await sessions.UserManager.FindByIdAsync(me.Value.ToString()))!;
        var errors = new Errors().Require(input.Password, "password");
        if (user.TwoFactorEnabled)
        {
            errors.Require(input.Code, "code");
        }
        if ((errors.Refusal ?? limits.Refuse(user.UserName!)) is { } refusal)
        {
            return refusal;
        }

        var password = await sessions.CheckPasswordSignInAsync(user, input.Password!, lockoutOnFailure: true);
        var proved = password.Succeeded && (!user.TwoFactorEnabled || await SignInCode.Proves(user, input.Code, sessions.UserManager));
        if (password.Succeeded && !proved)
        {
            await sessions.UserManager.AccessFailedAsync(user);
        }
        db.Record(actor, proved ? "user.proved-again" : "user.sign-in-failed", "user:" + user.Key, new { by = "again" }, user.Home);
        await db.SaveChangesAsync(ct);
        if (!proved)
        {
            return password.IsLockedOut ? SignIn.LockedOut(sessions) : Problem.Refused("wrong-password-or-code");
        }
        await sessions.Prove(session, ct);
        return new Proved(clock.GetUtcNow());
    }
}
