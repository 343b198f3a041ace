using Microsoft.EntityFrameworkCore;
using Shanhai.Notices;

namespace Shanhai.Postings;

/// <summary>
/// Corrects what was entered wrongly of an open batch, with the reason: its name, its days, its document. Kind and area stay, since its posts were judged by them, and its days go on holding those of the posts. The journal
/// keeps what stood there before. Officers of its area may.
/// </summary>
/// <param name="Version">The one that was seen: what was entered or placed since is looked at first.</param>
public sealed record CorrectPostBatch(string? Name, DateOnly? From, DateOnly? To, string? Document, string? Why, int? Version)
{
    public sealed record Corrected(Id<PostBatch> Id, int Version);

    public static async Task<Result<Corrected>> Handle(Id<PostBatch> id, CorrectPostBatch input, Db db, Actor actor, CancellationToken ct)
    {
        var found = await PostingsModule.Open(id, PostingsModule.Plan, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var batch = found.Value;
        var errors = CreatePostBatch.Words(input.Name, input.Document).Require(input.Why, "why").Limit(input.Why, Post.LongestWhy, "why").WithoutNumbers(input.Why, "why");
        if (input.From is not { } from || input.To is not { } to)
        {
            return errors.Add(input.From is null ? "from" : "to", "field.required").Refusal!;
        }
        if (new Errors().InRange(from, "from").InRange(to, "to").Refusal is { } noDay)
        {
            return noDay;
        }
        CreatePostBatch.Days(PostKind.Of(batch.Kind), from, to, errors);
        // A post that was extended goes beyond its batch; the others lie in it.
        var (before, after) = (batch.FromDay, batch.ToDay);
        var first = await db.Posts.Where(p => p.Batch == id && p.FromDay >= before).MinAsync(p => (DateOnly?)p.FromDay, ct);
        var last = await db.Posts.Where(p => p.Batch == id && p.ToDay <= after).MaxAsync(p => (DateOnly?)p.ToDay, ct);
        if (from > first)
        {
            errors.Add("from", "postings.posts-earlier", first);
        }
        if (to < last)
        {
            errors.Add("to", "postings.posts-later", last);
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        if (input.Version != batch.Version)
        {
            return Problem.Clash("post.changed-meanwhile");
        }
        (batch.Name, batch.FromDay, batch.ToDay, batch.Document, batch.Version) = (input.Name!.Trim(), from, to, input.Document!.Trim(), batch.Version + 1);
        db.Record(actor, PostingsModule.Plan, "post-batch:" + id, new { why = input.Why!.Trim() }, batch.Place);
        return await PostingsModule.Save(db, ct) is { } meanwhile ? meanwhile : new Corrected(id, batch.Version);
    }
}
