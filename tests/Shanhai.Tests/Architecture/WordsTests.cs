using System.Text.Json;
using System.Text.RegularExpressions;
using Shanhai.Host.Security;
using Shanhai.Host.Web;
using Shanhai.Kernel;

namespace Shanhai.Tests.Architecture;

[AnyDatabase]
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

    [Fact]
    public void English_tells_one_from_several_and_writes_numbers_and_days_as_before()
    {
        string English(string key, params object?[] values) => Words.Say(Language.English, key, values);

        English("enclaves.alarms-n", 1).ShouldBe("1 alarm");
        English("enclaves.alarms-n", 0).ShouldBe("0 alarms");
        English("enclaves.alarms-n", 21L).ShouldBe("21 alarms");
        English("pairing.given.Hours", 1.00m).ShouldBe("1 hour");
        English("pairing.given.Hours", 1234m).ShouldBe("1,234 hours");
        English("queue.waits-mine", 1).ShouldBe("1 voice is in your hands");
        English("postings.covered", 1, 2, "Lanxi").ShouldBe("Lanxi: 1 of 2 villages that should have somebody has");
        English("queue.due-in", new DateOnly(2026, 3, 1), 1).ShouldBe("2026-03-01, 1 day left");
        Words.Say(Language.Chinese, "pairing.given.Hours", 1234m).ShouldBe("1,234 小时");
    }

    [Fact]
    public void Only_English_has_words_for_one_and_for_several_and_always_both()
    {
        Words.All.Where(w => Chosen().IsMatch(w.Value.Zh)).Select(w => w.Key).ShouldBeEmpty();
        Words.All.SelectMany(w => Chosen().Matches(w.Value.En).Where(m => m.Groups[1].Value.Split('|') is not [{ Length: > 0 }, { Length: > 0 }]).Select(m => $"{w.Key}: {m.Value}")).ShouldBeEmpty();
    }

    private static HashSet<string> Places(string text) => [.. Braces().Matches(text).Select(m => m.Groups[1].Value)];

    // A key that is put together at run time ("level." + level) is covered by the test of its enumeration.
    [GeneratedRegex(@"(?:\bT|\bSay)\(""([a-z][A-Za-z0-9.\-]+[A-Za-z0-9])""[,)]")]
    private static partial Regex Said();

    [GeneratedRegex(@"Problem\.(?:Refused|Missing|Clash|Invalid)\(""([a-z][A-Za-z0-9.\-]+)""")]
    private static partial Regex Problem();

    [GeneratedRegex(@"\{(\d+)[^}]*\}")]
    private static partial Regex Braces();

    [GeneratedRegex(@"\{\d+:([^}]*\|[^}]*)\}")]
    private static partial Regex Chosen();
}
