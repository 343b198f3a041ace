using System.Text.Json;

namespace Shanhai.Tests.Host.Clocks;

/// <summary>The console door: on what day a time limit ends, and the table of a year that is entered.</summary>
[AnyDatabase]
public sealed class ClocksConsoleTests : IDisposable
{
    private readonly Executable _shanhai = new();

    public void Dispose() => _shanhai.Dispose();

    [Fact]
    public async Task The_day_is_told_with_every_day_counted_in_both_languages()
    {
        var chinese = await _shanhai.Run("deadline", "XF.SORT", "--from", "2026-02-05");
        var english = await _shanhai.Run("deadline", "XF.SORT", "--from", "2026-02-05", "--lang", "en");

        (chinese.Code, english.Code).ShouldBe((0, 0));
        chinese.Output.ShouldContain("2026-02-05 起算，15日，2026-02-24 24时届满");
        chinese.Output.ShouldContain("2026-02-24 周二  顺延至此，当日24时届满");
        english.Output.ShouldContain("ends 2026-02-24 at 24:00");
        english.Output.ShouldContain("2026-02-20 Fri  day 15 is the last, but day off for Spring Festival: moved");
    }

    [Fact]
    public async Task A_calendar_file_is_entered_once_it_is_whole_and_the_day_is_no_longer_provisional()
    {
        (await _shanhai.Run("deadline", "XF.SORT", "--from", "2026-12-17", "--lang", "en")).Output.ShouldContain("No table of holidays is published yet");
        (await _shanhai.Run("calendar", Write("cut.json", 3), "--lang", "en")).ShouldSatisfyAllConditions(
            e => e.Code.ShouldBe(1), e => e.Errors.ShouldContain("Only 3 days off"));
        (await _shanhai.Run("calendar", "no-such-file.json", "--lang", "en")).ShouldSatisfyAllConditions(
            e => e.Code.ShouldBe(1), e => e.Errors.ShouldContain("no-such-file.json"));

        (await _shanhai.Run("calendar", Write("whole.json", 12), "--lang", "en")).ShouldSatisfyAllConditions(
            e => e.Code.ShouldBe(0), e => e.Output.ShouldContain("2027: 12 days off, 0 make-up days"));

        var json = JsonSerializer.Deserialize<JsonElement>((await _shanhai.Run("deadline", "XF.SORT", "--from", "2026-12-17", "--json")).Output);
        json.GetProperty("due").GetString().ShouldBe("2027-01-13");
        json.GetProperty("provisional").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData("XF.NOPE", "2026-02-05", "XF.NOPE")]
    [InlineData("XF.SORT", "05.02.2026x", "is no day")]
    [InlineData("XF.SORT", "2020-02-05", "in force")]
    public async Task What_cannot_be_reckoned_ends_with_1_and_a_line(string code, string from, string told)
    {
        var ended = await _shanhai.Run("deadline", code, "--from", from, "--lang", "en");

        (ended.Code, ended.Output).ShouldBe((1, ""));
        ended.Errors.ShouldContain(told);
    }

    private string Write(string name, int days)
    {
        var path = Path.Combine(_shanhai.Folder, name);
        Directory.CreateDirectory(_shanhai.Folder);
        var list = Enumerable.Range(1, days).Select(d => $$"""{ "date": "2027-01-{{d:00}}", "zh": "元旦", "en": "New Year's Day", "kind": "holiday" }""");
        File.WriteAllText(path, $$"""{ "code": "CN", "source": { "zh": "通知", "en": "notice" }, "years": { "2027": [ {{string.Join(",", list)}} ] } }""");
        return path;
    }
}
