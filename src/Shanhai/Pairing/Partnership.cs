using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Organisations;

namespace Shanhai.Pairing;

/// <summary>Where a partnership stands in its time; cancelled: ended before it began, or on its first day.</summary>
public enum Stage { NotBegun, Runs, Over, Cancelled }

/// <summary>
/// A pair that was published: for everybody to read, from the day of publication to the end of the term or until it is ended with a reason. Ended, it says whether it
/// worked; that counts for later pairs of the same helper, and for the same pair again.
/// </summary>
public sealed class Partnership
{
    public const int LongestWhy = 300;

    public required Id<Partnership> Id { get; init; }
    public required Id<Campaign> Campaign { get; init; }
    public required string Kind { get; init; }
    public required Id<Organisation> Organisation { get; set; }
    public required PlaceCode Village { get; set; }
    public required int Points { get; init; }

    /// <summary>The scenario that proposed it, with the weights it was solved by, and why (<see cref="PairWhy"/>).</summary>
    public Id<Scenario>? Scenario { get; init; }
    public string? Why { get; init; }
    public required DateOnly FromDay { get; init; }
    public required DateOnly ToDay { get; init; }

    /// <summary>The day both sides signed the agreement; null: it is not recorded as signed.</summary>
    public DateOnly? SignedOn { get; internal set; }

    /// <summary>Money and goods the helper agreed to bring, in fen; null: the agreement names no sum.</summary>
    public long? Pledged { get; internal set; }

    /// <summary>The partnership whose term this one goes on from.</summary>
    public Id<Partnership>? Renews { get; init; }

    /// <summary>First day on which it was no more; its first day where it was cancelled before it began; null: it stands to the end of its term.</summary>
    public DateOnly? EndedOn { get; internal set; }
    public string? EndedWhy { get; internal set; }

    /// <summary>What both sides say of it at its end; null: nobody has said.</summary>
    public bool? Worked { get; internal set; }

    public Stage StageOn(DateOnly day) => EndedOn == FromDay ? Stage.Cancelled : EndedOn is not null || ToDay < day ? Stage.Over : day < FromDay ? Stage.NotBegun : Stage.Runs;

    /// <summary>Its last day: of the term, or the day of its end where that came first.</summary>
    public DateOnly LastDay => EndedOn is { } ended && ended < ToDay ? ended : ToDay;

    internal static readonly string[] Columns = ["id", "campaign", "kind", "organisation", "village", "points", "from_day", "to_day", "scenario", "why"];

    /// <summary>What stands today or will: ended ones and those whose term is over are not among it.</summary>
    internal static IQueryable<Partnership> Running(Db db, DateOnly today) => db.Partnerships.Where(p => p.EndedOn == null && p.ToDay >= today);

    internal sealed class Mapping : IEntityTypeConfiguration<Partnership>
    {
        public void Configure(EntityTypeBuilder<Partnership> pair)
        {
            pair.ToTable("partnerships");
            pair.HasKey(p => p.Id);
            pair.Property(p => p.Kind).HasMaxLength(20);
            pair.Property(p => p.EndedWhy).HasMaxLength(LongestWhy);
            pair.HasOne<Campaign>().WithMany().HasForeignKey(p => p.Campaign);
            pair.HasOne<Organisation>().WithMany().HasForeignKey(p => p.Organisation);
            pair.HasOne<Scenario>().WithMany().HasForeignKey(p => p.Scenario);
            pair.HasIndex(p => p.Scenario);
            pair.HasOne<Partnership>().WithMany().HasForeignKey(p => p.Renews);
            pair.HasIndex(p => p.Renews).IsUnique();
            pair.HasIndex(p => p.Campaign);
            pair.HasIndex(p => p.Organisation);
            pair.HasIndex(p => p.Village);
        }
    }
}
