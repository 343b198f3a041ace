using Microsoft.EntityFrameworkCore;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>Every version of every rule, read at once: there are some dozens, and most questions need the ones above and before too.</summary>
public sealed class Rulebook(IReadOnlyList<RuleVersion> versions)
{
    public IReadOnlyList<RuleVersion> Versions { get; } = versions;

    public static async Task<Rulebook> Read(Db db, CancellationToken ct) =>
        new(await db.RuleVersions.AsNoTracking().OrderBy(v => v.Code).ThenBy(v => v.Number).ToListAsync(ct));

    /// <summary>The versions of some rules alone, for who asks nothing about others.</summary>
    public static async Task<Rulebook> Read(string[] codes, Db db, CancellationToken ct) =>
        new(codes.Length == 0 ? [] : await db.RuleVersions.AsNoTracking().Where(v => codes.Contains(v.Code)).OrderBy(v => v.Code).ThenBy(v => v.Number).ToListAsync(ct));

    public IEnumerable<RuleVersion> Of(string? code) => Versions.Where(v => v.Code == code);

    /// <summary>The version that judges the period, the newest where an old one was not ended.</summary>
    public RuleVersion? Judging(string? code, Period period) => Of(code).LastOrDefault(v => v.Judges(period));

    /// <summary>The versions that judge places in or around this one in a period.</summary>
    public IEnumerable<RuleVersion> For(PlaceCode place, Period period) =>
        Versions.Where(v => v.Judges(period) && (v.Jurisdiction.Contains(place) || place.Contains(v.Jurisdiction)));

    /// <summary>Null where no rule above is laxer-proof broken: each version above that judges a common period must be implied.</summary>
    public Problem? Laxer(Rule rule) =>
        rule.Under is null ? null
        : Of(rule.Under).Where(v => v.State != RuleState.Draft).ToList() is not { Count: > 0 } above ? Problem.Invalid("rule.superior-unknown", rule.Code, rule.Under)
        : above.Select(v => Stricter.Check(rule, v.Rule())).FirstOrDefault(p => p is not null);

    /// <summary>Everything that must hold before a version may be published.</summary>
    public Problem? Unfit(Rule rule, Catalogue catalogue) =>
        RuleCheck.Problems(rule, catalogue) is [var first, ..] ? first : Circle(rule) ?? Laxer(rule);

    private Problem? Circle(Rule rule)
    {
        var seen = new HashSet<string> { rule.Code };
        for (var under = rule.Under; under is not null; under = Of(under).LastOrDefault()?.Rule().Under)
        {
            if (!seen.Add(under))
            {
                return Problem.Invalid("rule.circle", rule.Code);
            }
        }
        return null;
    }
}

/// <summary>Runs a rule over the figures in memory: the one way for runs, previews and reasons.</summary>
public sealed class Judge(Catalogue catalogue, FactColumns columns, FactColumns.ISource source)
{
    public Telling Telling { get; } = new(catalogue);

    public Catalogue Catalogue { get; } = catalogue;

    public async Task<Result<Run>> Apply(Rule rule, Period period, CancellationToken ct)
    {
        var facts = await columns.Read(rule.Needs(Catalogue, period), ct);
        return Run.Of(rule, period, facts, await source.Places(period, ct));
    }
}
