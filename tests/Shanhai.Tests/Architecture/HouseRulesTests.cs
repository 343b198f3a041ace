using System.Text.RegularExpressions;

namespace Shanhai.Tests.Architecture;

[AnyDatabase]
public sealed partial class HouseRulesTests
{
    // Longer than the house likes, and taken apart when they are next touched; none is to come to them.
    private static readonly string[] LongHandlers =
        ["Demonstration/MakeDemonstration.cs", "Funds/DecideEntry.cs", "Pairing/Wish.cs", "Receptions/BookReception.cs", "Receptions/PlanReception.cs"];

    private static readonly string[] BadEndings = ["Helper", "Helpers", "Utils", "Utility", "Manager", "Service", "Processor", "Dto", "Impl"];

    [Fact]
    public void No_view_asks_for_services() =>
        Sources.Of(Sources.Program, ".razor").Where(f => f.Text.Contains("@inject", StringComparison.Ordinal) || f.Text.Contains("[Inject]", StringComparison.Ordinal))
            .Select(f => f.Name).ShouldBeEmpty();

    [Fact]
    public void No_file_holds_more_than_300_lines() =>
        new[] { "src", "tests", "bench" }.SelectMany(folder => Sources.Of(Path.Combine(Sources.Root, folder), ".cs", ".razor")).Where(f => f.Text.AsSpan().Count('\n') > 300)
            .Select(f => f.Name).ShouldBeEmpty();

    [Fact]
    public void No_type_is_named_after_what_it_is_instead_of_what_it_does() =>
        Sources.Of(Path.Combine(Sources.Root, "src"), ".cs")
            .SelectMany(f => Types().Matches(f.Text).Select(m => m.Groups[1].Value).Where(t => BadEndings.Any(e => t.EndsWith(e, StringComparison.Ordinal))).Select(t => $"{f.Name}: {t}"))
            .ShouldBeEmpty();

    [Fact]
    public void No_code_waits_to_be_written() =>
        Sources.Of(Path.Combine(Sources.Root, "src"), ".cs", ".razor").Where(f => Unfinished().IsMatch(f.Text)).Select(f => f.Name).ShouldBeEmpty();

    [Fact]
    public void A_use_case_opens_with_a_sentence_and_its_handler_can_be_read_at_a_glance()
    {
        var cases = Sources.Of(Sources.Program, ".cs").SelectMany(f => Handlers().Matches(f.Text).Select(m => (f.Name, f.Text, At: m.Index))).ToList();

        cases.Count.ShouldBeGreaterThan(200);
        cases.Where(c => !c.Text[..c.At].Contains("/// <summary>", StringComparison.Ordinal)).Select(c => c.Name).ShouldBeEmpty();
        cases.Where(c => Lines(c.Text, c.At) > 60).Select(c => c.Name).Distinct().Except(LongHandlers).ShouldBeEmpty();
    }

    /// <summary>From the first line of a method to the brace that ends it.</summary>
    private static int Lines(string text, int at) => text.AsSpan(at, text.IndexOf("\n    }\n", at, StringComparison.Ordinal) - at).Count('\n') + 2;

    [Fact]
    public void The_pure_library_does_no_input_or_output() =>
        Sources.Of(Path.Combine(Sources.Root, "src", "Shanhai.Analytics"), ".cs").Where(f => Outside().IsMatch(f.Text)).Select(f => f.Name).ShouldBeEmpty();

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum)\s+([A-Z][A-Za-z]+)")]
    private static partial Regex Types();

    [GeneratedRegex(@"^    (?:public|internal) static (?:async )?Task<.+ Handle\([^{};]*\)\n    \{\n", RegexOptions.Multiline)]
    private static partial Regex Handlers();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|NotImplementedException)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"using System\.(IO|Net|Data)\b|\bTimeProvider\b|\basync\b|\bConsole\.")]
    private static partial Regex Outside();
}
