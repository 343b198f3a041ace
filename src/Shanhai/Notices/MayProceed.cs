using Microsoft.EntityFrameworkCore;

namespace Shanhai.Notices;

/// <summary>
/// Whether the step that waits for a notice may be taken: not before the period is over to its last hour, not while an objection is unanswered, not where one
/// was upheld and the notice not changed since. Whatever capability put the notice up asks this and tells the reason it gets.
/// </summary>
public static class MayProceed
{
    /// <summary>What the answer rests on.</summary>
    public sealed record Grounds(NoticeState State, DateOnly? EndsOn, int Unanswered, int Upheld);

    /// <summary>Null: it may be taken.</summary>
    public static Problem? Decide(Grounds of, DateOnly today) =>
        of.State == NoticeState.Withdrawn ? Problem.Clash("notice.step-withdrawn")
        : of.State == NoticeState.Draft || of.EndsOn is not { } ends ? Problem.Clash("notice.step-not-posted")
        : today <= ends ? Problem.Clash("notice.step-runs", $"{ends:yyyy-MM-dd}")
        : of.Unanswered > 0 ? Problem.Clash("notice.step-unanswered", of.Unanswered)
        : of.Upheld > 0 ? Problem.Clash("notice.step-upheld", of.Upheld)
        : null;

    /// <summary>For the record of another capability that put the notice up; where it put up several, the newest that was not withdrawn.</summary>
    public static async Task<Problem?> Ask(string subjectKind, Guid subject, Db db, TimeProvider clock, CancellationToken ct)
    {
        var id = await db.Notices.AsNoTracking().Where(n => n.SubjectKind == subjectKind && n.Subject == subject).OrderBy(n => n.State == NoticeState.Withdrawn).ThenByDescending(n => n.Id)
            .Select(n => (Id<Notice>?)n.Id).FirstOrDefaultAsync(ct);
        return id is { } found ? Decide((await Of([found], db, ct))[found], ChinaDay.Today(clock)) : Problem.Clash("notice.step-not-posted");
    }

    /// <summary>Objections that keep the next step from being taken: not answered, or upheld and the notice not changed since.</summary>
    internal static IQueryable<Objection> InTheWay(Db db) =>
        db.Objections.AsNoTracking().Where(o => o.AnsweredAt == null || o.Upheld == true && db.Notices.Any(n => n.Id == o.Notice && n.Round == o.AnsweredRound));

    /// <summary>The grounds of several notices at once, in two queries.</summary>
    internal static async Task<IReadOnlyDictionary<Id<Notice>, Grounds>> Of(IReadOnlyCollection<Id<Notice>> ids, Db db, CancellationToken ct)
    {
        var notices = await db.Notices.AsNoTracking().Where(n => ids.Contains(n.Id))
            .Select(n => new { n.Id, n.State, Ends = db.Clocks.Where(c => c.Id == n.Clock).Select(c => (DateOnly?)c.DueOn).FirstOrDefault() }).ToListAsync(ct);
        var objections = await InTheWay(db).Where(o => ids.Contains(o.Notice))
            .GroupBy(o => new { o.Notice, Open = o.AnsweredAt == null }).Select(g => new { g.Key.Notice, g.Key.Open, Count = g.Count() }).ToListAsync(ct);
        return notices.ToDictionary(n => n.Id, n => new Grounds(n.State, n.Ends,
            objections.Where(o => o.Notice == n.Id && o.Open).Sum(o => o.Count),
            objections.Where(o => o.Notice == n.Id && !o.Open).Sum(o => o.Count)));
    }
}
