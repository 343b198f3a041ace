namespace Shanhai.Host.Security;

/// <summary>Signing in through the office's own sign-on (OpenID Connect).</summary>
public static class OfficeSignOn
{
    /// <summary>The name under which an account is tied to a person of the sign-on.</summary>
    public const string Provider = "office";
}
