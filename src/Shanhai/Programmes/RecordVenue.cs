using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>Adds a venue to the register with how it is found on a day. Officers and clerks of the village's area may.</summary>
/// <param name="Funding">In yuan.</param>
public sealed record RecordVenue(
    PlaceCode? Village, string? Name, int? SquareMetres, DateOnly? On, VenueCondition? Condition, VenueUse? Use, int? BuiltIn = null, decimal? Funding = null, Id<Project>? Project = null, string? Words = null)
{
    public sealed record Recorded(Id<Venue> Id);

    public static async Task<Result<Recorded>> Handle(RecordVenue input, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.Report) is { } no)
        {
            return no;
        }
        var (errors, today) = (new Errors(), ChinaDay.Today(clock));
        var funding = Judge(errors, input.Name, input.SquareMetres, input.BuiltIn, input.Funding, today);
        ProgrammeSight.IsVillage(input.Village, await places.Read(db, ct), actor, ProgrammesModule.Report, errors);
        CheckVenue.Judge(errors, input.On, input.Condition, input.Use, input.Words, today);
        if ((errors.Refusal ?? (input.Project is { } project && !await ProgrammeSight.Projects(db, actor, ProgrammesModule.Report).AnyAsync(p => p.Id == project && p.Village == input.Village, ct) ? new Errors().Add("project", "programmes.project-elsewhere").Refusal : null)) is { } refusal)
        {
            return refusal;
        }
        var venue = new Venue
        {
            Id = Id<Venue>.New(clock), Village = input.Village!.Value, Name = input.Name!.Trim(), SquareMetres = input.SquareMetres!.Value, BuiltIn = input.BuiltIn, Funding = funding, Project = input.Project, RecordedBy = actor.Name, RecordedAt = clock.GetUtcNow(),
        };
        db.Venues.Add(venue);
        db.VenueChecks.Add(CheckVenue.Of(venue.Id, input.On!.Value, input.Condition!.Value, input.Use!.Value, input.Words, actor, clock));
        db.Record(actor, ProgrammesModule.Report, ProgrammesModule.SubjectOf(venue.Id), place: venue.Village);
        return await ProgrammeSight.Save(db, ct) is { } there ? there : new Recorded(venue.Id);
    }

    /// <summary>A venue that is still there, of those she may report of: another is not there.</summary>
    internal static async Task<Result<Venue>> Standing(Id<Venue> id, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.Report) is { } no)
        {
            return no;
        }
        return await db.Venues.Within(actor.Scope(ProgrammesModule.Report), v => v.Village).FirstOrDefaultAsync(v => v.Id == id, ct) is not { } venue ? Problem.Missing("programmes.no-venue")
            : venue.ClosedOn is { } closed ? Problem.Clash("programmes.venue-closed", closed) : venue;
    }

    /// <summary>What is asked of a venue's own words and numbers; what was put into it in fen.</summary>
    internal static long? Judge(Errors errors, string? name, int? squareMetres, int? builtIn, decimal? funding, DateOnly today)
    {
        errors.Require(name, "name").Limit(name, Venue.LongestName, "name").NoNumberOfAPerson(name, "name");
        if (squareMetres is not (> 0 and <= 100_000))
        {
            errors.Add("squareMetres", "programmes.square-metres");
        }
        if (builtIn is { } built && (built < 1900 || built > today.Year))
        {
            errors.Add("builtIn", "programmes.built-in", today.Year);
        }
        return ProgrammeSight.Fen(funding, "funding", errors);
    }
}

/// <summary>Corrects what was entered wrongly of a venue that is still there, with the reason; the journal keeps what stood there. Officers and clerks of the village's area may.</summary>
/// <param name="Funding">In yuan.</param>
/// <param name="Seen">What stood there when she looked (<see cref="ShowVenue.Seen"/>): two people do not overwrite each other.</param>
public sealed record CorrectVenue(string? Name, int? SquareMetres, int? BuiltIn, decimal? Funding, string? Why, string? Seen)
{
    private const int LongestWhy = 300;

    public sealed record Corrected(Id<Venue> Id);

    public static async Task<Result<Corrected>> Handle(Id<Venue> id, CorrectVenue input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await RecordVenue.Standing(id, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var venue = found.Value;
        var errors = new Errors().Require(input.Why, "why").Limit(input.Why, LongestWhy, "why").NoNumberOfAPerson(input.Why, "why");
        var funding = RecordVenue.Judge(errors, input.Name, input.SquareMetres, input.BuiltIn, input.Funding, ChinaDay.Today(clock));
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        if (input.Seen != ShowVenue.Print(venue))
        {
            return Problem.Clash("programmes.changed-meanwhile");
        }
        (venue.Name, venue.SquareMetres, venue.BuiltIn, venue.Funding) = (input.Name!.Trim(), input.SquareMetres!.Value, input.BuiltIn, funding);
        db.Record(actor, ProgrammesModule.Report, ProgrammesModule.SubjectOf(id), new { why = input.Why!.Trim() }, venue.Village);
        return await ProgrammeSight.Save(db, ct) is { } meanwhile ? meanwhile : new Corrected(id);
    }
}

/// <summary>Records how a venue is found on a day, or that it is no more, with the reason. Officers and clerks of the village's area may.</summary>
/// <param name="Closed">It is no more: then only the day and the words count.</param>
public sealed record CheckVenue(DateOnly? On, VenueCondition? Condition, VenueUse? Use, string? Words = null, bool Closed = false)
{
    public sealed record Checked(Id<Venue> Id);

    public static async Task<Result<Checked>> Handle(Id<Venue> id, CheckVenue input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await RecordVenue.Standing(id, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var venue = found.Value;
        var errors = new Errors();
        if (input.Closed)
        {
            errors.Require(input.Words, "words").Limit(input.Words, VenueCheck.LongestWords, "words");
        }
        Judge(errors, input.On, input.Closed ? VenueCondition.Good : input.Condition, input.Closed ? VenueUse.Unused : input.Use, input.Words, ChinaDay.Today(clock));
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        if (input.Closed)
        {
            (venue.ClosedOn, venue.ClosedWhy) = (input.On, input.Words!.Trim());
        }
        else
        {
            db.VenueChecks.Add(Of(id, input.On!.Value, input.Condition!.Value, input.Use!.Value, input.Words, actor, clock));
        }
        db.Record(actor, ProgrammesModule.Report, ProgrammesModule.SubjectOf(id), place: venue.Village);
        return await ProgrammeSight.Save(db, ct) is { } meanwhile ? meanwhile : new Checked(id);
    }

    internal static VenueCheck Of(Id<Venue> id, DateOnly on, VenueCondition condition, VenueUse use, string? words, Actor actor, TimeProvider clock) =>
        new() { Id = Id<VenueCheck>.New(clock), Venue = id, On = on, Condition = condition, Use = use, Words = words.Kept(), CheckedBy = actor.Name };

    internal static void Judge(Errors errors, DateOnly? on, VenueCondition? condition, VenueUse? use, string? words, DateOnly today)
    {
        if (on is null || on > today)
        {
            errors.Add("on", on is null ? "field.required" : "programmes.in-future", today);
        }
        if (condition is not { } c || !Enum.IsDefined(c))
        {
            errors.Add("condition", "field.required");
        }
        if (use is not { } u || !Enum.IsDefined(u))
        {
            errors.Add("use", "field.required");
        }
        errors.Limit(words, VenueCheck.LongestWords, "words").NoNumberOfAPerson(words, "words");
    }
}

/// <summary>Lists venues with how each was found last. Whoever works in the area may.</summary>
public sealed record FindVenues
{
    /// <summary>In its name or its village's.</summary>
    public string? Q { get; init; }
    public PlaceCode? Under { get; init; }
    public VenueCondition? Condition { get; init; }
    public VenueUse? Use { get; init; }

    /// <summary>Only those smaller than <see cref="VenueStandard.Last"/>.</summary>
    public bool? Small { get; init; }

    /// <summary>Those that are no more, instead of those that are.</summary>
    public bool? Closed { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(Id<Venue> Id, PlaceCode Village, string VillageName, string Path, string Name, int SquareMetres, int? BuiltIn, long? FundingFen, Id<Project>? Project, VenueCondition Condition, VenueUse Use, DateOnly CheckedOn, DateOnly? ClosedOn);

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindVenues input, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.View) is { } no)
        {
            return no;
        }
        var (register, size, least) = (await places.Read(db, ct), Math.Clamp(input.Size ?? 50, 1, 1000), VenueStandard.Last.SquareMetres);
        var query = (input.Closed == true ? db.Venues.Where(v => v.ClosedOn != null) : db.Venues.Where(v => v.ClosedOn == null)).AsNoTracking().Within(actor.Scope(ProgrammesModule.View), v => v.Village);
        if (input.Under is { } under)
        {
            query = query.Within(new([under]), v => v.Village);
        }
        if (input.Q?.Trim() is { Length: > 0 } q)
        {
            query = query.Where(v => v.Name.Contains(q) || db.Places.Any(p => p.Code == v.Village && p.Name.Contains(q)));
        }
        if (input.Small == true)
        {
            query = query.Where(v => v.SquareMetres < least);
        }
        var last = query.Select(v => new { Of = v, Check = db.VenueChecks.Where(c => c.Venue == v.Id).OrderByDescending(c => c.On).ThenByDescending(c => c.Id).FirstOrDefault()! });
        if (input.Condition is { } condition)
        {
            last = last.Where(v => v.Check.Condition == condition);
        }
        if (input.Use is { } use)
        {
            last = last.Where(v => v.Check.Use == use);
        }
        var total = await last.LongCountAsync(ct);
        if (input.After?.Split('.') is [var place, var id] && PlaceCode.TryParse(place, out var at) && Id<Venue>.TryParse(id, null, out var mark))
        {
            last = last.Where(v => v.Of.Village > at || v.Of.Village == at && v.Of.Id > mark);
        }
        var found = await last.OrderBy(v => v.Of.Village).ThenBy(v => v.Of.Id).Take(size + 1).ToListAsync(ct);
        return new Page<Row>([.. found.Take(size).Select(v => Told(v.Of, v.Check, register))], found.Count > size ? $"{found[size - 1].Of.Village}.{found[size - 1].Of.Id}" : null, total);
    }

    internal static Row Told(Venue v, VenueCheck check, Register register) =>
        new(v.Id, v.Village, register.NameOf(v.Village), register.Find(v.Village) is >= 0 and var i ? register.Path(i) : "", v.Name, v.SquareMetres, v.BuiltIn, v.Funding, v.Project, check.Condition, check.Use, check.On, v.ClosedOn);
}

/// <summary>One venue with every check of it. Whoever works in the village's area may.</summary>
/// <param name="Seen">Told again by whoever corrects it.</param>
public sealed record ShowVenue(FindVenues.Row Of, DateOnly? ClosedOn, string? ClosedWhy, IReadOnlyList<ShowVenue.Check> Checks, bool MayCheck, string Seen)
{
    public sealed record Check(DateOnly On, VenueCondition Condition, VenueUse Use, string? Words, string By);

    public static async Task<Result<ShowVenue>> Handle(Id<Venue> id, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.View) is { } no)
        {
            return no;
        }
        if (await db.Venues.AsNoTracking().Within(actor.Scope(ProgrammesModule.View), v => v.Village).FirstOrDefaultAsync(v => v.Id == id, ct) is not { } venue)
        {
            return Problem.Missing("programmes.no-venue");
        }
        var checks = await db.VenueChecks.AsNoTracking().Where(c => c.Venue == id).OrderByDescending(c => c.On).ThenByDescending(c => c.Id).ToListAsync(ct);
        return new ShowVenue(FindVenues.Told(venue, checks[0], await places.Read(db, ct)), venue.ClosedOn, venue.ClosedWhy, checks.ConvertAll(c => new Check(c.On, c.Condition, c.Use, c.Words, c.CheckedBy)),
            venue.ClosedOn is null && actor.Scope(ProgrammesModule.Report).Contains(venue.Village), Print(venue));
    }

    /// <summary>What may be corrected, as it stands.</summary>
    internal static string Print(Venue of) => $"{of.SquareMetres}|{of.BuiltIn}|{of.Funding}|{of.Name}";
}
