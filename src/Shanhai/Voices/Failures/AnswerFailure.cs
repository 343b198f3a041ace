using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Voices.Failures;

/// <summary>The body's own account of a failure: why it came to it and what was done since. People who act for the body may, until the superior has judged.</summary>
public sealed record AnswerFailure(string? Words)
{
    public static async Task<Result<FindFailures.Row>> Handle(Id<Failure> id, AnswerFailure input, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var no = actor.Refuses(VoicesModule.Failed) ?? new Errors().Require(input.Words, "words", "failure.say-why").Limit(input.Words, Failure.LongestWords, "words").Refusal;
        if (no is not null)
        {
            return no;
        }
        var tree = await trees.Read(db, ct);
        var concern = FindFailures.Concern.Of(actor, tree);
        if (await concern.Own(db).AsTracking().FirstOrDefaultAsync(f => f.Id == id, ct) is not { } failure)
        {
            return Problem.Missing("failure.not-found");
        }
        return failure.Explain(input.Words!.Trim(), actor.Name, clock.GetUtcNow()) is { } late ? late : await Saved(failure, new { answered = true }, concern, tree, db, actor, ct);
    }

    internal static async Task<Result<FindFailures.Row>> Saved(Failure failure, object summary, FindFailures.Concern concern, OrganisationTree tree, Db db, Actor actor, CancellationToken ct)
    {
        var voice = await db.Voices.AsNoTracking().FirstAsync(v => v.Id == failure.Voice, ct);
        db.Record(actor, VoicesModule.Failed, $"failure:{failure.Id}", summary, failure.Place, VoicesModule.KeptBy(voice));
        if (await db.Save(changed: Problem.Clash("voice.changed-meanwhile"), there: null, ct) is { } meanwhile)
        {
            return meanwhile;
        }
        var seen = await concern.Sight.Voices(db).AnyAsync(v => v.Id == failure.Voice, ct);
        return FindFailures.RowOf(failure, seen ? voice.Receipt : null, concern, tree);
    }
}

/// <summary>The superior's word on a failure that was shown to it: it stands, or is excused, with the reason. Leaders of a body above may, never the body itself.</summary>
public sealed record JudgeFailure(Judgement? Judgement, string? Words)
{
    public static async Task<Result<FindFailures.Row>> Handle(Id<Failure> id, JudgeFailure input, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var no = actor.Refuses(VoicesModule.Failed)
            ?? new Errors().Require(input.Judgement?.ToString(), "judgement").Require(input.Words, "words", "failure.say-judgement").Limit(input.Words, Failure.LongestWords, "words").Refusal;
        if (no is not null)
        {
            return no;
        }
        var tree = await trees.Read(db, ct);
        var concern = FindFailures.Concern.Of(actor, tree);
        if (await concern.Below(db).AsTracking().FirstOrDefaultAsync(f => f.Id == id, ct) is not { } failure)
        {
            return Problem.Missing("failure.not-found");
        }
        var above = tree.Above(failure.Body!.Value).Select(b => b.Id).ToHashSet();
        if (!tree.BodiesOf(actor, Role.Leader).Any(above.Contains))
        {
            return Problem.Refused("failure.only-leader");
        }
        return failure.Judge(input.Judgement!.Value, input.Words!.Trim(), actor.Name, clock.GetUtcNow()) is { } late ? late
            : await AnswerFailure.Saved(failure, new { judged = input.Judgement }, concern, tree, db, actor, ct);
    }
}
