namespace Shanhai.Evaluation;

/// <summary>
/// One method of the library as the console offers it. <paramref name="Needs"/> names its options, divided by spaces: <c>value</c> a column, <c>weight?</c> a column that may be
/// left out, <c>covariates+</c> one or more columns, <c>exact*</c> any number of columns, <c>#line</c> a number, <c>#share=0.6</c> a number with a default, <c>#caliper?</c> a number
/// that may be left out, <c>!replacement</c> a switch, <c>@ties=one|average</c> one of some words, the first by default, <c>targets~</c> a list of words or numbers divided by commas.
/// Its words stand under <c>stats.method.{Name}</c>, those of the options under <c>stats.option.{name}</c>.
/// </summary>
public sealed record StatsMethod(string Name, string Needs, Func<StatsInput, StatsReport> Run)
{
    public static readonly IReadOnlyList<StatsMethod> All =
    [
        .. InequalityMethods.All, .. DecompositionMethods.All, .. PovertyMethods.All, .. PanelMethods.All, .. RegressionMethods.All, .. ComparisonMethods.All,
        .. IntegrityMethods.All, .. TextMethods.All, .. OutlookMethods.All, .. AllocationMethods.All,
    ];

    public IReadOnlyList<StatsNeed> Options { get; } = [.. Needs.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(StatsNeed.Parse)];
}

public enum NeedKind { Column, OptionalColumn, SomeColumns, AnyColumns, Number, OptionalNumber, Switch, Choice, List }

public sealed record StatsNeed(string Name, NeedKind Kind, double? Default, IReadOnlyList<string> Words)
{
    public bool IsColumn => Kind is NeedKind.Column or NeedKind.OptionalColumn or NeedKind.SomeColumns or NeedKind.AnyColumns;

    public bool IsRequired => Kind is NeedKind.Column or NeedKind.SomeColumns || (Kind == NeedKind.Number && Default is null);

    public static StatsNeed Parse(string token)
    {
        var split = token.TrimStart('#', '!', '@').TrimEnd('?', '+', '*', '~').Split('=');
        var kind = (token[0], token[^1]) switch
        {
            ('#', '?') => NeedKind.OptionalNumber,
            ('#', _) => NeedKind.Number,
            ('!', _) => NeedKind.Switch,
            ('@', _) => NeedKind.Choice,
            (_, '~') => NeedKind.List,
            (_, '?') => NeedKind.OptionalColumn,
            (_, '+') => NeedKind.SomeColumns,
            (_, '*') => NeedKind.AnyColumns,
            _ => NeedKind.Column,
        };
        return new(
            split[0], kind, kind == NeedKind.Number && split.Length > 1 ? double.Parse(split[1], System.Globalization.CultureInfo.InvariantCulture) : null,
            kind == NeedKind.Choice ? split[1].Split('|') : []);
    }
}
