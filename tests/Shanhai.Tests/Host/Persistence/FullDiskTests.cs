using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Places;
using Shanhai.Tests.Indicators.Import;

namespace Shanhai.Tests.Host.Persistence;

/// <summary>A real disk without room: a small file system in memory, which only root may mount.</summary>
public sealed class FullDiskTests
{
    private sealed class On(string folder) : App
    {
        protected override Settings Adjust(Settings settings) => settings with { Folder = folder, Database = $"sqlite:{Path.Combine(folder, "shanhai.db")}" };

        protected override Task Fill() => Do(async (services, actor) =>
        {
            var db = services.GetRequiredService<Db>();
            await services.GetRequiredService<Storage>().Migrate(db, default);
            List<RegisterRow> rows = [new(990000000000, "示范省", Level.Province), new(990100000000, "示范市", Level.City), new(990101000000, "山阳县", Level.County), new(990101101000, "石门乡", Level.Township)];
            rows.AddRange(Enumerable.Range(0, 400).Select(i => new RegisterRow(990101101200 + i, $"第{i}村", Level.Village)));
            await ImportPlaces.Handle(rows, "test", services.GetRequiredService<Pinyin>(), db, actor, default);
        });
    }

    [Fact]
    public Task A_disk_without_room_is_told_in_words_and_nothing_is_half_written() => OnASmallDisk("24m", async folder =>
    {
        await using var app = new On(folder);
        await app.InitializeAsync();
        var client = await app.SignedIn(Role.Officer, new PlaceCode(990101000000));
        await Uploads(app, client, folder);
        await Rows(app, client, folder);
    });

    /// <summary>The test is skipped where nothing can be mounted.</summary>
    internal static async Task OnASmallDisk(string size, Func<string, Task> work)
    {
        var folder = Directory.CreateTempSubdirectory("shanhai-full").FullName;
        if (!Environment.IsPrivilegedProcess || OperatingSystem.IsWindows() || await Call("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder) != 0)
        {
            Directory.Delete(folder);
            Assert.Skip("A small file system cannot be mounted here.");
        }
        try
        {
            await work(folder);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            (await Call("umount", folder)).ShouldBe(0);
            Directory.Delete(folder);
        }
    }

    private static async Task Uploads(App app, HttpClient client, string folder)
    {
        var file = Encoding.UTF8.GetBytes("村名,经营收入（元）\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"第{i % 400}村,{i}\n")));
        var filler = Fill(folder, leave: 64 << 10);

        var page = await Wizard.Send(client, "2019年.csv", file);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(file), "file", "2019年.csv" } };
        var api = await client.PostAsync("/api/v1/imports", form);

        await IsFull(page, api);
        Directory.GetFiles(Path.Combine(folder, "uploads")).ShouldBeEmpty();
        (await app.Ask(db => db.FigureImports.CountAsync())).ShouldBe(0);
        File.Delete(filler);
        (await Wizard.Send(client, "2019年.csv", file)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    private static async Task Rows(App app, HttpClient client, string folder)
    {
        var cells = Enumerable.Range(0, 400).SelectMany(i => new[] { 2020, 2021, 2022, 2023, 2024 }, (i, year) => new { place = (990101101200 + i).ToString(System.Globalization.CultureInfo.InvariantCulture), indicator = "CE.OPERATING", period = year.ToString(System.Globalization.CultureInfo.InvariantCulture), value = i }).ToArray();
        Task<HttpResponseMessage> Record() => client.PostAsJsonAsync("/api/v1/figures", new { source = new { kind = "api", asOf = "2025-01-01" }, cells });
        var journal = await app.Ask(db => db.Journal.CountAsync());
        // The log is emptied: else a small write would find room in what an earlier one has left.
        await app.Ask(db => db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)"));
        var filler = Fill(folder, leave: 0);

        var api = await Record();
        var page = await client.PostForm("/feedback", new() { ["kind"] = "Burden", ["text"] = new string('长', 4000) });

        await IsFull(page, api);
        (await app.Ask(db => db.Facts.CountAsync())).ShouldBe(0);
        (await app.Ask(db => db.Feedback.CountAsync())).ShouldBe(0);
        (await app.Ask(db => db.Journal.CountAsync())).ShouldBe(journal);
        File.Delete(filler);
        (await app.Ask(db => db.Database.SqlQueryRaw<string>("SELECT integrity_check AS Value FROM pragma_integrity_check").ToListAsync())).ShouldBe(["ok"]);
        var again = await Record();
        again.StatusCode.ShouldBe(HttpStatusCode.OK, await again.Content.ReadAsStringAsync());
        (await app.Ask(db => db.Facts.CountAsync())).ShouldBe(cells.Length);
    }

    internal static async Task IsFull(HttpResponseMessage page, HttpResponseMessage api)
    {
        api.StatusCode.ShouldBe(HttpStatusCode.InsufficientStorage, await api.Content.ReadAsStringAsync());
        JsonDocument.Parse(await api.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString().ShouldBe("disk-full");
        page.StatusCode.ShouldBe(HttpStatusCode.InsufficientStorage);
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await page.Content.ReadAsStringAsync()).ShouldContain("服务器磁盘已满，这次没有保存");
    }

    /// <summary>Takes what room there is, but for so many bytes.</summary>
    internal static string Fill(string folder, long leave)
    {
        var path = Path.Combine(folder, "filler");
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var room = new DriveInfo(folder).AvailableFreeSpace - leave; room > 0; room -= 4096)
        {
            file.Write(new byte[4096]);
        }
        return path;
    }

    private static async Task<int> Call(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
