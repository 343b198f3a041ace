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

    // Asked for by group, axe takes along what goes beyond level AA, and a rule that also counts links in running text, which the criterion leaves out.
    private const string Beyond = "{ 'color-contrast-enhanced': { enabled: false }, 'identical-links-same-purpose': { enabled: false }, 'target-size': { enabled: false } }";

    // What can differ with the words, the colours and the width. What holds what, and in which role, is the same markup in every look.
    private static readonly string[] Shown = ["cat.color", "cat.forms", "cat.keyboard", "cat.language", "cat.name-role-value", "cat.sensory-and-visual-cues", "cat.text-alternatives"];

    public static async Task<IReadOnlyList<string>> Faults(IPage tab, bool structure = true)
    {
        await tab.EvaluateAsync(Script);
        return await tab.EvaluateAsync<string[]>($$"""
            async tags => (await axe.run(document, { resultTypes: ['violations'], rules: {{Beyond}}, ...(tags.length > 0 && { runOnly: tags }) })).violations
              .map(v => `${v.id}: ${v.nodes.length} × ${v.nodes[0].html} ${v.nodes[0].any.map(a => a.message).join(' ')}`)
            """, structure ? [] : Shown);
    }
}
