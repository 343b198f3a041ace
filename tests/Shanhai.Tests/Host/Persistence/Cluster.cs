using System.Diagnostics;
using Shanhai.Tests.Indicators;

namespace Shanhai.Tests.Host.Persistence;

/// <summary>A PostgreSQL server of its own that a test may stop and start again.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly string _folder;

    private Cluster(string folder) => _folder = folder;

    public string Database => $"postgres:Host={_folder};Username=postgres;Database=postgres;Timeout=5";

    /// <summary>The test is skipped where the machine has no PostgreSQL.</summary>
    public static async Task<Cluster> Start()
    {
        if (!Directory.Exists("/usr/lib/postgresql"))
        {
            Assert.Skip("There is no PostgreSQL server on this machine that could be stopped.");
        }
        return new((await Shell("start_cluster")).Trim());
    }

    public Task Stop() => Control("-m fast stop");

    public Task Restart() => Control("restart");

    public async ValueTask DisposeAsync() => await Shell($"stop_cluster {_folder}");

    // As root the server's tools must be called as the user it runs as.
    private Task<string> Control(string what) => Shell(
        $"as=; [ $(id -u) -ne 0 ] || as='setpriv --reuid=postgres --regid=postgres --clear-groups'; $as $(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)/pg_ctl -D {_folder}/data -l {_folder}/server.log -w {what} >&2");

    private static async Task<string> Shell(string command)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", ". ./prerequisites; " + command]) { WorkingDirectory = Shipped.Folder("scripts"), RedirectStandardOutput = true })!;
        // The server keeps the pipe open: one line is the answer.
        var said = await bash.StandardOutput.ReadLineAsync();
        await bash.WaitForExitAsync();
        bash.ExitCode.ShouldBe(0, command);
        return said ?? "";
    }
}
