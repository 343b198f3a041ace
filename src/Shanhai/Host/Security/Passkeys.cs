using System.Buffers.Text;
using Microsoft.AspNetCore.Identity;

namespace Shanhai.Host.Security;

/// <summary>
/// Passkeys: a key pair kept by a person's device, unlocked there by face, finger or number. It is two factors at once, so it asks for
/// no code. One adds and removes one's own; anybody may try to sign in with one.
/// </summary>
public static class Passkeys
{
    public const int Most = 10;

    public sealed record Kept(string Id, string Name, DateTimeOffset MadeAt);

    public static async Task<Result<Kept>> Add(string? credential, string? name, Db db, Actor actor, Sessions sessions, TimeProvider clock, CancellationToken ct)
    {
        if (new Errors().Require(credential, "credential").Limit(credential, 20_000, "credential").Limit(name, 60, "name").Refusal is { } refusal)
        {
            return refusal;
        }
        if (actor.User is not { } me)
        {
            return Problem.SignedOut;
        }
        if (actor.Stale(clock) is { } stale)
        {
            return stale;
        }
        var user = (await sessions.UserManager.FindByIdAsync(me.Value.ToString()))!;
        if ((await sessions.UserManager.GetPasskeysAsync(user)).Count >= Most)
        {
            return Problem.Clash("passkeys-full", Most);
        }
        // The device must answer for the person who is signed in, not for one who began before her in the same browser.
        if (await Attest(credential!, sessions) is not { Succeeded: true } made || made.UserEntity.Id != me.ToString())
        {
            return Problem.Invalid("passkey-refused");
        }

        made.Passkey.Name = string.IsNullOrWhiteSpace(name) ? "passkey" : name.Trim();
        await sessions.UserManager.AddOrUpdatePasskeyAsync(user, made.Passkey);
        db.Record(actor, "user.passkey-added", "user:" + user.Key, new { made.Passkey.Name }, user.Home);
        await db.SaveChangesAsync(ct);
        return new Kept(Base64Url.EncodeToString(made.Passkey.CredentialId), made.Passkey.Name, made.Passkey.CreatedAt);
    }

    public static async Task<Result<Kept>> Remove(string? id, Db db, Actor actor, Sessions sessions, TimeProvider clock, CancellationToken ct)
    {
        if (actor.User is not { } me)
        {
            return Problem.SignedOut;
        }
        if (actor.Stale(clock) is { } stale)
        {
            return stale;
        }
        var user = (await sessions.UserManager.FindByIdAsync(me.Value.ToString()))!;
        if ((await sessions.UserManager.GetPasskeysAsync(user)).FirstOrDefault(p => Base64Url.EncodeToString(p.CredentialId) == id) is not { } passkey)
        {
            return Problem.Missing("no-such-passkey");
        }

        await sessions.UserManager.RemovePasskeyAsync(user, passkey.CredentialId);
        db.Record(actor, "user.passkey-removed", "user:" + user.Key, new { passkey.Name }, user.Home);
        await db.SaveChangesAsync(ct);
        return new Kept(id!, passkey.Name ?? "", passkey.CreatedAt);
    }

    public static async Task<Result<SignIn.SignedIn>> Enter(string? credential, Db db, Actor actor, Sessions sessions, CancellationToken ct)
    {
        if (new Errors().Require(credential, "credential").Limit(credential, 20_000, "credential").Refusal is { } refusal)
        {
            return refusal;
        }
        var shown = await Assert(credential!, sessions);
        var user = shown?.Succeeded == true ? shown.User : null;
        var may = user is not null && await sessions.CanSignInAsync(user) && !await sessions.UserManager.IsLockedOutAsync(user);
        if (may)
        {
            // The counter of the device goes up with each use; keeping it finds a copied key.
            await sessions.UserManager.AddOrUpdatePasskeyAsync(user!, shown!.Passkey!);
            sessions.Means = "passkey";
            await sessions.SignInAsync(user!, isPersistent: false, "passkey");
        }
        await SignIn.Tell(db, actor, user, may ? SignInResult.Success : SignInResult.Failed, "passkey", ct);
        return may ? new SignIn.SignedIn(user!.DisplayName, false) : Problem.Refused("passkey-refused");
    }

    public static async Task<IReadOnlyList<Kept>> Mine(Actor actor, UserManager<User> users) =>
        [.. (await users.GetPasskeysAsync((await users.FindByIdAsync(actor.User!.Value.Value.ToString()))!)).Select(p => new Kept(Base64Url.EncodeToString(p.CredentialId), p.Name ?? "", p.CreatedAt))];

    /// <summary>What the browser is asked to make: JSON in the words of the WebAuthn standard.</summary>
    public static async Task<IResult> OfferAdding(Actor actor, Sessions sessions, TimeProvider clock, HttpContext http)
    {
        if ((actor.User is null ? Problem.SignedOut : actor.Stale(clock)) is { } no)
        {
            await http.RequestServices.GetRequiredService<IProblemWriter>().Write(http, no);
            return TypedResults.Empty;
        }
        var user = (await sessions.UserManager.FindByIdAsync(actor.User!.Value.Value.ToString()))!;
        return TypedResults.Text(await sessions.MakePasskeyCreationOptionsAsync(new() { Id = user.Key.ToString(), Name = user.UserName!, DisplayName = user.DisplayName }), "application/json");
    }

    public static async Task<IResult> OfferEntering(Sessions sessions) => TypedResults.Text(await sessions.MakePasskeyRequestOptionsAsync(null), "application/json");

    // What a device sends is outside input: the framework throws where it is not even JSON, or where nobody asked for it.
    private static async Task<PasskeyAttestationResult?> Attest(string credential, Sessions sessions)
    {
        try
        {
            return await sessions.PerformPasskeyAttestationAsync(credential);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static async Task<PasskeyAssertionResult<User>?> Assert(string credential, Sessions sessions)
    {
        try
        {
            return await sessions.PerformPasskeyAssertionAsync(credential);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
