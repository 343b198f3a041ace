using System.Text.Json;
using Shanhai.Tests.Host;

namespace Shanhai.Tests.Funds;

/// <summary>Books by the console door of the real executable: opened, filled out of tables, closed and proved; and what is refused there, in words and with 1.</summary>
[AnyDatabase]
public sealed class BookConsoleTests : IDisposable
{
    private const string Heads = "日期,凭证号,摘要,科目代码,借方,贷方,收款方,收款方类别\n";

    private const string Entries = Heads + "2024-02-05,收据-1,收租金,102,\"1,200.50\",\n,,,501,,1200.5\n2024-02-06,发票-2,付电费,513,200.25,,某供电公司,单位\n,,,102,,200.25\n2024-04-01,文件-3,收到补助,102,60000,\n,,,503,,60000\n";

    private readonly Executable _shanhai = new();

    public void Dispose() => _shanhai.Dispose();

    [Fact]
    public async Task A_book_is_opened_filled_out_of_tables_closed_exported_and_proved()
    {
        var book = await Book();
        var (opening, entries, ledger) = (await Written("opening.csv", "科目代码,借方余额,贷方余额\n102 银行存款,10000.00,\n311 公积公益金,,10000\n"), await Written("entries.csv", Entries), Path.Combine(_shanhai.Folder, "out.journal"));

        var opened = Read(await _shanhai.Run("import", "opening", opening, "--book", book, "--on", "2024-01-01", "--document", "盘点表", "--json"));
        var entered = Read(await _shanhai.Run("import", "entries", entries, "--book", book, "--json")).GetProperty("entries").EnumerateArray().ToList();

        opened.GetProperty("number").GetInt32().ShouldBe(1);
        entered.Count.ShouldBe(3);
        entered.Take(2).Select(e => e.GetProperty("number").GetInt32()).ShouldBe([2, 3]);
        entered[2].GetProperty("number").ValueKind.ShouldBe(JsonValueKind.Null);
        entered[2].GetProperty("waits").GetString().ShouldNotBeNullOrEmpty();

        // The same tables again change nothing.
        var again = await _shanhai.Run("import", "entries", entries, "--book", book, "--lang", "en");
        again.Code.ShouldBe(1);
        again.Errors.ShouldContain("row 2: It stands already as entry 2");
        again.Errors.ShouldContain("row 6: It was sent already and waits");
        (await _shanhai.Run("import", "opening", opening, "--book", book, "--on", "2024-01-01", "--document", "盘点表")).Code.ShouldBe(1);

        (await _shanhai.Run("close-book", book, "2024-03", "--lang", "en")).Output.ShouldContain("2024-03-31");
        var late = await _shanhai.Run("import", "entries", await Written("late.csv", Heads + "2024-03-09,收据-9,收租金,102,5,\n,,,501,,5\n"), "--book", book, "--lang", "en");
        late.Code.ShouldBe(1);
        late.Errors.ShouldContain("closed period");
        var waiting = await _shanhai.Run("close-book", book, "2024-04", "--lang", "en");
        waiting.Code.ShouldBe(1);
        waiting.Errors.ShouldContain("1 entry dated through 2024-04-30 still waits");

        Read(await _shanhai.Run("verify-ledger", "--json")).GetProperty("entries").GetInt64().ShouldBe(3);
        (await _shanhai.Run("export", "ledger", ledger, "--book", book)).Code.ShouldBe(0);
        var text = await File.ReadAllTextAsync(ledger);
        text.ShouldContain("CNY 1200.50");
        text.ShouldContain("CNY -200.25");
        text.ShouldNotContain("60000.00");
    }

    [Fact]
    public async Task What_cannot_be_read_or_found_is_refused_in_words_and_nothing_is_entered()
    {
        var book = await Book();
        var entries = await Written("entries.csv", Entries);
        async Task No(string told, params string[] args)
        {
            var ended = await _shanhai.Run([.. args, "--lang", "en"]);
            ended.Code.ShouldBe(1, told);
            ended.Errors.ShouldContain(told);
            ended.Errors.ShouldNotContain("   at ");
            ended.Output.ShouldBeEmpty();
        }

        await No("nowhere.csv", "import", "entries", "nowhere.csv", "--book", book);
        await No("There is no such book", "import", "entries", entries, "--book", "no-id");
        await No("There is no such book", "import", "opening", entries, "--book", "no-id", "--on", "2024-01-01", "--document", "盘点表");
        await No("heads.csv", "import", "entries", await Written("heads.csv", "名称,金额\n现金,3\n"), "--book", book);
        await No("Row 3", "import", "entries", await Written("day.csv", Heads + "2024-02-05,收据-1,收租金,102,5,\n五月五日,收据-2,,501,,5\n"), "--book", book);
        var wrong = await Written("wrong.csv", Heads + "2024-02-05,收据-1,收租金,102,5,\n,,,501,,4.5\n2024-02-06,收据-2,收租金,888,5,\n,,,501,,5\n");
        await No("row 2", "import", "entries", wrong, "--book", book);
        await No("888", "import", "entries", wrong, "--book", book);
        await No("Row 3", "import", "opening", await Written("opening.csv", "科目代码,借方余额,贷方余额\n102,5,\n888,,5\n"), "--book", book, "--on", "2024-01-01", "--document", "盘点表");
        await No("on:", "import", "opening", entries, "--book", book, "--on", "some day", "--document", "盘点表");
        await No("through", "close-book", book, "March");
        await No("is not over yet", "close-book", book, "2150-12");
        await No("owner", "open-book", "--owner", "no-id", "--chart", "collective-2023");
        await No("already", "open-book", "--owner", await Owner(), "--chart", "collective-2023");

        (await _shanhai.Run("import", "entries", entries)).Code.ShouldBe(2, "a table is of a book");
        Read(await _shanhai.Run("verify-ledger", "--json")).GetProperty("entries").GetInt64().ShouldBe(0);
    }

    private async Task<string> Book()
    {
        var places = await Written("places.csv", "code,name\n990000000000,示范省\n990100000000,示范市\n990101000000,山阳县\n990101101000,石门乡\n990101101201,石门坑村\n");
        Read(await _shanhai.Run("import", "places", places, "--json"));
        Read(await _shanhai.Run("import", "organisations", await Written("bodies.csv", "名称,类别,区划代码\n石门坑村股份经济合作社,村集体经济组织,990101101201\n"), "--json")).GetProperty("added").GetInt32().ShouldBe(1);
        return Read(await _shanhai.Run("open-book", "--owner", await Owner(), "--chart", "collective-2023", "--complete-from", "2024-01-01", "--json")).GetProperty("id").GetString()!;
    }

    private async Task<string> Owner() => Read(await _shanhai.Run("organisations", "list", "--json")).GetProperty("rows")[0].GetProperty("id").GetString()!;

    private async Task<string> Written(string name, string text)
    {
        var file = Path.Combine(_shanhai.Folder, name);
        await File.WriteAllTextAsync(file, text);
        return file;
    }

    private static JsonElement Read(Executable.Ended ended)
    {
        (ended.Code, ended.Errors).ShouldBe((0, ""), ended.Output);
        return JsonSerializer.Deserialize<JsonElement>(ended.Output);
    }
}
