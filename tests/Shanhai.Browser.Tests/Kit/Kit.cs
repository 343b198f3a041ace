using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace Shanhai.Browser.Tests.Kit;

/// <summary>
/// A page of every part with invented figures, served under the strictest policy the parts promise to live with. Not shipped: it exists to
/// be looked at and to be checked by the browser.
/// </summary>
public sealed class Kit : IAsyncLifetime
{
    public const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private WebApplication _app = default!;

    public Uri Address => new(_app.Urls.First());

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging(l => l.AddSimpleConsole().SetMinimumLevel(LogLevel.Error));
        builder.Services.AddRazorComponents();
        _app = builder.Build();
        _app.Use((http, next) =>
        {
            http.Response.Headers.ContentSecurityPolicy = Policy;
            return next(http);
        });
        _app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(Path.Combine(Root(), "src", "Shanhai", "wwwroot")) });
        _app.UseRouting();
        _app.MapGet("/office", (HttpContext http) => Page(http, typeof(OfficePage), office: true));
        _app.MapGet("/list", (HttpContext http) => Page(http, typeof(ListPage), office: true));
        _app.MapGet("/charts", (HttpContext http) => Page(http, typeof(ChartsPage), office: true));
        _app.MapGet("/form", (HttpContext http) => Page(http, typeof(FormPage), office: false));
        _app.MapGet("/parts", (HttpContext http) => Page(http, typeof(PartsPage), office: false));
        _app.MapGet("/areas.geojson", () => Results.Text(Areas.GeoJson, "application/geo+json"));
        _app.MapGet("/search/suggest", (string q) => Results.Json(new[] { new { text = "石门坑村 " + q, hint = "990102104207", href = "/list" }, new { text = "石门乡", hint = "990102104", href = "/form" } }));
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static RazorComponentResult<KitDocument> Page(HttpContext http, Type page, bool office)
    {
        var language = http.Request.Query["lang"] == "en" ? Language.English : Language.Chinese;
        var now = DateTimeOffset.Parse("2026-11-23T10:00:00+08:00", CultureInfo.InvariantCulture);
        var view = new View(language, new Actor(null, "陈", Door.Web, [], new AccessTable()), http.Request.Path, http.Request.QueryString.Value ?? "", now, office ? Nav : PublicNav, http.Request.Query["theme"] == "dark" ? "dark" : "light");
        return new(new Dictionary<string, object?> { ["View"] = view, ["Page"] = page, ["Office"] = office });
    }

    private static readonly IReadOnlyList<NavGroup> PublicNav = [new("", [new("public.feedback", "/form", "message"), new("nav.pairing", "/parts", "users")])];

    private static readonly IReadOnlyList<NavGroup> Nav =
    [
        new("", [new("nav.waiting", "/", "inbox", 7)]),
        new("nav.where", [new("nav.places", "/office", "map-pin"), new("nav.organisations", "/list", "building"), new("nav.households", "/households", "home"), new("nav.indicators", "/charts", "chart-line")]),
        new("nav.decide", [new("nav.blueprint", "/blueprint", "flag"), new("nav.identification", "/identification", "filter"), new("nav.ratings", "/ratings", "award")]),
        new("nav.mobilise", [new("nav.pairing", "/pairing", "heart-handshake"), new("nav.postings", "/postings", "user-pin"), new("nav.enclaves", "/enclaves", "building-factory-2"), new("nav.programmes", "/programmes", "list-check"), new("nav.funds", "/funds", "coin-yuan")]),
        new("nav.listen", [new("nav.voices", "/voices", "message-2", 3), new("nav.receptions", "/receptions", "calendar-event"), new("nav.fieldwork", "/fieldwork", "walk")]),
        new("nav.govern", [new("nav.coordination", "/coordination", "hierarchy-2"), new("nav.burden", "/burden", "scale")]),
        new("nav.know", [new("nav.evaluation", "/evaluation", "report-analytics")]),
    ];

    internal static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Shanhai.slnx")))
            {
                return folder.FullName;
            }
        }
        throw new InvalidOperationException("Shanhai.slnx stands in no folder above the tests.");
    }
}
