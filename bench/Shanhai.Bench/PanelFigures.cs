using System.Diagnostics;
using System.Globalization;
using Shanhai.Analytics;
using Shanhai.Analytics.Panel;

namespace Shanhai.Bench;

/// <summary>
/// Every estimator of panels on 30,000 villages × 10 years (cohorts 2014 to 2019 and never): the best of several runs
/// after a first one, since the machine is seldom quiet, and the first run beside it.
/// </summary>
internal static class PanelFigures
{
    private const int Years = 10;
    private const int Counties = 90;

    public static void Run(int times, int villages = 30_000)
    {
        var data = Simulated(villages);
        var watch = Stopwatch.StartNew();
        double Panel() => AdoptionPanel.Of(Grouping.Of(data.Village), data.Year, data.Income, data.First).Sample.Units;
        var panel = AdoptionPanel.Of(Grouping.Of(data.Village), data.Year, data.Income, data.First);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{data.Year.Length} rows, {Environment.ProcessorCount} cores, load {Load()}"));
        Console.WriteLine("| what | best | median | first | least processor time | reference; target |");
        Console.WriteLine("|---|---|---|---|---|---|");
        Show("reading the table (in every line below)", "", times, Panel);
        Show("two-way fixed effects, clustered by county", "fixest 0.061 s; target 0.06", times, () => TwoWay(data, 0));
        Show("with ten slopes", "0.524 s; 0.3", times, () => TwoWay(data, Years));
        Show("event study", "0.330 s; 0.15", times, () => DynamicEffects.Fit(Read(data), cluster: County(data))[0].Value);
        Show("Sun and Abraham", "2.77 s; 0.6", times, () => SunAbraham.Fit(Read(data), cluster: County(data)).Events[0].Value);
        Show("Callaway and Sant'Anna with event times, analytic", "did 1.16 s; 0.2", times, () => GroupTimeEffects.Of(Read(data)).Average(AverageKind.EventTime).Overall.Value);
        Show("the same, 1,000 bootstraps of cells and event times", "5.24 s; 0.5", times, () => Bootstrapped(Read(data)));
        Show("the same, analytic, with a covariate (doubly robust)", "", times, () => WithCovariate(Read(data), data));
        Show("imputation with variance, horizons and pre-trends", "didimputation 64.9 s; 0.8", times, () => Imputation.Fit(Read(data)).Average.Value);
        Show("Goodman-Bacon decomposition", "", times, () => BaconDecomposition.Of(panel).Estimate);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"load {Load()} after {watch.Elapsed.TotalSeconds:0} s, peak {Peak() >> 20} MB"));
    }

    private static long Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private static double TwoWay(Table data, int slopes)
    {
        var columns = new List<Column> { new("treated", data.Treated) };
        for (var t = 0; t < slopes; t++)
        {
            var x = new double[data.Year.Length];
            for (var i = 0; i < x.Length; i++)
            {
                x[i] = data.Year[i] == 2012 + t ? data.Size[i] : 0;
            }

            columns.Add(new Column($"size {2012 + t}", x));
        }

        var fit = PanelRegression.Fit(data.Income, columns, [Grouping.Of(data.Village), Grouping.Of(data.Year)]);
        return fit.With(Covariance.Clustered(County(data)))["treated"].StandardError;
    }

    private static double Bootstrapped(AdoptionPanel panel)
    {
        var effects = GroupTimeEffects.Of(panel);
        return effects.Bootstrap().CriticalValue + effects.Average(AverageKind.EventTime).Bootstrap().CriticalValue;
    }

    private static double WithCovariate(AdoptionPanel panel, Table data) =>
        GroupTimeEffects.Of(panel, new GroupTimeOptions { Covariates = [new Column("size", data.Size)] }).Average(AverageKind.EventTime).Overall.Value;

    private static AdoptionPanel Read(Table data) => AdoptionPanel.Of(Grouping.Of(data.Village), data.Year, data.Income, data.First);

    private static Grouping County(Table data) => Grouping.Of(data.County);

    private static void Show(string what, string reference, int times, Func<double> work)
    {
        var watch = Stopwatch.StartNew();
        work();
        var first = watch.Elapsed.TotalSeconds;
        var (runs, processor) = (new double[times], double.MaxValue);
        using var process = Process.GetCurrentProcess();
        for (var r = 0; r < times; r++)
        {
            GC.Collect();
            process.Refresh();
            var before = process.TotalProcessorTime;
            watch.Restart();
            work();
            runs[r] = watch.Elapsed.TotalSeconds;
            process.Refresh();
            processor = Math.Min(processor, (process.TotalProcessorTime - before).TotalSeconds);
        }

        Array.Sort(runs);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {runs[0]:0.000} s | {runs[times / 2]:0.000} s | {first:0.000} s | {processor:0.000} s | {reference} |"));
    }

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private sealed record Table(int[] Village, int[] County, int[] Year, int[] First, double[] Income, double[] Size, double[] Treated);

    private static Table Simulated(int villages)
    {
        var random = new Random(20240501);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var n = villages * Years;
        var table = new Table(new int[n], new int[n], new int[n], new int[n], new double[n], new double[n], new double[n]);
        for (var v = 0; v < villages; v++)
        {
            var (level, size, cohort) = (Normal(), Normal(), v % 7);
            var first = cohort == 0 ? 0 : 2013 + cohort;
            for (var t = 0; t < Years; t++)
            {
                var i = v * Years + t;
                var since = 2012 + t - first;
                var treated = first > 0 && since >= 0;
                table.Village[i] = v;
                table.County[i] = v % Counties;
                table.Year[i] = 2012 + t;
                table.First[i] = first;
                table.Size[i] = size;
                table.Treated[i] = treated ? 1 : 0;
                table.Income[i] = level + 0.1 * t + 0.05 * t * size + Normal() + (treated ? 0.2 + 0.05 * since : 0);
            }
        }

        return table;
    }
}
