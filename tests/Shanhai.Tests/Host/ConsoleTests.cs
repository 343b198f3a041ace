using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Shanhai.Tests.Host;

/// <summary>The console door of the real executable: what it says, where, and how it ends (0 done, 1 refused, 2 wrong command line, 3 fault).</summary>
[AnyDatabase]
public sealed class ConsoleTests : IDisposable
{
    private readonly Executable _shanhai = new();

    public void Dispose() => _shanhai.Dispose();

    [Theory]
    [InlineData("zh", "启动网站", "用法")]
    [InlineData("en", "Start the web site", "Usage")]
    public async Task Help_is_in_the_language_asked_for(string language, string serve, string usage)
    {
        var help = await _shanhai.Run("--help", "--lang", language);

        help.Code.ShouldBe(0);
        help.Output.ShouldContain(serve);
        help.Output.ShouldContain(usage);
        foreach (var verb in new[] { "serve", "demo", "import", "user", "migrate" })
        {
            help.Output.ShouldContain("  " + verb);
        }
        help.Output.ShouldNotContain("[console.");
    }

    [Theory]
    [InlineData("srve")]
    [InlineData("serve", "--prot", "1")]
    [InlineData("serve", "--port", "many")]
    [InlineData("user", "add", "ann", "--place", "abc")]
    public async Task A_wrong_command_line_is_told_on_the_error_stream_and_ends_with_2(params string[] args)
    {
        var ended = await _shanhai.Run([.. args, "--json"]);

        ended.Code.ShouldBe(2);
        ended.Output.ShouldBeEmpty();
        ended.Errors.ShouldContain(args.Last(a => a is not ("1")));
        ended.Errors.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Migrate_makes_the_database_and_says_only_json_where_json_was_asked()
    {
        var ended = await _shanhai.Run("migrate", "--json");

        (ended.Code, ended.Errors).ShouldBe((0, ""));
        JsonSerializer.Deserialize<JsonElement>(ended.Output).GetProperty("migrated").GetBoolean().ShouldBeTrue();
        File.Exists(Path.Combine(_shanhai.Folder, "shanhai.db")).ShouldBeTrue();
        (await _shanhai.Run("migrate", "--lang", "en")).Output.Trim().ShouldBe("The database schema is up to date.");
    }

    [Theory]
    [InlineData("migrate")]
    [InlineData("worker")]
    [InlineData("serve", "--port", "5999")]
    public async Task A_database_of_another_version_is_refused_in_words_and_left_as_it_is(params string[] verb)
    {
        (await _shanhai.Run("migrate")).Code.ShouldBe(0);
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(_shanhai.Folder, "shanhai.db")};Pooling=false"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = """UPDATE "__EFMigrationsHistory" SET "MigrationId" = '20200101000000_Older'""";
            (await command.ExecuteNonQueryAsync()).ShouldBe(1);
        }

        var ended = await _shanhai.Run([.. verb, "--lang", "en"]);

        ended.Code.ShouldBe(3);
        ended.Errors.ShouldContain("made by another version of the program (20200101000000_Older)");
        ended.Errors.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_refused_in_words_with_another_to_try()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var ended = await _shanhai.Run("serve", "--port", $"{port}", "--lang", "en");

        ended.Code.ShouldBe(1);
        (ended.Output + ended.Errors).ShouldContain($"Port {port} is in use");
        ended.Errors.ShouldContain($"--port {port + 1}");
        ended.Errors.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_port_that_there_is_not_is_refused_in_words()
    {
        var ended = await _shanhai.Run("serve", "--port", "70000", "--lang", "en");

        ended.Code.ShouldBe(1);
        ended.Errors.ShouldContain("There is no port 70000");
        ended.Errors.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Figures_are_checked_recorded_recognised_again_and_exported()
    {
        var (places, file, copy) = (Path.Combine(_shanhai.Folder, "p.csv"), Path.Combine(_shanhai.Folder, "f.csv"), Path.Combine(_shanhai.Folder, "out.csv"));
        await File.WriteAllTextAsync(places, "code,name\n990000000000,示范省\n990100000000,示范市\n990101000000,山阳县\n990101101000,石门乡\n990101101201,石门坑村\n990101101202,下姜村\n");
        await File.WriteAllTextAsync(file, "区划代码,2024年经营收入（元）[CE.501]\n990101101201,100\n990101101202,250.5\n");
        (await _shanhai.Run("import", "places", places)).Code.ShouldBe(0);

        var dry = await _shanhai.Run("import", "figures", file, "--dry-run", "--json");
        var done = await _shanhai.Run("import", "figures", file, "--document", "年报", "--json");
        var again = await _shanhai.Run("import", "figures", file, "--lang", "en");
        var export = await _shanhai.Run("export", "figures", "--under", "990101", "--years", "2024", "--indicators", "CE.501", "-o", copy, "--json");

        (dry.Code, dry.Errors).ShouldBe((0, ""));
        JsonSerializer.Deserialize<JsonElement>(dry.Output).GetProperty("recorded").ValueKind.ShouldBe(JsonValueKind.Null);
        JsonSerializer.Deserialize<JsonElement>(done.Output).GetProperty("recorded").GetProperty("added").GetInt32().ShouldBe(2);
        again.Output.ShouldContain("nothing was changed");
        export.Code.ShouldBe(0, export.Errors);
        (await File.ReadAllTextAsync(copy)).ShouldContain("250.5");
    }

    [Fact]
    public async Task A_register_is_imported_and_a_missing_or_broken_one_is_refused_by_name()
    {
        var file = Path.Combine(_shanhai.Folder, "small.csv");
        await File.WriteAllTextAsync(file, "code,name\n99,示范省\n9901,x\n");
        var broken = await _shanhai.Run("import", "places", file);
        await File.WriteAllTextAsync(file, "code,name\n990000000000,示范省\n990100000000,示范市\n");

        var done = await _shanhai.Run("import", "places", file, "--json");
        var missing = await _shanhai.Run("import", "places", "nowhere.csv");
        var told = await _shanhai.Run("import", "places", "nowhere.csv", "--json");

        broken.Code.ShouldBe(1);
        broken.Errors.ShouldContain("small.csv");
        done.Code.ShouldBe(0);
        JsonSerializer.Deserialize<JsonElement>(done.Output).GetProperty("added").GetInt32().ShouldBe(2);
        (missing.Code, missing.Output).ShouldBe((1, ""));
        missing.Errors.ShouldContain("nowhere.csv");
        (told.Code, told.Errors).ShouldBe((1, ""));
        JsonSerializer.Deserialize<JsonElement>(told.Output).GetProperty("problem").GetString().ShouldBe("register.missing");
    }

    [Fact]
    public async Task An_account_is_opened_and_a_weak_password_is_refused_with_its_reason()
    {
        await _shanhai.Run("migrate");

        var weak = await _shanhai.Run("user", "add", "ann", "--password", "abc", "--role", "Officer", "--place", "9901");
        var added = await _shanhai.Run("user", "add", "ann", "--password", App.Password, "--role", "Officer", "--place", "9901", "--json");

        weak.Code.ShouldBe(1);
        weak.Errors.ShouldContain("password");
        added.Code.ShouldBe(0);
        JsonSerializer.Deserialize<JsonElement>(added.Output).GetProperty("name").GetString().ShouldBe("ann");
    }

    [Fact]
    public async Task The_demonstration_prints_its_accounts_as_json_and_is_made_only_once()
    {
        var made = await _shanhai.Run("demo", "--json", "--password", App.Password);
        var again = await _shanhai.Run("demo", "--lang", "en");
        var panel = await _shanhai.Run("demo", "--real", "no-such-folder", "--lang", "en");

        (made.Code, made.Errors).ShouldBe((0, ""));
        var accounts = JsonSerializer.Deserialize<JsonElement>(made.Output).GetProperty("accounts").EnumerateArray().ToList();
        var names = accounts.Select(a => a.GetProperty("name").GetString()).ToList();
        names.ShouldBeUnique();
        new[] { "county", "township", "system", "security", "auditor" }.ShouldBeSubsetOf(names);
        accounts.ShouldAllBe(a => a.GetProperty("password").GetString() == App.Password);
        again.Code.ShouldBe(1);
        again.Errors.ShouldContain("./run --fresh");
        panel.Code.ShouldBe(1);
        panel.Errors.ShouldContain("no-such-folder");
    }

    [Theory]
    [InlineData("nonsense", 1, "sqlite:")]
    [InlineData("sqlite:/proc/no/such.db", 3, "/proc")]
    [InlineData("postgres:Host=127.0.0.1;Port=1;Username=ann;Password=secret-word;Timeout=2", 3, "127.0.0.1")]
    public async Task A_database_that_cannot_be_used_is_told_without_a_trace_and_without_its_password(string database, int code, string told)
    {
        var ended = await _shanhai.Run("migrate", "--database", database);

        ended.Code.ShouldBe(code);
        ended.Errors.ShouldContain(told);
        ended.Errors.ShouldNotContain("secret-word");
        ended.Errors.ShouldNotContain("   at ");
    }
}
