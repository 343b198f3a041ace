using System.Globalization;
using System.Text.Json;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>
/// A rule as a form without script: every comparison is a row of fields named by its place in the tree ("line-0.1"), and a button says what else to do
/// ("add:0", "remove:0.1", "any:0"). Pure: the rule so far and the posted fields go in, the changed rule comes out.
/// </summary>
public static class RuleEdit
{
    public static Result<Rule> Apply(string? json, IReadOnlyDictionary<string, string> fields, string? act)
    {
        var read = Rule.Parse(json ?? "");
        if (read.Problem is not null)
        {
            return read;
        }
        try
        {
            var rule = read.Value;
            var when = Walk(rule.When, "", (c, path) => c is Condition.Compare compare ? Compare(compare, path, fields) : c)!;
            when = act?.Split(':', 2) is [var what, var at] ? Change(when, what, at) ?? when : when;
            return rule with
            {
                When = when,
                From = Period.TryParse(fields.GetValueOrDefault("from"), out var from) ? from : rule.From,
                To = fields.TryGetValue("to", out var to) ? Period.TryParse(to, out var end) ? end : null : rule.To,
                Basis = fields.GetValueOrDefault("basis") ?? rule.Basis,
                // Whoever has read the document itself takes the mark of doubt away.
                Mark = fields.GetValueOrDefault("confirmed") == "true" ? new Mark(Origin.Found, fields.GetValueOrDefault("basis") ?? rule.Basis) : rule.Mark,
                Name = new(fields.GetValueOrDefault("nameZh") ?? rule.Name.Zh, fields.GetValueOrDefault("nameEn") ?? rule.Name.En),
            };
        }
        catch (JsonException e)
        {
            return Problem.Invalid("rule.unreadable", e.Message);
        }
    }

    /// <summary>How the right side is written in its field: "100000 yuan", or as JSON where it is no constant.</summary>
    public static string Written(Expression expression) => expression switch
    {
        Expression.Constant c => string.Create(CultureInfo.InvariantCulture, $"{c.Number} {c.Unit}").TrimEnd(),
        Expression.Figure figure => figure.Code,
        _ => JsonSerializer.Serialize(expression, Catalogue.Json),
    };

    private static Condition.Compare Compare(Condition.Compare c, string path, IReadOnlyDictionary<string, string> fields) => new(
        fields.TryGetValue("left-" + path, out var left) && left.Length > 0 ? Read(left) : c.Left,
        fields.TryGetValue("is-" + path, out var relation) && Enum.TryParse<Relation>(relation, out var is_) ? is_ : c.Is,
        fields.TryGetValue("line-" + path, out var line) && line.Length > 0 ? Read(line) : c.Right);

    private static Expression Read(string text)
    {
        text = text.Trim();
        return JsonSerializer.Deserialize<Expression>(text.StartsWith('{') ? text : JsonSerializer.Serialize(text), Catalogue.Json)!;
    }

    private static Condition? Change(Condition when, string what, string at) => Walk(when, "", (c, path) => path != at ? c : what switch
    {
        "remove" => null,
        "add" => c switch
        {
            Condition.All all => new Condition.All([.. all.Parts, New]),
            Condition.Any any => new Condition.Any([.. any.Parts, New]),
            _ => new Condition.All([c, New]),
        },
        "all" => c is Condition.Any any ? new Condition.All(any.Parts) : new Condition.All([c]),
        "any" => c is Condition.All all ? new Condition.Any(all.Parts) : new Condition.Any([c]),
        "not" => c is Condition.Not not ? not.Of : new Condition.Not(c),
        _ => c,
    });

    private static readonly Condition.Compare New = new(new Expression.Figure("CE.OPERATING"), Relation.Less, new Expression.Constant(100_000, "yuan"));

    // From the leaves up; a group whose parts were all removed goes too, and a group of one stays as it is.
    private static Condition? Walk(Condition c, string path, Func<Condition, string, Condition?> change)
    {
        string At(int i) => path.Length == 0 ? i.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{path}.{i}");
        Condition[] Parts() => [.. c.Children.Select((p, i) => Walk(p, At(i), change)).OfType<Condition>()];
        if (c is Condition.Compare)
        {
            return change(c, path);
        }
        var parts = Parts();
        return parts.Length == 0 ? null : change(c switch { Condition.All => new Condition.All(parts), Condition.Any => new Condition.Any(parts), _ => new Condition.Not(parts[0]) }, path);
    }
}
