using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>Begins a programme of a place, for a term and by a document. Officers of the place may.</summary>
/// <param name="Budget">In yuan.</param>
public sealed record CreateProgramme(
    string? Kind, string? Code, string? Name, PlaceCode? Place, DateOnly? From, DateOnly? To, string? Basis, Id<Organisation>? Lead = null, decimal? Budget = null, string? Aim = null, bool Public = false)
{
    public sealed record Created(Id<Programme> Id);

    public static async Task<Result<Created>> Handle(CreateProgramme input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.Plan) is { } no)
        {
            return no;
        }
        var (register, errors) = (await places.Read(db, ct), new Errors().Require(input.Code, "code").Limit(input.Code, Programme.LongestCode, "code").NoNumberOfAPerson(input.Code, "code"));
        if (ProgrammePreset.Find(input.Kind) is null)
        {
            errors.Add("kind", "programmes.no-kind");
        }
        if (input.Place is not { } place || register.Find(place) is not (>= 0 and var at) || !register.Stands(at))
        {
            errors.Add("place", "programmes.no-place");
        }
        if (input.From is null)
        {
            errors.Add("from", "field.required");
        }
        if (input.Lead is { } lead && (await trees.Read(db, ct)).Find(lead) is not { Closed: null })
        {
            errors.Add("lead", "programmes.no-body");
        }
        var budget = Words(errors, input.Name, input.From, input.To, input.Basis, input.Aim, input.Budget);
        if ((errors.Refusal ?? actor.Refuses(ProgrammesModule.Plan, input.Place!.Value)) is { } refusal)
        {
            return refusal;
        }
        if (await db.Programmes.AnyAsync(p => p.Code == input.Code!.Trim(), ct))
        {
            return new Errors().Add("code", "programmes.code-taken", input.Code!.Trim()).Refusal!;
        }
        var programme = new Programme
        {
            Id = Id<Programme>.New(clock), Kind = input.Kind!, Code = input.Code!.Trim(), Name = input.Name!.Trim(), Place = input.Place!.Value, FromDay = input.From!.Value, ToDay = input.To!.Value, Lead = input.Lead,
            Budget = budget, Basis = input.Basis!.Trim(), Aim = input.Aim.Kept(), Public = input.Public, MadeBy = actor.Name, MadeAt = clock.GetUtcNow(), Version = 1,
        };
        db.Programmes.Add(programme);
        db.Record(actor, ProgrammesModule.Plan, ProgrammesModule.SubjectOf(programme.Id), place: programme.Place);
        return await ProgrammeSight.Save(db, ct) is { } there ? there : new Created(programme.Id);
    }

    /// <summary>What creating and changing ask alike; the budget in fen.</summary>
    internal static long? Words(Errors errors, string? name, DateOnly? from, DateOnly? to, string? basis, string? aim, decimal? budget)
    {
        errors.Require(name, "name").Limit(name, Programme.LongestName, "name").NoNumberOfAPerson(name, "name").Require(basis, "basis").Limit(basis, Programme.LongestBasis, "basis").NoNumberOfAPerson(basis, "basis")
            .Limit(aim, Programme.LongestAim, "aim").NoNumberOfAPerson(aim, "aim").InRange(from, "from").InRange(to, "to");
        if (to is null)
        {
            errors.Add("to", "field.required");
        }
        else if (to < from)
        {
            errors.Add("to", "programmes.ends-before", from);
        }
        return ProgrammeSight.Fen(budget, "budget", errors);
    }
}

/// <summary>Changes what a programme says; its projects stay as they are, so its term never ends before the last of them. Officers of its place may.</summary>
/// <param name="Version">The one that was seen: two officers do not overwrite each other.</param>
public sealed record ChangeProgramme(string? Name, DateOnly? To, string? Basis, decimal? Budget, string? Aim, bool Public, int? Version)
{
    public sealed record Changed(Id<Programme> Id, int Version);

    public static async Task<Result<Changed>> Handle(Id<Programme> id, ChangeProgramme input, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.Plan) is { } no)
        {
            return no;
        }
        if (await db.Programmes.Within(actor.Scope(ProgrammesModule.Plan), p => p.Place).FirstOrDefaultAsync(p => p.Id == id, ct) is not { } programme)
        {
            return Problem.Missing("programmes.no-programme");
        }
        var errors = new Errors();
        var budget = CreateProgramme.Words(errors, input.Name, programme.FromDay, input.To, input.Basis, input.Aim, input.Budget);
        if (input.To is { } to && await db.Projects.Where(p => p.Programme == id).MaxAsync(p => (DateOnly?)p.ToDay, ct) is { } last && to < last)
        {
            errors.Add("to", "programmes.projects-later", last);
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        if (input.Version != programme.Version)
        {
            return Problem.Clash("programmes.changed-meanwhile");
        }
        (programme.Name, programme.ToDay, programme.Basis, programme.Budget, programme.Aim, programme.Public) = (input.Name!.Trim(), input.To!.Value, input.Basis!.Trim(), budget, input.Aim.Kept(), input.Public);
        programme.Version++;
        db.Record(actor, ProgrammesModule.Plan, ProgrammesModule.SubjectOf(id), place: programme.Place);
        return await ProgrammeSight.Save(db, ct) is { } meanwhile ? meanwhile : new Changed(id, programme.Version);
    }
}
