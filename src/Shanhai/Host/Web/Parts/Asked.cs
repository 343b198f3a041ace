using Microsoft.AspNetCore.WebUtilities;

namespace Shanhai.Host.Web.Parts;

/// <summary>What the address of a list asks for.</summary>
internal static class Asked
{
    public static IEnumerable<(string Name, string Value)> All(View view) =>
        QueryHelpers.ParseQuery(view.Query).SelectMany(p => p.Value, (p, v) => (p.Key, v ?? ""));

    public static IEnumerable<string> For(View view, string name) => All(view).Where(p => p.Name == name).Select(p => p.Value);
}
