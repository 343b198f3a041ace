namespace Shanhai.Indicators;

/// <summary>Lists the indicators by part of a name or code. Anybody may.</summary>
public sealed record FindIndicators
{
    public string? Q { get; init; }

    public static Result<Page<Indicator>> Handle([AsParameters] FindIndicators input, Actor actor, Catalogue catalogue)
    {
        if (actor.Refuses(IndicatorsModule.View) is { } no)
        {
            return no;
        }

        var inside = actor.May(IndicatorsModule.ViewInternal);
        var rows = catalogue.All.Where(i => inside || i.Publicity == Publicity.Public).Where(i => Matches(i, input.Q?.Trim())).ToList();
        return new Page<Indicator>(rows, null, rows.Count);
    }

    private static bool Matches(Indicator indicator, string? q) =>
        string.IsNullOrEmpty(q)
        || new[] { indicator.Code, indicator.Name.Zh, indicator.Name.En }.Concat(indicator.Aliases).Any(n => n.Contains(q, StringComparison.OrdinalIgnoreCase));
}
