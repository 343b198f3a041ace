using Microsoft.EntityFrameworkCore;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>
/// Applies the version of a rule that judges the period to the places of a subtree, and keeps a finding for each. A later run of the same rule,
/// period and subtree supersedes the findings, never deletes them. Officers of the subtree may.
/// </summary>
public sealed record RunRule(string? Rule, Period? Period, PlaceCode? Place = null)
{
    /// <summary><paramref name="Later"/> are later periods whose stands were told before this run: they stay until they are run again.</summary>
    public sealed record Done(
        Id<RuleRun> Run, string Rule, int Version, Period Period, PlaceCode Place, int Judged, int Holds, int DoesNotHold, int CannotTell, int Exempt,
        int New, int Continuing, int ExitProposed, int Exited, int Relapsed, IReadOnlyList<Period> Later);

    public Errors Validate()
    {
        var errors = new Errors().Require(Rule, "rule");
        return Period is null ? errors.Add("period", "findings.period-missing") : errors;
    }

    public static async Task<Result<Done>> Handle(RunRule input, Db db, Actor actor, Judge judge, TimeProvider clock, CancellationToken ct)
    {
        if ((input.Validate().Refusal ?? actor.Refuses(IdentificationModule.Run)) is { } no)
        {
            return no;
        }
        var period = input.Period!.Value;
        var book = await Rulebook.Read(db, ct);
        if (book.Judging(input.Rule, period) is not { } version)
        {
            return book.Of(input.Rule).Any() ? Problem.Invalid("rule.none-judges", input.Rule, period.ToString()) : Problem.Missing("rule.not-found", input.Rule);
        }
        var rule = version.Rule();
        var place = input.Place is { } asked && rule.Jurisdiction.Contains(asked) ? asked : rule.Jurisdiction;
        if ((actor.Refuses(IdentificationModule.Run, place) ?? Apart(input.Place, rule)) is { } outside)
        {
            return outside;
        }

        // The whole population is judged even where a county asks: a median is that of the jurisdiction.
        var judged = await judge.Apply(rule, period, ct);
        if (judged.Problem is { } problem)
        {
            return problem;
        }
        var making = await MakeFindings.Of(judged.Value, version, place, db, judge.Telling, ct);
        return await Save(making, judged.Value, version, place, db, actor, clock, ct);
    }

    private static Problem? Apart(PlaceCode? asked, Rule rule) =>
        asked is { } place && !rule.Jurisdiction.Contains(place) && !place.Contains(rule.Jurisdiction)
            ? Problem.Invalid("rule.not-for-place", rule.Name, place.ToString()) : null;

    private static async Task<Result<Done>> Save(MakeFindings made, Run judged, RuleVersion version, PlaceCode place, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        await using var writing = await db.BeginWriting(ct);
        var now = clock.GetUtcNow();
        var run = made.Record(place, actor.Name, clock);
        db.Record(actor, IdentificationModule.Run, $"run:{run.Id}",
            new { rule = run.Rule, version = run.Number, period = run.Period.ToString(), run.Holds, run.DoesNotHold, run.CannotTell, run.Exempt, run.Inputs }, place);
        db.RuleRuns.Add(run);
        await db.SaveChangesAsync(ct);
        foreach (var findings in MakeFindings.InForce(db.Findings, judged, place))
        {
            await findings.ExecuteUpdateAsync(u => u.SetProperty(f => f.SupersededAt, now), ct);
        }
        PlaceCode[] former = [.. judged.Register.FormerIn(place).Where(code => code.Level < Level.Village)];
        await db.RuleRuns.Where(r => r.Rule == run.Rule && r.Period == run.Period && r.SupersededAt == null && r.Id != run.Id && (r.Place >= place && r.Place <= place.Last || former.Contains(r.Place)))
            .ExecuteUpdateAsync(u => u.SetProperty(r => r.SupersededAt, now), ct);
        using var print = new Fingerprint();
        await Bulk.Insert(db, "findings", MakeFindings.Columns, print.Through(made.Rows(run, clock)), ct);
        await FindingStamp.Raise(db, run.Rule, run.Period, ct);
        // The findings are known only once they are written, and there are too many to hold: an entry of their own says what they were.
        db.Record(actor, IdentificationModule.Run, $"run:{run.Id}", new { findings = print.Rows, content = print.Hash }, place);
        await db.SaveChangesAsync(ct);
        var later = await db.RuleRuns.AsNoTracking().Where(r => r.Rule == run.Rule && r.Period > run.Period && r.SupersededAt == null)
            .Select(r => r.Period).Distinct().ToListAsync(ct);
        await writing.Commit(ct);
        return new Done(run.Id, run.Rule, version.Number, run.Period, place, made.Count, run.Holds, run.DoesNotHold, run.CannotTell, run.Exempt,
            made.With(Stand.New), made.With(Stand.Continuing), made.With(Stand.ExitProposed), made.With(Stand.Exited), made.With(Stand.Relapsed), [.. later.Order()]);
    }
}
