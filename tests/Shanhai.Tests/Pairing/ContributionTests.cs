using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Organisations;
using Shanhai.Pairing;
using Shanhai.Places;

namespace Shanhai.Tests.Pairing;

public sealed class ContributionTests(PairedCounty app) : IClassFixture<PairedCounty>
{
    [Fact]
    public async Task What_a_partnership_brought_is_recorded_summed_and_taken_back_with_a_reason()
    {
        var pair = await Running();
        var (clerk, officer) = (await app.SignedIn(Role.Clerk, PairedCounty.County), await app.SignedIn(Role.Officer, PairedCounty.County));
        var at = $"/pairing/partnerships/{pair.Id}";

        var given = await clerk.PostForm(at + "/contributions", new() { ["what"] = "Money", ["amount"] = "1234.56", ["on"] = "2026-11-23", ["reference"] = "记-12" }, at);
        (await clerk.PostForm(at + "/contributions", new() { ["what"] = "JointEvent", ["amount"] = "2", ["on"] = "2026-11-23" }, at)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var page = await clerk.GetStringAsync(at + "?lang=zh");
        var made = await app.Ask(db => db.Contributions.AsNoTracking().FirstAsync(c => c.Partnership == pair.Id && c.What == ContributionKind.Money));
        var unsaid = await officer.PostForm(at + "/take-back", new() { ["contribution"] = made.Id.ToString() }, at);
        var back = await officer.PostForm(at + "/take-back", new() { ["contribution"] = made.Id.ToString(), [$"why-{made.Id}"] = "重复登记" }, at);
        var after = await officer.GetFromJsonAsync<JsonElement>($"/api/v1/pairing/partnerships/{pair.Id}");

        given.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        made.Amount.ShouldBe(123456);
        page.ShouldContain("1,234.56 元");
        page.ShouldContain("记-12");
        page.ShouldNotContain("[pairing.");
        unsaid.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        back.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        after.GetProperty("sums").EnumerateArray().Select(s => s.GetProperty("amount").GetInt64()).ShouldBe([2L]);
        after.GetProperty("entries").GetArrayLength().ShouldBe(2);
    }

    [Theory]
    [InlineData("Money", "12.345", "2026-11-23", "最多到分")]
    [InlineData("Hours", "1.5", "2026-11-23", "整数")]
    [InlineData("Money", "-1", "2026-11-23", "最多到分")]
    [InlineData("Money", "1", "2026-11-22", "2026-11-23")]
    [InlineData("Money", "1", "2026-11-24", "2026-11-23")]
    public async Task What_cannot_be_is_refused_with_what_to_write_instead(string what, string amount, string on, string said)
    {
        var pair = await Running();
        var clerk = await app.SignedIn(Role.Clerk, PairedCounty.County);
        var at = $"/pairing/partnerships/{pair.Id}";

        var refused = await clerk.PostForm(at + "/contributions", new() { ["what"] = what, ["amount"] = amount, ["on"] = on }, at);

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await refused.Content.ReadAsStringAsync()).ShouldContain(said);
        (await app.Ask(db => db.Contributions.CountAsync(c => c.Partnership == pair.Id))).ShouldBe(0);
    }

    [Fact]
    public async Task The_agreement_names_both_sides_and_nobody_of_another_county_reads_it()
    {
        var pair = await Running();
        var (officer, other) = (await app.SignedIn(Role.Officer, PairedCounty.County), await app.SignedIn(Role.Officer, PairedCounty.Other));

        var bytes = await officer.GetByteArrayAsync($"/pairing/partnerships/{pair.Id}/agreement.docx");
        using var zip = new ZipArchive(new MemoryStream(bytes));
        using var reader = new StreamReader(zip.GetEntry("word/document.xml")!.Open());
        var text = await reader.ReadToEndAsync();

        text.ShouldContain("结对帮扶协议书");
        text.ShouldContain("不为他人债务提供担保");
        text.ShouldNotContain("约定提供资金和物资");
        await officer.PostForm($"/pairing/partnerships/{pair.Id}/sign", new() { ["signedOn"] = "2026-11-23", ["pledged"] = "50000" }, $"/pairing/partnerships/{pair.Id}");
        using var signed = new ZipArchive(new MemoryStream(await officer.GetByteArrayAsync($"/pairing/partnerships/{pair.Id}/agreement.docx")));
        using var after = new StreamReader(signed.GetEntry("word/document.xml")!.Open());
        (await after.ReadToEndAsync()).ShouldContain("约定提供资金和物资 50,000.00 元");
        text.ShouldNotContain("[pairing.");
        (await other.GetAsync($"/pairing/partnerships/{pair.Id}/agreement.docx")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Wishes_of_both_sides_are_matched_stably_and_compared_with_the_scenario()
    {
        var id = await app.Campaign(villages: 2, capacity: 1);
        var solved = await app.Solve(id);
        await app.Do(async (services, actor) =>
        {
            var (trees, places, db) = (services.GetRequiredService<CurrentTree>(), services.GetRequiredService<CurrentRegister>(), services.GetRequiredService<Db>());
            // Both villages want the trader first; the trader would rather have the second.
            foreach (var village in new[] { 1, 2 })
            {
                (await StateWishes.Handle(id, new(PairedCounty.Village(village), null, [app.Trade, app.Sun]), trees, places, db, actor, app.Clock, default)).Problem.ShouldBeNull();
            }
            (await StateWishes.Handle(id, new(null, app.Trade, null, [PairedCounty.Village(2), PairedCounty.Village(1)]), trees, places, db, actor, app.Clock, default)).Problem.ShouldBeNull();
            (await StateWishes.Handle(id, new(null, app.Sun, null, [PairedCounty.Village(1), PairedCounty.Village(2)]), trees, places, db, actor, app.Clock, default)).Problem.ShouldBeNull();

            var kind = (await CompareStable.Handle(solved.Id, trees, places, db, actor, default)).Value.Kinds.ShouldHaveSingleItem();

            (kind.Wishing, kind.Stable).ShouldBe((2, 2));
            kind.Pairs.ShouldBe([new("第1村", "向阳光伏有限公司"), new("第2村", "山海电商有限公司")]);
        });
        (await (await app.SignedIn(Role.Officer, PairedCounty.County)).GetStringAsync($"/pairing/scenarios/{solved.Id}?lang=zh")).ShouldContain("与双方志愿比较");
    }

    private async Task<Partnership> Running()
    {
        var id = await app.Campaign(villages: 1);
        (await app.Publish((await app.Solve(id)).Id)).Problem.ShouldBeNull();
        return await app.Ask(db => db.Partnerships.AsNoTracking().FirstAsync(p => p.Campaign == id));
    }
}
