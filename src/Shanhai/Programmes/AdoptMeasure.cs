using Microsoft.EntityFrameworkCore;
using Shanhai.Identification;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>Records that a village has carried out a measure from a day on (and until another), with its source and, where it was one, the project. Officers of the village's area may.</summary>
public sealed record AdoptMeasure(PlaceCode? Village, string? Measure, DateOnly? From, DateOnly? To, string? Source, Id<Project>? Project = null)
{
    public sealed record Adopted(Id<AdoptedMeasure> Id, short Revision);

    public static async Task<Result<Adopted>> Handle(AdoptMeasure input, MeasureCatalogue measures, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.Facts) is { } no)
        {
            return no;
        }
        var errors = new Errors();
        ProgrammeSight.IsVillage(input.Village, await places.Read(db, ct), actor, ProgrammesModule.Facts, errors);
        Judge(errors, input.Measure, input.From, input.To, input.Source, measures, ChinaDay.Today(clock));
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        await using var writing = await db.BeginWriting(ct);
        if ((await OfProject(input.Project, input.Village!.Value, db, actor, ct) ?? await Overlap(input.Village!.Value, input.Measure!, input.From!.Value, input.To, null, db, ct)) is { } clash)
        {
            return clash;
        }
        var id = Id<AdoptedMeasure>.New(clock);
        db.AdoptedMeasures.Add(new()
        {
            Id = id, Of = id, Revision = 1, Village = input.Village!.Value, Measure = input.Measure!, FromDay = input.From!.Value, ToDay = input.To, Project = input.Project, Source = input.Source!.Trim(), RecordedBy = actor.Name, RecordedAt = clock.GetUtcNow(),
        });
        db.Record(actor, ProgrammesModule.Facts, ProgrammesModule.SubjectOf(id), place: input.Village);
        if (await ProgrammeSight.Save(db, ct) is { } meanwhile)
        {
            return meanwhile;
        }
        await writing.Commit(ct);
        return new Adopted(id, 1);
    }

    internal static void Judge(Errors errors, string? measure, DateOnly? from, DateOnly? to, string? source, MeasureCatalogue measures, DateOnly today)
    {
        errors.Require(source, "source").Limit(source, AdoptedMeasure.LongestSource, "source").NoNumberOfAPerson(source, "source");
        if (measures.Measures.FirstOrDefault(m => m.Code == measure) is not { } known)
        {
            errors.Add("measure", "programmes.no-measure");
        }
        else if (from < known.From || from > known.To)
        {
            errors.Add("from", "programmes.measure-when", known.Name.Zh, (object?)known.From ?? "…", (object?)known.To ?? "…");
        }
        if (from is null)
        {
            errors.Add("from", "field.required");
        }
        else if (from > today || from.Value.Year < 1949)
        {
            errors.Add("from", "programmes.adopted-when", today);
        }
        if (to < from)
        {
            errors.Add("to", "programmes.ends-before", from);
        }
        else if (to > today)
        {
            errors.Add("to", "programmes.in-future", today);
        }
    }

    internal static async Task<Problem?> OfProject(Id<Project>? project, PlaceCode village, Db db, Actor actor, CancellationToken ct) =>
        project is { } id && !await ProgrammeSight.Projects(db, actor, ProgrammesModule.Facts).AnyAsync(p => p.Id == id && p.Village == village, ct) ? new Errors().Add("project", "programmes.project-elsewhere").Refusal : null;

    /// <summary>The same measure in the same village at the same time is one fact.</summary>
    internal static async Task<Problem?> Overlap(PlaceCode village, string measure, DateOnly from, DateOnly? to, Id<AdoptedMeasure>? but, Db db, CancellationToken ct)
    {
        await ProgrammeSight.Alone(village, db, ct);
        return await AdoptedMeasure.InForce(db).FirstOrDefaultAsync(a => a.Village == village && a.Measure == measure && a.Of != but && (a.ToDay == null || a.ToDay >= from) && (to == null || a.FromDay <= to), ct) is { } there
            ? Problem.Clash("programmes.adopted-already", there.FromDay, (object?)there.ToDay ?? "…") : null;
    }
}

/// <summary>
/// Corrects what was recorded of an adopted measure: the next revision, with the reason; or withdraws it. Earlier revisions stay. Officers of the village's area may.
/// </summary>
/// <param name="Revision">The one that was seen: two officers do not overwrite each other.</param>
public sealed record CorrectAdoption(short? Revision, string? Measure, DateOnly? From, DateOnly? To, string? Source, string? Why, bool Withdraw = false, Id<Project>? Project = null)
{
    public static async Task<Result<AdoptMeasure.Adopted>> Handle(Id<AdoptedMeasure> id, CorrectAdoption input, MeasureCatalogue measures, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.Facts) is { } no)
        {
            return no;
        }
        await using var writing = await db.BeginWriting(ct);
        if (await db.AdoptedMeasures.Within(actor.Scope(ProgrammesModule.Facts), a => a.Village).Where(a => a.Of == id).OrderByDescending(a => a.Revision).FirstOrDefaultAsync(ct) is not { } last)
        {
            return Problem.Missing("programmes.no-adoption");
        }
        var errors = new Errors().Require(input.Why, "why").Limit(input.Why, AdoptedMeasure.LongestWhy, "why").NoNumberOfAPerson(input.Why, "why");
        if (!input.Withdraw)
        {
            AdoptMeasure.Judge(errors, input.Measure, input.From, input.To, input.Source, measures, ChinaDay.Today(clock));
        }
        if ((errors.Refusal ?? (last.WithdrawnWhy is not null ? Problem.Clash("programmes.withdrawn-already") : input.Revision != last.Revision ? Problem.Clash("programmes.changed-meanwhile") : null)
            ?? (input.Withdraw ? null : await AdoptMeasure.OfProject(input.Project, last.Village, db, actor, ct) ?? await AdoptMeasure.Overlap(last.Village, input.Measure!, input.From!.Value, input.To, id, db, ct))) is { } refusal)
        {
            return refusal;
        }
        var (now, revision) = (clock.GetUtcNow(), last.Revision);
        last.SupersededAt = now;
        if (input.Withdraw)
        {
            last.WithdrawnWhy = input.Why!.Trim();
        }
        else
        {
            db.AdoptedMeasures.Add(new()
            {
                Id = Id<AdoptedMeasure>.New(clock), Of = id, Revision = ++revision, Village = last.Village, Measure = input.Measure!, FromDay = input.From!.Value, ToDay = input.To, Project = input.Project, Source = input.Source!.Trim(), Why = input.Why!.Trim(),
                RecordedBy = actor.Name, RecordedAt = now,
            });
        }
        db.Record(actor, ProgrammesModule.Facts, ProgrammesModule.SubjectOf(id), place: last.Village);
        if (await ProgrammeSight.Save(db, ct) is { } meanwhile)
        {
            return meanwhile;
        }
        await writing.Commit(ct);
        return new AdoptMeasure.Adopted(id, revision);
    }
}

/// <summary>Lists measures that villages have adopted. Anybody may: that a village lives by lodging or by solar power is no secret; the source is for those who work there.</summary>
public sealed record FindAdoptions
{
    public PlaceCode? Under { get; init; }
    public string? Measure { get; init; }
    public Id<Project>? Project { get; init; }

    /// <summary>Only those that go on today.</summary>
    public bool? Running { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    /// <param name="Source">Null for readers who do not work in the village's area.</param>
    public sealed record Row(Id<AdoptedMeasure> Id, PlaceCode Village, string VillageName, string Path, string Measure, Both MeasureName, DateOnly From, DateOnly? To, string? Source, Id<Project>? Project, short Revision);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindAdoptions input, MeasureCatalogue measures, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.Read) is { } no)
        {
            return no;
        }
        var (register, size, works) = (await places.Read(db, ct), Math.Clamp(input.Size ?? 50, 1, 1000), actor.Scope(ProgrammesModule.View));
        var query = AdoptedMeasure.InForce(db);
        if (input.Under is { } under)
        {
            query = query.Within(new([under]), a => a.Village);
        }
        if (input.Measure is { Length: > 0 } measure)
        {
            query = query.Where(a => a.Measure == measure);
        }
        if (input.Project is { } project)
        {
            query = query.Where(a => a.Project == project);
        }
        if (input.Running == true)
        {
            query = query.Where(a => a.ToDay == null);
        }
        var total = await query.LongCountAsync(ct);
        if (input.After?.Split('.') is [var place, var id] && PlaceCode.TryParse(place, out var at) && Id<AdoptedMeasure>.TryParse(id, null, out var last))
        {
            query = query.Where(a => a.Village > at || a.Village == at && a.Of > last);
        }
        var found = await query.OrderBy(a => a.Village).ThenBy(a => a.Of).Take(size + 1).ToListAsync(ct);
        return new Page<Row>([.. found.Take(size).Select(a => Told(a, measures, register, works.Contains(a.Village)))], found.Count > size ? $"{found[size - 1].Village}.{found[size - 1].Of}" : null, total);
    }

    internal static Row Told(AdoptedMeasure a, MeasureCatalogue measures, Register register, bool works) => new(a.Of, a.Village, register.NameOf(a.Village), register.Find(a.Village) is >= 0 and var i ? register.Path(i) : "", a.Measure,
        measures.Measure(a.Measure) ?? new(a.Measure, a.Measure), a.FromDay, a.ToDay, works ? a.Source : null, works ? a.Project : null, a.Revision);
}

/// <summary>An adopted measure with every revision of it. Whoever works in the village's area may.</summary>
public sealed record ShowAdoption(FindAdoptions.Row Of, string? WithdrawnWhy, IReadOnlyList<ShowAdoption.Revision> Revisions, bool MayCorrect)
{
    public sealed record Revision(short Number, Both Measure, DateOnly From, DateOnly? To, string Source, string? Why, string By, DateTimeOffset At);

    public static async Task<Result<ShowAdoption>> Handle(Id<AdoptedMeasure> id, MeasureCatalogue measures, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.View) is { } no)
        {
            return no;
        }
        var all = await db.AdoptedMeasures.AsNoTracking().Within(actor.Scope(ProgrammesModule.View), a => a.Village).Where(a => a.Of == id).OrderByDescending(a => a.Revision).ToListAsync(ct);
        if (all.Count == 0)
        {
            return Problem.Missing("programmes.no-adoption");
        }
        return new ShowAdoption(FindAdoptions.Told(all[0], measures, await places.Read(db, ct), true), all[0].WithdrawnWhy,
            all.ConvertAll(a => new Revision(a.Revision, measures.Measure(a.Measure) ?? new(a.Measure, a.Measure), a.FromDay, a.ToDay, a.Source, a.Why, a.RecordedBy, a.RecordedAt)),
            all[0].WithdrawnWhy is null && actor.Scope(ProgrammesModule.Facts).Contains(all[0].Village));
    }
}
