namespace Shanhai.Identification;

public enum Stand : byte { NotNamed = 0, New = 1, Continuing = 2, ExitProposed = 3, Exited = 4, Relapsed = 5 }

/// <summary>
/// Where a place stands after the findings of successive years. A rule that no longer holds only *proposes* an exit; a named person confirms
/// it. A year that cannot be told changes nothing and says so: nobody leaves the list because a figure is missing.
/// </summary>
public sealed record Standing(Stand Stand, Period Since, bool Uncertain = false)
{
    /// <summary>Who took the place off the list, when and by which document.</summary>
    public sealed record Confirmation(string By, DateOnly On, string Document);

    /// <summary>Whose places count as weak: as long as an exit is only proposed, the place is on the list.</summary>
    public static readonly IReadOnlyList<Stand> Named = [Stand.New, Stand.Continuing, Stand.Relapsed, Stand.ExitProposed];

    public static Standing Start(Period period) => new(Stand.NotNamed, period);

    public Standing After(Period period, Outcome outcome)
    {
        var next = (Stand, outcome) switch
        {
            (_, Outcome.CannotTell) => Stand,
            (Stand.NotNamed, Outcome.Holds) => Stand.New,
            (Stand.Exited, Outcome.Holds) => Stand.Relapsed,
            (_, Outcome.Holds) => Stand.Continuing,
            (Stand.New or Stand.Continuing or Stand.Relapsed, _) => Stand.ExitProposed,
            _ => Stand,
        };
        return new(next, next == Stand ? Since : period, outcome == Outcome.CannotTell);
    }

    public Result<Standing> Confirm(Period period, Confirmation exit)
    {
        if (Stand != Stand.ExitProposed)
        {
            return Problem.Clash("standing.no-exit-proposed");
        }
        if (string.IsNullOrWhiteSpace(exit.By) || string.IsNullOrWhiteSpace(exit.Document))
        {
            return Problem.Invalid("standing.exit-needs-a-name");
        }
        return new Standing(Stand.Exited, period);
    }

    /// <summary>Year by year from the first finding to the last; a year without a finding counts as one that cannot be told.</summary>
    public static Result<IReadOnlyList<(Period Period, Standing Standing)>> Over(IReadOnlyDictionary<Period, Outcome> findings, IReadOnlyDictionary<Period, Confirmation> exits)
    {
        var history = new List<(Period, Standing)>();
        if (findings.Count == 0)
        {
            return history;
        }
        var standing = Start(findings.Keys.Min());
        for (var period = findings.Keys.Min(); period <= findings.Keys.Max(); period = period.Plus(1))
        {
            standing = standing.After(period, findings.TryGetValue(period, out var outcome) ? outcome : Outcome.CannotTell);
            if (exits.TryGetValue(period, out var exit))
            {
                var confirmed = standing.Confirm(period, exit);
                if (confirmed.Problem is { } problem)
                {
                    return problem;
                }
                standing = confirmed.Value;
            }
            history.Add((period, standing));
        }
        return history;
    }
}
