using Microsoft.AspNetCore.Identity;

namespace Shanhai.Host.Security;

/// <summary>The second step: a code of the authenticator app, or one of the recovery codes, each good once.</summary>
public sealed record SignInCode(string? Code)
{
    public sealed record SignedIn(string Name, int? RecoveryCodesLeft);

    public static async Task<Result<SignedIn>> Handle(SignInCode input, Db db, Actor actor, Sessions sessions, SignInLimits limits, CancellationToken ct)
    {
        if (new Errors().Require(input.Code, "code").Limit(input.Code, 40, "code").Refusal is { } refusal)
        {
            return refusal;
        }
        if (await sessions.GetTwoFactorAuthenticationUserAsync() is not { } user)
        {
            return Problem.Refused("sign-in-expired");
        }
        if (limits.Refuse(user.UserName!) is { } tooOften)
        {
            return tooOften;
        }

        sessions.Means = "mfa";
        var code = input.Code!.Replace(" ", "", StringComparison.Ordinal);
        var recovery = code.Length != 6;
        var outcome = recovery
            ? await sessions.TwoFactorRecoveryCodeSignInAsync(code)
            : await sessions.TwoFactorAuthenticatorSignInAsync(code, isPersistent: false, rememberClient: false);
        if (recovery && !outcome.Succeeded && !outcome.IsLockedOut)
        {
            // The framework counts wrong codes of the app, but not wrong recovery codes.
            await sessions.UserManager.AccessFailedAsync(user);
        }
        await SignIn.Tell(db, actor, user, outcome, recovery ? "recovery-code" : "code", ct);

        return outcome switch
        {
            { Succeeded: true } => new SignedIn(user.DisplayName, recovery ? await sessions.UserManager.CountRecoveryCodesAsync(user) : null),
            { IsLockedOut: true } => SignIn.LockedOut(sessions),
            _ => Problem.Refused("wrong-code"),
        };
    }

    /// <summary>Whether a code proves that this person has her second factor now.</summary>
    internal static async Task<bool> Proves(User user, string? code, UserManager<User> users)
    {
        code = code?.Replace(" ", "", StringComparison.Ordinal);
        return !string.IsNullOrEmpty(code) && (code.Length == 6
            ? await users.VerifyTwoFactorTokenAsync(user, users.Options.Tokens.AuthenticatorTokenProvider, code)
            : (await users.RedeemTwoFactorRecoveryCodeAsync(user, code)).Succeeded);
    }
}
