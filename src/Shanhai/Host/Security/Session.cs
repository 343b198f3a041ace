using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Host.Security;

/// <summary>
/// One sign-in of one person in one browser. The cookie only names it: it ends here, for whatever reason, and the cookie is worth
/// nothing from then on. Signing in and out are journalled by their use cases; the time last seen is not.
/// </summary>
public sealed class Session : IUnjournalled
{
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    public required Id<Session> Id { get; init; }
    public required Guid UserId { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset SeenAt { get; set; }

    /// <summary>When the person last proved who she is; sensitive actions want it to be recent.</summary>
    public required DateTimeOffset ProvedAt { get; set; }

    /// <summary>How she proved it: "pwd", "mfa" (two factors), "passkey", "oidc".</summary>
    public required string Means { get; set; }

    public string? Origin { get; init; }
    public string? Browser { get; init; }
    public DateTimeOffset? EndedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Session>
    {
        public void Configure(EntityTypeBuilder<Session> session)
        {
            session.HasKey(s => s.Id);
            session.Property(s => s.Means).HasMaxLength(20);
            session.Property(s => s.Origin).HasMaxLength(60);
            session.Property(s => s.Browser).HasMaxLength(200);
            session.HasOne<User>().WithMany().HasForeignKey(s => s.UserId);
            session.HasIndex(s => new { s.UserId, s.EndedAt });
        }
    }
}
