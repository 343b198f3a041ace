namespace Shanhai.Indicators;

public partial class IndicatorsPage
{
    public sealed record Shown(string? Q, string? Group, IReadOnlyList<Indicator> Rows, IReadOnlyList<string> Groups);

    public static IResult Show(View view, string? q, string? group, Catalogue catalogue)
    {
        var found = FindIndicators.Handle(new() { Q = q }, view.Actor, catalogue);
        if (found.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        var rows = found.Value.Rows.Where(i => string.IsNullOrEmpty(group) || GroupOf(i) == group).ToList();
        return Html.Show<IndicatorsPage, Shown>(view, view.Say("indicators.title"), new(q, group, rows, [.. catalogue.All.Select(GroupOf).Distinct()]));
    }

    /// <summary>The first part of the code: CE, CE04, PO …</summary>
    public static string GroupOf(Indicator indicator) => indicator.Code[..Math.Max(0, indicator.Code.IndexOf('.', StringComparison.Ordinal))];

    public static string GroupName(View view, string group) => Words.Has("indicators.group." + group) ? view.Say("indicators.group." + group) : group;
}
