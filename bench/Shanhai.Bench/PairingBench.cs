using System.Diagnostics;
using System.Globalization;
using Shanhai.Host.Outside;
using Shanhai.Pairing;
using Shanhai.Pairing.Solving;

namespace Shanhai.Bench;

/// <summary>
/// The size that is asked for: 25,000 villages, each to have one helper of each of three kinds, 3,000 helpers, 500,000 pairs that may be made. Villages lie in counties, helpers
/// where there are towns; who may help whom is drawn near the village and somewhat at random, and room is a tenth more than what is asked for, so that the best
/// helper is often full. Greedy takes the best pair that is left, again and again; "nearest" the nearest helper that has room, village by village.
/// </summary>
internal static class PairingBench
{
    private const int Villages = 25_000, Helpers = 3_000, Kinds = 3, Arcs = 500_000, Level = 3_000, Hard = 8_000;

    private static readonly CampaignSettings By = new() { Kinds = [] };

    public static async Task Run(int times)
    {
        var report = new Report("pairing", "Pairing: speed and how much better", "`dotnet run -c Release --project bench/Shanhai.Bench -- pairing 5`, in a process of its own. Best and median of the runs after a first one, which is shown too (it compiles). Every run gives every pair with its reasons: what the village would rather have and why it may not, and what the best arrangement without the pair would lose, exactly. That the answer is the optimum is proven in the same run: prices exist for it (`Doing`), which they do exactly at an optimum.");
        var (problem, distances) = Instance();
        var solver = new OrToolsSolver();
        report.Row("what", "best", "median", "first", "target");
        PairingAnswer answer = null!, again = null!;
        Show(report, string.Create(CultureInfo.InvariantCulture, $"solve {Villages:N0} villages × {Helpers:N0} helpers, {Kinds} kinds, {problem.Candidates.Count:N0} pairs, floor {Level / 100}, with reasons"), "3 s", times, () => answer = SolvePairing.Solve(problem, solver));
        if (!answer.IsSolved)
        {
            throw new InvalidOperationException($"The instance has no solution: {answer.Clashes[0].Asked} asked, {answer.Clashes[0].Available} available.");
        }
        // A pair that nobody proposed and that takes the last place of a full helper.
        var chosen = answer.Kinds[0].Pairs.First(p => p.Binding == Binding.Capacity);
        var locked = problem with { Fixed = [(chosen.Wished, chosen.Village)] };
        Show(report, "everything again after one lock", "", times, () => again = SolvePairing.Solve(locked, solver));
        var kept = locked with { Preferred = [.. answer.Kinds.SelectMany(k => k.Pairs).Select(p => (p.Helper, p.Village))] };
        Show(report, "after one lock as the program does: the kind of the lock alone, with most pairs of before kept", "1.5 s", times, () => again = SolvePairing.Again(kept, problem, answer, solver));
        PairingAnswer below = null!;
        Show(report, string.Create(CultureInfo.InvariantCulture, $"a floor of {Hard / 100} that some cannot reach, with reasons"), "", times, () => below = SolvePairing.Solve(problem with { Level = Hard }, solver));
        if (below.Below == 0)
        {
            throw new InvalidOperationException("Everybody reaches the floor that nobody was to reach.");
        }
        Show(report, string.Create(CultureInfo.InvariantCulture, $"before that, in the program: the fit of every village and every helper ({(long)Villages * Helpers:N0}), the best {By.Considered} of a kind kept"), "", Math.Min(times, 2), Fits);
        report.Row("peak memory of the process, instance included", Report.Megabytes(PeakBytes()), "", "", "1 GB");
        report.Row("", "", "", "", "");
        report.Row("**arrangement**", "**total fit**", "**places filled**", "**below the level**", "**worst fit**");
        Row(report, "optimal", answer.Total, answer.Served, answer.Below, answer.Worst ?? 0, answer.Total);
        var (greedy, nearest) = (Take(problem, a => -problem.Candidates[a].Fit), Take(problem, a => distances[a]));
        foreach (var (name, pairs) in new[] { ("greedy: the best pair that is left", greedy), ("nearest helper that has room", nearest) })
        {
            Row(report, name, pairs.Sum(a => (long)problem.Candidates[a].Fit), pairs.Count, pairs.Count(a => problem.Candidates[a].Fit < Level), pairs.Min(a => problem.Candidates[a].Fit), answer.Total);
        }
        report.Row("after the lock", again.Total.ToString("N0", CultureInfo.InvariantCulture), "", "", "");
        report.Row("", "", "", "", "");
        report.Row("**through the program**", "**once**", "", "", "**target**");
        foreach (var kind in Store.Kinds)
        {
            // What was measured stays, also where the next database cannot be had.
            await report.Write();
            await PairingProduct.Run(report, kind, all: kind == Store.Kinds[0]);
            report.Row($"peak memory of the process after {kind}", Report.Megabytes(PeakBytes()), "", "", "1 GB");
        }
        await Store.StopCluster();
        await report.Write();
    }

    /// <summary>What the program does before it solves: every village with two needs, every helper with two offers.</summary>
    private static void Fits()
    {
        var random = new Random(20030702);
        Fit.Thing Any() => new((ResourceKind)random.Next(5), Resource.Sectors[random.Next(Resource.Sectors.Count)], 10_000 * (1 + random.Next(20)), null, null);
        Position Near() => new(28 + 3 * random.NextDouble(), 118 + 4 * random.NextDouble(), 990101101201);
        Fit.VillageSide[] villages = [.. Enumerable.Range(0, Villages).Select(_ => new Fit.VillageSide([Any(), Any()], Near(), new HashSet<string>()))];
        Fit.HelperSide[] helpers = [.. Enumerable.Range(0, Helpers).Select(_ => new Fit.HelperSide([Any(), Any()], Near(), null))];
        var ofKind = Enumerable.Range(0, Kinds).Select(k => Enumerable.Range(0, Helpers).Where(h => h % Kinds == k).ToArray()).ToArray();
        new FitRows(By, villages, helpers, []).Each(Enumerable.Range(0, Villages), (v, row) =>
        {
            var considered = new List<Candidate>();
            foreach (var kind in ofKind)
            {
                Considering.Add(considered, v, row, kind, By.Considered, _ => true);
            }
        });
    }

    private static void Row(Report report, string name, long total, int served, int below, int worst, long best) => report.Row(name,
        string.Create(CultureInfo.InvariantCulture, $"{total:N0} ({100.0 * total / best:0.00} %)"), served.ToString("N0", CultureInfo.InvariantCulture), below.ToString("N0", CultureInfo.InvariantCulture), (worst / 100.0).ToString("0.00", CultureInfo.InvariantCulture));

    /// <summary>Pairs in an order, each taken where both have room.</summary>
    private static List<int> Take(PairingProblem problem, Func<int, double> order)
    {
        var (room, open) = (problem.Helpers.Select(h => h.Capacity).ToArray(), problem.Villages.Select(v => v.Places.ToArray()).ToArray());
        var taken = new List<int>();
        foreach (var a in Enumerable.Range(0, problem.Candidates.Count).OrderBy(order))
        {
            var (helper, village, _) = problem.Candidates[a];
            var kind = problem.Helpers[helper].Kind;
            if (room[helper] > 0 && open[village][kind] > 0)
            {
                room[helper]--;
                open[village][kind]--;
                taken.Add(a);
            }
        }
        return taken;
    }

    private static (PairingProblem, double[]) Instance()
    {
        var random = new Random(20030701);
        var towns = Enumerable.Range(0, 90).Select(_ => (X: random.NextDouble() * 400, Y: random.NextDouble() * 400)).ToArray();
        (double X, double Y) Near(double spread) => towns[random.Next(towns.Length)] is var t ? (t.X + (random.NextDouble() - 0.5) * spread, t.Y + (random.NextDouble() - 0.5) * spread) : default;
        var villages = Enumerable.Range(0, Villages).Select(_ => (At: Near(60), Sector: random.Next(8))).ToArray();
        var helpers = Enumerable.Range(0, Helpers).Select(h => (At: Near(20), Sector: random.Next(8), Kind: h % Kinds, Strength: random.NextDouble())).ToArray();
        double Distance(int h, int v) => Math.Sqrt(Math.Pow(helpers[h].At.X - villages[v].At.X, 2) + Math.Pow(helpers[h].At.Y - villages[v].At.Y, 2));
        var candidates = new HashSet<(int Helper, int Village)>();
        // A way that fills every place is drawn first, so that the instance can be solved; the rest is near.
        var load = new int[Helpers];
        for (var v = 0; v < Villages; v++)
        {
            for (var k = 0; k < Kinds; k++)
            {
                var h = Enumerable.Range(0, 12).Select(_ => random.Next(Helpers / Kinds) * Kinds + k).MinBy(x => Distance(x, v) + 3 * load[x]);
                load[h]++;
                candidates.Add((h, v));
            }
        }
        while (candidates.Count < Arcs)
        {
            var v = random.Next(Villages);
            var kind = random.Next(Kinds);
            candidates.Add((Enumerable.Range(0, 40).Select(_ => random.Next(Helpers / Kinds) * Kinds + kind).MinBy(x => Distance(x, v)), v));
        }
        var pairs = candidates.OrderBy(c => c.Village).ThenBy(c => c.Helper).ToArray();
        Candidate[] arcs = [.. pairs.Select(c => new Candidate(c.Helper, c.Village, (int)Math.Clamp(
            4_500 * Math.Exp(-Distance(c.Helper, c.Village) / 80) + (helpers[c.Helper].Sector == villages[c.Village].Sector ? 2_500 : 0) + 2_000 * helpers[c.Helper].Strength + 1_000 * random.NextDouble(), 0, PairingProblem.BestFit)))];
        return (new PairingProblem
        {
            Kinds = ["unit", "enterprise", "association"], Level = Level, Candidates = arcs,
            Helpers = [.. helpers.Select((h, i) => new PairingBody($"{i:0000}", $"helper {i}", h.Kind, load[i] + (i / Kinds % 2 == 0 ? 5 : 0)))],
            Villages = [.. villages.Select((_, i) => new PairingVillage($"{i:00000}", $"village {i}", [1, 1, 1]))],
        }, [.. pairs.Select(c => Distance(c.Helper, c.Village))]);
    }

    private static void Show(Report report, string what, string target, int times, Action run)
    {
        var taken = new List<double>();
        for (var i = 0; i <= times; i++)
        {
            var watch = Stopwatch.StartNew();
            run();
            taken.Add(watch.Elapsed.TotalSeconds);
        }
        var later = taken.Skip(1).Order().ToArray();
        string Text(double s) => s.ToString("0.00 s", CultureInfo.InvariantCulture);
        report.Row(what, Text(later[0]), Text(later[later.Length / 2]), Text(taken[0]), target);
    }

    private static long PeakBytes() => 1024 * long.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
