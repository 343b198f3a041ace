using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.StaticAssets;

namespace Shanhai.Host.Web.Shell;

/// <summary>
/// Gives page endpoints the list of built files, so that components write fingerprinted addresses (cached for ever, new after each build):
/// <c>app.MapStaticAssets(); app.MapGroup("").WithMetadata(Fingerprints.Of(app))</c>. Without it the plain addresses are written and still work.
/// </summary>
public static class Fingerprints
{
    public static ResourceAssetCollection Of(IEndpointRouteBuilder endpoints)
    {
        var found = endpoints.DataSources.SelectMany(s => s.Endpoints)
            .Select(e => e.Metadata.GetMetadata<StaticAssetDescriptor>()).OfType<StaticAssetDescriptor>()
            .Where(d => d.Properties.Any(p => p.Name == "label"))
            .DistinctBy(d => d.Route)
            .Select(d => new ResourceAsset(d.Route, [.. d.Properties.Select(p => new ResourceAssetProperty(p.Name, p.Value))]));
        return new([.. found]);
    }
}
