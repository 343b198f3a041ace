using System.Diagnostics.CodeAnalysis;

namespace Shanhai;

/// <summary>
/// Routes whose code for reading a request is made when the first request comes to them. The framework makes it for all of them before it answers anybody: with hundreds of
/// routes that is seconds, for each start of the program and each site of a test. What a route takes and how it is described is still found out, and refused where it is wrong,
/// at the start.
/// </summary>
public static class BoundWhenAsked
{
    public static RouteHandlerBuilder MapGet(this IEndpointRouteBuilder routes, [StringSyntax("Route")] string pattern, Delegate handler) => Map(routes, pattern, handler, HttpMethods.Get);

    public static RouteHandlerBuilder MapPost(this IEndpointRouteBuilder routes, [StringSyntax("Route")] string pattern, Delegate handler) => Map(routes, pattern, handler, HttpMethods.Post);

    private static RouteHandlerBuilder Map(IEndpointRouteBuilder routes, string pattern, Delegate handler, string method) =>
        RouteHandlerServices.Map(routes, pattern, handler, [method], static (m, o) => RequestDelegateFactory.InferMetadata(m, o), static (h, o, inferred) =>
        {
            var made = new Lazy<RequestDelegate>(() => RequestDelegateFactory.Create(h, o, inferred).RequestDelegate);
            return new(http => made.Value(http), inferred?.EndpointMetadata ?? []);
        });
}
