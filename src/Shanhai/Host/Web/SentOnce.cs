using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Host.Web;

/// <summary>
/// A write that its sender may repeat because no answer reached her: under the same Idempotency-Key it is done once, and the first answer is given
/// again. Bookkeeping of the door; what was done is journalled by the use case.
/// </summary>
public sealed class SentOnce : IUnjournalled
{
    public const string Header = "Idempotency-Key";
    public const int LongestKey = 100;

    public required string Sender { get; init; }
    public required string Key { get; init; }
    public required string BodyHash { get; init; }

    /// <summary>Empty while the first request is under way, and for good where the process died in it.</summary>
    public required string Answer { get; set; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Marks an endpoint that keeps its answers itself, in the transaction of its save, or whose answer must not be kept: it says who somebody is.</summary>
    public sealed class Itself;

    public static string KeyOf(HttpRequest request) => request.Headers[Header].ToString().Trim();

    /// <summary>Null: the public, whose keys might be anybody's.</summary>
    public static string? SenderOf(Actor actor) => actor.IsPublic ? null : actor.User?.ToString() ?? actor.Name;

    public static string Hash(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));

    /// <summary>Null where the key is new; else the answer of before (empty: not known), or why it cannot be given.</summary>
    public static async Task<Result<string>?> Before(string sender, string key, string hash, Db db, CancellationToken ct) =>
        key.Length > LongestKey ? Problem.Invalid("sent-once.too-long", LongestKey)
        : await db.SentOnce.AsNoTracking().FirstOrDefaultAsync(s => s.Sender == sender && s.Key == key, ct) is not { } before ? null
        : before.BodyHash == hash ? before.Answer
        : Problem.Invalid("sent-once.other-body", key);

    internal sealed class Mapping : IEntityTypeConfiguration<SentOnce>
    {
        public void Configure(EntityTypeBuilder<SentOnce> sent)
        {
            sent.ToTable("sent_once");
            sent.HasKey(s => new { s.Sender, s.Key });
            sent.Property(s => s.Sender).HasMaxLength(100);
            sent.Property(s => s.Key).HasMaxLength(LongestKey);
            sent.Property(s => s.BodyHash).HasMaxLength(64);
        }
    }
}
