using System.Data;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Shanhai.Host.Persistence;

/// <summary>
/// Brings an archive of <see cref="Backup"/> back into an empty database, or with replace in place of what is there: first everything
/// is unpacked and its hashes checked, only then is anything touched; at the end rows are counted and the journal is verified against
/// the head of the manifest. The operator may, with the site stopped.
/// </summary>
public static class Restore
{
    public const string Verb = "backup.restore";

    private static readonly string[] SqliteFiles = ["", "-wal", "-shm"];

    public sealed record Restored(Backup.Manifest Manifest, VerifyJournal.Verified Journal, string? SetAside);

    public static async Task<Result<Restored>> Handle(
        string file, bool replace, Db db, Storage storage, Settings settings, JournalKey key, Actor actor, TimeProvider clock, Action<double> progress, CancellationToken ct)
    {
        if (actor.Refuses(Verb) is { } no)
        {
            return no;
        }
        if (!File.Exists(file))
        {
            return Problem.Missing("backup.no-file", file);
        }
        if (!replace && !await IsEmpty(storage, ct))
        {
            return Problem.Clash("backup.not-empty", storage.ToString());
        }

        var work = Directory.CreateDirectory(Path.Combine(settings.Folder, $".restore-{Environment.ProcessId}")).FullName;
        try
        {
            var unpacked = await Unpack(file, work, storage, ct);
            if (unpacked.Problem is { } bad)
            {
                return bad;
            }
            progress(0.4);
            var manifest = unpacked.Value;
            var aside = await Bring(manifest, work, storage, clock, ct);
            progress(0.8);
            BringFolder(work, settings.Folder);
            return await Check(manifest, aside, db, storage, settings, key, actor, ct);
        }
        catch (MissingToolException missing)
        {
            return Problem.Clash("backup.no-tool", missing.Tool);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task<Result<Backup.Manifest>> Unpack(string file, string work, Storage storage, CancellationToken ct)
    {
        try
        {
            await using (var packed = new GZipStream(File.OpenRead(file), CompressionMode.Decompress))
            {
                await TarFile.ExtractToDirectoryAsync(packed, work, overwriteFiles: false, ct);
            }
            var manifest = JsonSerializer.Deserialize<Backup.Manifest>(await File.ReadAllTextAsync(Path.Combine(work, Backup.ManifestName), ct), Composition.Json)!;
            if (manifest.Format != 1 || manifest.Database != (storage.IsSqlite ? "sqlite" : "postgres"))
            {
                return Problem.Clash("backup.other-database", manifest.Database, storage.IsSqlite ? "sqlite" : "postgres");
            }
            foreach (var part in manifest.Files)
            {
                await using var stream = File.OpenRead(Path.Combine(work, part.Path));
                if (stream.Length != part.Bytes || Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, ct)) != part.Sha256)
                {
                    return Problem.Clash("backup.part-damaged", part.Path);
                }
            }
            return manifest;
        }
        catch (Exception damage) when (IsDamage(damage))
        {
            return Problem.Clash("backup.damaged", Path.GetFileName(file));
        }
    }

    // A damaged archive may name a file twice, or name what no file can be called. What the disk itself says (full, no permission) bears the system's own number and is not the archive's fault.
    private static bool IsDamage(Exception e) =>
        e is InvalidDataException or JsonException or FileNotFoundException or DirectoryNotFoundException or PathTooLongException or EndOfStreamException or FormatException or ArgumentException or NotSupportedException
        || e is IOException { HResult: unchecked((int)0x80131620) };

    private static async Task<string?> Bring(Backup.Manifest manifest, string work, Storage storage, TimeProvider clock, CancellationToken ct)
    {
        if (!storage.IsSqlite)
        {
            NpgsqlConnection.ClearAllPools();
            await using (var connection = new NpgsqlConnection(storage.Connection))
            {
                await connection.OpenAsync(ct);
                await using var command = new NpgsqlCommand("DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public", connection);
                await command.ExecuteNonQueryAsync(ct);
            }
            var to = new NpgsqlConnectionStringBuilder(storage.Connection).Database!;
            await PostgresTools.Run("pg_restore", storage,
                ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "--schema=public", "--dbname=" + to, Path.Combine(work, "database.dump")], ct);
            NpgsqlConnection.ClearAllPools();
            return null;
        }
        SqliteConnection.ClearAllPools();
        var target = storage.File;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        string? aside = null;
        foreach (var suffix in SqliteFiles.Where(s => File.Exists(target + s)))
        {
            // Kept, not deleted: a damaged file may still hold something for a specialist.
            aside ??= target + clock.GetUtcNow().ToString("'.before-'yyyyMMdd'T'HHmmss", System.Globalization.CultureInfo.InvariantCulture);
            File.Move(target + suffix, aside + suffix);
        }
        File.Move(Path.Combine(work, "database.sqlite"), target);
        return aside;
    }

    private static void BringFolder(string work, string folder)
    {
        var from = Path.Combine(work, "folder");
        foreach (var file in Directory.Exists(from) ? Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories) : [])
        {
            var to = Path.Combine(folder, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Move(file, to, overwrite: true);
        }
    }

    private static async Task<Result<Restored>> Check(
        Backup.Manifest manifest, string? aside, Db db, Storage storage, Settings settings, JournalKey key, Actor actor, CancellationToken ct)
    {
        key.Reread();
        db.Tail.Forget();
        var (schema, counts, _) = await Backup.Describe(db, ct);
        if (schema != manifest.Schema || counts.FirstOrDefault(c => manifest.Counts.GetValueOrDefault(c.Key) != c.Value).Key is { } wrong)
        {
            return Problem.Clash("backup.counts-differ");
        }
        IReadOnlyList<JournalHead> anchors = manifest.Head is null ? [] : [manifest.Head];
        var verified = await VerifyJournal.Handle(db, key, actor, anchors, (_, _) => { }, ct);
        if (verified.Problem is { } problem)
        {
            return problem;
        }
        await storage.Migrate(db, ct);
        db.Record(actor, Verb, "backup:restored", new { manifest.MadeAt, manifest.Head?.Seal, manifest.Head?.Hash });
        await db.SaveChangesAsync(ct);
        return new Restored(manifest, verified.Value, aside is null ? null : Path.GetFileName(aside));
    }

    private static async Task<bool> IsEmpty(Storage storage, CancellationToken ct)
    {
        if (storage.IsSqlite)
        {
            return !File.Exists(storage.File) || new FileInfo(storage.File).Length == 0;
        }
        await using var connection = new NpgsqlConnection(storage.Connection);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", connection);
        return (long)(await command.ExecuteScalarAsync(ct))! == 0;
    }
}
