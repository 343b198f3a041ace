using Microsoft.EntityFrameworkCore;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>
/// What a rule would find if it were published, against the version in force: how many, which, who joins and who leaves. Nothing is written. Those who
/// could publish it may.
/// </summary>
public sealed record PreviewRule(Rule? Rule, Period? Period)
{
    private const int Listed = 500;

    public sealed record Row(PlaceCode Place, string Name, string Path, Outcome Before, Outcome After, Both Reason);

    /// <summary><paramref name="Unfit"/>: why it could not be published as it stands; the counts are told all the same where it can be run.</summary>
    public sealed record Shown(
        Period Period, int Judged, int Holds, int DoesNotHold, int CannotTell, int Exempt, int? HoldsBefore, int Joins, int Leaves, IReadOnlyList<Row> Joining, IReadOnlyList<Row> Leaving,
        IReadOnlyList<PlaceCode> Named, Problem? Unfit);

    public static async Task<Result<Shown>> Handle(PreviewRule input, Db db, Actor actor, Judge judge, CancellationToken ct)
    {
        if (actor.Refuses(IdentificationModule.Publish) is { } no)
        {
            return no;
        }
        if (input.Rule is not { } rule)
        {
            return Problem.Invalid("rule.unreadable", "");
        }
        if (actor.Refuses(IdentificationModule.Publish, rule.Jurisdiction) is { } elsewhere)
        {
            return elsewhere;
        }
        if (RuleCheck.Problems(rule, judge.Catalogue) is [var wrong, ..])
        {
            return wrong;
        }

        var book = await Rulebook.Read(db, ct);
        var period = input.Period ?? rule.From;
        // A version that starts later is tried on the figures there are: that is what a preview is for.
        var after = await judge.Apply(rule with { From = Earlier(rule.From, period), To = null }, period, ct);
        if (after.Problem is { } problem)
        {
            return problem;
        }
        Run? before = null;
        if (book.Judging(rule.Code, period) is { } version)
        {
            var judged = await judge.Apply(version.Rule(), period, ct);
            before = judged.Problem is null ? judged.Value : null;
        }
        return await Compare(period, before, after.Value, book.Unfit(rule, judge.Catalogue), judge.Telling, db, ct);
    }

    private static Period Earlier(Period a, Period b) => a < b ? a : b;

    private static async Task<Shown> Compare(Period period, Run? before, Run after, Problem? unfit, Telling telling, Db db, CancellationToken ct)
    {
        var (joins, leaves, named) = (new List<PlaceCode>(), new List<PlaceCode>(), after.With(Outcome.Holds).ToList());
        if (before is not null)
        {
            joins = [.. named.Where(p => before[p] != Outcome.Holds)];
            leaves = [.. before.With(Outcome.Holds).Where(p => after[p] != Outcome.Holds)];
        }
        return new Shown(period, after.Places.Length, named.Count, after.Count(Outcome.DoesNotHold), after.Count(Outcome.CannotTell), after.Count(Outcome.Exempt),
            before?.Count(Outcome.Holds), joins.Count, leaves.Count,
            await Rows(joins, before, after, telling, db, ct), await Rows(leaves, before, after, telling, db, ct), named, unfit);
    }

    private static async Task<IReadOnlyList<Row>> Rows(List<PlaceCode> places, Run? before, Run after, Telling telling, Db db, CancellationToken ct)
    {
        var some = places.Take(Listed).ToList();
        var names = await db.Places.AsNoTracking().Where(p => some.Contains(p.Code)).ToDictionaryAsync(p => p.Code, p => p.Name, ct);
        var paths = await Paths.Of(db, some, ct);
        var reasons = after.Reasons(some).ToDictionary(r => r.Place, r => telling.Said(r.Reason));
        return
        [
            .. some.Select(p => new Row(p, names.GetValueOrDefault(p, ""), paths[p].ToString(), before?[p] ?? Outcome.DoesNotHold, after[p] ?? Outcome.DoesNotHold,
                reasons.GetValueOrDefault(p) ?? new("", ""))),
        ];
    }
}
