using Shanhai.Organisations;

namespace Shanhai.Pairing;

/// <summary>
/// Changes who may help in a campaign: some come onto the list or leave it, all bodies of the officer's own area that might help come onto it, or the list is given up and whoever is of a kind may help again. Whoever helps
/// already goes on doing so. Officers of the campaign's area may.
/// </summary>
public sealed record ChangeBodies(ListChange? Do, IReadOnlyList<Id<Organisation>>? Bodies = null)
{
    /// <param name="Listed">On the list now; 0: there is none, and whoever is of a kind may help.</param>
    public sealed record Changed(Id<Campaign> Id, int Version, int Came, int Went, int Listed);

    private const int MostWrong = 20;

    public static async Task<Result<Changed>> Handle(Id<Campaign> id, ChangeBodies input, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        var found = await PairingModule.Campaign(id, PairingModule.Plan, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var (campaign, before, tree, errors) = (found.Value, found.Value.Settings(), await trees.Read(db, ct), new Errors());
        var eligible = new Eligible(before, tree);
        var given = input.Do == ListChange.Take ? FindBodies.Might(eligible, tree, actor).Select(b => b.Id).ToHashSet() : (input.Bodies ?? []).ToHashSet();
        var was = before.Helpers.ToHashSet();
        HashSet<Id<Organisation>> now = [.. was];
        switch (input.Do)
        {
            case ListChange.Add or ListChange.Take:
                foreach (var wrong in given.Where(b => tree.Successor(b) is not { } body || !eligible.Might(body)).Take(MostWrong))
                {
                    errors.Add("bodies", tree.Successor(wrong) is null ? "pairing.no-helper" : "pairing.not-eligible", tree.Successor(wrong)?.Name);
                }
                if (given.Count == 0)
                {
                    errors.Add("bodies", input.Do == ListChange.Take ? "pairing.none-eligible" : "field.required");
                }
                now.UnionWith(given.Select(b => tree.Successor(b)?.Id ?? b));
                break;
            case ListChange.Remove:
                // Whoever was merged stands on the list under its old id, and is shown as its successor.
                if (now.RemoveWhere(h => given.Contains(h) || tree.Successor(h) is { } body && given.Contains(body.Id)) == 0)
                {
                    errors.Add("bodies", "pairing.not-listed");
                }
                break;
            case ListChange.Open:
                now.Clear();
                break;
            default:
                errors.Add("do", "field.required");
                break;
        }
        if (input.Do != ListChange.Open && !errors.Any && now.Count is 0 or > CampaignSettings.MostHelpers)
        {
            errors.Add("bodies", now.Count == 0 ? "pairing.list-empty" : "pairing.too-many-helpers", CampaignSettings.MostHelpers);
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        var (came, went) = (now.Count(b => !was.Contains(b)), was.Count(b => !now.Contains(b)));
        if (came + went == 0)
        {
            return new Changed(id, campaign.Version, 0, 0, now.Count);
        }
        var after = before with { Helpers = [.. now.Order()] };
        TakingPart.Record(campaign, before, after, db, actor);
        campaign.Json = after.Written();
        campaign.Version++;
        return await PairingModule.Save(db, ct) is { } meanwhile ? meanwhile : new Changed(id, campaign.Version, came, went, now.Count);
    }
}
