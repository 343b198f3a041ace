using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Analytics.Allocation;
using Shanhai.Host.Jobs;
using Shanhai.Organisations;
using Shanhai.Pairing.Solving;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>
/// Solves a campaign as it stands and keeps the answer as its next scenario: the pairs with their reasons, or what clashes and the least that would have to change. What is
/// large becomes a job, whose progress the page shows. Officers of the campaign's area may.
/// </summary>
public sealed record SolveCampaign
{
    /// <summary>So many pairs are weighed while the reader waits; above it is a job.</summary>
    private const long MostAtOnce = 3_000_000;

    public sealed record Asked(Id<Scenario> Scenario);

    /// <param name="Job">It is worked on; null: done.</param>
    public sealed record Solved(Id<Scenario> Scenario, int Number, ScenarioState State, Id<Job>? Job);

    public static async Task<Result<Solved>> Handle(
        Id<Campaign> id, SolveCampaign input, CurrentTree trees, CurrentRegister places, IFlowSolver solver, SolvedBefore before, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await PairingModule.Campaign(id, PairingModule.Plan, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var (campaign, tree, register) = (found.Value, await trees.Read(db, ct), await places.Read(db, ct));
        var settings = campaign.Settings();
        var number = 1 + (await db.Scenarios.Where(s => s.Campaign == id).MaxAsync(s => (int?)s.Number, ct) ?? 0);
        var scenario = new Scenario { Id = Id<Scenario>.New(clock), Campaign = id, Number = number, Settings = campaign.Json, MadeBy = actor.Name, MadeAt = clock.GetUtcNow() };
        var (rule, period) = (settings.Rule, settings.Period ?? default);
        var villages = settings.Villages.Count > 0 ? settings.Villages.Count
            : await db.Findings.LongCountAsync(f => f.Rule == rule && f.Period == period && f.SupersededAt == null && f.Place >= campaign.Place && f.Place <= campaign.Place.Last && f.Outcome == Identification.Outcome.Holds, ct);
        Job? job = null;
        try
        {
            if (villages * tree.Count > MostAtOnce)
            {
                db.Scenarios.Add(scenario);
                job = db.Enqueue(actor, PairingModule.Solving, new Asked(scenario.Id));
                scenario.Job = job.Id;
                db.Record(actor, PairingModule.Plan, "campaign:" + id, new { scenario = number }, campaign.Place);
                await db.SaveChangesAsync(ct);
            }
            else
            {
                var answer = await Answer(campaign, scenario, register, tree, solver, before, db, null, clock, ct);
                if (answer.Problem is { } large)
                {
                    return large;
                }
                var (result, pairs) = answer.Value;
                await using var writing = await db.BeginWriting(ct);
                db.Scenarios.Add(scenario);
                await Keep(campaign, scenario, result, pairs, db, actor, ct);
                await writing.Commit(ct);
            }
        }
        catch (DbUpdateException failure) when (db.Dialect.IsDuplicate(failure))
        {
            return Problem.Clash("pairing.solved-meanwhile");
        }
        return new Solved(scenario.Id, number, scenario.State, job?.Id);
    }

    internal static async Task<Result<Solved>> Work(JobRun run, Asked asked, CancellationToken ct)
    {
        var (db, clock) = (run.Db, run.Get<TimeProvider>());
        if (await db.Scenarios.FirstOrDefaultAsync(s => s.Id == asked.Scenario, ct) is not { State: ScenarioState.Waiting } scenario
            || await db.Campaigns.AsNoTracking().FirstOrDefaultAsync(c => c.Id == scenario.Campaign, ct) is not { } campaign)
        {
            return Problem.Missing("pairing.no-scenario");
        }
        run.Progress(0, 3);
        var (register, tree) = (await run.Get<CurrentRegister>().Read(db, ct), await run.Get<CurrentTree>().Read(db, ct));
        var answer = await Answer(campaign, scenario, register, tree, run.Get<IFlowSolver>(), run.Get<SolvedBefore>(), db, run.Progress, clock, ct);
        if (answer.Problem is { } large)
        {
            return large;
        }
        var (result, pairs) = answer.Value;
        return await run.Finish(async inside =>
        {
            await Keep(campaign, scenario, result, pairs, inside, run.Actor, ct);
            return new Solved(scenario.Id, scenario.Number, scenario.State, null);
        }, ct);
    }

    private static async Task<Result<(ScenarioResult Result, List<object?[]> Pairs)>> Answer(
        Campaign campaign, Scenario scenario, Register register, OrganisationTree tree, IFlowSolver solver, SolvedBefore solved, Db db, Action<long, long>? progress, TimeProvider clock, CancellationToken ct)
    {
        var before = solved.Find(campaign.Id);
        var gathered = await Gathering.Of(campaign, CampaignSettings.Read(scenario.Settings), register, tree, ChinaDay.Today(clock), db, ct, before?.Of);
        if (gathered.Problem.LargestKind is > SolvePairing.MostPlaces and var places)
        {
            return Problem.Invalid("pairing.too-many-places", places, SolvePairing.MostPlaces);
        }
        progress?.Invoke(1, 3);
        var problem = gathered.Problem with { Preferred = await Preferred(campaign.Id, scenario.Number, gathered, db, ct) };
        var answer = before is { } known ? SolvePairing.Again(problem, known.Of.Problem, known.Answer, solver, ct) : SolvePairing.Solve(problem, solver, ct);
        solved.Keep(campaign.Id, gathered, answer);
        scenario.Decided = campaign.Decided;
        progress?.Invoke(2, 3);
        scenario.State = answer.IsSolved ? ScenarioState.Solved : ScenarioState.Clashes;
        return (Telling.Of(gathered, answer), Rows(gathered, answer, scenario, clock));
    }

    /// <summary>The pairs of the scenario before: of equally good answers the one that keeps most of them is taken.</summary>
    internal static async Task<IReadOnlyList<(int Helper, int Village)>> Preferred(Id<Campaign> campaign, int number, Gathering of, Db db, CancellationToken ct)
    {
        var last = await db.Scenarios.AsNoTracking().Where(s => s.Campaign == campaign && s.Number < number && s.State == ScenarioState.Solved).OrderByDescending(s => s.Number).Select(s => (Id<Scenario>?)s.Id).FirstOrDefaultAsync(ct);
        if (last is not { } id)
        {
            return [];
        }
        var (helperAt, villageAt) = (of.Helpers.Select((b, i) => (b.Id, i)).ToDictionary(x => x.Id, x => x.i), of.Villages.Select((v, i) => (v, i)).ToDictionary(x => x.v, x => x.i));
        return [.. (await db.ProposedPairs.AsNoTracking().Where(p => p.Scenario == id).Select(p => new { p.Organisation, p.Village }).ToListAsync(ct))
            .Where(p => helperAt.ContainsKey(p.Organisation) && villageAt.ContainsKey(p.Village)).Select(p => (helperAt[p.Organisation], villageAt[p.Village]))];
    }

    private static async Task Keep(Campaign campaign, Scenario scenario, ScenarioResult result, List<object?[]> pairs, Db db, Actor actor, CancellationToken ct)
    {
        scenario.Result = result.Written();
        db.Record(actor, PairingModule.Plan, "campaign:" + campaign.Id, new { scenario = scenario.Number, state = scenario.State.ToString(), pairs = pairs.Count, total = result.Total }, campaign.Place);
        await db.SaveChangesAsync(ct);
        if (pairs.Count > 0)
        {
            using var print = new Fingerprint();
            await Bulk.Insert(db, "proposed_pairs", ProposedPair.Columns, print.Through(pairs), ct);
            db.Record(actor, PairingModule.Plan, "campaign:" + campaign.Id, new { scenario = scenario.Number, pairs = print.Rows, content = print.Hash }, campaign.Place);
            await db.SaveChangesAsync(ct);
        }
    }

    private const int MostOthers = 3;

    private static List<object?[]> Rows(Gathering of, PairingAnswer answer, Scenario scenario, TimeProvider clock)
    {
        var taken = answer.Kinds.SelectMany(k => k.Pairs).Select(p => (p.Helper, p.Village)).ToHashSet();
        var barred = of.Problem.Forbidden.ToHashSet();
        // An alternative is somebody who could help there and does not.
        bool Is(Candidate c) => !taken.Contains((c.Helper, c.Village)) && !barred.Contains((c.Helper, c.Village)) && of.Problem.Helpers[c.Helper].Capacity > 0;
        var others = Others(of, Is);
        Guid? Body(int helper) => helper < 0 ? null : of.Helpers[helper].Id.Value;
        return [.. answer.Kinds.SelectMany(k => k.Pairs, (k, p) => (k.Kind, Pair: p)).OrderBy(x => of.Villages[x.Pair.Village]).ThenBy(x => x.Kind).ThenBy(x => x.Pair.Helper).AsParallel().AsOrdered().Select(x =>
        {
            var p = x.Pair;
            PlaceCode? From(Position? at, PlaceCode own) => at is { } position && (position.Of != own || own.Level != Level.Village) ? position.Of : null;
            var why = new PairWhy(of.Parts(p.Helper, p.Village), p.Second?.Levels, p.Second?.Fit, p.Second is { } second ? Body(second.Instead) : null, p.Binding, Body(p.Wished), p.Price,
                [.. of.Found[p.Village].Where(c => of.Problem.Helpers[c.Helper].Kind == x.Kind && Is(c)).OrderByDescending(c => c.Fit).ThenBy(c => c.Helper).Take(MostOthers).Select(c => new PairWhy.OtherBody(of.Helpers[c.Helper].Id.Value, c.Fit))],
                [.. others[p.Helper].Select(c => new PairWhy.OtherVillage(of.Villages[c.Village], c.Fit))],
                p.Needed, From(of.VillageSides[p.Village].At, of.Villages[p.Village]), From(of.HelperSides[p.Helper].At, of.Helpers[p.Helper].Place), of.Origins.TryGetValue((p.Helper, p.Village), out var origin) ? origin : null);
            return new object?[]
            {
                Id<ProposedPair>.New(clock).Value, scenario.Id.Value, of.Problem.Kinds[x.Kind], of.Helpers[p.Helper].Id.Value, of.Villages[p.Village].Value, p.Fit, p.IsFixed, JsonSerializer.Serialize(why, CampaignSettings.Json),
            };
        })];
    }

    /// <summary>For each helper the best villages it could help and does not, found in one pass: some are candidates of thousands.</summary>
    private static List<Candidate>[] Others(Gathering of, Func<Candidate, bool> isOther)
    {
        List<Candidate>[] others = [.. of.Helpers.Select(_ => new List<Candidate>())];
        foreach (var c in of.Problem.Candidates)
        {
            var best = others[c.Helper];
            if ((best.Count < MostOthers || c.Fit > best[^1].Fit) && isOther(c))
            {
                // They come village by village: of those that fit alike the first stays before the next.
                best.Insert(best.FindIndex(b => b.Fit < c.Fit) is >= 0 and var at ? at : best.Count, c);
                best.RemoveRange(Math.Min(best.Count, MostOthers), Math.Max(0, best.Count - MostOthers));
            }
        }
        return others;
    }
}

/// <summary>An answer in names.</summary>
internal static class Telling
{
    private const int MostEmpty = 500;

    public static ScenarioResult Of(Gathering of, PairingAnswer answer) => new(
        [.. answer.Kinds.Select(k => new ScenarioResult.Kind(of.Settings.Kinds[k.Kind].Code, of.Settings.Kinds[k.Kind].Name, k.Asked, k.Pairs.Count, k.Below, k.Worst, k.Total,
            [.. k.Unserved.OrderBy(u => of.Villages[u.Village]).Take(MostEmpty).Select(u => new ScenarioResult.Empty(of.Villages[u.Village], of.Problem.Villages[u.Village].Name, u.Places))], k.Fairness))],
        [.. answer.Clashes.Select(c => Clash(of, c))], of.Helpers.Count, of.Villages.Count, of.Problem.Candidates.Count, of.LeftOut);

    private static ScenarioResult.Told Clash(Gathering of, Clash c) => new(c.What, of.Settings.Kinds[c.Kind].Name, c.Asked, c.Available,
        [.. c.Helpers.Select(h => of.Problem.Helpers[h].Name)], [.. c.Villages.Select(v => of.Problem.Villages[v].Name)],
        [.. c.Ways.Select(way => (IReadOnlyList<ScenarioResult.Step>)[.. way.Select(s => new ScenarioResult.Step(s.What, s.Helper is { } h ? of.Problem.Helpers[h].Name : null, s.Village is { } v ? of.Problem.Villages[v].Name : null, s.By))])]);
}
