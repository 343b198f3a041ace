using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>Shows who was sent to one village: who is there now, who was there before, the newest first, and what was done. Anybody may; a person is named by her surname alone.</summary>
public sealed record ShowVillagePosts(PlaceCode Village, string Name, string Path, DateOnly On, IReadOnlyList<ShowVillagePosts.Line> Posts)
{
    private const int MostPosts = 60, MostResults = 100;

    /// <param name="From">The first day in this village.</param>
    /// <param name="To">The last day in this village: a post that runs may have left it.</param>
    /// <param name="Now">Whether she is there today.</param>
    /// <param name="Results">What was done for this village, the newest first.</param>
    public sealed record Line(PostLine Post, DateOnly From, DateOnly To, bool Now, IReadOnlyList<Done> Results);

    public sealed record Done(DateOnly On, string Text, string? Evidence);

    public static async Task<Result<ShowVillagePosts>> Handle(PlaceCode code, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PostingsModule.Read) is { } no)
        {
            return no;
        }
        var (register, today) = (await places.Read(db, ct), ChinaDay.Today(clock));
        if (code.Level != Level.Village || register.Find(code) is not (>= 0 and var at))
        {
            return Problem.Missing("place-not-found", code.ToString());
        }
        return new ShowVillagePosts(code, register.Name(at), register.Path(at), today, await Of(code, await trees.Read(db, ct), register, today, db, ct));
    }

    internal static async Task<IReadOnlyList<Line>> Of(PlaceCode village, OrganisationTree tree, Register register, DateOnly today, Db db, CancellationToken ct)
    {
        var posts = await db.Posts.AsNoTracking().Where(p => p.FromDay <= today && (p.EndedOn == null || p.EndedOn > p.FromDay) && db.PostVillages.Any(v => v.Post == p.Id && v.Village == village && v.FromDay <= today && v.ToDay >= v.FromDay))
            .OrderByDescending(p => p.FromDay).ThenByDescending(p => p.Id).Take(MostPosts).ToListAsync(ct);
        var ids = posts.Select(p => p.Id).ToList();
        var days = (await db.PostVillages.AsNoTracking().Where(v => v.Village == village && ids.Contains(v.Post) && v.FromDay <= today && v.ToDay >= v.FromDay).ToListAsync(ct)).ToLookup(v => v.Post);
        var results = (await db.PostTasks.AsNoTracking().Where(t => ids.Contains(t.Post) && t.Result != null && t.ResultOn != null && (t.Village == null || t.Village == village)).OrderByDescending(t => t.ResultOn).ThenByDescending(t => t.Id)
            .Take(MostResults).Select(t => new { t.Post, Done = new Done(t.ResultOn!.Value, t.Result!, t.Evidence) }).ToListAsync(ct)).ToLookup(t => t.Post, t => t.Done);
        return
        [
            .. (await PostLine.Of(posts, tree, register, today, db, ct)).Where(p => days.Contains(p.Id)).Select(p => new Line(p, days[p.Id].Min(v => v.FromDay), days[p.Id].Max(v => v.ToDay), days[p.Id].Any(v => v.ToDay >= today), [.. results[p.Id]])),
        ];
    }
}
