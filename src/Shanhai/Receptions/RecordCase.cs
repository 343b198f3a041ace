using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Voices;

namespace Shanhai.Receptions;

/// <summary>
/// Records how a case was dealt with: decided at once, given to a unit with a day, or explained. It is the same as the steps of the voice (registered, answered or
/// assigned), and both stand or fall together. People of the bodies that sit in the day may, who also act for the office that keeps the voice.
/// </summary>
public sealed record RecordCase(CaseOutcome? Outcome, string? Words)
{
    public Id<Organisation>? Unit { get; init; }
    public DateOnly? SettleBy { get; init; }

    /// <summary>Who answers for it until the end; null: the leader of the day.</summary>
    public string? Owner { get; init; }

    public sealed record Recorded(Id<ReceptionCase> Id, CaseOutcome Outcome, VoiceState State, string Owner);

    public Errors Validate(DateOnly today)
    {
        var errors = new Errors().Require(Outcome?.ToString(), "outcome").Require(Words, "words").Limit(Words, Reception.LongestText, "words").Limit(Owner, 200, "owner");
        if (Outcome == CaseOutcome.Assigned)
        {
            errors.Require(Unit?.ToString(), "unit", "reception.say-unit").Require($"{SettleBy}", "settleBy", "reception.say-day");
            if (SettleBy < today)
            {
                errors.Add("settleBy", "voice.day-past");
            }
        }
        return errors;
    }

    public static async Task<Result<Recorded>> Handle(Id<ReceptionCase> id, RecordCase input, Stepping stepping, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if ((actor.Refuses(ReceptionsModule.Work) ?? input.Validate(ChinaDay.Today(clock)).Refusal) is { } no)
        {
            return no;
        }
        var tree = await trees.Read(db, ct);
        var mine = ReceptionSight.Of(actor, tree, ReceptionsModule.Work, db);
        var seen = Sight.Of(actor, tree, VoicesModule.Handle).Voices(db);
        if (await db.ReceptionCases.FirstOrDefaultAsync(c => c.Id == id && mine.Any(r => r.Id == c.Reception) && seen.Any(v => v.Id == c.Voice), ct) is not { } one)
        {
            return Problem.Missing("reception.no-case");
        }
        var day = await db.Receptions.AsNoTracking().FirstAsync(r => r.Id == one.Reception, ct);
        var voice = await db.Voices.AsNoTracking().FirstAsync(v => v.Id == one.Voice, ct);
        if (voice.State == VoiceState.Withdrawn)
        {
            return Problem.Clash("reception.case-withdrawn", one.Number);
        }
        var unit = input.Outcome == CaseOutcome.Assigned ? tree.Successor(input.Unit!.Value) : null;
        if (input.Outcome == CaseOutcome.Assigned && unit is null)
        {
            return new Errors().Add("unit", "voice.no-such-body", input.Unit).Refusal!;
        }
        var owner = string.IsNullOrWhiteSpace(input.Owner) ? day.Leader : input.Owner.Trim();
        if (one.Settle(input.Outcome!.Value, input.Words!.Trim(), unit?.Id, input.Outcome == CaseOutcome.Assigned ? input.SettleBy : null, owner, clock.GetUtcNow()) is { } unfit)
        {
            return unfit;
        }

        await using var writing = await db.BeginWriting(ct);
        db.Record(actor, ReceptionsModule.Work, ReceptionsModule.SubjectOf(day), new { number = one.Number, outcome = one.Outcome }, day.Place, VoicesModule.KeptBy(voice));
        if (await db.Save(changed: Problem.Clash("notice.changed-meanwhile"), there: null, ct) is { } meanwhile)
        {
            return meanwhile;
        }
        var state = voice.State;
        foreach (var step in Steps(voice, input))
        {
            var taken = await TakeStep.Handle(voice.Id, step, stepping, trees, db, actor, ct);
            if (taken.Problem is { } refused)
            {
                return refused with { Fields = [.. refused.Fields.Select(f => f.Field == "body" ? f with { Field = "unit" } : f)] };
            }
            state = taken.Value.State;
        }
        await writing.Commit(ct);
        return new Recorded(id, input.Outcome.Value, state, owner);
    }

    // A voice that is already with a body goes on there; what was said on the day stands in its file, for her to read.
    private static IEnumerable<TakeStep> Steps(Voice voice, RecordCase input)
    {
        if (voice.State is not (VoiceState.Received or VoiceState.Registered))
        {
            yield return new TakeStep(Act.Hear) { Words = input.Words };
            yield break;
        }
        if (voice.State == VoiceState.Received)
        {
            yield return new TakeStep(Act.Register);
        }
        yield return input.Outcome == CaseOutcome.Assigned ? new TakeStep(Act.Assign) { Body = input.Unit, Words = input.Words } : new TakeStep(Act.ReplyDirectly) { Words = input.Words };
    }
}

/// <summary>Another official takes a case over (包案), with the reason; the one before stands in its history. Officers and leaders of the body may, until the voice has ended.</summary>
public sealed record HandOverCase(string? Owner, string? Why)
{
    public sealed record HandedOver(string Owner, string Before);

    public static async Task<Result<HandedOver>> Handle(Id<ReceptionCase> id, HandOverCase input, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        var shape = new Errors().Require(input.Owner, "owner").Limit(input.Owner, 200, "owner").Require(input.Why, "why", "notice.say-why").Limit(input.Why, 300, "why");
        if ((actor.Refuses(ReceptionsModule.Announce) ?? shape.Refusal) is { } no)
        {
            return no;
        }
        var tree = await trees.Read(db, ct);
        var mine = ReceptionSight.Of(actor, tree, ReceptionsModule.Announce, db);
        var seen = Sight.Of(actor, tree, VoicesModule.View).Voices(db);
        if (await db.ReceptionCases.FirstOrDefaultAsync(c => c.Id == id && mine.Any(r => r.Id == c.Reception) && seen.Any(v => v.Id == c.Voice), ct) is not { } one)
        {
            return Problem.Missing("reception.no-case");
        }
        var voice = await db.Voices.AsNoTracking().FirstAsync(v => v.Id == one.Voice, ct);
        if (voice.HasEnded)
        {
            return Problem.Clash("reception.voice-ended");
        }
        if (one.HandOver(input.Owner!.Trim(), input.Why!.Trim()) is { } unfit)
        {
            return unfit;
        }

        db.Record(actor, ReceptionsModule.Announce, $"{ReceptionsModule.Subject}:{one.Reception}", new { number = one.Number, owner = one.Owner, before = one.OwnerBefore }, voice.Place, VoicesModule.KeptBy(voice));
        await db.SaveChangesAsync(ct);
        return new HandedOver(one.Owner!, one.OwnerBefore!);
    }
}
