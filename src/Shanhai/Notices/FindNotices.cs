using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Notices;

/// <summary>Which notices a list is for: those whose period runs, those whose period is over and that are still out, and, for officials, drafts and all of their own.</summary>
public enum NoticeList : short { Running, Over, Draft, Mine }

/// <summary>Lists notices, the newest first. Anybody lists what is out; drafts and what was taken down only those who work on them.</summary>
public sealed record FindNotices
{
    public NoticeList? List { get; init; }
    public string? Q { get; init; }
    public string? Matter { get; init; }
    public PlaceCode? Under { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(
        Id<Notice> Id, string Title, string Matter, PlaceCode Place, string PlaceName, string Body, NoticeState State, DateOnly? PostedOn, DateOnly? EndsOn, bool Provisional, short Round, int? Unanswered);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindNotices input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(NoticesModule.View) is { } no)
        {
            return no;
        }
        var (tree, register, size) = (await trees.Read(db, ct), await places.Read(db, ct), Math.Clamp(input.Size ?? 50, 1, 500));
        var query = Matching(input, db, actor, tree, ChinaDay.Today(clock));
        if (Id<Notice>.TryParse(input.After, null, out var after))
        {
            query = query.Where(n => n.Id < after);
        }
        var sight = NoticeSight.Of(actor, tree, NoticesModule.Answer);
        var mine = sight.Notices(db);
        var works = sight.Area.Roots.Count > 0 || sight.Bodies.Count > 0;
        var found = await query.OrderByDescending(n => n.Id).Take(size + 1).Select(n => new
        {
            n.Id, n.Title, n.Matter, n.Place, n.Body, n.State, n.Round,
            Clock = db.Clocks.Where(c => c.Id == n.Clock).Select(c => new { c.StartedOn, c.DueOn, c.Provisional }).FirstOrDefault(),
            Unanswered = works && mine.Any(m => m.Id == n.Id) ? db.Objections.Count(o => o.Notice == n.Id && o.AnsweredAt == null) : (int?)null,
        }).ToListAsync(ct);
        return new Page<Row>([.. found.Take(size).Select(n => new Row(n.Id, n.Title, n.Matter, n.Place, register.NameOf(n.Place), tree.Find(n.Body)?.Name ?? "", n.State,
            n.Clock?.StartedOn, n.Clock?.DueOn, n.Clock?.Provisional == true, n.Round, n.Unanswered))], found.Count > size ? found[size - 1].Id.ToString() : null);
    }

    /// <summary>What is out on the web: the only notices that the public counts. What stays on the board of its village is found by the code on the board alone.</summary>
    internal static IQueryable<Notice> Out(Db db) => db.Notices.AsNoTracking().Where(n => n.Round > 0 && n.OnWeb && n.TakenDownAt == null);

    internal static IQueryable<Notice> Running(Db db, DateOnly today) => Out(db).Where(n => n.State == NoticeState.Posted && db.Clocks.Any(c => c.Id == n.Clock && c.DueOn >= today));

    private static IQueryable<Notice> Matching(FindNotices input, Db db, Actor actor, OrganisationTree tree, DateOnly today)
    {
        IQueryable<Notice> Mine() => NoticeSight.Of(actor, tree, NoticesModule.Write).Notices(db).AsNoTracking();
        var query = input.List switch
        {
            NoticeList.Over => Out(db).Where(n => n.State == NoticeState.Withdrawn || db.Clocks.Any(c => c.Id == n.Clock && c.DueOn < today)),
            NoticeList.Draft => Mine().Where(n => n.State == NoticeState.Draft),
            NoticeList.Mine => Mine(),
            _ => Running(db, today),
        };
        if (input.Under is { } under)
        {
            query = query.Within(new([under]), n => n.Place);
        }
        if (input.Matter is { Length: > 0 } matter)
        {
            query = query.Where(n => n.Matter == matter);
        }
        if (input.Q?.Trim() is { Length: > 0 } q)
        {
            query = query.Where(n => n.Title.Contains(q) || n.Text.Contains(q));
        }
        return query;
    }
}
