using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.StaticAssets;

namespace Shanhai.Host.Web;

/// <summary>
/// The files that web/ is built into, under the addresses by which pages load them: fingerprinted (cached for ever, new after each build) where the endpoint carries them,
/// <c>app.MapStaticAssets(); app.MapGroup("").WithMetadata(BuiltFiles.Of(app))</c>, else plain, which works as well. A page names the same files and icons dozens of times:
/// each is written once.
/// </summary>
public sealed class BuiltFiles(ResourceAssetCollection assets)
{
    public static readonly BuiltFiles Plain = new(ResourceAssetCollection.Empty);

    private readonly ConcurrentDictionary<string, string> _addresses = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, MarkupString> _icons = new(StringComparer.Ordinal);

    public static BuiltFiles Of(IEndpointRouteBuilder endpoints)
    {
        var found = endpoints.DataSources.SelectMany(s => s.Endpoints)
            .Select(e => e.Metadata.GetMetadata<StaticAssetDescriptor>()).OfType<StaticAssetDescriptor>()
            .Where(d => d.Properties.Any(p => p.Name == "label"))
            .DistinctBy(d => d.Route)
            .Select(d => new ResourceAsset(d.Route, [.. d.Properties.Select(p => new ResourceAssetProperty(p.Name, p.Value))]));
        return new(new ResourceAssetCollection([.. found]));
    }

    public string Address(string file) => _addresses.GetOrAdd(file, static (name, built) => "/" + built["lib/" + name], assets);

    /// <summary>A Tabler outline icon. Decoration only; the words beside it say the meaning. Names stand in web/icons.txt.</summary>
    public MarkupString Icon(string name) => _icons.GetOrAdd(name, static (icon, files) => new MarkupString(
        $"<svg class=\"icon\" aria-hidden=\"true\" focusable=\"false\"><use href=\"{files.Address("icons.svg")}#{HtmlEncoder.Default.Encode(icon)}\"></use></svg>"), this);
}
