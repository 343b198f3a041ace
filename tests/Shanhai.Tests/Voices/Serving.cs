using System.Diagnostics;
using System.Text.RegularExpressions;
using Shanhai.Tests.Host;

namespace Shanhai.Tests.Voices;

/// <summary>A county whose clock is the real one, for programs that run beside the test on the same database.</summary>
public class RealTimeCounty : VoiceCounty
{
    protected override async Task Fill()
    {
        Clock.AdjustTime(TimeProvider.System.GetUtcNow());
        await base.Fill();
    }
}

/// <summary>The real program serving the database of a test in a process of its own.</summary>
internal sealed partial class Serving : IDisposable
{
    private Serving(Process process, Uri address) => (Process, Address) = (process, address);

    public Process Process { get; }

    public Uri Address { get; }

    public static async Task<Serving> Start(App app)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", [Executable.Built, "serve", "--port", "0", "--no-jobs", "--folder", app.Settings.Folder, "--database", app.Settings.Database!])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // It lives a few seconds; one that is killed would leave the sockets of its diagnostics behind.
            Environment = { ["DOTNET_TieredPGO"] = "0", ["DOTNET_EnableDiagnostics"] = "0", ["SHANHAI_FORMSPERADDRESS"] = "1000000", ["SHANHAI_MESSAGESPERMACHINE"] = "1000000" },
        })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Served().Match(line) is { Success: true } address)
            {
                // What it says later is read too: a program whose pipe is full stands still.
                _ = process.StandardOutput.ReadToEndAsync();
                _ = process.StandardError.ReadToEndAsync();
                return new(process, new(address.Value));
            }
        }
        throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
    }

    public void Dispose()
    {
        if (!Process.HasExited)
        {
            Process.Kill();
            Process.WaitForExit();
        }
        Process.Dispose();
    }

    [GeneratedRegex("http://[^ ]+")]
    private static partial Regex Served();
}
