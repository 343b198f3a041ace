using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>The wishes of one side in a campaign: the list that stands, and those that stood before. Those who work in the side's area may, and whoever acts for the helper.</summary>
public sealed record FindWishes(Id<Campaign> Campaign, string CampaignName, string Whose, PlaceCode? Village, Id<Organisation>? Organisation, IReadOnlyList<FindWishes.List> Lists, bool MayState)
{
    private const int MostLines = 400, MostCampaigns = 100;

    /// <param name="SupersededAt">Null: it stands.</param>
    public sealed record List(string By, DateTimeOffset At, DateTimeOffset? SupersededAt, IReadOnlyList<string> Names);

    public static async Task<Result<FindWishes>> Handle(Id<Campaign> id, PlaceCode? village, Id<Organisation>? organisation, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        var found = await Side(id, village, organisation, PairingModule.View, trees, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var (tree, register) = (await trees.Read(db, ct), await places.Read(db, ct));
        string Body(Id<Organisation> body) => tree.Find(body)?.Name ?? "";
        var lines = await Wish.Of(db, id, village, organisation).AsNoTracking().OrderByDescending(w => w.StatedAt).ThenBy(w => w.Rank).Take(MostLines).ToListAsync(ct);
        var may = (await Side(id, village, organisation, PairingModule.Resources, trees, db, actor, ct)).Problem is null;
        return new FindWishes(id, found.Value.Name, village is { } of ? register.NameOf(of) : Body(organisation!.Value), village, organisation,
            [.. lines.GroupBy(w => w.StatedAt).Select(g => new List(g.First().StatedBy, g.Key, g.First().SupersededAt, [.. g.OrderBy(w => w.Rank).Select(w => village is null ? register.NameOf(w.Village) : Body(w.Organisation))]))], may);
    }

    /// <summary>The campaign, where somebody may do this for the village or the helper in it. A clerk of a village need not see the campaign of her county to say whom her village would have.</summary>
    internal static async Task<Result<Campaign>> Side(Id<Campaign> id, PlaceCode? village, Id<Organisation>? organisation, string verb, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(verb) is { } no)
        {
            return no;
        }
        var tree = await trees.Read(db, ct);
        bool May(Campaign campaign) => village is { } v ? campaign.Place.Contains(v) && actor.Area(verb).Contains(v)
            : organisation is { } o && tree.Find(o) is { } body && (actor.ActsAs(o, verb, body.Place, tree) || actor.Area(verb).Contains(campaign.Place));
        return (village is null) != (organisation is null) && await db.Campaigns.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct) is { } campaign && May(campaign) ? campaign : Problem.Missing("pairing.no-campaign");
    }

    /// <summary>Campaigns in which a side may have wishes: those whose term is not over, whose area the village lies in, or among whose helpers the body is.</summary>
    internal static async Task<IReadOnlyList<Open>> Campaigns(PlaceCode village, Db db, DateOnly today, CancellationToken ct)
    {
        PlaceCode[] around = [.. Enum.GetValues<Level>().Where(l => l <= village.Level).Select(village.At)];
        return await db.Campaigns.AsNoTracking().Where(c => c.ToDay >= today && around.Contains(c.Place)).OrderByDescending(c => c.Id).Take(MostCampaigns).Select(c => new Open(c.Id, c.Name)).ToListAsync(ct);
    }

    internal static async Task<IReadOnlyList<Open>> Campaigns(Body body, OrganisationTree tree, Db db, DateOnly today, CancellationToken ct) =>
        [.. (await db.Campaigns.AsNoTracking().Where(c => c.ToDay >= today).OrderByDescending(c => c.Id).Take(MostCampaigns).ToListAsync(ct)).Where(c => new Eligible(c.Settings(), tree).May(body)).Select(c => new Open(c.Id, c.Name))];

    public sealed record Open(Id<Campaign> Id, string Name);
}
