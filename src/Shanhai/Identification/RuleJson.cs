using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shanhai.Identification;

/// <summary>The written form of conditions: {"all": […]}, {"any": […]}, {"not": …}, {"compare": X, "is": "&lt;", "to": Y}.</summary>
public sealed class ConditionJson : JsonConverter<Condition>
{
    internal static readonly Dictionary<Relation, string> Signs = new()
    {
        [Relation.Less] = "<", [Relation.AtMost] = "<=", [Relation.Equal] = "=", [Relation.NotEqual] = "!=", [Relation.AtLeast] = ">=", [Relation.More] = ">",
    };

    public override Condition Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Of(JsonElement.ParseValue(ref reader));

    public override void Write(Utf8JsonWriter writer, Condition value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        switch (value)
        {
            case Condition.All or Condition.Any:
                writer.WriteStartArray(value is Condition.All ? "all" : "any");
                foreach (var part in value.Children)
                {
                    Write(writer, part, options);
                }
                writer.WriteEndArray();
                break;
            case Condition.Not not:
                writer.WritePropertyName("not");
                Write(writer, not.Of, options);
                break;
            case Condition.Compare compare:
                writer.WritePropertyName("compare");
                ExpressionJson.Write(writer, compare.Left);
                writer.WriteString("is", Signs[compare.Is]);
                writer.WritePropertyName("to");
                ExpressionJson.Write(writer, compare.Right);
                break;
        }
        writer.WriteEndObject();
    }

    private static Condition Of(JsonElement e)
    {
        var names = e.ValueKind == JsonValueKind.Object ? e.EnumerateObject().Select(p => p.Name).ToArray() : [];
        return names switch
        {
            ["all"] => new Condition.All([.. e.GetProperty("all").EnumerateArray().Select(Of)]),
            ["any"] => new Condition.Any([.. e.GetProperty("any").EnumerateArray().Select(Of)]),
            ["not"] => new Condition.Not(Of(e.GetProperty("not"))),
            ["compare", "is", "to"] => new Condition.Compare(ExpressionJson.Of(e.GetProperty("compare")), Sign(e.GetProperty("is").GetString()), ExpressionJson.Of(e.GetProperty("to"))),
            _ => throw new JsonException($"not a condition: {e.GetRawText()}"),
        };
    }

    private static Relation Sign(string? sign) =>
        Signs.FirstOrDefault(s => s.Value == sign) is { Value: not null } found ? found.Key : throw new JsonException($"not a comparison: {sign}");
}

/// <summary>The written form of expressions, one verb an object.</summary>
public sealed class ExpressionJson : JsonConverter<Expression>
{
    public override Expression Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Of(JsonElement.ParseValue(ref reader));

    public override void Write(Utf8JsonWriter writer, Expression value, JsonSerializerOptions options) => Write(writer, value);

    internal static Expression Of(JsonElement e)
    {
        if (e.ValueKind == JsonValueKind.String)
        {
            return Text(e.GetString()!.Trim());
        }
        var names = e.ValueKind == JsonValueKind.Object ? e.EnumerateObject().Select(p => p.Name).ToArray() : [];
        Expression At(string name) => Of(e.GetProperty(name));
        return names switch
        {
            ["sum"] => new Expression.Sum([.. e.GetProperty("sum").EnumerateArray().Select(Of)]),
            ["times", "of"] => new Expression.Times(e.GetProperty("times").GetDecimal(), At("of")),
            ["share", "of"] => new Expression.Over(At("share"), At("of")),
            ["perHead", "by"] => new Expression.Over(At("perHead"), At("by"), PerHead: true),
            ["perHead"] => new Expression.Over(At("perHead"), new Expression.Figure("PO.RESIDENT"), PerHead: true),
            ["mean", "years"] => new Expression.Years(Several.Mean, At("mean"), e.GetProperty("years").GetInt32()),
            ["least", "years"] => new Expression.Years(Several.Least, At("least"), e.GetProperty("years").GetInt32()),
            ["slope", "years"] => new Expression.Years(Several.Slope, At("slope"), e.GetProperty("years").GetInt32()),
            ["growth", "years"] => new Expression.Growth(At("growth"), e.GetProperty("years").GetInt32()),
            ["median"] => new Expression.Percentile(At("median"), 50),
            ["percentile", "at"] => new Expression.Percentile(At("percentile"), e.GetProperty("at").GetDecimal()),
            ["excludingNonRecurring"] => new Expression.ExcludingNonRecurring(At("excludingNonRecurring")),
            _ => throw new JsonException($"not an expression: {e.GetRawText()}"),
        };
    }

    internal static void Write(Utf8JsonWriter writer, Expression value)
    {
        if (value is Expression.Figure or Expression.Constant)
        {
            writer.WriteStringValue(value is Expression.Figure figure ? figure.Code
                : value is Expression.Constant c ? string.Create(CultureInfo.InvariantCulture, $"{c.Number} {c.Unit}").TrimEnd() : null);
            return;
        }
        writer.WriteStartObject();
        switch (value)
        {
            case Expression.Sum sum:
                writer.WriteStartArray("sum");
                foreach (var part in sum.Parts)
                {
                    Write(writer, part);
                }
                writer.WriteEndArray();
                break;
            case Expression.Times times:
                writer.WriteNumber("times", times.Factor);
                Named(writer, "of", times.Of);
                break;
            case Expression.Over over:
                Named(writer, over.PerHead ? "perHead" : "share", over.Above);
                Named(writer, over.PerHead ? "by" : "of", over.Below);
                break;
            case Expression.Years years:
                Named(writer, JsonNamingPolicy.CamelCase.ConvertName(years.How.ToString()), years.Of);
                writer.WriteNumber("years", years.Count);
                break;
            case Expression.Growth growth:
                Named(writer, "growth", growth.Of);
                writer.WriteNumber("years", growth.Count);
                break;
            case Expression.Percentile percentile:
                Named(writer, "percentile", percentile.Of);
                writer.WriteNumber("at", percentile.Percent);
                break;
            case Expression.ExcludingNonRecurring regular:
                Named(writer, "excludingNonRecurring", regular.Of);
                break;
        }
        writer.WriteEndObject();
    }

    private static void Named(Utf8JsonWriter writer, string name, Expression value)
    {
        writer.WritePropertyName(name);
        Write(writer, value);
    }

    private static Expression Text(string text)
    {
        if (text.Length == 0 || !(char.IsAsciiDigit(text[0]) || text[0] is '-' or '.'))
        {
            return new Expression.Figure(text);
        }
        var end = text.IndexOf(' ', StringComparison.Ordinal);
        var number = end < 0 ? text : text[..end];
        return decimal.TryParse(number, NumberStyles.Number, CultureInfo.InvariantCulture, out var value)
            ? new Expression.Constant(value, end < 0 ? "" : text[end..].Trim())
            : throw new JsonException($"not a number with a unit: {text}");
    }
}
