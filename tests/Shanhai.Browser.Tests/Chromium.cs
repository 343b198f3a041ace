using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Shanhai.Browser.Tests.Chromium))]
[assembly: AssemblyFixture(typeof(Shanhai.Browser.Tests.Site))]

namespace Shanhai.Browser.Tests;

/// <summary>One browser for all tests: starting it costs more than most of them.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly Lazy<Task<(IPlaywright, IBrowser)>> Started = new(Start);

    public static async Task<IBrowser> Open() => (await Started.Value).Item2;

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        if (Started.IsValueCreated)
        {
            var (playwright, browser) = await Started.Value;
            await browser.DisposeAsync();
            playwright.Dispose();
        }
    }

    private static async Task<(IPlaywright, IBrowser)> Start()
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"],
        });
        return (playwright, browser);
    }
}
