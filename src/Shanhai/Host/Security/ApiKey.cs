using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Host.Security;

/// <summary>
/// A machine's way in, lent by a person: some verbs, in one subtree, until a day. It never reaches further than its owner does at
/// the moment of the request, so ending her grant ends the key's. Only a hash is kept; the prefix tells keys apart.
/// </summary>
public sealed class ApiKey
{
    public const string Mark = "shk_";
    public const int MostDays = 366;
    private const string Letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int PrefixLength = 8;

    public required Id<ApiKey> Id { get; init; }
    public required Guid UserId { get; init; }
    public required string Name { get; init; }
    public required string Prefix { get; init; }

    [Secret]
    public required string Hash { get; init; }

    /// <summary>The verbs it may use, separated by spaces.</summary>
    public required string Verbs { get; init; }
    public required PlaceCode Place { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }

    public bool IsAlive(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;

    /// <summary>A new token and its prefix: 40 letters, more than 200 bits, so a plain hash keeps it as well as a slow one.</summary>
    public static (string Token, string Prefix) NewToken()
    {
        var letters = RandomNumberGenerator.GetString(Letters, 40);
        return (Mark + letters, Mark + letters[..PrefixLength]);
    }

    public static string? PrefixOf(string token) =>
        token.Length == Mark.Length + 40 && token.StartsWith(Mark, StringComparison.Ordinal) ? token[..(Mark.Length + PrefixLength)] : null;

    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    internal sealed class Mapping : IEntityTypeConfiguration<ApiKey>
    {
        public void Configure(EntityTypeBuilder<ApiKey> key)
        {
            key.HasKey(k => k.Id);
            key.Property(k => k.Name).HasMaxLength(60);
            key.Property(k => k.Prefix).HasMaxLength(20);
            key.Property(k => k.Hash).HasMaxLength(64);
            key.Property(k => k.Verbs).HasMaxLength(2000);
            key.HasOne<User>().WithMany().HasForeignKey(k => k.UserId);
            key.HasIndex(k => k.UserId);
            key.HasIndex(k => k.Prefix).IsUnique();
        }
    }
}
