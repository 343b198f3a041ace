using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Places;

namespace Shanhai.Tests.Host.Persistence;

/// <summary>Real databases that stop or do not let anybody in while the program runs; whatever TEST_DATABASE says, both.</summary>
public sealed class StoppedDatabaseTests
{
    private sealed class On(string database) : App
    {
        protected override Settings Adjust(Settings settings) => settings with { Database = database };

        protected override Task Fill() => Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            await services.GetRequiredService<Storage>().Migrate(db, default);
            RegisterRow[] rows = [new(990000000000, "示范省", Level.Province), new(990100000000, "示范市", Level.City), new(990101000000, "山阳县", Level.County)];
            await ImportPlaces.Handle(rows, "test", services.GetRequiredService<Pinyin>(), db, actor, default);
        });
    }

    private static Task<HttpResponseMessage> Record(HttpClient client, decimal value) => client.PostAsJsonAsync("/api/v1/figures",
        new { source = new { kind = "api", asOf = "2025-01-01" }, cells = new[] { new { place = "990101000000", indicator = "CE.501", period = "2024", value } } });

    private static async Task IsAway(HttpResponseMessage page, string said)
    {
        page.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await page.Content.ReadAsStringAsync()).ShouldContain(said);
    }

    internal static async Task IsAwayByApi(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        problem.GetProperty("code").GetString().ShouldBe("database-away");
        problem.GetProperty("title").GetString()!.ShouldContain("数据库暂时没有应答");
    }

    [Fact]
    public async Task A_PostgreSQL_that_is_stopped_is_told_in_words_and_the_work_goes_on_when_it_is_back()
    {
        await using var cluster = await Cluster.Start();
        await using var app = new On(cluster.Database);
        await app.InitializeAsync();
        var client = await app.SignedIn(Role.Officer, new PlaceCode(990101000000));
        (await client.GetAsync("/places")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await cluster.Stop();

        // Lists of places are read from memory and stay readable; batches are asked of the database.
        await IsAway(await client.GetAsync("/figures/batches"), "数据库暂时没有应答");
        await IsAway(await client.GetAsync("/figures/batches?lang=en"), "The database does not answer");
        await client.GetAsync("/sign-in?lang=zh");
        await IsAway(await app.Anyone().GetAsync("/journal/head"), "数据库暂时没有应答");
        await IsAway(await app.Anyone().PostForm("/sign-in", new() { ["name"] = "officer", ["password"] = App.Password }), "数据库暂时没有应答");
        await IsAwayByApi(await client.GetAsync("/api/v1/batches"));
        await IsAwayByApi(await Record(client, 5));
        (await app.Anyone().GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Anyone().GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        await cluster.Restart();

        (await client.GetAsync("/places")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Ask(db => db.Facts.CountAsync())).ShouldBe(0);
        (await Record(client, 6)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Ask(db => db.Facts.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task An_SQLite_file_that_somebody_else_holds_is_told_in_words_and_nothing_is_half_written()
    {
        var folder = Directory.CreateTempSubdirectory("shanhai-held").FullName;
        try
        {
            // One second to wait for the lock, on top of the ten that the program gives it.
            await using var app = new On($"sqlite:{Path.Combine(folder, "shanhai.db")};Default Timeout=1");
            await app.InitializeAsync();
            var client = await app.SignedIn(Role.Officer, new PlaceCode(990101000000));
            var journal = await app.Ask(db => db.Journal.CountAsync());
            await using var other = new SqliteConnection($"Data Source={Path.Combine(folder, "shanhai.db")};Pooling=false");
            await other.OpenAsync();
            await Execute(other, "BEGIN IMMEDIATE");

            await IsAwayByApi(await Record(client, 5));
            var form = client.PostForm("/feedback", new() { ["kind"] = "Burden", ["text"] = "先锁后放" });
            await IsAway(await form, "数据库暂时没有应答");
            (await client.GetAsync("/places")).StatusCode.ShouldBe(HttpStatusCode.OK);

            await Execute(other, "ROLLBACK");
            (await app.Ask(db => db.Facts.CountAsync())).ShouldBe(0);
            (await app.Ask(db => db.Feedback.CountAsync())).ShouldBe(0);
            (await app.Ask(db => db.Journal.CountAsync())).ShouldBe(journal);
            (await Record(client, 6)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task Execute(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
