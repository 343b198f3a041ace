using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>What must hold before a rule may be published. Every problem found is told, not only the first.</summary>
public static class RuleCheck
{
    public static IReadOnlyList<Problem> Problems(Rule rule, Catalogue catalogue)
    {
        var found = new List<Problem?>
        {
            rule.To is { } to && to < rule.From ? Problem.Invalid("rule.ends-before-start", rule.From.ToString(), to.ToString()) : null,
            rule.To is { } last && last.Type != rule.From.Type ? Problem.Invalid("rule.periods-unlike", rule.From.ToString(), last.ToString()) : null,
            rule.Population.Levels.Count == 0 ? Problem.Invalid("rule.population-empty") : null,
            rule.Population.Within.Concat(rule.Population.Places).FirstOrDefault(p => !rule.Jurisdiction.Contains(p)) is { Value: not 0 } outside
                ? Problem.Invalid("rule.outside-jurisdiction", outside.ToString(), rule.Jurisdiction.ToString()) : null,
            rule.Exemptions.FirstOrDefault(e => string.IsNullOrWhiteSpace(e.Document)) is { } bare ? Problem.Invalid("rule.exemption-without-document", bare.Place.ToString()) : null,
            rule.Severities.GroupBy(s => s.Code).FirstOrDefault(g => g.Count() > 1) is { } twice ? Problem.Invalid("rule.severity-twice", twice.Key) : null,
            string.IsNullOrWhiteSpace(rule.Basis) ? Problem.Invalid("rule.basis-missing") : null,
        };
        foreach (var condition in rule.Severities.Select(s => s.When).Prepend(rule.When))
        {
            found.Add(Empty(condition) ? Problem.Invalid("rule.empty-tree") : null);
            found.AddRange(condition.Comparisons.Select(c => Units(c, catalogue) ?? Life(c, rule, catalogue)));
        }
        return [.. found.OfType<Problem>()];
    }

    /// <summary>Rules that stand together: no two of one code in force at once, every superior rule known, no circle of "under".</summary>
    public static IReadOnlyList<Problem> Together(IReadOnlyList<Rule> rules)
    {
        var found = new List<Problem>();
        foreach (var versions in rules.GroupBy(r => r.Code))
        {
            var ordered = versions.OrderBy(r => r.From).ToArray();
            found.AddRange(ordered.Zip(ordered.Skip(1)).Where(p => p.First.To is null || p.First.To >= p.Second.From)
                .Select(p => Problem.Invalid("rule.versions-overlap", versions.Key, p.Second.From.ToString())));
        }
        var under = rules.GroupBy(r => r.Code).ToDictionary(g => g.Key, g => g.Select(r => r.Under).OfType<string>().Distinct().ToArray());
        found.AddRange(under.SelectMany(u => u.Value.Where(p => !under.ContainsKey(p)).Select(p => Problem.Invalid("rule.superior-unknown", u.Key, p))));
        found.AddRange(under.Keys.Where(code => Reaches(code, code, under, [])).Select(code => Problem.Invalid("rule.circle", code)));
        return found;
    }

    private static bool Empty(Condition condition) =>
        condition is Condition.All { Parts.Count: 0 } or Condition.Any { Parts.Count: 0 } || condition.Children.Any(Empty);

    private static Problem? Units(Condition.Compare compare, Catalogue catalogue)
    {
        var (left, right) = (Dimensions.Of(compare.Left, catalogue), Dimensions.Of(compare.Right, catalogue));
        return left.Problem ?? right.Problem ?? (left.Value != right.Value ? Problem.Invalid("rule.unit-mismatch", left.Value, right.Value) : null);
    }

    private static Problem? Life(Condition.Compare compare, Rule rule, Catalogue catalogue)
    {
        foreach (var (code, back, _) in compare.Left.Reads().Concat(compare.Right.Reads()))
        {
            var indicator = catalogue[code];
            if (indicator.PeriodType != rule.From.Type)
            {
                return Problem.Invalid("rule.period-type", indicator.Name);
            }
            if (rule.From.YearNumber - back < indicator.FirstYear || (rule.To?.YearNumber ?? int.MaxValue) - back > indicator.LastYear)
            {
                return Problem.Invalid("rule.indicator-life", indicator.Name, code, indicator.FirstYear, indicator.LastYear);
            }
        }
        return null;
    }

    private static bool Reaches(string from, string goal, Dictionary<string, string[]> under, HashSet<string> seen) =>
        (under.GetValueOrDefault(from) ?? []).Any(next => next == goal || (seen.Add(next) && Reaches(next, goal, under, seen)));
}
