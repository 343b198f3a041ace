using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Shanhai.Browser.Tests;

/// <summary>Pictures for people to look at: SHANHAI_PICTURES names a folder. Without it nothing is drawn.</summary>
internal static partial class Pictures
{
    public static string? Folder => Environment.GetEnvironmentVariable("SHANHAI_PICTURES") is { Length: > 0 } folder ? folder : null;

    public static async Task Take(IPage tab, string name)
    {
        if (Folder is { } folder)
        {
            await tab.ScreenshotAsync(new() { Path = Path.Combine(folder, Unsafe().Replace(name, "_") + ".png"), FullPage = true });
        }
    }

    [GeneratedRegex(@"[^A-Za-z0-9\u4e00-\u9fff]+")]
    private static partial Regex Unsafe();
}
