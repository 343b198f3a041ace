using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Identity;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Shanhai.Host.Security;

/// <summary>
/// Signs a person in whom the office's own sign-on (OpenID Connect) has recognised. The claim the settings name is looked up among the
/// subjects that a system administrator tied to accounts; a person who is tied to none is told so, and no account is made.
/// </summary>
public static class OfficeSignOn
{
    /// <summary>The name under which an account is tied to a person of the sign-on.</summary>
    public const string Provider = "office";

    public const string Back = "/sign-in/office/back";

    public static async Task<Result<SignIn.SignedIn>> Handle(string? subject, Db db, Actor actor, Sessions sessions, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(subject))
        {
            return Problem.Refused("office-failed");
        }
        var user = await sessions.UserManager.FindByLoginAsync(Provider, subject);
        var may = user is not null && await sessions.CanSignInAsync(user) && !await sessions.UserManager.IsLockedOutAsync(user);
        if (may)
        {
            sessions.Means = "oidc";
            await sessions.SignInAsync(user!, isPersistent: false, Provider);
        }
        await SignIn.Tell(db, actor, user, may ? SignInResult.Success : SignInResult.NotAllowed, Provider, ct);
        return user is null ? Problem.Refused("office-unknown", subject) : may ? new SignIn.SignedIn(user.DisplayName, false) : Problem.Refused("office-closed");
    }

    public static IResult Start(Settings settings, string? @return) =>
        settings.Office.Authority is null
            ? TypedResults.NotFound()
            : TypedResults.Challenge(new AuthenticationProperties { RedirectUri = "/sign-in/office/done?return=" + Uri.EscapeDataString(SignInPage.Local(@return)) }, [Provider]);

    public static async Task<IResult> Done(View view, HttpContext http, Settings settings, Db db, Actor actor, Sessions sessions, string? @return, CancellationToken ct)
    {
        var came = await http.AuthenticateAsync(IdentityConstants.ExternalScheme);
        await http.SignOutAsync(IdentityConstants.ExternalScheme);
        var result = await Handle(came.Principal?.FindFirst(settings.Office.Claim)?.Value, db, actor, sessions, ct);
        return result.Problem is { } problem ? SignInPage.Page(view, settings, new(null, @return, null, problem)) : Html.Go(SignInPage.Local(@return));
    }

    internal static void Configure(OpenIdConnectOptions options, Settings.SignOn office)
    {
        options.Authority = office.Authority;
        options.ClientId = office.ClientId;
        options.ClientSecret = office.ClientSecretFile is { } file ? File.ReadAllText(file).Trim() : office.ClientSecret;
        // Plain http only to this machine, for trying it out.
        options.RequireHttpsMetadata = !new Uri(office.Authority!).IsLoopback;
        options.SignInScheme = IdentityConstants.ExternalScheme;
        options.CallbackPath = Back;
        options.ResponseType = OpenIdConnectResponseType.Code;
        // The code comes back by GET, so that the correlation cookie may stay SameSite=Lax.
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.MapInboundClaims = false;
        options.NonceCookie.SameSite = options.CorrelationCookie.SameSite = SameSiteMode.Lax;
        options.NonceCookie.SecurePolicy = options.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.Events.OnRemoteFailure = failed =>
        {
            failed.HandleResponse();
            failed.Response.Redirect("/sign-in/office/done");
            return Task.CompletedTask;
        };
    }
}
