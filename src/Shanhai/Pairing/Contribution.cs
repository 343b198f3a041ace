using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Funds;
using Shanhai.Organisations;

namespace Shanhai.Pairing;

/// <summary>What was given, and from <see cref="CoBuilding"/> on what was done together: activities, counted without names.</summary>
public enum ContributionKind { Money, Goods, Orders, Hours, Jobs, CoBuilding, JointEvent, SecretaryPair, Pledge, Brand }

/// <summary>
/// What a partnership brought to its village: money, goods and orders in fen, hours, jobs, or how often or by how many something was done together. Written once; what was wrong is taken back with the
/// reason and written anew. A sum that was received into a book of the ledger can name the entry, and the two are held against each other.
/// </summary>
public sealed class Contribution
{
    public const int LongestWords = 300, LongestReference = 80;

    /// <summary>A sum of so many fen is nobody's.</summary>
    internal const decimal MostUnits = 1_000_000_000_000_000;

    public required Id<Contribution> Id { get; init; }
    public required Id<Partnership> Partnership { get; init; }

    /// <summary>The village it came to: stays, whatever becomes of the partnership.</summary>
    public required PlaceCode Village { get; init; }
    public required ContributionKind What { get; init; }

    /// <summary>Fen, hours, jobs, or how many.</summary>
    public required long Amount { get; init; }
    public required DateOnly On { get; init; }
    public string? Words { get; init; }

    /// <summary>What it is called in somebody's accounts, as typed.</summary>
    public string? Reference { get; init; }

    /// <summary>The entry of a book that received it, which it is compared with (<see cref="Reconciliation"/>).</summary>
    public Id<Entry>? Entry { get; internal set; }
    public required string RecordedBy { get; init; }
    public required DateTimeOffset RecordedAt { get; init; }
    public string? TakenBackWhy { get; internal set; }

    /// <summary>What was said in units of which <paramref name="each"/> make one; a number beyond every sum stays beyond it, however many digits a machine sends.</summary>
    internal static decimal? Units(decimal? said, int each) => said is { } sum ? Math.Clamp(sum, -MostUnits, MostUnits) * each : null;

    internal sealed class Mapping : IEntityTypeConfiguration<Contribution>
    {
        public void Configure(EntityTypeBuilder<Contribution> contribution)
        {
            contribution.ToTable("contributions");
            contribution.HasKey(c => c.Id);
            contribution.Property(c => c.Words).HasMaxLength(LongestWords);
            contribution.Property(c => c.Reference).HasMaxLength(LongestReference);
            contribution.Property(c => c.RecordedBy).HasMaxLength(100);
            contribution.Property(c => c.TakenBackWhy).HasMaxLength(LongestWords);
            contribution.HasOne<Partnership>().WithMany().HasForeignKey(c => c.Partnership);
            contribution.HasOne<Entry>().WithMany().HasForeignKey(c => c.Entry).OnDelete(DeleteBehavior.Restrict);
            contribution.HasIndex(c => c.Entry);
            contribution.HasIndex(c => c.Partnership);
            contribution.HasIndex(c => c.Village);
        }
    }
}

/// <summary>Records what a partnership brought. Officers and clerks of the village may, and whoever acts for the helper.</summary>
/// <param name="Amount">Yuan for money, goods and orders; else a whole number.</param>
public sealed record RecordContribution(ContributionKind? What, decimal? Amount, DateOnly? On, string? Words = null, string? Reference = null)
{
    public sealed record Recorded(Id<Contribution> Id);

    public static async Task<Result<Recorded>> Handle(Id<Partnership> id, RecordContribution input, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(PairingModule.Resources) is { } no)
        {
            return no;
        }
        await using var writing = await db.BeginWriting(ct);
        await WaitFor(id, db, ct);
        if (await Of(id, trees, db, actor, ct) is not { } pair)
        {
            return Problem.Missing("pairing.no-partnership");
        }
        var errors = new Errors().Limit(input.Words, Contribution.LongestWords, "words").Limit(input.Reference, Contribution.LongestReference, "reference");
        if (input.What is not { } what || !Enum.IsDefined(what))
        {
            return errors.Add("what", "field.required").Refusal!;
        }
        var units = Contribution.Units(input.Amount, what <= ContributionKind.Orders ? 100 : 1);
        if (units is not (> 0 and < Contribution.MostUnits) || units != decimal.Truncate(units.Value))
        {
            errors.Add("amount", what <= ContributionKind.Orders ? "pairing.amount-yuan" : "pairing.amount-whole");
        }
        if (what == ContributionKind.Brand)
        {
            errors.Require(input.Words, "words", "pairing.name-brand");
        }
        // What was agreed on is money and goods; whoever gives more has the agreement changed first.
        if (what <= ContributionKind.Goods && pair.Pledged is { } pledged && units is { } more && await Given(id, db, ct) is var given && given + more > pledged)
        {
            errors.Add("amount", "pairing.above-pledge", pledged / 100m, Math.Max(0, pledged - given) / 100m);
        }
        var (today, last) = (ChinaDay.Today(clock), pair.LastDay);
        if (input.On is not { } on || on < pair.FromDay || on > today || on > last)
        {
            errors.Add("on", "pairing.on-day", $"{pair.FromDay:yyyy-MM-dd}", $"{(last < today ? last : today):yyyy-MM-dd}");
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        var made = new Contribution
        {
            Id = Id<Contribution>.New(clock), Partnership = id, Village = pair.Village, What = what, Amount = (long)units!.Value, On = input.On!.Value, RecordedBy = actor.Name, RecordedAt = clock.GetUtcNow(),
            Words = input.Words.Kept(), Reference = input.Reference.Kept(),
        };
        db.Contributions.Add(made);
        db.Record(actor, PairingModule.Resources, "partnership:" + id, place: pair.Village);
        await db.SaveChangesAsync(ct);
        await writing.Commit(ct);
        return new Recorded(made.Id);
    }

    /// <summary>Touching the partnership first makes those who write about its sum wait for each other: two together do not go beyond what was agreed on.</summary>
    internal static Task<int> WaitFor(Id<Partnership> id, Db db, CancellationToken ct) => db.Partnerships.Where(p => p.Id == id).ExecuteUpdateAsync(p => p.SetProperty(x => x.Pledged, x => x.Pledged), ct);

    /// <summary>A partnership that somebody may write about: of a village of her area, or of a body she helps for.</summary>
    internal static async Task<Partnership?> Of(Id<Partnership> id, CurrentTree trees, Db db, Actor actor, CancellationToken ct) =>
        await PairingAccess.Partnerships(db, actor, PairingModule.Resources, await trees.Read(db, ct)).FirstOrDefaultAsync(p => p.Id == id, ct);

    /// <summary>Money and goods of a partnership so far, in fen.</summary>
    internal static Task<long> Given(Id<Partnership> id, Db db, CancellationToken ct) =>
        db.Contributions.Where(c => c.Partnership == id && c.TakenBackWhy == null && c.What <= ContributionKind.Goods).SumAsync(c => c.Amount, ct);
}

/// <summary>Takes a contribution back that was recorded by mistake, with the reason; it stays on file. Whoever may record it may.</summary>
public sealed record TakeBackContribution(string? Why)
{
    public sealed record TakenBack(Id<Contribution> Id);

    public static async Task<Result<TakenBack>> Handle(Id<Contribution> id, TakeBackContribution input, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        if ((actor.Refuses(PairingModule.Resources) ?? new Errors().Require(input.Why, "why").Limit(input.Why, Contribution.LongestWords, "why").Refusal) is { } no)
        {
            return no;
        }
        if (await db.Contributions.FirstOrDefaultAsync(c => c.Id == id, ct) is not { } made || await RecordContribution.Of(made.Partnership, trees, db, actor, ct) is null)
        {
            return Problem.Missing("pairing.no-contribution");
        }
        if (made.TakenBackWhy is not null)
        {
            return Problem.Clash("pairing.ended-before");
        }
        made.TakenBackWhy = input.Why!.Trim();
        db.Record(actor, PairingModule.Resources, "partnership:" + made.Partnership, new { takenBack = id }, made.Village);
        await db.SaveChangesAsync(ct);
        return new TakenBack(id);
    }
}
