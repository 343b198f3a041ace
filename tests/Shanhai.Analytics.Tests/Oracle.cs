using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Shanhai.Analytics.Tests;

/// <summary>
/// A case of reference results kept beside the repository (not in it: most data are under other licences).
/// Tests that read one are skipped, with the reason, where the folder is missing.
/// </summary>
internal sealed class Oracle
{
    private readonly string name;
    private readonly string folder;
    private readonly JsonElement root;

    private Oracle(string name, string folder)
    {
        (this.name, this.folder) = (name, folder);
        root = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json"))).RootElement;
    }

    public static Oracle Case(string name)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Shanhai.slnx")))
        {
            directory = directory.Parent;
        }

        var folder = directory is null ? null : Path.Combine(directory.FullName, "..", "shared", "oracles", name);
        if (folder is null || !Directory.Exists(folder))
        {
            Assert.Skip($"reference case {name} is not beside this copy of the repository");
        }

        return new Oracle(name, folder!);
    }

    public Reference this[string result] =>
        new(root.GetProperty("results").EnumerateArray().Single(r => r.GetProperty("name").GetString() == result).GetProperty("value"), name, result);

    public IEnumerable<string> Results => root.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("name").GetString()!);

    /// <summary>Paths of all numbers of the case.</summary>
    public IReadOnlyList<string> Numbers =>
        [.. root.GetProperty("results").EnumerateArray().SelectMany(r => Reference.Numbers(r.GetProperty("value"), r.GetProperty("name").GetString()!))];

    /// <summary>Numbers that no test has taken so far.</summary>
    public IReadOnlyList<string> Untouched => [.. Numbers.Where(path => !Reference.IsEntered(name, path))];

    public double Number(string result, params string[] path)
    {
        var at = this[result];
        foreach (var step in path)
        {
            at = at.GetProperty(step);
        }

        return at.GetDouble();
    }

    public string Text(string file) => File.ReadAllText(Path.Combine(folder, file), Encoding.UTF8);

    public Table Csv(string file = "data.csv") => Table.Parse(Text(file));
}

/// <summary>A CSV table in memory; empty numbers read as NaN.</summary>
internal sealed class Table(string[] header, List<string[]> rows)
{
    public int Rows => rows.Count;

    public string[] Text(string column)
    {
        var c = Array.IndexOf(header, column);
        return [.. rows.Select(r => r[c])];
    }

    public double[] Numbers(string column) =>
        [.. Text(column).Select(t => t is "" or "NA" ? double.NaN : double.Parse(t, CultureInfo.InvariantCulture))];

    public int[] Whole(string column) => [.. Numbers(column).Select(x => (int)x)];

    public Table Where(Func<int, bool> keep) => new(header, [.. rows.Where((_, i) => keep(i))]);

    public static Table Parse(string text)
    {
        var rows = new List<string[]>();
        var row = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && c is ',' or '\n' && !quoted)
            {
                row.Add(field.ToString());
                field.Clear();
                if (c == '\n')
                {
                    rows.Add([.. row]);
                    row.Clear();
                }
            }
            else
            {
                field.Append(c);
            }
        }

        return new Table(rows[0], rows[1..]);
    }
}

internal static class Comparing
{
    /// <summary>Relative comparison; absolute below one.</summary>
    public static void ShouldAgree(this double actual, double expected, double tolerance, string what = "") =>
        Math.Abs(actual - expected).ShouldBeLessThanOrEqualTo(
            tolerance * Math.Max(Math.Abs(expected), 1e-3),
            $"{what}: {actual:R} against {expected:R}");
}
