using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>
/// One line of a list of wishes in a campaign: whom a village would have, or which village a helper would take, best first. Lines that were stated together are a list; it stands until another is stated or it is withdrawn,
/// and stays on file then.
/// </summary>
public sealed class Wish
{
    public required Id<Wish> Id { get; init; }
    public required Id<Campaign> Campaign { get; init; }
    public required PlaceCode Village { get; init; }
    public required Id<Organisation> Organisation { get; init; }

    /// <summary>The village's wish; else the helper's.</summary>
    public required bool OfVillage { get; init; }
    public required short Rank { get; init; }
    public required string StatedBy { get; init; }
    public required DateTimeOffset StatedAt { get; init; }

    /// <summary>When another list took its place or it was withdrawn; null: it stands.</summary>
    public DateTimeOffset? SupersededAt { get; internal set; }

    /// <summary>All lines of one side, those that stood too.</summary>
    internal static IQueryable<Wish> Of(Db db, Id<Campaign> campaign, PlaceCode? village, Id<Organisation>? organisation) =>
        village is { } of ? db.Wishes.Where(w => w.Campaign == campaign && w.OfVillage && w.Village == of) : db.Wishes.Where(w => w.Campaign == campaign && !w.OfVillage && w.Organisation == organisation);

    internal sealed class Mapping : IEntityTypeConfiguration<Wish>
    {
        public void Configure(EntityTypeBuilder<Wish> wish)
        {
            wish.ToTable("wishes");
            wish.HasKey(w => w.Id);
            wish.Property(w => w.StatedBy).HasMaxLength(100);
            wish.HasOne<Campaign>().WithMany().HasForeignKey(w => w.Campaign);
            wish.HasOne<Organisation>().WithMany().HasForeignKey(w => w.Organisation);
            // Two who state a list of one side at once: the second is told.
            wish.HasIndex(w => new { w.Campaign, w.OfVillage, w.Village, w.Organisation }).IsUnique().HasFilter("superseded_at IS NULL");
            wish.HasIndex(w => w.Organisation);
            wish.HasIndex(w => w.Village);
        }
    }
}

/// <summary>
/// Says whom a village would have, or which villages a helper would take, best first; a new list replaces the old one, an empty one withdraws it; what stood before stays on file. Officers and clerks of the
/// village may, whoever acts for the helper, and planners of the campaign on behalf of either.
/// </summary>
public sealed record StateWishes(PlaceCode? Village, Id<Organisation>? Organisation, IReadOnlyList<Id<Organisation>>? Helpers = null, IReadOnlyList<PlaceCode>? Villages = null)
{
    public const int Most = 20;

    public sealed record Stated(int Wishes);

    public static async Task<Result<Stated>> Handle(Id<Campaign> id, StateWishes input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await FindWishes.Side(id, input.Village, input.Organisation, PairingModule.Resources, trees, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var (campaign, ofVillage) = (found.Value, input.Village is not null);
        var (tree, register) = (await trees.Read(db, ct), await places.Read(db, ct));
        var errors = new Errors();
        var bodies = (input.Helpers ?? []).Distinct().ToList();
        var villages = (input.Villages ?? []).Distinct().ToList();
        var eligible = new Eligible(campaign.Settings(), tree);
        foreach (var body in bodies.Append(input.Organisation ?? default).Where(b => b != default))
        {
            if (tree.Find(body) is not { Closed: null } standing)
            {
                errors.Add("organisation", "pairing.no-helper");
            }
            else if (!eligible.May(standing))
            {
                errors.Add("organisation", "pairing.not-eligible", standing.Name);
            }
        }
        if (villages.Exists(v => !IsThere(v)) || input.Village is { } asking && !IsThere(asking))
        {
            errors.Add("village", "pairing.no-village");
        }
        bool IsThere(PlaceCode v) => v.Level == Level.Village && campaign.Place.Contains(v) && register.Find(v) is >= 0 and var i && register.Stands(i);
        if (bodies.Count > Most || villages.Count > Most)
        {
            errors.Add("wishes", "pairing.too-many-wishes", Most);
        }
        if (ofVillage && villages.Count > 0 || !ofVillage && bodies.Count > 0)
        {
            errors.Add("wishes", "pairing.other-side");
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        var now = clock.GetUtcNow();
        foreach (var old in await Wish.Of(db, id, input.Village, input.Organisation).Where(w => w.SupersededAt == null).ToListAsync(ct))
        {
            old.SupersededAt = now;
        }
        var lines = ofVillage ? bodies.Select(b => (Village: input.Village!.Value, Body: b)) : villages.Select(v => (Village: v, Body: input.Organisation!.Value));
        db.Wishes.AddRange(lines.Select((l, i) => new Wish
        {
            Id = Id<Wish>.New(clock), Campaign = id, Village = l.Village, Organisation = l.Body, OfVillage = ofVillage, Rank = (short)i, StatedBy = actor.Name, StatedAt = now,
        }));
        db.Record(actor, PairingModule.Resources, "campaign:" + id, new { of = ofVillage ? input.Village.ToString() : input.Organisation.ToString(), wishes = ofVillage ? bodies.Select(b => b.ToString()).ToList() : villages.Select(v => v.ToString()).ToList() }, input.Village ?? campaign.Place);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException broken) when (db.Dialect.IsDuplicate(broken))
        {
            return Problem.Clash("pairing.wishes-meanwhile");
        }
        return new Stated(ofVillage ? bodies.Count : villages.Count);
    }
}
