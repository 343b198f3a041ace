using Microsoft.AspNetCore.Http.HttpResults;

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
        new RazorComponentResult<Document>(new Dictionary<string, object?>
        {
            [nameof(Document.View)] = view,
            [nameof(Document.Title)] = title,
            [nameof(Document.Page)] = typeof(TPage),
            [nameof(Document.Model)] = model,
            [nameof(Document.Simulated)] = simulated,
        })
        { StatusCode = status };

    /// <summary>Why there is no page: signed-out readers are sent to sign in and come back.</summary>
    public static IResult Refused(View view, Problem problem) =>
        problem.Status == 401
            ? TypedResults.Redirect("/sign-in?return=" + Uri.EscapeDataString(view.Path + view.Query))
            : Show<RefusedPage, Problem>(view, Problems.Title(view.Language, problem), problem, problem.Status);

    public static IResult Go(string address) => TypedResults.Redirect(address);
}
