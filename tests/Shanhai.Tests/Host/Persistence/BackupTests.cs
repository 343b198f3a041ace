using System.Formats.Tar;
using System.IO.Compression;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Journal;
using Shanhai.Host.Persistence;
using Shanhai.Kernel;
using Shanhai.Tests.Host.Journal;

namespace Shanhai.Tests.Host.Persistence;

public sealed class BackupTests : IAsyncLifetime
{
    private readonly App _app = new();
    private string _file = "";

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _file = Path.Combine(_app.Settings.Folder, "copy.tar.gz");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_copy_made_while_people_write_brings_everything_acknowledged_before_back()
    {
        var written = 0;
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await Write(written + 1);
                Interlocked.Increment(ref written);
            }
        });
        while (Volatile.Read(ref written) < 20)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
        var before = Volatile.Read(ref written);
        var made = (await MakeBackup()).Value;
        await stop.CancelAsync();
        await writing;
        await Damage();

        var restored = (await Bring(replace: true)).Value;

        restored.Journal.Whole.ShouldBeTrue();
        restored.Manifest.Counts["journal"].ShouldBe(made.Manifest.Counts["journal"]);
        var there = await _app.Ask(db => db.Journal.Where(e => e.Verb == "test.wrote").Select(e => e.Subject).ToListAsync());
        Enumerable.Range(1, before).Select(n => $"thing:{n}").Except(there).ShouldBeEmpty();
        (await _app.Verify(made.Manifest.Head!)).Whole.ShouldBeTrue();
    }

    [Fact]
    public async Task Data_that_are_there_are_not_replaced_unasked()
    {
        await Write(1);
        await MakeBackup();
        await Write(2);

        (await Bring(replace: false)).Problem!.Code.ShouldBe("backup.not-empty");
        (await _app.Ask(db => db.Journal.CountAsync(e => e.Subject == "thing:2"))).ShouldBe(1);
    }

    [Fact]
    public async Task A_damaged_archive_is_refused_before_anything_is_touched()
    {
        await Write(1);
        await MakeBackup();
        var bytes = await File.ReadAllBytesAsync(_file);
        Array.Fill(bytes, (byte)0x5a, bytes.Length / 2, 64);
        await File.WriteAllBytesAsync(_file, bytes);

        (await Bring(replace: true)).Problem!.Code.ShouldStartWith("backup.");
        (await _app.Ask(db => db.Journal.CountAsync(e => e.Subject == "thing:1"))).ShouldBe(1);
    }

    [Fact]
    public async Task An_archive_that_names_a_file_twice_is_damaged()
    {
        await Write(1);
        await using (var packed = new GZipStream(File.Create(_file), CompressionLevel.Fastest))
        await using (var tar = new TarWriter(packed))
        {
            foreach (var _ in new[] { 1, 2 })
            {
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "twice") { DataStream = new MemoryStream([1, 2, 3]) });
            }
        }

        (await Bring(replace: true)).Problem!.Code.ShouldBe("backup.damaged");
        (await _app.Ask(db => db.Journal.CountAsync(e => e.Subject == "thing:1"))).ShouldBe(1);
    }

    [Fact]
    public async Task The_archive_holds_the_key_and_the_manifest_says_what_is_in_it()
    {
        await Write(3);

        var made = (await MakeBackup()).Value;

        made.Manifest.Files.ShouldContain(f => f.Path == "folder/keys/journal.key");
        made.Manifest.Files.ShouldNotContain(f => f.Path.Contains(".db", StringComparison.Ordinal));
        made.Manifest.Head!.Entries.ShouldBe(made.Manifest.Counts["journal"]);
    }

    private Task Write(int number) => _app.Do(async (services, actor) =>
    {
        var db = services.GetRequiredService<Db>();
        db.Record(actor, "test.wrote", $"thing:{number}", new { filler = new string('x', 500) });
        await db.SaveChangesAsync();
    });

    private async Task<Result<Backup.Made>> MakeBackup()
    {
        Result<Backup.Made> made = null!;
        await _app.Do(async (services, actor) => made = await Backup.Handle(
            _file, services.GetRequiredService<Db>(), services.GetRequiredService<Storage>(), _app.Settings, services.GetRequiredService<JournalKey>(), actor, _app.Clock, _ => { }, default));
        return made;
    }

    private async Task<Result<Restore.Restored>> Bring(bool replace)
    {
        Result<Restore.Restored> restored = null!;
        await _app.Do(async (services, actor) => restored = await Restore.Handle(
            _file, replace, services.GetRequiredService<Db>(), services.GetRequiredService<Storage>(), _app.Settings, services.GetRequiredService<JournalKey>(), actor, _app.Clock, _ => { }, default));
        return restored;
    }

    /// <summary>Bytes of the file overwritten; a table dropped.</summary>
    private async Task Damage()
    {
        if (!TestDatabase.IsSqlite)
        {
            await _app.Ask(db => db.Database.ExecuteSqlRawAsync("DROP TABLE journal CASCADE"));
            return;
        }
        SqliteConnection.ClearAllPools();
        await using (var file = new FileStream(_app.Services.GetRequiredService<Storage>().File, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Write(new byte[16_384]);
        }
        await Should.ThrowAsync<SqliteException>(() => _app.Ask(db => db.Journal.CountAsync()));
    }
}
