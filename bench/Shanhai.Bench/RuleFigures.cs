using System.Diagnostics;
using System.Globalization;
using Shanhai.Bench;
using Shanhai.Identification;
using Shanhai.Indicators;
using Shanhai.Kernel;

/// <summary>
/// A province (25,547 villages × 10 years, a 3-year trend) and a nation (620,573 villages × 5 years × 12 indicators) of made-up figures: how long
/// columns take to build, a rule to run, and reasons to be made for the places that hold. Times are the least of several runs.
/// </summary>
internal static class RuleFigures
{
    private static readonly string[] Twelve =
        ["CE.501", "CE.502", "CE.503", "CE.504", "PO.RESIDENT", "PO.REGISTERED", "HH.TOTAL", "LA.ARABLE", "LA.FOREST", "PO.LABOUR", "PO.OUT", "CE.DIVIDEND"];

    private const string Trend = """
        { "any": [ { "compare": "CE.501", "is": "<", "to": "150000 yuan" },
                   { "all": [ { "compare": { "slope": "CE.501", "years": 3 }, "is": "<", "to": "-100000 yuan" },
                              { "compare": { "mean": "CE.501", "years": 3 }, "is": "<", "to": "300000 yuan" } ] } ] }
        """;

    private const string All = """
        { "any": [ { "all": [ { "compare": { "sum": ["CE.501", "CE.502", "CE.503", "CE.504"] }, "is": "<", "to": "900000 yuan" },
                              { "compare": { "perHead": "CE.DIVIDEND" }, "is": "<", "to": "20 yuan/person" },
                              { "compare": { "share": "PO.OUT", "of": "PO.LABOUR" }, "is": ">", "to": "50 percent" } ] },
                   { "all": [ { "compare": "PO.REGISTERED", "is": "<", "to": "20000 person" }, { "compare": "HH.TOTAL", "is": "<", "to": "5000 household" },
                              { "compare": { "sum": ["LA.ARABLE", "LA.FOREST"] }, "is": "<", "to": "3000 mu" } ] } ] }
        """;

    public static async Task Run()
    {
        var catalogue = (await Catalogue.Read(Path.Combine(Report.Repository, "data/indicators"))).Value;
        var report = new Report("rules", "Rules over a province and over the nation",
            """
            Made-up figures from a seed, in memory; one rule over every year, then the reasons of every place that holds. The least of 40 runs (province) and 7 (nation), on the clock and of
            the processor. "Cold" is the building of the columns from arrays: what the database takes to hand them over is not in it. Reached when: province 60 ms with reasons; nation 2 s with reasons
            in less than 6 GB. Run with `dotnet run -c Release --project bench/Shanhai.Bench -- rules`.
            """);
        report.Row("what", "cold", "outcomes", "with reasons", "processor with reasons", "places that hold", "peak memory");
        await Measure(report, "province, 25,547 x 10 years, 3-year trend", catalogue, 25_547, [.. Enumerable.Range(2016, 10)], ["CE.501"], Trend, 2);
        await Measure(report, "nation, 620,573 x 5 years x 12 indicators", catalogue, 620_573, [.. Enumerable.Range(2021, 5)], Twelve, All, 0);
        await report.Write();
    }

    private static async Task Measure(Report report, string what, Catalogue catalogue, int villages, int[] years, string[] codes, string condition, int before)
    {
        var cells = Enumerable.Range(years[0] - before, years.Length + before).SelectMany(y => codes.Select(c => (catalogue[c], Period.Year(y)))).ToArray();
        var source = new Made(villages, cells);
        using var columns = new FactColumns(catalogue, source, TimeProvider.System);
        var watch = Stopwatch.StartNew();
        var facts = await columns.Read(cells, default);
        var cold = watch.Elapsed.TotalMilliseconds;
        var rule = Rule.Parse($$"""
            { "code": "R", "name": { "zh": "", "en": "" }, "jurisdiction": "000000000000", "from": "1990", "basis": "-",
              "mark": { "origin": "found", "source": "-" }, "population": { "levels": ["village"] }, "when": {{condition}} }
            """).Value;
        var (best, bestReasons, held) = (double.MaxValue, double.MaxValue, 0);
        var cpuReasons = double.MaxValue;
        for (var i = 0; i < (villages < 100_000 ? 40 : 7); i++)
        {
            GC.Collect();
            var started = Environment.CpuUsage.TotalTime;
            watch.Restart();
            var runs = years.Select(y => Shanhai.Identification.Run.Of(rule, Period.Year(y), facts, source.List).Value).ToArray();
            best = Math.Min(best, watch.Elapsed.TotalMilliseconds);
            _ = runs.Sum(r => r.Reasons(r.With(Outcome.Holds)).Count);
            bestReasons = Math.Min(bestReasons, watch.Elapsed.TotalMilliseconds);
            cpuReasons = Math.Min(cpuReasons, (Environment.CpuUsage.TotalTime - started).TotalMilliseconds);
            held = runs.Sum(r => r.Count(Outcome.Holds));
        }
        using var process = Process.GetCurrentProcess();
        report.Row(what, Milliseconds(cold), Milliseconds(best), Milliseconds(bestReasons), Milliseconds(cpuReasons), held.ToString("N0", CultureInfo.InvariantCulture), Report.Megabytes(process.PeakWorkingSet64));
    }

    private static string Milliseconds(double time) => string.Create(CultureInfo.InvariantCulture, $"{time:N0} ms");

    private sealed class Made(int villages, IEnumerable<(Indicator Indicator, Period Period)> written) : FactColumns.ISource
    {
        private readonly long[] _codes = [.. Enumerable.Range(0, villages).Select(i =>
            10_000_000_000L * (11 + i / 30_000) + 100_000_000L * (1 + i / 3_000 % 10) + 1_000_000L * (1 + i / 300 % 10) + 1_000L * (1 + i / 15 % 20) + 1 + i % 15)];

        public PlaceList List { get; } = new([.. Enumerable.Range(0, villages).Select(i =>
            10_000_000_000L * (11 + i / 30_000) + 100_000_000L * (1 + i / 3_000 % 10) + 1_000_000L * (1 + i / 300 % 10) + 1_000L * (1 + i / 15 % 20) + 1 + i % 15)]);

        public Task<FactRows> Rows(Indicator indicator, Period period, CancellationToken ct)
        {
            var random = new Random(indicator.Id * 10_000 + period.YearNumber);
            var (values, batches, revisions) = (new long[villages], new int[villages], new short[villages]);
            for (var i = 0; i < villages; i++)
            {
                (values[i], batches[i], revisions[i]) = (random.NextInt64(1_000_000 * indicator.Step), 1, 1);
            }
            return Task.FromResult(new FactRows([.. _codes], values, batches, revisions));
        }

        public Task<IReadOnlyDictionary<(int Indicator, int Period), long>> Stamps(CancellationToken ct) =>
            Task.FromResult<IReadOnlyDictionary<(int Indicator, int Period), long>>(written.ToDictionary(w => (w.Indicator.Id, w.Period.Key), _ => 1L));

        public Task<PlaceList> Places(Period period, CancellationToken ct) => Task.FromResult(List);

        public Task<Borders> BordersSince(Period period, CancellationToken ct) => Task.FromResult(Borders.AsTheyWere);

        public Task<IReadOnlyCollection<long>> Disputed(Indicator indicator, Period period, CancellationToken ct) => Task.FromResult<IReadOnlyCollection<long>>([]);
    }
}
