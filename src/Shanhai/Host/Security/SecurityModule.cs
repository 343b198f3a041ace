using System.CommandLine;
using Microsoft.AspNetCore.Identity;
using Shanhai.Host.Console;

namespace Shanhai.Host.Security;

/// <summary>Signing in, accounts and grants.</summary>
public sealed class SecurityModule : Module
{
    public const string ManageUsers = "user.manage";
    public const string ManageGrants = "grant.manage";

    public override void Access(AccessTable access) => access
        .Allow(ManageUsers, Role.SystemAdministrator)
        .Allow(ManageGrants, Role.SecurityAdministrator);

    public override void Services(IServiceCollection services, Settings settings)
    {
        services.AddHttpContextAccessor();
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.AddIdentityCore<User>(o =>
            {
                Store(o);
                o.Password.RequiredLength = 12;
                o.Password.RequireNonAlphanumeric = true;
                o.Lockout.MaxFailedAccessAttempts = 5;
                o.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(20);
            })
            .AddEntityFrameworkStores<Db>()
            .AddSignInManager()
            .AddDefaultTokenProviders();
        services.ConfigureApplicationCookie(o =>
        {
            o.Cookie.Name = "shanhai";
            o.Cookie.SameSite = SameSiteMode.Lax;
            o.ExpireTimeSpan = TimeSpan.FromMinutes(60);
            o.SlidingExpiration = true;
            o.LoginPath = "/sign-in";
        });
    }

    public override IEnumerable<Command> Console(Terminal terminal) => [SecurityConsole.User(terminal)];

    /// <summary>The shape of the account tables depends on these options, so the migration tool needs the same ones.</summary>
    internal static IServiceProvider StoreOptions() => new ServiceCollection().Configure<IdentityOptions>(Store).BuildServiceProvider();

    private static void Store(IdentityOptions options) => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;

    public override void Pages(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/sign-in", SignInPage.Show);
        pages.MapPost("/sign-in", SignInPage.Post);
        pages.MapPost("/sign-out", SignInPage.SignOut);
    }
}
