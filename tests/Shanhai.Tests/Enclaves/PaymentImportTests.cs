using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Shanhai.Enclaves;
using Shanhai.Host.Security;
using Shanhai.Host.Tables;
using Shanhai.Kernel;
using Shanhai.Tests.Host;
using static Shanhai.Tests.Enclaves.EnclaveCounty;

namespace Shanhai.Tests.Enclaves;

/// <summary>What a bank's table says is looked at row by row, recorded all together or not at all, and never twice.</summary>
public sealed partial class PaymentImportTests(EnclaveCounty app) : IClassFixture<EnclaveCounty>
{
    private const string Heads = "行号,收款方,到账金额（元）,到账日期,凭证\n";

    private static ContractTerms TenPercent => Terms(Fixed(2020, 2035));

    private static string At(Id<Distribution> run) => $"/enclaves/distributions/{run}/payments";

    private static async Task<string> Page(HttpClient client, string path) => WebUtility.HtmlDecode(await client.GetStringAsync(path));

    private static async Task<HttpResponseMessage> Send(HttpClient client, Id<Distribution> run, string? table, string? rows = null)
    {
        using var content = new MultipartFormDataContent { { new StringContent(await client.Token("/enclaves")), "__RequestVerificationToken" }, { new StringContent(rows is null ? "check" : "record"), "step" } };
        if (rows is not null)
        {
            content.Add(new StringContent(rows), "rows");
        }
        using var file = new ByteArrayContent(Encoding.UTF8.GetBytes(table ?? ""));
        if (table is not null)
        {
            file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
            content.Add(file, "file", "银行流水.csv");
        }
        return await client.PostAsync(At(run), content);
    }

    private static async Task<string> Check(HttpClient client, Id<Distribution> run, string table) => WebUtility.HtmlDecode(await (await Send(client, run, table)).Content.ReadAsStringAsync());

    private async Task<IEnumerable<long>> Paid(Id<Distribution> run) => (await app.ShowRun(run)).Lines.Select(l => l.Paid);

    [Fact]
    public async Task A_banks_table_is_looked_at_row_by_row_and_recorded_all_together_once()
    {
        var run = await app.Approved(await app.Signed(TenPercent, 3, 100), 2023, 0);
        var officer = await app.SignedIn(Role.Officer, Guest);
        (await Page(officer, "/enclaves/distributions/" + run)).ShouldContain(At(run));
        (await Page(officer, At(run))).ShouldContain("先逐行核对");

        var wrong = await Check(officer, run, $"收款人名称,交易金额,交易日期,流水号\n第1村股份经济合作社,10.00,2024-03-01,B1\n没有这个村,5,2024-03-01,B2\n第2村,十元,2024-03-01,B3\n{Villages[2]},10,,\n{Villages[9]},1,2024-03-01,B4\n");
        wrong.ShouldContain("第 3 行：");
        wrong.ShouldContain("第 4 行：“十元”不是金额");
        wrong.ShouldContain("第 5 行：到账日期");
        wrong.ShouldContain($"第 6 行：“{Villages[9]}”不是这次分红的收款方");
        wrong.ShouldNotContain("第 2 行：");
        // Read well, and still not what the distribution says.
        var unfit = await Check(officer, run, Heads + "1,第1村,10.01,2024-03-01,B1\n2,第3村,10,2024-03-01,B2\n3,第3村,10,2022-12-31,B3\n");
        unfit.ShouldContain("第 2 行：第 1 行应付 10.00 元");
        unfit.ShouldContain("第 3 行：第 2 行应付给第2村，回单上的收款方是第3村");
        unfit.ShouldContain("第 4 行：到账日期");
        (await Check(officer, run, "名称,数\n第1村,3\n")).ShouldContain("没有找到表头");
        (await Send(officer, run, null)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Paid(run)).ShouldBe([0L, 0L, 0L]);

        // Two payments on two days for one line, a line that was not paid, and the sum below.
        const string good = Heads + "1,第1村,4,2024-03-01,B1\n1,第1村股份经济合作社,6.00,2024/3/20,B2\n2,第2村,10,2024-03-01,B3\n3,第3村,,,\n,合计,20,,\n";
        var seen = await Check(officer, run, good);
        seen.ShouldContain("3 笔到账，合计 20.00 元");
        (await Paid(run)).ShouldBe([0L, 0L, 0L]);
        var rows = Rows().Match(seen).Groups[1].Value;
        (await Send(officer, run, null, rows)).Headers.Location!.ToString().ShouldEndWith("done=0.0.3");
        (await Paid(run)).ShouldBe([10_00L, 10_00L, 0L]);
        (await app.ShowRun(run)).Lines[0].Receipts.Select(r => (r.On, r.Evidence)).ShouldBe([(new DateOnly(2024, 3, 1), "B1"), (new DateOnly(2024, 3, 20), "B2")]);
        var subject = $"distribution:{run}";
        (await app.Ask(db => db.Journal.CountAsync(e => e.Subject == subject && e.Verb == EnclavesModule.Pay && e.Summary!.Contains("\"payments\":3")))).ShouldBe(1);

        (await Check(officer, run, good)).ShouldContain("第 2 行：第 1 行 2024-03-01 的 4.00 元（凭证 B1）已经登记过");
        (await Send(officer, run, null, rows)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Paid(run)).ShouldBe([10_00L, 10_00L, 0L]);
        // What was taken back may come again.
        Good((await app.TakeBackPaid((await app.ShowRun(run)).Lines[0].Receipts[0].Id)).Problem);
        (await Check(officer, run, Heads + "1,第1村,4,2024-03-01,B1\n")).ShouldContain("1 笔到账，合计 4.00 元");
        (await Send(officer, run, null, "[]")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Page(officer, At(run) + "?lang=en")).ShouldContain("Record payments out of a bank's table");
    }

    [Fact]
    public async Task The_workbook_to_fill_in_holds_what_is_still_due_and_others_may_not_record()
    {
        var run = await app.Approved(await app.Signed(TenPercent, 3, 100), 2023, 0);
        Good((await app.Pay(run, new(2024, 3, 1), new RecordPayments.Paid((await app.ShowRun(run)).Lines[0].Id))).Problem);
        var officer = await app.SignedIn(Role.Officer, Guest);

        await using var stream = new MemoryStream(await officer.GetByteArrayAsync(At(run) + "/template"));
        var lines = (await Workbook.Read(stream, "到账.xlsx")).Value.Sheets[0].Rows.Select(r => string.Join(',', r.Cells.Select(c => c.Text))).ToList();

        lines.ShouldContain(l => l.StartsWith("行号,村代码,", StringComparison.Ordinal));
        lines.ShouldNotContain(l => l.Contains($"{Villages[0]}", StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith($"2,{Villages[1]},第2村,10", StringComparison.Ordinal));
        (await (await app.SignedIn(Role.Officer, Coast)).GetAsync(At(run))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await (await app.SignedIn(Role.Officer, Elsewhere)).GetAsync(At(run) + "/template")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await (await app.SignedIn(Role.Clerk, Villages[1])).GetAsync(At(run))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_console_looks_first_records_then_and_says_what_it_refuses()
    {
        var run = await app.Approved(await app.Signed(TenPercent, 3, 100), 2023, 0);
        using var program = new Executable();
        var table = Path.Combine(program.Folder, "bank.csv");
        await File.WriteAllTextAsync(table, Heads + "1,,10,2024-03-01,B1\n2,,10,2024-03-01,B2\n");
        Task<Executable.Ended> Import(string file, string of, params string[] more) =>
            program.Run("dotnet", [Executable.Built, "import", "payments", file, "--distribution", of, "--folder", app.Settings.Folder, "--database", app.Settings.Database!, "--lang", "en", .. more]);

        (await Import(table, $"{run}", "--dry-run")).Output.ShouldContain("2 payments, 20.00 yuan in all");
        (await Paid(run)).ShouldBe([0L, 0L, 0L]);
        var done = JsonSerializer.Deserialize<JsonElement>((await Import(table, $"{run}", "--json")).Output);
        (done.GetProperty("payments").GetInt32(), done.GetProperty("fen").GetInt64(), done.GetProperty("unposted").GetInt32()).ShouldBe((2, 20_00L, 2));
        (await Paid(run)).ShouldBe([10_00L, 10_00L, 0L]);

        var again = await Import(table, $"{run}");
        again.Code.ShouldBe(1);
        again.Errors.ShouldContain("Row 2: Line 1: 10.00 yuan of 2024-03-01 by paper B1 stand already");
        (await Import("nowhere.csv", $"{run}")).Errors.ShouldContain("There is no file nowhere.csv");
        (await Import(table, "no-id")).Errors.ShouldContain("There is no such distribution");
    }

    [GeneratedRegex("name=\"rows\" value=\"(.*?)\"\\s*/?>", RegexOptions.Singleline)]
    private static partial Regex Rows();
}
