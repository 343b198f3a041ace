using Microsoft.EntityFrameworkCore;
using Shanhai.Notices;

namespace Shanhai.Postings;

/// <summary>
/// Records what one posted person leaves to her successor, and the days on which the two signed; recorded again until both have. Without a successor there is nobody to hand over to: the next post is entered first. Then the former
/// post ends, at the latest with its term. Officers of the batch's area may.
/// </summary>
public sealed record HandOverPost(Id<Post>? Successor, string? Items, DateOnly? GaveOn, DateOnly? TookOn, int? Version)
{
    public sealed record HandedOver(Id<PostHandOver> Id, bool IsWhole);

    public static async Task<Result<HandedOver>> Handle(Id<Post> id, HandOverPost input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PostingsModule.Plan) is { } no)
        {
            return no;
        }
        var mine = db.Posts.Within(actor.Scope(PostingsModule.Plan), p => p.Place);
        if (await mine.FirstOrDefaultAsync(p => p.Id == id, ct) is not { } post)
        {
            return Problem.Missing("post.none");
        }
        if (post.Ending == PostEnding.Recalled || input.Version != post.Version)
        {
            return Problem.Clash(post.Ending == PostEnding.Recalled ? "post.over" : "post.changed-meanwhile");
        }
        var (today, errors) = (ChinaDay.Today(clock), new Errors().Require(input.Items, "items").Limit(input.Items, PostHandOver.LongestItems, "items").WithoutNumbers(input.Items, "items"));
        var next = input.Successor is { } named && named != id ? await mine.AsNoTracking().FirstOrDefaultAsync(p => p.Id == named, ct) : null;
        if (next is null)
        {
            errors.Add("successor", "postings.no-successor");
        }
        else if (!await db.PostVillages.AnyAsync(v => v.Post == next.Id && db.PostVillages.Any(o => o.Post == id && o.Village == v.Village), ct) || next.LastDay < post.FromDay || next.FromDay < post.FromDay)
        {
            errors.Add("successor", "postings.successor-elsewhere");
        }
        foreach (var (day, field) in new[] { (input.GaveOn, "gaveOn"), (input.TookOn, "tookOn") })
        {
            if (day is { } on && (on <= post.FromDay || on > today))
            {
                errors.Add(field, "postings.signed-day", $"{post.FromDay.AddDays(1):yyyy-MM-dd}", $"{today:yyyy-MM-dd}");
            }
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        var over = await db.PostHandOvers.FirstOrDefaultAsync(h => h.From == id, ct);
        if (over is { IsWhole: true })
        {
            return Problem.Clash("post.handed-over");
        }
        if (over is null)
        {
            db.PostHandOvers.Add(over = new() { Id = Id<PostHandOver>.New(clock), From = id, To = next!.Id, Items = "", RecordedBy = actor.Name, RecordedAt = clock.GetUtcNow() });
        }
        (over.To, over.Items, over.GaveOn, over.TookOn, over.RecordedBy, over.RecordedAt) = (next!.Id, input.Items!.Trim(), input.GaveOn, input.TookOn, actor.Name, clock.GetUtcNow());
        over.Version++;
        post.Version++;
        // The day after both have signed is the first without her; her term may have been over by then.
        if (over is { GaveOn: { } gave, TookOn: { } took } && (gave > took ? gave : took).AddDays(1) is var ended && ended <= post.ToDay)
        {
            await PostingsModule.End(post, ended, PostEnding.HandedOver, db, ct);
        }
        db.Record(actor, PostingsModule.Plan, "post:" + id, new { handedOver = over.IsWhole, to = next.Id.ToString() }, post.Place);
        return await PostingsModule.Save(db, ct) is { } meanwhile ? meanwhile : new HandedOver(over.Id, over.IsWhole);
    }
}
