using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Tests.Voices;

namespace Shanhai.Tests.Host.Persistence;

/// <summary>A real disk that is full and a real database that stops while entries are posted, actions solved and dividends proposed; whatever TEST_DATABASE says, both.</summary>
public sealed class MobiliseTroubleTests
{
    private static async Task Succeeds(MobiliseCounty app, HttpClient officer, MobiliseCounty.Sending write)
    {
        var before = await app.Ask(write.Done);
        using var answer = await officer.PostAsJsonAsync(write.Address, write.Body, VoiceCounty.Web);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        (await app.Ask(write.Done)).ShouldBe(before + 1);
    }

    [Fact]
    public Task A_full_disk_is_told_to_whoever_posts_solves_or_proposes_and_stops_no_reader() => FullDiskTests.OnASmallDisk("48m", async folder =>
    {
        var file = Path.Combine(folder, "shanhai.db");
        await using var app = new MobiliseCounty("sqlite:" + file, folder);
        await app.InitializeAsync();
        var officer = await app.SignedIn(Role.Officer, PlaceCode.Nation);
        var before = await app.State();
        // The log is emptied: else a small write would find room in what an earlier one has left.
        await app.Ask(db => db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)"));
        new FileInfo(file + "-wal").Length.ShouldBe(0);
        var filler = FullDiskTests.Fill(folder, leave: 0);

        foreach (var write in app.Writes)
        {
            await FullDiskTests.IsFull(await officer.PostForm($"/pairing/{app.Action}/solve", [], $"/pairing/{app.Action}"), await officer.PostAsJsonAsync(write.Address, write.Body, VoiceCounty.Web));
        }
        // When she was last seen would be written down by now.
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        (await officer.GetAsync($"/pairing/{app.Action}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.State()).ShouldBe(before);

        File.Delete(filler);
        (await app.Ask(db => db.Database.SqlQueryRaw<string>("SELECT integrity_check AS Value FROM pragma_integrity_check").ToListAsync())).ShouldBe(["ok"]);
        foreach (var write in app.Writes)
        {
            await Succeeds(app, officer, write);
        }
    });

    [Fact]
    public async Task A_PostgreSQL_that_stops_in_the_middle_of_a_posting_a_solve_or_a_proposal_is_told_in_words_and_nothing_is_half_there()
    {
        await using var cluster = await Cluster.Start();
        await using var app = new MobiliseCounty(cluster.Database);
        await app.InitializeAsync();
        var officer = await app.SignedIn(Role.Officer, PlaceCode.Nation);
        foreach (var write in app.Writes)
        {
            var before = await app.State();
            await SlowRows.Begin(app, write.Table, 1, TimeSpan.FromSeconds(5));
            var sent = officer.PostAsJsonAsync(write.Address, write.Body, VoiceCounty.Web);
            await StandsInside(app, sent);

            await cluster.Stop();

            await StoppedDatabaseTests.IsAwayByApi(await sent);
            await cluster.Restart();
            // What is left in the pool leads to the server that is no more.
            NpgsqlConnection.ClearAllPools();
            await SlowRows.End(app, write.Table);
            (await app.State()).ShouldBe(before);
            await Succeeds(app, officer, write);
        }
    }

    private static async Task StandsInside(MobiliseCounty app, Task sent)
    {
        const string sleeping = "SELECT count(*)::int AS \"Value\" FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
        var inside = 0;
        while (inside == 0 && !sent.IsCompleted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            inside = await app.Ask(db => db.Database.SqlQueryRaw<int>(sleeping).SingleAsync());
        }
        inside.ShouldBeGreaterThan(0, "the write was over before it could be met");
    }
}
