using Microsoft.EntityFrameworkCore;
using Shanhai.Indicators;

namespace Shanhai.Identification;

/// <summary>
/// One finding with everything behind it: the rule version that made it, the whole reason with the source of every figure, the place's stands over
/// the years, disputes and the exit. Those who work in the place may.
/// </summary>
public sealed record ShowFinding(
    FindFindings.Row Finding, Period Period, DateTimeOffset? SupersededAt, FindRules.Row Rule, Both RuleWords, ShowFinding.Made Run, KeptReason? Reason, bool Recomputed,
    IReadOnlyDictionary<string, ShowFinding.Source> Sources, IReadOnlyList<ShowFinding.Year> Years, IReadOnlyList<ShowFinding.Objection> Disputes, Standing.Confirmation? Exit)
{
    /// <summary>Where a fact comes from. <paramref name="Superseded"/>: another revision has replaced it since.</summary>
    public sealed record Source(string Indicator, decimal Value, SourceKind Kind, DateOnly AsOf, string? Document, string RecordedBy, DateTimeOffset RecordedAt, int Batch, bool Superseded);

    /// <summary>The run that made it; its counts stay with those who may see the whole of it.</summary>
    public sealed record Made(Id<RuleRun> Id, string By, DateTimeOffset At, string Inputs);

    public sealed record Year(Id<Finding> Id, Period Period, Outcome Outcome, Stand Stand, bool Uncertain, Both Reason, int Version);

    public sealed record Objection(Id<Dispute> Id, string Indicator, Period Period, string Reason, string RaisedBy, DateTimeOffset RaisedAt, string? Outcome, string? SettledBy, DateTimeOffset? SettledAt);

    public static async Task<Result<ShowFinding>> Handle(Id<Finding> id, Db db, Actor actor, Judge judge, CancellationToken ct)
    {
        if (actor.Refuses(IdentificationModule.View) is { } no)
        {
            return no;
        }
        var finding = await db.Findings.AsNoTracking().Within(actor.Scope(IdentificationModule.View), f => f.Place).FirstOrDefaultAsync(f => f.Id == id, ct);
        if (finding is null)
        {
            return Problem.Missing("finding.not-found");
        }
        var book = await Rulebook.Read(db, ct);
        var version = book.Versions.Single(v => v.Id == finding.Version);
        var rule = version.Rule();
        var reason = finding.Reason is { } kept ? KeptReason.Read(kept) : await Recompute(rule, finding, judge, ct);
        var place = await db.Places.AsNoTracking().FirstAsync(p => p.Code == finding.Place, ct);
        var path = (await Paths.Of(db, [finding.Place], ct))[finding.Place].ToString();
        var row = new FindFindings.Row(finding.Id, finding.Place, place.OfficialCode, place.Name, path, finding.Outcome, finding.Severity, finding.Margin, finding.Distance, finding.Dimension,
            finding.Stand, finding.Since, finding.Uncertain, new(finding.SaidZh, finding.SaidEn));
        var run = await db.RuleRuns.AsNoTracking().Where(r => r.Id == finding.Run)
            .Select(r => new Made(r.Id, r.RunBy, r.RunAt, r.Inputs)).FirstAsync(ct);
        return new ShowFinding(row, finding.Period, finding.SupersededAt, FindRules.Of(version),
            new(RuleText.Full(rule, Language.Chinese, judge.Telling), RuleText.Full(rule, Language.English, judge.Telling)), run,
            reason, finding.Reason is null, await SourcesOf(reason, db, judge.Catalogue, ct), await YearsOf(finding, book, db, ct), await DisputesOf(finding.Place, db, judge.Catalogue, ct),
            finding.ExitBy is null ? null : new(finding.ExitBy, finding.ExitOn!.Value, finding.ExitDocument!));
    }

    private static async Task<KeptReason?> Recompute(Rule rule, Finding finding, Judge judge, CancellationToken ct) =>
        await judge.Apply(rule, finding.Period, ct) is { Problem: null } run && run.Value.Reason(finding.Place) is { } reason ? KeptReason.Of(reason, judge.Telling) : null;

    private static async Task<IReadOnlyDictionary<string, Source>> SourcesOf(KeptReason? reason, Db db, Catalogue catalogue, CancellationToken ct)
    {
        var keys = (reason?.Leaves() ?? []).SelectMany(l => l.Figures).SelectMany(f => f.Facts).Distinct().Select(k => FactKey.Parse(k, null)).ToList();
        var (places, periods) = (keys.Select(k => k.Place.Value).Distinct().ToList(), keys.Select(k => k.Period.Key).Distinct().ToList());
        var indicators = keys.Select(k => catalogue[k.Indicator].Id).Distinct().ToList();
        var facts = await db.Facts.AsNoTracking().Where(f => places.Contains(f.Place) && periods.Contains(f.Period) && indicators.Contains(f.Indicator)).ToListAsync(ct);
        var numbers = facts.Select(f => f.Batch).Distinct().ToList();
        var batches = await db.Batches.AsNoTracking().Where(b => numbers.Contains(b.Number)).ToDictionaryAsync(b => b.Number, ct);
        var found = new Dictionary<string, Source>();
        foreach (var key in keys)
        {
            var indicator = catalogue[key.Indicator];
            if (facts.Find(f => f.Place == key.Place.Value && f.Period == key.Period.Key && f.Indicator == indicator.Id && f.Revision == key.Revision) is { } fact
                && batches.GetValueOrDefault(fact.Batch) is { } batch)
            {
                found[key.ToString()] = new(key.Indicator, indicator.Shown(fact.Value), batch.Source, batch.AsOf, batch.DocumentTitle ?? batch.FileName,
                    batch.RecordedBy, batch.RecordedAt, batch.Number, fact.SupersededAt is not null);
            }
        }
        return found;
    }

    private static async Task<IReadOnlyList<Year>> YearsOf(Finding finding, Rulebook book, Db db, CancellationToken ct)
    {
        var rows = await db.Findings.AsNoTracking().Where(f => f.Place == finding.Place && f.Rule == finding.Rule && f.SupersededAt == null)
            .OrderBy(f => f.Period).ToListAsync(ct);
        var numbers = book.Versions.ToDictionary(v => v.Id, v => v.Number);
        return [.. rows.Select(f => new Year(f.Id, f.Period, f.Outcome, f.Stand, f.Uncertain, new(f.SaidZh, f.SaidEn), numbers[f.Version]))];
    }

    internal static async Task<IReadOnlyList<Objection>> DisputesOf(PlaceCode place, Db db, Catalogue catalogue, CancellationToken ct)
    {
        var rows = await db.Disputes.AsNoTracking().Where(d => d.Place == place).OrderByDescending(d => d.RaisedAt).ThenByDescending(d => d.Id).Take(50).ToListAsync(ct);
        return
        [
            .. rows.Select(d => new Objection(d.Id, catalogue.Find(d.Indicator)?.Code ?? "", Period.FromKey(d.Period), d.Reason, d.RaisedBy, d.RaisedAt, d.Outcome, d.SettledBy, d.SettledAt)),
        ];
    }
}

/// <summary>The reason of one finding as a tree, the sentences in both languages and the figures with their facts. Those who work in the place may.</summary>
public static class ShowReasons
{
    public sealed record Shown(Id<Finding> Finding, string Rule, int Version, Outcome Outcome, Both Said, KeptReason? Reason, bool Recomputed, IReadOnlyDictionary<string, ShowFinding.Source> Sources);

    public static async Task<Result<Shown>> Handle(Id<Finding> id, Db db, Actor actor, Judge judge, CancellationToken ct)
    {
        var shown = await ShowFinding.Handle(id, db, actor, judge, ct);
        return shown.Problem is { } problem
            ? problem
            : new Shown(id, shown.Value.Rule.Code, shown.Value.Rule.Number, shown.Value.Finding.Outcome, shown.Value.Finding.Reason, shown.Value.Reason, shown.Value.Recomputed, shown.Value.Sources);
    }
}
