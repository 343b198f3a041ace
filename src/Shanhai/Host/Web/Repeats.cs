using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Web;

/// <summary>
/// Idempotency keys for every write of the API. The key is taken before the use case runs, so that two requests at once, or one repeated after
/// the process died, are never both done: the second is told that the first is under way or that its outcome is not known. A refusal frees the key.
/// </summary>
internal sealed class Repeats(RequestDelegate next)
{
    private const int LongestAnswer = 1_000_000;

    private sealed record Kept(int Status, string? Type, string Body);

    public async Task Invoke(HttpContext http, TimeProvider clock)
    {
        var key = SentOnce.KeyOf(http.Request);
        if (key.Length == 0 || !HttpMethods.IsPost(http.Request.Method) || http.GetEndpoint() is not { } endpoint || endpoint.Metadata.GetMetadata<SentOnce.Itself>() is not null
            || http.Features.Get<Actor>() is not { } actor || SentOnce.SenderOf(actor) is not { } sender)
        {
            await next(http);
            return;
        }

        // A scope of its own: what the use case tracks and saves is none of its business.
        await using var scope = http.RequestServices.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Db>();
        var hash = await Hash(http.Request);
        var before = await SentOnce.Before(sender, key, hash, db, http.RequestAborted);
        if (before is null)
        {
            db.SentOnce.Add(new() { Sender = sender, Key = key, BodyHash = hash, Answer = "", At = clock.GetUtcNow() });
            try
            {
                await db.SaveChangesAsync(http.RequestAborted);
            }
            catch (DbUpdateException)
            {
                before = "";
            }
        }
        if (before is not null)
        {
            var problem = before.Problem ?? (before.Value.Length == 0 ? Problem.Clash("sent-once.under-way", key) : null);
            await (problem is null ? Give(http, JsonSerializer.Deserialize<Kept>(before.Value)!) : http.RequestServices.GetRequiredService<IProblemWriter>().Write(http, problem));
            return;
        }
        await First(http, db, sender, key);
    }

    private async Task First(HttpContext http, Db db, string sender, string key)
    {
        var mine = db.SentOnce.Where(s => s.Sender == sender && s.Key == key);
        var answer = http.Response.Body;
        using var written = new MemoryStream();
        http.Response.Body = written;
        try
        {
            await next(http);
        }
        catch
        {
            // Nothing was saved: a use case saves once, last, and its fault is no answer.
            await mine.ExecuteDeleteAsync(CancellationToken.None);
            throw;
        }
        finally
        {
            http.Response.Body = answer;
        }
        var body = Encoding.UTF8.GetString(written.GetBuffer(), 0, (int)written.Length);
        if (http.Response.StatusCode is >= 200 and < 300 && body.Length <= LongestAnswer)
        {
            var kept = JsonSerializer.Serialize(new Kept(http.Response.StatusCode, http.Response.ContentType, body));
            await mine.ExecuteUpdateAsync(s => s.SetProperty(x => x.Answer, kept), CancellationToken.None);
        }
        else
        {
            await mine.ExecuteDeleteAsync(CancellationToken.None);
        }
        written.Position = 0;
        await written.CopyToAsync(answer, http.RequestAborted);
    }

    private static async Task<string> Hash(HttpRequest request)
    {
        request.EnableBuffering();
        using var body = new MemoryStream();
        body.Write(Encoding.UTF8.GetBytes($"{request.Path}{request.QueryString}\n"));
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        request.Body.Position = 0;
        return SentOnce.Hash(body.GetBuffer().AsSpan(0, (int)body.Length));
    }

    private static Task Give(HttpContext http, Kept kept)
    {
        (http.Response.StatusCode, http.Response.ContentType) = (kept.Status, kept.Type);
        http.Response.Headers["Idempotency-Replayed"] = "true";
        return http.Response.WriteAsync(kept.Body, http.RequestAborted);
    }
}
