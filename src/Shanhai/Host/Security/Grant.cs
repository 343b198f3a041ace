using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Host.Security;

/// <summary>
/// A role for one person in one subtree of places, from a day to a day (the last day excluded; none: open). Given and taken away
/// by a security administrator; a grant is ended, never deleted.
/// </summary>
public sealed class Grant
{
    public required Id<Grant> Id { get; init; }
    public required Guid UserId { get; init; }
    public required Role Role { get; init; }
    public required PlaceCode Place { get; init; }

    /// <summary>The body the person acts for in this role; null: in the area at large.</summary>
    public Guid? Organisation { get; init; }
    public required DateOnly From { get; init; }
    public DateOnly? To { get; set; }

    public bool IsInForce(DateOnly day) => From <= day && (To is null || day < To);

    public bool Overlaps(DateOnly from, DateOnly? to) => (To is null || from < To) && (to is null || From < to);

    /// <summary>
    /// Why <paramref name="role"/> cannot be added to what a person holds: she would be two of the three administrators at once, on any
    /// day, anywhere; or she holds the same already.
    /// </summary>
    public static Problem? Objection(IEnumerable<Grant> held, Role role, PlaceCode place, DateOnly from, DateOnly? to, Guid? organisation = null)
    {
        foreach (var grant in held.Where(g => g.Overlaps(from, to)))
        {
            if (grant.Role != role && grant.Role.IsAdministrator && role.IsAdministrator)
            {
                return Problem.Clash("administrators-apart", Words.All["role." + grant.Role], Words.All["role." + role], grant.From);
            }
            if (grant.Role == role && grant.Place == place && grant.Organisation == organisation)
            {
                return Problem.Clash("granted-already", Words.All["role." + role], place, grant.From);
            }
        }
        return null;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Grant>
    {
        public void Configure(EntityTypeBuilder<Grant> grant)
        {
            grant.HasKey(g => g.Id);
            grant.Property(g => g.Role).HasConversion<string>().HasMaxLength(40);
            grant.HasOne<User>().WithMany().HasForeignKey(g => g.UserId);
            grant.HasIndex(g => g.UserId);
            grant.HasIndex(g => g.Organisation);
        }
    }
}
