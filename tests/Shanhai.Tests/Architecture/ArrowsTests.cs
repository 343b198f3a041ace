using System.Text.RegularExpressions;

namespace Shanhai.Tests.Architecture;

/// <summary>Who may use whom. A capability uses the host and the capabilities named behind it here, and nobody else.</summary>
public sealed partial class ArrowsTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Kernel"] = [],
        ["Host"] = [],
        ["Places"] = [],
        ["Organisations"] = ["Places"],
        ["Indicators"] = ["Places"],
        ["Identification"] = ["Places", "Indicators"],
        ["Pairing"] = ["Places", "Organisations", "Indicators", "Identification"],
        ["Voices"] = ["Places", "Organisations"],
        ["Notices"] = ["Places", "Organisations", "Voices"],
        ["Receptions"] = ["Places", "Organisations", "Voices", "Notices"],
        ["Funds"] = ["Places", "Organisations", "Indicators"],
        ["Burden"] = [],
        ["Evaluation"] = [],
        ["Portal"] = ["Places", "Indicators", "Identification"],
        ["Demonstration"] = ["Places", "Organisations", "Indicators", "Identification", "Pairing", "Notices", "Voices", "Receptions", "Funds"],
    };

    // The list of every table needs every capability: that is its purpose.
    private static readonly string[] NameEverybody = ["Host/Persistence/Db.cs"];

    [Fact]
    public void Every_folder_uses_only_those_it_may()
    {
        var broken = new List<string>();
        foreach (var (name, text) in Sources.Of(Sources.Program, ".cs", ".razor").Where(f => f.Name.Contains('/') && !NameEverybody.Contains(f.Name)))
        {
            var folder = name[..name.IndexOf('/')];
            var used = Names().Matches(text).Select(m => m.Groups[1].Value).Distinct().Where(u => Allowed.ContainsKey(u) && u != folder);
            broken.AddRange(used.Where(u => u != "Kernel" && (u != "Host" || folder == "Kernel") && !Allowed[folder].Contains(u)).Select(u => $"{name} uses {u}"));
        }

        broken.ShouldBeEmpty();
    }

    [Fact]
    public void Every_folder_of_the_program_has_its_place_in_the_table()
    {
        var folders = Directory.GetDirectories(Sources.Program).Select(Path.GetFileName).Where(f => f is not ("wwwroot" or "bin" or "obj" or "Properties"));

        folders.ShouldBe(Allowed.Keys, ignoreOrder: true);
    }

    [Fact]
    public void The_table_has_no_circle() =>
        Allowed.ShouldAllBe(entry => entry.Value.All(used => Array.IndexOf(Allowed.Keys.ToArray(), used) < Array.IndexOf(Allowed.Keys.ToArray(), entry.Key)));

    [GeneratedRegex(@"\bShanhai\.([A-Z][A-Za-z]+)")]
    private static partial Regex Names();
}
