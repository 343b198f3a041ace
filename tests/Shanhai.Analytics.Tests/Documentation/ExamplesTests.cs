namespace Shanhai.Analytics.Tests.Documentation;

/// <summary>What the documentation shows is compiled and run; a public entry point without an example, its errors or its parameters does not pass.</summary>
public sealed class ExamplesTests
{
    /// <summary>Entry points that take whatever they are given.</summary>
    private static readonly string[] NeverRefuse =
    [
        "Grouping.Of", "StringDistance.Levenshtein", "StringDistance.Alignment", "StringDistance.Damerau", "StringDistance.Subsequence", "SurveyDesign.Independent",
    ];

    public static TheoryData<string> Names => [.. Documented.Examples.Select(e => e.Name)];

    [Fact]
    public void All_examples_compile_against_the_public_surface() => CompiledExamples.Errors.ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Names))]
    public void An_example_gives_what_it_says(string name)
    {
        var (given, said) = CompiledExamples.Run(Documented.Examples.Select(e => e.Name).ToList().IndexOf(name));

        given.ShouldBe(said);
    }

    [Fact]
    public void Every_public_entry_point_tells_its_parameters_and_errors_and_shows_an_example() => Documented.EntryPoints.SelectMany(method =>
    {
        var name = $"{method.DeclaringType!.Name}.{method.Name}";
        if (!Documented.Members.TryGetValue(Documented.Id(method), out var document))
        {
            return [$"{name}: not documented"];
        }

        var told = document.Elements("param").Where(e => e.Value.Trim().Length > 0).Select(e => e.Attribute("name")!.Value).ToArray();
        return new[]
        {
            document.Element("example") is null ? "example" : null,
            document.Element("exception") is null && !NeverRefuse.Contains(name) ? "errors" : null,
            string.IsNullOrWhiteSpace(document.Element("summary")?.Value) ? "summary" : null,
        }.OfType<string>().Concat(method.GetParameters().Select(p => p.Name!).Except(told)).Select(missing => $"{name}: {missing}");
    }).ShouldBeEmpty();

    [Fact]
    public void The_readme_of_the_package_speaks_chinese_and_english_and_names_every_part()
    {
        Documented.Readme.ShouldContain("## 中文");
        Documented.Readme.ShouldContain("## English");
        Documented.EntryPoints.Select(m => m.DeclaringType!.Namespace!).Distinct().Where(n => n != "Shanhai.Analytics").Select(n => $"`{n.Split('.')[^1]}`")
            .ShouldAllBe(part => Documented.Readme.Contains(part));
    }
}
