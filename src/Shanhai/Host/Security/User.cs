using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Host.Security;

/// <summary>A person who signs in. What she may do is in her <see cref="Grant"/>s, never on the account itself.</summary>
public sealed class User : IdentityUser<Guid>
{
    public required string DisplayName { get; set; }

    /// <summary>The language last chosen: pages open in it after sign-in.</summary>
    public Language Language { get; set; }

    public DateTimeOffset? PasswordChangedAt { get; set; }

    /// <summary>A left or suspended person keeps her account, so that the journal can name her; she cannot sign in.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    public Id<User> Key => new(Id);
}

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
    public required DateOnly From { get; init; }
    public DateOnly? To { get; set; }

    public bool IsInForce(DateOnly day) => From <= day && (To is null || day < To);

    internal sealed class Mapping : IEntityTypeConfiguration<Grant>
    {
        public void Configure(EntityTypeBuilder<Grant> grant)
        {
            grant.HasKey(g => g.Id);
            grant.Property(g => g.Role).HasConversion<string>().HasMaxLength(40);
            grant.HasOne<User>().WithMany().HasForeignKey(g => g.UserId);
            grant.HasIndex(g => g.UserId);
        }
    }
}
