using Microsoft.EntityFrameworkCore;
using Shanhai.Notices;
using Shanhai.Organisations;
using Shanhai.Pairing;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>Recalls somebody before her term, with the reason; one that has not begun is cancelled. The reason is for those alone who may open her name. Officers of the batch's area may.</summary>
public sealed record RecallPost(string? Why, DateOnly? On, int? Version)
{
    public sealed record Recalled(Id<Post> Id, DateOnly On);

    public static async Task<Result<Recalled>> Handle(Id<Post> id, RecallPost input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await PostingsModule.Standing(id, PostingsModule.Plan, input.Version, db, actor, clock, ct);
        if ((found.Problem ?? new Errors().Require(input.Why, "why").Limit(input.Why, Post.LongestWhy, "why").Refusal) is { } no)
        {
            return no;
        }
        var (post, today) = (found.Value, ChinaDay.Today(clock));
        // On her first day at the latest it is as if it had never begun.
        var on = today <= post.FromDay ? post.FromDay : input.On ?? today;
        if (today > post.FromDay && (on <= post.FromDay || on > today))
        {
            return new Errors().Add("on", "postings.recall-day", $"{post.FromDay.AddDays(1):yyyy-MM-dd}", $"{today:yyyy-MM-dd}").Refusal!;
        }
        await PostingsModule.End(post, on, PostEnding.Recalled, db, ct);
        post.EndedWhy = input.Why!.Trim();
        db.Record(actor, PostingsModule.Plan, "post:" + id, new { recalled = $"{on:yyyy-MM-dd}" }, post.Place);
        return await PostingsModule.Save(db, ct) is { } meanwhile ? meanwhile : new Recalled(id, on);
    }
}

/// <summary>Extends the term of one post by a document. No rule was found that says by how much: the page shows the document and that the term is beyond the batch. Officers of the batch's area may.</summary>
public sealed record ExtendPost(DateOnly? To, string? Document, int? Version)
{
    public sealed record Extended(Id<Post> Id, DateOnly To);

    public static async Task<Result<Extended>> Handle(Id<Post> id, ExtendPost input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await PostingsModule.Standing(id, PostingsModule.Plan, input.Version, db, actor, clock, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var post = found.Value;
        var errors = new Errors().Require(input.Document, "document").Limit(input.Document, PostBatch.LongestDocument, "document").WithoutNumbers(input.Document, "document").InRange(input.To, "to");
        if (input.To is not { } to || to <= post.ToDay)
        {
            return errors.Add("to", "postings.extend-day", $"{post.ToDay:yyyy-MM-dd}").Refusal!;
        }
        var villages = await db.PostVillages.Where(v => v.Post == id && v.ToDay == post.ToDay).ToListAsync(ct);
        var held = await HeldPosts.Of([post.Person], db, ct);
        if (held.Wrong(post.Person, id, PostKind.Of(post.Kind), post.Also, post.FromDay, to, [.. villages.Select(v => v.Village)]) is { } clash)
        {
            errors.Add("to", clash.Key, clash.Args);
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        villages.ForEach(v => v.ToDay = to);
        (post.ToDay, post.ExtendedBy, post.Version) = (to, input.Document!.Trim(), post.Version + 1);
        (await db.PostedPeople.FirstAsync(p => p.Id == post.Person, ct)).Version++;
        db.Record(actor, PostingsModule.Plan, "post:" + id, new { extended = $"{to:yyyy-MM-dd}" }, post.Place);
        return await PostingsModule.Save(db, ct) is { } meanwhile ? meanwhile : new Extended(id, to);
    }
}

/// <summary>
/// Carries a post on in the village that took over one of hers: her days in the former village end on the day before, and go on in its successor. Where a village was divided nobody took it over: it is left. Officers of the batch's area
/// may.
/// </summary>
public sealed record CarryPostOn(PlaceCode? Village, int? Version)
{
    public sealed record Carried(Id<Post> Id, PlaceCode? Village);

    public static async Task<Result<Carried>> Handle(Id<Post> id, CarryPostOn input, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await PostingsModule.Standing(id, PostingsModule.Plan, input.Version, db, actor, clock, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var (post, register) = (found.Value, await places.Read(db, ct));
        var now = await db.PostVillages.Where(v => v.Post == id && v.ToDay == post.ToDay).ToListAsync(ct);
        if (input.Village is not { } village || now.Find(v => v.Village == village) is not { } former || register.Find(village) is not (>= 0 and var at) || register.Closed(at) is not { } closed)
        {
            return Problem.Clash("post.no-trouble");
        }
        var successor = register.Standing(village);
        former.ToDay = closed.AddDays(-1);
        if (successor is { } next && !now.Exists(v => v.Village == next))
        {
            db.PostVillages.Add(new() { Id = Id<PostVillage>.New(clock), Post = id, Village = next, FromDay = closed > post.FromDay ? closed : post.FromDay, ToDay = post.ToDay });
        }
        post.Version++;
        db.Record(actor, PostingsModule.Plan, "post:" + id, new { carriedOn = true, from = village.ToString(), to = successor?.ToString() }, post.Place);
        return await PostingsModule.Save(db, ct) is { } meanwhile ? meanwhile : new Carried(id, successor);
    }
}
