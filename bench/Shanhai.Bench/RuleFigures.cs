using System.Diagnostics;
using System.Globalization;
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

    public static async Task Run(string data)
    {
        var catalogue = (await Catalogue.Read(Path.Combine(data, "indicators"))).Value;
        await Measure("province, 25,547 x 10 years, 3-year trend", catalogue, 25_547, [.. Enumerable.Range(2016, 10)], ["CE.501"], Trend, 2);
        await Measure("nation, 620,573 x 5 years x 12 indicators", catalogue, 620_573, [.. Enumerable.Range(2021, 5)], Twelve, All, 0);
    }

    private static async Task Measure(string what, Catalogue catalogue, int villages, int[] years, string[] codes, string condition, int before)
    {
        var cells = Enumerable.Range(years[0] - before, years.Length + before).SelectMany(y => codes.Select(c => (catalogue[c], Period.Year(y)))).ToArray();
        var source = new Made(villages, cells);
        using var columns = new FactColumns(catalogue, source, TimeProvider.System);
        var watch = Stopwatch.StartNew();
        var facts = await columns.Read(cells, default);
        Say(what, "columns built cold", watch, $"{GC.GetTotalMemory(true) / 1048576} MiB live, peak {Process.GetCurrentProcess().PeakWorkingSet64 / 1048576} MiB");
        var rule = Rule.Parse($$"""
            { "code": "R", "name": { "zh": "", "en": "" }, "jurisdiction": "000000000000", "from": "1990", "basis": "-",
              "mark": { "origin": "found", "source": "-" }, "population": { "levels": ["village"] }, "when": {{condition}} }
            """).Value;
        var (best, bestReasons, held, reasons) = (double.MaxValue, double.MaxValue, 0, 0);
        var (cpu, cpuReasons) = (double.MaxValue, double.MaxValue);
        for (var i = 0; i < (villages < 100_000 ? 40 : 7); i++)
        {
            GC.Collect();
            var started = Environment.CpuUsage.TotalTime;
            watch.Restart();
            var runs = years.Select(y => Shanhai.Identification.Run.Of(rule, Period.Year(y), facts, source.List).Value).ToArray();
            best = Math.Min(best, watch.Elapsed.TotalMilliseconds);
            cpu = Math.Min(cpu, (Environment.CpuUsage.TotalTime - started).TotalMilliseconds);
            reasons = runs.Sum(r => r.Reasons(r.With(Outcome.Holds)).Count);
            bestReasons = Math.Min(bestReasons, watch.Elapsed.TotalMilliseconds);
            cpuReasons = Math.Min(cpuReasons, (Environment.CpuUsage.TotalTime - started).TotalMilliseconds);
            held = runs.Sum(r => r.Count(Outcome.Holds));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: outcomes {best:F1} ms ({cpu:F1} ms of processor), with reasons for the {held:N0} that hold {bestReasons:F1} ms ({cpuReasons:F1} ms of processor; {reasons:N0} reasons)"));
    }

    private static void Say(string what, string step, Stopwatch watch, string more) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {step} {watch.Elapsed.TotalMilliseconds:F0} ms, {more}"));

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
