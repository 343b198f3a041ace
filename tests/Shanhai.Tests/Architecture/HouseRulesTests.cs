using System.Text.RegularExpressions;

namespace Shanhai.Tests.Architecture;

public sealed partial class HouseRulesTests
{
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
    public void The_pure_library_does_no_input_or_output() =>
        Sources.Of(Path.Combine(Sources.Root, "src", "Shanhai.Analytics"), ".cs").Where(f => Outside().IsMatch(f.Text)).Select(f => f.Name).ShouldBeEmpty();

    [GeneratedRegex(@"\b(?:class|record|struct|interface|enum)\s+([A-Z][A-Za-z]+)")]
    private static partial Regex Types();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|NotImplementedException)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"using System\.(IO|Net|Data)\b|\bTimeProvider\b|\basync\b|\bConsole\.")]
    private static partial Regex Outside();
}
