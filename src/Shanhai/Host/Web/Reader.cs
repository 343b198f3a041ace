using System.Collections.Concurrent;

namespace Shanhai.Host.Web;

/// <summary>
/// Finds out, once per request, who reads (<see cref="Actor"/>) and how she wants to be answered (<see cref="View"/>). What she holds
/// is never older than five seconds (Security/Standings.cs), so that a grant taken away is gone with the next click.
/// </summary>
internal sealed class Reader(RequestDelegate next, Admission admission)
{
    public async Task Invoke(HttpContext http, Db db)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.StaticAssets.StaticAssetDescriptor>() is not null)
        {
            await next(http);
            return;
        }
        var door = IsForMachines(http) ? Door.Api : Door.Web;
        var came = await admission.Of(http, db, door);
        if (came.Problem is { } refused)
        {
            await http.RequestServices.GetRequiredService<IProblemWriter>().Write(http, refused);
            return;
        }
        var (actor, duty) = came.Value;
        var language = LanguageOf(http);
        http.Features.Set(actor);
        http.Features.Set(new View(http, language, actor, Menu(actor)));
        if (duty is not null && !Dutiful(http.Request.Path, duty))
        {
            await (door == Door.Api ? http.RequestServices.GetRequiredService<IProblemWriter>().Write(http, Problem.Refused("duty-first", duty)) : Html.Go(duty).ExecuteAsync(http));
            return;
        }
        await next(http);
    }

    /// <summary>For an answer to somebody of whom it could not be found out who she is, because the database did not say.</summary>
    public static View Unknown(HttpContext http, Door door)
    {
        var actor = Actor.Public(Composition.Access, door, null);
        return new(http, LanguageOf(http), actor, Menu(actor));
    }

    // On the way to the duty itself: signing out, and proving again who one is, stay open.
    private static bool Dutiful(PathString path, string duty) =>
        path.StartsWithSegments(duty) || path.StartsWithSegments("/sign-out") || path.StartsWithSegments("/sign-in");

    private static bool IsForMachines(HttpContext http) => http.Request.Path.StartsWithSegments("/api") || http.Request.Path.StartsWithSegments("/open311");

    private static Language LanguageOf(HttpContext http)
    {
        string? asked = http.Request.Query["lang"];
        if (asked is "zh" or "en")
        {
            http.Response.Cookies.Append("lang", asked, new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, MaxAge = TimeSpan.FromDays(365), IsEssential = true });
        }
        else
        {
            asked = http.Request.Cookies["lang"];
        }
        asked ??= IsForMachines(http) ? http.Request.Headers.AcceptLanguage.ToString() : null;
        return asked?.StartsWith("en", StringComparison.Ordinal) == true ? Language.English : Language.Chinese;
    }

    private static readonly string[] Groups = ["", "nav.where", "nav.decide", "nav.mobilise", "nav.listen", "nav.open", "nav.govern", "nav.know", "nav.keep"];

    // The public may do little in many groups: to her they are three, in a row.
    private static string ForPublic(string group) => group switch
    {
        "" => "",
        "nav.mobilise" or "nav.open" => "nav.support",
        "nav.listen" => "nav.voice",
        _ => "nav.facts",
    };

    private static readonly ConcurrentDictionary<(int Roles, bool IsPublic), IReadOnlyList<NavGroup>> Menus = new();

    // Whoever holds the same roles sees the same entries, wherever she holds them. A key is lent single verbs, and no page shows it a menu.
    private static IReadOnlyList<NavGroup> Menu(Actor actor) => actor.Lent is not null ? []
        : Menus.GetOrAdd((actor.Holdings.Aggregate(0, (roles, held) => roles | 1 << (int)held.Role), actor.IsPublic), static (_, of) => Entries(of), actor);

    private static List<NavGroup> Entries(Actor actor) =>
        [.. Composition.Modules.SelectMany(m => m.Menu)
            .Where(m => m.Verb is null || actor.May(m.Verb))
            // The order of the work, not of the modules: what concerns the machine comes last.
            .OrderBy(m => Array.IndexOf(Groups, m.Group))
            .GroupBy(m => actor.IsPublic ? ForPublic(m.Group) : m.Group)
            .Select(g => new NavGroup(g.Key, [.. g.Select(m => new NavItem(m.TitleKey, m.Href, m.Icon))]))];
}
