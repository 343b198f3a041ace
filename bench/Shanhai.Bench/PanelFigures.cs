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

    private static readonly (string What, string Target, Func<Table, Func<double>> Prepare)[] Lines =
    [
        ("reading the table (in every line below)", "", data => () => Read(data).Sample.Units),
        ("two-way fixed effects, clustered by county", "0.06 (fixest 0.061)", data => () => TwoWay(data, 0)),
        ("with ten slopes", "0.3 (fixest 0.524)", data => () => TwoWay(data, Years)),
        ("event study", "0.15 (fixest 0.330)", data => () => DynamicEffects.Fit(Read(data), cluster: County(data))[0].Value),
        ("Sun and Abraham", "0.6 (fixest 2.77)", data => () => SunAbraham.Fit(Read(data), cluster: County(data)).Events[0].Value),
        ("Callaway and Sant'Anna with event times, analytic", "0.2 (did 1.16)", data => () => GroupTimeEffects.Of(Read(data)).Average(AverageKind.EventTime).Overall.Value),
        ("the same, 1,000 bootstraps of cells and event times", "0.5 (did 5.24)", data => () => Bootstrapped(Read(data))),
        ("the same, analytic, with a covariate (doubly robust)", "", data => () => WithCovariate(Read(data), data)),
        ("imputation with variance, horizons and pre-trends", "0.8 (didimputation 64.9)", data => () => Imputation.Fit(Read(data)).Average.Value),
        ("Goodman-Bacon decomposition", "", data => { var panel = Read(data); return () => BaconDecomposition.Of(panel).Estimate; }),
    ];

    public static async Task All(int times)
    {
        var report = new Report(
            "panel", "Evaluation on panels: speed and growth",
            "`dotnet run -c Release --project bench/Shanhai.Bench -- panel 15`. Villages × 10 years, cohorts 2014 to 2019 and never; every line reads the table and numbers units, periods and clusters anew. Best, median and first "
            + "(it compiles) run in seconds, and the least processor time of all threads; ×4 and ×16 in processes of their own, the peak of memory over all lines of the process. Reference times: fixest 0.14.2, did 2.5.1, didimputation 0.5.0, two cores, two threads.");
        report.Row("what", "best", "median", "first", "least processor time", "target (reference)", "ratio to the reference", "×4 best", "×16 best", "growth ×1 → ×16");
        var (one, four, sixteen) = (await Child(30_000, times), await Child(120_000, 5), await Child(480_000, 3));
        for (var l = 0; l < Lines.Length; l++)
        {
            var (o, f, s) = (one[l], four[l], sixteen[l]);
            var reference = Lines[l].Target.Length == 0 ? double.NaN : double.Parse(Lines[l].Target.Split(' ')[^1].TrimEnd(')'), CultureInfo.InvariantCulture);
            report.Row(
                Lines[l].What, Text(o[0]), Text(o[1]), Text(o[2]), Text(o[3]), Lines[l].Target, double.IsNaN(reference) ? "" : string.Create(CultureInfo.InvariantCulture, $"{reference / o[0]:0.0} × faster"),
                Text(f[0]), Text(s[0]), string.Create(CultureInfo.InvariantCulture, $"{s[0] / o[0]:0.0} ×"));
        }
        report.Row("peak of memory", Report.Megabytes((long)one[^1][0]), "", "", "", "", "", Report.Megabytes((long)four[^1][0]), Report.Megabytes((long)sixteen[^1][0]), string.Create(CultureInfo.InvariantCulture, $"{sixteen[^1][0] / one[^1][0]:0.0} ×"));
        await report.Write();
    }

    /// <summary>All lines at one size, in this process: best, median, first, processor; at the end the peak of memory.</summary>
    public static void One(int villages, int times)
    {
        var data = Simulated(villages);
        foreach (var line in Lines)
        {
            System.Console.WriteLine(string.Join(' ', Taken(line.Prepare(data), times).Select(v => v.ToString("R", CultureInfo.InvariantCulture))));
        }
        System.Console.WriteLine(Peak());
    }

    private static async Task<double[][]> Child(int villages, int times)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Environment.GetCommandLineArgs()[0], "panel", villages.ToString(CultureInfo.InvariantCulture), times.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true })!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray())];
    }

    private static string Text(double seconds) => seconds.ToString("0.000 s", CultureInfo.InvariantCulture);

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

    private static double[] Taken(Func<double> work, int times)
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
        return [runs[0], runs[times / 2], first, processor];
    }

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
