using System.Diagnostics;
using System.Globalization;

namespace Shanhai.Bench;

/// <summary>
/// A run of the program itself, from start to exit: time on the wall, processor time and the peak of its memory, as the kernel tells
/// them (asked every 10 ms, so the last moments before the exit may be missing).
/// </summary>
internal sealed record Measured(TimeSpan Wall, TimeSpan Processor, long PeakBytes, string Output)
{
    /// <summary>The program as it ships: what <c>./run</c> starts, built in Release beside this one.</summary>
    public static string Program => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Shanhai/release/shanhai.dll"));

    public static async Task<Measured> Run(params string[] args)
    {
        using var process = Start(args);
        var watch = Stopwatch.StartNew();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        var (processor, peak) = (TimeSpan.Zero, 0L);
        var ended = process.WaitForExitAsync();
        while (!ended.IsCompleted)
        {
            (processor, peak) = Now(process.Id) is { } now ? (now.Processor, now.PeakBytes) : (processor, peak);
            await Task.WhenAny(ended, Task.Delay(10));
        }
        watch.Stop();
        return process.ExitCode == 0
            ? new(watch.Elapsed, processor, peak, await output)
            : throw new InvalidOperationException($"shanhai {string.Join(' ', args)} ended with {process.ExitCode}: {await output}{await errors}");
    }

    public static Process Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LANG"] = "zh_CN.UTF-8";
        return Process.Start(start)!;
    }

    /// <summary>Processor time so far and the peak of memory, or null for a process that has just ended.</summary>
    public static (TimeSpan Processor, long PeakBytes)? Now(int process)
    {
        try
        {
            var peak = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            var stat = File.ReadAllText($"/proc/{process}/stat");
            // After the name in brackets, which may hold spaces; hundredths of a second of user and system time.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
            return peak is null ? null : (TimeSpan.FromMilliseconds(10 * (Number(fields[11]) + Number(fields[12]))), 1024 * Number(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The run that took the least processor time of several: what the work itself costs on a machine that others use too.</summary>
    public static async Task<Measured> Best(int times, Func<Task<Measured>> run)
    {
        Measured? best = null;
        for (var i = 0; i < times; i++)
        {
            var one = await run();
            best = best is null || one.Processor < best.Processor ? one with { Wall = best is null || one.Wall < best.Wall ? one.Wall : best.Wall } : best;
        }
        return best!;
    }
}
