using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>
/// Changes which villages a campaign is for. Where there is no list yet, one begins with those the campaign's rule names today, so that a single village can be added or left out; or it takes those that a rule names for a
/// period; or the list is given up and the rule counts again. Officers of the campaign's area may.
/// </summary>
public sealed record ChangeVillages(ListChange? Do, IReadOnlyList<PlaceCode>? Villages = null, string? Rule = null, Period? Period = null)
{
    private const int MostWrong = 20;

    /// <param name="Listed">On the list now; 0: there is none, and the rule counts.</param>
    public sealed record Changed(Id<Campaign> Id, int Version, int Came, int Went, int Listed);

    public static async Task<Result<Changed>> Handle(Id<Campaign> id, ChangeVillages input, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        var found = await PairingModule.Campaign(id, PairingModule.Plan, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var (campaign, before, register, errors) = (found.Value, found.Value.Settings(), await places.Read(db, ct), new Errors());
        var given = input.Do == ListChange.Take ? await Taken(input, before, campaign.Place, register, errors, db, ct) : [.. (input.Villages ?? []).Distinct()];
        var was = before.Villages.ToHashSet();
        var now = was.Count > 0 || input.Do == ListChange.Take ? [.. was] : await FindVillages.ByRule(campaign.Place, before, register, db, ct);
        input.Apply(given, now, before, campaign.Place, register, errors);
        if (input.Do != ListChange.Open && !errors.Any && now.Count is 0 or > CampaignSettings.MostVillages)
        {
            errors.Add("villages", now.Count == 0 ? "pairing.list-empty" : "pairing.too-many-villages", CampaignSettings.MostVillages);
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        var (came, went) = (now.Count(v => !was.Contains(v)), was.Count(v => !now.Contains(v)));
        if (came + went == 0)
        {
            return new Changed(id, campaign.Version, 0, 0, now.Count);
        }
        var after = before with { Villages = [.. now.Order()] };
        TakingPart.Record(campaign, before, after, db, actor);
        campaign.Json = after.Written();
        campaign.Version++;
        return await PairingModule.Save(db, ct) is { } meanwhile ? meanwhile : new Changed(id, campaign.Version, came, went, now.Count);
    }

    private void Apply(IReadOnlyList<PlaceCode> given, HashSet<PlaceCode> now, CampaignSettings before, PlaceCode area, Register register, Errors errors)
    {
        switch (Do)
        {
            case ListChange.Add or ListChange.Take:
                foreach (var wrong in given.Where(v => !FindVillages.IsHere(v, area, register)).Take(MostWrong))
                {
                    errors.Add("villages", "pairing.not-here", register.NameOf(wrong), wrong.ToString());
                }
                if (given.Count == 0 && !errors.Any)
                {
                    errors.Add("villages", "field.required");
                }
                now.UnionWith(given);
                break;
            case ListChange.Remove:
                if (!given.Any(now.Contains))
                {
                    errors.Add("villages", "pairing.not-listed");
                }
                now.ExceptWith(given);
                break;
            case ListChange.Open:
                if (before.Rule is null || before.Period is null)
                {
                    errors.Add("rule", "pairing.say-villages");
                }
                now.Clear();
                break;
            default:
                errors.Add("do", "field.required");
                break;
        }
    }

    private static async Task<IReadOnlyList<PlaceCode>> Taken(ChangeVillages input, CampaignSettings before, PlaceCode area, Register register, Errors errors, Db db, CancellationToken ct)
    {
        var (rule, period) = (string.IsNullOrWhiteSpace(input.Rule) ? before.Rule : input.Rule.Trim(), input.Period ?? before.Period);
        if (rule is null || period is null)
        {
            errors.Add("rule", "pairing.say-villages");
            return [];
        }
        if (!await db.RuleVersions.AnyAsync(v => v.Code == rule, ct))
        {
            errors.Add("rule", "pairing.no-such-rule", rule);
            return [];
        }
        var named = await FindVillages.ByRule(area, before with { Rule = rule, Period = period }, register, db, ct);
        if (named.Count == 0)
        {
            errors.Add("period", "pairing.none-named", rule, period.Value.ToString());
        }
        return [.. named];
    }
}
