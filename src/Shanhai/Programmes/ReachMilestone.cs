using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Outside;

namespace Shanhai.Programmes;

/// <summary>
/// Says on which day a milestone was reached, with where the evidence lies; takes that back; or drops the milestone with a reason. Officers and clerks of the village's area may say that it was reached or take it
/// back, officers drop it. What it was before stands in the journal.
/// </summary>
/// <param name="Why">For what is taken back or dropped.</param>
public sealed record ReachMilestone(MilestoneAct? Act, DateOnly? On = null, string? Link = null, string? LinkHash = null, string? Why = null)
{
    public sealed record Done(Id<Milestone> Id, DateOnly? ReachedOn, bool Dropped);

    public static async Task<Result<Done>> Handle(Id<Milestone> id, ReachMilestone input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var verb = input.Act == MilestoneAct.Drop ? ProgrammesModule.Plan : ProgrammesModule.Report;
        var found = await Of(id, verb, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var (milestone, project) = found.Value;
        var errors = new Errors();
        if (input.Act is not { } act || !Enum.IsDefined(act))
        {
            return errors.Add("act", "field.required").Refusal!;
        }
        if ((!project.IsOpen ? Problem.Clash("programmes.is-over", project.DoneOn ?? project.StoppedOn) : milestone.DroppedWhy is not null ? Problem.Clash("programmes.dropped-already") : null) is { } over)
        {
            return over;
        }
        // What was reached is taken back before it is dropped or said anew.
        if (act != MilestoneAct.TakeBack && milestone.ReachedOn is { } before)
        {
            return Problem.Clash("programmes.reached-already", before, milestone.ReachedBy);
        }
        if (act == MilestoneAct.Reach)
        {
            input.JudgeReached(project, ChinaDay.Today(clock), errors);
        }
        else
        {
            errors.Require(input.Why, "why").Limit(input.Why, Milestone.LongestWhy, "why");
            if (act == MilestoneAct.TakeBack && milestone.ReachedOn is null)
            {
                return Problem.Clash("programmes.not-reached");
            }
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        switch (act)
        {
            case MilestoneAct.Reach:
                (milestone.ReachedOn, milestone.ReachedBy, milestone.Link, milestone.LinkHash) = (input.On, actor.Name, input.Link.Kept(), input.LinkHash.Kept()?.ToLowerInvariant());
                break;
            case MilestoneAct.TakeBack:
                (milestone.ReachedOn, milestone.ReachedBy, milestone.Link, milestone.LinkHash) = (null, null, null, null);
                break;
            default:
                milestone.DroppedWhy = input.Why!.Trim();
                break;
        }
        project.Version++;
        db.Record(actor, verb, ProgrammesModule.SubjectOf(project.Id), new { milestone = id, act, input.Why }, project.Village);
        return await ProgrammeSight.Save(db, ct) is { } meanwhile ? meanwhile : new Done(id, milestone.ReachedOn, milestone.DroppedWhy is not null);
    }

    private void JudgeReached(Project project, DateOnly today, Errors errors)
    {
        if (On is not { } on)
        {
            errors.Add("on", "field.required");
        }
        else if (project.StartedOn is not { } started)
        {
            errors.Add("on", "programmes.not-begun");
        }
        else if (on < started)
        {
            errors.Add("on", "programmes.before-start", started);
        }
        else if (on > today)
        {
            errors.Add("on", "programmes.in-future", today);
        }
        errors.Limit(Link, Milestone.LongestLink, "link").Link(Link, "link");
        ProgrammeSight.Hash(LinkHash, "linkHash", errors);
    }

    internal static async Task<Result<(Milestone Milestone, Project Project)>> Of(Id<Milestone> id, string verb, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(verb) is { } no)
        {
            return no;
        }
        if (await db.Milestones.FirstOrDefaultAsync(m => m.Id == id, ct) is not { } milestone || await ProgrammeSight.Project(milestone.Project, verb, db, actor, ct) is not { Problem: null } project)
        {
            return Problem.Missing("programmes.no-milestone");
        }
        return (milestone, project.Value);
    }
}

public enum MilestoneAct { Reach, TakeBack, Drop }

/// <summary>Adds pictures to a milestone that was reached: written anew, so that no place, device or name travels along. Officers and clerks of the village's area may.</summary>
public static class AddPhotos
{
    public const int MostAtOnce = 6, MostOfMilestone = 20, MostMegabytes = 20;
    public const string Field = "photos";

    // A large picture takes a quarter of a gigabyte while it is drawn: one at a time.
    private static readonly SemaphoreSlim One = new(1);

    public sealed record Added(IReadOnlyList<Id<ProjectPhoto>> Photos);

    public static async Task<Result<Added>> Handle(Id<Milestone> id, IFormFileCollection? files, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await ReachMilestone.Of(id, ProgrammesModule.Report, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var ((milestone, project), sent, errors) = (found.Value, (files ?? new FormFileCollection()).Where(f => f.Length > 0).ToList(), new Errors());
        var has = await db.ProjectPhotos.CountAsync(p => p.Milestone == id, ct);
        if (milestone.ReachedOn is null)
        {
            return Problem.Clash("programmes.not-reached");
        }
        if (sent.Count is 0 or > MostAtOnce || has + sent.Count > MostOfMilestone)
        {
            return errors.Add(Field, "programmes.how-many-photos", MostAtOnce, MostOfMilestone).Refusal!;
        }
        var photos = new List<ProjectPhoto>();
        foreach (var (i, file) in sent.Index())
        {
            if (file.Length > (long)MostMegabytes << 20)
            {
                errors.Add(Field, "programmes.photo-too-large", i + 1, MostMegabytes);
                continue;
            }
            var bytes = new byte[file.Length];
            await using (var stream = file.OpenReadStream())
            {
                await stream.ReadExactlyAsync(bytes, ct);
            }
            await One.WaitAsync(ct);
            try
            {
                var (jpeg, fault) = Picture.Renew(bytes);
                if (fault != Picture.Fault.None)
                {
                    errors.Add(Field, "programmes.no-photo", i + 1);
                    continue;
                }
                photos.Add(new() { Id = Id<ProjectPhoto>.New(clock), Project = project.Id, Milestone = id, Hash = SHA256.HashData(jpeg), Jpeg = jpeg, AddedBy = actor.Name, AddedAt = clock.GetUtcNow() });
            }
            finally
            {
                One.Release();
            }
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        db.ProjectPhotos.AddRange(photos);
        // Of two who add at once the second is told: together they could be more than a milestone takes.
        project.Version++;
        db.Record(actor, ProgrammesModule.Report, ProgrammesModule.SubjectOf(project.Id), new { milestone = id, photos = photos.Select(p => Convert.ToHexStringLower(p.Hash)) }, project.Village);
        return await ProgrammeSight.Save(db, ct) is { } meanwhile ? meanwhile : new Added([.. photos.Select(p => p.Id)]);
    }

    /// <summary>One picture, for those who see the project.</summary>
    public static async Task<IResult> Open(View view, Id<Project> id, Id<ProjectPhoto> photo, HttpContext http, Db db, CancellationToken ct)
    {
        var found = await ProgrammeSight.Project(id, ProgrammesModule.View, db, view.Actor, ct);
        if (found.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        if (await db.ProjectPhotos.AsNoTracking().Where(p => p.Id == photo && p.Project == id).Select(p => p.Jpeg).FirstOrDefaultAsync(ct) is not { } jpeg)
        {
            return Html.Refused(view, Problem.Missing("programmes.no-photo-there"));
        }
        http.Response.Headers.CacheControl = "private, no-store";
        return TypedResults.File(jpeg, "image/jpeg");
    }
}
