using System.Globalization;
using System.Text.Json;
using Shanhai.Host.Tables;
using Shanhai.Indicators;

namespace Shanhai.Bench;

/// <summary>
/// <c>shanhai import figures</c> of 30,000 rows × 20 columns into a database that has the register of Zhejiang: read, recognised, matched,
/// validated, recorded with journal. Two years of the real villages, made-up figures from a seed.
/// </summary>
internal static class ImportBench
{
    private const int Rows = 30_000, Width = 20;

    private sealed record Village(string Code, string Name, string Township, string County);

    public static async Task Run(int times)
    {
        var report = new Report("import", "Import of a workbook of 30,000 rows × 20 columns",
            $"""
            `shanhai import figures FILE` as one process from start to exit: start-up, reading, recognition, matching of every row to the register (27,039 places of
            Zhejiang, loaded before), validation, comparison with what is recorded, one batch with its journal entry, commit on the disk. Best of {times} runs by processor time, each
            on a fresh database; PostgreSQL 15 on the same machine, fsync on, its own processor time not counted. Reached when: 6 s, 400 MB.
            Run with `dotnet run -c Release --project bench/Shanhai.Bench -- import`.
            """);
        report.Row("file", "database", "wall", "processor", "peak memory", "figures", "figures/s (wall)");
        var folder = Directory.CreateTempSubdirectory("shanhai-bench-").FullName;
        var villages = Villages();
        foreach (var (name, file) in new[] { ("xlsx, rows by code", await Xlsx(folder, villages, byName: false)), ("xlsx, rows by county, township and name", await Xlsx(folder, villages, byName: true)), ("CSV, rows by code", await Csv(folder, villages)) })
        {
            foreach (var kind in Store.Kinds)
            {
                var figures = 0;
                var best = await Measured.Best(times, async () =>
                {
                    await using var store = await Store.Fresh(kind);
                    await Measured.Run(["import", "places", Path.Combine(Report.Repository, "data/places/zhejiang.csv"), .. store.Options]);
                    var run = await Measured.Run(["import", "figures", file, "--under", "330000000000", "--confirm-absurd", "--json", .. store.Options]);
                    figures = JsonDocument.Parse(run.Output).RootElement.GetProperty("recorded").GetProperty("added").GetInt32();
                    return run;
                });
                report.Row(name, kind, Report.Seconds(best.Wall), Report.Seconds(best.Processor), Report.Megabytes(best.PeakBytes), figures.ToString("N0", CultureInfo.InvariantCulture),
                    (figures / best.Wall.TotalSeconds).ToString("N0", CultureInfo.InvariantCulture));
            }
        }
        Directory.Delete(folder, recursive: true);
        await report.Write();
    }

    private static async Task<string> Xlsx(string folder, List<Village> villages, bool byName)
    {
        var path = Path.Combine(folder, byName ? "names.xlsx" : "codes.xlsx");
        var key = byName ? new[] { "县（市、区）", "乡镇", "村名", "年份" } : ["村代码", "村名", "年份"];
        var (columns, rows) = await Table(villages, key, v => byName ? [v.County, v.Township, v.Name] : [v.Code, v.Name]);
        await using var stream = File.Create(path);
        await XlsxExport.Write(stream, "村级收入", columns, rows);
        return path;
    }

    private static async Task<string> Csv(string folder, List<Village> villages)
    {
        var path = Path.Combine(folder, "codes.csv");
        var (columns, rows) = await Table(villages, ["村代码", "村名", "年份"], v => [v.Code, v.Name]);
        await using var stream = File.Create(path);
        await CsvExport.Write(stream, columns, rows);
        return path;
    }

    private static async Task<(TableColumn[], IAsyncEnumerable<object?[]>)> Table(List<Village> villages, string[] key, Func<Village, object?[]> said)
    {
        var catalogue = (await Catalogue.Read(Path.Combine(Report.Repository, "data/indicators"))).Value;
        var indicators = catalogue.All.Where(i => i is { RollUp: RollUp.Sum, IsDerived: false, Kind: IndicatorKind.Flow or IndicatorKind.Stock, PeriodType: Kernel.PeriodType.Year })
            .Where(i => !(i.FirstYear > 2023) && !(i.LastYear < 2024)).DistinctBy(i => i.Name.Zh).Take(Width - key.Length).ToArray();
        return ([.. key.Select(k => new TableColumn(k)), .. indicators.Select(i => new TableColumn($"{i.Name.Zh}（{i.Measure.Name.Zh}）"))], Lines());

        async IAsyncEnumerable<object?[]> Lines()
        {
            await Task.CompletedTask;
            var random = new Random(20261123);
            for (var i = 0; i < Rows; i++)
            {
                var year = i < villages.Count ? "2023" : "2024";
                yield return [.. said(villages[i % villages.Count]), year, .. indicators.Select(f => (object)(random.NextInt64((long)(Math.Min(f.Most ?? 1_000_000, 1_000_000) * f.Step)) / (decimal)f.Step))];
            }
        }
    }

    private static List<Village> Villages()
    {
        var names = File.ReadLines(Path.Combine(Report.Repository, "data/places/zhejiang.csv")).Skip(1).Select(l => l.Split(',')).ToDictionary(c => c[0], c => c[1]);
        return [.. names.Keys.Where(c => !c.EndsWith("000", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(c => new Village(c, names[c], names[c[..9] + "000"], names[c[..6] + "000000"]))];
    }
}
