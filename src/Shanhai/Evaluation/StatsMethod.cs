namespace Shanhai.Evaluation;

/// <summary>
/// One method of the library as the console offers it. <paramref name="Needs"/> names its options, divided by spaces: <c>value</c> a column, <c>weight?</c> a column that may be
/// left out, <c>covariates+</c> one or more columns, <c>exact*</c> any number of columns, <c>#line</c> a number, <c>#share=0.6</c> a number with a default, <c>!replacement</c> a switch.
/// Its words stand under <c>stats.method.{Name}</c>, those of the options under <c>stats.option.{name}</c>.
/// </summary>
public sealed record StatsMethod(string Name, string Needs, Func<StatsInput, StatsReport> Run)
{
    public static readonly IReadOnlyList<StatsMethod> All =
        [.. InequalityMethods.All, .. PovertyMethods.All, .. PanelMethods.All, .. ComparisonMethods.All, .. IntegrityMethods.All, .. OutlookMethods.All, .. AllocationMethods.All];

    public IEnumerable<StatsNeed> Options => Needs.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(StatsNeed.Parse);
}

public enum NeedKind { Column, OptionalColumn, SomeColumns, AnyColumns, Number, Switch }

public sealed record StatsNeed(string Name, NeedKind Kind, double? Default)
{
    public static StatsNeed Parse(string token)
    {
        var name = token.Trim('#', '!', '?', '+', '*');
        var split = name.Split('=');
        var kind = token[0] == '#' ? NeedKind.Number : token[0] == '!' ? NeedKind.Switch
            : token[^1] == '?' ? NeedKind.OptionalColumn : token[^1] == '+' ? NeedKind.SomeColumns : token[^1] == '*' ? NeedKind.AnyColumns : NeedKind.Column;
        return new(split[0], kind, split.Length > 1 ? double.Parse(split[1], System.Globalization.CultureInfo.InvariantCulture) : null);
    }
}
