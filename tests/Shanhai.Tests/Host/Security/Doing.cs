using System.Net.Http.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;

namespace Shanhai.Tests.Host.Security;

internal static class Doing
{
    /// <summary>Writes through the API with the session's cookie, as our own script does: with the token of a page in a header.</summary>
    public static async Task<HttpResponseMessage> WriteApi(this HttpClient client, string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("RequestVerificationToken", await client.Token());
        return await client.SendAsync(request);
    }

    public static Task Change(this App app, Guid id, ChangeUser change) => app.Do(async (services, actor) =>
        (await ChangeUser.Handle(id, change, services.GetRequiredService<Db>(), actor, services.GetRequiredService<UserManager<User>>(),
            services.GetRequiredService<Standings>(), app.Clock, default)).Problem.ShouldBeNull());
}
