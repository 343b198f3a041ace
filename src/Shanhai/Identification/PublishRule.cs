using Microsoft.EntityFrameworkCore;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>
/// Publishes a rule as the next version of its code, valid from a period on. The version before judges up to the period before; findings
/// already made keep the version that made them. Officers of the rule's jurisdiction may.
/// </summary>
public sealed record PublishRule(Rule? Rule)
{
    public sealed record Published(string Code, int Number, Period From, Period? To, int FindingsKept);

    public static async Task<Result<Published>> Handle(PublishRule input, Db db, Actor actor, Catalogue catalogue, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(IdentificationModule.Publish) is { } no)
        {
            return no;
        }
        if (input.Rule is not { } rule)
        {
            return Problem.Invalid("rule.unreadable", "");
        }
        if (actor.Refuses(IdentificationModule.Publish, rule.Jurisdiction) is { } elsewhere)
        {
            return elsewhere;
        }
        var book = await Rulebook.Read(db, ct);
        if (book.Of(rule.Code).LastOrDefault() is { } there && there.Jurisdiction != rule.Jurisdiction)
        {
            return Problem.Clash("rule.code-taken", rule.Code, there.Jurisdiction.ToString());
        }
        if (book.Unfit(rule, catalogue) is { } unfit)
        {
            return unfit;
        }

        var saved = await Save(rule, db, actor, IdentificationModule.Publish, clock, ct);
        if (saved.Problem is { } problem)
        {
            return problem;
        }
        var kept = await db.Findings.CountAsync(f => f.Rule == rule.Code && f.Period >= rule.From && f.SupersededAt == null, ct);
        return new Published(rule.Code, saved.Value.Number, rule.From, rule.To, kept);
    }

    /// <summary>Ends the version before and writes the new one (over the draft, where there is one).</summary>
    internal static async Task<Result<RuleVersion>> Save(Rule rule, Db db, Actor actor, string verb, TimeProvider clock, CancellationToken ct)
    {
        var known = await db.RuleVersions.Where(v => v.Code == rule.Code).OrderBy(v => v.Number).ToListAsync(ct);
        var draft = known.Find(v => v.State == RuleState.Draft);
        foreach (var before in known.Where(v => v.State == RuleState.InForce))
        {
            if (before.EndBefore(rule.From) is { } clash)
            {
                return clash;
            }
        }
        var version = draft ?? RuleVersion.Draft(rule, (known.LastOrDefault()?.Number ?? 0) + 1, actor.Name, clock);
        version.Write(rule);
        version.Publish(actor.Name, clock.GetUtcNow());
        if (draft is null)
        {
            db.RuleVersions.Add(version);
        }
        db.Record(actor, verb, $"rule:{rule.Code}/{version.Number}", new { from = rule.From.ToString(), to = rule.To?.ToString(), rule.Basis }, rule.Jurisdiction);
        await db.SaveChangesAsync(ct);
        return version;
    }
}
