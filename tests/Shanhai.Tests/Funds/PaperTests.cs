using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Funds;
using Shanhai.Funds.Papers;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Tests.Voices;
using static Shanhai.Tests.Funds.FundsCounty;

namespace Shanhai.Tests.Funds;

public sealed class PaperTests(FundsCounty app) : IClassFixture<FundsCounty>
{
    private async Task<BookPaper.Row> Sent(HttpClient clerk, Id<Book> book, string name = "发票.png", byte[]? bytes = null)
    {
        using var form = Pictures.Form([], (name, bytes ?? Pictures.Png()));
        return (await Read<AddPapers>(await clerk.PostAsync($"/api/v1/books/{book}/papers", form))).Papers.ShouldHaveSingleItem();
    }

    private static object Spend(long fen, Id<BookPaper> paper, string? sha256 = null) => new
    {
        entries = new[] { new { on = "2026-03-05", text = "建冷库", document = "合同-7", payee = "某建设公司", payeeIs = "body", papers = new[] { new { id = paper.ToString(), sha256 } }, lines = new object[] { new { account = "153", debit = fen }, new { account = "211", credit = fen } } } },
    };

    private async Task<IReadOnlyList<VerifyLedger.Finding>> Verified(Id<Book> book) =>
        [.. (await app.With((s, actor) => VerifyLedger.Handle(s.GetRequiredService<Vault>(), s.GetRequiredService<Db>(), actor, default))).Value.Findings.Where(f => f.Book == book)];

    [Fact]
    public async Task An_entry_rests_on_papers_that_are_sealed_with_it_and_a_changed_paper_is_found()
    {
        var book = await app.Book();
        var clerk = await app.SignedIn(Role.Clerk, VoiceCounty.Township);
        var paper = await Sent(clerk, book);
        paper.Name.ShouldBe("发票.jpg", "a picture is written anew");
        (await Refused(await clerk.PostAsJsonAsync($"/api/v1/books/{book}/entries", Spend(100, paper.Id, new string('0', 64)), VoiceCounty.Web))).ShouldContain("与所说的不一致");
        (await Refused(await clerk.PostAsJsonAsync($"/api/v1/books/{await app.Book()}/entries", Spend(100, paper.Id), VoiceCounty.Web))).ShouldContain("没有这个附件");

        var entry = (await Read<PostEntries.Entered>(await clerk.PostAsJsonAsync($"/api/v1/books/{book}/entries", Spend(100, paper.Id, paper.Sha256), VoiceCounty.Web))).Entries[0].Entry!.Value;

        (await Verified(book)).ShouldBeEmpty();
        var page = WebUtility.HtmlDecode(await clerk.GetStringAsync($"/books/entries/{entry}"));
        page.ShouldContain($"/books/{book}/papers/{paper.Id}");
        page.ShouldContain("发票.jpg");
        var subject = "book:" + book;
        var readings = await app.Ask(db => db.Journal.CountAsync(j => j.Subject == subject && j.Verb == "funds.persons"));
        var file = await clerk.GetAsync($"/books/{book}/papers/{paper.Id}");
        (file.StatusCode, file.Content.Headers.ContentType!.MediaType, file.Headers.CacheControl!.NoStore).ShouldBe((HttpStatusCode.OK, "image/jpeg", true));
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await file.Content.ReadAsByteArrayAsync())).ShouldBe(paper.Sha256);
        (await app.Ask(db => db.Journal.CountAsync(j => j.Subject == subject && j.Verb == "funds.persons"))).ShouldBe(readings + 1);
        // What an analyst may not read by name she does not open either.
        var analyst = await app.SignedIn(Role.Analyst, VoiceCounty.County);
        (await analyst.GetStringAsync($"/books/entries/{entry}")).ShouldNotContain(paper.Id.ToString());
        (await analyst.GetAsync($"/api/v1/books/{book}/papers/{paper.Id}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await (await app.SignedIn(Role.Officer, VoiceCounty.Other)).GetAsync($"/api/v1/books/{book}/papers/{paper.Id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await clerk.PostAsJsonAsync($"/api/v1/books/{book}/papers/{paper.Id}/discard", new { }, VoiceCounty.Web)).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        // Another paper sealed into its place, with the program's own key and a hash that fits.
        var other = await Sent(clerk, book, "别的.png", Pictures.Png(301));
        var kept = await app.Ask(db => db.BookPapers.AsNoTracking().Where(p => p.Id == paper.Id).Select(p => p.Box).SingleAsync());
        var bytes = await (await clerk.GetAsync($"/books/{book}/papers/{other.Id}")).Content.ReadAsByteArrayAsync();
        var forged = app.Services.GetRequiredService<Vault>().Seal("funds.paper", paper.Id.Value, bytes);
        await app.Ask(db => db.BookPapers.Where(p => p.Id == paper.Id).ExecuteUpdateAsync(u => u.SetProperty(p => p.Box, forged)));
        (await Verified(book)).ShouldHaveSingleItem().What.ShouldBe(VerifyLedger.What.PaperChanged);
        (await clerk.GetAsync($"/books/{book}/papers/{paper.Id}")).StatusCode.ShouldBe(HttpStatusCode.Conflict, "what is not what was kept is not handed over");
        await app.Ask(db => db.BookPapers.Where(p => p.Id == paper.Id).ExecuteUpdateAsync(u => u.SetProperty(p => p.Sha256, other.Sha256)));
        (await Verified(book)).ShouldHaveSingleItem().What.ShouldBe(VerifyLedger.What.Changed);
        await app.Ask(db => db.BookPapers.Where(p => p.Id == paper.Id).ExecuteUpdateAsync(u => u.SetProperty(p => p.Sha256, paper.Sha256).SetProperty(p => p.Box, kept)));
        (await Verified(book)).ShouldBeEmpty();
        // Torn off, or put to another entry.
        await app.Ask(db => db.EntryPapers.Where(p => p.Entry == entry).ExecuteUpdateAsync(u => u.SetProperty(p => p.Paper, other.Id)));
        (await Verified(book)).ShouldHaveSingleItem().What.ShouldBe(VerifyLedger.What.Changed);
    }

    [Fact]
    public async Task A_paper_that_came_late_is_added_beside_what_was_signed_and_never_exchanged()
    {
        var book = await app.Book();
        var clerk = await app.SignedIn(Role.Clerk, VoiceCounty.Township);
        var first = await Sent(clerk, book);
        var entry = (await Read<PostEntries.Entered>(await clerk.PostAsJsonAsync($"/api/v1/books/{book}/entries", Spend(100, first.Id), VoiceCounty.Web))).Entries[0].Entry!.Value;
        (await app.Close(book, "2026-03")).Problem.ShouldBeNull();
        var late = await Sent(clerk, book, "回单.png", Pictures.Png(310));
        async Task<HttpResponseMessage> Add(HttpClient who, params string[] papers) => await who.PostAsJsonAsync($"/api/v1/books/entries/{entry}/papers", new { papers }, VoiceCounty.Web);

        (await Refused(await Add(clerk))).ShouldContain("请选择要上传的附件");
        (await Refused(await Add(clerk, first.Id.ToString()))).ShouldContain("已在这张凭证下");
        (await Refused(await Add(clerk, (await Sent(clerk, await app.Book())).Id.ToString()))).ShouldContain("没有这个附件");
        (await Add(await app.SignedIn(Role.Leader, VoiceCounty.County), late.Id.ToString())).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Add(await app.SignedIn(Role.Clerk, VoiceCounty.Other), late.Id.ToString())).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Read<AttachPapers.Attached>(await Add(clerk, late.Id.ToString()))).Papers.Count.ShouldBe(2);
        (await Refused(await Add(clerk, late.Id.ToString()))).ShouldContain("已在这张凭证下");

        // In the closed period too: no figure changes, and the entry's own hash still fits.
        (await Verified(book)).ShouldBeEmpty();
        var page = WebUtility.HtmlDecode(await clerk.GetStringAsync($"/books/entries/{entry}"));
        page.ShouldContain("回单.jpg");
        page.ShouldContain("补附件");
        page.ShouldContain("2026-11-23 由clerk");
        (await clerk.PostAsJsonAsync($"/api/v1/books/{book}/papers/{late.Id}/discard", new { }, VoiceCounty.Web)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var subject = "entry:" + entry;
        (await app.Ask(db => db.Journal.SingleAsync(j => j.Subject == subject && j.Verb == "funds.attach"))).Summary!.ShouldContain(late.Sha256);

        // Changed, or torn off again, it is found.
        var sound = await app.Ask(db => db.BookPapers.AsNoTracking().Where(p => p.Id == late.Id).Select(p => p.Box).SingleAsync());
        var forged = app.Services.GetRequiredService<Vault>().Seal("funds.paper", late.Id.Value, new byte[] { 1, 2, 3 });
        await app.Ask(db => db.BookPapers.Where(p => p.Id == late.Id).ExecuteUpdateAsync(u => u.SetProperty(p => p.Box, forged)));
        (await Verified(book)).ShouldHaveSingleItem().What.ShouldBe(VerifyLedger.What.PaperChanged);
        await app.Ask(db => db.BookPapers.Where(p => p.Id == late.Id).ExecuteUpdateAsync(u => u.SetProperty(p => p.Box, sound)));
        await app.Ask(db => db.EntryPapers.Where(p => p.Paper == late.Id).ExecuteDeleteAsync());
        (await Verified(book)).ShouldHaveSingleItem().What.ShouldBe(VerifyLedger.What.PaperChanged);
        // And one put to it past the program.
        await app.Ask(db => db.EntryPapers.Where(p => p.Entry == entry).ExecuteUpdateAsync(u => u.SetProperty(p => p.Paper, late.Id)));
        (await Verified(book)).ShouldHaveSingleItem().What.ShouldBe(VerifyLedger.What.Changed);
    }

    [Fact]
    public async Task A_late_paper_is_added_with_the_form_alone()
    {
        var book = await app.Book();
        var clerk = await app.SignedIn(Role.Clerk, VoiceCounty.Township);
        var entry = (await app.Post(book, Moves(Day(3, 1), "102", "501", 5_00)))[0].Entry!.Value;
        var (address, page) = ($"/books/entries/{entry}/papers", $"/books/entries/{entry}");

        var none = await clerk.PostFiles(address, [], page);
        none.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        WebUtility.HtmlDecode(await none.Content.ReadAsStringAsync()).ShouldContain("请选择要上传的附件");
        var added = await clerk.PostFiles(address, [], page, ("收据.png", Pictures.Png()));

        added.Headers.Location!.ToString().ShouldEndWith("done=attached");
        WebUtility.HtmlDecode(await clerk.GetStringAsync(added.Headers.Location.ToString())).ShouldContain("收据.jpg");
        (await (await app.SignedIn(Role.Analyst, VoiceCounty.County)).GetStringAsync(page)).ShouldNotContain("/papers\"");
    }

    [Fact]
    public async Task Approvers_sign_the_paper_too_and_what_nobody_uses_is_thrown_away()
    {
        var book = await app.Book(approveAbove: 1_000_00);
        var clerk = await app.SignedIn(Role.Clerk, VoiceCounty.Township);
        var (paper, wrong) = (await Sent(clerk, book), await Sent(clerk, book, "传错.png"));
        var waits = (await Read<PostEntries.Entered>(await clerk.PostAsJsonAsync($"/api/v1/books/{book}/entries", Spend(2_000_00, paper.Id), VoiceCounty.Web))).Entries[0].Waits!.Value;

        (await app.Ask(db => db.Proposals.Where(p => p.Id == waits).Select(p => p.Said).SingleAsync())).ShouldContain(paper.Sha256, customMessage: "its hash is signed");
        var leader = await app.SignedIn(Role.Leader, VoiceCounty.County);
        WebUtility.HtmlDecode(await leader.GetStringAsync("/books/approvals")).ShouldContain($"/books/{book}/papers/{paper.Id}");
        (await clerk.PostAsJsonAsync($"/api/v1/books/{book}/papers/{paper.Id}/discard", new { }, VoiceCounty.Web)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await clerk.PostAsJsonAsync($"/api/v1/books/{book}/papers/{wrong.Id}/discard", new { }, VoiceCounty.Web)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Read<AddPapers>(await clerk.GetAsync($"/api/v1/books/{book}/papers"))).Papers.ShouldHaveSingleItem().Id.ShouldBe(paper.Id);

        // Exchanged while it waits, it is not what was asked for.
        await app.Ask(db => db.BookPapers.Where(p => p.Id == paper.Id).ExecuteUpdateAsync(u => u.SetProperty(p => p.Sha256, wrong.Sha256.Replace(wrong.Sha256[0], '0') == wrong.Sha256 ? new string('1', 64) : new string('0', 64))));
        (await app.Approve(waits)).Problem!.Fields.ShouldHaveSingleItem().Key.ShouldBe("funds.paper-other");
        await app.Ask(db => db.BookPapers.Where(p => p.Id == paper.Id).ExecuteUpdateAsync(u => u.SetProperty(p => p.Sha256, paper.Sha256)));
        (await app.Approve(waits, "乙")).Problem.ShouldBeNull();
        (await Verified(book)).ShouldBeEmpty();
        (await app.Ask(db => db.EntryPapers.CountAsync(p => p.Paper == paper.Id))).ShouldBe(1);
    }

    [Fact]
    public async Task The_form_keeps_what_was_chosen_when_the_entry_has_a_fault_and_takes_no_file_that_is_none()
    {
        var book = await app.Book();
        var clerk = await app.SignedIn(Role.Clerk, VoiceCounty.Township);
        var address = $"/books/{book}/entries/new";
        Dictionary<string, string> fields = new() { ["on"] = "2026-03-05", ["text"] = "", ["document"] = "收据-1", ["account"] = "102", ["debit"] = "5", ["credit"] = "" };

        var broken = await clerk.PostFiles(address, fields, address, ("脚本.png", "<script>"u8.ToArray()));
        broken.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        WebUtility.HtmlDecode(await broken.Content.ReadAsStringAsync()).ShouldContain("脚本");
        var faulty = await clerk.PostFiles(address, fields, address, ("收据.png", Pictures.Png()));
        faulty.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var id = (await app.Ask(db => db.BookPapers.Where(p => p.Book == book).Select(p => p.Id).SingleAsync())).ToString();
        System.Text.RegularExpressions.Regex.IsMatch(await faulty.Content.ReadAsStringAsync(), $"name=\"papers\" value=\"{id}\" checked").ShouldBeTrue("it is ticked, not chosen again");

        using var content = new FormUrlEncodedContent(new (string, string)[] { ("on", "2026-03-05"), ("text", "收租金"), ("document", "收据-1"), ("papers", id), ("account", "102"), ("debit", "5"), ("credit", ""), ("account", "501"), ("debit", ""), ("credit", "5"),
            ("__RequestVerificationToken", await clerk.Token(address)) }.Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
        var posted = await clerk.PostAsync(address, content);
        posted.StatusCode.ShouldBe(HttpStatusCode.Redirect, await posted.Content.ReadAsStringAsync());
        WebUtility.HtmlDecode(await clerk.GetStringAsync(posted.Headers.Location!.ToString())).ShouldContain("收据.jpg");
        // And one thrown away from the form.
        var unused = await Sent(clerk, book);
        (await clerk.PostForm(address, new() { ["do"] = "discard:" + unused.Id }, address)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await app.Ask(db => db.BookPapers.CountAsync(p => p.Id == unused.Id))).ShouldBe(0);
    }
}
