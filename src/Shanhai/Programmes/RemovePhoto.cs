using Microsoft.EntityFrameworkCore;

namespace Shanhai.Programmes;

/// <summary>Takes a picture away for good, with the reason: one that shows a person who does not want it, or something else. Officers and clerks of the village's area may; the journal keeps its hash and who took it away.</summary>
public sealed record RemovePhoto(string? Why)
{
    public sealed record Removed(Id<ProjectPhoto> Id, Id<Project> Project);

    public static async Task<Result<Removed>> Handle(Id<ProjectPhoto> id, RemovePhoto input, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.Report) is { } no)
        {
            return no;
        }
        if (await db.ProjectPhotos.FirstOrDefaultAsync(p => p.Id == id, ct) is not { } photo || await ProgrammeSight.Project(photo.Project, ProgrammesModule.Report, db, actor, ct) is not { Problem: null } found)
        {
            return Problem.Missing("programmes.no-photo-there");
        }
        if (new Errors().Require(input.Why, "why").Limit(input.Why, Milestone.LongestWhy, "why").NoNumberOfAPerson(input.Why, "why").Refusal is { } refusal)
        {
            return refusal;
        }
        db.ProjectPhotos.Remove(photo);
        found.Value.Version++;
        db.Record(actor, ProgrammesModule.Report, ProgrammesModule.SubjectOf(photo.Project), new { milestone = photo.Milestone, photoRemoved = Convert.ToHexStringLower(photo.Hash), why = input.Why!.Trim() }, found.Value.Village);
        return await ProgrammeSight.Save(db, ct) is { } meanwhile ? meanwhile : new Removed(id, photo.Project);
    }
}
