using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shanhai.Funds;
using Shanhai.Host.Persistence;
using Shanhai.Host.Security;
using Shanhai.Indicators;
using Shanhai.Kernel;
using Shanhai.Tests.Voices;
using static Shanhai.Tests.Funds.FundsCounty;

namespace Shanhai.Tests.Funds;

public sealed class BookImportTests(FundsCounty app) : IClassFixture<FundsCounty>
{
    private const string Heads = "日期,凭证号,摘要,科目代码,借方,贷方,收款方,收款方类别\n";

    private static async Task<HttpResponseMessage> Send(HttpClient who, string address, string csv, params (string Name, string Value)[] fields)
    {
        using var content = new MultipartFormDataContent();
        var file = new ByteArrayContent(Encoding.UTF8.GetBytes(csv));
        file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        content.Add(file, "file", "凭证.csv");
        foreach (var (name, value) in fields)
        {
            content.Add(new StringContent(value), name);
        }
        return await who.PostAsync(address, content);
    }

    [Fact]
    public async Task Entries_of_a_table_are_posted_all_or_none_and_what_is_wrong_is_told_by_its_row()
    {
        var book = await app.Book();
        var clerk = await app.SignedIn(Role.Clerk, VoiceCounty.Township);
        var address = $"/api/v1/books/{book}/entries/import";

        (await Refused(await Send(clerk, address, "名称,金额\n现金,3\n"))).ShouldContain("没有找到表头");
        (await Refused(await clerk.PostAsync(address, new MultipartFormDataContent { { new StringContent("x"), "x" } }))).ShouldContain("file");
        var wrong = await Refused(await Send(clerk, address, Heads + "2026-03-05,收据-1,收租金,102,100,\n,,,501,,100\n2026-03-06,收据-2,付电费,888,20,,某公司,单位\n,,,102,,20\n2026-03-07,收据-3,付水费,513,10,,某公司,单位\n,,,102,,9.5\n"));
        wrong.ShouldContain("row 4");
        wrong.ShouldContain("888");
        wrong.ShouldContain("row 6");
        wrong.ShouldContain("0.50");
        (await Refused(await Send(clerk, address, Heads + "五月五日,收据-1,收租金,102,100,\n"))).ShouldContain("第 2 行");
        (await Refused(await Send(clerk, address, Heads + "2026-03-05,收据-1,收租金,102,一百,\n"))).ShouldContain("第 2 行");
        (await app.Ask(db => db.Entries.CountAsync(e => e.Book == book))).ShouldBe(0, "nothing is posted in part");

        var done = await Read<PostEntries.Entered>(await Send(clerk, address, Heads + "２０２６年３月５日,收据-1,收租金,102 银行存款,\"1,000.00\",\n,,,501,,1000\n2026/3/6 0:00,收据-2,付电费,513,20,,某公司,单位\n2026/3/6,收据-2,,102,,20,,\n"));

        done.Entries.Count.ShouldBe(2);
        (await app.Net(book, "102", Day(3, 31))).ShouldBe(980_00);
        var second = await app.Ask(db => db.Entries.SingleAsync(e => e.Book == book && e.Number == 2));
        (second.Document, second.Payee, second.PayeeIs, second.Text).ShouldBe(("收据-2", "某公司", PayeeKind.Body, "付电费"));
        (await Send(await app.SignedIn(Role.Clerk, VoiceCounty.Other), address, Heads)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_table_that_is_sent_twice_is_entered_once_and_what_was_taken_back_may_come_again()
    {
        var book = await app.Book(approveAbove: 5_000_00);
        var clerk = await app.SignedIn(Role.Clerk, VoiceCounty.Township);
        var address = $"/api/v1/books/{book}/entries/import";
        const string Table = Heads + "2026-03-05,收据-1,收租金,102,100,\n,,,501,,100\n2026-03-06,收据-2,收大额租金,102,9000,\n,,,501,,9000\n";
        var done = await Read<PostEntries.Entered>(await Send(clerk, address, Table));
        done.Entries[1].Waits.ShouldNotBeNull();

        var again = await Refused(await Send(clerk, address, Table));

        again.ShouldContain("row 2");
        again.ShouldContain("已入账为记-1号");
        again.ShouldContain("row 4");
        again.ShouldContain("正在等待审批");
        (await app.Ask(db => db.Entries.CountAsync(e => e.Book == book))).ShouldBe(1);
        (await app.Ask(db => db.Proposals.CountAsync(p => p.Book == book))).ShouldBe(1);
        (await app.Reverse(done.Entries[0].Entry!.Value, null)).Problem.ShouldBeNull();
        (await Read<PostEntries.Entered>(await Send(clerk, address, Heads + "2026-03-05,收据-1,收租金,102,100,\n,,,501,,100\n"))).Entries.ShouldHaveSingleItem().Number.ShouldBe(3);
    }

    [Fact]
    public async Task Opening_balances_come_by_the_API_once()
    {
        var book = await app.Book();
        var clerk = await app.SignedIn(Role.Clerk, VoiceCounty.Township);
        var (address, table) = ($"/api/v1/books/{book}/opening", "科目代码,借方余额,贷方余额\n102,100,\n311,,100\n");

        (await Refused(await Send(clerk, address, "科目代码,借方余额,贷方余额\n102,100,\n888,,100\n", ("on", "2026-01-01"), ("document", "盘点表")))).ShouldContain("第 3 行");
        (await Refused(await Send(clerk, address, "科目代码,借方余额,贷方余额,村代码\n102,100,,云上村\n311,,100,\n", ("on", "2026-01-01"), ("document", "盘点表")))).ShouldContain("不是村代码");
        (await Refused(await Send(clerk, address, table))).ShouldContain("document");
        (await Read<PostEntries.Done>(await Send(clerk, address, table, ("on", "2026-01-01"), ("document", "盘点表")))).Number.ShouldBe(1);
        (await Refused(await Send(clerk, address, table, ("on", "2026-01-01"), ("document", "盘点表")))).ShouldContain("已有期初余额");
        (await app.Net(book, "102", Day(1, 1))).ShouldBe(100_00);
    }

    [Fact]
    public async Task General_transfers_on_a_detail_of_subsidies_give_the_regular_income()
    {
        var village = await app.NewVillage();
        var book = await app.Book(place: village, completeFrom: Day(1, 1, 2025));
        var officer = await app.SignedIn(Role.Officer, VoiceCounty.County);
        Task<HttpResponseMessage> Add(string code, bool general) => officer.PostAsJsonAsync($"/api/v1/books/{book}/accounts", new { code, name = code, general }, VoiceCounty.Web);
        (await Refused(await Add("501.01", true))).ShouldContain("503");
        (await Add("503.01", true)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Add("503.02", false)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await app.Post(book, Moves(Day(3, 1, 2025), "102", "501", 1_000_00), Moves(Day(4, 1, 2025), "102", "503.01", 200_00), Moves(Day(5, 1, 2025), "102", "503.02", 700_00), Moves(Day(6, 1, 2025), "102", "502", 0_01));
        (await app.Close(book, "2025-12")).Problem.ShouldBeNull();
        await app.RunJobs();

        var figures = (await officer.GetFromJsonAsync<ShowFigures>($"/api/v1/places/{village}/figures?from=2025&to=2025", VoiceCounty.Web))!;
        decimal? Of(string code) => figures.Indicators.Single(s => s.Code == code).Figures.Single(v => v.Period == Period.Year(2025)).Value;
        Of("CE.503.GENERAL").ShouldBe(200m);
        Of("CE.503").ShouldBe(900m);
        Of("CE.REGULAR").ShouldBe(1_200.01m);

        // Where something stands on the account itself nobody knows what it was.
        var other = await app.NewVillage();
        var mixed = await app.Book(place: other, completeFrom: Day(1, 1, 2025));
        (await app.With((s, a) => AddAccount.Handle(mixed, new("503.01", "转移支付", null) { General = true }, s.GetRequiredService<Charts>(), s.GetRequiredService<Shanhai.Organisations.CurrentTree>(), s.GetRequiredService<Db>(), a, app.Clock, default))).Problem.ShouldBeNull();
        await app.Post(mixed, Moves(Day(3, 1, 2025), "102", "503.01", 200_00), Moves(Day(5, 1, 2025), "102", "503", 700_00));
        (await app.Close(mixed, "2025-12")).Problem.ShouldBeNull();
        await app.RunJobs();
        var indicator = app.Services.GetRequiredService<Catalogue>()["CE.503.GENERAL"].Id;
        (await app.Ask(db => db.Facts.AnyAsync(f => f.Indicator == indicator && f.Place == other.Value))).ShouldBeFalse();
    }
}
