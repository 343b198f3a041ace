using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Shanhai.Host;

namespace Shanhai.Browser.Tests;

/// <summary>
/// The whole program on loopback with a small invented county (<see cref="FilledSite"/>), one for all tests. The people sign in through the real page.
/// </summary>
public sealed class Site : IAsyncLifetime
{
    public const string Password = "Mountain-and-sea-1";
    public const string Nobody = "public";
    public static readonly PlaceCode Province = 990000000000, County = 990101000000, Township = 990101101000, Next = 990101102000, Village = 990101101201;

    public static readonly IReadOnlyList<(string Name, string Display, Role Role, PlaceCode Place)> People =
    [
        ("officer", "岚溪县农业农村局", Role.Officer, County),
        ("province", "省农办", Role.Officer, Province),
        ("clerk", "石门镇", Role.Clerk, Township),
        ("system", "系统管理员", Role.SystemAdministrator, PlaceCode.Nation),
        ("security", "安全管理员", Role.SecurityAdministrator, PlaceCode.Nation),
        ("auditor", "审计员", Role.Auditor, PlaceCode.Nation),
    ];

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "shanhai-site", Guid.CreateVersion7().ToString("N"));
    private readonly Dictionary<string, string> _signedIn = [];
    private WebApplication _app = default!;

    /// <summary>By which clock the site lives.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Uri Address => new(_app.Urls.First());

    public IBrowser Browser { get; private set; } = default!;

    public IServiceProvider Services => _app.Services;

    public async ValueTask InitializeAsync()
    {
        await FilledSite.CopyTo(_folder);
        _app = Program(_folder, Time);
        await _app.StartAsync();
        Browser = await Chromium.Open();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    internal static WebApplication Program(string folder, TimeProvider time) => Composition.Web(
        new Settings { Folder = folder, Port = 0, Publisher = "ZZ-SHANHAI-TEST", SignInsPerAddress = 1000, FormsPerAddress = 1000, TriesPerAccount = 1000 }, b =>
        {
            b.Services.AddSingleton(time);
            b.Services.Configure<PasswordHasherOptions>(o => o.IterationCount = 1);
            b.Logging.SetMinimumLevel(LogLevel.Error);
        });

    public async Task Do(Func<IServiceProvider, Actor, Task> work)
    {
        await using var scope = Services.CreateAsyncScope();
        await work(scope.ServiceProvider, Actor.Operator(Composition.Access, "test"));
    }

    /// <summary>Every page of the program, as it stands in the list of endpoints: "/places/{code}".</summary>
    public IReadOnlyList<string> Pages =>
        [.. Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null && e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/')).Where(p => !p.StartsWith("/api/", StringComparison.Ordinal) && !p.StartsWith("/open311/", StringComparison.Ordinal) && !p.Contains("**", StringComparison.Ordinal) && !p.Contains('*', StringComparison.Ordinal))
            .Distinct().Order(StringComparer.Ordinal)];

    // An old machine with other work takes its time; what hangs ends all the same.
    internal const float Patience = 120_000;

    /// <summary>A window of one person, signed in (or of the public), as wide as asked.</summary>
    public async Task<IBrowserContext> Window(string who, int width, string theme = "light", bool script = true)
    {
        if (who != Nobody && !_signedIn.ContainsKey(who))
        {
            await using var first = await Browser.NewContextAsync();
            first.SetDefaultTimeout(Patience);
            var tab = await first.NewPageAsync();
            await tab.GotoAsync(new Uri(Address, "/sign-in").ToString());
            await SignIn(tab, who);
            _signedIn[who] = await first.StorageStateAsync();
        }
        var window = await Browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = width == 390 ? 844 : 900 },
            ReducedMotion = ReducedMotion.Reduce,
            StorageState = _signedIn.GetValueOrDefault(who),
            JavaScriptEnabled = script,
        });
        window.SetDefaultTimeout(Patience);
        await window.AddCookiesAsync([new() { Name = "theme", Value = theme, Url = Address.ToString() }]);
        return window;
    }

    /// <summary>After time has moved on sessions are over: everybody signs in again.</summary>
    public void SignOutAll() => _signedIn.Clear();

    /// <summary>On the page where one signs in.</summary>
    public static async Task SignIn(IPage tab, string who)
    {
        await tab.FillAsync("[name=name]", who);
        await tab.FillAsync("[name=password]", Password);
        await tab.Locator("form:has(input[name=password]) button[type=submit]").First.ClickAsync();
        await tab.WaitForURLAsync(address => !address.Contains("/sign-in", StringComparison.Ordinal));
    }
}
