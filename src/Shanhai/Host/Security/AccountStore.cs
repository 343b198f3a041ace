using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace Shanhai.Host.Security;

/// <summary>The framework's store, with the secret of the authenticator app encrypted and the recovery codes hashed.</summary>
public sealed class AccountStore(Db db, IDataProtectionProvider protection, IdentityErrorDescriber? describer = null) : UserOnlyStore<User, Db, Guid>(db, describer)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Shanhai.AuthenticatorKey");

    public override Task SetAuthenticatorKeyAsync(User user, string key, CancellationToken cancellationToken) =>
        base.SetAuthenticatorKeyAsync(user, _protector.Protect(key), cancellationToken);

    public override async Task<string?> GetAuthenticatorKeyAsync(User user, CancellationToken cancellationToken) =>
        await base.GetAuthenticatorKeyAsync(user, cancellationToken) is { } kept ? _protector.Unprotect(kept) : null;

    public override Task ReplaceCodesAsync(User user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        base.ReplaceCodesAsync(user, recoveryCodes.Select(c => Hash(user, c)), cancellationToken);

    // Redeeming takes one out of the list and writes the rest back through ReplaceCodesAsync, which would hash them again.
    public override async Task<bool> RedeemCodeAsync(User user, string code, CancellationToken cancellationToken)
    {
        var left = (await GetTokenAsync(user, "[AspNetUserStore]", "RecoveryCodes", cancellationToken) ?? "").Split(';').ToList();
        if (!left.Remove(Hash(user, code)))
        {
            return false;
        }
        await base.ReplaceCodesAsync(user, left, cancellationToken);
        return true;
    }

    private static string Hash(User user, string code) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(user.Id.ToString("N") + code.Trim().ToUpperInvariant())));
}
