using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Console;
using Shanhai.Host.Outside;
using Shanhai.Places.Lists;

namespace Shanhai.Places;

/// <summary>The register of places: who lies where, under which name, since when.</summary>
public sealed class PlacesModule : Module
{
    public const string View = "places.view";
    public const string Change = "places.change";
    public const string List = "places.list";

    public override void Access(AccessTable access) => access
        .AllowPublic(View)
        .Allow(Change, Role.Officer)
        .Allow(List, Role.Officer);

    public override IEnumerable<MenuEntry> Menu => [new("nav.where", "places.title", "/places", "map-pin", View), new("nav.where", "list.title", "/lists", "list-check", View)];

    public override void Services(IServiceCollection services, Settings settings) =>
        services.AddSingleton(_ =>
        {
            using var table = ShippedData.Open("places/pinyin.tsv");
            return Pinyin.Read(table);
        }).AddSingleton<CurrentRegister>();

    public override IEnumerable<Command> Console(Terminal terminal) => [PlacesConsole.Import(terminal)];

    public override IEnumerable<PlaceSection> PlaceSections => [new(150, View, ListSection.Load) { Rows = [PlaceRows.AndAbove<Listing>(nameof(Listing.Place))] }];

    public override IEnumerable<PlaceUse> PlaceUses =>
    [
        PlaceUse.Moving("list.title", db => db.NamedLists, l => l.Jurisdiction, l => l.MadeAt),
        PlaceUse.Moving("places.use.listings", db => db.Listings, l => l.Place, l => l.RecordedAt) with { Follow = Listing.Follow },
        new("places.use.grants", (db, places, ct) => db.Grants.AsNoTracking().LongCountAsync(g => places.Contains(g.Place), ct)) { Follow = GrantsFollow.Give, Return = GrantsFollow.TakeBack },
        // A key reaches one subtree, and never further than its owner.
        PlaceUse.Moving("places.use.keys", db => db.ApiKeys.Where(k => k.RevokedAt == null), k => k.Place, k => k.MadeAt),
        // Who looks after an account: it gives its owner nothing.
        PlaceUse.Moving("places.use.accounts", db => db.Users, u => u.Home, null),
    ];

    public override void Api(IEndpointRouteBuilder api)
    {
        api.MapGet("/places", FindPlaces.Handle);
        api.MapGet("/places/search", SearchPlaces.Handle);
        api.MapGet("/places/outlines", FindOutlines.Handle);
        api.MapGet("/places/{code}", ShowPlace.Handle);
        api.MapGet("/places/{code}/events", PlaceHistory.Handle);
        api.MapPost("/places/events", RecordPlaceChange.Handle);
        api.MapPost("/places/events/{id}/undo", UndoPlaceChange.Handle);
        api.MapGet("/lists", FindLists.Handle);
        api.MapPost("/lists", SaveList.Handle);
        api.MapGet("/lists/{jurisdiction}/{code}", ShowList.Handle);
        api.MapPost("/lists/{jurisdiction}/{code}/places", ListPlaces.Handle);
        api.MapPost("/lists/entries/{id}/end", EndListing.Handle);
    }

    public override void Pages(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/places", PlacesPage.Show);
        pages.MapGet("/places/export", PlacesPage.Export);
        pages.MapGet("/places/{code}", PlacePage.Show);
        pages.MapGet("/places/change", PlaceChangePage.Show);
        pages.MapPost("/places/change", PlaceChangePage.Post);
        pages.MapPost("/places/events/{id}/undo", PlaceChangePage.Undo);
        pages.MapGet("/lists", ListsPage.Show);
        pages.MapPost("/lists", ListsPage.Post);
        pages.MapGet("/lists/{jurisdiction}/{code}", ListPage.Show);
        pages.MapGet("/lists/{jurisdiction}/{code}/export", ListPage.Export);
        pages.MapPost("/lists/{jurisdiction}/{code}/places", ListPage.Add);
        pages.MapPost("/lists/entries/{id}/end", ListPage.End);
        pages.MapGet("/search", SearchPage.Show);
        pages.MapGet("/search/suggest", SearchPage.Suggest);
        pages.MapGet("/map", MapPage.Show);
    }
}
