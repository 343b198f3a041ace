using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Jobs;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>Shows one solve: what it came to, or what clashes. Those who work in the campaign's area may.</summary>
public sealed record ShowScenario(
    Id<Scenario> Id, Id<Campaign> Campaign, string CampaignName, PlaceCode Place, int Number, ScenarioState State, CampaignSettings Settings, ScenarioResult? Result, string By, DateTimeOffset At,
    DateTimeOffset? PublishedAt, string? PublishedBy, bool MayPlan, bool MayPublish, ShowScenario.Work? Progress, string? Failure)
{
    /// <summary>How far the job is.</summary>
    public sealed record Work(long Done, long Total);

    public static async Task<Result<ShowScenario>> Handle(Id<Scenario> id, Db db, Actor actor, CancellationToken ct)
    {
        var seen = await Seen(id, db, actor, ct);
        if (seen.Problem is { } no)
        {
            return no;
        }
        var (scenario, campaign) = seen.Value;
        Job? job = null;
        if (scenario.State == ScenarioState.Waiting)
        {
            var asked = id.ToString();
            job = await db.Jobs.AsNoTracking().Where(j => j.Kind == PairingModule.Solving && j.Payload.Contains(asked)).OrderByDescending(j => j.Id).FirstOrDefaultAsync(ct);
        }
        return new ShowScenario(id, campaign.Id, campaign.Name, campaign.Place, scenario.Number, scenario.State, CampaignSettings.Read(scenario.Settings), scenario.Said(), scenario.MadeBy, scenario.MadeAt,
            scenario.PublishedAt, scenario.PublishedBy, actor.Refuses(PairingModule.Plan, campaign.Place) is null, actor.Refuses(PairingModule.Publish, campaign.Place) is null,
            job is null ? null : new(job.Done, job.Total), job?.State == JobState.Failed ? job.Failure : null);
    }

    internal static async Task<Result<(Scenario Scenario, Campaign Campaign)>> Seen(Id<Scenario> id, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.View) is { } no)
        {
            return no;
        }
        return await db.Scenarios.AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, ct) is { } scenario && (await PairingModule.Campaign(scenario.Campaign, PairingModule.View, db, actor, ct)) is { Problem: null } found
            ? (scenario, found.Value) : Problem.Missing("pairing.no-scenario");
    }
}

/// <summary>Lists the pairs of a scenario, by village. Those who work in the campaign's area may.</summary>
public sealed record FindPairs
{
    public string? Kind { get; init; }
    public PlaceCode? Under { get; init; }

    /// <summary>Only pairs below so many points.</summary>
    public int? Below { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(Id<ProposedPair> Id, string Kind, Both KindName, Id<Organisation> Organisation, string Helper, PlaceCode Village, string VillageName, string Path, int Points, bool IsFixed, double? Km, int? Levels, long? Second);

    public static async Task<Result<Page<Row>>> Handle(Id<Scenario> id, [AsParameters] FindPairs input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        var seen = await ShowScenario.Seen(id, db, actor, ct);
        if (seen.Problem is { } no)
        {
            return no;
        }
        var (tree, register, size) = (await trees.Read(db, ct), await places.Read(db, ct), Math.Clamp(input.Size ?? 50, 1, 500));
        var kinds = CampaignSettings.Read(seen.Value.Scenario.Settings).Kinds;
        var query = db.ProposedPairs.AsNoTracking().Where(p => p.Scenario == id);
        if (input.Kind is { Length: > 0 } kind)
        {
            query = query.Where(p => p.Kind == kind);
        }
        if (input.Under is { } under)
        {
            query = query.Within(new([under]), p => p.Village);
        }
        if (input.Below is { } below)
        {
            query = query.Where(p => p.Points < 100 * below);
        }
        if (input.After?.Split('.') is [var at, var last] && PlaceCode.TryParse(at, out var village) && Id<ProposedPair>.TryParse(last, null, out var pair))
        {
            query = query.Where(p => p.Village > village || p.Village == village && p.Id > pair);
        }
        var found = await query.OrderBy(p => p.Village).ThenBy(p => p.Id).Take(size + 1).ToListAsync(ct);
        return new Page<Row>([.. found.Take(size).Select(p =>
        {
            var why = p.Reasons();
            return new Row(p.Id, p.Kind, kinds.First(k => k.Code == p.Kind).Name, p.Organisation, tree.Find(p.Organisation)?.Name ?? "", p.Village, Gathering.Name(register, p.Village),
                register.Find(p.Village) is >= 0 and var i ? register.Path(i) : "", p.Points, p.IsFixed, why.Parts.Km, why.Levels, why.Second);
        })], found.Count > size ? $"{found[size - 1].Village}.{found[size - 1].Id}" : null, await query.LongCountAsync(ct));
    }
}

/// <summary>Says of one proposed pair why it is there. Those who work in the campaign's area may.</summary>
public sealed record ShowPair(
    Id<ProposedPair> Id, Id<Scenario> Scenario, int Number, Id<Campaign> Campaign, string CampaignName, Both Kind, Id<Organisation> Organisation, string Helper, PlaceCode Village, string VillageName, int Points, bool IsFixed,
    CampaignSettings Settings, PairWhy Why, string? Instead, string? Wished, IReadOnlyList<ShowPair.Other> Helpers, IReadOnlyList<ShowPair.Other> Villages, bool MayPlan)
{
    public sealed record Other(string Name, int Points);

    public static async Task<Result<ShowPair>> Handle(Id<ProposedPair> id, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.View) is { } no)
        {
            return no;
        }
        if (await db.ProposedPairs.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, ct) is not { } pair || await ShowScenario.Seen(pair.Scenario, db, actor, ct) is not { Problem: null } seen)
        {
            return Problem.Missing("pairing.no-pair");
        }
        var (tree, register, (scenario, campaign)) = (await trees.Read(db, ct), await places.Read(db, ct), seen.Value);
        var (settings, why) = (CampaignSettings.Read(scenario.Settings), pair.Reasons());
        string? Body(Guid? organisation) => organisation is { } o ? tree.Find(new(o))?.Name : null;
        return new ShowPair(id, scenario.Id, scenario.Number, campaign.Id, campaign.Name, settings.Kinds.First(k => k.Code == pair.Kind).Name, pair.Organisation, tree.Find(pair.Organisation)?.Name ?? "", pair.Village,
            Gathering.Name(register, pair.Village), pair.Points, pair.IsFixed, settings, why, Body(why.Instead), Body(why.Wished),
            [.. why.Helpers.Select(h => new Other(Body(h.Organisation) ?? "", h.Points))], [.. why.Villages.Select(v => new Other(Gathering.Name(register, v.Village), v.Points))],
            actor.Refuses(PairingModule.Plan, campaign.Place) is null);
    }
}

/// <summary>Two scenarios of a campaign beside each other: their sums, and the villages whose helper is another. Those who work in the campaign's area may.</summary>
public sealed record CompareScenarios(CompareScenarios.Side A, CompareScenarios.Side B, int Same, int Changed, IReadOnlyList<CompareScenarios.Move> Moves)
{
    public const int Most = 500;

    public sealed record Side(Id<Scenario> Id, int Number, Id<Campaign> Campaign, string CampaignName, ScenarioState State, ScenarioResult? Result);

    public sealed record Move(PlaceCode Village, string Name, Both Kind, string? A, string? B, int PointsA, int PointsB);

    public static async Task<Result<CompareScenarios>> Handle(Id<Scenario>? a, Id<Scenario>? b, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.View) is { } no)
        {
            return no;
        }
        if (a is not { } one || b is not { } other)
        {
            return Problem.Missing("pairing.no-scenario");
        }
        var (first, second) = (await ShowScenario.Seen(one, db, actor, ct), await ShowScenario.Seen(other, db, actor, ct));
        if ((first.Problem ?? second.Problem) is { } missing)
        {
            return missing;
        }
        if (first.Value.Campaign.Id != second.Value.Campaign.Id)
        {
            return Problem.Invalid("pairing.other-campaign");
        }
        var (tree, register) = (await trees.Read(db, ct), await places.Read(db, ct));
        var kinds = CampaignSettings.Read(first.Value.Scenario.Settings).Kinds.Concat(CampaignSettings.Read(second.Value.Scenario.Settings).Kinds).DistinctBy(k => k.Code).ToDictionary(k => k.Code, k => k.Name);
        async Task<ILookup<(PlaceCode Village, string Kind), (Id<Organisation> Organisation, int Points)>> Pairs(Id<Scenario> id) =>
            (await db.ProposedPairs.AsNoTracking().Where(p => p.Scenario == id).Select(p => new { p.Village, p.Kind, p.Organisation, p.Points }).ToListAsync(ct)).ToLookup(p => (p.Village, p.Kind), p => (p.Organisation, p.Points));
        var (here, there) = (await Pairs(one), await Pairs(other));
        string? Names(IEnumerable<(Id<Organisation> Organisation, int Points)> pairs) => string.Join("、", pairs.OrderBy(p => p.Organisation).Select(p => tree.Find(p.Organisation)?.Name)) is { Length: > 0 } text ? text : null;
        var all = here.Concat(there).Select(g => g.Key).Distinct().OrderBy(k => k.Village).ThenBy(k => k.Kind, StringComparer.Ordinal).ToList();
        var moved = all.Where(k => !here[k].Select(p => p.Organisation).Order().SequenceEqual(there[k].Select(p => p.Organisation).Order())).ToList();
        Side Said((Scenario S, Campaign C) x) => new(x.S.Id, x.S.Number, x.C.Id, x.C.Name, x.S.State, x.S.Said());
        return new CompareScenarios(Said(first.Value), Said(second.Value), all.Count - moved.Count, moved.Count,
            [.. moved.Take(Most).Select(k => new Move(k.Village, Gathering.Name(register, k.Village), kinds[k.Kind], Names(here[k]), Names(there[k]), here[k].Sum(p => p.Points), there[k].Sum(p => p.Points)))]);
    }
}
