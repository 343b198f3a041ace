using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Shanhai.Portal;

/// <summary>The addresses of open data: a page about each file, the file itself, and one description of all for programs (Frictionless Data Package 2.0).</summary>
internal static class OpenData
{
    public const string Page = "/open-data";

    /// <summary>/open-data/{name}.{format}: the file, or 304 where the reader has it already.</summary>
    public static async Task<IResult> Download(string name, string format, View view, OpenShelf shelf, HttpContext http, CancellationToken ct)
    {
        if (OpenFile.Find(name) is not { } file || !file.Formats.Contains(format))
        {
            return Html.Refused(view, Problem.NotFound);
        }
        var made = await shelf.Take(file, ct);
        var copy = made.Copies.First(c => c.Format == format);
        http.Response.Headers.CacheControl = "public, max-age=300";
        // Other sites' pages may read what is open.
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        return TypedResults.PhysicalFile(copy.Path, OpenFile.MediaType(format), $"{name}.{format}", made.ChangedAt, Tag(copy.Digest), enableRangeProcessing: true);
    }

    /// <summary>/open-data/datapackage.json</summary>
    public static async Task<IResult> Package(View view, OpenShelf shelf, HttpContext http, CancellationToken ct)
    {
        var resources = new List<object>();
        var newest = DateTimeOffset.MinValue;
        foreach (var file in OpenFile.All)
        {
            var made = await shelf.Take(file, ct);
            newest = made.ChangedAt > newest ? made.ChangedAt : newest;
            resources.AddRange(made.Copies.Select(copy => Resource(view, made, copy)));
        }
        var package = new Dictionary<string, object>
        {
            ["$schema"] = "https://datapackage.org/profiles/2.0/datapackage.json",
            ["name"] = "shanhai-open-data",
            ["title"] = view.Say("open.package"),
            ["description"] = view.Say("open.lead"),
            ["homepage"] = $"{http.Request.Scheme}://{http.Request.Host}{Page}",
            ["created"] = newest,
            ["licenses"] = new[] { Licence(OpenFile.Attribution) },
            ["resources"] = resources,
        };
        http.Response.Headers.CacheControl = "public, max-age=300";
        http.Response.Headers.AccessControlAllowOrigin = "*";
        var body = JsonSerializer.SerializeToUtf8Bytes(package, Composition.Json);
        return TypedResults.Bytes(body, "application/json; charset=utf-8", lastModified: newest,
            entityTag: Tag(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body))));
    }

    /// <summary>/robots.txt: what is public may be found; forms and searches are no pages.</summary>
    public static IResult Robots(HttpContext http)
    {
        http.Response.Headers.CacheControl = "public, max-age=86400";
        return TypedResults.Text("User-agent: *\nDisallow: /sign-in\nDisallow: /feedback\nDisallow: /search\nDisallow: /api/v1/\nAllow: /\n");
    }

    // Weak: the same file may travel compressed.
    private static EntityTagHeaderValue Tag(string digest) => new($"\"{digest[..32]}\"", isWeak: true);

    private static object Licence(OpenFile.Licence licence) => new { name = licence.Name, path = licence.Path };

    private static Dictionary<string, object> Resource(View view, OpenShelf.Made made, OpenShelf.Copy copy)
    {
        var file = made.File;
        var resource = new Dictionary<string, object>
        {
            ["name"] = $"{file.Name}-{copy.Format}",
            ["title"] = view.Say(file.Title),
            ["description"] = view.Say(file.Title + "-about"),
            ["path"] = $"{file.Name}.{copy.Format}",
            ["format"] = copy.Format,
            ["mediatype"] = OpenFile.MediaType(copy.Format).Split(';')[0],
            ["bytes"] = copy.Bytes,
            ["hash"] = "sha256:" + copy.Digest,
            ["licenses"] = new[] { Licence(file.Under) },
            ["sources"] = new[] { new { title = view.Say(file.Title + "-source") } },
        };
        if (copy.Format != "geojson")
        {
            resource["type"] = "table";
            resource["encoding"] = "utf-8";
            resource["schema"] = new
            {
                fields = file.Fields.Select(f => new { name = f.Name, type = f.SchemaType, title = view.Say(file.Word(f)) }),
                primaryKey = file.Fields.Where(f => f.Key).Select(f => f.Name),
                missingValues = new[] { "" },
            };
        }
        return resource;
    }
}
