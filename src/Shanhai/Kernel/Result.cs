namespace Shanhai.Kernel;

/// <summary>
/// A value or the reason why there is none. Made by returning either; read with <see cref="Problem"/> first. There is no Map or
/// Bind on purpose: the style is early return.
/// </summary>
public sealed class Result<T> : Microsoft.AspNetCore.Http.IResult, Microsoft.AspNetCore.Http.IValueHttpResult, Microsoft.AspNetCore.Http.Metadata.IEndpointMetadataProvider
{
    private readonly T? _value;

    private Result(T? value, Problem? problem) => (_value, Problem) = (value, problem);

    public Problem? Problem { get; }

    /// <summary>Throws where there is a problem: reading a value that is not there is a bug.</summary>
    public T Value => Problem is null ? _value! : throw new InvalidOperationException($"There is no value: {Problem.Code}");

    /// <summary>For filters of routes, which do not know the type.</summary>
    object? Microsoft.AspNetCore.Http.IValueHttpResult.Value => _value;

    public static implicit operator Result<T>(T value) => new(value, null);
    public static implicit operator Result<T>(Problem problem) => new(default, problem);

    /// <summary>As a route's answer: JSON of the value, or problem+json in the language of the request.</summary>
    public Task ExecuteAsync(HttpContext httpContext) =>
        Problem is null
            ? TypedResults.Ok(_value).ExecuteAsync(httpContext)
            : httpContext.RequestServices.GetRequiredService<IProblemWriter>().Write(httpContext, Problem);

    public static void PopulateMetadata(System.Reflection.MethodInfo method, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(200, typeof(T), ["application/json"]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(422, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), ["application/problem+json"]));
    }
}

/// <summary>Says a problem to whoever asked. Kernel knows no words; Host/Web does.</summary>
public interface IProblemWriter
{
    Task Write(HttpContext http, Problem problem);
}
