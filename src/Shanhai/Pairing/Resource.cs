using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Organisations;

namespace Shanhai.Pairing;

public enum ResourceKind { Skill, Money, Market, Land, Training }

/// <summary>
/// What a village needs (no organisation) or what a helper offers: of which sector, what, how much and in what time, and free words. Amounts are yuan for money and
/// markets, square metres for land, people for training, days for skill. It is never changed: what is no longer true is ended, and said anew.
/// </summary>
public sealed class Resource
{
    public const int LongestWords = 500;

    public static readonly IReadOnlyList<string> Sectors = ["planting", "livestock", "forestry", "fishery", "processing", "trade", "tourism", "energy", "property", "services", "culture", "care"];

    public required Id<Resource> Id { get; init; }

    /// <summary>The village, or where the helper sits.</summary>
    public required PlaceCode Place { get; init; }
    public Id<Organisation>? Organisation { get; init; }
    public required ResourceKind What { get; init; }

    /// <summary>Null: whatever the sector.</summary>
    public string? Sector { get; init; }
    public long? Amount { get; init; }
    public DateOnly? FromDay { get; init; }
    public DateOnly? ToDay { get; init; }
    public string? Words { get; init; }
    public required string RecordedBy { get; init; }
    public required DateTimeOffset RecordedAt { get; init; }
    public DateTimeOffset? EndedAt { get; internal set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Resource>
    {
        public void Configure(EntityTypeBuilder<Resource> resource)
        {
            resource.ToTable("resources");
            resource.HasKey(r => r.Id);
            resource.Property(r => r.Sector).HasMaxLength(20);
            resource.Property(r => r.Words).HasMaxLength(LongestWords);
            resource.Property(r => r.RecordedBy).HasMaxLength(100);
            resource.HasOne<Organisation>().WithMany().HasForeignKey(r => r.Organisation);
            resource.HasIndex(r => r.Organisation);
            resource.HasIndex(r => r.Place);
        }
    }
}

/// <summary>Records what a village needs or a helper offers. Officers and clerks of the place may, and whoever acts for the helper.</summary>
public sealed record RecordResource(PlaceCode? Place, Id<Organisation>? Organisation, ResourceKind? What, string? Sector, long? Amount, DateOnly? From, DateOnly? To, string? Words)
{
    public sealed record Recorded(Id<Resource> Id);

    public Errors Validate()
    {
        var errors = new Errors().Limit(Words, Resource.LongestWords, "words");
        if (What is null || !Enum.IsDefined(What.Value))
        {
            errors.Add("what", "field.required");
        }
        if (!string.IsNullOrEmpty(Sector) && !Resource.Sectors.Contains(Sector))
        {
            errors.Add("sector", "pairing.no-sector", Sector);
        }
        if (Amount is < 0)
        {
            errors.Add("amount", "pairing.negative");
        }
        if (To < From)
        {
            errors.Add("to", "pairing.ends-before");
        }
        if (Place is null && Organisation is null)
        {
            errors.Add("place", "field.required");
        }
        return errors;
    }

    public static async Task<Result<Recorded>> Handle(RecordResource input, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if ((actor.Refuses(PairingModule.Resources) ?? input.Validate().Refusal) is { } no)
        {
            return no;
        }
        var tree = await trees.Read(db, ct);
        var body = input.Organisation is { } named ? tree.Successor(named) : null;
        if (input.Organisation is not null && body is null)
        {
            return new Errors().Add("organisation", "pairing.no-helper").Refusal!;
        }
        var place = body?.Place ?? input.Place!.Value;
        if (!May(input, body, actor, tree))
        {
            return Problem.Refused("not-allowed-here", place.ToString());
        }
        if (body is null && (place.Level != Level.Village || !await db.Places.AnyAsync(p => p.Code == place && p.Closed == null, ct)))
        {
            return new Errors().Add("place", "pairing.need-village").Refusal!;
        }
        var resource = Made(input with { Organisation = body?.Id }, place, actor, clock);
        db.Resources.Add(resource);
        db.Record(actor, PairingModule.Resources, "resource:" + resource.Id, place: place);
        await db.SaveChangesAsync(ct);
        return new Recorded(resource.Id);
    }

    /// <summary>Whether somebody may say it for the village or the helper.</summary>
    internal static bool May(RecordResource input, Body? body, Actor actor, OrganisationTree tree)
    {
        var place = body?.Place ?? input.Place!.Value;
        return actor.Area(PairingModule.Resources).Contains(place) || body is not null && actor.ActsAs(body.Id, PairingModule.Resources, place, tree);
    }

    internal static Resource Made(RecordResource input, PlaceCode place, Actor actor, TimeProvider clock) => new()
    {
        Id = Id<Resource>.New(clock), Place = place, Organisation = input.Organisation, What = input.What!.Value, Sector = string.IsNullOrEmpty(input.Sector) ? null : input.Sector, Amount = input.Amount,
        FromDay = input.From, ToDay = input.To, Words = input.Words.Kept(), RecordedBy = actor.Name, RecordedAt = clock.GetUtcNow(),
    };
}

/// <summary>Says that a need is met or an offer no longer stands. Whoever may record it may.</summary>
public sealed record EndResource
{
    public sealed record Ended(Id<Resource> Id, PlaceCode Place, Id<Organisation>? Organisation);

    public static async Task<Result<Ended>> Handle(Id<Resource> id, EndResource input, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.Resources) is { } no)
        {
            return no;
        }
        if (await FindResources.Writable(db, actor, await trees.Read(db, ct)).FirstOrDefaultAsync(r => r.Id == id, ct) is not { } resource)
        {
            return Problem.Missing("pairing.no-resource");
        }
        if (resource.EndedAt is not null)
        {
            return Problem.Clash("pairing.ended-before");
        }
        resource.EndedAt = clock.GetUtcNow();
        db.Record(actor, PairingModule.Resources, "resource:" + id, new { ended = true }, resource.Place);
        await db.SaveChangesAsync(ct);
        return new Ended(id, resource.Place, resource.Organisation);
    }
}
