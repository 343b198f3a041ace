using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Shanhai.Host.Web;

/// <summary>
/// Completes the OpenAPI document from what the code says already: the first sentence of a use case, the capability it stands in, the shape of the
/// Kernel's values, who may ask and how a refusal looks.
/// </summary>
internal static partial class ApiDescription
{
    public const string Document = "v1";

    private static readonly Lazy<Dictionary<string, string>> Comments = new(ReadComments);

    public static void Configure(OpenApiOptions options)
    {
        options.CreateSchemaReferenceId = type => Shape(type.Type) is null && OpenApiOptions.CreateDefaultSchemaReferenceId(type) is not null ? NameOf(type.Type) : null;
        options.AddSchemaTransformer((schema, context, _) =>
        {
            Become(schema, Shape(context.JsonTypeInfo.Type));
            Number(schema);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            Complete(operation, context);
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            Frame(document);
            return Task.CompletedTask;
        });
    }

    /// <summary>How a value of the Kernel is written: its pattern and an example. Null for every other type.</summary>
    private static (string Pattern, string Example)? Shape(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(PlaceCode) ? ("^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$", "330127000000")
            : type == typeof(Term) ? ("^[1-9][0-9]{0,3} (nd|wd|m|y)$", "15 nd")
            : type == typeof(Period) ? ("^(19|2[01])[0-9]{2}(-(Q[1-4]|0[1-9]|1[0-2]))?$", "2024")
            : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Id<>) ? ("^[0-9a-f]{32}$", "019aaf3c5b7d7000a1b2c3d4e5f60718")
            : null;
    }

    // The reader of JSON takes a number in quotes too; what we ask for and answer is a number.
    private static void Number(OpenApiSchema schema)
    {
        if (schema.Type is { } type && (type & (JsonSchemaType.Integer | JsonSchemaType.Number)) != 0 && (type & JsonSchemaType.String) != 0)
        {
            (schema.Type, schema.Pattern) = (type & ~JsonSchemaType.String, null);
        }
    }

    private static void Become(OpenApiSchema schema, (string Pattern, string Example)? shape)
    {
        if (shape is { } value)
        {
            (schema.Type, schema.Pattern, schema.Examples) = (JsonSchemaType.String, value.Pattern, [value.Example]);
            schema.Properties?.Clear();
            schema.Required?.Clear();
        }
    }

    // Rows and answers are nested types: "Row" alone would be one schema for ten lists.
    private static string NameOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        var name = (type.DeclaringType is { } outer ? NameOf(outer) : "") + type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}Of{string.Join("And", type.GetGenericArguments().Select(NameOf))}" : name;
    }

    private static void Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var handler = context.Description.ActionDescriptor.EndpointMetadata.OfType<MethodInfo>().FirstOrDefault();
        if (handler?.DeclaringType is not { } useCase)
        {
            return;
        }
        operation.Tags = new HashSet<OpenApiTagReference> { new(useCase.Namespace!.Split('.')[^1], context.Document) };
        // A route that only hands out an object says its own name and summary.
        if (useCase.Name.StartsWith('<'))
        {
            Refusals(operation, context.Description.HttpMethod ?? "GET");
            return;
        }
        operation.OperationId = handler.Name == "Handle" ? useCase.Name : useCase.Name + handler.Name;
        var comment = Comments.Value.GetValueOrDefault("T:" + useCase.FullName!.Replace('+', '.')) ?? "";
        operation.Summary = FirstSentence().Match(comment).Value.TrimEnd('.') is { Length: > 0 } sentence ? sentence : useCase.Name;
        operation.Description = comment.Length > operation.Summary.Length + 1 ? comment : null;
        foreach (var asked in context.Description.ParameterDescriptions)
        {
            var property = asked.ParameterDescriptor?.ParameterType is { } type ? type : asked.Type;
            var written = operation.Parameters?.OfType<OpenApiParameter>().FirstOrDefault(p => p.Name == asked.Name);
            if (written is not null && Shape(property) is { } shape)
            {
                var schema = new OpenApiSchema();
                Become(schema, shape);
                written.Schema = schema;
            }
            if (written is not null)
            {
                written.Name = char.ToLowerInvariant(written.Name![0]) + written.Name[1..];
            }
        }
        Refusals(operation, context.Description.HttpMethod ?? "GET");
    }

    private static void Refusals(OpenApiOperation operation, string method)
    {
        operation.Responses ??= new();
        var problem = operation.Responses.GetValueOrDefault("422")?.Content;
        foreach (var (status, why) in new[] { ("400", "The address or the body cannot be read"), ("401", "Nobody is signed in, or the key is not valid"), ("403", "Not allowed, or not there"), ("404", "There is no such thing"), ("409", "Somebody else was faster") })
        {
            if (status is not "409" || method != "GET")
            {
                operation.Responses.TryAdd(status, new OpenApiResponse { Description = why, Content = problem });
            }
        }
        if (method == "GET")
        {
            operation.Responses.Remove("422");
            operation.Responses.TryAdd("304", new OpenApiResponse { Description = "Nothing has changed since the ETag sent as If-None-Match" });
        }
    }

    private static void Frame(OpenApiDocument document)
    {
        document.Info = new()
        {
            Title = "Shanhai",
            Version = Document,
            Description = "Lists answer rows, next and total; ask again with after=next. A refusal is application/problem+json with a stable code; errors name the field. A write with an Idempotency-Key is done once, and repeated under the same key it gives the first answer again.",
            License = new() { Name = "Apache-2.0", Identifier = "Apache-2.0" },
        };
        document.Servers = [];
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["key"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "shk_…", Description = "A key made under My account: some verbs, in one subtree, until a day." },
            ["session"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = "shanhai", Description = "The cookie of a signed-in browser; a change needs the header RequestVerificationToken too." },
        };
        // The empty one first: what is public needs no sign-in.
        document.Security = [new(), With("key"), With("session")];
        document.Tags = document.Paths.Values.SelectMany(p => p.Operations ?? []).SelectMany(o => o.Value.Tags ?? new HashSet<OpenApiTagReference>())
            .Select(t => t.Reference.Id!).Distinct().Order(StringComparer.Ordinal).Select(name => new OpenApiTag { Name = name }).ToHashSet();

        OpenApiSecurityRequirement With(string scheme) => new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };
    }

    /// <summary>The summaries of the types, as the compiler wrote them beside the program.</summary>
    private static Dictionary<string, string> ReadComments()
    {
        var file = Path.Combine(AppContext.BaseDirectory, typeof(ApiDescription).Assembly.GetName().Name + ".xml");
        return File.Exists(file)
            ? XDocument.Load(file).Descendants("member").Where(m => m.Attribute("name")!.Value.StartsWith("T:", StringComparison.Ordinal))
                .ToDictionary(m => m.Attribute("name")!.Value, m => Plain(m.Element("summary")))
            : [];
    }

    private static string Plain(XElement? summary)
    {
        if (summary is null)
        {
            return "";
        }
        var words = summary.DescendantNodes().Select(n => n switch
        {
            XText text => text.Value,
            XElement { Name.LocalName: "see" or "paramref" } named => (named.Attribute("cref") ?? named.Attribute("name"))?.Value.Split('.', ':')[^1].Split('`')[0] ?? "",
            _ => "",
        });
        return Blank().Replace(string.Concat(words), " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();

    [GeneratedRegex(@"^.*?[.](?=\s|$)")]
    private static partial Regex FirstSentence();
}
