using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Host.Journal;

/// <summary>
/// One thing that somebody did: who, as whom, when, from where, verb, subject, what was before and after. Written by the same save
/// as the change and never altered; the seal (number and leaf) is stamped once, later. Sensitive reading is an entry too.
/// </summary>
public sealed class JournalEntry
{
    /// <summary>A change of more rows than this is told by the use case's own summary, not row by row.</summary>
    public const int MostChanges = 200;

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public long Number { get; private set; }
    public required DateTimeOffset At { get; init; }
    public required Guid? ActorId { get; init; }
    public required string ActorName { get; init; }
    public required string ActingAs { get; init; }
    public required string Door { get; init; }
    public required string? Origin { get; init; }
    public required string Verb { get; init; }
    public required string Subject { get; init; }
    public required string? Summary { get; init; }
    public string? Changes { get; set; }

    public static JournalEntry Of(Actor actor, string verb, string subject, DateTimeOffset at, string? summary) => new()
    {
        // Databases keep microseconds; what is hashed later must be what is stored.
        At = new DateTimeOffset(at.UtcTicks - at.UtcTicks % 10, TimeSpan.Zero),
        ActorId = actor.User?.Value,
        ActorName = actor.Name,
        ActingAs = actor.ActingAs,
        Door = actor.Door.ToString(),
        Origin = actor.Origin,
        Verb = verb,
        Subject = subject,
        Summary = summary,
    };

    internal sealed class Mapping : IEntityTypeConfiguration<JournalEntry>
    {
        public void Configure(EntityTypeBuilder<JournalEntry> entry)
        {
            entry.ToTable("journal");
            entry.HasKey(e => e.Number);
            entry.HasIndex(e => new { e.Subject, e.Number });
            entry.HasIndex(e => new { e.ActorId, e.Number });
        }
    }
}
