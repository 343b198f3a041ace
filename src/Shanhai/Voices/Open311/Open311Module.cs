using Microsoft.Extensions.Primitives;
using Shanhai.Host.Jobs;

namespace Shanhai.Voices.Open311;

/// <summary>
/// GeoReport v2 with the update extension of mySociety, at /open311/v2: other systems read what is public, file voices and follow them with a key; and
/// this one files voices with other servers in the same way. Every address in XML and in JSON. See docs/decisions/0050-open311.md.
/// </summary>
public sealed class Open311Module : Module
{
    private const string Root = "/open311/v2";

    public override void Services(IServiceCollection services, Settings settings) => services.AddSingleton<Open311Client>();

    public override void Jobs(JobTable jobs) => jobs
        .On<SendForward, SendForward.Sent>(SendForward.Kind, SendForward.Handle)
        .Every(TakeUpdates.Kind, "0 */10 * * * ?", TakeUpdates.Handle);

    public override void Api(IEndpointRouteBuilder api)
    {
        api.MapPost("/voices/{id}/publish", PublishVoice.Handle);
        api.MapPost("/voices/{id}/forward", ForwardVoice.Handle);
    }

    public override void Pages(IEndpointRouteBuilder pages)
    {
        pages.MapPost("/voices/{id}/publish", PublishVoice.Post);
        pages.MapPost("/voices/{id}/forward", ForwardVoice.Post);
        pages.MapGet("/open311/discovery.{format}", Door<ShowServices>(t => t.Discovery));
        pages.MapGet(Root + "/discovery.{format}", Door<ShowServices>(t => t.Discovery));
        pages.MapGet(Root + "/services.{format}", Door<ShowServices>(t => t.List));
        pages.MapGet(Root + "/services/{code}.{format}", Door<ShowServices>(t => t.Definition));
        pages.MapGet(Root + "/requests.{format}", Door<ShowRequests>(t => t.List));
        pages.MapGet(Root + "/requests/{id}.{format}", Door<ShowRequests>(t => t.One));
        pages.MapGet(Root + "/tokens/{id}.{format}", Door<ShowRequests>(t => t.Token));
        pages.MapGet(Root + "/servicerequestupdates.{format}", Door<ShowUpdates>(t => t.List));
        pages.MapGet(Root + "/media/{file}.jpg", ShowRequests.Media);
        Post(pages, Root + "/requests.{format}", Door<TakeRequest>(t => t.Handle));
        Post(pages, Root + "/servicerequestupdates.{format}", Door<TakeUpdate>(t => t.Handle));
    }

    private static void Post(IEndpointRouteBuilder pages, string pattern, Delegate door) =>
        pages.MapPost(pattern, door).RequireRateLimiting(SignInLimits.Machines).WithMetadata(new SentOnce.Itself()).WithMetadata(new WhenTooOften((http, view, problem) =>
            Task.FromResult<IResult>(new Asked(http, view, view.Actor, new Dictionary<string, StringValues>()).Refuse(problem) with { Json = IsJson(http) })));

    private static bool IsJson(HttpContext http) => http.Request.Path.Value?.EndsWith(".json", StringComparison.Ordinal) == true;

    /// <summary>One door for every address: reads what was asked, finds out whose key came along, and answers in the format of the address, faults too.</summary>
    private static Delegate Door<T>(Func<T, Func<Asked, CancellationToken, Task<Answer>>> handle) where T : class =>
        async (HttpContext http, View view, string format, Admission admission, Db db, CancellationToken ct) =>
        {
            var asked = new Asked(http, view, view.Actor, new Dictionary<string, StringValues>());
            if (format is not ("xml" or "json"))
            {
                return asked.Refuse(404, "open311.format", format);
            }
            Answer answer;
            try
            {
                var said = http.Request.Query.ToDictionary(StringComparer.Ordinal);
                foreach (var (name, values) in http.Request.HasFormContentType ? await http.Request.ReadFormAsync(ct) : FormCollection.Empty)
                {
                    said[name] = said.TryGetValue(name, out var before) ? StringValues.Concat(before, values) : values;
                }
                asked = asked with { Said = said };
                var actor = asked[Asked.Key] is { } key ? await admission.ByToken(key, db, http, ct) : view.Actor;
                answer = actor is null ? asked.Refuse(403, "open311.bad-key") : await handle(ActivatorUtilities.CreateInstance<T>(http.RequestServices))(asked with { Actor = actor }, ct);
            }
            catch (Exception unreadable) when (unreadable is BadHttpRequestException or InvalidDataException)
            {
                answer = asked.Refuse((unreadable as BadHttpRequestException)?.StatusCode ?? 400, "open311.unreadable");
            }
            return answer with { Json = format == "json" };
        };
}
