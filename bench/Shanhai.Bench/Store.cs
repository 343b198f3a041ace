using System.Diagnostics;

namespace Shanhai.Bench;

/// <summary>
/// A fresh place for the program's data, on one of the two databases. PostgreSQL is a cluster of our own that waits for the disk at
/// every commit, as an installation's would.
/// </summary>
internal sealed class Store : IAsyncDisposable
{
    public static readonly string[] Kinds = ["SQLite", "PostgreSQL"];

    private static string? _cluster;

    private Store(string kind, string folder, string database) => (Kind, Folder, Database) = (kind, folder, database);

    public string Kind { get; }
    public string Folder { get; }
    public string Database { get; }

    public string[] Options => ["--folder", Folder, "--database", Database];

    public static async Task<Store> Fresh(string kind)
    {
        var folder = Directory.CreateTempSubdirectory("shanhai-bench-").FullName;
        if (kind == "SQLite")
        {
            return new(kind, folder, $"sqlite:{folder}/shanhai.db");
        }
        _cluster ??= (await Shell("start_cluster '-c fsync=on -c full_page_writes=on -c shared_buffers=512MB -c max_wal_size=4GB'")).Trim();
        var name = Path.GetFileName(folder).ToLowerInvariant().Replace('-', '_').Replace('.', '_');
        await Shell($"psql -q -h {_cluster} -U postgres -c 'CREATE DATABASE {name}'");
        return new(kind, folder, $"postgres:Host={_cluster};Username=postgres;Database={name}");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    public static async Task StopCluster()
    {
        if (_cluster is not null)
        {
            await Shell($"stop_cluster {_cluster}");
        }
    }

    private static async Task<string> Shell(string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", $". '{Report.Repository}/scripts/prerequisites'; {command}"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadLineAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? said ?? "" : throw new InvalidOperationException($"{command} ended with {process.ExitCode}.");
    }
}
