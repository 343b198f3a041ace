using System.Text.RegularExpressions;

namespace Shanhai.Tests.Architecture;

/// <summary>Who may use whom. A capability uses the host and the capabilities named behind it here, and nobody else.</summary>
[AnyDatabase]
public sealed partial class ArrowsTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Kernel"] = [],
        ["Host"] = [],
        ["Places"] = [],
        ["Organisations"] = ["Places"],
        ["Indicators"] = ["Places"],
        // Who answers for a village's plan is a body of the register.
        ["Identification"] = ["Places", "Organisations", "Indicators"],
        ["Voices"] = ["Places", "Organisations"],
        ["Notices"] = ["Places", "Organisations", "Voices"],
        ["Receptions"] = ["Places", "Organisations", "Voices", "Notices"],
        // Papers of entries are taken as files of voices are.
        ["Funds"] = ["Places", "Organisations", "Indicators", "Voices"],
        // What a helper gave names the entry of the book that received it.
        ["Pairing"] = ["Places", "Organisations", "Indicators", "Identification", "Funds"],
        ["Postings"] = ["Places", "Organisations", "Identification", "Pairing", "Notices"],
        // What a project was paid is read from the ledger, which names it by its code and knows nothing of it; evaluation comes after, and takes adopted measures from here.
        ["Programmes"] = ["Places", "Organisations", "Indicators", "Identification", "Funds"],
        ["Enclaves"] = ["Places", "Organisations", "Funds"],
        ["Burden"] = [],
        ["Evaluation"] = [],
        ["Portal"] = ["Places", "Indicators", "Identification"],
        ["Demonstration"] = ["Places", "Organisations", "Indicators", "Identification", "Pairing", "Notices", "Voices", "Receptions", "Postings", "Funds", "Programmes", "Enclaves"],
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
