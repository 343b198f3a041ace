using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace Shanhai.Host.Web;

/// <summary>
/// What every page needs to know about its reader: language, who she is, where she stands. Taken from the request as a route
/// parameter and cascaded to every component, so that no view asks for services. <paramref name="Now"/> is what the clocks of China show, so that its day
/// and its year are those of the reader.
/// </summary>
public sealed record View(Language Language, Actor Actor, string Path, string Query, DateTimeOffset Now, IReadOnlyList<NavGroup> Nav, string Theme)
{
    private readonly Func<string>? _forgery;
    private (string Query, IReadOnlyList<(string Name, string Value)> Pairs) _asked = ("", []);

    /// <summary>Whom this installation serves, shown under the product's name.</summary>
    public string? Owner { get; init; }

    /// <summary>Where the page finds its style sheet, scripts and icons.</summary>
    public BuiltFiles Files { get; init; } = BuiltFiles.Plain;

    /// <summary>What the address asks for, in its order: looked through once, however many parts of the page read it.</summary>
    public IReadOnlyList<(string Name, string Value)> Asked
    {
        get
        {
            if (!ReferenceEquals(_asked.Query, Query))
            {
                _asked = (Query, [.. QueryHelpers.ParseQuery(Query).SelectMany(p => p.Value, (p, v) => (p.Key, v ?? ""))]);
            }
            return _asked.Pairs;
        }
    }

    public IEnumerable<string> AskedFor(string name) => Asked.Where(p => p.Name == name).Select(p => p.Value);

    public MarkupString Icon(string name) => Files.Icon(name);

    public string Say(string key, params object?[] args) => Words.Say(Language, key, args);

    public string Say(Both both) => both.In(Language);

    /// <summary>Where something that ships comes from: the source, or how sure we are without one.</summary>
    public string Say(Mark mark) => mark.Origin == Origin.Own ? Say("mark.own." + mark.Confidence) : Citations.Said(Language, mark.Source);

    /// <summary>A text with the sources in it by their full names.</summary>
    public string Cite(Both both) => Citations.Said(Language, both.In(Language));

    /// <summary>The address of this page with one query value set (null: taken out).</summary>
    public string With(string name, string? value) => With((name, value));

    /// <summary>The address of this page with several query values set (null: taken out).</summary>
    public string With(params (string Name, string? Value)[] set) => Path + QueryString.Create(Asked
        .Where(p => !Array.Exists(set, s => s.Name == p.Name)).Select(p => KeyValuePair.Create(p.Name, (string?)p.Value))
        .Concat(set.Where(s => s.Value is not null).Select(s => KeyValuePair.Create(s.Name, s.Value))));

    /// <summary>Proves that a form was served by us to this reader: a hidden field of every form that posts.</summary>
    public string Forgery => _forgery?.Invoke() ?? "";

    public View(HttpContext http, Language language, Actor actor, IReadOnlyList<NavGroup> nav)
        : this(language, actor, http.Request.Path, http.Request.QueryString.Value ?? "",
            http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().ToOffset(ChinaDay.Offset), nav,
            http.Request.Cookies["theme"] is "dark" ? "dark" : "light")
    {
        Owner = http.RequestServices.GetRequiredService<Settings>().Owner;
        Files = http.GetEndpoint()?.Metadata.GetMetadata<BuiltFiles>() ?? BuiltFiles.Plain;
        _forgery = () => http.RequestServices.GetRequiredService<ForgeryTokens>().Of(http, actor);
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
