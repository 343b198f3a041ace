using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Host.Security;

/// <summary>A person who signs in. What she may do is in her <see cref="Grant"/>s, never on the account itself.</summary>
public sealed class User : IdentityUser<Guid>
{
    public required string DisplayName { get; set; }

    /// <summary>The area whose administrators look after the account; it gives its owner no right there.</summary>
    public PlaceCode Home { get; set; }

    /// <summary>The language last chosen: pages open in it after sign-in.</summary>
    public Language Language { get; set; }

    /// <summary>Null: somebody else chose the password, so the owner must change it before anything else.</summary>
    public DateTimeOffset? PasswordChangedAt { get; set; }

    /// <summary>The time step of the last code that was accepted: no code serves twice.</summary>
    public long LastCodeStep { get; set; }

    /// <summary>A left or suspended person keeps her account, so that the journal can name her; she cannot sign in.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    public Id<User> Key => new(Id);

    internal sealed class Mapping : IEntityTypeConfiguration<User>
    {
        public void Configure(EntityTypeBuilder<User> user)
        {
            user.Property(u => u.DisplayName).HasMaxLength(60);
            user.HasIndex(u => u.Home);
        }
    }
}

/// <summary>The hash of a password that was in use, so that the last five are not chosen again. The change itself is journalled by its use case.</summary>
public sealed class FormerPassword : IUnjournalled
{
    public required Id<FormerPassword> Id { get; init; }
    public required Guid UserId { get; init; }
    public required string Hash { get; init; }
    public required DateTimeOffset At { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<FormerPassword>
    {
        public void Configure(EntityTypeBuilder<FormerPassword> former)
        {
            former.HasKey(f => f.Id);
            former.Property(f => f.Hash).HasMaxLength(200);
            former.HasOne<User>().WithMany().HasForeignKey(f => f.UserId);
            former.HasIndex(f => f.UserId);
        }
    }
}
