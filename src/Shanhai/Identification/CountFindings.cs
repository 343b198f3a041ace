using Microsoft.EntityFrameworkCore;

namespace Shanhai.Identification;

/// <summary>Counts the findings in force of one rule and period by outcome and by stand. Those who work in the places may.</summary>
public sealed record CountFindings(
    int Judged, int Holds, int DoesNotHold, int CannotTell, int Exempt, int New, int Continuing, int ExitProposed, int Exited, int Relapsed, int Uncertain)
{
    /// <summary>On the list: named, whether or not the rule holds this year.</summary>
    public int Named => New + Continuing + ExitProposed + Relapsed;

    public static async Task<Result<CountFindings>> Handle([AsParameters] FindFindings input, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(IdentificationModule.View) is { } no)
        {
            return no;
        }
        // Names stand in another table: looked up only where a name is asked for.
        var found = string.IsNullOrWhiteSpace(input.Q) ? FindFindings.InForce(input, db, actor) : FindFindings.Matching(input, db, actor).Select(j => j.Finding);
        var groups = await found.GroupBy(f => new { f.Outcome, f.Stand, f.Uncertain })
            .Select(g => new { g.Key.Outcome, g.Key.Stand, g.Key.Uncertain, Count = g.Count() }).ToListAsync(ct);
        int Of(Outcome outcome) => groups.Where(g => g.Outcome == outcome).Sum(g => g.Count);
        int At(Stand stand) => groups.Where(g => g.Stand == stand).Sum(g => g.Count);
        return new CountFindings(groups.Sum(g => g.Count), Of(Outcome.Holds), Of(Outcome.DoesNotHold), Of(Outcome.CannotTell), Of(Outcome.Exempt),
            At(Stand.New), At(Stand.Continuing), At(Stand.ExitProposed), At(Stand.Exited), At(Stand.Relapsed), groups.Where(g => g.Uncertain).Sum(g => g.Count));
    }
}
