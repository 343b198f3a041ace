using System.Diagnostics;

namespace Shanhai.Tests.Host;

/// <summary>The real program as a process, in a folder of its own.</summary>
internal sealed class Executable : IDisposable
{
    public sealed record Ended(int Code, string Output, string Errors);

    public static readonly string Built = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Shanhai", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/', '\\')), "shanhai.dll"));

    public string Folder { get; } = Directory.CreateTempSubdirectory("shanhai-console").FullName;

    public Task<Ended> Run(params string[] args) => Run("dotnet", [Built, .. args, "--folder", Folder]);

    public async Task<Ended> Run(string program, IEnumerable<string> args, IReadOnlyDictionary<string, string>? environment = null)
    {
        using var process = Start(program, args, environment);
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new(process.ExitCode, await output, await errors);
    }

    /// <summary>Whoever starts it ends it.</summary>
    public Process Start(string program, IEnumerable<string> args, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = Folder };
        start.Environment["LANG"] = "zh_CN.UTF-8";
        // A process that is killed would leave the sockets of its diagnostics behind.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }
        return Process.Start(start)!;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
