using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>Rules that ship or that an administration keeps as files: every *.json of a folder, one rule each.</summary>
public static class RuleFiles
{
    public static async Task<Result<IReadOnlyList<Rule>>> Read(string folder, Catalogue catalogue, CancellationToken ct = default)
    {
        var rules = new List<Rule>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            var read = Rule.Parse(await File.ReadAllTextAsync(path, ct));
            if ((read.Problem ?? (RuleCheck.Problems(read.Value, catalogue) is [var wrong, ..] ? wrong : null)) is { } problem)
            {
                return Problem.Invalid("rule.file", Path.GetFileName(path), problem.Code, string.Join(", ", problem.Args));
            }
            rules.Add(read.Value);
        }
        return RuleCheck.Together(rules) is [var first, ..] ? first : (Result<IReadOnlyList<Rule>>)rules;
    }
}
