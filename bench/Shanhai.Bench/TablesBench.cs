using System.Diagnostics;
using System.Globalization;
using Shanhai.Host.Tables;

namespace Shanhai.Bench;

/// <summary>Reading 30,000 × 20, writing 1,000,000 × 20 as CSV and 500,000 × 20 as .xlsx: time and the peak of the process.</summary>
internal static class TablesBench
{
    private static readonly TableColumn[] Columns = [.. Enumerable.Range(1, 20).Select(i => new TableColumn($"指标{i}（万元）"))];

    /// <summary>Every part in a process of its own, so that each peak of memory is its own.</summary>
    public static async Task All()
    {
        var report = new Report("tables", "Reading and writing tables",
            """
            Time and the peak of the process's memory, the file included where it is read. One run each. Reached when: the rows of an export do not show in the memory.
            Run with `dotnet run -c Release --project bench/Shanhai.Bench -- all`, or one part with `-- tables read|csv|xlsx`.
            """);
        report.Row("what", "time", "peak", "note");
        foreach (var part in new[] { "read", "csv", "xlsx" })
        {
            using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(TablesBench).Assembly.Location, "tables", part]) { RedirectStandardOutput = true })!;
            var said = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            report.Row([.. said.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries)]);
        }
        await report.Write();
    }

    public static async Task<string> Run(string part)
    {
        var file = Path.Combine(Path.GetTempPath(), $"shanhai-tables-{part}");
        try
        {
            switch (part)
            {
                case "read":
                    await using (var output = File.Create(file))
                    {
                        await XlsxExport.Write(output, "村级收入", Columns, Rows(30_000));
                    }
                    var bytes = await File.ReadAllBytesAsync(file);
                    var first = Timed(() => Workbook.Read(bytes, "a.xlsx").Value.Sheets[0].Rows.Count);
                    var best = Enumerable.Range(0, 3).Select(_ => Timed(() => Workbook.Read(bytes, "a.xlsx").Value.Sheets[0].Rows.Count)).Min();
                    return Line("read xlsx 30,000 × 20", best, $"first call {Seconds(first)}, file {bytes.Length >> 20} MB");
                case "csv":
                    return await Written("write CSV 1,000,000 × 20", file, o => CsvExport.Write(o, Columns, Rows(1_000_000)));
                default:
                    return await Written("write xlsx 500,000 × 20", file, o => XlsxExport.Write(o, "村级收入", Columns, Rows(500_000)));
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string> Written(string what, string file, Func<Stream, Task<long>> write)
    {
        var watch = Stopwatch.StartNew();
        await using (var output = File.Create(file))
        {
            var rows = await write(output);
            return Line(what, watch.Elapsed, string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows, file {output.Length >> 20} MB"));
        }
    }

    private static async IAsyncEnumerable<object?[]> Rows(int count)
    {
        await Task.CompletedTask;
        for (var i = 0; i < count; i++)
        {
            var row = new object?[20];
            row[0] = (330_127_000_000 + i).ToString(CultureInfo.InvariantCulture);
            row[1] = "下姜村";
            for (var c = 2; c < row.Length; c++)
            {
                row[c] = (decimal)((i * 31L + c * 7_919) % 10_000_000) / 100;
            }
            yield return row;
        }
    }

    private static TimeSpan Timed(Func<int> work)
    {
        var watch = Stopwatch.StartNew();
        work();
        return watch.Elapsed;
    }

    private static string Line(string what, TimeSpan took, string note)
    {
        using var process = Process.GetCurrentProcess();
        return string.Create(CultureInfo.InvariantCulture, $"| {what} | {Seconds(took)} | {process.PeakWorkingSet64 >> 20} MB | {note} |");
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s");
}
