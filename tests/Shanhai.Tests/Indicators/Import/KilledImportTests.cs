using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Kernel;
using Shanhai.Places;
using Shanhai.Tests.Host;

namespace Shanhai.Tests.Indicators.Import;

/// <summary>
/// The real program, killed without warning while it writes figures, 50 times at random moments: what it acknowledged is there, what it
/// did not finish is there whole or not at all, and the next one simply works.
/// </summary>
public sealed partial class KilledImportTests(KilledImportTests.Filled app, ITestOutputHelper output) : IClassFixture<KilledImportTests.Filled>
{
    private const int Seed = 20261123;
    private const int Rows = 2_000;
    private static readonly PlaceCode County = new(990101000000);

    // The program's side is the same code on both databases; the 50 are counted on SQLite, whose file the killed process itself was writing.
    private static readonly (int Starting, int Importing, int Serving) Kills = TestDatabase.IsSqlite ? (4, 41, 5) : (1, 7, 2);

    public sealed class Filled : App
    {
        protected override async Task Fill()
        {
            // The processes live by the real clock, and a key lent in the future would not be in force.
            Clock.AdjustTime(TimeProvider.System.GetUtcNow());
            RegisterRow[] rows =
            [
                new(990000000000, "示范省", Level.Province), new(990100000000, "示范市", Level.City), new(County.Value, "山阳县", Level.County),
                .. Enumerable.Range(101, Rows / 100).Select(t => new RegisterRow(County.Value + t * 1000L, $"第{t}乡", Level.Township)),
                .. Villages.Select(v => new RegisterRow(v, $"村{v}", Level.Village)),
            ];
            await Do((services, actor) => ImportPlaces.Handle(rows.OrderBy(r => r.Code), "test", services.GetRequiredService<Pinyin>(), services.GetRequiredService<Db>(), actor, default));
        }
    }

    internal static IEnumerable<long> Villages => Enumerable.Range(0, Rows).Select(i => County.Value + (101 + i / 100) * 1000 + 201 + i % 100);

    [Fact]
    public async Task An_import_killed_at_any_moment_leaves_the_whole_batch_or_none_of_it()
    {
        var random = new Random(Seed);
        var state = new WrittenState(app);
        var importing = (await Import(0, (_, _) => Task.FromResult(false))).Took;
        await state.Check();
        var (acknowledged, silent) = (0, 0);
        // From the start of the process, then from the arrival of the file until after the answer: one moment in each slice, the slices in any order.
        double[] moments =
        [
            .. Enumerable.Range(0, Kills.Starting).Select(_ => random.NextDouble()),
            .. Enumerable.Range(0, Kills.Importing).OrderBy(_ => random.Next()).Select(slice => 1.25 * (slice + random.NextDouble()) / Kills.Importing),
        ];
        for (var kill = 1; kill <= moments.Length; kill++)
        {
            var (starting, share) = (kill <= Kills.Starting, moments[kill - 1]);
            var before = state.Batches;
            var ended = await Import(kill, async (begun, process) =>
            {
                await (starting ? Task.CompletedTask : begun);
                await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(importing * share, TimeProvider.System));
                return true;
            });
            // The machine may be busier now than a moment ago: about one kill in five should come behind the answer.
            importing *= starting ? 1 : ended.Batch is null ? 1.06 : 0.8;
            await state.Check(ended.Batch);
            (acknowledged, silent) = ended.Batch is not null ? (acknowledged + 1, silent) : (acknowledged, silent + state.Batches - before);
        }

        output.WriteLine($"{moments.Length} kills: {acknowledged} after the answer, {silent} between commit and answer, the others before the commit");
        acknowledged.ShouldBeLessThan(moments.Length / 2, "most kills came too late to be a test");
        (await Import(999, (_, _) => Task.FromResult(false))).Batch.ShouldBe(state.Batches + 1);
        await state.Check(state.Batches + 1);
        await ShouldVerify();
    }

    [Fact]
    public async Task A_server_killed_while_figures_arrive_has_every_batch_it_acknowledged()
    {
        var (random, state, token) = (new Random(Seed), new WrittenState(app), await Token());
        var (sent, acknowledged) = (0, 0);
        for (var kill = 1; kill <= Kills.Serving; kill++)
        {
            using var process = Start("serve", "--port", "0", "--no-jobs");
            using var client = new HttpClient { BaseAddress = new(await Address(process)) };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            List<int?> batches = [];
            try
            {
                // The first ones are answered: a cold program would be killed in its first request every time.
                batches.Add(await Send(client, ++sent));
                var clock = Stopwatch.StartNew();
                batches.Add(await Send(client, ++sent));
                _ = Task.Delay(clock.Elapsed * 5 * random.NextDouble(), TimeProvider.System).ContinueWith(_ => process.Kill(), TaskScheduler.Default);
                while (true)
                {
                    batches.Add(await Send(client, ++sent));
                }
            }
            catch (HttpRequestException)
            {
                process.WaitForExit(TimeSpan.FromMinutes(1)).ShouldBeTrue("it stopped answering before it was killed");
            }
            finally
            {
                process.Kill();
                await process.WaitForExitAsync();
            }
            await state.Check([.. batches]);
            acknowledged += batches.Count;
        }

        output.WriteLine($"{Kills.Serving} kills, {acknowledged} of {sent} batches acknowledged");
        acknowledged.ShouldBeGreaterThan(2 * Kills.Serving, "every kill came before anything was going on");
        await ShouldVerify();
    }

    private sealed record Ended(int? Batch, TimeSpan Took);

    /// <param name="until">Told when the file has arrived; answers whether to kill now.</param>
    private async Task<Ended> Import(int number, Func<Task, Process, Task<bool>> until)
    {
        var file = Path.Combine(app.Settings.Folder, $"figures-{number}.csv");
        var year = 2024 + number % 2;
        await File.WriteAllLinesAsync(file, [$"区划代码,{year}年经营收入（元）[CE.501],{year}年投资收益（元）[CE.502]", .. Villages.Select((v, i) => $"{v},{number * 10_000 + i},{number + i}")]);
        var there = Arrived();
        using var process = Start("import", "figures", file, "--confirm-absurd", "--json");
        var (said, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var begun = Begun(process, there);
        var clock = Stopwatch.StartNew();
        if (await until(begun, process))
        {
            process.Kill();
        }
        else
        {
            await begun;
            clock.Restart();
        }
        await process.WaitForExitAsync();
        var took = clock.Elapsed;
        await begun;
        (process.ExitCode is 0 or 137).ShouldBeTrue(await said + await errors);
        // Half an answer is none.
        var answer = AcknowledgedBatch().Match(await said);
        return new(answer.Success ? int.Parse(answer.Groups[1].ValueSpan, null) : null, took);
    }

    private int Arrived() => Directory.Exists(Path.Combine(app.Settings.Folder, "uploads")) ? Directory.GetFiles(Path.Combine(app.Settings.Folder, "uploads")).Length : 0;

    private async Task Begun(Process process, int there)
    {
        while (Arrived() == there && !process.HasExited)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }
    }

    private Process Start(params string[] verb) => Process.Start(new ProcessStartInfo("dotnet", [Executable.Built, .. verb, "--folder", app.Settings.Folder, "--database", app.Settings.Database!])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        // A process that lives two seconds gains nothing from measuring itself for a faster second minute; one that is killed leaves the
        // sockets of its diagnostics behind.
        Environment = { ["DOTNET_TieredPGO"] = "0", ["DOTNET_EnableDiagnostics"] = "0" },
    })!;

    private static async Task<string> Address(Process server)
    {
        while (await server.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Served().Match(line) is { Success: true } address)
            {
                return address.Value;
            }
        }
        throw new InvalidOperationException(await server.StandardError.ReadToEndAsync());
    }

    private static async Task<int> Send(HttpClient client, int number)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/figures", new
        {
            source = new { kind = "officialDocument", asOf = "2026-03-31", documentTitle = $"第{number}号表" },
            cells = Villages.Skip(number % 10 * 200).Take(200).Select((v, i) => new { place = $"{v}", indicator = "CE.503", period = "2025", value = number * 1000 + i }),
        });
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonSerializer.Deserialize<JsonElement>(text).GetProperty("batch").GetInt32();
    }

    private async Task<string> Token()
    {
        var client = await app.SignedIn(Shanhai.Host.Security.Role.Officer, County);
        using var answer = await client.PostAsJsonAsync("/api/v1/keys", new { name = "machine", verbs = new[] { IndicatorsVerb }, place = County.ToString(), days = 3 });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    private const string IndicatorsVerb = Shanhai.Indicators.IndicatorsModule.Record;

    private async Task ShouldVerify()
    {
        using var process = Start("verify", "--json");
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, said);
        if (TestDatabase.IsSqlite)
        {
            (await app.Ask(db => db.Database.SqlQueryRaw<string>("SELECT integrity_check AS \"Value\" FROM pragma_integrity_check").SingleAsync())).ShouldBe("ok");
        }
    }

    [GeneratedRegex("\"recorded\": \\{\\s*\"batch\": (\\d+),[^}]*\\}\\s*\\}\\s*$")]
    private static partial Regex AcknowledgedBatch();

    [GeneratedRegex("http://[^ ]+")]
    private static partial Regex Served();
}
