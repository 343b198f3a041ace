using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host;
using Shanhai.Host.Persistence;
using Shanhai.Kernel;
using Shanhai.Places;
using Shanhai.Voices.Signals;

namespace Shanhai.Bench;

/// <summary>An office at work with a million voices in the database: its queue, search, what is like a voice being written down, statistics, and the daily job that looks for what rises.</summary>
internal static partial class VoicesBench
{
    // Of one, two, three and more characters, frequent and rare, and two at once.
    private static readonly string[] Wanted =
        ["路", "桥", "蚁", "村道", "路灯", "低保", "白蚁", "盐田", "自来水", "养老院", "血吸虫", "采砂船", "灌溉渠道", "水库移民", "残疾人证", "发黄有异味", "村道 坑洼", "自来水 停水", "水渠 塌方", "石材厂 夜里偷排", "海塘 漏水", "公交车 排队时间太长"];

    private const int QueueAim = 40;

    public static async Task Run(IReadOnlyList<string> databases, string folder, int seconds)
    {
        var report = new Report("voices", "A million voices",
            $"""
            {VoicesFill.Voices:N0} made-up voices of five years over the {25_547:N0} villages of Zhejiang (one in ten thousand of a county under way), each with a clock, `shanhai serve` (Release) on loopback. Queue page: `wrk -t1 -c16 -d{seconds}s --latency` on the same
            machine after as long of warming up. Search, likeness and statistics: one request after the other from a client on the same machine, over HTTP with everything a reader's request costs, each question asked
            several times. The job that finds what ran out has its own file, clocks.md.
            Run with `dotnet run -c Release --project bench/Shanhai.Bench -- voices fill DATABASE FOLDER` and `… -- voices measure FOLDER SECONDS DATABASE…`.
            """);
        report.Row("what", "database", "who", "requests", "p50", "p95", "p99", "most", "aim", "reached");
        foreach (var database in databases)
        {
            var kind = database.StartsWith("sqlite", StringComparison.Ordinal) ? "SQLite" : "PostgreSQL";
            using var server = await Server.Start(["--folder", folder, "--database", database]);
            var office = await Server.SignIn("office");
            foreach (var (what, path) in new[] { ("queue page", "/voices?tray=underWay"), ("its own unit's queue", "/voices?tray=myUnits") })
            {
                await Queue(report, kind, seconds, office.Cookie, what, path);
            }
            foreach (var who in new[] { "office", "department", "city", "province" })
            {
                var (cookie, token) = await Server.SignIn(who);
                using var client = Client(cookie, token);
                await Timed(report, "search", kind, who, Wanted.SelectMany(w => Enumerable.Repeat(w, 5)), w => client.GetAsync(Server.Address("/api/v1/voices?text=" + Uri.EscapeDataString(w))), aim: 100);
                await Timed(report, "search, newest first", kind, who, Wanted.SelectMany(w => Enumerable.Repeat(w, 5)), w => client.GetAsync(Server.Address("/api/v1/voices?sort=-received&text=" + Uri.EscapeDataString(w))), aim: 100);
            }
            using var clerk = Client(office.Cookie, office.Token);
            var random = new Random(7);
            var villages = File.ReadLines(Path.Combine(Report.Repository, "data/places/zhejiang.csv")).Select(l => l.Split(',')[0]).Where(c => c.StartsWith("330127", StringComparison.Ordinal) && !c.EndsWith("000", StringComparison.Ordinal)).ToArray();
            await Timed(report, "likeness to a voice being written down", kind, "office", Enumerable.Range(0, 120).Select(_ => (VoicesFill.Text(random), villages[random.Next(villages.Length)])),
                q => clerk.PostAsJsonAsync(Server.Address("/api/v1/voices/similar"), new { text = q.Item1, place = q.Item2, category = "roads" }), aim: 50);
            await Timed(report, "statistics of a year by township", kind, "office", Enumerable.Repeat(VoicesFill.Last.Year - 1, 5), y => clerk.GetAsync(Server.Address($"/api/v1/voices/statistics?by=place&from={y}-01-01&to={y}-12-31")));
            using var province = Client((await Server.SignIn("province")).Cookie, "");
            await Timed(report, "statistics of a year by city", kind, "province", Enumerable.Repeat(VoicesFill.Last.Year - 1, 3), y => province.GetAsync(Server.Address($"/api/v1/voices/statistics?by=place&from={y}-01-01&to={y}-12-31")));
            await Signals(report, kind, database, folder);
        }
        await report.Write();
    }

    private static async Task Signals(Report report, string kind, string database, string folder)
    {
        await using var provider = Composition.Services(new Settings { Folder = folder, Database = database }).BuildServiceProvider();
        await using var scope = provider.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<Db>();
        var register = await scope.ServiceProvider.GetRequiredService<CurrentRegister>().Read(db, default);
        var watch = Stopwatch.StartNew();
        var found = await MakeSignals.Find(SignalRule.Read(), register, db, VoicesFill.Last.AddDays(1), TimeProvider.System, default);
        report.Row($"the daily job that looks for what rises ({found.Count} found in texts and places drawn at random)", kind, "–", "1", "", "", "", Report.Seconds(watch.Elapsed), "", "");
    }

    private static async Task Queue(Report report, string kind, int seconds, string cookie, string what, string path)
    {
        using var client = Client(cookie, "");
        var page = await client.GetAsync(Server.Address(path));
        if (!page.IsSuccessStatusCode)
        {
            report.Row(what, kind, "office", $"{(int)page.StatusCode}", "", "", "", "", $"p99 {QueueAim} ms", "no");
            return;
        }
        await PagesBench.Wrk(seconds, cookie, Server.Address(path));
        var said = await PagesBench.Wrk(seconds, cookie, Server.Address(path));
        string Of(string percent) => Regex.Match(said, percent + @"%\s+([\d.]+\w+)").Groups[1].Value;
        report.Row(what + ", 16 connections", kind, "office", Regex.Match(said, @"(\d+) requests in").Groups[1].Value, Of("50"), "", Of("99"), Regex.Match(said, @"Latency\s+\S+\s+\S+\s+(\S+)").Groups[1].Value,
            $"p99 {QueueAim} ms", Milliseconds(Of("99")) <= QueueAim ? "yes" : "no");
    }

    // As wrk writes a time: 812.00us, 43.80ms, 1.20s. What it does not say is not reached.
    private static double Milliseconds(string said) => Regex.Match(said, @"^([\d.]+)(us|ms|s)$") is { Success: true } time
        ? double.Parse(time.Groups[1].Value, CultureInfo.InvariantCulture) * time.Groups[2].Value switch { "us" => 0.001, "ms" => 1, _ => 1000 } : double.PositiveInfinity;

    private static HttpClient Client(string cookie, string token)
    {
        var client = new HttpClient(new HttpClientHandler { UseCookies = false });
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        client.DefaultRequestHeaders.Add("RequestVerificationToken", token);
        return client;
    }

    private static async Task Timed<T>(Report report, string what, string kind, string who, IEnumerable<T> questions, Func<T, Task<HttpResponseMessage>> ask, double? aim = null)
    {
        var times = new List<double>();
        foreach (var question in questions)
        {
            var watch = Stopwatch.StartNew();
            using var answer = await ask(question);
            _ = await answer.Content.ReadAsByteArrayAsync();
            times.Add(watch.Elapsed.TotalMilliseconds);
            if (!answer.IsSuccessStatusCode)
            {
                throw new InvalidOperationException($"{question}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            }
        }
        times.Sort();
        double Of(double share) => times[(int)Math.Min(times.Count - 1, share * times.Count)];
        string At(double share) => string.Create(CultureInfo.InvariantCulture, $"{Of(share):0.0} ms");
        report.Row(what, kind, who, times.Count.ToString(CultureInfo.InvariantCulture), At(0.5), At(0.95), At(0.99), At(1),
            aim is { } named ? string.Create(CultureInfo.InvariantCulture, $"p95 {named:0} ms") : "", aim is { } most ? Of(0.95) <= most ? "yes" : "no" : "");
    }
}

internal static class Measure
{
    public static async Task Sql(Db db, string sql)
    {
        db.Database.SetCommandTimeout(3600);
        await db.Database.ExecuteSqlRawAsync(sql);
    }
}
