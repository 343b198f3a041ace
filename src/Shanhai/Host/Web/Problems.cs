using Microsoft.AspNetCore.Mvc;

namespace Shanhai.Host.Web;

/// <summary>Says a <see cref="Problem"/> in words, and writes it as problem+json.</summary>
public sealed class Problems : IProblemWriter
{
    public static string Title(Language language, Problem problem) => Words.Say(language, "problem." + problem.Code, problem.Args);

    public static string Message(Language language, Errors.At error) => Words.Say(language, error.Key, error.Args);

    public Task Write(HttpContext http, Problem problem)
    {
        var language = http.Features.Get<View>()?.Language ?? Language.Chinese;
        var details = new ProblemDetails { Status = problem.Status, Title = Title(language, problem), Type = "urn:shanhai:problem:" + problem.Code };
        details.Extensions["code"] = problem.Code;
        if (problem.Fields.Count > 0)
        {
            details.Extensions["errors"] = problem.Fields.Select(f => new { field = f.Field, message = Message(language, f) });
        }
        return TypedResults.Problem(details).ExecuteAsync(http);
    }
}
