using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>On a village's page: who is there now, who was there before, and what was done. On a page above: in how many of its villages somebody is.</summary>
public partial class PostSection
{
    /// <param name="Links">Whether the reader may open a post.</param>
    public sealed record Shown(PlaceCode Place, IReadOnlyList<ShowVillagePosts.Line> Posts, int Villages, bool Links);

    public static async Task<RenderFragment?> Load(View view, PlaceCode place, RowsHere _, IServiceProvider services, CancellationToken ct)
    {
        var (db, actor, today) = (services.GetRequiredService<Db>(), view.Actor, ChinaDay.Today(services.GetRequiredService<TimeProvider>()));
        if (place.Level == Level.Nation)
        {
            return null;
        }
        if (place.Level != Level.Village)
        {
            var villages = await db.PostVillages.AsNoTracking().Within(new([place]), v => v.Village).Where(v => v.FromDay <= today && v.ToDay >= today).Select(v => v.Village).Distinct().CountAsync(ct);
            return villages == 0 ? null : PlaceSection.Show<PostSection>(new Shown(place, [], villages, false));
        }
        var posts = await ShowVillagePosts.Of(place, await services.GetRequiredService<CurrentTree>().Read(db, ct), await services.GetRequiredService<CurrentRegister>().Read(db, ct), today, db, ct);
        return posts.Count == 0 ? null : PlaceSection.Show<PostSection>(new Shown(place, posts, 1, actor.Scope(PostingsModule.View).Contains(place)));
    }
}
