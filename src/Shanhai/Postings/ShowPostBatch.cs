using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>Shows a batch with its posts, by their order of entry: those who work in its area see all of them, others those of their villages.</summary>
public sealed record ShowPostBatch(
    Id<PostBatch> Id, string Name, PostKind Kind, PlaceCode Place, string PlaceName, DateOnly From, DateOnly To, string Document, DateOnly? ClosedOn, int Version, Page<PostLine> Posts, int Total, int Waiting, bool MayPlan)
{
    /// <summary>Which of its posts, and from where on.</summary>
    public sealed record Filter
    {
        /// <summary>A surname, or a part of the name of a unit or a village.</summary>
        public string? Q { get; init; }

        /// <summary>Those alone who wait for a village.</summary>
        public bool? Waiting { get; init; }
        public string? After { get; init; }
        public int? Size { get; init; }
    }

    public static async Task<Result<ShowPostBatch>> Handle(Id<PostBatch> id, [AsParameters] Filter filter, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PostingsModule.View) is { } no)
        {
            return no;
        }
        var (scope, register, most, today) = (actor.Scope(PostingsModule.View), await places.Read(db, ct), Math.Clamp(filter.Size ?? 50, 1, 500), ChinaDay.Today(clock));
        if (await PostsSeen.Batches(db, scope).AsNoTracking().FirstOrDefaultAsync(b => b.Id == id, ct) is not { } batch)
        {
            return Problem.Missing("post.no-batch");
        }
        var posts = PostsSeen.Of(db, scope).AsNoTracking().Where(p => p.Batch == id);
        var (total, waiting) = (await posts.CountAsync(ct), await posts.Waiting(today, db).CountAsync(ct));
        if (filter.Waiting == true)
        {
            posts = posts.Waiting(today, db);
        }
        if (filter.Q?.Trim() is { Length: > 0 } q)
        {
            posts = posts.Saying(q, inside: false, db);
        }
        var matching = await posts.LongCountAsync(ct);
        if (Id<Post>.TryParse(filter.After, null, out var from))
        {
            posts = posts.Where(p => p.Id > from);
        }
        var found = await posts.OrderBy(p => p.Id).Take(most + 1).ToListAsync(ct);
        var lines = await PostLine.Of([.. found.Take(most)], await trees.Read(db, ct), register, today, db, ct);
        return new ShowPostBatch(id, batch.Name, PostKind.Of(batch.Kind), batch.Place, register.NameOf(batch.Place), batch.FromDay, batch.ToDay, batch.Document, batch.ClosedOn, batch.Version,
            new(lines, found.Count > most ? found[most - 1].Id.ToString() : null, matching), total, waiting, batch.ClosedOn is null && actor.Scope(PostingsModule.Plan).Contains(batch.Place));
    }

    /// <summary>All posts of a page that was shown and of those after it, as a file or a sheet has them.</summary>
    internal static async IAsyncEnumerable<PostLine> Rest(ShowPostBatch shown, Filter filter, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var page = shown.Posts; ;)
        {
            foreach (var row in page.Rows)
            {
                yield return row;
            }
            if (page.Next is not { } next)
            {
                yield break;
            }
            page = (await Handle(shown.Id, filter with { After = next }, trees, places, db, actor, clock, ct)).Value.Posts;
        }
    }
}
