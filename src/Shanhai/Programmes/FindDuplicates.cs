using Microsoft.EntityFrameworkCore;
using Shanhai.Funds;
using Shanhai.Places;

namespace Shanhai.Programmes;

/// <summary>Why two projects seem to be one thing.</summary>
[Flags]
public enum DuplicateSign { None = 0, SameMeasure = 1, NearTitle = 2, Overlap = 4, SameDocument = 8, SamePayment = 16 }

/// <summary>
/// Projects of different programmes in one village (as it stands today) that seem to be the same thing, paid for twice: alike by measure or title with overlapping terms, approved by the same paper, or paid to the
/// same payee by the same paper. Each pair says by which signs; those that somebody has looked at say why they are not. Whoever works in the area may.
/// </summary>
public sealed record FindDuplicates
{
    public PlaceCode? Under { get; init; }

    /// <summary>Those that were decided not to be duplicates, too.</summary>
    public bool? Decided { get; init; }
    public int? Skip { get; init; }

    private const int PageSize = 50;

    public sealed record Side(Id<Project> Id, string Code, string Name, string Programme, DateOnly From, DateOnly To, long BudgetFen);

    public sealed record Pair(PlaceCode Village, string VillageName, Side One, Side Other, IReadOnlyList<DuplicateSign> Signs, string? NotBecause, string? DecidedBy);

    public sealed record Found(IReadOnlyList<Pair> Pairs, int Total);

    public static Task<Result<Found>> Handle([AsParameters] FindDuplicates input, Charts charts, CurrentRegister places, Db db, Actor actor, CancellationToken ct) => Read(input, PageSize, charts, places, db, actor, ct);

    /// <param name="most">How many are told: an export has them all.</param>
    internal static async Task<Result<Found>> Read(FindDuplicates input, int most, Charts charts, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.View) is { } no)
        {
            return no;
        }
        var register = await places.Read(db, ct);
        var twins = (await Twin.Of(input.Under ?? PlaceCode.Nation, charts, register, db, actor, ct)).Where(t => input.Decided == true || t.Not is null).ToList();
        return new Found(await Told([.. twins.Skip(Math.Max(0, input.Skip ?? 0)).Take(most)], register, db, ct), twins.Count);
    }

    /// <summary>What seems to be the same thing as one project.</summary>
    internal static async Task<IReadOnlyList<Pair>> Of(Project project, Charts charts, Register register, Db db, Actor actor, CancellationToken ct) =>
        await Told([.. (await Twin.Of(project.Village, charts, register, db, actor, ct)).Where(t => t.One == project.Id || t.Other == project.Id).Take(PageSize)], register, db, ct);

    private static async Task<IReadOnlyList<Pair>> Told(IReadOnlyList<Twin> twins, Register register, Db db, CancellationToken ct)
    {
        var projects = new Dictionary<Id<Project>, Side>();
        foreach (var ids in twins.SelectMany(t => new[] { t.One, t.Other }).Distinct().Chunk(500).Select(c => c.ToList()))
        {
            foreach (var side in await db.Projects.AsNoTracking().Where(p => ids.Contains(p.Id)).Join(db.Programmes, p => p.Programme, g => g.Id, (p, g) => new Side(p.Id, p.Code, p.Name, g.Name, p.FromDay, p.ToDay, p.Budget)).ToListAsync(ct))
            {
                projects[side.Id] = side;
            }
        }
        return [.. twins.Select(t => new Pair(t.Village, register.NameOf(t.Village), projects[t.One], projects[t.Other],
            [.. Enum.GetValues<DuplicateSign>().Where(s => s != DuplicateSign.None && t.Signs.HasFlag(s))], t.Not?.Why, t.Not?.DecidedBy))];
    }

    /// <summary>Titles that say the same in other words (<see cref="Twin"/>).</summary>
    public static bool IsNear(string one, string other) => Twin.IsNear(one, other);
}

/// <summary>Says why two projects that seemed to be one thing are not. Officers and leaders of the village's area may; the pair then no longer counts as suspicious, and the reason stays.</summary>
public sealed record DecideDuplicate(Id<Project>? One, Id<Project>? Other, string? Why)
{
    public sealed record Decided(Id<Project> One, Id<Project> Other);

    public static async Task<Result<Decided>> Handle(DecideDuplicate input, Charts charts, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.Decide) is { } no)
        {
            return no;
        }
        if (input.One is not { } a || input.Other is not { } b || (await ProgrammeSight.Project(a, ProgrammesModule.Decide, db, actor, ct)) is not { Problem: null } found || (await ProgrammeSight.Project(b, ProgrammesModule.Decide, db, actor, ct)).Problem is not null)
        {
            return Problem.Missing("programmes.no-project");
        }
        if ((actor.Stale(clock) ?? new Errors().Require(input.Why, "why").Limit(input.Why, NotDuplicate.LongestWhy, "why").Refusal) is { } refusal)
        {
            return refusal;
        }
        var (one, other) = a < b ? (a, b) : (b, a);
        if ((await Twin.Of(found.Value.Village, charts, await places.Read(db, ct), db, actor, ct)).FirstOrDefault(t => t.One == one && t.Other == other) is not { } twin)
        {
            return Problem.Clash("programmes.no-duplicate");
        }
        if (twin.Not is { } before)
        {
            return Problem.Clash("programmes.decided-already", before.DecidedBy);
        }
        db.NotDuplicates.Add(new() { One = one, Other = other, Why = input.Why!.Trim(), DecidedBy = actor.Name, DecidedAt = clock.GetUtcNow() });
        db.Record(actor, ProgrammesModule.Decide, ProgrammesModule.SubjectOf(one), new { notDuplicateOf = other }, found.Value.Village);
        return await ProgrammeSight.Save(db, ct) is { } there ? there : new Decided(one, other);
    }
}
