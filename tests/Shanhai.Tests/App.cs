using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Shanhai.Host;
using Shanhai.Host.Jobs;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;

namespace Shanhai.Tests;

/// <summary>
/// The whole program on a fresh database of its own, with a clock that stands still until it is moved. TEST_DATABASE chooses the
/// database (see TestDatabase); every test class that asks for an App gets another one.
/// </summary>
public class App : IAsyncLifetime
{
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 2, 0, 0, TimeSpan.Zero);
    public const string Password = "Mountain-and-sea-1";

    private TestDatabase _database = null!;
    private WebApplication _web = null!;
    private int _people;

    public FakeTimeProvider Clock { get; } = new(Start);

    public IServiceProvider Services => _web.Services;

    public Settings Settings { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await Database();
        // Every request of a test comes from one address.
        Settings = Adjust(new Settings { Database = _database.Setting, Folder = _database.Folder, Workers = 0, SignInsPerAddress = 100_000, FormsPerAddress = 100_000 });
        _web = Composition.Web(Settings, Adjust);
        await _web.StartAsync();
        await Fill();
    }

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the program and leaves its database, for others to be copied from.</summary>
    public async Task<TestDatabase> Leave()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
        return _database;
    }

    protected virtual Task<TestDatabase> Database() => TestDatabase.Fresh();

    /// <summary>What a test class wants to find in the database.</summary>
    protected virtual Task Fill() => Task.CompletedTask;

    protected virtual Settings Adjust(Settings settings) => settings;

    protected virtual void Adjust(WebApplicationBuilder builder)
    {
        builder.WebHost.UseTestServer();
        builder.Host.UseDefaultServiceProvider(o => o.ValidateScopes = o.ValidateOnBuild = true);
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
        builder.Services.Configure<PasswordHasherOptions>(o => o.IterationCount = 1);
    }

    /// <summary>A reader who has not signed in. Redirects are answers, not followed.</summary>
    public HttpClient Anyone() => new(new CookieJar(_web.GetTestServer().CreateHandler())) { BaseAddress = new("http://localhost") };

    /// <summary>Somebody with one role in one subtree, signed in through the real page.</summary>
    public async Task<HttpClient> SignedIn(Role role, PlaceCode place)
    {
        var name = $"{role}-{++_people}".ToLowerInvariant();
        await AddUser(name, role, place);
        return await SignIn(name);
    }

    public async Task<HttpClient> SignIn(string name)
    {
        var client = Anyone();
        var answer = await client.PostForm("/sign-in", new() { ["name"] = name, ["password"] = Password });
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        // Writes of a session through the API carry the token of a page in a header, as our script sends it.
        client.DefaultRequestHeaders.Add("RequestVerificationToken", await client.Token());
        return client;
    }

    public Task AddUser(string name, Role role, PlaceCode place) => Do(async (services, actor) =>
    {
        var added = await Shanhai.Host.Security.AddUser.Handle(new(name, name, Password, role, place), services.GetRequiredService<Db>(), actor,
            services.GetRequiredService<UserManager<User>>(), Clock, default);
        added.Problem.ShouldBeNull();
    });

    /// <summary>Runs code against the database as the operator.</summary>
    public async Task Do(Func<IServiceProvider, Actor, Task> work)
    {
        await using var scope = Services.CreateAsyncScope();
        await work(scope.ServiceProvider, Actor.Operator(Composition.Access, "test"));
    }

    public async Task<T> Ask<T>(Func<Db, Task<T>> question)
    {
        await using var scope = Services.CreateAsyncScope();
        return await question(scope.ServiceProvider.GetRequiredService<Db>());
    }

    /// <summary>Acts that begin at the same moment, each on a thread of its own: what they answer, in the same order.</summary>
    public static async Task<T[]> AtOnce<T>(params Func<Task<T>>[] acts)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        async Task<T> Begin(Func<Task<T>> act)
        {
            await start.Task;
            return await Task.Run(act);
        }
        var all = Task.WhenAll(acts.Select(act => Begin(act)));
        start.SetResult();
        return await all;
    }

    /// <summary>Does every job that is due by the clock of the test, until none is.</summary>
    public async Task RunJobs()
    {
        while (await Services.GetRequiredService<Worker>().RunOne(default))
        {
        }
    }

    private readonly HashSet<(string Kind, long At)> _struck = [];

    /// <summary>Lets the clock of one recurring kind strike now, and does what is due.</summary>
    public async Task Strike(string kind)
    {
        // Each time another stroke, also when the clock has not moved.
        var at = Clock.GetUtcNow();
        while (!_struck.Add((kind, at.ToUnixTimeSeconds())))
        {
            at = at.AddSeconds(-1);
        }
        await Ask(db => db.EnqueueOccasion(kind, at, default));
        await RunJobs();
    }

    /// <summary>Keeps cookies as a browser does; the test server has none.</summary>
    private sealed class CookieJar(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private readonly CookieContainer _cookies = new();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var header = _cookies.GetCookieHeader(request.RequestUri!);
            if (header.Length > 0)
            {
                request.Headers.Add("Cookie", header);
            }
            var answer = await base.SendAsync(request, cancellationToken);
            foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
            {
                _cookies.SetCookies(request.RequestUri!, cookie);
            }
            return answer;
        }
    }
}

public static partial class Browsing
{
    /// <summary>Posts a form as a browser would: the page is opened first, and its hidden token goes along.</summary>
    public static async Task<HttpResponseMessage> PostForm(this HttpClient client, string path, Dictionary<string, string> fields, string? shownAt = null)
    {
        var page = await client.GetStringAsync(shownAt ?? path);
        fields["__RequestVerificationToken"] = WebUtility.HtmlDecode(Token().Match(page).Groups[1].Value);
        using var content = new FormUrlEncodedContent(fields);
        return await client.PostAsync(path, content);
    }

    public static async Task<string> Token(this HttpClient client, string page = "/sign-in") =>
        WebUtility.HtmlDecode(Token().Match(await client.GetStringAsync(page)).Groups[1].Value);

    [GeneratedRegex("__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
