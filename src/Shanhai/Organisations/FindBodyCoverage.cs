using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Organisations;

/// <summary>
/// How many firms and social organisations of an area are covered on a day, by place, as <see cref="CoverageDefinition"/> counts, and which are not: the gap list. Whoever holds a role may, in her own area.
/// </summary>
public sealed record FindBodyCoverage
{
    public PlaceCode? Under { get; init; }
    public DateOnly? On { get; init; }
    public OrganisationKind? Kind { get; init; }

    /// <summary>The mark of the page of gaps before, as it was answered.</summary>
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Shown(PlaceCode Under, string UnderName, DateOnly On, Counts All, IReadOnlyList<Row> Places, Page<Gap> Gaps);

    /// <param name="Counted">All that count; <paramref name="Unknown"/> of them are those of which nothing is recorded.</param>
    /// <param name="LeftOut">Recorded as not counting.</param>
    public sealed record Counts(int Counted, int Alone, int Jointly, int Without, int Unknown, int Work, int LeftOut)
    {
        /// <summary>Percent; null where nothing counts.</summary>
        public decimal? Rate => Of(Alone + Jointly);
        public decimal? SoleRate => Of(Alone);
        public decimal? WorkRate => Of(Work);

        private decimal? Of(int part) => Counted == 0 ? null : decimal.Round(100m * part / Counted, 1);
    }

    public sealed record Row(PlaceCode Place, string Name, Counts Counts);

    /// <param name="Since">From which day it is known to have none; null: nothing was ever recorded.</param>
    /// <param name="Work">Whether the Party's work reaches it; null: not recorded.</param>
    public sealed record Gap(Id<Organisation> Id, string Name, OrganisationKind Kind, PlaceCode Place, string PlaceName, DateOnly? Since, bool? Work);

    private sealed record Flagged(Id<Organisation> Id, string Name, OrganisationKind Kind, PlaceCode Place, OrganisationEventKind? Party, DateOnly? Since, OrganisationEventKind? Work);

    public static async Task<Result<Shown>> Handle([AsParameters] FindBodyCoverage input, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(OrganisationsModule.View) is { } no)
        {
            return no;
        }
        if (input.Kind is { } asked && !CoverageDefinition.Shipped.Kinds.Contains(asked))
        {
            return new Errors().Add("kind", "organisation.coverage-kinds").Refusal!;
        }
        var (register, scope) = (await places.Read(db, ct), actor.Scope(OrganisationsModule.View));
        var (on, under) = (input.On ?? ChinaDay.Today(clock), input.Under ?? (scope.Roots is [var root] ? root : PlaceCode.Nation));
        if (under != PlaceCode.Nation && register.Find(under) < 0)
        {
            return Problem.Missing("organisation.coverage-place", under.ToString());
        }
        var all = await Read(input.Kind, scope.And(under), on, db, ct);
        var rows = register.Below(under).Where(register.Stands).Select(i => new Row(register.Code(i), register.Name(i), Count(all.Where(b => register.Code(i).Contains(b.Place))))).Where(r => r.Counts is not { Counted: 0, LeftOut: 0 }).ToList();
        // What serves the place itself, or lies where the register knows no place any more.
        if (all.Where(b => rows.TrueForAll(r => !r.Place.Contains(b.Place))).ToList() is { Count: > 0 } rest)
        {
            rows.Add(new(under, FindOrganisations.PlaceName(register, under), Count(rest)));
        }
        var gaps = all.Where(b => b.Party is null or OrganisationEventKind.NotCovered).AsEnumerable();
        if (Id<Organisation>.TryParse(input.After, null, out var after) && all.Find(b => b.Id == after) is { } mark)
        {
            gaps = gaps.Where(b => (b.Place, b.Id).CompareTo((mark.Place, mark.Id)) > 0);
        }
        var (size, page) = (Math.Clamp(input.Size ?? 50, 1, 5000), gaps.ToList());
        return new Shown(under, FindOrganisations.PlaceName(register, under), on, Count(all), rows,
            new([.. page.Take(size).Select(b => new Gap(b.Id, b.Name, b.Kind, b.Place, FindOrganisations.PlaceName(register, b.Place), b.Since, b.Work is { } work ? work == OrganisationEventKind.WorkReached : null))],
                page.Count > size ? page[size - 1].Id.ToString() : null, all.Count(b => b.Party is null or OrganisationEventKind.NotCovered)));
    }

    /// <summary>What was said of coverage and stands.</summary>
    internal static IQueryable<OrganisationEvent> Flags(Db db) => db.OrganisationEvents.AsNoTracking().Where(e => e.UndoneAt == null && e.Kind != OrganisationEventKind.Created && e.Kind != OrganisationEventKind.Renamed
        && e.Kind != OrganisationEventKind.Moved && e.Kind != OrganisationEventKind.Merged && e.Kind != OrganisationEventKind.Closed);

    private static async Task<List<Flagged>> Read(OrganisationKind? kind, PlaceScope scope, DateOnly on, Db db, CancellationToken ct)
    {
        List<OrganisationKind> kinds = kind is { } one ? [one] : [.. CoverageDefinition.Shipped.Kinds];
        var bodies = db.Organisations.AsNoTracking().Where(o => kinds.Contains(o.Kind) && (o.Opened == null || o.Opened <= on) && (o.Closed == null || o.Closed > on)).Within(scope, o => o.Place);
        var said = (await Flags(db).Where(e => e.On <= on && bodies.Any(o => o.Id == e.Organisation)).Select(e => new { e.Organisation, e.Kind, e.On }).ToListAsync(ct)).ToLookup(e => e.Organisation);
        return [.. (await bodies.Select(o => new { o.Id, o.Name, o.Kind, o.Place }).ToListAsync(ct)).OrderBy(o => o.Place).ThenBy(o => o.Id).Select(o =>
        {
            var (party, work) = (said[o.Id].Where(e => !e.Kind.IsOfWork).MaxBy(e => e.On), said[o.Id].Where(e => e.Kind.IsOfWork).MaxBy(e => e.On));
            return new Flagged(o.Id, o.Name, o.Kind, o.Place, party?.Kind, party?.On, work?.Kind);
        })];
    }

    private static Counts Count(IEnumerable<Flagged> bodies)
    {
        var (counted, alone, jointly, without, unknown, work, left) = (0, 0, 0, 0, 0, 0, 0);
        foreach (var body in bodies)
        {
            if (body.Party == OrganisationEventKind.NotCounted)
            {
                left++;
                continue;
            }
            counted++;
            alone += body.Party == OrganisationEventKind.CoveredAlone ? 1 : 0;
            jointly += body.Party == OrganisationEventKind.CoveredJointly ? 1 : 0;
            without += body.Party == OrganisationEventKind.NotCovered ? 1 : 0;
            unknown += body.Party is null ? 1 : 0;
            work += body.Work == OrganisationEventKind.WorkReached ? 1 : 0;
        }
        return new(counted, alone, jointly, without, unknown, work, left);
    }
}
