namespace Shanhai.Identification;

/// <summary>A rule as sentences: every group a line, its conditions indented below it.</summary>
public static class RuleText
{
    /// <summary>A line of a condition's tree and how deep it stands.</summary>
    public sealed record Line(int Depth, string Text);

    public static string Full(Rule rule, Language language, Telling telling) =>
        string.Join('\n', Lines(rule.When, language, telling).Select(l => new string(' ', l.Depth * 2) + l.Text));

    public static IEnumerable<Line> Lines(Condition condition, Language language, Telling telling, int depth = 0)
    {
        if (condition is Condition.Compare compare)
        {
            return [new(depth, Words.Say(language, "rule.compare." + Key(compare.Is), telling.In(language).Name(compare.Left), telling.In(language).Name(compare.Right)))];
        }
        var head = condition switch { Condition.All => "rule.all", Condition.Any => "rule.any", _ => "rule.not" };
        return [new(depth, Words.Say(language, head)), .. condition.Children.SelectMany(c => Lines(c, language, telling, depth + 1))];
    }

    internal static string Key(Relation relation) => relation switch
    {
        Relation.Less => "less", Relation.AtMost => "at-most", Relation.Equal => "equal", Relation.NotEqual => "not-equal", Relation.AtLeast => "at-least", _ => "more",
    };
}
