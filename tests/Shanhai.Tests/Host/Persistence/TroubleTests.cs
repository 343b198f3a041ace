using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shanhai.Host;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;

namespace Shanhai.Tests.Host.Persistence;

public sealed class TroubleTests(App app) : IClassFixture<App>
{
    /// <summary>The program with a database that nobody answers for.</summary>
    public sealed class Unanswered : App
    {
        protected override Settings Adjust(Settings settings) => settings with
        {
            Database = TestDatabase.IsSqlite ? "sqlite:" + Path.Combine(settings.Folder, "no-such-folder", "shanhai.db") : "postgres:Host=127.0.0.1;Port=1;Username=nobody;Timeout=2",
        };
    }

    [Fact]
    public async Task The_program_says_whether_it_lives_and_whether_it_can_serve()
    {
        (await app.Anyone().GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Anyone().GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_told_as_such()
    {
        await using var lost = new Unanswered();
        await lost.InitializeAsync();

        (await lost.Anyone().GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await lost.Anyone().GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var answer = await lost.Anyone().GetAsync("/api/v1/jobs");
        var head = await lost.Anyone().GetAsync("/journal/head");
        head.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await head.Content.ReadAsStringAsync()).ShouldContain("数据库");
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_form_with_a_character_that_no_text_holds_is_refused_and_nothing_is_kept()
    {
        var answer = await app.Anyone().PostForm("/feedback", new() { ["kind"] = "Burden", ["text"] = "前\0后" });

        ((int)answer.StatusCode).ShouldBeOneOf([400, 422]);
        (await app.Ask(db => db.Feedback.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task A_full_disk_is_told_as_such_and_nothing_is_half_written()
    {
        if (!TestDatabase.IsSqlite)
        {
            Trouble.Of(new DbUpdateException("", new PostgresException("no space left on device", "ERROR", "ERROR", PostgresErrorCodes.DiskFull)))!.Code.ShouldBe("disk-full");
            return;
        }
        await app.Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            await db.Database.OpenConnectionAsync();
            await db.Database.ExecuteSqlRawAsync("PRAGMA max_page_count = 1");
            for (var i = 0; i < 50; i++)
            {
                db.Record(actor, "test.wrote", $"thing:{i}", new { filler = new string('x', 20_000) });
            }

            var failure = await Should.ThrowAsync<DbUpdateException>(() => db.SaveChangesAsync());

            Trouble.Of(failure)!.Code.ShouldBe("disk-full");
            await db.Database.ExecuteSqlRawAsync("PRAGMA max_page_count = 1073741823");
        });
        (await app.Ask(db => db.Journal.CountAsync(e => e.Verb == "test.wrote"))).ShouldBe(0);
    }
}
