using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.ResponseCompression;

namespace Shanhai.Host.Web;

/// <summary>The web server: its services, and the pipeline every request passes.</summary>
internal static class Site
{
    public static WebApplicationBuilder Builder(Settings settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(Site).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseUrls($"http://127.0.0.1:{settings.Port}");
        builder.WebHost.ConfigureKestrel(k => Guard.Limit(k, settings));
        builder.WebHost.UseStaticWebAssets();
        // A built program would otherwise look at every file again, pack it with no compression and forbid keeping it: meant for editing files under a running server.
        builder.WebHost.UseSetting("ReloadStaticAssetsAtRuntime", "false");
        // Whether everything can be made is asked by the tests, not at every start.
        builder.Host.UseDefaultServiceProvider(o => o.ValidateScopes = true);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Quartz", LogLevel.Warning)
            // Its warning, that the key ring lies in the database, is said to operators in docs/operations.md.
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        var services = builder.Services;
        services.AddAntiforgery(o => (o.Cookie.Name, o.Cookie.SecurePolicy) = ("forgery", settings.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest));
        services.Configure<ForwardedHeadersOptions>(o => Guard.Believe(o, settings));
        services.AddSingleton<ForgeryTokens>();
        services.AddDataProtection().PersistKeysToDbContext<Db>().SetApplicationName("shanhai");
        services.AddSingleton<IProblemWriter, Problems>();
        services.AddResponseCompression(o =>
        {
            o.EnableForHttps = true;
            o.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "text/csv", "application/geo+json", "application/problem+json"];
        });
        // Without this, Chinese in attributes and titles is written as numbers and the page is half as big again.
        services.AddWebEncoders(o => o.TextEncoderSettings = new(UnicodeRanges.All));
        services.ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
            o.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        });
        // What cannot be read is told in words by Unexpected, instead of an empty 400.
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.AddOpenApi(ApiDescription.Document, ApiDescription.Configure);
        services.AddSingleton<ApiQuestions>();
        return builder;
    }

    public static WebApplication Map(WebApplication app, IReadOnlyList<Module> modules)
    {
        app.UseForwardedHeaders();
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = Unexpected, SuppressDiagnosticsCallback = c => c.Exception is BadHttpRequestException });
        app.UseMiddleware<EmptyFields>();
        app.UseResponseCompression();
        app.UseMiddleware<Remembering>();
        app.UseMiddleware<Guard>();
        app.UseAuthentication();
        app.UseMiddleware<Reader>();
        app.UseRateLimiter();
        app.UseAntiforgery();
        app.UseMiddleware<Forgery>();
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/api"), branch => branch.Use((http, next) =>
        {
            app.Services.GetRequiredService<ApiQuestions>().Settle(http.Request, http.GetEndpoint());
            return next(http);
        }));
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/api"), branch => branch.UseMiddleware<Repeats>());
        app.MapStaticAssets();
        app.MapOpenApi("/api/{documentName}.json");
        var api = app.MapGroup("/api/v1").AddEndpointFilter((asked, next) => app.Services.GetRequiredService<ApiQuestions>().Check(asked, next));
        var pages = app.MapGroup("").WithMetadata(BuiltFiles.Of(app)).ExcludeFromDescription();
        foreach (var module in modules)
        {
            module.Api(api);
            module.Pages(pages);
        }
        pages.MapGet("/health/live", () => TypedResults.Ok("live"));
        pages.MapGet("/health/ready", async (Db db, CancellationToken ct) => TypedResults.StatusCode(await db.Database.CanConnectAsync(ct) ? 200 : 503));
        pages.MapFallback((View view) => Html.Refused(view, Problem.NotFound));
        return app;
    }

    private static async Task Unexpected(HttpContext http)
    {
        var problem = new Problem("unexpected", 500, http.TraceIdentifier);
        var failure = http.Features.Get<IExceptionHandlerFeature>();
        if (failure?.Error is BadHttpRequestException bad)
        {
            problem = http.RequestServices.GetRequiredService<ApiQuestions>().Fault(http.Request, failure.Endpoint) ?? ApiQuestions.Said(bad);
        }
        problem = Trouble.Of(failure?.Error) ?? problem;
        var isApi = http.Request.Path.StartsWithSegments("/api");
        var view = http.Features.Get<View>() ?? Reader.Unknown(http, isApi ? Door.Api : Door.Web);
        http.Features.Set(view);
        await (isApi ? http.RequestServices.GetRequiredService<IProblemWriter>().Write(http, problem) : Html.Refused(view, problem).ExecuteAsync(http));
    }
}
