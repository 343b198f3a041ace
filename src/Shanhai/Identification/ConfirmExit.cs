using Microsoft.EntityFrameworkCore;

namespace Shanhai.Identification;

/// <summary>A named person takes a place off the list on the ground of a document, after the rule has stopped holding. Officers and leaders of the place may.</summary>
public sealed record ConfirmExit(string? By, string? Document, DateOnly? On)
{
    public sealed record Confirmed(Id<Finding> Finding, PlaceCode Place, string By, DateOnly On);

    public Errors Validate()
    {
        var errors = new Errors().Require(By, "by").Limit(By, 100, "by").Require(Document, "document").Limit(Document, 400, "document");
        return On is null ? errors.Add("on", "field.required") : errors;
    }

    public static async Task<Result<Confirmed>> Handle(Id<Finding> id, ConfirmExit input, Db db, Actor actor, CancellationToken ct)
    {
        var finding = await db.Findings.FirstOrDefaultAsync(f => f.Id == id, ct);
        if (finding is null || !actor.Knows(finding.Place, IdentificationModule.View, IdentificationModule.ConfirmExit))
        {
            return actor.Refuses(IdentificationModule.ConfirmExit) ?? Problem.Missing("finding.not-found");
        }
        if ((actor.Refuses(IdentificationModule.ConfirmExit, finding.Place) ?? input.Validate().Refusal) is { } no)
        {
            return no;
        }
        var exit = new Standing.Confirmation(input.By!.Trim(), input.On!.Value, input.Document!.Trim());
        if (finding.Confirm(exit) is { } problem)
        {
            return problem;
        }

        await using var writing = await db.BeginWriting(ct);
        db.Record(actor, IdentificationModule.ConfirmExit, $"finding:{id}", new { rule = finding.Rule, period = finding.Period.ToString(), exit.By, exit.On, exit.Document }, finding.Place);
        await db.SaveChangesAsync(ct);
        await FindingStamp.Raise(db, finding.Rule, finding.Period, ct);
        await writing.Commit(ct);
        return new Confirmed(id, finding.Place, exit.By, exit.On);
    }
}
