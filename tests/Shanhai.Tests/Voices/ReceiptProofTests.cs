using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Jobs;
using Shanhai.Host.Journal;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Tests.Host;
using Shanhai.Tests.Host.Journal;
using Shanhai.Voices;

namespace Shanhai.Tests.Voices;

/// <summary>The receipt as a file that proves, by the sealed journal alone, that a voice was recorded then and has not been altered since.</summary>
public sealed class ReceiptProofTests(VoiceCounty app) : IClassFixture<VoiceCounty>
{
    private static int _keys;

    [Fact]
    public async Task Before_the_seal_it_stands_without_a_proof_and_after_it_with_one()
    {
        var (villager, voice) = await Send("先收据后封存");
        var before = await Receipt(villager);
        before["proof"].ShouldBeNull();
        (await Said(before)).ShouldContain("等待封存");

        await Seal();
        var after = await Receipt(villager);
        after["proof"]!["seal"]!["hash"]!.GetValue<string>().Length.ShouldBe(64);
        var page = await Said(after);
        page.ShouldContain("已登记，未改动");
        page.ShouldContain("2026-11-23 10:00:00");
        page.ShouldNotContain("先收据后封存");
        // The one downloaded before the seal is worth as much.
        (await Said(before)).ShouldContain("次封存，至今内容与回执一致");
        (await Api(after)).Finding.ShouldBe(VerifyReceipt.Finding.Proved);
        voice.Fingerprint.ShouldBe(Convert.FromHexString(after["fingerprint"]!.GetValue<string>()));
    }

    [Fact]
    public async Task It_tells_where_she_wrote_from_to_nobody()
    {
        var (villager, voice) = await Send("不留地址");
        var receipt = await Receipt(villager);

        receipt["recorded"]!["origin"].ShouldBeNull();
        receipt["recorded"]!["actorName"]!.GetValue<string>().ShouldBe("public");
        var subject = VoicesModule.SubjectOf(voice);
        var origins = await app.Ask(db => db.Journal.Where(e => e.Subject == subject).Select(e => e.Origin).ToListAsync());
        origins.ShouldNotBeEmpty();
        origins.ShouldAllBe(o => o == null);
        receipt.ToJsonString().ShouldNotContain("13800000000");
    }

    [Fact]
    public async Task An_altered_receipt_is_told()
    {
        var (villager, _) = await Send("回执被改");
        await Seal();
        foreach (var alter in new Action<JsonNode>[]
        {
            r => r["said"]![4]!["value"] = "我没有这么说过",
            r => r["salt"] = new string('0', 32),
            r => r["fingerprint"] = new string('0', 64),
            r => r["recorded"]!["at"] = "2026-11-01T02:00:00.000000Z",
            r => r["proof"]!["path"] = new JsonArray("00"),
            r => r["proof"]!["seal"]!["at"] = "2026-11-01T02:00:00.000000Z",
            r => r["recorded"]!["verb"] = "figures.record",
            r => r["said"] = new JsonArray(),
        })
        {
            var receipt = await Receipt(villager);
            alter(receipt);
            (await Api(receipt)).Finding.ShouldBe(VerifyReceipt.Finding.ReceiptAltered, receipt.ToJsonString());
        }
        (await Said(new JsonObject { ["format"] = "something else" })).ShouldContain("这不是回执文件");
        (await Said("not json")).ShouldContain("这不是回执文件");
    }

    [Fact]
    public async Task A_voice_that_was_altered_past_the_program_is_told_and_the_offices_own_corrections_are_not()
    {
        var (villager, voice) = await Send("诉求被改");
        await Seal();
        var receipt = await Receipt(villager);
        await app.Ask(db => db.Voices.Where(v => v.Id == voice.Id).ExecuteUpdateAsync(s => s.SetProperty(v => v.Place, VoiceCounty.Township).SetProperty(v => v.Category, "roads")));
        (await Api(receipt)).Finding.ShouldBe(VerifyReceipt.Finding.Proved);

        await app.Ask(db => db.Database.ExecuteSqlAsync($"UPDATE voices SET text = {"什么事也没有"} WHERE receipt = {voice.Receipt}"));

        (await Api(receipt)).Finding.ShouldBe(VerifyReceipt.Finding.RecordAltered);
        (await Said(receipt)).ShouldContain("后来被改动或者删除");
    }

    [Fact]
    public async Task A_picture_that_came_with_it_is_part_of_it()
    {
        var villager = app.Anyone();
        await villager.PostFiles("/voices/new", Form("有照片的"), "/voices/new", ("证据.png", Pictures.Png()));
        var voice = await app.Ask(db => db.Voices.AsNoTracking().SingleAsync(v => v.Text == "有照片的"));
        await Seal();
        var receipt = await Receipt(villager);
        (await Api(receipt)).Finding.ShouldBe(VerifyReceipt.Finding.Proved);

        await app.Ask(db => db.VoiceFiles.Where(f => f.Voice == voice.Id).ExecuteDeleteAsync());

        (await Api(receipt)).Finding.ShouldBe(VerifyReceipt.Finding.RecordAltered);
    }

    [Fact]
    public async Task One_that_was_never_recorded_here_is_told()
    {
        var (villager, _) = await Send("别处的回执");
        var receipt = await Receipt(villager);
        // Made up, in itself without fault.
        receipt["recorded"]!["id"] = Guid.Empty.ToString("N");

        (await Api(receipt)).Finding.ShouldBe(VerifyReceipt.Finding.NotRecorded);
        (await Said(receipt)).ShouldContain("没有登记过");
    }

    [Fact]
    public async Task The_console_says_the_same_and_its_exit_code_too()
    {
        var (villager, voice) = await Send("控制台核验");
        await Seal();
        var file = Path.Combine(app.Settings.Folder, "receipt.json");
        var receipt = await Receipt(villager);
        await File.WriteAllTextAsync(file, receipt.ToJsonString());
        using var program = new Executable();
        Task<Executable.Ended> Verify() => program.Run("dotnet", [Executable.Built, "verify", "--receipt", file, "--folder", app.Settings.Folder, "--database", app.Settings.Database!]);

        var good = await Verify();
        good.Code.ShouldBe(0, good.Errors);
        good.Output.ShouldContain("已登记，未改动");
        good.Output.ShouldNotContain("控制台核验");

        receipt["said"]![4]!["value"] = "改过";
        await File.WriteAllTextAsync(file, receipt.ToJsonString());
        var bad = await Verify();
        bad.Code.ShouldBe(1);
        bad.Output.ShouldContain("回执文件被改动过");
        voice.Receipt.Length.ShouldBe(12);
    }

    [Fact]
    public async Task Nobody_without_the_cookie_downloads_a_receipt() =>
        (await app.Anyone().GetAsync("/voices/receipt/file")).StatusCode.ShouldBe(HttpStatusCode.Redirect);

    internal static Dictionary<string, string> Form(string text) => new()
    {
        ["do"] = "send", ["key"] = $"proof-{Interlocked.Increment(ref _keys)}", ["text"] = text, ["category"] = "water-power", ["kind"] = "Appeal", ["place"] = "云上村", ["phone"] = "13800000000",
    };

    private async Task<(HttpClient, Voice)> Send(string text)
    {
        var villager = app.Anyone();
        (await villager.PostForm("/voices/new", Form(text))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return (villager, await app.Ask(db => db.Voices.AsNoTracking().SingleAsync(v => v.Text == text)));
    }

    internal static async Task<JsonNode> Receipt(HttpClient villager)
    {
        var answer = await villager.GetAsync("/voices/receipt/file");
        answer.Content.Headers.ContentDisposition!.FileName!.ShouldContain("receipt-");
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private async Task Seal() => await app.Seal();

    private Task<string> Said(JsonNode receipt) => Said(receipt.ToJsonString());

    private async Task<string> Said(string file)
    {
        var anyone = app.Anyone();
        using var form = new MultipartFormDataContent { { new StringContent(await anyone.Token("/verify")), "__RequestVerificationToken" }, { new StringContent(file), "file", "receipt.json" } };
        return await (await anyone.PostAsync("/verify", form)).Content.ReadAsStringAsync();
    }

    private async Task<VerifyReceipt.Verified> Api(JsonNode receipt)
    {
        var answer = await app.Anyone().PostAsJsonAsync("/api/v1/journal/receipts", receipt);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<VerifyReceipt.Verified>(VoiceCounty.Web))!;
    }
}

/// <summary>Tampering with the journal itself, on a database of its own: nothing else could use it afterwards.</summary>
public sealed class AlteredJournalTests(VoiceCounty app) : IClassFixture<VoiceCounty>
{
    [Fact]
    public async Task A_journal_that_was_altered_rewritten_or_cut_is_told()
    {
        var villager = app.Anyone();
        await villager.PostForm("/voices/new", ReceiptProofTests.Form("日志被改"));
        await Seal();
        var receipt = await ReceiptProofTests.Receipt(villager);
        (await Finding(receipt)).ShouldBe(VerifyReceipt.Finding.Proved);
        var id = Guid.Parse(receipt["recorded"]!["id"]!.GetValue<string>());

        await PastTheGuards(db => db.Journal.Where(e => e.Id == id).ExecuteUpdateAsync(s => s.SetProperty(e => e.At, app.Clock.GetUtcNow().AddDays(-9))));
        (await Finding(receipt)).ShouldBe(VerifyReceipt.Finding.JournalAltered);
        await PastTheGuards(db => db.Journal.Where(e => e.Id == id).ExecuteDeleteAsync());
        (await Finding(receipt)).ShouldBe(VerifyReceipt.Finding.JournalAltered);
    }

    private async Task<VerifyReceipt.Finding> Finding(JsonNode receipt) =>
        (await (await app.Anyone().PostAsJsonAsync("/api/v1/journal/receipts", receipt)).Content.ReadFromJsonAsync<VerifyReceipt.Verified>(VoiceCounty.Web))!.Finding;

    private async Task Seal() => await app.Seal();

    private async Task PastTheGuards(Func<Db, Task<int>> tamper)
    {
        await app.Ask(db => TestDatabase.IsSqlite
            ? db.Database.ExecuteSqlRawAsync("DROP TRIGGER journal_not_changed; DROP TRIGGER journal_not_deleted;")
            : db.Database.ExecuteSqlRawAsync("ALTER TABLE journal DISABLE TRIGGER ALL"));
        (await app.Ask(tamper)).ShouldBe(1);
        await app.Do((services, _) => services.GetRequiredService<Storage>().Migrate(services.GetRequiredService<Db>(), default));
    }
}
