namespace Shanhai.Portal;

/// <summary>The front doors: home of a signed-in person, home of the public, help, open data and the reader of the API.</summary>
public sealed class PortalModule : Module
{
    public const string Home = "home.view";

    public override void Access(AccessTable access) => access.Allow(Home, Enum.GetValues<Role>());

    public override IEnumerable<MenuEntry> Menu => [new("", "home.title", "/", "inbox", Home)];

    public override void Services(IServiceCollection services, Settings settings) => services.AddSingleton<OpenShelf>();

    public override void Pages(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/", HomePage.Show);
        pages.MapGet("/help", TextPage.Help);
        pages.MapGet("/accessibility", TextPage.Accessibility);
        pages.MapGet("/api", ApiPage.Show);
        pages.MapGet("/open-data", OpenDataPage.Show);
        pages.MapGet("/open-data/{name}", OpenFilePage.Show);
        pages.MapGet("/open-data/{name}.{format}", OpenData.Download);
        pages.MapGet("/open-data/datapackage.json", OpenData.Package);
        pages.MapGet("/robots.txt", OpenData.Robots);
    }
}
