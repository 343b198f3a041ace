using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Indicators;

/// <summary>
/// A request that its sender may repeat because no answer reached her: under the same Idempotency-Key the first answer is given again.
/// Kept with the figures it recorded; the batch's journal entry tells of both.
/// </summary>
public sealed class SentOnce : IUnjournalled
{
    public const string Header = "Idempotency-Key";

    public required string Sender { get; init; }
    public required string Key { get; init; }
    public required string BodyHash { get; init; }
    public required string Answer { get; set; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Records figures once for each key of a sender. Another body under a used key is a fault of the sender and refused.</summary>
    public static async Task<Result<RecordFigures.Recorded>> Handle(
        RecordFigures input, HttpRequest request, Db db, Actor actor, Catalogue catalogue, FactColumns columns, TimeProvider clock, CancellationToken ct)
    {
        var key = request.Headers[Header].ToString().Trim();
        if (key.Length == 0)
        {
            return await RecordFigures.Handle(input, db, actor, catalogue, columns, clock, ct);
        }
        if (actor.Refuses(IndicatorsModule.Record) is { } no)
        {
            return no;
        }
        if (key.Length > 100)
        {
            return Problem.Invalid("figures.key-too-long", 100);
        }
        var (sender, hash) = (actor.User?.ToString() ?? actor.Name, Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(input))));
        if (await db.SentOnce.AsNoTracking().FirstOrDefaultAsync(s => s.Sender == sender && s.Key == key, ct) is { } before)
        {
            return before.BodyHash == hash ? JsonSerializer.Deserialize<RecordFigures.Recorded>(before.Answer)! : Problem.Invalid("figures.key-used", key);
        }

        var sent = new SentOnce { Sender = sender, Key = key, BodyHash = hash, Answer = "", At = clock.GetUtcNow() };
        return await RecordFigures.Write(input, db, actor, catalogue, columns, clock, answer =>
        {
            sent.Answer = JsonSerializer.Serialize(answer);
            db.SentOnce.Add(sent);
        }, ct);
    }

    internal sealed class Mapping : IEntityTypeConfiguration<SentOnce>
    {
        public void Configure(EntityTypeBuilder<SentOnce> sent)
        {
            sent.ToTable("sent_once");
            sent.HasKey(s => new { s.Sender, s.Key });
            sent.Property(s => s.Sender).HasMaxLength(100);
            sent.Property(s => s.Key).HasMaxLength(100);
            sent.Property(s => s.BodyHash).HasMaxLength(64);
            sent.Property(s => s.Answer).HasMaxLength(400);
        }
    }
}
