using System.Diagnostics;
using System.Globalization;

namespace Shanhai.Bench;

/// <summary>One file of results: what was measured, on which machine and how busy it was, when, how, and a table.</summary>
internal sealed class Report(string file, string title, string method)
{
    private readonly List<string> _lines = [];
    private readonly string _load = Load();

    /// <summary>The first row is the head of the table.</summary>
    public void Row(params string[] cells)
    {
        var line = "| " + string.Join(" | ", cells) + " |";
        System.Console.WriteLine(line);
        _lines.Add(line);
        if (_lines.Count == 1)
        {
            _lines.Add("|" + string.Concat(Enumerable.Repeat("---|", cells.Length)));
        }
    }

    public async Task Write()
    {
        var path = Path.Combine(Repository, "bench/results", file + ".md");
        await File.WriteAllTextAsync(path, string.Create(CultureInfo.InvariantCulture,
            $"""
            # {title}

            {method}

            Taken {DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()):yyyy-MM-dd HH:mm} UTC on {Machine()}. Load average {_load} at the start, {Load()} at the end.

            {string.Join('\n', _lines)}

            """));
        System.Console.WriteLine($"-> bench/results/{file}.md");
    }

    public static string Repository => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));

    public static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");

    public static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MB");

    private static string Load() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(2));

    private static string Machine()
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim();
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30;
        return string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores of {model}, {memory} GiB, .NET {Environment.Version}, Release");
    }
}
