using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Shanhai.Identification;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>
/// Plans a project of a programme in one village: a measure, a term inside the programme's, a budget. Officers of the village's area may, in programmes of their area and in public ones of the areas above.
/// </summary>
/// <param name="Code">Under which the ledger names it; empty: one is made.</param>
/// <param name="Budget">In yuan.</param>
public sealed record PlanProject(
    Id<Programme>? Programme, string? Code, string? Name, PlaceCode? Village, string? Measure, DateOnly? From, DateOnly? To, decimal? Budget, Id<Organisation>? Body = null, string? Document = null, bool Public = true)
{
    private const int MostTries = 10;

    public sealed record Planned(Id<Project> Id, string Code);

    public static async Task<Result<Planned>> Handle(PlanProject input, MeasureCatalogue measures, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.Plan) is { } no)
        {
            return no;
        }
        var (register, tree) = (await places.Read(db, ct), await trees.Read(db, ct));
        var programme = input.Programme is { } id ? await ProgrammeSight.Programmes(db, actor, ProgrammesModule.Plan).AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, ct) : null;
        if (input.Programme is not null && programme is null)
        {
            return Problem.Missing("programmes.no-programme");
        }
        var errors = input.Judge(programme, measures, tree, register, actor);
        if (errors.All.All(e => e.Field != "code") && input.Code.Kept() is { } said && await db.Projects.AnyAsync(p => p.Code == said, ct))
        {
            errors.Add("code", "programmes.code-taken", said);
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        for (var tries = 1; ; tries++)
        {
            var own = input.Code.Kept();
            var code = own ?? (await Free(programme!, [input.Village!.Value], db, ct))[0];
            var project = input.Add(programme!, code, db, actor, clock);
            db.Record(actor, ProgrammesModule.Plan, ProgrammesModule.SubjectOf(project.Id), place: project.Village);
            if (await ProgrammeSight.Save(db, ct) is not { } there)
            {
                return new Planned(project.Id, code);
            }
            // Somebody took the number that was free a moment ago: she who typed none gets the next.
            if (own is not null || tries == MostTries)
            {
                return there;
            }
            db.ChangeTracker.Clear();
        }
    }

    /// <summary>Everything that can be wrong without asking which codes there are.</summary>
    internal Errors Judge(Programme? programme, MeasureCatalogue measures, OrganisationTree tree, Register register, Actor actor)
    {
        var errors = new Errors().Limit(Code?.Trim(), Project.LongestCode, "code").Require(Name, "name").Limit(Name, Project.LongestName, "name").NoNumberOfAPerson(Name, "name").NoNumberOfAPerson(Code, "code")
            .Limit(Document, Project.LongestDocument, "document").NoNumberOfAPerson(Document, "document");
        if (programme is null)
        {
            errors.Add("programme", "programmes.say-programme");
        }
        if (ProgrammeSight.IsVillage(Village, register, actor, ProgrammesModule.Plan, errors) && programme is not null && !programme.Place.Contains(Village!.Value))
        {
            errors.Add("village", "programmes.outside-programme", programme.Name);
        }
        if (measures.Measures.FirstOrDefault(m => m.Code == Measure) is null)
        {
            errors.Add("measure", "programmes.no-measure");
        }
        Term(errors, programme);
        if (Budget is null or 0)
        {
            errors.Add("budget", "field.required");
        }
        ProgrammeSight.Fen(Budget, "budget", errors);
        if (Body is { } body && tree.Find(body) is not { Closed: null })
        {
            errors.Add("body", "programmes.no-body");
        }
        return errors;
    }

    private void Term(Errors errors, Programme? programme)
    {
        if (From is null)
        {
            errors.Add("from", "field.required");
        }
        else if (programme is not null && From < programme.FromDay)
        {
            errors.Add("from", "programmes.outside-term", programme.FromDay, programme.ToDay);
        }
        if (To is null)
        {
            errors.Add("to", "field.required");
        }
        else if (To < From)
        {
            errors.Add("to", "programmes.ends-before", From);
        }
        else if (programme is not null && To > programme.ToDay)
        {
            errors.Add("to", "programmes.outside-term", programme.FromDay, programme.ToDay);
        }
    }

    internal Project Add(Programme programme, string code, Db db, Actor actor, TimeProvider clock)
    {
        var project = new Project
        {
            Id = Id<Project>.New(clock), Programme = programme.Id, Code = code, Name = Name!.Trim(), Village = Village!.Value, Measure = Measure!, Body = Body, FromDay = From!.Value, ToDay = To!.Value, Budget = (long)(Budget!.Value * 100),
            Document = Document.Kept(), Public = Public, MadeBy = actor.Name, MadeAt = clock.GetUtcNow(), Version = 1,
        };
        db.Projects.Add(project);
        return project;
    }

    /// <summary>Codes that nobody has: of the programme, the county and a number.</summary>
    internal static async Task<IReadOnlyList<string>> Free(Programme programme, IReadOnlyList<PlaceCode> villages, Db db, CancellationToken ct)
    {
        var (codes, next) = (new List<string>(), new Dictionary<string, int>());
        foreach (var village in villages)
        {
            // 30 for the programme would leave no room for the rest.
            var head = $"{programme.Code[..Math.Min(programme.Code.Length, 24)]}-{village.At(Level.County).ToString()[..6]}-";
            if (!next.TryGetValue(head, out var number))
            {
                var taken = await db.Projects.Where(p => p.Code.StartsWith(head)).Select(p => p.Code).ToListAsync(ct);
                number = taken.Select(c => int.TryParse(c[head.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0).DefaultIfEmpty().Max();
            }
            next[head] = number + 1;
            codes.Add(string.Create(CultureInfo.InvariantCulture, $"{head}{number + 1:D4}"));
        }
        return codes;
    }
}
