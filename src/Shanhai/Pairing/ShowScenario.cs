using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Jobs;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>Shows one solve: what it came to, or what clashes. Those who work in the campaign's area may.</summary>
/// <param name="IsCurrent">Nothing was decided about pairs since: it can be published.</param>
public sealed record ShowScenario(
    Id<Scenario> Id, Id<Campaign> Campaign, string CampaignName, PlaceCode Place, DateOnly From, int Number, ScenarioState State, CampaignSettings Settings, ScenarioResult? Result, string By, DateTimeOffset At,
    DateTimeOffset? PublishedAt, string? PublishedBy, bool MayPlan, bool MayPublish, bool IsCurrent, ShowScenario.Work? Progress, string? Failure)
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
        if (scenario is { State: ScenarioState.Waiting, Job: { } working })
        {
            job = await db.Jobs.AsNoTracking().FirstOrDefaultAsync(j => j.Id == working, ct);
        }
        return new ShowScenario(id, campaign.Id, campaign.Name, campaign.Place, campaign.FromDay, scenario.Number, scenario.State, CampaignSettings.Read(scenario.Settings), scenario.Said(), scenario.MadeBy, scenario.MadeAt,
            scenario.PublishedAt, scenario.PublishedBy, actor.Area(PairingModule.Plan).Contains(campaign.Place), actor.Area(PairingModule.Publish).Contains(campaign.Place), scenario.Decided == campaign.Decided,
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

    /// <summary>As many as a file asks for at a time; only its first part is counted.</summary>
    public const int MostRows = 500;

    /// <summary>Only pairs below so many points.</summary>
    public int? Below { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    public sealed record Row(Id<ProposedPair> Id, string Kind, Both KindName, Id<Organisation> Organisation, string Helper, PlaceCode Village, string VillageName, string Path, int Points, bool IsFixed, double? Km, int? Levels, long? Second);

    /// <summary>A pair with everything that is said of it.</summary>
    public sealed record Explained(Row Row, PairWhy Why, PairNames Names);

    public static async Task<Result<Page<Row>>> Handle(Id<Scenario> id, [AsParameters] FindPairs input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        var read = await Read(id, input, trees, places, db, actor, ct);
        return read.Problem is { } no ? no : new Page<Row>([.. read.Value.Rows.Select(e => e.Row)], read.Value.Next, read.Value.Total);
    }

    internal static async Task<Result<Page<Explained>>> Read(Id<Scenario> id, FindPairs input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        var seen = await ShowScenario.Seen(id, db, actor, ct);
        if (seen.Problem is { } no)
        {
            return no;
        }
        var (tree, register, size) = (await trees.Read(db, ct), await places.Read(db, ct), Math.Clamp(input.Size ?? 50, 1, MostRows));
        var (kinds, plans) = (CampaignSettings.KindsIn(seen.Value.Scenario.Settings), actor.Area(PairingModule.Plan).Contains(seen.Value.Campaign.Place));
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
            var points = 100 * Math.Clamp(below, 0, 101);
            query = query.Where(p => p.Points < points);
        }
        var total = input.After is { Length: > 0 } && input.Size == MostRows ? (long?)null : await query.LongCountAsync(ct);
        if (input.After?.Split('.') is [var at, var last] && PlaceCode.TryParse(at, out var village) && Id<ProposedPair>.TryParse(last, null, out var pair))
        {
            query = query.Where(p => p.Village > village || p.Village == village && p.Id > pair);
        }
        var found = await query.OrderBy(p => p.Village).ThenBy(p => p.Id).Take(size + 1).ToListAsync(ct);
        return new Page<Explained>([.. found.Take(size).Select(p =>
        {
            var why = p.Reasons().For(plans);
            return new Explained(new(p.Id, p.Kind, kinds.First(k => k.Code == p.Kind).Name, p.Organisation, tree.Find(p.Organisation)?.Name ?? "", p.Village, register.NameOf(p.Village),
                register.Find(p.Village) is >= 0 and var i ? register.Path(i) : "", p.Points, p.IsFixed, why.Parts.Km, why.Levels, why.Second), why, PairNames.Of(why, tree, register));
        })], found.Count > size ? $"{found[size - 1].Village}.{found[size - 1].Id}" : null, total);
    }

    /// <summary>Every pair that the filter leaves, after a first page of them.</summary>
    internal static async IAsyncEnumerable<Explained> All(Page<Explained> page, Func<string, Task<Page<Explained>>> next)
    {
        while (true)
        {
            foreach (var row in page.Rows)
            {
                yield return row;
            }
            if (page.Next is not { } mark)
            {
                yield break;
            }
            page = await next(mark);
        }
    }
}
