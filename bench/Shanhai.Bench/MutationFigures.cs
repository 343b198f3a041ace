using System.Globalization;
using System.Text.Json;

namespace Shanhai.Bench;

/// <summary>The reports of scripts/mutation as one table: what share of the mutants the tests noticed, by file, and where the others live.</summary>
internal static class MutationFigures
{
    private static readonly string[] Noticed = ["Killed", "Timeout"];
    private static readonly string[] Missed = ["Survived", "NoCoverage"];

    public static async Task Run()
    {
        var folder = Path.Combine(Report.Repository, "artifacts/mutation");
        var report = new Report(
            "mutation", "Mutation testing of the library's core",
            "`scripts/mutation`, Stryker.NET 5.1.0, level Standard. Each file below was changed in many small ways, one at a time, and the tests written for its folder were run: a mutant is noticed when a test fails, or does not end within one and a half times its time and fifteen seconds. "
            + "Left out are texts, summaries, checks for null and cancellation, and the conditions by which options are checked (`Refuse.Unless`, tested by the tests of bad input); mutants that do not compile do not count.");
        report.Row("file", "mutants", "a test failed", "did not end", "survived", "not reached", "share noticed");
        var (all, seen) = (0, 0);
        foreach (var (file, states) in Directory.EnumerateFiles(folder, "mutation-report.json", SearchOption.AllDirectories).SelectMany(Files).OrderBy(f => f.File, StringComparer.Ordinal))
        {
            int Count(params string[] of) => states.Count(s => of.Contains(s));
            var counted = Count([.. Noticed, .. Missed]);
            if (counted == 0)
            {
                continue;
            }
            (all, seen) = (all + counted, seen + Count(Noticed));
            report.Row(file, Text(counted), Text(Count("Killed")), Text(Count("Timeout")), Text(Count("Survived")), Text(Count("NoCoverage")), Share(Count(Noticed), counted));
        }
        report.Row("**all**", Text(all), "", "", "", "", Share(seen, all));
        await report.Write();
    }

    private static IEnumerable<(string File, string[] States)> Files(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(path));
        return [.. json.RootElement.GetProperty("files").EnumerateObject().Select(f => (
            f.Name[(f.Name.LastIndexOf("Shanhai.Analytics/", StringComparison.Ordinal) + "Shanhai.Analytics/".Length)..],
            f.Value.GetProperty("mutants").EnumerateArray().Select(m => m.GetProperty("status").GetString()!).ToArray()))];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Share(int part, int whole) => ((double)part / whole).ToString("P1", CultureInfo.InvariantCulture);
}
