using Microsoft.EntityFrameworkCore;
using Shanhai.Notices;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>Begins a batch of one kind for an area and a term, by a document. Officers of the area may.</summary>
public sealed record CreatePostBatch(string? Kind, string? Name, PlaceCode? Place, DateOnly? From, DateOnly? To, string? Document)
{
    public sealed record Created(Id<PostBatch> Id);

    public static async Task<Result<Created>> Handle(CreatePostBatch input, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PostingsModule.Plan) is { } no)
        {
            return no;
        }
        var register = await places.Read(db, ct);
        var errors = Words(input.Name, input.Document);
        if (PostKind.Find(input.Kind) is not { } kind)
        {
            return errors.Add("kind", "postings.no-kind").Refusal!;
        }
        if (input.Place is not { } place || register.Find(place) is not (>= 0 and var at) || !register.Stands(at))
        {
            return errors.Add("place", "postings.no-place").Refusal!;
        }
        if (input.From is not { } from)
        {
            return errors.Add("from", "field.required").Refusal!;
        }
        if (new Errors().InRange(from, "from").InRange(input.To, "to").Refusal is { } noDay)
        {
            return noDay;
        }
        var to = input.To ?? kind.LastFrom(from);
        Days(kind, from, to, errors);
        if ((errors.Refusal ?? actor.Refuses(PostingsModule.Plan, place)) is { } refusal)
        {
            return refusal;
        }
        var batch = new PostBatch
        {
            Id = Id<PostBatch>.New(clock), Kind = kind.Code, Name = input.Name!.Trim(), Place = place, FromDay = from, ToDay = to, Document = input.Document!.Trim(), MadeBy = actor.Name, MadeAt = clock.GetUtcNow(), Version = 1,
        };
        db.PostBatches.Add(batch);
        db.Record(actor, PostingsModule.Plan, "post-batch:" + batch.Id, place: place);
        await db.SaveChangesAsync(ct);
        return new Created(batch.Id);
    }

    /// <summary>What is asked of its words.</summary>
    internal static Errors Words(string? name, string? document) => new Errors().Require(name, "name").Limit(name, PostBatch.LongestName, "name").WithoutNumbers(name, "name")
        .Require(document, "document").Limit(document, PostBatch.LongestDocument, "document").WithoutNumbers(document, "document");

    /// <summary>What the kind asks of its term.</summary>
    internal static void Days(PostKind kind, DateOnly from, DateOnly to, Errors errors)
    {
        if (from.Year < kind.SinceYear)
        {
            errors.Add("from", "postings.before-kind", kind.Name, kind.SinceYear);
        }
        if (kind.Judge(from, to) is { } wrong)
        {
            errors.Add(wrong.Field, wrong.Key, wrong.Args);
        }
    }
}

/// <summary>Closes a batch whose posts are all over; what was entered stays readable. Officers of its area may.</summary>
public sealed record ClosePostBatch
{
    public sealed record Closed(Id<PostBatch> Id, DateOnly On);

    public static async Task<Result<Closed>> Handle(Id<PostBatch> id, ClosePostBatch input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await PostingsModule.Open(id, PostingsModule.Plan, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var today = ChinaDay.Today(clock);
        if (await db.Posts.CountAsync(p => p.Batch == id && (p.EndedOn == null || p.EndedOn > today) && p.ToDay >= today, ct) is > 0 and var running)
        {
            return Problem.Clash("post.batch-runs", running);
        }
        (found.Value.ClosedOn, found.Value.Version) = (today, found.Value.Version + 1);
        db.Record(actor, PostingsModule.Plan, "post-batch:" + id, new { closed = $"{today:yyyy-MM-dd}" }, found.Value.Place);
        return await PostingsModule.Save(db, ct) is { } meanwhile ? meanwhile : new Closed(id, today);
    }
}
