using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Organisations;
using Shanhai.Pairing.Solving;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>One line of a list of wishes in a campaign: whom a village would have, or which village a helper would take, best first.</summary>
public sealed class Wish
{
    public required Id<Campaign> Campaign { get; init; }
    public required PlaceCode Village { get; init; }
    public required Id<Organisation> Organisation { get; init; }

    /// <summary>The village's wish; else the helper's.</summary>
    public required bool OfVillage { get; init; }
    public required short Rank { get; init; }
    public required string StatedBy { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Wish>
    {
        public void Configure(EntityTypeBuilder<Wish> wish)
        {
            wish.ToTable("wishes");
            wish.HasKey(w => new { w.Campaign, w.OfVillage, w.Village, w.Organisation });
            wish.Property(w => w.StatedBy).HasMaxLength(100);
            wish.HasOne<Campaign>().WithMany().HasForeignKey(w => w.Campaign);
            wish.HasOne<Organisation>().WithMany().HasForeignKey(w => w.Organisation);
            wish.HasIndex(w => w.Organisation);
        }
    }
}

/// <summary>
/// Says whom a village would have, or which villages a helper would take, best first; a new list replaces the old one, an empty one takes it back; every list stays in the journal. Officers and clerks of the
/// village may, and whoever acts for the helper.
/// </summary>
public sealed record StateWishes(PlaceCode? Village, Id<Organisation>? Organisation, IReadOnlyList<Id<Organisation>>? Helpers = null, IReadOnlyList<PlaceCode>? Villages = null)
{
    public const int Most = 20;

    public sealed record Stated(int Wishes);

    public static async Task<Result<Stated>> Handle(Id<Campaign> id, StateWishes input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.Resources) is { } no)
        {
            return no;
        }
        var ofVillage = input.Village is not null;
        var (tree, register) = (await trees.Read(db, ct), await places.Read(db, ct));
        // A clerk of a village need not see the campaign of her county to say whom her village would have.
        if (await db.Campaigns.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct) is not { } campaign
            || !(ofVillage ? actor.Area(PairingModule.Resources).Contains(input.Village!.Value) && campaign.Place.Contains(input.Village.Value)
                : input.Organisation is { } own && tree.Find(own) is { } helper && actor.ActsAs(own, PairingModule.Resources, helper.Place, tree) || actor.Area(PairingModule.Resources).Contains(campaign.Place)))
        {
            return Problem.Missing("pairing.no-campaign");
        }
        var errors = new Errors();
        var bodies = (input.Helpers ?? []).Distinct().ToList();
        var villages = (input.Villages ?? []).Distinct().ToList();
        if (!ofVillage && (input.Organisation is not { } body || tree.Find(body) is null) || bodies.Exists(b => tree.Find(b) is not { Closed: null }))
        {
            errors.Add("organisation", "pairing.no-helper");
        }
        if (input.Village is { Level: not Level.Village } || villages.Exists(v => v.Level != Level.Village || !campaign.Place.Contains(v) || register.Find(v) is not (>= 0 and var i) || !register.Stands(i)))
        {
            errors.Add("village", "pairing.no-village");
        }
        if (bodies.Count > Most || villages.Count > Most)
        {
            errors.Add("wishes", "pairing.too-many-wishes", Most);
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        var before = db.Wishes.Where(w => w.Campaign == id && w.OfVillage == ofVillage);
        before = input.Village is { } asking ? before.Where(w => w.Village == asking) : input.Organisation is { } asked ? before.Where(w => w.Organisation == asked) : before;
        db.Wishes.RemoveRange(await before.ToListAsync(ct));
        if (ofVillage)
        {
            db.Wishes.AddRange(bodies.Select((b, i) => new Wish { Campaign = id, Village = input.Village!.Value, Organisation = b, OfVillage = true, Rank = (short)i, StatedBy = actor.Name }));
        }
        else
        {
            db.Wishes.AddRange(villages.Select((v, i) => new Wish { Campaign = id, Village = v, Organisation = input.Organisation!.Value, OfVillage = false, Rank = (short)i, StatedBy = actor.Name }));
        }
        db.Record(actor, PairingModule.Resources, "campaign:" + id, new { of = ofVillage ? input.Village.ToString() : input.Organisation.ToString(), wishes = ofVillage ? bodies.Select(b => b.ToString()).ToList() : villages.Select(v => v.ToString()).ToList() }, input.Village ?? campaign.Place);
        await db.SaveChangesAsync(ct);
        return new Stated(ofVillage ? bodies.Count : villages.Count);
    }
}

/// <summary>
/// A scenario beside the stable matching of the wishes of both sides, kind by kind: how many each fills, and which villages and helpers would rather have each other than
/// what the scenario gave them. Those who work in the campaign's area may.
/// </summary>
public sealed record CompareStable(IReadOnlyList<CompareStable.Kind> Kinds)
{
    public const int MostNamed = 50;

    /// <param name="Wishing">Villages with a list.</param>
    /// <param name="Stable">Villages that have a helper in the stable matching.</param>
    /// <param name="Granted">Villages to whom the scenario gives a helper from their list.</param>
    /// <param name="Blocking">How many pairs would rather have each other than what the scenario gives; the first of them named.</param>
    public sealed record Kind(string Code, Both Name, int Wishing, int Stable, int Granted, int Blocking, IReadOnlyList<Pair> Would, IReadOnlyList<Pair> Pairs);

    public sealed record Pair(string Village, string Helper);

    public static async Task<Result<CompareStable>> Handle(Id<Scenario> id, CurrentTree trees, CurrentRegister places, Db db, Actor actor, CancellationToken ct)
    {
        var seen = await ShowScenario.Seen(id, db, actor, ct);
        if (seen.Problem is { } no)
        {
            return no;
        }
        var (tree, register, campaign) = (await trees.Read(db, ct), await places.Read(db, ct), seen.Value.Campaign);
        var settings = CampaignSettings.Read(seen.Value.Scenario.Settings);
        var wishes = await db.Wishes.AsNoTracking().Where(w => w.Campaign == campaign.Id).OrderBy(w => w.Village).ThenBy(w => w.Organisation).ToListAsync(ct);
        var rooms = await db.HelperCapacities.AsNoTracking().Where(c => c.Campaign == campaign.Id).ToDictionaryAsync(c => c.Organisation, c => c.Capacity, ct);
        var pairs = await db.ProposedPairs.AsNoTracking().Where(p => p.Scenario == id).Select(p => new { p.Kind, p.Village, p.Organisation }).ToListAsync(ct);
        var kinds = new List<Kind>();
        foreach (var kind in settings.Kinds)
        {
            bool Mine(Id<Organisation> body) => tree.Find(body) is { Closed: null } b && settings.Kinds.FirstOrDefault(k => k.Bodies.Contains(b.Kind)) == kind;
            var mine = wishes.Where(w => Mine(w.Organisation)).ToList();
            List<PlaceCode> villages = [.. mine.Select(w => w.Village).Distinct()];
            List<Id<Organisation>> helpers = [.. mine.Select(w => w.Organisation).Distinct().Order()];
            var (villageAt, helperAt) = (villages.Index().ToDictionary(x => x.Item, x => x.Index), helpers.Index().ToDictionary(x => x.Item, x => x.Index));
            var wanted = villages.Select(v => (IReadOnlyList<int>)[.. mine.Where(w => w.OfVillage && w.Village == v).OrderBy(w => w.Rank).Select(w => helperAt[w.Organisation])]).ToList();
            var wanting = helpers.Select(h => (IReadOnlyList<int>)[.. mine.Where(w => !w.OfVillage && w.Organisation == h).OrderBy(w => w.Rank).Select(w => villageAt[w.Village])]).ToList();
            var has = pairs.Where(p => p.Kind == kind.Code).ToLookup(p => p.Village, p => p.Organisation);
            int[] given = [.. villages.Select((v, i) => has[v].Where(helperAt.ContainsKey).Select(o => helperAt[o]).OrderBy(h => wanted[i].ToList().IndexOf(h) is >= 0 and var rank ? rank : int.MaxValue).Append(-1).First())];
            var stable = StablePairs.Of(wanted, wanting, [.. helpers.Select(h => rooms.GetValueOrDefault(h, kind.Capacity))], given);
            Pair Named(int village, int helper) => new(Gathering.Name(register, villages[village]), tree.Find(helpers[helper])?.Name ?? "");
            kinds.Add(new(kind.Code, kind.Name, wanted.Count(w => w.Count > 0), stable.HelperOf.Count(h => h >= 0), given.Where((h, v) => h >= 0 && wanted[v].Contains(h)).Count(), stable.Blocking.Count,
                [.. stable.Blocking.Take(MostNamed).Select(b => Named(b.Village, b.Helper))], [.. stable.HelperOf.Select((h, v) => (v, h)).Where(x => x.h >= 0).Select(x => Named(x.v, x.h))]));
        }
        return new CompareStable(kinds);
    }
}
