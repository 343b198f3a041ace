using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Shanhai.Indicators;

namespace Shanhai.Bench;

/// <summary>
/// Pages of a running server under 16 connections (wrk on the same machine, so it takes its share of the cores): the register of Zhejiang with ten
/// years of made-up figures of every village, for an administrator and for an officer of one county. Also: from the start of the process to the first page.
/// </summary>
internal static partial class PagesBench
{
    private const int Port = 5988, Connections = 16, FirstYear = 2015, Years = 10;
    private const string Password = "Mountain-and-sea-1", County = "330127000000";
    private static readonly string[] Indicators = ["CE.ASSETS", "CE.TOTAL", "PO.RESIDENT", "PO.REGISTERED", "HH.TOTAL", "LA.ARABLE"];

    public static async Task Run(int seconds)
    {
        var report = new Report("pages", "Pages under load",
            $"""
            `shanhai serve` (Release) on loopback with the register of Zhejiang (25,547 villages) and ten years of six figures of each; `wrk -t1 -c{Connections} -d{seconds}s --latency` on
            the same machine, after {seconds} s of warming up, over a signed-in session with its cookies, answers unpacked. "Processor" is the server's own per request: on a machine that others use
            too it says more than the clock. Reached when: list p99 25 ms, 1,500 requests/s, an officer of one county within 20 % of an administrator; page of a place p99 50 ms; first page 2 s after the start.
            Run with `dotnet run -c Release --project bench/Shanhai.Bench -- pages` (needs wrk: `apt-get install wrk`).
            """);
        report.Row("page", "database", "requests/s", "p50", "p99", "processor per request", "bytes");
        foreach (var kind in Store.Kinds)
        {
            await using var store = await Store.Fresh(kind);
            await Fill(store, report);
            using var server = await Serve(store, report);
            try
            {
                var administrator = await SignIn("administrator");
                var officer = await SignIn("officer");
                await Load(report, kind, seconds, server.Id, administrator, "list of villages, sorted by name: administrator", "/places?level=Village&sort=name");
                await Load(report, kind, seconds, server.Id, officer, "list of villages, sorted by name: officer of a county", "/places?level=Village&sort=name");
                await Load(report, kind, seconds, server.Id, administrator, "villages whose name has 下, sorted downwards: administrator", "/places?level=Village&q=%E4%B8%8B&sort=-name");
                await Load(report, kind, seconds, server.Id, officer, "findings of all villages, sorted by name: officer of the province", "/weak?rule=WEAK.ZJ.2017&period=2018&sort=name");
                await Load(report, kind, seconds, server.Id, await SignIn("county"), "findings of one county, sorted by name: its officer", "/weak?rule=WEAK.ZJ.2017&period=2018&sort=name");
                await Load(report, kind, seconds, server.Id, officer, "page of a village with ten years of figures", "/places/330127111264");
                await Load(report, kind, seconds, server.Id, administrator, "page of a county", "/places/" + County);
            }
            finally
            {
                server.Kill();
                await server.WaitForExitAsync();
            }
        }
        await report.Write();
    }

    private static async Task Fill(Store store, Report report)
    {
        await Measured.Run(["import", "places", Path.Combine(Report.Repository, "data/places/zhejiang.csv"), .. store.Options]);
        foreach (var (name, role, place) in new[] { ("administrator", "SystemAdministrator", "000000000000"), ("officer", "Officer", "330000000000"), ("county", "Officer", County) })
        {
            await Measured.Run(["user", "add", name, "--role", role, "--place", place, "--password", Password, .. store.Options]);
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

    private static async Task<Process> Serve(Store store, Report report)
    {
        var watch = Stopwatch.StartNew();
        var server = Measured.Start(["serve", "--port", Port.ToString(CultureInfo.InvariantCulture), "--no-jobs", .. store.Options]);
        using var client = new HttpClient();
        for (; ; await Task.Delay(20))
        {
            try
            {
                _ = await client.GetStringAsync(Address("/"));
                break;
            }
            catch (HttpRequestException) when (watch.Elapsed < TimeSpan.FromSeconds(60) && !server.HasExited)
            {
                // Not listening yet.
            }
        }
        report.Row("(start of the process to the first page)", store.Kind, "", "", string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:0.00} s"),
            Measured.Now(server.Id) is { } now ? string.Create(CultureInfo.InvariantCulture, $"{now.Processor.TotalSeconds:0.00} s") : "", "");
        return server;
    }

    private static string Address(string path) => $"http://127.0.0.1:{Port}{path}";

    private static async Task<string> SignIn(string name)
    {
        var cookies = new CookieContainer();
        using var client = new HttpClient(new HttpClientHandler { CookieContainer = cookies, AllowAutoRedirect = false });
        var page = await client.GetStringAsync(Address("/sign-in"));
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["name"] = name, ["password"] = Password, ["__RequestVerificationToken"] = WebUtility.HtmlDecode(Token().Match(page).Groups[1].Value),
        });
        var answer = await client.PostAsync(Address("/sign-in"), form);
        _ = await client.GetStringAsync(Address("/places"));
        return answer.StatusCode == HttpStatusCode.Redirect ? cookies.GetCookieHeader(new(Address("/")))
            : throw new InvalidOperationException($"{name} could not sign in: {answer.StatusCode}");
    }

    private static async Task Load(Report report, string kind, int seconds, int server, string cookie, string what, string path)
    {
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false });
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        var page = await client.GetAsync(Address(path));
        var bytes = (await page.Content.ReadAsByteArrayAsync()).Length;
        if (page.StatusCode != HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"{path}: {page.StatusCode}");
        }
        await Wrk(seconds, cookie, path);
        var before = Measured.Now(server)!.Value.Processor;
        var said = await Wrk(seconds, cookie, path);
        var spent = Measured.Now(server)!.Value.Processor - before;
        string Found(Regex pattern) => pattern.Match(said) is { Success: true } m ? m.Groups[1].Value : throw new InvalidOperationException(said);
        var count = long.Parse(Found(Count()), CultureInfo.InvariantCulture);
        report.Row(what + (Failed().IsMatch(said) ? " (with failures)" : ""), kind, Found(Rate()), Found(Median()), Found(Last()),
            string.Create(CultureInfo.InvariantCulture, $"{spent.TotalMilliseconds / count:0.00} ms"), bytes.ToString("N0", CultureInfo.InvariantCulture));
    }

    private static async Task<string> Wrk(int seconds, string cookie, string path)
    {
        using var process = Process.Start(new ProcessStartInfo("wrk", ["-t1", $"-c{Connections}", $"-d{seconds}s", "--latency", "-H", "Cookie: " + cookie, Address(path)]) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return said;
    }

    [GeneratedRegex("__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"50%\s+(\S+)")]
    private static partial Regex Median();

    [GeneratedRegex(@"99%\s+(\S+)")]
    private static partial Regex Last();

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Count();

    [GeneratedRegex("Non-2xx|Socket errors")]
    private static partial Regex Failed();
}
