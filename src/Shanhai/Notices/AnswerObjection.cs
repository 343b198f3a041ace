using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Notices;

/// <summary>Answers an objection, once: it stands or it does not, and why. Officers and leaders of the body that put the notice up may.</summary>
public sealed record AnswerObjection(string? Answer, bool? Upheld)
{
    public sealed record Answered(Id<Objection> Id, bool Upheld);

    public static async Task<Result<Answered>> Handle(Id<Objection> id, AnswerObjection input, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var shape = new Errors().Require(input.Answer, "answer").Limit(input.Answer, Objection.LongestText, "answer").Require(input.Upheld?.ToString(), "upheld");
        if ((actor.Refuses(NoticesModule.Answer) ?? shape.Refusal) is { } no)
        {
            return no;
        }
        var mine = NoticeSight.Of(actor, await trees.Read(db, ct), NoticesModule.Answer).Notices(db);
        if (await db.Objections.Where(o => o.Id == id && mine.Any(n => n.Id == o.Notice)).FirstOrDefaultAsync(ct) is not { } objection)
        {
            return Problem.Missing("notice.no-objection");
        }
        var now = clock.GetUtcNow();
        var notice = await db.Notices.AsNoTracking().FirstAsync(n => n.Id == objection.Notice, ct);
        if (objection.Settle(input.Answer!.Trim(), input.Upheld!.Value, notice.Round, actor.Name, now) is { } settled)
        {
            return settled;
        }
        if (objection.Clock is { } running)
        {
            (await db.Clocks.FirstAsync(c => c.Id == running, ct)).Stop(now);
        }

        db.Record(actor, NoticesModule.Answer, NoticesModule.SubjectOf(objection), new { upheld = input.Upheld, notice = notice.Id.ToString() }, notice.Place);
        if (await db.Save(changed: Problem.Clash("notice.changed-meanwhile"), there: null, ct) is { } meanwhile)
        {
            return meanwhile;
        }
        return new Answered(id, input.Upheld.Value);
    }
}

/// <summary>Opens who sent an objection, for those who answer it and say why; the reason is journalled before anything is shown.</summary>
public sealed record OpenObjector(string? Reason)
{
    public sealed record Opened(string? Name, string? Phone, string? Address);

    public static async Task<Result<Opened>> Handle(Id<Objection> id, OpenObjector input, CurrentTree trees, Vault vault, Db db, Actor actor, CancellationToken ct)
    {
        if ((actor.Refuses(NoticesModule.Identity) ?? new Errors().Require(input.Reason, "reason", "voice.say-why-identity").Limit(input.Reason, 400, "reason").Refusal) is { } no)
        {
            return no;
        }
        var mine = NoticeSight.Of(actor, await trees.Read(db, ct), NoticesModule.Identity).Notices(db);
        var found = await (from o in db.Objections.AsNoTracking() join n in mine on o.Notice equals n.Id where o.Id == id select new { Objection = o, n.Place }).FirstOrDefaultAsync(ct);
        if (found is null)
        {
            return Problem.Missing("notice.no-objection");
        }
        if (found.Objection.Box is null)
        {
            return Problem.Missing("voice.anonymous");
        }
        await db.RecordReading(actor, NoticesModule.Identity, NoticesModule.SubjectOf(found.Objection), new { reason = input.Reason!.Trim() }, found.Place, ct: ct);
        var person = found.Objection.Open(vault)!;
        return new Opened(person.Name, person.Phone, person.Address);
    }
}
