using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Organisations;

namespace Shanhai.Pairing;

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
    public required DateOnly FromDay { get; init; }
    public required DateOnly ToDay { get; init; }

    /// <summary>First day on which it was no more; null: it stands to the end of its term.</summary>
    public DateOnly? EndedOn { get; internal set; }
    public string? EndedWhy { get; internal set; }

    /// <summary>What both sides say of it at its end; null: nobody has said.</summary>
    public bool? Worked { get; internal set; }

    public bool RunsOn(DateOnly day) => EndedOn is null && FromDay <= day && day <= ToDay;

    internal static readonly string[] Columns = ["id", "campaign", "kind", "organisation", "village", "points", "from_day", "to_day"];

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
            pair.HasIndex(p => p.Campaign);
            pair.HasIndex(p => p.Organisation);
            pair.HasIndex(p => p.Village);
        }
    }
}
