using Microsoft.EntityFrameworkCore;
using Shanhai.Analytics.Allocation;
using Shanhai.Organisations;
using Shanhai.Pairing.Solving;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>Begins a campaign from a preset, for an area and a term; the villages are those a rule names for a period. Officers of the area may.</summary>
public sealed record CreateCampaign(string? Preset, string? Name, PlaceCode? Place, DateOnly? From, DateOnly? To, string? Rule = null, Period? Period = null, IReadOnlyList<PlaceCode>? Villages = null)
{
    public sealed record Created(Id<Campaign> Id);

    public static async Task<Result<Created>> Handle(CreateCampaign input, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.Plan) is { } no)
        {
            return no;
        }
        if (new Errors().InRange(input.From, "from").InRange(input.To, "to").Refusal is { } noDay)
        {
            return noDay;
        }
        var (register, today) = (await places.Read(db, ct), ChinaDay.Today(clock));
        var errors = new Errors().Require(input.Name, "name").Limit(input.Name, Campaign.LongestName, "name");
        if (CampaignPreset.Find(input.Preset) is not { } preset)
        {
            return errors.Add("preset", "pairing.no-preset").Refusal!;
        }
        if (input.Place is not { } place || register.Find(place) is not (>= 0 and var at) || !register.Stands(at))
        {
            return errors.Add("place", "pairing.no-place").Refusal!;
        }
        var (from, to) = (input.From ?? today, input.To ?? (input.From ?? today).AddYears(preset.Years).AddDays(-1));
        if (input.Rule is { Length: > 0 } rule && !await db.RuleVersions.AnyAsync(v => v.Code == rule, ct))
        {
            errors.Add("rule", "pairing.no-such-rule", rule);
        }
        // A target of the whole action is no target of a part of it; that one the officers set.
        var settings = new CampaignSettings { Kinds = place.Level <= Level.Province ? preset.Kinds : [.. preset.Kinds.Select(k => k with { Target = null })], Rule = input.Rule, Period = input.Period, Villages = input.Villages ?? [] };
        foreach (var wrong in settings.Validate().All)
        {
            errors.Add(wrong.Field, wrong.Key, wrong.Args);
        }
        if (to < from)
        {
            errors.Add("to", "pairing.ends-before");
        }
        if ((errors.Refusal ?? actor.Refuses(PairingModule.Plan, place)) is { } refusal)
        {
            return refusal;
        }
        var campaign = new Campaign
        {
            Id = Id<Campaign>.New(clock), Preset = preset.Code, Name = input.Name!.Trim(), Place = place, FromDay = from, ToDay = to, Json = settings.Written(), MadeBy = actor.Name, MadeAt = clock.GetUtcNow(), Version = 1,
        };
        db.Campaigns.Add(campaign);
        db.Record(actor, PairingModule.Plan, "campaign:" + campaign.Id, place: place);
        TakingPart.Record(campaign, settings with { Villages = [] }, settings, db, actor);
        await db.SaveChangesAsync(ct);
        return new Created(campaign.Id);
    }
}

/// <summary>
/// Changes how a campaign pairs, and its name and term. What was solved before keeps the settings it was solved by, what was published its own term; a scenario solved for others than take part now is published no more.
/// Officers of its area may.
/// </summary>
/// <param name="Name">Null, as for the days: as it was.</param>
public sealed record ChangeCampaign(CampaignSettings? Settings, int? Version, string? Name = null, DateOnly? From = null, DateOnly? To = null)
{
    public sealed record Changed(Id<Campaign> Id, int Version);

    public static async Task<Result<Changed>> Handle(Id<Campaign> id, ChangeCampaign input, Db db, Actor actor, CancellationToken ct)
    {
        var found = await PairingModule.Campaign(id, PairingModule.Plan, db, actor, ct);
        if ((found.Problem ?? (input.Settings is null ? new Errors().Add("settings", "field.required") : input.Settings.Validate()).Refusal) is { } no)
        {
            return no;
        }
        var campaign = found.Value;
        if (input.Settings!.Rule is { Length: > 0 } rule && input.Settings.Villages.Count == 0 && !await db.RuleVersions.AnyAsync(v => v.Code == rule, ct))
        {
            return new Errors().Add("rule", "pairing.no-such-rule", rule).Refusal!;
        }
        var (errors, from, to) = (new Errors().Limit(input.Name, Campaign.LongestName, "name").InRange(input.From, "from").InRange(input.To, "to"), input.From ?? campaign.FromDay, input.To ?? campaign.ToDay);
        if (to < from)
        {
            errors.Add("to", "pairing.ends-before");
        }
        if (input.Settings.Targets.FirstOrDefault(t => !campaign.Place.Contains(t.Place)) is { } outside)
        {
            errors.Add("targets", "pairing.target-outside", outside.Place.ToString());
        }
        if (errors.Refusal is { } wrong)
        {
            return wrong;
        }
        if (input.Version != campaign.Version)
        {
            return Problem.Clash("pairing.changed-meanwhile");
        }
        db.Record(actor, PairingModule.Plan, "campaign:" + id, new { from = $"{from:yyyy-MM-dd}", to = $"{to:yyyy-MM-dd}" }, campaign.Place);
        TakingPart.Record(campaign, campaign.Settings(), input.Settings, db, actor);
        campaign.Json = input.Settings.Written();
        (campaign.FromDay, campaign.ToDay, campaign.Name) = (from, to, string.IsNullOrWhiteSpace(input.Name) ? campaign.Name : input.Name.Trim());
        campaign.Version++;
        return await PairingModule.Save(db, ct) is { } meanwhile ? meanwhile : new Changed(id, campaign.Version);
    }
}

/// <summary>What a change of the settings would change: both ways are solved, nothing is written. Officers of the area may.</summary>
public sealed record PreviewCampaign(CampaignSettings? Settings)
{
    public const int MostNamed = 50;

    /// <param name="Moves">Villages whose helper of a kind would be another, the first of them.</param>
    public sealed record Previewed(Side Before, Side After, int Changed, IReadOnlyList<Move> Moves);

    public sealed record Side(bool Solved, int Asked, int Served, int Below, int? Worst, long Total, int Villages);

    public sealed record Move(string Village, Both Kind, IReadOnlyList<string> From, IReadOnlyList<string> To);

    public static async Task<Result<Previewed>> Handle(
        Id<Campaign> id, PreviewCampaign input, CurrentTree trees, CurrentRegister places, IFlowSolver solver, SolvedBefore solved, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await PairingModule.Campaign(id, PairingModule.Plan, db, actor, ct);
        if ((found.Problem ?? (input.Settings is null ? new Errors().Add("settings", "field.required") : input.Settings.Validate()).Refusal) is { } no)
        {
            return no;
        }
        var (tree, register, today) = (await trees.Read(db, ct), await places.Read(db, ct), ChinaDay.Today(clock));
        // The campaign as it stands was mostly solved a moment ago: what has not changed since is not done again.
        var known = solved.Find(id);
        async Task<(Gathering Of, PairingAnswer Answer)> Solve(CampaignSettings settings)
        {
            var gathered = await Gathering.Of(found.Value, settings, register, tree, today, db, ct, known?.Of);
            var problem = gathered.Problem with { Preferred = await SolveCampaign.Preferred(id, int.MaxValue, gathered, db, ct) };
            return (gathered, known is { } last ? SolvePairing.Again(problem, last.Of.Problem, last.Answer, solver, ct) : SolvePairing.Solve(problem, solver, ct));
        }
        var (before, after) = (await Solve(found.Value.Settings()), await Solve(input.Settings!));
        // Against settings that cannot be met there is nothing to compare: the page says that, and names no changes.
        if (!after.Answer.IsSolved)
        {
            return new Previewed(Told(before), Told(after), 0, []);
        }
        var (first, second, moves) = (Pairs(before.Of, before.Answer), Pairs(after.Of, after.Answer), new List<Move>());
        string[] Say(List<Id<Organisation>> ids) => [.. ids.Select(o => tree.Find(o)?.Name ?? "")];
        foreach (var key in first.Concat(second).Select(g => g.Key).Distinct().OrderBy(k => k.Village).ThenBy(k => k.Kind, StringComparer.Ordinal))
        {
            var (from, to) = (first[key].Order().ToList(), second[key].Order().ToList());
            if (!from.SequenceEqual(to))
            {
                moves.Add(new(register.NameOf(key.Village), input.Settings!.Kinds.Concat(before.Of.Settings.Kinds).First(k => k.Code == key.Kind).Name, Say(from), Say(to)));
            }
        }
        return new Previewed(Told(before), Told(after), moves.Count, [.. moves.Take(MostNamed)]);
    }

    private static ILookup<(string Kind, PlaceCode Village), Id<Organisation>> Pairs(Gathering of, PairingAnswer answer) =>
        answer.Kinds.SelectMany(k => k.Pairs).ToLookup(p => (of.Problem.Kinds[of.Problem.Helpers[p.Helper].Kind], of.Villages[p.Village]), p => of.Helpers[p.Helper].Id);

    private static Side Told((Gathering Of, PairingAnswer Answer) x) =>
        new(x.Answer.IsSolved, x.Answer.Asked, x.Answer.Served, x.Answer.Below, x.Answer.Kinds.Count == 0 ? null : x.Answer.Worst, x.Answer.Total, x.Of.Villages.Count);
}
