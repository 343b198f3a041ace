using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Places;
using Shanhai.Tests.Indicators.Import;

namespace Shanhai.Tests.Host;

public sealed class LogTests(LogTests.Overheard app) : IClassFixture<LogTests.Overheard>
{
    /// <summary>The program with its log turned up further than it is shipped, and kept with every value and scope.</summary>
    public sealed class Overheard : App
    {
        public Listener Heard { get; } = new();

        protected override void Adjust(WebApplicationBuilder builder)
        {
            base.Adjust(builder);
            builder.Logging.AddProvider(Heard).AddFilter<Listener>(null, LogLevel.Information);
        }

        protected override Task Fill() => Do(async (services, actor) =>
        {
            RegisterRow[] rows = [new(990000000000, "示范省", Level.Province), new(990100000000, "示范市", Level.City), new(990101000000, "山阳县", Level.County), new(990101101000, "石门乡", Level.Township), new(990101101201, "石门坑村", Level.Village)];
            await ImportPlaces.Handle(rows, "test", services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, default);
        });
    }

    public sealed class Listener : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;
        public void Dispose() { }
        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            Lines.Enqueue(Values(state));
            return null;
        }

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{logLevel} {formatter(state, exception)} {Values(state)} {exception}");

        private static string Values(object? state) => state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs.Select(p => $"{p.Key}={p.Value}")) : state?.ToString() ?? "";
    }

    [Fact]
    public async Task Nothing_in_the_log_of_a_journey_tells_a_password_a_token_a_cookie_a_contact_or_a_name()
    {
        const string name = "zhaoqiansun", wrong = "Wrong-guess-4711", contact = "0571-87654321", text = "李四家的表报了三次";
        await app.AddUser(name, Role.Officer, new PlaceCode(990101000000));
        var client = app.Anyone();
        var refused = await client.PostForm("/sign-in", new() { ["name"] = name, ["password"] = wrong });
        var entered = await client.PostForm("/sign-in", new() { ["name"] = name, ["password"] = App.Password });
        var token = await client.Token();
        await client.PostForm("/feedback", new() { ["kind"] = "Burden", ["text"] = text, ["contact"] = contact });
        var address = await Wizard.Checked(client, "王五交来的2019年.csv", "村名,经营收入（元）\n石门坑村,100\n", new() { ["g0c2.indicator"] = "CE04.501" });
        var done = await Wizard.PostShown(client, address, address + "/confirm");
        await Wizard.Send(client, "王五交来的.pdf", "%PDF-1.7"u8.ToArray());

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        done.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var cookies = entered.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0].Split('=', 2)[1]).Where(v => v.Length > 0).ToList();
        cookies.ShouldNotBeEmpty();
        var log = string.Join('\n', app.Heard.Lines);
        // The log was on and followed the journey.
        log.ShouldContain("/figures/import");
        foreach (var secret in (string[])[name, wrong, App.Password, contact, text, token, "王五", .. cookies])
        {
            log.Contains(secret, StringComparison.OrdinalIgnoreCase).ShouldBeFalse(secret);
        }
    }
}
