using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host;
using Shanhai.Host.Outside;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Voices;
using Shanhai.Voices.Files;
using SkiaSharp;

namespace Shanhai.Tests.Voices;

/// <summary>A county whose server has a scanner.</summary>
public sealed class ScannedCounty : VoiceCounty
{
    protected override Settings Adjust(Settings settings) => settings with { Scanner = "recording" };
}

public sealed class AttachmentTests(ScannedCounty app) : IClassFixture<ScannedCounty>
{
    private static int _keys;

    [Fact]
    public async Task A_photograph_is_kept_without_where_it_was_taken_encrypted_and_upright()
    {
        var (voice, villager) = await Send("水渠的照片", ("水渠 IMG_001.heic.png", Pictures.Photograph()));

        var file = await app.Ask(db => db.VoiceFiles.AsNoTracking().SingleAsync(f => f.Voice == voice.Id));
        file.Type.ShouldBe("image/jpeg");
        file.Name.ShouldBe("水渠 IMG_001heic.jpg");
        Holds(file.Box, Pictures.Hidden).ShouldBeFalse();
        Holds(file.Box, "JFIF").ShouldBeFalse("it lies in the database as it is");
        var page = await villager.GetStringAsync("/voices/follow");
        page.ShouldContain("/voices/own/files/" + file.Id);

        var answer = await villager.GetAsync("/voices/own/files/" + file.Id);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("image/jpeg");
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Holds(bytes, Pictures.Hidden).ShouldBeFalse();
        using var seen = SKBitmap.Decode(bytes);
        (seen.Width, seen.Height).ShouldBe((300, 400));
        (await app.Ask(db => db.Journal.AnyAsync(e => e.Changes!.Contains("IMG_001")))).ShouldBeFalse();
    }

    [Fact]
    public async Task Only_those_who_may_see_the_voice_open_its_files_and_each_opening_is_journalled()
    {
        var (voice, _) = await Send("只给信访局看", ("证据.png", Pictures.Png()));
        var file = await app.Ask(db => db.VoiceFiles.AsNoTracking().SingleAsync(f => f.Voice == voice.Id));
        var office = await app.Acting(Role.Clerk, VoiceCounty.PetitionOffice);
        var bureau = await app.Acting(Role.Officer, VoiceCounty.Resources);

        (await office.GetAsync($"/voices/{voice.Id}/files/{file.Id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await office.GetAsync($"/api/v1/voices/{voice.Id}/files/{file.Id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await bureau.GetAsync($"/voices/{voice.Id}/files/{file.Id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await bureau.GetAsync($"/api/v1/voices/{voice.Id}/files/{file.Id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await app.Anyone().GetAsync($"/voices/own/files/{file.Id}")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        // Another voice's address does not lead to it.
        var (other, _) = await Send("另一件");
        (await office.GetAsync($"/voices/{other.Id}/files/{file.Id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await app.Ask(db => db.Journal.CountAsync(e => e.Verb == VoicesModule.View && e.Summary!.Contains(file.Id.ToString())))).ShouldBe(2);
        JsonDocument.Parse(await office.GetStringAsync($"/api/v1/voices/{voice.Id}")).RootElement.GetProperty("files")[0].GetProperty("name").GetString().ShouldBe("证据.jpg");
    }

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task What_cannot_be_taken_is_told_by_its_name_and_nothing_is_filed(string name, byte[] bytes, string said)
    {
        var text = $"不能收的文件 {name} {bytes.Length}";
        var answer = await app.Anyone().PostFiles("/voices/new", Said(text), "/voices/new", (name, bytes));

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain(said);
        page.ShouldContain(text);
        (await app.Ask(db => db.Voices.CountAsync(v => v.Text == text))).ShouldBe(0);
    }

    public static TheoryData<string, byte[], string> Refused()
    {
        var large = new byte[50 << 20];
        Pictures.Photograph().CopyTo(large, 0);
        return new()
        {
            { "大照片.jpg", large, "“大照片”有 50 MB，最大 20 MB" },
            { "炸弹.png", Pictures.Bomb(), "“炸弹”的尺寸太大" },
            { "半张.jpg", Pictures.Photograph()[..60], "“半张”打不开" },
            { "网页.jpg", "<html><script>alert(1)</script></html>"u8.ToArray(), "“网页”不是照片" },
            { "图.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"u8.ToArray(), "“图”不是照片" },
            { "手机.heic", [0, 0, 0, 24, .. "ftypheic"u8, .. new byte[20]], "HEIC" },
            { "宏.docx", Pictures.Document(macros: true), "“宏”不是照片" },
            { "病毒.pdf", [.. "%PDF-1.4 "u8, .. Encoding.ASCII.GetBytes("EICAR-STANDARD-ANTIVIRUS" + "-TEST-FILE")], "“病毒”含有病毒" },
        };
    }

    [Fact]
    public async Task Papers_are_taken_where_a_scanner_looks_at_them()
    {
        var looked = ((RecordingScan)app.Services.GetRequiredService<IScanFiles>()).Looked;
        var (voice, _) = await Send("合同和说明", ("合同.pdf", "%PDF-1.4 …"u8.ToArray()), ("说明.txt", Pictures.Document()));

        (await app.Ask(db => db.VoiceFiles.Where(f => f.Voice == voice.Id).OrderBy(f => f.Id).Select(f => f.Name).ToListAsync())).ShouldBe(["合同.pdf", "说明.docx"], ignoreOrder: true);
        ((RecordingScan)app.Services.GetRequiredService<IScanFiles>()).Looked.ShouldBe(looked + 2);
    }

    [Fact]
    public async Task She_adds_pictures_with_words_and_the_office_puts_papers_that_she_does_not_see()
    {
        var (voice, villager) = await Send("先只有文字");
        var added = await villager.PostFiles("/voices/own", new() { ["act"] = "AddWords", ["added"] = "补一张照片" }, "/voices/follow", ("现场.png", Pictures.Png()));
        added.StatusCode.ShouldBe(HttpStatusCode.Redirect, await added.Content.ReadAsStringAsync());
        // Without words it says so and keeps no file.
        var wordless = await villager.PostFiles("/voices/own", new() { ["act"] = "AddWords" }, "/voices/follow", ("现场.png", Pictures.Png()));
        wordless.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);

        var office = await app.Acting(Role.Officer, VoiceCounty.PetitionOffice);
        using var form = Pictures.Form(new() { ["note"] = "现场核查记录" }, ("记录.docx", Pictures.Document()));
        var put = await office.PostAsync($"/api/v1/voices/{voice.Id}/files", form);
        put.StatusCode.ShouldBe(HttpStatusCode.OK, await put.Content.ReadAsStringAsync());

        var files = await app.Ask(db => db.VoiceFiles.AsNoTracking().Where(f => f.Voice == voice.Id).OrderBy(f => f.Step).ToListAsync());
        files.Select(f => (f.Step, f.By, f.Name)).ShouldBe([((short)2, Party.Petitioner, "现场.jpg"), ((short)3, Party.Holder, "记录.docx")]);
        var page = await villager.GetStringAsync("/voices/follow");
        page.ShouldContain("现场.jpg");
        page.ShouldNotContain("记录.docx");
        (await villager.GetAsync("/voices/own/files/" + files[1].Id)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Through_the_API_she_adds_and_opens_her_files_with_receipt_and_PIN()
    {
        var anyone = app.Anyone();
        var filed = await app.File(anyone, VoiceCounty.Filing("接口补材料"));
        using var form = Pictures.Form(new() { ["receipt"] = filed.Receipt, ["pin"] = filed.Pin!, ["words"] = "照片在此" }, ("a.png", Pictures.Png()));
        var added = await anyone.PostAsync("/api/v1/voices/own-files", form);
        added.StatusCode.ShouldBe(HttpStatusCode.OK, await added.Content.ReadAsStringAsync());

        var file = (await VoiceCounty.Follow(anyone, filed)).Files.ShouldHaveSingleItem();
        var opened = await anyone.PostAsJsonAsync("/api/v1/voices/own-file", new { receipt = filed.Receipt, pin = filed.Pin, file = file.Id.ToString() });
        opened.Content.Headers.ContentType!.MediaType.ShouldBe("image/jpeg");
        (await anyone.PostAsJsonAsync("/api/v1/voices/own-file", new { receipt = filed.Receipt, pin = "000000", file = file.Id.ToString() })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var without = Pictures.Form(new() { ["receipt"] = filed.Receipt, ["pin"] = "999999", ["words"] = "不是我" }, ("a.png", Pictures.Png()));
        (await anyone.PostAsync("/api/v1/voices/own-files", without)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_clerks_form_takes_a_scanned_letter()
    {
        var clerk = await app.Acting(Role.Clerk, VoiceCounty.PetitionOffice);
        var form = Said("来信的扫描件");
        (form["channel"], form["receivedOn"], form["seen"]) = ("Letter", "2026-11-20", "true");
        var sent = await clerk.PostFiles("/voices/enter", form, "/voices/enter", ("来信.jpg", Pictures.Photograph()));
        sent.StatusCode.ShouldBe(HttpStatusCode.Redirect, await sent.Content.ReadAsStringAsync());

        var voice = await app.Ask(db => db.Voices.AsNoTracking().SingleAsync(v => v.Text == "来信的扫描件"));
        (await app.Ask(db => db.VoiceFiles.AsNoTracking().SingleAsync(f => f.Voice == voice.Id))).By.ShouldBe(Party.Office);
    }

    private async Task<(Voice Voice, HttpClient Villager)> Send(string text, params (string Name, byte[] Bytes)[] files)
    {
        var villager = app.Anyone();
        var sent = await villager.PostFiles("/voices/new", Said(text), "/voices/new", files);
        sent.StatusCode.ShouldBe(HttpStatusCode.Redirect, await sent.Content.ReadAsStringAsync());
        var (receipt, pin) = NewVoicePageTests.Slip(await villager.GetStringAsync("/voices/receipt"));
        (await villager.PostForm("/voices/follow", new() { ["receipt"] = receipt, ["pin"] = pin })).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return (await app.Ask(db => db.Voices.AsNoTracking().SingleAsync(v => v.Text == text)), villager);
    }

    private static Dictionary<string, string> Said(string text) => new()
    {
        ["do"] = "send", ["key"] = $"files-{Interlocked.Increment(ref _keys)}", ["text"] = text, ["category"] = "water-power", ["kind"] = "Appeal", ["place"] = "云上村",
    };

    private static bool Holds(byte[] bytes, string text) => bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(text)) >= 0;
}

public sealed class UnscannedTests(VoiceCounty app) : IClassFixture<VoiceCounty>
{
    [Fact]
    public async Task Without_a_scanner_papers_are_refused_and_pictures_taken()
    {
        var answer = await app.Anyone().PostFiles("/voices/new", new() { ["do"] = "send", ["key"] = "u1", ["text"] = "没有扫描", ["category"] = "roads", ["place"] = "云上村" }, "/voices/new", ("合同.pdf", "%PDF-1.4"u8.ToArray()));

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("“合同”不是照片。这里只收照片");
    }

    [Theory]
    [InlineData("true", Scanned.Clean)]
    [InlineData("false", Scanned.Infected)]
    [InlineData("sh -c nothing-of-this-name", Scanned.NotLooked)]
    [InlineData("no-such-scanner-here", Scanned.NotLooked)]
    public async Task A_scanner_is_a_command_that_tells_by_its_exit_code(string command, Scanned expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the commands are those of Linux");
        (await new ScanCommand(new Settings { Scanner = command }).Scan("fine"u8.ToArray(), default)).ShouldBe(expected);
    }

    [Fact]
    public async Task A_scanner_reads_the_whole_file_from_its_input()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the commands are those of Linux");
        var script = Path.Combine(app.Settings.Folder, "scan.sh");
        await File.WriteAllTextAsync(script, "if grep -q BAD-END; then exit 1; fi; exit 0\n");
        var scanner = new ScanCommand(new Settings { Scanner = "sh " + script });
        byte[] large = [.. new byte[3 << 20], .. "BAD-END"u8];

        (await scanner.Scan(large, default)).ShouldBe(Scanned.Infected);
        (await scanner.Scan(large.AsMemory(0, 3 << 20), default)).ShouldBe(Scanned.Clean);
        new ScanCommand(new Settings()).Looks.ShouldBeFalse();
    }
}
