using System.Text.RegularExpressions;

namespace Shanhai.Tests.Architecture;

/// <summary>What the documents say of the code is there.</summary>
[AnyDatabase]
public sealed partial class DocumentsTests
{
    [Fact]
    public void Every_test_that_the_table_of_bad_input_names_is_there()
    {
        var classes = Sources.Of(Path.Combine(Sources.Root, "tests"), ".cs")
            .SelectMany(f => Classes().Matches(f.Text).Select(m => (Name: m.Groups[1].Value, f.Text))).ToLookup(c => c.Name, c => c.Text);
        var (rows, missing) = (0, new List<string>());
        foreach (var row in File.ReadLines(Path.Combine(Sources.Root, "docs", "bad-input.md")).Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Skip(2))
        {
            rows++;
            // "ImportTests.Two_files_…, An_odd_…": the second is of the same class.
            var of = "";
            foreach (var named in Named().Matches(row.TrimEnd(' ', '|').Split(" | ")[^1]).Select(m => m.Groups[1].Value.TrimEnd('…', '_')))
            {
                var dot = named.IndexOf('.', StringComparison.Ordinal);
                of = dot > 0 ? named[..dot] : classes.Contains(named) ? named : of;
                var method = named == of ? "" : named[(dot + 1)..];
                if (!classes[of].Any(text => text.Contains(method, StringComparison.Ordinal)))
                {
                    missing.Add($"{named}: {row}");
                }
            }
            if (of.Length == 0)
            {
                missing.Add("no test: " + row);
            }
        }

        rows.ShouldBeGreaterThan(100);
        missing.ShouldBeEmpty();
    }

    [Fact]
    public void The_map_shows_every_folder_of_the_program()
    {
        var map = File.ReadAllText(Path.Combine(Sources.Root, "docs", "map.md"));

        Directory.GetDirectories(Sources.Program).Select(Path.GetFileName).Where(f => f is not ("wwwroot" or "bin" or "obj" or "Properties"))
            .Where(f => !map.Contains($"\n  {f}/", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [GeneratedRegex(@"\bclass ([A-Za-z0-9]+)")]
    private static partial Regex Classes();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Named();
}
