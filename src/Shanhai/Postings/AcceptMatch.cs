using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>Decides about one person and one village before they are placed: there, not there, or (without either) takes the decision back. Officers of the batch's area may.</summary>
public sealed record DecideMatch(Id<Post>? Post, PlaceCode? Village, bool? There, string? Why)
{
    public sealed record Decided(Id<Post> Post, PlaceCode Village, bool? There);

    public static async Task<Result<Decided>> Handle(Id<PostBatch> id, DecideMatch input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await PostingsModule.Open(id, PostingsModule.Plan, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var (batch, errors) = (found.Value, new Errors().Limit(input.Why, Postings.Post.LongestWhy, "why"));
        var post = input.Post is { } named ? await db.Posts.AsNoTracking().Where(p => p.Id == named && p.Batch == id).Waiting(ChinaDay.Today(clock), db).FirstOrDefaultAsync(ct) : null;
        if (post is null)
        {
            errors.Add("post", "postings.not-waiting");
        }
        if (input.There is not null)
        {
            errors.Require(input.Why, "why");
        }
        if (input.Village is not { } village)
        {
            errors.Add("village", "field.required");
        }
        else if (post is not null && Entering.Wrong(village, batch, (await trees.Read(db, ct)).Successor(post.Sender), await places.Read(db, ct)) is { } wrong && input.There is not null)
        {
            errors.Add("village", wrong.Key, wrong.Args);
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        var at = input.Village!.Value;
        var will = await db.PostWills.FirstOrDefaultAsync(w => w.Post == post!.Id && w.Village == at, ct);
        if (input.There is { } there)
        {
            if (will is null)
            {
                db.PostWills.Add(will = new() { Post = post!.Id, Village = at, There = there, Why = "", DecidedBy = actor.Name });
            }
            (will.There, will.Why, will.DecidedBy) = (there, input.Why!.Trim(), actor.Name);
        }
        else if (will is null)
        {
            return Problem.Missing("post.no-will");
        }
        else
        {
            db.PostWills.Remove(will);
        }
        batch.Version++;
        db.Record(actor, PostingsModule.Plan, "post:" + post!.Id, new { village = at.ToString(), there = input.There }, batch.Place);
        return await PostingsModule.Save(db, ct) is { } meanwhile ? meanwhile : new Decided(post.Id, at, input.There);
    }
}

/// <summary>Places people of a batch in the villages that were proposed for them, or others: all of them or none. Nothing is placed where somebody decided about the batch meanwhile. Officers of its area may.</summary>
/// <param name="Version">The batch as it was when it was looked at.</param>
public sealed record AcceptMatch(IReadOnlyList<AcceptMatch.Pair>? Pairs, int? Version)
{
    public sealed record Pair(Id<Post> Post, PlaceCode Village);

    public sealed record Accepted(Id<PostBatch> Id, int Posts, int Villages);

    public static async Task<Result<Accepted>> Handle(Id<PostBatch> id, AcceptMatch input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await PostingsModule.Open(id, PostingsModule.Plan, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        if (input.Pairs is not { Count: > 0 } pairs || pairs.Any(p => p is null))
        {
            return new Errors().Add("pairs", "postings.no-pairs").Refusal!;
        }
        var (batch, tree, register) = (found.Value, await trees.Read(db, ct), await places.Read(db, ct));
        if (input.Version != batch.Version)
        {
            return Problem.Clash("post.changed-meanwhile");
        }
        var (ids, errors) = (pairs.Select(p => p.Post).Distinct().ToList(), new Errors());
        var today = ChinaDay.Today(clock);
        var posts = await db.Posts.Where(p => ids.Contains(p.Id) && p.Batch == id).Waiting(today, db).OrderBy(p => p.Id).ToListAsync(ct);
        if (posts.Count < ids.Count)
        {
            return new Errors().Add("pairs", "postings.not-waiting").Refusal!;
        }
        var people = posts.Select(p => p.Person).Distinct().ToList();
        var held = await HeldPosts.Of(people, db, ct);
        var chosen = pairs.Distinct().ToLookup(p => p.Post, p => p.Village);
        foreach (var post in posts)
        {
            foreach (var village in chosen[post.Id])
            {
                if (Entering.Wrong(village, batch, tree.Successor(post.Sender), register) is { } wrong)
                {
                    errors.Add("pairs", wrong.Key, wrong.Args);
                }
            }
            if (held.Wrong(post.Person, post.Id, PostKind.Of(post.Kind), post.Also, post.FromDay, post.ToDay, [.. chosen[post.Id]]) is { } clash)
            {
                errors.Add("pairs", clash.Key, clash.Args);
            }
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        // Whoever had a village before that is no more begins in the next one today.
        var before = (await db.PostVillages.AsNoTracking().Where(v => ids.Contains(v.Post)).Select(v => v.Post).Distinct().ToListAsync(ct)).ToHashSet();
        db.PostVillages.AddRange(posts.SelectMany(p => chosen[p.Id], (p, village) =>
            new PostVillage { Id = Id<PostVillage>.New(clock), Post = p.Id, Village = village, FromDay = before.Contains(p.Id) && p.FromDay < today ? today : p.FromDay, ToDay = p.ToDay }));
        posts.ForEach(p => p.Version++);
        (await db.PostedPeople.Where(p => people.Contains(p.Id)).ToListAsync(ct)).ForEach(p => p.Version++);
        // What was decided for the proposal has been done.
        db.PostWills.RemoveRange(await db.PostWills.Where(w => ids.Contains(w.Post)).ToListAsync(ct));
        batch.Version++;
        var count = chosen.Sum(c => c.Count());
        db.Record(actor, PostingsModule.Plan, "post-batch:" + id, new { placed = posts.Count, villages = count }, batch.Place);
        return await PostingsModule.Save(db, ct) is { } meanwhile ? meanwhile : new Accepted(id, posts.Count, count);
    }
}
