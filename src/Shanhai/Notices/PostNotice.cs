using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Organisations;

namespace Shanhai.Notices;

/// <summary>
/// Makes a draft public: its period begins at 0:00 of the next day and lasts at least as long as its matter asks. Officers and leaders of the body may. The paper on
/// the board may have hung since an earlier day, not since one before it was written; the period runs from when every channel is out.
/// </summary>
public sealed record PostNotice(DateOnly? BoardOn = null, int? Version = null)
{
    public sealed record Posted(Id<Notice> Id, short Round, DateOnly PostedOn, DateOnly EndsOn, bool Provisional);

    public static async Task<Result<Posted>> Handle(
        Id<Notice> id, PostNotice input, MatterCatalogue matters, CurrentTree trees, CurrentDeadlines current, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(NoticesModule.Post) is { } no)
        {
            return no;
        }
        if (await NoticeSight.Of(actor, await trees.Read(db, ct), NoticesModule.Post).Notices(db).FirstOrDefaultAsync(n => n.Id == id, ct) is not { } notice)
        {
            return Problem.Missing("notice.not-found");
        }
        if (notice.State != NoticeState.Draft)
        {
            return Problem.Clash("notice.posted-before");
        }
        if (input.Version is { } seen && seen != notice.Version)
        {
            return Problem.Clash("notice.changed-meanwhile");
        }
        var (today, drafted) = (ChinaDay.Today(clock), ChinaDay.Of(notice.CreatedAt));
        if (input.BoardOn is { } hung && (hung > today || hung < drafted))
        {
            return new Errors().Add("boardOn", "notice.board-day", $"{drafted:yyyy-MM-dd}", $"{today:yyyy-MM-dd}").Refusal!;
        }

        var posted = notice.OnWeb || notice.InMedia ? today : input.BoardOn ?? today;
        return await Put(notice, matters.Find(notice.Matter)!, posted, null, await current.Read(db, ct), db, actor, clock, ct);
    }

    /// <summary>The first time, or again after a change.</summary>
    internal static async Task<Result<Posted>> Put(
        Notice notice, Matter matter, DateOnly on, string? why, Deadlines deadlines, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var started = Clock.Start(deadlines, matter.Rule, new(NoticesModule.Subject, notice.Id.Value, notice.Place, notice.Body.Value), on, clock, notice.Term is { } term ? Term.Parse(term) : null);
        if (started.Problem is { } problem)
        {
            return problem;
        }
        var running = started.Value;
        db.Clocks.Add(running);
        (notice.State, notice.Clock, notice.KeptUntil, notice.Round) = (NoticeState.Posted, running.Id, running.DueOn.AddDays(notice.KeepDays), (short)(notice.Round + 1));
        notice.Version++;
        db.NoticeRounds.Add(new()
        {
            Notice = notice.Id, Number = notice.Round, Title = notice.Title, Text = notice.Text, Shown = notice.Shown, Clock = running.Id, PostedOn = on, By = actor.Name, Why = why,
        });
        db.Record(actor, why is null ? NoticesModule.Post : NoticesModule.Write, NoticesModule.SubjectOf(notice), new { round = notice.Round, ends = running.DueOn }, notice.Place);
        if (await db.Save(changed: Problem.Clash("notice.changed-meanwhile"), there: null, ct) is { } meanwhile)
        {
            return meanwhile;
        }
        return new Posted(notice.Id, notice.Round, on, running.DueOn, running.Provisional);
    }
}

/// <summary>
/// Changes a notice. A draft is just written anew. One that is out begins again from the next day, with the reason told to everybody: what people
/// read and may object to is no longer the same. Objections made before are still to be answered.
/// </summary>
public sealed record ChangeNotice(NoticeContent Content, string? Why, int? Version = null)
{
    /// <summary>Nothing sent is told field by field, like anything that is missing.</summary>
    public NoticeContent Content { get; init; } = Content ?? new(null, null);

    public sealed record Changed(Id<Notice> Id, NoticeState State, short Round, DateOnly? EndsOn);

    public static async Task<Result<Changed>> Handle(
        Id<Notice> id, ChangeNotice input, MatterCatalogue matters, CurrentTree trees, CurrentDeadlines current, Vault vault, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(NoticesModule.Write) is { } no)
        {
            return no;
        }
        var tree = await trees.Read(db, ct);
        if (await NoticeSight.Of(actor, tree, NoticesModule.Write).Notices(db).FirstOrDefaultAsync(n => n.Id == id, ct) is not { } notice)
        {
            return Problem.Missing("notice.not-found");
        }
        if (notice.State == NoticeState.Withdrawn || notice.TakenDownAt is not null)
        {
            return Problem.Clash("notice.over");
        }
        var (matter, deadlines, today) = (matters.Find(notice.Matter)!, await current.Read(db, ct), ChinaDay.Today(clock));
        var errors = input.Content.Validate(matter).Limit(input.Why, 500, "why").WithoutNumbers(input.Why, "why");
        if (notice.State == NoticeState.Posted)
        {
            errors.Require(input.Why, "why", "notice.say-why");
        }
        if ((errors.Refusal ?? input.Content.Shorter(matter, notice.Place, today, deadlines)) is { } refusal)
        {
            return refusal;
        }
        if (input.Version is { } seen && seen != notice.Version)
        {
            return Problem.Clash("notice.changed-meanwhile");
        }
        if (notice.State == NoticeState.Draft)
        {
            input.Content.Write(notice, matter, today, vault);
            db.Record(actor, NoticesModule.Write, NoticesModule.SubjectOf(notice), place: notice.Place);
            await db.SaveChangesAsync(ct);
            return new Changed(notice.Id, notice.State, notice.Round, null);
        }
        // Posting is not for everybody who may write.
        if (!await NoticeSight.Of(actor, tree, NoticesModule.Post).Notices(db).AnyAsync(n => n.Id == id, ct))
        {
            return Problem.NotAllowed;
        }
        var before = Said(notice);
        var rows = NoticeContent.RowsOf(notice, vault);
        input.Content.Write(notice, matter, today, vault);
        if (before.Equals(Said(notice)) && rows.SelectMany(r => r).SequenceEqual(NoticeContent.RowsOf(notice, vault).SelectMany(r => r)))
        {
            db.ChangeTracker.Clear();
            return Problem.Clash("notice.unchanged");
        }
        (await db.Clocks.FirstAsync(c => c.Id == notice.Clock, ct)).Stop(clock.GetUtcNow());
        var posted = await PostNotice.Put(notice, matter, today, input.Why!.Trim(), deadlines, db, actor, clock, ct);
        return posted.Problem is { } problem ? problem : new Changed(notice.Id, notice.State, notice.Round, posted.Value.EndsOn);
    }

    private static object Said(Notice n) => (n.Title, n.Text, n.Shown, (n.OnBoard, n.OnWeb, n.InMedia, n.Where), (n.Term, n.KeepDays, n.EventOn, n.Contact, n.NextStep));
}

/// <summary>Ends a notice before its time, with the reason, which everybody reads where it stood. Whoever may post it may.</summary>
public sealed record WithdrawNotice(string? Why)
{
    public sealed record Withdrawn(Id<Notice> Id);

    public static async Task<Result<Withdrawn>> Handle(Id<Notice> id, WithdrawNotice input, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if ((actor.Refuses(NoticesModule.Post) ?? new Errors().Require(input.Why, "why", "notice.say-why").Limit(input.Why, 500, "why").WithoutNumbers(input.Why, "why").Refusal) is { } no)
        {
            return no;
        }
        if (await NoticeSight.Of(actor, await trees.Read(db, ct), NoticesModule.Post).Notices(db).FirstOrDefaultAsync(n => n.Id == id, ct) is not { } notice)
        {
            return Problem.Missing("notice.not-found");
        }
        // What was taken down may still be withdrawn: an objection upheld later must have an end.
        if (notice.State == NoticeState.Withdrawn)
        {
            return Problem.Clash("notice.over");
        }

        (notice.State, notice.WithdrawnWhy, notice.Shown, notice.Box) = (NoticeState.Withdrawn, input.Why!.Trim(), null, null);
        notice.Version++;
        if (notice.Clock is { } running)
        {
            (await db.Clocks.FirstAsync(c => c.Id == running, ct)).Stop(clock.GetUtcNow());
        }
        db.Record(actor, NoticesModule.Post, NoticesModule.SubjectOf(notice), new { withdrawn = true }, notice.Place);
        await db.SaveChangesAsync(ct);
        return new Withdrawn(notice.Id);
    }
}
