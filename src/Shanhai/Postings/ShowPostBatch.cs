using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>Shows a batch with its posts, by their order of entry: those who work in its area see all of them, others those of their villages.</summary>
public sealed record ShowPostBatch(
    Id<PostBatch> Id, string Name, PostKind Kind, PlaceCode Place, string PlaceName, DateOnly From, DateOnly To, string Document, DateOnly? ClosedOn, int Version, Page<PostLine> Posts, int Total, int Waiting, bool MayPlan)
{
    public static async Task<Result<ShowPostBatch>> Handle(Id<PostBatch> id, string? after, int? size, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PostingsModule.View) is { } no)
        {
            return no;
        }
        var (scope, register, most) = (actor.Scope(PostingsModule.View), await places.Read(db, ct), Math.Clamp(size ?? 50, 1, 500));
        if (await PostsSeen.Batches(db, scope).AsNoTracking().FirstOrDefaultAsync(b => b.Id == id, ct) is not { } batch)
        {
            return Problem.Missing("post.no-batch");
        }
        var posts = PostsSeen.Of(db, scope).AsNoTracking().Where(p => p.Batch == id);
        var (total, waiting) = (await posts.CountAsync(ct), await posts.CountAsync(p => p.EndedOn == null && !db.PostVillages.Any(v => v.Post == p.Id), ct));
        if (Id<Post>.TryParse(after, null, out var from))
        {
            posts = posts.Where(p => p.Id > from);
        }
        var found = await posts.OrderBy(p => p.Id).Take(most + 1).ToListAsync(ct);
        var lines = await PostLine.Of([.. found.Take(most)], await trees.Read(db, ct), register, ChinaDay.Today(clock), db, ct);
        return new ShowPostBatch(id, batch.Name, PostKind.Of(batch.Kind), batch.Place, Pairing.Gathering.Name(register, batch.Place), batch.FromDay, batch.ToDay, batch.Document, batch.ClosedOn, batch.Version,
            new(lines, found.Count > most ? found[most - 1].Id.ToString() : null), total, waiting, batch.ClosedOn is null && actor.Scope(PostingsModule.Plan).Contains(batch.Place));
    }
}
