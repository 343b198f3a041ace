using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Shanhai.Funds;
using Shanhai.Host.Security;
using Shanhai.Kernel;
using Shanhai.Tests.Voices;
using static Shanhai.Tests.Funds.FundsCounty;

namespace Shanhai.Tests.Funds;

public sealed class BookPagesTests(FundsCounty app) : IClassFixture<FundsCounty>
{
    private static async Task<string> Text(HttpResponseMessage answer) => WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());

    private static async Task<HttpResponseMessage> Send(HttpClient client, string path, params (string Name, string Value)[] fields)
    {
        var token = await client.Token(path);
        using var content = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token)).Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
        return await client.PostAsync(path, content);
    }

    /// <summary>As a form with a file in it is sent.</summary>
    private static async Task<HttpResponseMessage> SendParts(HttpClient client, string path, params (string Name, string Value)[] fields)
    {
        using var content = new MultipartFormDataContent();
        foreach (var (name, value) in fields.Append(("__RequestVerificationToken", await client.Token(path))))
        {
            content.Add(new StringContent(value), name);
        }
        return await client.PostAsync(path, content);
    }

    [Theory]
    [InlineData("place")]
    [InlineData("name")]
    [InlineData("entries")]
    public async Task A_list_of_books_goes_on_in_the_order_that_was_asked_for_and_back(string sort)
    {
        for (var n = 1; n <= 3; n++)
        {
            var book = await app.Book();
            await app.Post(book, [.. Enumerable.Range(0, n).Select(_ => new EntryContent(Day(3, 1), "利息", "回单", [new("102", Debit: 1_00), new("501", Credit: 1_00)]))]);
        }
        var officer = await app.SignedIn(Role.Officer, VoiceCounty.County);
        async Task<List<Id<Book>>> All(string order)
        {
            var found = new List<Id<Book>>();
            for (string? after = ""; after is not null;)
            {
                var page = (await officer.GetFromJsonAsync<Page<FindBooks.Row>>($"/api/v1/books?sort={order}&size=2&after={after}", VoiceCounty.Web))!;
                found.AddRange(page.Rows.Select(r => r.Id));
                after = page.Next;
            }
            return found;
        }

        var (there, back) = (await All(sort), await All("-" + sort));

        there.Count.ShouldBeGreaterThanOrEqualTo(3);
        there.ShouldBeUnique();
        back.ShouldBe(there.AsEnumerable().Reverse().ToList());
        (await officer.GetAsync($"/books?sort=-{sort}")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_book_is_opened_entered_into_searched_exported_reversed_and_closed_with_forms_alone()
    {
        var officer = await app.SignedIn(Role.Officer, VoiceCounty.County);
        (await Send(officer, "/books/new", ("owner", Below.ToString()), ("chart", ""), ("name", "很特别的账"))).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var opened = await Send(officer, "/books/new", ("owner", Below.ToString()), ("chart", "collective-2023"), ("name", "很特别的账"), ("approveAbove", "５０,０００"));
        opened.StatusCode.ShouldBe(HttpStatusCode.Redirect, await Text(opened));
        var book = opened.Headers.Location!.ToString().Split('?')[0];
        WebUtility.HtmlDecode(await officer.GetStringAsync(book)).ShouldContain("超过 50,000.00 元须两人审批");
        WebUtility.HtmlDecode(await officer.GetStringAsync("/books?q=很特别")).ShouldContain("很特别的账");
        WebUtility.HtmlDecode(await officer.GetStringAsync("/books?q=没有这样的账")).ShouldContain("没有符合条件的账簿");

        var twice = await Text(await Send(officer, book + "/entries/new", ("on", "2026-03-05"), ("text", "x"), ("document", "1"), ("account", ""), ("debit", "5"), ("credit", "5"), ("account", "102"), ("debit", "1"), ("credit", ""), ("account", "501"), ("debit", ""), ("credit", "1")));
        twice.ShouldContain("第 1 行");
        // Another four lines, nothing lost; then a wrong one is said at its row.
        var more = await Text(await Send(officer, book + "/entries/new", ("on", "2026-03-05"), ("text", "收店面租金"), ("document", "记-1"), ("account", "102"), ("debit", "1200.5"), ("credit", ""), ("do", "more")));
        more.ShouldContain("value=\"1200.5\"");
        more.ShouldContain("第 8 行的科目");
        var wrong = await Send(officer, book + "/entries/new", ("on", "2026-03-05"), ("text", "收店面租金"), ("document", "记-1"), ("account", "102"), ("debit", "1200.50"), ("credit", ""), ("account", ""), ("debit", ""), ("credit", ""), ("account", "501"), ("debit", ""), ("credit", "1200.555"));
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Text(wrong)).ShouldContain("第 3 行：金额不是数字");
        var unbalanced = await Text(await Send(officer, book + "/entries/new", ("on", "2026-03-05"), ("text", "收店面租金"), ("document", "记-1"), ("account", "102"), ("debit", "1200.50"), ("credit", ""), ("account", "501"), ("debit", ""), ("credit", "1200")));
        unbalanced.ShouldContain("相差 0.50 元");
        unbalanced.ShouldContain("class=\"errors\"");
        var posted = await Send(officer, book + "/entries/new", ("on", "2026-03-05"), ("text", "收店面租金"), ("document", "记-1"), ("account", "102"), ("debit", "１,200.50"), ("credit", ""), ("account", "501"), ("debit", ""), ("credit", "1200.50"), ("nonRecurring", "true"));
        posted.StatusCode.ShouldBe(HttpStatusCode.Redirect, await Text(posted));
        var entry = posted.Headers.Location!.ToString().Split('?')[0];
        WebUtility.HtmlDecode(await officer.GetStringAsync(entry)).ShouldContain("一次性收入或支出");

        WebUtility.HtmlDecode(await officer.GetStringAsync(book + "?on=2026-03-31")).ShouldContain("1,200.50");
        (await Text(await officer.GetAsync(book + "?on=32.13.2026"))).ShouldContain("32.13.2026");
        (await officer.GetAsync(book + "?on=0206-01-01")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        WebUtility.HtmlDecode(await officer.GetStringAsync(book + "/entries?q=店面&account=102&from=2026-01-01")).ShouldContain("收店面租金");
        WebUtility.HtmlDecode(await officer.GetStringAsync(book + "/entries?q=没有")).ShouldContain("没有符合条件的凭证");
        (await officer.GetStringAsync(book + "/entries/export?format=csv")).ShouldContain("1200.5");
        (await officer.GetByteArrayAsync(book + "/export?format=xlsx&on=2026-03-31")).Length.ShouldBeGreaterThan(1000);
        (await officer.GetStringAsync("/books/export?format=csv")).ShouldContain("很特别的账");
        (await officer.GetStringAsync(book + "/ledger")).ShouldContain("CNY 1200.50");
        WebUtility.HtmlDecode(await officer.GetStringAsync(book + "/statements?year=2026&lang=en")).ShouldContain("Income");

        (await officer.PostForm(entry + "/reverse", new() { ["on"] = "2026-03-06", ["why"] = "" }, entry)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var back = await officer.PostForm(entry + "/reverse", new() { ["on"] = "2026-03-06", ["why"] = "金额不对" }, entry);
        back.Headers.Location!.ToString().ShouldEndWith("done=reversed");
        WebUtility.HtmlDecode(await officer.GetStringAsync(entry + "?lang=zh")).ShouldContain("已被冲销");

        (await officer.PostForm(book + "/accounts", new() { ["code"] = "102.01", ["accountName"] = "农商行基本户" }, book + "/settings")).Headers.Location!.ToString().ShouldEndWith("done=account");
        (await officer.PostForm(book + "/close", new() { ["through"] = "三月" }, book + "/settings")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await officer.PostForm(book + "/close", new() { ["through"] = "2026-03" }, book + "/settings")).Headers.Location!.ToString().ShouldEndWith("done=closed");
        WebUtility.HtmlDecode(await officer.GetStringAsync(book + "/settings")).ShouldContain("已结账至 2026-03-31");
        (await officer.PostForm(book + "/reopen", new() { ["from"] = "2026-03", ["why"] = "" }, book + "/settings")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await officer.PostForm(book + "/reopen", new() { ["from"] = "2026-03", ["why"] = "漏记" }, book + "/settings")).Headers.Location!.ToString().ShouldEndWith("done=reopened");
        (await officer.PostForm(book + "/settings", new() { ["name"] = "改过的名", ["approveAbove"] = "x" }, book + "/settings")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await officer.PostForm(book + "/settings", new() { ["name"] = "改过的名", ["approveAbove"] = "20000" }, book + "/settings")).Headers.Location!.ToString().ShouldEndWith("done=changed");
        // To lift the limit waits for two others; the page of what waits has a field of its own for each.
        (await officer.PostForm(book + "/settings", new() { ["name"] = "改过的名", ["approveAbove"] = "" }, book + "/settings")).Headers.Location!.ToString().ShouldEndWith("done=changed-waits");
        (await officer.PostForm(book + "/settings", new() { ["name"] = "改过的名", ["approveAbove"] = "30000" }, book + "/settings")).Headers.Location!.ToString().ShouldEndWith("done=changed-waits");
        var waiting = WebUtility.HtmlDecode(await (await app.SignedIn(Role.Leader, VoiceCounty.County)).GetStringAsync("/books/approvals"));
        waiting.ShouldContain("改过的名：放宽设置");
        waiting.ShouldContain("20,000.00 元 → ");
        var ids = System.Text.RegularExpressions.Regex.Matches(waiting, " id=\"([^\"]+)\"").Select(m => m.Groups[1].Value).ToList();
        ids.Count(i => i.StartsWith("why-", StringComparison.Ordinal)).ShouldBe(2);
        ids.ShouldBeUnique();
    }

    [Fact]
    public async Task Opening_balances_come_out_of_a_table_are_checked_and_then_posted_as_one_entry()
    {
        var book = await app.Book();
        var clerk = await app.SignedIn(Role.Clerk, VoiceCounty.Township);
        var address = $"/books/{book}/opening";
        async Task<HttpResponseMessage> Upload(string csv)
        {
            using var content = new MultipartFormDataContent { { new StringContent(await clerk.Token(address)), "__RequestVerificationToken" }, { new StringContent("check"), "step" }, { new StringContent("2026-01-01"), "on" } };
            var file = new ByteArrayContent(Encoding.UTF8.GetBytes(csv));
            file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
            content.Add(file, "file", "期初.csv");
            return await clerk.PostAsync(address, content);
        }

        (await Text(await Upload("名称,金额\n现金,3\n"))).ShouldContain("没有找到表头");
        (await Text(await Upload("科目代码,科目名称,借方余额,贷方余额\n102,银行存款,100,\n888,没有,,100\n"))).ShouldContain("第 3 行：没有科目 888");
        (await Text(await Upload("科目代码,科目名称,借方余额,贷方余额\n102,银行存款,100,\n311,公积公益金,,99.5\n"))).ShouldContain("相差 0.50 元");
        (await clerk.GetStringAsync(address + "/template")).ShouldContain("102");
        var seen = await (await Upload("科目代码,科目名称,借方余额,贷方余额\n102 银行存款,银行存款,\"20,000.00\",\n151,固定资产,80000,\n311,公积公益金,,100000\n111,短期投资,,\n")).Content.ReadAsStringAsync();
        seen.ShouldContain("100,000.00");
        // What the page itself wrote into its form goes back.
        var rows = WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Match(seen, "name=\"rows\" value=\"(.*?)\" ?/>").Groups[1].Value);
        rows.ShouldStartWith("[{");
        var unnamed = await SendParts(clerk, address, ("step", "record"), ("rows", rows), ("on", "2026-01-01"), ("document", ""));
        unnamed.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, await Text(unnamed));
        (await SendParts(clerk, address, ("step", "record"), ("rows", "x"), ("on", "2026-01-01"), ("document", "y"))).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await SendParts(clerk, address, ("step", "record"), ("rows", "[null]"), ("on", "2026-01-01"), ("document", "y"))).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var posted = await SendParts(clerk, address, ("step", "record"), ("rows", rows), ("on", "2026-01-01"), ("document", "期初盘点表"));
        posted.StatusCode.ShouldBe(HttpStatusCode.Redirect, await Text(posted));

        (await app.Net(book, "102", Day(1, 1))).ShouldBe(20_000_00);
        (await app.Net(book, "311", Day(1, 1))).ShouldBe(-100_000_00);
        var again = await SendParts(clerk, address, ("step", "record"), ("rows", rows), ("on", "2026-01-01"), ("document", "期初盘点表"));
        again.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Text(again)).ShouldContain("已有期初余额");
        var many = await Text(await Upload("科目代码,借方余额,贷方余额\n" + string.Concat(Enumerable.Range(0, EntryContent.MostOpeningLines + 1).Select(_ => "102,1,\n"))));
        many.ShouldContain("没有读入");
    }
}
