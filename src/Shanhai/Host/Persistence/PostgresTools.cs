using System.ComponentModel;
using System.Diagnostics;
using Npgsql;

namespace Shanhai.Host.Persistence;

/// <summary>PostgreSQL's own programs for dump and restore: they know every version of the format better than we could.</summary>
internal static class PostgresTools
{
    public static async Task Run(string tool, Storage storage, IEnumerable<string> arguments, CancellationToken ct)
    {
        var to = new NpgsqlConnectionStringBuilder(storage.Connection);
        var start = new ProcessStartInfo(tool, arguments) { RedirectStandardError = true };
        // By the environment: a command line is readable by everybody on the machine.
        start.Environment["PGHOST"] = to.Host;
        start.Environment["PGPORT"] = to.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        start.Environment["PGDATABASE"] = to.Database;
        start.Environment["PGUSER"] = to.Username;
        if (to.Password is { Length: > 0 } password)
        {
            start.Environment["PGPASSWORD"] = password;
        }
        using var process = Begin(start);
        var said = process.StandardError.ReadToEndAsync(ct);
        try
        {
            await process.WaitForExitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{tool} ended with {process.ExitCode}: {await said}");
        }
    }

    private static Process Begin(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new MissingToolException(start.FileName);
        }
    }
}

/// <summary>A program of PostgreSQL's client package is not installed here.</summary>
internal sealed class MissingToolException(string tool) : Exception($"{tool} is not installed")
{
    public string Tool { get; } = tool;
}
