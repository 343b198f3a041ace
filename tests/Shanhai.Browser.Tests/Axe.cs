using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Shanhai.Browser.Tests;

/// <summary>
/// What axe finds wrong with a page. Run inside the page itself: the package's own way opens a second page for every look, and asks for what was right too,
/// which takes most of the time.
/// </summary>
internal static class Axe
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    public static async Task<IReadOnlyList<string>> Faults(IPage tab)
    {
        await tab.EvaluateAsync(Script);
        return await tab.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
              .map(v => `${v.id}: ${v.nodes.length} × ${v.nodes[0].html} ${v.nodes[0].any.map(a => a.message).join(' ')}`)
            """);
    }
}
