using System.CommandLine;
using Microsoft.AspNetCore.Identity;
using Shanhai.Host.Console;

namespace Shanhai.Host.Security;

/// <summary>Signing in, accounts, grants and keys.</summary>
public sealed class SecurityModule : Module
{
    public const string ViewUsers = "user.view";
    public const string ManageUsers = "user.manage";
    public const string ManageGrants = "grant.manage";
    public const string OwnKeys = "key.own";

    public override void Access(AccessTable access) => access
        .Allow(ViewUsers, Role.SystemAdministrator, Role.SecurityAdministrator, Role.Auditor)
        .AllowFresh(ManageUsers, Role.SystemAdministrator)
        .AllowFresh(ManageGrants, Role.SecurityAdministrator)
        .AllowFresh(OwnKeys, Enum.GetValues<Role>());

    public override IEnumerable<MenuEntry> Menu =>
    [
        new("nav.keep", "users.title", "/users", "users", ViewUsers),
        new("nav.keep", "keys.title", "/keys", "key", OwnKeys),
    ];

    public override void Services(IServiceCollection services, Settings settings)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<Standings>().AddSingleton<Admission>().AddSingleton<SignInLimits>();
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.AddIdentityCore<User>(o =>
            {
                Store(o);
                // PasswordRules says what a password must be; these would say it a second time and differently.
                o.Password = new() { RequiredLength = 1, RequireDigit = false, RequireLowercase = false, RequireUppercase = false, RequireNonAlphanumeric = false };
                o.Lockout.MaxFailedAccessAttempts = 5;
                o.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(20);
            })
            .AddUserStore<AccountStore>()
            .AddPasswordValidator<PasswordRules>()
            .AddSignInManager<Sessions>()
            .AddDefaultTokenProviders()
            .AddTokenProvider<OneTimeCodes>(TokenOptions.DefaultAuthenticatorProvider);
        services.ConfigureApplicationCookie(o =>
        {
            SessionCookie(o.Cookie, "shanhai", settings);
            o.ExpireTimeSpan = Session.Longest;
            o.SlidingExpiration = false;
            o.LoginPath = "/sign-in";
            // The session behind the cookie is looked at with every request (Admission); the framework's half-hourly look is not needed.
            o.Events.OnValidatePrincipal = _ => Task.CompletedTask;
        });
        services.Configure<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions>(IdentityConstants.TwoFactorUserIdScheme, o =>
        {
            SessionCookie(o.Cookie, "second-step", settings);
            o.ExpireTimeSpan = TimeSpan.FromMinutes(5);
        });
        services.Configure<IdentityPasskeyOptions>(o =>
        {
            // With the device's own check of face, finger or number a passkey is two factors.
            o.UserVerificationRequirement = "required";
            o.ServerDomain = settings.Address is { } address ? new Uri(address).Host : null;
        });
        if (settings.Office.Authority is not null)
        {
            services.AddAuthentication().AddOpenIdConnect(OfficeSignOn.Provider, o => OfficeSignOn.Configure(o, settings.Office));
        }
        services.AddRateLimiter(o => SignInLimits.Configure(o, settings));
    }

    public override IEnumerable<Command> Console(Terminal terminal) => [SecurityConsole.User(terminal)];

    /// <summary>The shape of the account tables depends on these options, so the migration tool needs the same ones.</summary>
    internal static IServiceProvider StoreOptions() => new ServiceCollection().Configure<IdentityOptions>(Store).BuildServiceProvider();

    private static void Store(IdentityOptions options) => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;

    private static void SessionCookie(CookieBuilder cookie, string name, Settings settings)
    {
        cookie.Name = name;
        cookie.HttpOnly = true;
        cookie.SameSite = SameSiteMode.Lax;
        cookie.SecurePolicy = settings.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
    }

    public override void Api(IEndpointRouteBuilder api)
    {
        api.MapGet("/users", FindUsers.Handle);
        api.MapPost("/users", AddUser.Handle);
        api.MapGet("/users/{id:guid}", ShowUser.Handle);
        api.MapPost("/users/{id:guid}", ChangeUser.Handle);
        api.MapPost("/users/{id:guid}/grants", GiveGrant.Handle);
        api.MapPost("/grants/{id}/end", EndGrant.Handle);
        api.MapGet("/keys", FindKeys.Handle);
        api.MapPost("/keys", MakeKey.Handle);
        api.MapPost("/keys/{id}/revoke", RevokeKey.Handle);
    }

    public override void Pages(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/sign-in", SignInPage.Show);
        pages.MapPost("/sign-in", SignInPage.Post).RequireRateLimiting(SignInLimits.SigningIn);
        pages.MapGet("/sign-in/code", CodePage.Show);
        pages.MapPost("/sign-in/code", CodePage.Post).RequireRateLimiting(SignInLimits.SigningIn);
        pages.MapGet("/sign-in/again", AgainPage.Show);
        pages.MapPost("/sign-in/again", AgainPage.Post).RequireRateLimiting(SignInLimits.SigningIn);
        pages.MapGet("/sign-in/office", OfficeSignOn.Start);
        pages.MapGet("/sign-in/office/done", OfficeSignOn.Done);
        pages.MapPost("/sign-in/passkey/options", Passkeys.OfferEntering).RequireRateLimiting(SignInLimits.SigningIn);
        pages.MapPost("/sign-in/passkey", SignInPage.Passkey).RequireRateLimiting(SignInLimits.SigningIn);
        pages.MapPost("/sign-out", SignInPage.SignOut);

        pages.MapGet("/account", AccountPage.Show);
        pages.MapPost("/account/sessions/end", AccountPage.EndSession);
        pages.MapGet("/account/password", PasswordPage.Show);
        pages.MapPost("/account/password", PasswordPage.Post);
        pages.MapGet("/account/codes", CodesPage.Show);
        pages.MapPost("/account/codes", CodesPage.Post);
        pages.MapPost("/account/codes/renew", CodesPage.Renew);
        pages.MapPost("/account/passkeys/options", Passkeys.OfferAdding);
        pages.MapPost("/account/passkeys", AccountPage.AddPasskey);
        pages.MapPost("/account/passkeys/remove", AccountPage.RemovePasskey);

        pages.MapGet("/keys", KeysPage.Show);
        pages.MapPost("/keys", KeysPage.Post);
        pages.MapPost("/keys/{id}/revoke", KeysPage.Revoke);

        pages.MapGet("/users", UsersPage.Show);
        pages.MapGet("/users/new", NewUserPage.Show);
        pages.MapPost("/users/new", NewUserPage.Post);
        pages.MapGet("/users/{id:guid}", UserPage.Show);
        pages.MapPost("/users/{id:guid}", UserPage.Change);
        pages.MapPost("/users/{id:guid}/grants", UserPage.Grant);
        pages.MapPost("/users/{id:guid}/grants/{grant}/end", UserPage.End);
    }
}
