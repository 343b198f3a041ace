using Microsoft.EntityFrameworkCore;
using Shanhai.Notices;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>
/// Corrects what was entered wrongly of a post, with the reason: its villages, its days, what is held together with it. All of it must be such as could be entered. What an act of its own has changed since — an extension, a hand-over, a
/// village carried on — is not corrected away. The journal keeps what stood there before. Officers of the batch's area may.
/// </summary>
/// <param name="Villages">All of hers; empty: she waits for a place; null: as they are.</param>
/// <param name="From">Null: as it is; <paramref name="To"/> likewise.</param>
/// <param name="Also">The kind of post held together with it; empty: none; null: as it is.</param>
public sealed record CorrectPost(IReadOnlyList<PlaceCode>? Villages, DateOnly? From, DateOnly? To, string? Also, string? Why, int? Version)
{
    public sealed record Corrected(Id<Post> Id, int Version);

    public static async Task<Result<Corrected>> Handle(Id<Post> id, CorrectPost input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await PostingsModule.Standing(id, PostingsModule.Plan, input.Version, db, actor, clock, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var (post, register) = (found.Value, await places.Read(db, ct));
        var rows = await db.PostVillages.Where(v => v.Post == id).ToListAsync(ct);
        if (post.ExtendedBy is not null || rows.Exists(v => v.FromDay != post.FromDay || v.ToDay != post.ToDay) || await db.PostHandOvers.AnyAsync(h => h.From == id || h.To == id, ct))
        {
            return Problem.Clash("post.not-corrected");
        }
        var batch = await db.PostBatches.FirstAsync(b => b.Id == post.Batch, ct);
        var (kind, from, to) = (PostKind.Of(post.Kind), input.From ?? post.FromDay, input.To ?? post.ToDay);
        var also = input.Also is null ? post.Also : input.Also.Kept();
        HashSet<PlaceCode> had = [.. rows.Select(v => v.Village)];
        List<PlaceCode> villages = [.. input.Villages?.Distinct() ?? had];
        var errors = new Errors().Require(input.Why, "why").Limit(input.Why, Post.LongestWhy, "why").WithoutNumbers(input.Why, "why");
        Judge(kind, also, from, to, batch, errors);
        var sender = (await trees.Read(db, ct)).Successor(post.Sender);
        foreach (var village in villages.Where(v => !had.Contains(v)))
        {
            if (Entering.Wrong(village, batch, sender, register) is { } wrong)
            {
                errors.Add("villages", wrong.Key, wrong.Args);
            }
        }
        await Tasks(id, villages, from, to, register, errors, db, ct);
        if (!errors.Any && (await HeldPosts.Of([post.Person], db, ct)).Wrong(post.Person, id, kind, also, from, to, villages) is { } clash)
        {
            errors.Add(clash.Field, clash.Key, clash.Args);
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        db.PostVillages.RemoveRange(rows);
        db.PostVillages.AddRange(villages.Select(v => new PostVillage { Id = Id<PostVillage>.New(clock), Post = id, Village = v, FromDay = from, ToDay = to }));
        if (villages.Count > 0)
        {
            // What was decided while she waited has been overtaken.
            db.PostWills.RemoveRange(await db.PostWills.Where(w => w.Post == id).ToListAsync(ct));
        }
        (post.FromDay, post.ToDay, post.Also, post.Version) = (from, to, also, post.Version + 1);
        (await db.PostedPeople.FirstAsync(p => p.Id == post.Person, ct)).Version++;
        batch.Version++;
        db.Record(actor, PostingsModule.Plan, "post:" + id, new { corrected = input.Why!.Trim() }, post.Place);
        return await PostingsModule.Save(db, ct) is { } meanwhile ? meanwhile : new Corrected(id, post.Version);
    }

    private static void Judge(PostKind kind, string? also, DateOnly from, DateOnly to, PostBatch batch, Errors errors)
    {
        if (also is not null && !kind.Together.Contains(also))
        {
            errors.Add("also", "postings.not-together", kind.Name, PostKind.Find(also)?.Name ?? new Both(also, also));
        }
        if (to < from)
        {
            errors.Add("to", "postings.ends-before");
        }
        else if (from < batch.FromDay || to > batch.ToDay)
        {
            errors.Add(from < batch.FromDay ? "from" : "to", "postings.outside-batch", $"{batch.FromDay:yyyy-MM-dd}", $"{batch.ToDay:yyyy-MM-dd}");
        }
    }

    // What she has taken on stays within her villages and her days.
    private static async Task Tasks(Id<Post> id, List<PlaceCode> villages, DateOnly from, DateOnly to, Register register, Errors errors, Db db, CancellationToken ct)
    {
        foreach (var task in await db.PostTasks.AsNoTracking().Where(t => t.Post == id && t.DroppedWhy == null).OrderBy(t => t.DueOn).ToListAsync(ct))
        {
            if (task.Village is { } there && !villages.Contains(there))
            {
                errors.Add("villages", "postings.task-there", register.NameOf(there), task.What);
            }
            if (task.DueOn < from || task.DueOn > to || task.ResultOn < from)
            {
                errors.Add(task.DueOn > to ? "to" : "from", "postings.task-then", task.What, $"{task.DueOn:yyyy-MM-dd}");
            }
        }
    }
}
