using Microsoft.EntityFrameworkCore;

namespace Shanhai.Identification;

/// <summary>Lists what was run, newest first. Those who may see the findings of the subtree may.</summary>
public sealed record FindRuns
{
    public string? Rule { get; init; }
    public Period? Period { get; init; }

    public sealed record Row(
        Id<RuleRun> Id, string Rule, int Version, Period Period, PlaceCode Place, string RunBy, DateTimeOffset RunAt,
        int Holds, int DoesNotHold, int CannotTell, int Exempt, string Inputs, DateTimeOffset? SupersededAt);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindRuns input, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(IdentificationModule.View) is { } no)
        {
            return no;
        }
        var query = db.RuleRuns.AsNoTracking().Within(actor.Scope(IdentificationModule.View), r => r.Place);
        if (input.Rule is { } rule)
        {
            query = query.Where(r => r.Rule == rule);
        }
        if (input.Period is { } period)
        {
            query = query.Where(r => r.Period == period);
        }
        var rows = await query.OrderByDescending(r => r.RunAt).ThenByDescending(r => r.Id).Take(200)
            .Select(r => new Row(r.Id, r.Rule, r.Number, r.Period, r.Place, r.RunBy, r.RunAt, r.Holds, r.DoesNotHold, r.CannotTell, r.Exempt, r.Inputs, r.SupersededAt))
            .ToListAsync(ct);
        return new Page<Row>(rows, null);
    }
}
