using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Shanhai.Host.Web;

/// <summary>Answers of the page doors.</summary>
public static class Html
{
    /// <summary>
    /// A whole document round one page. <paramref name="title"/> is already in the reader's language; <paramref name="simulated"/> puts the
    /// banner over a page whose figures a simulator made.
    /// </summary>
    public static IResult Show<TPage, TModel>(View view, string title, TModel model, int status = 200, bool simulated = false)
        where TPage : PageView<TModel> =>
        new Page(new Dictionary<string, object?>
        {
            [nameof(Document.View)] = view,
            [nameof(Document.Title)] = title,
            [nameof(Document.Page)] = typeof(TPage),
            [nameof(Document.Model)] = model,
            [nameof(Document.Simulated)] = simulated,
        }, status);

    /// <summary>Why there is no page: signed-out readers are sent to sign in and come back.</summary>
    public static IResult Refused(View view, Problem problem) =>
        problem.Status == 401
            ? TypedResults.Redirect("/sign-in?return=" + Uri.EscapeDataString(view.Path + view.Query))
            : Show<RefusedPage, Problem>(view, Problems.Title(view.Language, problem), problem, problem.Status);

    public static IResult Go(string address) => TypedResults.Redirect(address);

    /// <summary>
    /// Rendered whole before the first byte goes out: what fails on the way is told on a page of its own. The framework's result for components keeps every tag as a piece of a list
    /// and prepares for streams, circuits and its own forms with each request; no page here has any of them.
    /// </summary>
    private sealed class Page(Dictionary<string, object?> parameters, int status) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var services = httpContext.RequestServices;
            using var text = new PageText();
            await using (var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>()))
            {
                await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<Document>(ParameterView.FromDictionary(parameters))).WriteHtmlTo(text));
            }
            httpContext.Response.StatusCode = status;
            httpContext.Response.ContentType = "text/html; charset=utf-8";
            await text.SendTo(httpContext.Response.Body, httpContext.RequestAborted);
        }
    }
}
