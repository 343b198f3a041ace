using System.Text.Json;
using Microsoft.Data.Sqlite;
using Shanhai.Identification;

namespace Shanhai.Tests.Host;

/// <summary>The main job at the console of the real executable: register, figures, the rule in force, findings; a copy, and what it brings back.</summary>
[AnyDatabase]
public sealed class ConsoleJobTests : IDisposable
{
    private readonly Executable _shanhai = new();

    public void Dispose() => _shanhai.Dispose();

    [Fact]
    public async Task Weak_villages_are_named_at_the_console_and_a_copy_brings_them_back()
    {
        await Write("places.csv", "code,name\n330000000000,浙江省\n330100000000,杭州市\n330127000000,淳安县\n330127101000,枫树岭镇\n330127101201,下姜村\n330127101202,上江村\n");
        await Write("figures.csv",
            "区划代码,2018年经营收入（元）[CE04.501],2018年发包及上交收入（元）[CE04.511],2018年补助收入（元）[CE04.522],2018年其他收入（元）[CE04.531],2018年投资收益（元）[CE04.561]\n"
            + "330127101201,150000,20000,30000,1000,5000\n330127101202,30000,20000,10000,1000,2000\n");
        var copy = Path.Combine(_shanhai.Folder, "copy.tar.gz");
        await Done("import", "places", "places.csv");
        (await Done("import", "figures", "figures.csv", "--document", "2018 年报表", "--confirm-absurd")).GetProperty("recorded").GetProperty("added").GetInt32().ShouldBe(10);
        (await Done("identify", "presets")).GetProperty("added").GetInt32().ShouldBeGreaterThan(5);

        var found = await Done("identify", "--rule", "WEAK.ZJ.2017", "--year", "2018", "--place", "330127");
        var said = await _shanhai.Run("identify", "--rule", "WEAK.ZJ.2017", "--year", "2018", "--lang", "en");
        var outside = await _shanhai.Run("identify", "--rule", "WEAK.ZJ.2017", "--year", "2030", "--json");
        await Done("backup", copy);
        await Done("user", "add", "late", "--password", App.Password, "--role", "Officer", "--place", "33");
        var kept = await _shanhai.Run("restore", copy, "--json");
        var restored = await Done("restore", copy, "--replace");

        (found.GetProperty("judged").GetInt32(), found.GetProperty("holds").GetInt32(), found.GetProperty("new").GetInt32()).ShouldBe((2, 1, 1));
        said.Code.ShouldBe(0, said.Errors);
        said.Output.ShouldContain("WEAK.ZJ.2017");
        (outside.Code, JsonSerializer.Deserialize<JsonElement>(outside.Output).GetProperty("problem").GetString()).ShouldBe((1, "rule.none-judges"));
        (kept.Code, JsonSerializer.Deserialize<JsonElement>(kept.Output).GetProperty("problem").GetString()).ShouldBe((1, "backup.not-empty"));
        restored.GetProperty("manifest").GetProperty("counts").GetProperty("findings").GetInt64().ShouldBeGreaterThanOrEqualTo(2);
        (await _shanhai.Run("user", "list", "--json")).Output.ShouldNotContain("\"late\"");
        (await Done("identify", "--rule", "WEAK.ZJ.2017", "--year", "2018")).GetProperty("continuing").GetInt32().ShouldBe(0);
        // What is done at the console stands in the journal under the operator's name.
        new[] { IdentificationModule.Run, "rule.load-presets", "figures.record", "backup.restore" }.ShouldBeSubsetOf(await Journalled());
    }

    private async Task<List<string>> Journalled()
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_shanhai.Folder, "shanhai.db")};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT DISTINCT verb FROM journal WHERE actor_name LIKE 'console:%'";
        await using var reader = await command.ExecuteReaderAsync();
        var verbs = new List<string>();
        while (await reader.ReadAsync())
        {
            verbs.Add(reader.GetString(0));
        }
        return verbs;
    }

    private Task Write(string name, string text) => File.WriteAllTextAsync(Path.Combine(_shanhai.Folder, name), text);

    /// <summary>What a verb answers that is expected to be done.</summary>
    private async Task<JsonElement> Done(params string[] args)
    {
        var ended = await _shanhai.Run([.. args, "--json"]);
        ended.Code.ShouldBe(0, string.Join(' ', args) + ": " + ended.Output + ended.Errors);
        return JsonSerializer.Deserialize<JsonElement>(ended.Output);
    }
}
