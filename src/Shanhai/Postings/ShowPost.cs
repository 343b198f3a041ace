using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Pairing;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>Shows a post: what there is to do and what came of it, what was handed over, and what stands in its way. Those who work in the area of one of its villages may; the name is opened by itself (<see cref="OpenPerson"/>).</summary>
/// <param name="EndedWhy">Why somebody was recalled: for those alone who may know who she is.</param>
/// <param name="Follows">The post she took over from.</param>
/// <param name="Others">Other posts of the same person that the reader may see.</param>
/// <param name="Successors">Who could take over: later posts in one of her villages.</param>
public sealed record ShowPost(
    PostLine Of, Id<PostBatch> Batch, string BatchName, PostKind Kind, IReadOnlyList<PostKind.Duty> Duties, IReadOnlyList<string> Skills, DateOnly TermTo, string? ExtendedBy, PostEnding? Ending, string? EndedWhy,
    IReadOnlyList<ShowPost.Gone> Troubles, IReadOnlyList<ShowPost.Task> Tasks, ShowPost.Given? HandOver, Id<Post>? Follows, IReadOnlyList<PostLine> Others, IReadOnlyList<PostLine> Successors, int Version, bool MayPlan, bool MayWork,
    bool MayName)
{
    private const int MostTasks = 300, MostOthers = 50;

    /// <summary>A village that is no more. <paramref name="Now"/>: who took it over; null: nobody, or several.</summary>
    public sealed record Gone(PlaceCode Village, string Name, string? Now);

    public sealed record Task(
        Id<PostTask> Id, string Duty, Both DutyName, string? VillageName, string What, DateOnly DueOn, string? Result, DateOnly? ResultOn, string? Evidence, string? ResultBy, string? DroppedWhy, int Version);

    public sealed record Given(Id<Post> To, IReadOnlyList<string> Items, DateOnly? GaveOn, DateOnly? TookOn, bool IsWhole);

    public static async Task<Result<ShowPost>> Handle(Id<Post> id, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PostingsModule.View) is { } no)
        {
            return no;
        }
        var (tree, register, today, seen) = (await trees.Read(db, ct), await places.Read(db, ct), ChinaDay.Today(clock), PostsSeen.Of(db, actor.Scope(PostingsModule.View)).AsNoTracking());
        if (await seen.FirstOrDefaultAsync(p => p.Id == id, ct) is not { } post)
        {
            return Problem.Missing("post.none");
        }
        System.Threading.Tasks.Task<IReadOnlyList<PostLine>> Lines(IReadOnlyList<Post> posts) => PostLine.Of(posts, tree, register, today, db, ct);
        var line = (await Lines([post]))[0];
        var batch = await db.PostBatches.AsNoTracking().FirstAsync(b => b.Id == post.Batch, ct);
        var skills = (await db.PostedPeople.AsNoTracking().FirstAsync(p => p.Id == post.Person, ct)).Sectors;
        PostKind.Duty[] duties = [.. post.Kinds.SelectMany(k => PostKind.Of(k).Duties).DistinctBy(d => d.Code)];
        var tasks = await db.PostTasks.AsNoTracking().Where(t => t.Post == id).OrderBy(t => t.DueOn).ThenBy(t => t.Id).Take(MostTasks).ToListAsync(ct);
        var over = await db.PostHandOvers.AsNoTracking().FirstOrDefaultAsync(h => h.From == id, ct);
        var follows = await db.PostHandOvers.AsNoTracking().Where(h => h.To == id).OrderBy(h => h.Id).Select(h => (Id<Post>?)h.From).FirstOrDefaultAsync(ct);
        var others = await seen.Where(p => p.Person == post.Person && p.Id != id).OrderByDescending(p => p.FromDay).ThenByDescending(p => p.Id).Take(MostOthers).ToListAsync(ct);
        var next = await seen.Where(p => p.Id != id && p.FromDay >= post.FromDay && (p.EndedOn == null || p.EndedOn > p.FromDay) && db.PostVillages.Any(v => v.Post == p.Id && db.PostVillages.Any(o => o.Post == id && o.Village == v.Village)))
            .OrderByDescending(p => p.Id).Take(MostOthers).ToListAsync(ct);
        var stands = line.Stage is Stage.Runs or Stage.NotBegun;
        var plans = actor.Scope(PostingsModule.Plan).Contains(post.Place);
        var works = actor.May(PostingsModule.Work) && await PostsSeen.Of(db, actor.Scope(PostingsModule.Work)).AnyAsync(p => p.Id == id, ct);
        var names = actor.May(PostingsModule.Names) && await PostsSeen.Of(db, actor.Scope(PostingsModule.Names)).AnyAsync(p => p.Id == id, ct);
        return new ShowPost(line, post.Batch, batch.Name, PostKind.Of(post.Kind), duties, skills, post.ToDay, post.ExtendedBy, post.Ending, names ? post.EndedWhy : null,
            stands ? [.. line.Villages.Where(v => register.Find(v.Village) is >= 0 and var i && !register.Stands(i)).Select(v => new Gone(v.Village, v.Name, register.Standing(v.Village) is { } now ? register.NameOf(now) : null))] : [],
            [.. tasks.Select(t => new Task(t.Id, t.Duty, duties.FirstOrDefault(d => d.Code == t.Duty)?.Name ?? new(t.Duty, t.Duty), t.Village is { } v ? register.NameOf(v) : null, t.What, t.DueOn, t.Result, t.ResultOn, t.Evidence, t.ResultBy,
                t.DroppedWhy, t.Version))],
            over is null ? null : new(over.To, over.Items.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), over.GaveOn, over.TookOn, over.IsWhole), follows, await Lines(others), await Lines(next), post.Version,
            plans, works, names);
    }
}

/// <summary>Opens the name of a posted person, for those who answer for the area and say why; the reason is journalled before anything is shown.</summary>
public sealed record OpenPerson(string? Reason)
{
    public sealed record Opened(string Name, string? Number);

    public static async Task<Result<Opened>> Handle(Id<Post> id, OpenPerson input, Vault vault, Db db, Actor actor, CancellationToken ct)
    {
        if ((actor.Refuses(PostingsModule.Names) ?? new Errors().Require(input.Reason, "reason").Limit(input.Reason, 400, "reason").Refusal) is { } no)
        {
            return no;
        }
        if (await PostsSeen.Of(db, actor.Scope(PostingsModule.Names)).AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, ct) is not { } post)
        {
            return Problem.Missing("post.none");
        }
        var person = await db.PostedPeople.AsNoTracking().FirstAsync(p => p.Id == post.Person, ct);
        await db.RecordReading(actor, PostingsModule.Names, "post:" + id, new { reason = input.Reason!.Trim() }, post.Place, ct: ct);
        var known = person.Open(vault);
        return new Opened(known.Name, known.Number);
    }
}
