using System.CommandLine;
using Shanhai.Host.Console;
using Shanhai.Host.Outside;

namespace Shanhai.Places;

/// <summary>The register of places: who lies where, under which name, since when.</summary>
public sealed class PlacesModule : Module
{
    public const string View = "places.view";
    public const string Change = "places.change";

    public override void Access(AccessTable access) => access
        .AllowPublic(View)
        .Allow(Change, Role.Officer);

    public override IEnumerable<MenuEntry> Menu => [new("nav.where", "places.title", "/places", "map-pin", View)];

    public override void Services(IServiceCollection services, Settings settings) =>
        services.AddSingleton(_ =>
        {
            using var table = ShippedData.Open("places/pinyin.tsv");
            return Pinyin.Read(table);
        });

    public override IEnumerable<Command> Console(Terminal terminal) => [PlacesConsole.Import(terminal)];

    public override void Api(IEndpointRouteBuilder api)
    {
        api.MapGet("/places", FindPlaces.Handle);
        api.MapGet("/places/{code}", ShowPlace.Handle);
    }

    public override void Pages(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/places", PlacesPage.Show);
        pages.MapGet("/places/{code}", PlacePage.Show);
    }
}
