using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>Sets what a document asks of the villages of a place for one class. What was accepted before keeps the criteria it was accepted by. Officers of the place may.</summary>
public sealed record SetCriteria(string? Class, PlaceCode? Place, DateOnly? From, string? Document, IReadOnlyList<string>? Criteria)
{
    public sealed record Made(Id<ClassCriteria> Id);

    public static async Task<Result<Made>> Handle(SetCriteria input, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.Facts) is { } no)
        {
            return no;
        }
        var (register, errors) = (await places.Read(db, ct), new Errors().Require(input.Document, "document").Limit(input.Document, ClassCriteria.LongestDocument, "document").NoNumberOfAPerson(input.Document, "document"));
        if (ClassKind.Find(input.Class) is null)
        {
            errors.Add("class", "programmes.no-class");
        }
        if (input.Place is not { } place || register.Find(place) is not (>= 0 and var at) || !register.Stands(at))
        {
            errors.Add("place", "programmes.no-place");
        }
        if (input.From is null)
        {
            errors.Add("from", "field.required");
        }
        List<string> criteria = [.. (input.Criteria ?? []).Where(c => !string.IsNullOrWhiteSpace(c)).Select(c => c.Trim())];
        if (criteria.Count is 0 or > ClassCriteria.Most || criteria.Exists(c => c.Length > ClassCriteria.LongestCriterion) || criteria.Distinct().Count() != criteria.Count)
        {
            errors.Add("criteria", "programmes.say-criteria", ClassCriteria.Most, ClassCriteria.LongestCriterion);
        }
        if ((errors.Refusal ?? actor.Refuses(ProgrammesModule.Facts, input.Place!.Value)) is { } refusal)
        {
            return refusal;
        }
        var made = new ClassCriteria
        {
            Id = Id<ClassCriteria>.New(clock), Class = input.Class!, Place = input.Place!.Value, FromDay = input.From!.Value, Document = input.Document!.Trim(), Json = JsonSerializer.Serialize(criteria, JournalEntry.Json), MadeBy = actor.Name,
            MadeAt = clock.GetUtcNow(),
        };
        db.ClassCriteria.Add(made);
        db.Record(actor, ProgrammesModule.Facts, "class-criteria:" + made.Id, place: made.Place);
        return await ProgrammeSight.Save(db, ct) is { } there ? there : new Made(made.Id);
    }

    /// <summary>Those that hold for a village on a day: of the nearest place around it, and of that the newest.</summary>
    internal static async Task<ClassCriteria?> For(string kind, PlaceCode village, DateOnly on, Db db, CancellationToken ct)
    {
        List<PlaceCode> around = [.. village.Ancestors(), village];
        var found = await db.ClassCriteria.AsNoTracking().Where(c => c.Class == kind && around.Contains(c.Place) && c.FromDay <= on).ToListAsync(ct);
        return found.OrderByDescending(c => c.Place.Level).ThenByDescending(c => c.FromDay).FirstOrDefault();
    }
}

/// <summary>
/// Accepts a village into a class: every criterion in force there on that day answered by evidence. One that is not met is told, and the village is not accepted. Officers of the village's area may.
/// </summary>
/// <param name="Answers">One for each criterion, in its order.</param>
public sealed record AcceptVillage(PlaceCode? Village, string? Class, DateOnly? On, string? Document, IReadOnlyList<AcceptVillage.Answer>? Answers)
{
    public sealed record Answer(bool Met, string? Evidence, string? Hash = null);

    public sealed record Accepted(Id<VillageClass> Id);

    public static async Task<Result<Accepted>> Handle(AcceptVillage input, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.Facts) is { } no)
        {
            return no;
        }
        var (errors, today) = (new Errors().Require(input.Document, "document").Limit(input.Document, VillageClass.LongestDocument, "document").NoNumberOfAPerson(input.Document, "document"), ChinaDay.Today(clock));
        ProgrammeSight.IsVillage(input.Village, await places.Read(db, ct), actor, ProgrammesModule.Facts, errors);
        if (ClassKind.Find(input.Class) is not { } kind)
        {
            errors.Add("class", "programmes.no-class");
        }
        else if (input.On is not { } on || on > today || on < kind.From || on > kind.To)
        {
            errors.Add("on", "programmes.accepted-when", (object?)kind.From ?? "…", kind.To < today ? kind.To : today);
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        if (await SetCriteria.For(input.Class!, input.Village!.Value, input.On!.Value, db, ct) is not { } criteria)
        {
            return Problem.Clash("programmes.no-criteria", ClassKind.Find(input.Class)!.Name.Zh, input.On);
        }
        var asked = criteria.Criteria();
        if (input.Judge(asked).Refusal is { } unmet)
        {
            return unmet;
        }
        await using var writing = await db.BeginWriting(ct);
        await ProgrammeSight.Alone(input.Village.Value, db, ct);
        if (await db.VillageClasses.AnyAsync(c => c.Village == input.Village && c.Class == input.Class && (c.WithdrawnOn == null || c.WithdrawnOn > input.On), ct))
        {
            return Problem.Clash("programmes.class-already");
        }
        var made = new VillageClass
        {
            Id = Id<VillageClass>.New(clock), Village = input.Village.Value, Class = input.Class!, Criteria = criteria.Id, FromDay = input.On.Value, Document = input.Document!.Trim(), AcceptedBy = actor.Name, AcceptedAt = clock.GetUtcNow(),
            Json = JsonSerializer.Serialize(asked.Zip(input.Answers!, (c, a) => new VillageClass.Answer(c, a.Evidence!.Trim(), a.Hash.Kept()?.ToLowerInvariant())), JournalEntry.Json),
        };
        db.VillageClasses.Add(made);
        db.Record(actor, ProgrammesModule.Facts, ProgrammesModule.SubjectOf(made.Id), place: made.Village);
        if (await ProgrammeSight.Save(db, ct) is { } there)
        {
            return there;
        }
        await writing.Commit(ct);
        return new Accepted(made.Id);
    }

    private Errors Judge(IReadOnlyList<string> asked)
    {
        var errors = new Errors();
        if (Answers?.Count != asked.Count)
        {
            return errors.Add("answers", "programmes.answer-all", asked.Count);
        }
        foreach (var (i, answer) in Answers.Index())
        {
            var field = $"evidence-{i}";
            if (answer is not { Met: true })
            {
                errors.Add(field, "programmes.not-met", asked[i]);
            }
            else if (string.IsNullOrWhiteSpace(answer.Evidence))
            {
                errors.Add(field, "programmes.no-evidence", asked[i]);
            }
            errors.Limit(answer?.Evidence, VillageClass.LongestEvidence, field).NoNumberOfAPerson(answer?.Evidence, field);
            ProgrammeSight.Hash(answer?.Hash, $"hash-{i}", errors);
        }
        return errors;
    }
}

/// <summary>Takes a village out of a class from a day on, with the reason; that it was of the class until then stays. Officers of the village's area may.</summary>
public sealed record WithdrawClass(DateOnly? On, string? Why)
{
    public sealed record Withdrawn(Id<VillageClass> Id);

    public static async Task<Result<Withdrawn>> Handle(Id<VillageClass> id, WithdrawClass input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.Facts) is { } no)
        {
            return no;
        }
        if (await db.VillageClasses.Within(actor.Scope(ProgrammesModule.Facts), c => c.Village).FirstOrDefaultAsync(c => c.Id == id, ct) is not { } of)
        {
            return Problem.Missing("programmes.no-village-class");
        }
        var (errors, today) = (new Errors().Require(input.Why, "why").Limit(input.Why, VillageClass.LongestWhy, "why").NoNumberOfAPerson(input.Why, "why"), ChinaDay.Today(clock));
        if (input.On is not { } on || on < of.FromDay || on > today)
        {
            errors.Add("on", "programmes.withdrawn-when", of.FromDay, today);
        }
        if ((errors.Refusal ?? (of.WithdrawnOn is not null ? Problem.Clash("programmes.withdrawn-already") : null)) is { } refusal)
        {
            return refusal;
        }
        (of.WithdrawnOn, of.WithdrawnWhy, of.WithdrawnBy) = (input.On, input.Why!.Trim(), actor.Name);
        db.Record(actor, ProgrammesModule.Facts, ProgrammesModule.SubjectOf(id), place: of.Village);
        return await ProgrammeSight.Save(db, ct) is { } meanwhile ? meanwhile : new Withdrawn(id);
    }
}
