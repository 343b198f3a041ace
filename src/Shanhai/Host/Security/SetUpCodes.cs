using Microsoft.AspNetCore.Identity;
using QRCoder;

namespace Shanhai.Host.Security;

/// <summary>
/// Sets up one-time codes of an authenticator app for oneself: the secret is shown once as a picture and as letters, and counts from
/// the moment a first code proves that the app has it. Ten recovery codes come with it, shown once.
/// </summary>
public sealed record SetUpCodes(string? Code)
{
    public const int RecoveryCodes = 10;

    /// <summary>What the app needs: the secret in groups of four, and the same as a QR picture.</summary>
    public sealed record Offer(string Secret, string Picture);

    public sealed record Done(IReadOnlyList<string> RecoveryCodes);

    /// <summary>A secret waiting for its first code; the same one until it is confirmed or a new one is asked for.</summary>
    public static async Task<Result<Offer>> Prepare(Db db, Actor actor, UserManager<User> users, TimeProvider clock, CancellationToken ct)
    {
        if (actor.User is not { } me)
        {
            return Problem.SignedOut;
        }
        var user = (await users.FindByIdAsync(me.Value.ToString()))!;
        // A living secret is never shown again: who finds an open screen must not copy it.
        if (user.TwoFactorEnabled)
        {
            return Problem.Clash("codes-set-up");
        }
        if (actor.Stale(clock) is { } stale)
        {
            return stale;
        }
        if (await users.GetAuthenticatorKeyAsync(user) is not { } key)
        {
            await users.ResetAuthenticatorKeyAsync(user);
            key = (await users.GetAuthenticatorKeyAsync(user))!;
        }
        var address = $"otpauth://totp/{Uri.EscapeDataString("山海:" + user.UserName)}?secret={key}&issuer={Uri.EscapeDataString("山海")}&digits=6&period={OneTimeCodes.Seconds}";
        using var picture = new PngByteQRCode(QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M));
        return new Offer(string.Join(' ', key.Chunk(4).Select(c => new string(c))), "data:image/png;base64," + Convert.ToBase64String(picture.GetGraphic(6)));
    }

    public static async Task<Result<Done>> Handle(SetUpCodes input, Db db, Actor actor, Sessions sessions, TimeProvider clock, CancellationToken ct)
    {
        if (new Errors().Require(input.Code, "code").Refusal is { } refusal)
        {
            return refusal;
        }
        if (actor is not { User: { } me, Session: { } session })
        {
            return Problem.SignedOut;
        }
        if (actor.Stale(clock) is { } stale)
        {
            return stale;
        }
        var users = sessions.UserManager;
        var user = (await users.FindByIdAsync(me.Value.ToString()))!;
        if (user.TwoFactorEnabled)
        {
            return Problem.Clash("codes-set-up");
        }

        await using var writing = await db.BeginWriting(ct);
        if (!await SignInCode.Proves(user, input.Code, users))
        {
            return new Problem("invalid", 422) { Fields = [new("code", "code.wrong")] };
        }
        await users.SetTwoFactorEnabledAsync(user, true);
        var codes = await users.GenerateNewTwoFactorRecoveryCodesAsync(user, RecoveryCodes);
        await sessions.End(user.Id, null, session, ct);
        await sessions.Strengthen(session, ct);
        db.Record(actor, "user.codes-set-up", "user:" + user.Key, place: user.Home);
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        sessions.Forget(user.Id);
        return new Done([.. codes!]);
    }

    /// <summary>New recovery codes in the place of the old ones.</summary>
    public static async Task<Result<Done>> Renew(Db db, Actor actor, UserManager<User> users, TimeProvider clock, CancellationToken ct)
    {
        if (actor.User is not { } me)
        {
            return Problem.SignedOut;
        }
        if (actor.Stale(clock) is { } stale)
        {
            return stale;
        }
        var user = (await users.FindByIdAsync(me.Value.ToString()))!;
        if (!user.TwoFactorEnabled)
        {
            return Problem.Clash("codes-not-set-up");
        }
        var codes = await users.GenerateNewTwoFactorRecoveryCodesAsync(user, RecoveryCodes);
        db.Record(actor, "user.recovery-codes-renewed", "user:" + user.Key, place: user.Home);
        await db.SaveChangesAsync(ct);
        return new Done([.. codes!]);
    }

    /// <summary>Takes every second factor of an account away: its owner sets up new ones. The caller saves and records.</summary>
    internal static async Task<IdentityResult> TakeAway(User user, UserManager<User> users)
    {
        foreach (var passkey in await users.GetPasskeysAsync(user))
        {
            await users.RemovePasskeyAsync(user, passkey.CredentialId);
        }
        await users.SetTwoFactorEnabledAsync(user, false);
        await users.GenerateNewTwoFactorRecoveryCodesAsync(user, 0);
        await users.RemoveAuthenticationTokenAsync(user, "[AspNetUserStore]", "AuthenticatorKey");
        return await users.SetLockoutEndDateAsync(user, null);
    }
}
