using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host.Persistence;

/// <summary>
/// Writes one archive of everything that is needed to begin again: the database as it is at one moment, the keys, the uploads, and a
/// manifest that tells what is in it. People go on working meanwhile. The operator and system administrators may.
/// </summary>
public static class Backup
{
    public const string Verb = "backup.make";
    public const string ManifestName = "manifest.json";

    /// <param name="Schema">The last migration: the program that restores must know it.</param>
    /// <param name="Counts">Rows by table.</param>
    public sealed record Manifest(
        int Format, string Database, string Schema, DateTimeOffset MadeAt, IReadOnlyDictionary<string, long> Counts, JournalHead? Head, IReadOnlyList<Part> Files);

    public sealed record Part(string Path, long Bytes, string Sha256);

    public sealed record Made(string File, long Bytes, Manifest Manifest);

    public static async Task<Result<Made>> Handle(
        string file, Db db, Storage storage, Settings settings, JournalKey key, Actor actor, TimeProvider clock, Action<double> progress, CancellationToken ct)
    {
        if (actor.Refuses(Verb) is { } no)
        {
            return no;
        }
        if (File.Exists(file))
        {
            return Problem.Clash("backup.exists", Path.GetFileName(file));
        }

        db.Record(actor, Verb, "backup:" + Path.GetFileName(file));
        await db.SaveChangesAsync(ct);
        var done = await SealJournal.Handle(db, key, settings, Actor.Program(actor.Access), clock, ct);
        if (done.Problem is { } notSealed)
        {
            return notSealed;
        }
        progress(0.05);

        var work = Directory.CreateDirectory(Path.Combine(settings.Folder, $".backup-{Environment.ProcessId}")).FullName;
        try
        {
            var copy = Path.Combine(work, storage.IsSqlite ? "database.sqlite" : "database.dump");
            var (schema, counts, head) = await Copy(copy, db, storage, key, clock, ct);
            progress(0.6);
            var parts = new List<(string From, string Path)> { (copy, Path.GetFileName(copy)) };
            parts.AddRange(FolderFiles(settings.Folder).Select(f => (f, "folder/" + Path.GetRelativePath(settings.Folder, f).Replace('\\', '/'))));
            var manifest = new Manifest(1, storage.IsSqlite ? "sqlite" : "postgres", schema, clock.GetUtcNow(), counts, head, await Describe(parts, ct));
            var draft = file + ".part";
            await Pack(draft, parts, manifest, progress, ct);
            File.Move(draft, file);
            return new Made(file, new FileInfo(file).Length, manifest);
        }
        catch (MissingToolException missing)
        {
            return Problem.Clash("backup.no-tool", missing.Tool);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
            File.Delete(file + ".part");
        }
    }

    private static async Task<(string Schema, Dictionary<string, long> Counts, JournalHead? Head)> Copy(
        string copy, Db db, Storage storage, JournalKey key, TimeProvider clock, CancellationToken ct)
    {
        if (storage.IsSqlite)
        {
            // One read transaction: with the write-ahead log writers go on, and the copy is of one moment.
            await db.Database.ExecuteSqlAsync($"VACUUM INTO {copy}", ct);
            var options = new DbContextOptionsBuilder<SqliteDb>().UseSqlite($"Data Source={copy};Pooling=False").UseApplicationServiceProvider(SecurityModule.StoreOptions()).Options;
            await using var copied = new SqliteDb(options, clock, new(true), key, db.Tail);
            return await Describe(copied, ct);
        }
        await using var reading = await db.BeginReading(ct);
        var snapshot = await db.Database.SqlQuery<string>($"SELECT pg_export_snapshot() AS \"Value\"").SingleAsync(ct);
        var described = await Describe(db, ct);
        await PostgresTools.Run("pg_dump", storage, ["--format=custom", "--no-owner", "--no-privileges", $"--snapshot={snapshot}", "--file=" + copy], ct);
        return described;
    }

    internal static async Task<(string Schema, Dictionary<string, long> Counts, JournalHead? Head)> Describe(Db db, CancellationToken ct)
    {
        var counts = new Dictionary<string, long>();
        foreach (var table in db.Model.GetEntityTypes().Select(e => e.GetTableName()).OfType<string>().Distinct().Order(StringComparer.Ordinal))
        {
#pragma warning disable EF1002 // The names are those of our own tables.
            counts[table] = await db.Database.SqlQueryRaw<long>($"SELECT count(*) AS \"Value\" FROM {table}").SingleAsync(ct);
#pragma warning restore EF1002
        }
        return ((await db.Database.GetAppliedMigrationsAsync(ct)).Last(), counts, await JournalHead.Of(db, ct));
    }

    /// <summary>Keys, uploads and the kept head. Not the database's own files, other archives, or settings (they may hold passwords).</summary>
    private static IEnumerable<string> FolderFiles(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f =>
        {
            var name = Path.GetRelativePath(folder, f).Replace('\\', '/');
            return !name.StartsWith(".backup-", StringComparison.Ordinal) && !name.StartsWith(".restore-", StringComparison.Ordinal) && !name.StartsWith(JournalTail.FolderName + "/", StringComparison.Ordinal)
                && !name.Contains(".db", StringComparison.Ordinal) && !name.EndsWith(".tar.gz", StringComparison.Ordinal)
                && !name.EndsWith(".part", StringComparison.Ordinal) && name != "shanhai.json";
        }).Order(StringComparer.Ordinal);

    private static async Task<List<Part>> Describe(List<(string From, string Path)> parts, CancellationToken ct)
    {
        var described = new List<Part>();
        foreach (var (from, path) in parts)
        {
            await using var stream = File.OpenRead(from);
            described.Add(new(path, stream.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, ct))));
        }
        return described;
    }

    private static async Task Pack(string draft, List<(string From, string Path)> parts, Manifest manifest, Action<double> progress, CancellationToken ct)
    {
        await using var output = new FileStream(draft, FileMode.CreateNew, FileAccess.Write);
        if (!OperatingSystem.IsWindows())
        {
            // It holds the keys.
            File.SetUnixFileMode(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        await using (var packed = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
        await using (var tar = new TarWriter(packed, leaveOpen: true))
        {
            // First, so that whoever looks into a large archive finds it without unpacking the rest.
            using var said = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(manifest, Composition.Json));
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, ManifestName) { DataStream = said, ModificationTime = manifest.MadeAt }, ct);
            foreach (var ((from, path), i) in parts.Select((p, i) => (p, i)))
            {
                await tar.WriteEntryAsync(from, path, ct);
                progress(0.6 + 0.4 * (i + 1) / parts.Count);
            }
        }
        output.Flush(flushToDisk: true);
    }
}
