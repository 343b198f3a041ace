using System.Text;
using Microsoft.EntityFrameworkCore;
using Shanhai.Analytics.Integrity;
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

    /// <summary>Of character pairs, shared: titles that share more are near.</summary>
    private const double FarthestTitle = 0.5;
    private const int PageSize = 50;

    public sealed record Side(Id<Project> Id, string Code, string Name, string Programme, DateOnly From, DateOnly To, long BudgetFen);

    public sealed record Pair(PlaceCode Village, string VillageName, Side One, Side Other, IReadOnlyList<DuplicateSign> Signs, string? NotBecause, string? DecidedBy);

    public sealed record Found(IReadOnlyList<Pair> Pairs, int Total);

    public static async Task<Result<Found>> Handle([AsParameters] FindDuplicates input, Charts charts, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(ProgrammesModule.View) is { } no)
        {
            return no;
        }
        var pairs = (await Of(input.Under ?? PlaceCode.Nation, charts, places, db, actor, ct)).Where(p => input.Decided == true || p.NotBecause is null).ToList();
        return new Found([.. pairs.Skip(Math.Max(0, input.Skip ?? 0)).Take(PageSize)], pairs.Count);
    }

    private sealed record Light(Id<Project> Id, Id<Programme> Programme, string Code, string Name, PlaceCode Village, string Measure, DateOnly From, DateOnly To, long Budget, string? Document, DateOnly? StoppedOn);

    internal static async Task<IReadOnlyList<Pair>> Of(PlaceCode under, Charts charts, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        var register = await places.Read(db, ct);
        PlaceCode Now(PlaceCode village) => register.Find(village) is >= 0 and var i && !register.Stands(i) && register.Became(village, null) is [var one] ? one : village;
        // A village that became part of another brings its projects there: they are looked at under the one that stands.
        var around = under.Level == Level.Village ? under.At(Level.County) : under;
        var light = await ProgrammeSight.Projects(db, actor, ProgrammesModule.View).AsNoTracking().Within(new([around]), p => p.Village)
            .Select(p => new Light(p.Id, p.Programme, p.Code, p.Name, p.Village, p.Measure, p.FromDay, p.ToDay, p.Budget, p.Document, p.StoppedOn)).ToListAsync(ct);
        var several = light.GroupBy(p => Now(p.Village)).Where(g => (under.Contains(g.Key) || g.Any(p => under.Contains(p.Village))) && g.Select(p => p.Programme).Distinct().Skip(1).Any()).OrderBy(g => g.Key).ToList();
        var payments = await Payments([.. several.SelectMany(g => g).Select(p => p.Code)], charts, db, actor, ct);
        var pairs = several.SelectMany(g => Pairs([.. g.OrderBy(p => p.Id)], payments).Select(p => (Village: g.Key, p.One, p.Other, p.Signs))).ToList();
        var ids = pairs.ConvertAll(p => p.One.Id);
        var decided = (await db.NotDuplicates.AsNoTracking().Where(d => ids.Contains(d.One)).ToListAsync(ct)).ToDictionary(d => (d.One, d.Other));
        var of = pairs.SelectMany(p => new[] { p.One.Programme, p.Other.Programme }).Distinct().ToList();
        var programmes = await db.Programmes.AsNoTracking().Where(g => of.Contains(g.Id)).ToDictionaryAsync(g => g.Id, g => g.Name, ct);
        Side Told(Light p) => new(p.Id, p.Code, p.Name, programmes[p.Programme], p.From, p.To, p.Budget);
        return pairs.ConvertAll(p =>
        {
            var not = decided.GetValueOrDefault((p.One.Id, p.Other.Id));
            return new Pair(p.Village, FindBooks.NameOf(register, p.Village), Told(p.One), Told(p.Other), [.. Enum.GetValues<DuplicateSign>().Where(s => s != DuplicateSign.None && p.Signs.HasFlag(s))], not?.Why, not?.DecidedBy);
        });
    }

    private static IEnumerable<(Light One, Light Other, DuplicateSign Signs)> Pairs(IReadOnlyList<Light> all, ILookup<string, (string Payee, string Document)> payments)
    {
        for (var i = 0; i < all.Count; i++)
        {
            for (var j = i + 1; j < all.Count; j++)
            {
                if (all[i].Programme != all[j].Programme && Signs(all[i], all[j], payments) is not DuplicateSign.None and var signs)
                {
                    yield return (all[i], all[j], signs);
                }
            }
        }
    }

    private static DuplicateSign Signs(Light one, Light other, ILookup<string, (string Payee, string Document)> payments)
    {
        // One that was stopped ended there.
        var (oneEnds, otherEnds) = (one.StoppedOn ?? one.To, other.StoppedOn ?? other.To);
        var signs = (one.Measure == other.Measure ? DuplicateSign.SameMeasure : 0) | (IsNear(one.Name, other.Name) ? DuplicateSign.NearTitle : 0) | (one.From <= otherEnds && other.From <= oneEnds ? DuplicateSign.Overlap : 0)
            | (one.Document is not null && one.Document == other.Document ? DuplicateSign.SameDocument : 0) | (payments[one.Code].Intersect(payments[other.Code]).Any() ? DuplicateSign.SamePayment : 0);
        var alike = signs.HasFlag(DuplicateSign.Overlap) && (signs & (DuplicateSign.SameMeasure | DuplicateSign.NearTitle)) != 0;
        return alike || (signs & (DuplicateSign.SameDocument | DuplicateSign.SamePayment)) != 0 ? signs : DuplicateSign.None;
    }

    /// <summary>Titles that say the same in other words: without signs, and by the pairs of characters they share.</summary>
    public static bool IsNear(string one, string other)
    {
        var (a, b) = (Plain(one), Plain(other));
        return a == b || a.Length > 1 && b.Length > 1 && StringDistance.Jaccard(a, b) <= FarthestTitle;
    }

    private static string Plain(string text) => new([.. text.Normalize(NormalizationForm.FormKC).Where(char.IsLetterOrDigit)]);

    // What public books paid, and what a village's own books spent: the same payee by the same paper.
    private static async Task<ILookup<string, (string Payee, string Document)>> Payments(IReadOnlyList<string> codes, Charts charts, Db db, Actor actor, CancellationToken ct)
    {
        var inside = BookSight.Books(db, actor, FundsModule.View);
        string[] paying = [.. charts.All.SelectMany(c => c.Accounts).Where(a => a.Stage == Stage.Disbursement || a.Money).Select(a => a.Code)];
        var paid = await db.Entries.AsNoTracking().Where(e => e.Project != null && codes.Contains(e.Project) && e.Payee != null && e.Reverses == null && !db.Entries.Any(r => r.Reverses == e.Id)
            && db.Books.Any(b => b.Id == e.Book && (b.Public || inside.Any(i => i.Id == b.Id))) && db.Postings.Any(p => p.Entry == e.Id && paying.Contains(p.Account)))
            .Select(e => new { e.Project, e.Payee, e.Document }).Distinct().ToListAsync(ct);
        return paid.ToLookup(p => p.Project!, p => (p.Payee!, p.Document));
    }
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
        if (!(await FindDuplicates.Of(found.Value.Village, charts, places, db, actor, ct)).Any(p => p.One.Id == one && p.Other.Id == other))
        {
            return Problem.Clash("programmes.no-duplicate");
        }
        db.NotDuplicates.Add(new() { One = one, Other = other, Why = input.Why!.Trim(), DecidedBy = actor.Name, DecidedAt = clock.GetUtcNow() });
        db.Record(actor, ProgrammesModule.Decide, ProgrammesModule.SubjectOf(one), new { notDuplicateOf = other }, found.Value.Village);
        return await ProgrammeSight.Save(db, ct) is { } there ? there : new Decided(one, other);
    }
}
