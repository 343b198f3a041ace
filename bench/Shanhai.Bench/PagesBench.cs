using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Shanhai.Indicators;

namespace Shanhai.Bench;

/// <summary>
/// Pages of a running server under 16 connections and one (wrk on the same machine, so it takes its share of the cores): the register of Zhejiang with ten
/// years of made-up figures of every village, for an administrator and for an officer of one county. Also: from the start of the process to the first page.
/// </summary>
internal static partial class PagesBench
{
    private const int Connections = 16, FirstYear = 2015, Years = 10;

    // So long the runtime takes at full load to find its fastest code, which a server that runs for months has nearly all the time.
    private const int Warming = 45;
    private const string County = "330127000000";
    private static readonly string[] Indicators = ["CE.ASSETS", "CE.TOTAL", "PO.RESIDENT", "PO.REGISTERED", "HH.TOTAL", "LA.ARABLE"];

    public static async Task Run(int seconds)
    {
        var report = new Report("pages", "Pages under load",
            $"""
            `shanhai serve` (Release) on loopback with the register of Zhejiang (25,547 villages) and ten years of six figures of each; `wrk -t1 -c{Connections} -d{seconds}s --latency` on
            the same machine, after {Warming} s of warming up, over a signed-in session with its cookies, answers unpacked; then once more with one connection. "Processor" is the server's own per request: on a machine that others use
            too it says more than the clock. Reached when: list p99 25 ms, 1,500 requests/s, an officer of one county within 20 % of an administrator; page of a place p99 50 ms; first page 2 s
            after the start; a saved figure in every total within 1 s; preview 300 ms.
            Run with `dotnet run -c Release --project bench/Shanhai.Bench -- pages` (needs wrk: `apt-get install wrk`).
            """);
        report.Row("page", "database", "requests/s", "p50", "p99", "processor per request", "bytes");
        foreach (var kind in Store.Kinds)
        {
            await using var store = await Store.Fresh(kind);
            await Fill(store, report);
            using var server = await Server.Start(store);
            var started = Measured.Now(server.Id);
            report.Row("(start of the process to the first page)", kind, "", "", Report.Seconds(server.FirstPage), Report.Seconds(started!.Value.Processor), "");
            var (administrator, officer) = ((await Server.SignIn("administrator")).Cookie, await Server.SignIn("officer"));
            foreach (var (what, cookie, path) in new[]
            {
                ("list of villages, sorted by name: administrator", administrator, "/places?level=Village&sort=name"),
                ("list of villages, sorted by name: officer of a county", (await Server.SignIn("county")).Cookie, "/places?level=Village&sort=name"),
                ("villages whose name has 下, sorted downwards: administrator", administrator, "/places?level=Village&q=%E4%B8%8B&sort=-name"),
                ("findings of all villages, sorted by name: officer of the province", officer.Cookie, "/weak?rule=WEAK.ZJ.2017&period=2018&sort=name"),
                ("findings of one county, sorted by name: its officer", (await Server.SignIn("county")).Cookie, "/weak?rule=WEAK.ZJ.2017&period=2018&sort=name"),
                ("page of a village with ten years of figures", officer.Cookie, "/places/330127111264"),
                ("page of a county", administrator, "/places/" + County),
            })
            {
                await Load(report, kind, seconds, server, cookie, what, path);
            }
            await Saved(report, kind, server, officer);
        }
        await report.Write();
    }

    private static async Task Fill(Store store, Report report)
    {
        await Measured.Run(["import", "places", Path.Combine(Report.Repository, "data/places/zhejiang.csv"), .. store.Options]);
        foreach (var (name, role, place) in new[] { ("administrator", "SystemAdministrator", "000000000000"), ("officer", "Officer", "330000000000"), ("county", "Officer", County) })
        {
            await Measured.Run(["user", "add", name, "--role", role, "--place", place, "--password", Server.Password, .. store.Options]);
        }
        var file = Path.Combine(store.Folder, "ten-years.csv");
        await TenYears(file);
        var loaded = await Measured.Run(["import", "figures", file, "--under", "330000000000", "--confirm-absurd", .. store.Options]);
        var facts = 25_547 * Years * Indicators.Length;
        report.Row("(loading the figures by `import figures`: " + (facts / loaded.Wall.TotalSeconds).ToString("N0", CultureInfo.InvariantCulture) + " facts/s, peak " + Report.Megabytes(loaded.PeakBytes) + ")",
            store.Kind, "", "", "", Report.Seconds(loaded.Processor), "");
        await Measured.Run(["identify", "presets", .. store.Options]);
        await Measured.Run(["identify", "--rule", "WEAK.ZJ.2017", "--year", "2018", "--place", "330000000000", .. store.Options]);
    }

    private static async Task TenYears(string file)
    {
        var catalogue = (await Catalogue.Read(Path.Combine(Report.Repository, "data/indicators"))).Value;
        var villages = File.ReadLines(Path.Combine(Report.Repository, "data/places/zhejiang.csv")).Skip(1).Select(l => l.Split(',')[0]).Where(c => !c.EndsWith("000", StringComparison.Ordinal)).ToArray();
        var random = new Random(20261124);
        await using var output = new StreamWriter(file, false, new UTF8Encoding(true));
        await output.WriteLineAsync("村代码,年份," + string.Join(',', Indicators.Select(c => $"{catalogue[c].Name.Zh}（{catalogue[c].Measure.Name.Zh}）")));
        foreach (var year in Enumerable.Range(FirstYear, Years))
        {
            foreach (var village in villages)
            {
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{village},{year},{string.Join(',', Indicators.Select(_ => random.Next(200_000)))}"));
            }
        }
    }

    private static async Task Load(Report report, string kind, int seconds, Server server, string cookie, string what, string path)
    {
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false });
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        var page = await client.GetAsync(Server.Address(path));
        var bytes = (await page.Content.ReadAsByteArrayAsync()).Length;
        if (page.StatusCode != HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"{path}: {page.StatusCode}");
        }
        await Wrk(Warming, cookie, Server.Address(path));
        await Measure(report, kind, seconds, Connections, server, cookie, what, path, bytes);
        await Measure(report, kind, seconds, 1, server, cookie, what + ", one connection", path, bytes);
    }

    private static async Task Measure(Report report, string kind, int seconds, int connections, Server server, string cookie, string what, string path, int bytes)
    {
        var before = Measured.Now(server.Id)!.Value.Processor;
        var said = await Wrk(seconds, cookie, Server.Address(path), connections);
        var spent = Measured.Now(server.Id)!.Value.Processor - before;
        string Found(Regex pattern) => pattern.Match(said) is { Success: true } m ? m.Groups[1].Value : throw new InvalidOperationException(said);
        var count = long.Parse(Found(Count()), CultureInfo.InvariantCulture);
        report.Row(what + (Failed().IsMatch(said) ? " (with failures)" : ""), kind, Found(Rate()), Found(Median()), Found(Last()),
            string.Create(CultureInfo.InvariantCulture, $"{spent.TotalMilliseconds / Math.Max(1, count):0.00} ms"), bytes.ToString("N0", CultureInfo.InvariantCulture));
    }

    /// <summary>Saves a figure of a village and asks the province's total until it holds it; and previews a rule over the province.</summary>
    private static async Task Saved(Report report, string kind, Server server, (string Cookie, string Token) officer)
    {
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false });
        client.DefaultRequestHeaders.Add("Cookie", officer.Cookie);
        client.DefaultRequestHeaders.Add("RequestVerificationToken", officer.Token);
        Task<string> Total() => client.GetStringAsync(Server.Address("/api/v1/places/330000000000/figures?indicators=PO.RESIDENT&from=2024&to=2024"));
        var before = await Total();
        var watch = Stopwatch.StartNew();
        var sent = await client.PostAsJsonAsync(Server.Address("/api/v1/figures"), new
        {
            source = new { kind = "api", asOf = "2025-01-31" },
            cells = new[] { new { place = "330127111264", indicator = "PO.RESIDENT", period = "2024", value = 1_234_567 } },
        });
        sent.EnsureSuccessStatusCode();
        var acknowledged = watch.Elapsed;
        while (await Total() == before)
        {
            await Task.Delay(1);
        }
        report.Row("(a figure saved: in the total of the province)", kind, "", "", string.Create(CultureInfo.InvariantCulture, $"{(watch.Elapsed - acknowledged).TotalMilliseconds:0} ms after the answer"), "", "");
        var rule = await File.ReadAllTextAsync(Path.Combine(Report.Repository, "data/rules/weak.zj.2017.json"));
        var least = double.MaxValue;
        for (var i = 0; i < 20; i++)
        {
            using var content = new StringContent($$"""{ "rule": {{rule.Replace("100000 yuan", $"{100_000 + i} yuan", StringComparison.Ordinal)}}, "period": "2018" }""", Encoding.UTF8, "application/json");
            watch.Restart();
            var answer = await client.PostAsync(Server.Address("/api/v1/rules/preview"), content);
            _ = await answer.Content.ReadAsByteArrayAsync();
            least = answer.IsSuccessStatusCode ? Math.Min(least, watch.Elapsed.TotalMilliseconds) : throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        }
        report.Row("preview of an edited rule over the province, least of 20", kind, "", string.Create(CultureInfo.InvariantCulture, $"{least:0} ms"), "", "", "");
    }

    internal static async Task<string> Wrk(int seconds, string cookie, string address, int connections = Connections)
    {
        using var process = Process.Start(new ProcessStartInfo("wrk", ["-t1", $"-c{connections}", $"-d{seconds}s", "--latency", "-H", "Cookie: " + cookie, address]) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return said;
    }

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"^\s+50%\s+(\S+)", RegexOptions.Multiline)]
    private static partial Regex Median();

    [GeneratedRegex(@"^\s+99%\s+(\S+)", RegexOptions.Multiline)]
    private static partial Regex Last();

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Count();

    [GeneratedRegex("Non-2xx|Socket errors")]
    private static partial Regex Failed();
}
