using System.Security.Claims;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Web;

/// <summary>
/// Finds out, once per request, who reads (<see cref="Actor"/>) and how she wants to be answered (<see cref="View"/>). Grants are read
/// from the database each time, so that a grant taken away is gone with the next click.
/// </summary>
internal sealed class Reader(RequestDelegate next, AccessTable access, TimeProvider clock)
{
    public async Task Invoke(HttpContext http, Db db)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<Microsoft.AspNetCore.StaticAssets.StaticAssetDescriptor>() is not null)
        {
            await next(http);
            return;
        }
        var door = http.Request.Path.StartsWithSegments("/api") ? Door.Api : Door.Web;
        var actor = await ActorOf(http, db, door);
        var language = LanguageOf(http);
        http.Features.Set(actor);
        http.Features.Set(new View(http, language, actor, Menu(actor)));
        await next(http);
    }

    private async Task<Actor> ActorOf(HttpContext http, Db db, Door door)
    {
        var origin = http.Connection.RemoteIpAddress?.ToString();
        if (!Guid.TryParse(http.User.FindFirstValue(ClaimTypes.NameIdentifier), out var id))
        {
            return Actor.Public(access, door, origin);
        }
        var today = DateOnly.FromDateTime(clock.GetLocalNow().Date);
        var grants = await db.Grants.AsNoTracking()
            .Where(g => g.UserId == id && g.From <= today && (g.To == null || today < g.To))
            .Select(g => new Actor.Holding(g.Role, g.Place))
            .ToListAsync(http.RequestAborted);
        return new Actor(new Id<User>(id), http.User.Identity?.Name ?? "", door, grants, access) { Origin = origin };
    }

    private static Language LanguageOf(HttpContext http)
    {
        string? asked = http.Request.Query["lang"];
        if (asked is "zh" or "en")
        {
            http.Response.Cookies.Append("lang", asked, new() { HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromDays(365), IsEssential = true });
        }
        else
        {
            asked = http.Request.Cookies["lang"];
        }
        asked ??= http.Request.Path.StartsWithSegments("/api") ? http.Request.Headers.AcceptLanguage.ToString() : null;
        return asked?.StartsWith("en", StringComparison.Ordinal) == true ? Language.English : Language.Chinese;
    }

    private static List<NavGroup> Menu(Actor actor) =>
        [.. Composition.Modules.SelectMany(m => m.Menu)
            .Where(m => m.Verb is null || actor.May(m.Verb))
            .GroupBy(m => m.Group)
            .Select(g => new NavGroup(g.Key, [.. g.Select(m => new NavItem(m.TitleKey, m.Href, m.Icon))]))];
}
