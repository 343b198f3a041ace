using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>Must be there; may not be; kept as proposed; may not be because of a conflict of interest.</summary>
public enum PairWill { Mandatory, Forbidden, Lock, Conflict }

/// <summary>What a person decided about one pair of a campaign, with the reason. Ended, not deleted.</summary>
public sealed class PairRule
{
    public const int LongestWhy = 300;

    public required Id<PairRule> Id { get; init; }
    public required Id<Campaign> Campaign { get; init; }
    public required Id<Organisation> Organisation { get; init; }
    public required PlaceCode Village { get; init; }
    public required PairWill Will { get; init; }
    public required string Why { get; init; }
    public required string DecidedBy { get; init; }
    public required DateTimeOffset DecidedAt { get; init; }
    public DateTimeOffset? EndedAt { get; internal set; }

    public bool IsFixed => Will is PairWill.Mandatory or PairWill.Lock;

    internal sealed class Mapping : IEntityTypeConfiguration<PairRule>
    {
        public void Configure(EntityTypeBuilder<PairRule> rule)
        {
            rule.ToTable("pair_rules");
            rule.HasKey(r => r.Id);
            rule.Property(r => r.Why).HasMaxLength(LongestWhy);
            rule.Property(r => r.DecidedBy).HasMaxLength(100);
            rule.HasOne<Campaign>().WithMany().HasForeignKey(r => r.Campaign);
            rule.HasOne<Organisation>().WithMany().HasForeignKey(r => r.Organisation);
            rule.HasIndex(r => r.Campaign);
            rule.HasIndex(r => r.Organisation);
        }
    }
}

/// <summary>How many villages one helper can take in a campaign, or that it takes no part (0); without a row its kind's capacity counts.</summary>
public sealed class HelperCapacity
{
    public required Id<Campaign> Campaign { get; init; }
    public required Id<Organisation> Organisation { get; init; }
    public required int Capacity { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<HelperCapacity>
    {
        public void Configure(EntityTypeBuilder<HelperCapacity> capacity)
        {
            capacity.ToTable("helper_capacities");
            capacity.HasKey(c => new { c.Campaign, c.Organisation });
            capacity.HasOne<Campaign>().WithMany().HasForeignKey(c => c.Campaign);
            capacity.HasOne<Organisation>().WithMany().HasForeignKey(c => c.Organisation);
            capacity.HasIndex(c => c.Organisation);
        }
    }
}

/// <summary>Decides about one pair of a campaign. Officers of its area may.</summary>
public sealed record DecidePair(Id<Organisation>? Organisation, PlaceCode? Village, PairWill? Will, string? Why)
{
    public sealed record Decided(Id<PairRule> Id);

    public static async Task<Result<Decided>> Handle(Id<Campaign> id, DecidePair input, CurrentTree trees, CurrentRegister places, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await PairingModule.Campaign(id, PairingModule.Plan, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var (tree, register) = (await trees.Read(db, ct), await places.Read(db, ct));
        var errors = new Errors().Require(input.Why, "why").Limit(input.Why, PairRule.LongestWhy, "why");
        var body = input.Organisation is { } named ? tree.Successor(named) : null;
        if (body is null)
        {
            errors.Add("organisation", "pairing.no-helper");
        }
        else if (new Eligible(found.Value.Settings(), tree) is var eligible && !(input.Will is PairWill.Mandatory or PairWill.Lock ? eligible.May(body) : eligible.IsOfKind(body)))
        {
            // What may not be is decided of anybody who might help one day.
            errors.Add("organisation", "pairing.not-eligible", body.Name);
        }
        if (input.Village is not { Level: Level.Village } village || register.Find(village) is not (>= 0 and var at) || !register.Stands(at) || !found.Value.Place.Contains(village))
        {
            errors.Add("village", "pairing.no-village");
        }
        if (input.Will is null || !Enum.IsDefined(input.Will.Value))
        {
            errors.Add("will", "field.required");
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        var rule = new PairRule
        {
            Id = Id<PairRule>.New(clock), Campaign = id, Organisation = body!.Id, Village = input.Village!.Value, Will = input.Will!.Value, Why = input.Why!.Trim(), DecidedBy = actor.Name, DecidedAt = clock.GetUtcNow(),
        };
        var standing = await db.PairRules.AsNoTracking().Where(r => r.Campaign == id && r.Organisation == rule.Organisation && r.Village == rule.Village && r.EndedAt == null).ToListAsync(ct);
        if (standing.Exists(r => r.Will == rule.Will))
        {
            return Problem.Clash("pairing.decided-before");
        }
        if (standing.Exists(r => r.IsFixed != rule.IsFixed))
        {
            return Problem.Clash("pairing.decided-against", body.Name, register.Name(register.Find(rule.Village)));
        }
        if (!rule.IsFixed && await RunsNow(id, body, rule.Village, tree, register, db, ChinaDay.Today(clock), ct))
        {
            return Problem.Clash("pairing.runs-already", body.Name, register.Name(register.Find(rule.Village)));
        }
        db.PairRules.Add(rule);
        found.Value.Decided++;
        db.Record(actor, PairingModule.Plan, "campaign:" + id, new { rule.Will, organisation = rule.Organisation, village = rule.Village.ToString() }, rule.Village);
        return await PairingModule.Save(db, ct) is { } meanwhile ? meanwhile : new Decided(rule.Id);
    }

    /// <summary>Whether the two help each other already, under whatever body or village the partnership was published.</summary>
    private static async Task<bool> RunsNow(Id<Campaign> id, Body body, PlaceCode village, OrganisationTree tree, Register register, Db db, DateOnly today, CancellationToken ct) =>
        (await Partnership.Running(db, today).AsNoTracking().Where(p => p.Campaign == id).Select(p => new { p.Organisation, p.Village }).ToListAsync(ct))
            .Exists(p => tree.Successor(p.Organisation)?.Id == body.Id && register.Standing(p.Village) == village);
}

/// <summary>Takes a decision about a pair back. Officers of the campaign's area may.</summary>
public sealed record EndPairRule
{
    public sealed record Ended(Id<PairRule> Id);

    public static async Task<Result<Ended>> Handle(Id<PairRule> id, EndPairRule input, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.Plan) is { } no)
        {
            return no;
        }
        if (await db.PairRules.FirstOrDefaultAsync(r => r.Id == id, ct) is not { } rule || await PairingModule.Campaign(rule.Campaign, PairingModule.Plan, db, actor, ct) is not { Problem: null } found)
        {
            return Problem.Missing("pairing.no-rule");
        }
        if (rule.EndedAt is not null)
        {
            return Problem.Clash("pairing.ended-before");
        }
        rule.EndedAt = clock.GetUtcNow();
        found.Value.Decided++;
        db.Record(actor, PairingModule.Plan, "campaign:" + rule.Campaign, new { ended = rule.Will, organisation = rule.Organisation, village = rule.Village.ToString() }, rule.Village);
        return await PairingModule.Save(db, ct) is { } meanwhile ? meanwhile : new Ended(id);
    }
}

/// <summary>Says how many villages one helper can take in a campaign; 0: it takes no part. Officers of the campaign's area may.</summary>
public sealed record SetCapacity(Id<Organisation>? Organisation, int? Capacity)
{
    public sealed record Done(Id<Organisation> Organisation, int Capacity);

    public static async Task<Result<Done>> Handle(Id<Campaign> id, SetCapacity input, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        var found = await PairingModule.Campaign(id, PairingModule.Plan, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var (errors, tree) = (new Errors(), await trees.Read(db, ct));
        var body = input.Organisation is { } named ? tree.Successor(named) : null;
        if (body is null)
        {
            errors.Add("organisation", "pairing.no-helper");
        }
        else if (!new Eligible(found.Value.Settings(), tree).IsOfKind(body))
        {
            errors.Add("organisation", "pairing.not-eligible", body.Name);
        }
        if (input.Capacity is null or < 0 or > 1000)
        {
            errors.Add("capacity", "pairing.range", 0, 1000);
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        if (await db.HelperCapacities.FirstOrDefaultAsync(c => c.Campaign == id && c.Organisation == body!.Id, ct) is { } row)
        {
            row.Capacity = input.Capacity!.Value;
        }
        else
        {
            db.HelperCapacities.Add(new() { Campaign = id, Organisation = body!.Id, Capacity = input.Capacity!.Value });
        }
        found.Value.Decided++;
        db.Record(actor, PairingModule.Plan, "campaign:" + id, new { organisation = body!.Id, capacity = input.Capacity }, found.Value.Place);
        return await PairingModule.Save(db, ct) is { } meanwhile ? meanwhile : new Done(body.Id, input.Capacity.Value);
    }
}
