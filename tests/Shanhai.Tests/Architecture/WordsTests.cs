using System.Text.Json;
using System.Text.RegularExpressions;
using Shanhai.Host.Security;
using Shanhai.Host.Web;
using Shanhai.Kernel;

namespace Shanhai.Tests.Architecture;

public sealed partial class WordsTests
{
    [Fact]
    public void Every_word_exists_in_both_languages_with_the_same_places_for_values()
    {
        var faults = Words.All.Where(w =>
            string.IsNullOrWhiteSpace(w.Value.Zh) || string.IsNullOrWhiteSpace(w.Value.En)
            || !Places(w.Value.Zh).SetEquals(Places(w.Value.En)));

        faults.Select(f => f.Key).ShouldBeEmpty();
    }

    [Fact]
    public void No_key_is_told_twice()
    {
        // Not as a dictionary: of two lines of one file it keeps the last and says nothing.
        var keys = Sources.Of(Sources.Program, "Words.json").SelectMany(f => JsonDocument.Parse(f.Text).RootElement.EnumerateObject().Select(p => p.Name));

        keys.GroupBy(k => k).Where(g => g.Count() > 1).Select(g => g.Key).ShouldBeEmpty();
    }

    [Fact]
    public void Every_key_that_a_view_or_a_use_case_says_exists()
    {
        var missing = Sources.Of(Sources.Program, ".cs", ".razor")
            .SelectMany(f => Said().Matches(f.Text).Select(m => (f.Name, Key: m.Groups[1].Value))
                .Concat(Problem().Matches(f.Text).Select(m => (f.Name, Key: "problem." + m.Groups[1].Value))))
            .Where(u => !Words.Has(u.Key));

        missing.Select(m => $"{m.Name}: {m.Key}").Distinct().ShouldBeEmpty();
    }

    [Fact]
    public void Every_role_verb_level_and_menu_line_has_words()
    {
        var keys = Enum.GetNames<Role>().Select(r => "role." + r)
            .Concat(Enum.GetNames<Level>().Select(l => "level." + l))
            .Concat(Composition.Access.Verbs.Select(v => "verb." + v))
            .Concat(Composition.Modules.SelectMany(m => m.Menu).SelectMany(m => new[] { m.Group, m.TitleKey }));

        keys.Where(k => k.Length > 0 && !Words.Has(k)).ShouldBeEmpty();
    }

    private static HashSet<string> Places(string text) => [.. Braces().Matches(text).Select(m => m.Groups[1].Value)];

    // A key that is put together at run time ("level." + level) is covered by the test of its enumeration.
    [GeneratedRegex(@"(?:\bT|\bSay)\(""([a-z][A-Za-z0-9.\-]+[A-Za-z0-9])""[,)]")]
    private static partial Regex Said();

    [GeneratedRegex(@"Problem\.(?:Refused|Missing|Clash|Invalid)\(""([a-z][A-Za-z0-9.\-]+)""")]
    private static partial Regex Problem();

    [GeneratedRegex(@"\{(\d+)[^}]*\}")]
    private static partial Regex Braces();
}
