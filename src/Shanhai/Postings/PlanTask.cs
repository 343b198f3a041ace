using Microsoft.EntityFrameworkCore;
using Shanhai.Notices;

namespace Shanhai.Postings;

/// <summary>Plans one thing a posted person is to do, under a duty of her kind. Those who work for one of her villages may, and she herself.</summary>
public sealed record PlanTask(string? Duty, PlaceCode? Village, string? What, DateOnly? DueOn)
{
    public sealed record Planned(Id<PostTask> Id);

    public static async Task<Result<Planned>> Handle(Id<Post> id, PlanTask input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PostingsModule.Work) is { } no)
        {
            return no;
        }
        if (await PostsSeen.Of(db, actor.Scope(PostingsModule.Work)).FirstOrDefaultAsync(p => p.Id == id, ct) is not { } post)
        {
            return Problem.Missing("post.none");
        }
        var errors = new Errors().Require(input.What, "what").Limit(input.What, PostTask.LongestWhat, "what").WithoutNumbers(input.What, "what");
        if (!post.Kinds.SelectMany(k => PostKind.Of(k).Duties).Any(d => d.Code == input.Duty))
        {
            errors.Add("duty", "postings.no-duty");
        }
        if (input.Village is { } village && !await db.PostVillages.AnyAsync(v => v.Post == id && v.Village == village, ct))
        {
            errors.Add("village", "postings.not-her-village");
        }
        if (input.DueOn is not { } due || due < post.FromDay || due > post.LastDay)
        {
            errors.Add("dueOn", "postings.due-day", $"{post.FromDay:yyyy-MM-dd}", $"{post.LastDay:yyyy-MM-dd}");
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        var task = new PostTask
        {
            Id = Id<PostTask>.New(clock), Post = id, Duty = input.Duty!, Village = input.Village, What = input.What!.Trim(), DueOn = input.DueOn!.Value, PlannedBy = actor.Name, PlannedAt = clock.GetUtcNow(), Version = 1,
        };
        db.PostTasks.Add(task);
        db.Record(actor, PostingsModule.Work, "post:" + id, new { task = task.Id.ToString() }, post.Place);
        await db.SaveChangesAsync(ct);
        return new Planned(task.Id);
    }
}

/// <summary>
/// Says what came of a task: the day, the result, and where the paper lies; said again it is corrected, and the journal keeps both. With a reason instead of a result the task is left out. The result is for everybody to read, so it
/// holds no number of a person. Those who plan may.
/// </summary>
/// <param name="Evidence">An https address, or one of this site.</param>
/// <param name="DroppedWhy">Why it is not done.</param>
public sealed record RecordTaskResult(string? Result, DateOnly? On, string? Evidence, string? DroppedWhy, int? Version)
{
    public sealed record Recorded(Id<PostTask> Id, Id<Post> Post, int Version);

    public static async Task<Result<Recorded>> Handle(Id<PostTask> id, RecordTaskResult input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PostingsModule.Work) is { } no)
        {
            return no;
        }
        var mine = PostsSeen.Of(db, actor.Scope(PostingsModule.Work));
        if (await db.PostTasks.FirstOrDefaultAsync(t => t.Id == id && mine.Any(p => p.Id == t.Post), ct) is not { } task)
        {
            return Problem.Missing("post.no-task");
        }
        if (input.Version != task.Version)
        {
            return Problem.Clash("post.changed-meanwhile");
        }
        var post = await db.Posts.AsNoTracking().FirstAsync(p => p.Id == task.Post, ct);
        if (string.IsNullOrWhiteSpace(input.DroppedWhy))
        {
            var today = ChinaDay.Today(clock);
            var errors = new Errors().Require(input.Result, "result").Limit(input.Result, PostTask.LongestResult, "result").WithoutNumbers(input.Result, "result").Limit(input.Evidence, PostTask.LongestEvidence, "evidence");
            if (input.On is not { } on || on < post.FromDay || on > post.LastDay || on > today)
            {
                errors.Add("on", "postings.result-day", $"{post.FromDay:yyyy-MM-dd}", $"{(post.LastDay < today ? post.LastDay : today):yyyy-MM-dd}");
            }
            if (errors.Link(input.Evidence, "evidence").Refusal is { } refusal)
            {
                return refusal;
            }
            (task.Result, task.ResultOn, task.Evidence, task.ResultBy, task.DroppedWhy) = (input.Result!.Trim(), input.On, input.Evidence.Kept(), actor.Name, null);
        }
        else
        {
            if (new Errors().Limit(input.DroppedWhy, Post.LongestWhy, "droppedWhy").Refusal is { } refusal)
            {
                return refusal;
            }
            (task.Result, task.ResultOn, task.Evidence, task.ResultBy, task.DroppedWhy) = (null, null, null, actor.Name, input.DroppedWhy.Trim());
        }
        task.Version++;
        db.Record(actor, PostingsModule.Work, "post:" + task.Post, new { task = id.ToString() }, post.Place);
        return await PostingsModule.Save(db, ct) is { } meanwhile ? meanwhile : new Recorded(id, task.Post, task.Version);
    }
}
