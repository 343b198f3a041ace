using System.Globalization;
using System.Text.Json;
using Shanhai.Identification;
using Shanhai.Indicators;
using Shanhai.Kernel;
using Shanhai.Tests.Indicators;

namespace Shanhai.Tests.Identification;

internal static class GivenRule
{
    public static readonly Catalogue Known = Shipped.Catalogue.Value;

    public static Rule When(string condition, string jurisdiction = "990000000000") => Rule.Parse($$"""
        { "code": "R", "name": { "zh": "规则", "en": "Rule" }, "jurisdiction": "{{jurisdiction}}", "from": "1990", "basis": "文件",
          "mark": { "origin": "found", "source": "-" }, "population": { "levels": ["village"] }, "when": {{condition}} }
        """).Value;

    public static Run Run(this GivenFacts facts, Rule rule, int year)
    {
        using var columns = new FactColumns(Known, facts, TimeProvider.System);
        return Shanhai.Identification.Run.Of(rule, Period.Year(year), columns.Read(rule.Needs(Known, Period.Year(year)), default).Result, facts.List).Value;
    }

    /// <summary>The words that ship, said without a web server.</summary>
    public static string Say(Language language, string key, params object?[] args)
    {
        var word = Words.Value.GetProperty(key).GetProperty(language == Language.English ? "en" : "zh").GetString()!;
        return string.Format(CultureInfo.InvariantCulture, word, args);
    }

    private static readonly Lazy<JsonElement> Words = new(() =>
    {
        var all = new Dictionary<string, JsonElement>();
        foreach (var file in new[] { "src/Shanhai/Identification/Words.json", "src/Shanhai/Indicators/Words.json" })
        {
            foreach (var word in JsonDocument.Parse(File.ReadAllText(Shipped.Folder(file))).RootElement.EnumerateObject())
            {
                all.Add(word.Name, word.Value);
            }
        }
        return JsonSerializer.SerializeToElement(all);
    });
}
