using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>On a village's page: who is there now, who was there before, and what was done. On a page above: in how many of its villages somebody is.</summary>
public partial class PostSection
{
    private const int MostPosts = 60, MostResults = 100;

    /// <param name="Now">Those who are there today: a post that runs may have left a village.</param>
    /// <param name="Results">By post: what was done, the newest first.</param>
    public sealed record Shown(PlaceCode Place, IReadOnlyList<PostLine> Posts, IReadOnlySet<Id<Post>> Now, ILookup<Id<Post>, Done> Results, int Villages, bool Links);

    public sealed record Done(Id<Post> Post, DateOnly On, string Text, string? Evidence);

    public static async Task<RenderFragment?> Load(View view, PlaceCode place, IServiceProvider services, CancellationToken ct)
    {
        var (db, actor, today) = (services.GetRequiredService<Db>(), view.Actor, ChinaDay.Today(services.GetRequiredService<TimeProvider>()));
        if (place.Level == Level.Nation)
        {
            return null;
        }
        if (place.Level != Level.Village)
        {
            var villages = await db.PostVillages.AsNoTracking().Within(new([place]), v => v.Village).Where(v => v.FromDay <= today && v.ToDay >= today).Select(v => v.Village).Distinct().CountAsync(ct);
            return villages == 0 ? null : PlaceSection.Show<PostSection>(new Shown(place, [], new HashSet<Id<Post>>(), Array.Empty<Done>().ToLookup(d => d.Post), villages, false));
        }
        var posts = await db.Posts.AsNoTracking().Where(p => p.FromDay <= today && (p.EndedOn == null || p.EndedOn > p.FromDay) && db.PostVillages.Any(v => v.Post == p.Id && v.Village == place && v.FromDay <= today && v.ToDay >= v.FromDay))
            .OrderByDescending(p => p.FromDay).ThenByDescending(p => p.Id).Take(MostPosts).ToListAsync(ct);
        if (posts.Count == 0)
        {
            return null;
        }
        var ids = posts.Select(p => p.Id).ToList();
        var now = await db.PostVillages.AsNoTracking().Where(v => v.Village == place && v.FromDay <= today && v.ToDay >= today).Select(v => v.Post).ToListAsync(ct);
        var results = await db.PostTasks.AsNoTracking().Where(t => ids.Contains(t.Post) && t.Result != null && t.ResultOn != null && (t.Village == null || t.Village == place)).OrderByDescending(t => t.ResultOn).ThenByDescending(t => t.Id)
            .Take(MostResults).Select(t => new Done(t.Post, t.ResultOn!.Value, t.Result!, t.Evidence)).ToListAsync(ct);
        var lines = await PostLine.Of(posts, await services.GetRequiredService<CurrentTree>().Read(db, ct), await services.GetRequiredService<CurrentRegister>().Read(db, ct), today, db, ct);
        return PlaceSection.Show<PostSection>(new Shown(place, lines, now.ToHashSet(), results.ToLookup(r => r.Post), 1, actor.Scope(PostingsModule.View).Contains(place)));
    }
}
