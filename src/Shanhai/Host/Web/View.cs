using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;

namespace Shanhai.Host.Web;

/// <summary>
/// What every page needs to know about its reader: language, who she is, where she stands. Taken from the request as a route
/// parameter and cascaded to every component, so that no view asks for services. <paramref name="Now"/> is what the clocks of China show, so that its day
/// and its year are those of the reader.
/// </summary>
public sealed record View(Language Language, Actor Actor, string Path, string Query, DateTimeOffset Now, IReadOnlyList<NavGroup> Nav, string Theme)
{
    private readonly Func<string>? _forgery;

    /// <summary>Whom this installation serves, shown under the product's name.</summary>
    public string? Owner { get; init; }

    public string Say(string key, params object?[] args) => Words.Say(Language, key, args);

    public string Say(Both both) => both.In(Language);

    /// <summary>Where something that ships comes from: the source, or how sure we are without one.</summary>
    public string Say(Mark mark) => mark.Origin == Origin.Own ? Say("mark.own." + mark.Confidence) : mark.Source;

    /// <summary>The address of this page with one query value set (null: taken out).</summary>
    public string With(string name, string? value)
    {
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(Query)
            .Where(p => p.Key != name)
            .SelectMany(p => p.Value, (p, v) => KeyValuePair.Create(p.Key, v))
            .Append(KeyValuePair.Create(name, value))
            .Where(p => p.Value is not null);
        return Path + QueryString.Create(query);
    }

    /// <summary>Proves that a form was served by us to this reader: a hidden field of every form that posts.</summary>
    public string Forgery => _forgery?.Invoke() ?? "";

    public View(HttpContext http, Language language, Actor actor, IReadOnlyList<NavGroup> nav)
        : this(language, actor, http.Request.Path, http.Request.QueryString.Value ?? "",
            http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().ToOffset(ChinaDay.Offset), nav,
            http.Request.Cookies["theme"] is "dark" ? "dark" : "light")
    {
        Owner = http.RequestServices.GetRequiredService<Settings>().Owner;
        var antiforgery = http.RequestServices.GetRequiredService<IAntiforgery>();
        _forgery = () => antiforgery.GetAndStoreTokens(http).RequestToken!;
    }

    public static ValueTask<View?> BindAsync(HttpContext context, System.Reflection.ParameterInfo parameter) => new(context.Features.Get<View>());
}

/// <summary>A page: what it shows is its <see cref="Model"/>, loaded by its door before.</summary>
public abstract class PageView<TModel> : ComponentBase
{
    [Parameter, EditorRequired] public TModel Model { get; set; } = default!;

    [CascadingParameter] public View View { get; set; } = default!;

    protected string T(string key, params object?[] args) => View.Say(key, args);
}
