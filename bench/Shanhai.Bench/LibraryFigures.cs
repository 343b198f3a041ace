using System.Diagnostics;
using System.Globalization;
using Shanhai.Analytics;
using Shanhai.Analytics.Inequality;
using Shanhai.Analytics.Integrity;
using Shanhai.Analytics.Matching;
using Shanhai.Analytics.Poverty;

namespace Shanhai.Bench;

/// <summary>
/// Incomes, densities, texts and assignments at the sizes asked for. Every line is measured in a process of its own, so that its peak of memory is its own; references of
/// Debian (numpy, R data.table) run between our runs, so that both meet the same load.
/// </summary>
internal static class LibraryFigures
{
    private sealed record Line(string Name, string What, string Target, Func<int, Func<double>> Prepare, int[] Sizes);

    private static readonly Line[] Lines =
    [
        new("incomes", "weighted Gini, Theil and within/between parts of 100 groups", "1e6 0.08 s; 1e7 0.6 s, memory 3 × input", Incomes, [1_000_000, 4_000_000, 10_000_000, 16_000_000]),
        new("gini", "weighted Gini alone", "", n => { var (x, w, _) = Sample(n); return () => Gini.Of(Distribution.Of(x, w)).Value; }, [1_000_000, 4_000_000, 16_000_000]),
        new("density", "density test at a line", "1e6 0.8 s (rddensity 2.0)", n => { var (x, _, _) = Sample(n); return () => DensityTest.Of(x, 8_000).T; }, [62_500, 250_000, 1_000_000]),
        new("mccrary", "McCrary", "(rdd 0.25 at 1e6)", n => { var (x, _, _) = Sample(n); return () => McCrary.Of(x, 8_000).Theta; }, [62_500, 250_000, 1_000_000]),
        new("benford", "first two digits", "", n => { var (x, _, _) = Sample(n); return () => Benford.Of(x, 2).ChiSquare; }, [62_500, 250_000, 1_000_000]),
        new("poverty", "Alkire–Foster, 10 indicators, all cut-offs", "1e6 0.3 s", Deprivations, [62_500, 250_000, 1_000_000]),
        new("texts", "near-duplicates among texts of 500 characters", "100,000 in 10 s", Texts, [6_250, 25_000, 100_000]),
        new("dense", "assignment, full matrix, whole costs 1 to 1,000", "5,000 3 s in 400 MB; 10,000 12 s in 1.2 GB (OR-Tools 5.2 s, 2.9 GB; scipy 3.4 s)", Dense, [1_250, 2_500, 5_000, 10_000]),
        new("dense-real", "assignment, full matrix, even costs", "(scipy 3.6 s at 5,000)", DenseReal, [2_500, 5_000]),
        new("sparse", "assignment, 51 arcs a row", "10,000 0.15 s (scipy 0.183, OR-Tools 0.133)", Sparse, [2_500, 10_000, 40_000]),
    ];

    public static async Task All(int times)
    {
        var report = new Report("library", "Incomes, densities, texts, assignments: speed and growth", "`dotnet run -c Release --project bench/Shanhai.Bench -- library 5`. Every size in its own process: best and median on the wall and the least processor time of the runs after a first one; peak of memory of the whole process with its input after the first run. On a busy machine the processor time (all threads) is the steadier measure.");
        report.Row("what", "size", "best", "median", "least processor time", "peak of memory", "time against n log n of the first size", "target (reference)");
        foreach (var line in Lines)
        {
            var first = 0.0;
            foreach (var size in line.Sizes)
            {
                var (ours, peak) = await Child(line.Name, size, times);

                // A full matrix of costs has n² numbers.
                var input = line.Name.StartsWith("dense", StringComparison.Ordinal) ? (double)size * size : size;
                var each = ours.Min(o => o.Wall) / (input * Math.Log(input));
                first = first == 0 ? each : first;
                report.Row(line.What, size.ToString("N0", CultureInfo.InvariantCulture), Text(ours.Select(o => o.Wall).Min()), Text(Median(ours.Select(o => o.Wall))), Text(ours.Min(o => o.Processor)), Report.Megabytes(peak), string.Create(CultureInfo.InvariantCulture, $"{each / first:0.00} ×"), size == line.Sizes[^1] || line.Sizes.Length > 3 ? line.Target : "");
            }
        }
        foreach (var size in new[] { 1_000_000, 10_000_000 })
        {
            await Against(report, size, times, "incomes", ("numpy", "/usr/bin/python3", "gini.py"), ("R data.table, 2 threads", "Rscript", "gini.R"));
            await Against(report, size, times, "gini", ("R laeken", "Rscript", "laeken.R"));
        }
        await Against(report, 10_000, times, "sparse", ("scipy", "/usr/bin/python3", "assignment.py"));
        await Against(report, 5_000, times, "dense", ("scipy", "/usr/bin/python3", "assignment.py dense"));
        await report.Write();
    }

    /// <summary>One line at one size, in this process: seconds and processor seconds of each run, and the peak after the first: later runs leave garbage behind that no caller needs.</summary>
    public static void One(string name, int size, int times)
    {
        var run = Lines.Single(l => l.Name == name).Prepare(size);
        using var process = Process.GetCurrentProcess();
        var peak = 0L;
        for (var i = 0; i <= times; i++)
        {
            process.Refresh();
            var (watch, before) = (Stopwatch.StartNew(), process.TotalProcessorTime);
            var answer = run();
            process.Refresh();
            if (i == 0)
            {
                peak = Measured.Now(Environment.ProcessId)!.Value.PeakBytes;
            }
            System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds} {(process.TotalProcessorTime - before).TotalSeconds} {answer}"));
        }
        System.Console.WriteLine(peak);
    }

    private static async Task Against(Report report, int size, int times, string line, params (string Name, string Program, string Script)[] others)
    {
        var (ours, theirs) = (new List<double>(), others.Select(_ => new List<double>()).ToArray());
        for (var round = 0; round < 2; round++)
        {
            ours.AddRange((await Child(line, size, times)).Runs.Select(r => r.Wall));
            for (var o = 0; o < others.Length; o++)
            {
                theirs[o].AddRange(await Script(others[o].Program, others[o].Script, size, 2));
            }
        }
        for (var o = 0; o < others.Length; o++)
        {
            if (theirs[o].Count > 0)
            {
                report.Row(
                    $"{Lines.Single(l => l.Name == line).What} by {others[o].Name}, run between ours", size.ToString("N0", CultureInfo.InvariantCulture), Text(theirs[o].Min()), Text(Median(theirs[o])), "", "", "",
                    string.Create(CultureInfo.InvariantCulture, $"ours {ours.Min():0.000} s: {theirs[o].Min() / ours.Min():0.0} × faster by the best, {Median(theirs[o]) / Median(ours):0.0} × by the median"));
            }
        }
    }

    private static async Task<((double Wall, double Processor)[] Runs, long Peak)> Child(string name, int size, int times)
    {
        var lines = await Output("dotnet", Environment.GetCommandLineArgs()[0], "library", name, size.ToString(CultureInfo.InvariantCulture), times.ToString(CultureInfo.InvariantCulture));
        return ([.. lines[1..^1].Select(l => l.Split(' ')).Select(p => (Number(p[0]), Number(p[1])))], long.Parse(lines[^1], CultureInfo.InvariantCulture));
    }

    // The words after the script's name follow size and times.
    private static async Task<double[]> Script(string program, string script, int size, int times)
    {
        var words = script.Split(' ');
        try
        {
            return [.. (await Output(program, [Path.Combine(Report.Repository, "bench/reference", words[0]), size.ToString(CultureInfo.InvariantCulture), times.ToString(CultureInfo.InvariantCulture), .. words[1..]])).Select(Number)];
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            System.Console.WriteLine($"{program} {script} is not to be had here: {e.Message}");
            return [];
        }
    }

    private static async Task<string[]> Output(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true })!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries) : throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(double seconds) => seconds.ToString("0.000 s", CultureInfo.InvariantCulture);

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    private static Func<double> Incomes(int n)
    {
        var (x, w, g) = Sample(n);
        return () =>
        {
            var incomes = Distribution.Of(x, w);
            var theil = EntropyDecomposition.Of(x, w, 1, [Grouping.Of(g)]);
            return Gini.Of(incomes).Value + theil.Total.Value + theil.Within.Value;
        };
    }

    private static Func<double> Deprivations(int n)
    {
        var draw = Draws(7);
        Indicator[] indicators = [.. Enumerable.Range(0, 10).Select(k => new Indicator($"i{k}", $"d{k / 4}", 0.1, Enumerable.Range(0, n).Select(_ => draw() < 0.3 ? 1.0 : 0).ToArray()))];
        return () => AlkireFoster.Of(indicators).AllCutoffs()[0].Item2;
    }

    private static Func<double> Texts(int n)
    {
        var draw = Draws(8);
        string Fresh() => string.Create(500, draw, (span, d) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = (char)(0x4E00 + (int)(3_000 * d() * d()));
            }
        });
        var texts = new string[n];
        for (var i = 0; i < n; i++)
        {
            // Every twentieth report repeats an earlier one with a tenth of its end rewritten.
            texts[i] = i % 20 == 19 ? texts[i - 1 - (int)(10 * draw())][..450] + Fresh()[..50] : Fresh();
        }
        return () => NearDuplicates.Find(texts, 0.7).Count;
    }

    private static Func<double> Dense(int n)
    {
        var draw = Draws(9);
        double[] costs = [.. Enumerable.Range(0, n * n).Select(_ => Math.Floor(1 + 1_000 * draw()))];
        return () => Assignment.Least(costs, n, n).Total;
    }

    private static Func<double> DenseReal(int n)
    {
        var draw = Draws(9);
        double[] costs = [.. Enumerable.Range(0, n * n).Select(_ => draw())];
        return () => Assignment.Least(costs, n, n).Total;
    }

    private static Func<double> Sparse(int n)
    {
        var draw = Draws(4);
        Arc[] arcs = [.. Enumerable.Range(0, n).SelectMany(i => Enumerable.Range(0, 51).Select(k => (i, k == 0 ? i : (int)(draw() * n))).Distinct()).Select(p => new Arc(p.i, p.Item2, 1 + Math.Floor(1_000 * draw())))];
        return () => Assignment.LeastOver(arcs, n, n).Total;
    }

    private static (double[] X, double[] W, int[] G) Sample(int n)
    {
        var draw = Draws(1);
        var (x, w, g) = (new double[n], new double[n], new int[n]);
        for (var i = 0; i < n; i++)
        {
            (x[i], w[i], g[i]) = (Math.Exp(9 + 0.8 * Math.Sqrt(-2 * Math.Log(1 - draw())) * Math.Cos(2 * Math.PI * draw())), 1 + 2 * draw(), (int)(100 * draw()));
        }
        return (x, w, g);
    }

    /// <summary>Even numbers between 0 and 1, the same every time.</summary>
    private static Func<double> Draws(ulong seed)
    {
        var state = seed;
        return () =>
        {
            state = state * 6364136223846793005 + 1442695040888963407;
            return (state >> 11) * (1.0 / (1UL << 53));
        };
    }
}
