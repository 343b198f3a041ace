using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>
/// Publishes a scenario: its pairs become partnerships from today to the end of the term, and everybody may read them. Those that run already stay as they are. Refused where
/// anything was decided about pairs after it was solved (a rule, a capacity, an end, another publication): its pairs would not know of it. Officers and leaders of the campaign's area may; where helpers
/// sit outside it, she says that they were asked and agreed, since her area is not theirs.
/// </summary>
/// <param name="OutsideAgreed">Helpers of other areas agreed.</param>
public sealed record PublishScenario(bool? OutsideAgreed = null)
{
    /// <param name="From">The first day of the new partnerships.</param>
    public sealed record Published(Id<Scenario> Id, int Added, DateOnly From);

    public static async Task<Result<Published>> Handle(Id<Scenario> id, PublishScenario input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var ready = await Ready(id, trees, places, db, actor, clock, ct);
        if (ready.Problem is { } no)
        {
            return no;
        }
        var (scenario, campaign, from, added, _, outside) = ready.Value;
        if (outside.Count > 0 && input.OutsideAgreed != true)
        {
            return new Errors().Add("outsideAgreed", "pairing.say-agreed", outside.Count).Refusal!;
        }
        var rows = added.Select(p => new object?[]
        {
            Id<Partnership>.New(clock).Value, campaign.Id.Value, p.Kind, p.Organisation.Value, p.Village.Value, p.Points, from, campaign.ToDay, id.Value, p.Why,
        }).ToList();
        await using var writing = await db.BeginWriting(ct);
        (scenario.PublishedAt, scenario.PublishedBy) = (clock.GetUtcNow(), actor.Name);
        campaign.Decided++;
        db.Record(actor, PairingModule.Publish, "campaign:" + campaign.Id, new { scenario = scenario.Number, pairs = rows.Count, outsideAgreed = outside.Count }, campaign.Place);
        if (await PairingModule.Save(db, ct) is { } meanwhile)
        {
            return meanwhile;
        }
        if (rows.Count > 0)
        {
            using var print = new Fingerprint();
            await Bulk.Insert(db, "partnerships", Partnership.Columns, print.Through(rows), ct);
            db.Record(actor, PairingModule.Publish, "campaign:" + campaign.Id, new { scenario = scenario.Number, pairs = print.Rows, content = print.Hash }, campaign.Place);
            await db.SaveChangesAsync(ct);
        }
        await writing.Commit(ct);
        return new Published(id, rows.Count, from);
    }

    internal sealed record Publication(Scenario Scenario, Campaign Campaign, DateOnly From, IReadOnlyList<ProposedPair> Added, int Kept, IReadOnlyList<Body> Outside);

    /// <summary>What would be published now, or why nothing can be.</summary>
    internal static async Task<Result<Publication>> Ready(Id<Scenario> id, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.Publish) is { } no)
        {
            return no;
        }
        if (await db.Scenarios.FirstOrDefaultAsync(s => s.Id == id, ct) is not { } scenario || (await PairingModule.Campaign(scenario.Campaign, PairingModule.Publish, db, actor, ct)) is not { Problem: null } found)
        {
            return Problem.Missing("pairing.no-scenario");
        }
        var (campaign, today) = (found.Value, ChinaDay.Today(clock));
        if (scenario.State != ScenarioState.Solved)
        {
            return Problem.Clash("pairing.not-solved");
        }
        if (scenario.PublishedAt is not null)
        {
            return Problem.Clash("pairing.published-before");
        }
        if (scenario.Decided != campaign.Decided)
        {
            return Problem.Clash("pairing.solve-again");
        }
        if (campaign.ToDay < today)
        {
            return Problem.Clash("pairing.term-over", $"{campaign.ToDay:yyyy-MM-dd}");
        }
        var (tree, register) = (await trees.Read(db, ct), await places.Read(db, ct));
        var proposed = await db.ProposedPairs.AsNoTracking().Where(p => p.Scenario == id).OrderBy(p => p.Village).ThenBy(p => p.Id).ToListAsync(ct);
        if (proposed.FirstOrDefault(p => tree.Find(p.Organisation)?.StandsOn(today) != true) is { } closed)
        {
            return Problem.Clash("pairing.helper-closed", tree.Find(closed.Organisation)?.Name, register.NameOf(closed.Village));
        }
        if (proposed.FirstOrDefault(p => register.Find(p.Village) is not (>= 0 and var i) || !register.Stands(i)) is { } gone)
        {
            return Problem.Clash("pairing.village-gone", register.NameOf(gone.Village));
        }

        // Under the body and the village that stand for its sides today, as the solve kept them: a merger that nobody has carried on yet makes no second pair.
        var running = (await Partnership.Running(db, today).AsNoTracking().Where(p => p.Campaign == campaign.Id).Select(p => new { p.Organisation, p.Village }).ToListAsync(ct))
            .Select(p => (tree.Successor(p.Organisation)?.Id ?? p.Organisation, register.Standing(p.Village) ?? p.Village)).ToHashSet();
        var from = today > campaign.FromDay ? today : campaign.FromDay;
        List<ProposedPair> added = [.. proposed.Where(p => !running.Contains((p.Organisation, p.Village)))];
        List<Body> outside = [.. added.Select(p => p.Organisation).Distinct().Select(tree.Find).OfType<Body>().Where(b => !campaign.Place.Contains(b.Place)).OrderBy(b => b.Name, StringComparer.Ordinal)];
        return new Publication(scenario, campaign, from, added, proposed.Count - added.Count, outside);
    }
}

/// <summary>Shows what publishing a scenario would make public: nothing is written. Whoever may publish it may.</summary>
/// <param name="New">Pairs that would begin.</param>
/// <param name="Kept">Pairs that run already and stay as they are.</param>
/// <param name="First">The first of the new ones.</param>
/// <param name="Outside">Helpers that sit outside the campaign's area: how many, and the first of them by name.</param>
/// <param name="Busy">Helpers that help villages in another campaign already: capacities are those of a campaign.</param>
public sealed record PreviewPublication(
    Id<Scenario> Id, int Number, Id<Campaign> Campaign, string CampaignName, int New, int Kept, int Villages, int Helpers, DateOnly From, DateOnly To, IReadOnlyList<PreviewPublication.Pair> First,
    int Outside, IReadOnlyList<string> OutsideNamed, IReadOnlyList<PreviewPublication.Load> Busy)
{
    /// <param name="Elsewhere">Villages it helps in other campaigns.</param>
    public sealed record Load(string Helper, int Elsewhere);

    private const int MostNamed = 50;

    public sealed record Pair(string Helper, string Village);

    public static async Task<Result<PreviewPublication>> Handle(Id<Scenario> id, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var ready = await PublishScenario.Ready(id, trees, places, db, actor, clock, ct);
        if (ready.Problem is { } no)
        {
            return no;
        }
        var ((scenario, campaign, from, added, kept, outside), tree, register) = (ready.Value, await trees.Read(db, ct), await places.Read(db, ct));
        var bodies = added.Select(p => p.Organisation).ToHashSet();
        var elsewhere = (await Partnership.Running(db, ChinaDay.Today(clock)).AsNoTracking().Where(p => p.Campaign != campaign.Id).GroupBy(p => p.Organisation).Select(g => new { Organisation = g.Key, Villages = g.Count() }).ToListAsync(ct))
            .GroupBy(p => tree.Successor(p.Organisation)?.Id ?? p.Organisation).Where(g => bodies.Contains(g.Key)).Select(g => new Load(tree.Find(g.Key)?.Name ?? "", g.Sum(p => p.Villages))).OrderByDescending(l => l.Elsewhere).ThenBy(l => l.Helper, StringComparer.Ordinal);
        return new PreviewPublication(id, scenario.Number, campaign.Id, campaign.Name, added.Count, kept, added.Select(p => p.Village).Distinct().Count(), added.Select(p => p.Organisation).Distinct().Count(), from, campaign.ToDay,
            [.. added.Take(MostNamed).Select(p => new Pair(tree.Find(p.Organisation)?.Name ?? "", register.NameOf(p.Village)))], outside.Count, [.. outside.Take(MostNamed).Select(b => b.Name)], [.. elsewhere.Take(MostNamed)]);
    }
}
