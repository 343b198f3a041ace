namespace Shanhai.Portal;

/// <summary>The front doors: home of a signed-in person, home of the public, help.</summary>
public sealed class PortalModule : Module
{
    public const string Home = "home.view";

    public override void Access(AccessTable access) => access.Allow(Home, Enum.GetValues<Role>());

    public override IEnumerable<MenuEntry> Menu => [new("", "home.title", "/", "inbox", Home)];

    public override void Pages(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/", HomePage.Show);
        pages.MapGet("/help", TextPage.Help);
        pages.MapGet("/accessibility", TextPage.Accessibility);
    }
}
