using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Shanhai.Host.Web;

/// <summary>
/// Answers a question to the API that cannot be understood in words that name the parameter: one that the address does not know, a word that is
/// none of those allowed, a value that cannot be read. A misspelt filter that is quietly ignored answers with everything.
/// </summary>
internal sealed partial class ApiQuestions(IApiDescriptionGroupCollectionProvider descriptions)
{
    // Every address knows the language; nothing else is understood everywhere.
    private static readonly string[] Everywhere = ["lang"];

    private readonly Lazy<FrozenDictionary<string, Dictionary<string, Type>>> _known = new(() => descriptions.ApiDescriptionGroups.Items.SelectMany(g => g.Items)
        .GroupBy(d => $"{d.HttpMethod} /{d.RelativePath}")
        .ToFrozenDictionary(g => g.Key, g => g.First().ParameterDescriptions.Where(p => p.Source == BindingSource.Query)
            .DistinctBy(p => p.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(p => p.Name, p => p.ParameterDescriptor?.ParameterType ?? p.Type, StringComparer.OrdinalIgnoreCase)));

    public async ValueTask<object?> Check(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (Fault(http.Request, http.GetEndpoint()) is { } problem)
        {
            await http.RequestServices.GetRequiredService<IProblemWriter>().Write(http, problem);
            return Results.Empty;
        }
        var answer = await next(context);
        if (answer is IValueHttpResult { Value: IContinued { Next: { } mark } })
        {
            http.Response.Headers.Append("Link", $"<{Following(http.Request, mark)}>; rel=\"next\"");
        }
        return answer;
    }

    /// <summary>What is wrong with the question as far as the endpoint's own list of parameters tells; null also where the endpoint is not of the API.</summary>
    public Problem? Fault(HttpRequest request, Endpoint? asked)
    {
        if (asked is not RouteEndpoint endpoint || !_known.Value.TryGetValue($"{request.Method} /{endpoint.RoutePattern.RawText?.TrimStart('/')}", out var known))
        {
            return null;
        }
        foreach (var (name, values) in request.Query)
        {
            if (Everywhere.Contains(name))
            {
                continue;
            }
            if (!known.TryGetValue(name, out var type))
            {
                return new Problem("unknown-parameter", 400, name, known.Count == 0 ? "–" : string.Join(", ", known.Keys.Select(Camel)));
            }
            type = Nullable.GetUnderlyingType(type) ?? type;
            // The framework reads any number as an enumeration; only its words are meant.
            if (type.IsEnum && values.FirstOrDefault(v => !string.IsNullOrEmpty(v) && !Enum.GetNames(type).Contains(v, StringComparer.OrdinalIgnoreCase)) is { } wrong)
            {
                return new Problem("bad-choice", 400, name, wrong, string.Join(", ", Enum.GetNames(type).Select(Camel)));
            }
        }
        return null;
    }

    /// <summary>Writes words of a list as the framework reads them, which minds capitals: the document and every answer say "exitProposed", so that is what comes back.</summary>
    public void Settle(HttpRequest request, Endpoint? asked)
    {
        if (asked is not RouteEndpoint endpoint || request.QueryString.Value is not { Length: > 1 } || !_known.Value.TryGetValue($"{request.Method} /{endpoint.RoutePattern.RawText?.TrimStart('/')}", out var known))
        {
            return;
        }
        string? Settled(string name, string? value) =>
            known.TryGetValue(name, out var type) && (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } words
                ? Enum.GetNames(words).FirstOrDefault(w => w.Equals(value, StringComparison.OrdinalIgnoreCase)) ?? value : value;
        request.QueryString = QueryString.Create(request.Query.SelectMany(q => q.Value, (q, value) => KeyValuePair.Create(q.Key, Settled(q.Key, value))));
    }

    private static string Following(HttpRequest request, string mark) =>
        request.PathBase + request.Path + QueryString.Create(request.Query.Where(q => q.Key != "after").SelectMany(q => q.Value, (q, v) => KeyValuePair.Create(q.Key, v)).Append(new("after", mark)));

    /// <summary>What the framework could not read, said in words: its message names the parameter, its type and the value.</summary>
    public static Problem Said(BadHttpRequestException bad)
    {
        if (bad.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return new Problem("too-large", bad.StatusCode);
        }
        if (bad.InnerException is System.Text.Json.JsonException json)
        {
            return new Problem("bad-body", bad.StatusCode, json.Path ?? "$", (json.LineNumber ?? 0) + 1);
        }
        if (Bound().Match(bad.Message) is { Success: true } at)
        {
            var (type, name, value) = (at.Groups[1].Value, at.Groups[2].Value, at.Groups[3].Value);
            return new Problem(type.Contains(nameof(PlaceCode), StringComparison.Ordinal) ? "bad-place" : type.Contains(nameof(Period), StringComparison.Ordinal) ? "bad-period" : "bad-parameter",
                bad.StatusCode, Camel(name), value);
        }
        return Missing().Match(bad.Message) is { Success: true } missing ? new Problem("missing-parameter", bad.StatusCode, Camel(missing.Groups[1].Value)) : new Problem("bad-request", bad.StatusCode);
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    [GeneratedRegex("^Failed to bind parameter \"(.*) (\\w+)\" from \"(.*)\"\\.$", RegexOptions.Singleline)]
    private static partial Regex Bound();

    [GeneratedRegex("^Required parameter \".* (\\w+)\" was not provided")]
    private static partial Regex Missing();
}
