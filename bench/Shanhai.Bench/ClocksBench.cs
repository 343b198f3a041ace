using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host;
using Shanhai.Host.Clocks;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;

namespace Shanhai.Bench;

/// <summary>The job clocks.watch over a million open clocks, on each database: a day on which nothing ran out, ordinary days, and the day on which everything did.</summary>
internal static class ClocksBench
{
    private const int Clocks = 1_000_000;
    private const int Days = 100;

    private static readonly DateOnly First = new(2026, 3, 2);

    private static readonly string[] Columns =
        ["id", "rule", "\"row\"", "term", "subject_kind", "subject", "place", "body", "\"right\"", "waits", "started_on", "due_on", "provisional", "watch_on", "version"];

    public static async Task Run()
    {
        var report = new Report("clocks", "The job that finds what ran out",
            $"""
            `clocks.watch` over {Clocks:N0} open duties whose last days are spread evenly over {Days} days: every transaction of 2,000 with its journal entry and commit, on the clock. An ordinary day
            raises {Clocks / Days:N0} lapses and settles none; on the last day all that is left runs out at once. PostgreSQL on the same machine, fsync on, its own processor time not counted. Reached when: 5 s.
            Run with `dotnet run -c Release --project bench/Shanhai.Bench -- clocks`.
            """);
        report.Row("what", "database", "lapses raised", "shown to superiors", "wall", "processor of this process", "longest transaction");
        foreach (var kind in Store.Kinds)
        {
            await using var store = await Store.Fresh(kind);
            await using var provider = Composition.Services(new Settings { Folder = store.Folder, Database = store.Database }).BuildServiceProvider();
            await Fill(provider);
            await Measure(report, kind, "nothing ran out", provider, 0);
            await Measure(report, kind, "an ordinary day", provider, 1);
            await Measure(report, kind, "the day after", provider, 2);
            await Measure(report, kind, "ten days later", provider, 12);
            await Measure(report, kind, "everything at once", provider, Days + 1);
            await Measure(report, kind, "and again", provider, Days + 2);
        }
        await report.Write();
    }

    private static async Task Fill(IServiceProvider provider)
    {
        await using var scope = provider.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Db>();
        await scope.ServiceProvider.GetRequiredService<Storage>().Migrate(db, default);
        await using var writing = await db.BeginWriting(default);
        await Bulk.Insert(db, "clocks", Columns, Rows(), default);
        await writing.Commit(default);
    }

    private static IEnumerable<object?[]> Rows()
    {
        // Numbered from a seed, so that every run fills the same table.
        var random = new Random(20260302);
        var bodies = Enumerable.Range(0, 500).Select(_ => Made(random)).ToArray();
        for (var i = 0; i < Clocks; i++)
        {
            var due = First.AddDays(i % Days);
            yield return
            [
                Made(random), "XF.HANDLE", "XF.HANDLE", "60 nd", "voice", Made(random), 330_100_000_000L + random.Next(100) * 1_000_000L, bodies[random.Next(bodies.Length)], false, false,
                due.AddDays(-60), due, false, due.AddDays(1), 0,
            ];
        }

        Guid Made(Random from)
        {
            var made = new byte[16];
            from.NextBytes(made);
            return new(made);
        }
    }

    private static async Task Measure(Report report, string kind, string what, IServiceProvider provider, int day)
    {
        await using var scope = provider.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Db>();
        var deadlines = await scope.ServiceProvider.GetRequiredService<CurrentDeadlines>().Read(db, default);
        var actor = Actor.Program(Composition.Access);
        var now = ChinaDay.EndOf(First.AddDays(day - 1)).AddMinutes(3);
        var (watch, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var longest = TimeSpan.Zero;
        var done = await WatchClocks.Look(async work =>
        {
            var one = Stopwatch.StartNew();
            await using var writing = await db.BeginWriting(default);
            var answer = await work(db);
            await writing.Commit(default);
            db.ChangeTracker.Clear();
            longest = one.Elapsed > longest ? one.Elapsed : longest;
            return answer;
        }, actor, deadlines, now, default);
        report.Row(what, kind, done.Lapses.ToString("N0", CultureInfo.InvariantCulture), done.ShownToSuperiors.ToString("N0", CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:0.00} s"),
            string.Create(CultureInfo.InvariantCulture, $"{(Environment.CpuUsage.TotalTime - before).TotalSeconds:0.00} s"),
            string.Create(CultureInfo.InvariantCulture, $"{longest.TotalMilliseconds:0} ms"));
    }
}
