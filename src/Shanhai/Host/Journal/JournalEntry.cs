using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Host.Journal;

/// <summary>
/// One thing that somebody did: who, as whom, when, from where, verb, subject, what was before and after. Written by the same save
/// as the change and never altered; the number of its seal is stamped once, later. Sensitive reading is an entry too.
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

    /// <summary>Made by the program: the same entry written a second time under another number is told by it.</summary>
    public required Guid Id { get; init; }
    public required DateTimeOffset At { get; init; }
    public required Guid? ActorId { get; init; }
    public required string ActorName { get; init; }
    public required string ActingAs { get; init; }
    public required string Door { get; init; }
    public required string? Origin { get; init; }
    public required string Verb { get; init; }
    public required string Subject { get; init; }
    public required string? Summary { get; init; }
    /// <summary>Where it happened, as far as it happened at a place.</summary>
    public required PlaceCode? Place { get; init; }
    public string? Changes { get; set; }

    /// <summary>The body that keeps the compartment the subject lies in (an accusation); null: none. Only auditors of that body read the entry, whatever their area.</summary>
    public Guid? Compartment { get; init; }

    /// <summary>Keyed mark over the content, made by the save that writes the entry: a row put in past the program has none that fits.</summary>
    public byte[] Mark { get; set; } = [];

    /// <summary>The seal that covers the entry; stamped once.</summary>
    public long? Seal { get; private set; }

    public byte[] Content() => Canonical.Of([
        "entry", Id.ToString("N"), Canonical.Instant(At), ActorId?.ToString("N"), ActorName, ActingAs, Door, Origin, Verb, Subject,
        Place?.ToString(), Summary, Changes, .. Compartment is { } compartment ? [compartment.ToString("N")] : Array.Empty<string>()]);

    public static JournalEntry Of(Actor actor, string verb, string subject, DateTimeOffset at, string? summary, PlaceCode? place, Guid? compartment = null) => new()
    {
        Id = Guid.CreateVersion7(at),
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
        Compartment = compartment,
        Place = place ?? (subject.StartsWith("place:", StringComparison.Ordinal) && PlaceCode.TryParse(subject[6..], out var code) ? code : null),
    };

    internal sealed class Mapping : IEntityTypeConfiguration<JournalEntry>
    {
        public void Configure(EntityTypeBuilder<JournalEntry> entry)
        {
            entry.ToTable("journal");
            entry.HasKey(e => e.Number);
            entry.HasIndex(e => e.Id).IsUnique();
            entry.HasIndex(e => new { e.Subject, e.Number });
            entry.HasIndex(e => new { e.ActorName, e.Number });
            entry.HasIndex(e => new { e.Verb, e.Number });
            entry.HasIndex(e => new { e.Place, e.Number });
            // Only what waits for a seal: the sealer finds it without reading the rest.
            entry.HasIndex(e => e.Seal).HasFilter("seal IS NULL");
        }
    }
}
