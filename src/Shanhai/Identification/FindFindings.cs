using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Identification;

/// <summary>
/// Lists the findings in force of one rule and period, with the deciding reason in one line. The default order is by code: a list of weak
/// villages is no ranking. Those who work in the places may.
/// </summary>
public sealed record FindFindings
{
    public string? Rule { get; init; }
    public Period? Period { get; init; }
    public PlaceCode? Under { get; init; }
    public Outcome? Outcome { get; init; }
    public Stand? Stand { get; init; }
    public string? Severity { get; init; }
    public string? Q { get; init; }

    /// <summary>Only places above the line by less than this part of it.</summary>
    public double? Near { get; init; }

    /// <summary>"code" (default), "name" or "margin"; a leading minus turns the order round.</summary>
    public string? Sort { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(
        Id<Finding> Id, PlaceCode Place, string? OfficialCode, string Name, string Path, Outcome Outcome, string? Severity, double? Margin,
        decimal? Distance, string? Dimension, Stand Stand, Period Since, bool Uncertain, Both Reason);

    // What cannot be told stands at the low end in both databases, which would each put nulls elsewhere.
    private const double Untold = -1e9;

    internal sealed class Joined
    {
        public required Finding Finding { get; init; }
        public required string Name { get; init; }
        public string? OfficialCode { get; init; }
    }

    public static async Task<Result<Page<Row>>> Handle([AsParameters] FindFindings input, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(IdentificationModule.View) is { } no)
        {
            return no;
        }
        var size = Math.Clamp(input.Size ?? 50, 1, 2000);
        var query = Matching(input, db, actor);
        var total = string.IsNullOrWhiteSpace(input.Q) ? await InForce(input, db, actor).LongCountAsync(ct) : await query.LongCountAsync(ct);
        // Sorted by keys alone: with sentences and reasons in hand, a database sorts megabytes to show fifty rows.
        var keys = await Ordered(query, input).Take(size + 1).Select(j => j.Finding.Id).ToListAsync(ct);
        var whole = new Dictionary<Id<Finding>, Joined>();
        foreach (var some in keys.Chunk(500))
        {
            await foreach (var j in query.Where(j => some.Contains(j.Finding.Id)).AsAsyncEnumerable().WithCancellation(ct))
            {
                whole[j.Finding.Id] = j;
            }
        }
        // A run between the two questions may have put others in their place: those are left out, as they are no longer in force.
        var found = keys.Where(whole.ContainsKey).Select(k => whole[k]).ToList();
        var next = keys.Count > size && found.Count > 0 ? Mark(found[Math.Min(size, found.Count) - 1], input.Sort) : null;
        return new Page<Row>(await Rows(db, [.. found.Take(size)], ct), next, total);
    }

    internal static IQueryable<Joined> Matching(FindFindings input, Db db, Actor actor)
    {
        var joined = InForce(input, db, actor).Join(db.Places, f => f.Place, p => p.Code, (f, p) => new Joined { Finding = f, Name = p.Name, OfficialCode = p.OfficialCode });
        return string.IsNullOrWhiteSpace(input.Q) ? joined : joined.Where(j => j.Name.Contains(input.Q.Trim()));
    }

    /// <summary>The findings that match, whatever their places are called.</summary>
    internal static IQueryable<Finding> InForce(FindFindings input, Db db, Actor actor)
    {
        var findings = db.Findings.AsNoTracking().Where(f => f.Rule == input.Rule && f.Period == input.Period && f.SupersededAt == null)
            .Within(actor.Scope(IdentificationModule.View), f => f.Place);
        if (input.Under is { } under)
        {
            findings = findings.Within(new PlaceScope([under]), f => f.Place);
        }
        if (input.Outcome is { } outcome)
        {
            findings = findings.Where(f => f.Outcome == outcome);
        }
        if (input.Stand is { } stand)
        {
            findings = findings.Where(f => f.Stand == stand);
        }
        if (!string.IsNullOrEmpty(input.Severity))
        {
            findings = findings.Where(f => f.Severity == input.Severity);
        }
        if (input.Near is { } near)
        {
            findings = findings.Where(f => f.Outcome == Identification.Outcome.DoesNotHold && f.Margin != null && f.Margin > -near);
        }
        return findings;
    }

    private static IQueryable<Joined> Ordered(IQueryable<Joined> query, FindFindings input)
    {
        var mark = input.After?.Split('~', 2);
        PlaceCode? code = mark?.Length == 2 && PlaceCode.TryParse(mark[0], out var parsed) ? parsed : null;
        var (name, margin) = (mark?.Length == 2 ? mark[1] : null, 0.0);
        if (input.Sort is "margin" or "-margin" && !double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out margin))
        {
            code = null;
        }
        return (input.Sort, code) switch
        {
            ("name", { } c) => query.Where(j => j.Name.CompareTo(name) > 0 || j.Name == name && j.Finding.Place > c).OrderBy(j => j.Name).ThenBy(j => j.Finding.Place),
            ("name", _) => query.OrderBy(j => j.Name).ThenBy(j => j.Finding.Place),
            ("-name", { } c) => query.Where(j => j.Name.CompareTo(name) < 0 || j.Name == name && j.Finding.Place < c).OrderByDescending(j => j.Name).ThenByDescending(j => j.Finding.Place),
            ("-name", _) => query.OrderByDescending(j => j.Name).ThenByDescending(j => j.Finding.Place),
            ("margin", { } c) => query.Where(j => (j.Finding.Margin ?? Untold) > margin || (j.Finding.Margin ?? Untold) == margin && j.Finding.Place > c)
                .OrderBy(j => j.Finding.Margin ?? Untold).ThenBy(j => j.Finding.Place),
            ("margin", _) => query.OrderBy(j => j.Finding.Margin ?? Untold).ThenBy(j => j.Finding.Place),
            ("-margin", { } c) => query.Where(j => (j.Finding.Margin ?? Untold) < margin || (j.Finding.Margin ?? Untold) == margin && j.Finding.Place < c)
                .OrderByDescending(j => j.Finding.Margin ?? Untold).ThenByDescending(j => j.Finding.Place),
            ("-margin", _) => query.OrderByDescending(j => j.Finding.Margin ?? Untold).ThenByDescending(j => j.Finding.Place),
            ("-code", { } c) => query.Where(j => j.Finding.Place < c).OrderByDescending(j => j.Finding.Place),
            ("-code", _) => query.OrderByDescending(j => j.Finding.Place),
            (_, { } c) => query.Where(j => j.Finding.Place > c).OrderBy(j => j.Finding.Place),
            _ => query.OrderBy(j => j.Finding.Place),
        };
    }

    private static string Mark(Joined last, string? sort) => string.Create(CultureInfo.InvariantCulture,
        $"{last.Finding.Place}~{(sort is "margin" or "-margin" ? (last.Finding.Margin ?? Untold).ToString("R", CultureInfo.InvariantCulture) : last.Name)}");

    internal static async Task<IReadOnlyList<Row>> Rows(Db db, IReadOnlyList<Joined> found, CancellationToken ct)
    {
        var paths = await Paths.Of(db, [.. found.Select(j => j.Finding.Place)], ct);
        return
        [
            .. found.Select(j => (j, f: j.Finding)).Select(x => new Row(x.f.Id, x.f.Place, x.j.OfficialCode, x.j.Name, paths[x.f.Place].ToString(), x.f.Outcome, x.f.Severity,
                x.f.Margin, x.f.Distance, x.f.Dimension, x.f.Stand, x.f.Since, x.f.Uncertain, new(x.f.SaidZh, x.f.SaidEn))),
        ];
    }
}
