using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>
/// Lists who may help in a campaign, by name: those of its list, or, where there is none, the bodies of the reader's own area that might; with how the list came to be. Those who work in the campaign's area may.
/// </summary>
public sealed record FindBodies
{
    /// <summary>A part of a name, or a credit code.</summary>
    public string? Q { get; init; }

    /// <summary>Only helpers of this kind.</summary>
    public string? Kind { get; init; }
    public string? After { get; init; }
    public int? Size { get; init; }

    private const int MostNamed = 500;

    /// <param name="Kind">Null: it is of no kind that helps, or comes from elsewhere; it is left out of every solve.</param>
    /// <param name="Capacity">Villages it helps at most; 0: it takes no part.</param>
    /// <param name="Offers">What it offers, as far as the reader may see it.</param>
    /// <param name="Pairs">Pairs of the campaign that stand.</param>
    public sealed record Row(Id<Organisation> Id, string Name, Both? Kind, PlaceCode Place, string PlaceName, int? Capacity, int Offers, int Pairs, bool Stands);

    /// <param name="IsList">There is a list; else whoever is of a kind may help.</param>
    public sealed record Found(Id<Campaign> Campaign, string Name, bool IsList, IReadOnlyList<HelperKind> Kinds, Page<Row> Bodies, IReadOnlyList<FindVillages.Told> History, bool MayPlan);

    public static async Task<Result<Found>> Handle(Id<Campaign> id, [AsParameters] FindBodies input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await All(id, input, trees, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var (campaign, settings, all) = found.Value;
        var (tree, size) = (await trees.Read(db, ct), Math.Clamp(input.Size ?? 50, 1, MostNamed));
        var start = Id<Organisation>.TryParse(input.After, null, out var after) ? 1 + all.ToList().FindIndex(b => b.Id == after) : 0;
        var here = all.Skip(start).Take(size).ToList();
        string Name(string body) => Id<Organisation>.TryParse(body, null, out var o) ? tree.Find(o)?.Name ?? "" : body;
        var history = (await TakingPart.Read(id, TakingPart.Bodies, db, ct)).Select(c => new FindVillages.Told(c.At, c.By, c.Came, c.Went, c.Listed, [.. c.Added.Select(Name)], [.. c.Removed.Select(Name)]));
        return new Found(id, campaign.Name, settings.Helpers.Count > 0, settings.Kinds, new(await Rows(campaign, settings, here, tree, await places.Read(db, ct), db, actor, ChinaDay.Today(clock), ct),
            all.Count > start + size ? here[^1].Id.ToString() : null, all.Count), [.. history], actor.Area(PairingModule.Plan).Contains(campaign.Place));
    }

    /// <summary>Every body that the filter leaves, by name.</summary>
    internal static async Task<Result<(Campaign Campaign, CampaignSettings Settings, IReadOnlyList<Body> Bodies)>> All(Id<Campaign> id, FindBodies input, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        var found = await PairingModule.Campaign(id, PairingModule.View, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var (campaign, settings, tree) = (found.Value, found.Value.Settings(), await trees.Read(db, ct));
        var bodies = settings.Helpers.Count > 0 ? settings.Helpers.Select(h => tree.Successor(h) ?? tree.Find(h)).OfType<Body>().Distinct() : Might(new(settings, tree), tree, actor);
        if (input.Kind is { Length: > 0 } kind)
        {
            bodies = bodies.Where(b => KindOf(settings, b)?.Code == kind);
        }
        IReadOnlyList<Body> left = [.. bodies.Where(b => Matches(b, input.Q)).OrderBy(b => b.Name, StringComparer.Ordinal).ThenBy(b => b.Id)];
        return (campaign, settings, left);
    }

    internal static async Task<IReadOnlyList<Row>> Rows(Campaign campaign, CampaignSettings settings, IReadOnlyList<Body> bodies, OrganisationTree tree, Register register, Db db, Actor actor, DateOnly today, CancellationToken ct)
    {
        var eligible = new Eligible(settings, tree);
        var rooms = await db.HelperCapacities.AsNoTracking().Where(c => c.Campaign == campaign.Id).ToDictionaryAsync(c => c.Organisation, c => c.Capacity, ct);
        var pairs = (await Partnership.Running(db, today).AsNoTracking().Where(p => p.Campaign == campaign.Id).GroupBy(p => p.Organisation).Select(g => new { Body = g.Key, Count = g.Count() }).ToListAsync(ct)).ToDictionary(g => g.Body, g => g.Count);
        // A page names its own; a file is of all, who would be too many to name.
        var some = bodies.Count <= MostNamed;
        List<Id<Organisation>?> owners = some ? [.. bodies.Select(b => (Id<Organisation>?)b.Id)] : [];
        var offers = (await db.Resources.AsNoTracking().Within(actor.Area(PairingModule.View), r => r.Place).Where(r => r.EndedAt == null && r.Organisation != null && (!some || owners.Contains(r.Organisation)))
            .GroupBy(r => r.Organisation).Select(g => new { Body = g.Key, Count = g.Count() }).ToListAsync(ct)).ToDictionary(g => g.Body!.Value, g => g.Count);
        return [.. bodies.Select(b =>
        {
            var kind = eligible.May(b) ? KindOf(settings, b) : null;
            return new Row(b.Id, b.Name, kind?.Name, b.Place, register.NameOf(b.Place), kind is null ? null : rooms.TryGetValue(b.Id, out var room) ? room : kind.Capacity, offers.GetValueOrDefault(b.Id),
                pairs.GetValueOrDefault(b.Id), b.Closed is null);
        })];
    }

    /// <summary>Bodies of the reader's area that might help, whatever the list says.</summary>
    internal static IEnumerable<Body> Might(Eligible eligible, OrganisationTree tree, Actor actor)
    {
        var scope = actor.Scope(OrganisationsModule.View);
        return tree.All.Where(b => b.Closed is null && scope.Contains(b.Place) && eligible.Might(b));
    }

    internal static bool Matches(Body body, string? q) =>
        string.IsNullOrWhiteSpace(q) || body.Name.Contains(q.Trim(), StringComparison.OrdinalIgnoreCase) || body.ShortName?.Contains(q.Trim(), StringComparison.OrdinalIgnoreCase) == true || body.CreditCode == q.Trim().ToUpperInvariant();

    /// <summary>A body counts as the first kind it fits.</summary>
    internal static HelperKind? KindOf(CampaignSettings settings, Body body) => settings.Kinds.FirstOrDefault(k => k.Bodies.Contains(body.Kind));
}
