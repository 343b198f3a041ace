using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Shanhai.Portal;

/// <summary>
/// Reads the OpenAPI document to people. A page of our own: the ready-made readers put styles into the page as they run, which our policy of what a
/// browser may load forbids, and show nothing without script.
/// </summary>
public partial class ApiPage
{
    public sealed record Shown(IReadOnlyList<Group> Groups);

    public sealed record Group(string Name, IReadOnlyList<Operation> Operations);

    public sealed record Operation(string Method, string Path, string Summary, string? About, IReadOnlyList<Parameter> Parameters, string? Body, string Answer);

    public sealed record Parameter(string Name, string In, string Type, bool Required);

    public static async Task<IResult> Show(View view, [FromKeyedServices("v1")] IOpenApiDocumentProvider documents, CancellationToken ct)
    {
        var document = await documents.GetOpenApiDocumentAsync(ct);
        var groups = document.Paths.SelectMany(p => p.Value.Operations ?? [], (p, o) => (Tag: o.Value.Tags?.FirstOrDefault()?.Reference.Id ?? "", Operation: Of(p.Key, o.Key, o.Value)))
            .GroupBy(o => o.Tag, o => o.Operation)
            .Select(g => new Group(g.Key, [.. g]));
        return Html.Show<ApiPage, Shown>(view, view.Say("api.title"), new([.. groups]));
    }

    private static Operation Of(string path, HttpMethod method, OpenApiOperation operation) => new(
        method.Method, path, operation.Summary ?? "", operation.Description,
        [.. (operation.Parameters ?? []).Select(p => new Parameter(p.Name ?? "", p.In.ToString()!.ToLowerInvariant(), Written(p.Schema), p.Required))],
        operation.RequestBody?.Content?.Values.FirstOrDefault()?.Schema is { } body ? Written(body) : null,
        operation.Responses?.GetValueOrDefault("200")?.Content?.Values.FirstOrDefault()?.Schema is { } answer ? Written(answer) : "–");

    private static string Written(IOpenApiSchema? schema) => schema switch
    {
        null => "",
        OpenApiSchemaReference named => named.Reference.Id ?? "",
        { Items: { } items } => Written(items) + "[]",
        { Pattern: { } pattern } => pattern,
        { Enum: { Count: > 0 } words } => string.Join(" | ", words.Select(w => w?.ToString())),
        { OneOf: { Count: > 0 } several } => string.Join(" | ", several.Select(Written)),
        _ => (schema.Type & ~JsonSchemaType.Null)?.ToString().ToLowerInvariant() ?? "object",
    };
}
