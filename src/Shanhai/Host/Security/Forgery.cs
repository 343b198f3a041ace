using Microsoft.AspNetCore.Antiforgery;

namespace Shanhai.Host.Security;

/// <summary>
/// A browser sends its cookie along with requests that other sites make it send. So whatever changes something and comes with a
/// session proves by our token (form field or header) that our page made it. A key travels in a header that no other site can set.
/// </summary>
internal sealed class Forgery(RequestDelegate next, IAntiforgery antiforgery)
{
    public async Task Invoke(HttpContext http)
    {
        var actor = http.Features.Get<Actor>();
        var safe = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || HttpMethods.IsOptions(http.Request.Method);
        // Forms were looked at already: their routes ask for it.
        var looked = http.GetEndpoint()?.Metadata.GetMetadata<IAntiforgeryMetadata>()?.RequiresValidation == true;
        if (actor?.Session is not null && !safe && !looked && !await antiforgery.IsRequestValidAsync(http))
        {
            await http.RequestServices.GetRequiredService<IProblemWriter>().Write(http, new Problem("forged", 400));
            return;
        }
        await next(http);
    }
}
