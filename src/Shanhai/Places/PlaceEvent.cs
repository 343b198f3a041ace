using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Places;

/// <summary>What happened to places. A split in which the old place goes on hands a part of it over.</summary>
public enum PlaceEventKind : short { Created = 1, Renamed = 2, Merged = 3, Split = 4, Transferred = 5, Closed = 6 }

/// <summary>
/// A change of the register on a day, by a document: which places became which is in its <see cref="PlaceMove"/>s. It is never changed.
/// A wrong one is undone while nothing was built on it, and stays readable with who undid it and why.
/// </summary>
public sealed class PlaceEvent
{
    public required Id<PlaceEvent> Id { get; init; }
    public required PlaceEventKind Kind { get; init; }

    /// <summary>First day of the new state.</summary>
    public required DateOnly On { get; init; }

    /// <summary>The source gives the year only; <see cref="On"/> is then its first day.</summary>
    public bool YearOnly { get; init; }

    /// <summary>The document that orders it, or the list it was read from.</summary>
    public required string Document { get; init; }
    public string? Note { get; init; }
    public required string RecordedBy { get; init; }
    public required DateTimeOffset RecordedAt { get; init; }
    public DateTimeOffset? UndoneAt { get; private set; }
    public string? UndoneBy { get; private set; }
    public string? UndoneWhy { get; private set; }

    public Problem? Undo(string by, string why, DateTimeOffset now)
    {
        if (UndoneAt is not null)
        {
            return Problem.Clash("place-event-undone");
        }
        (UndoneAt, UndoneBy, UndoneWhy) = (now, by, why);
        return null;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<PlaceEvent>
    {
        public void Configure(EntityTypeBuilder<PlaceEvent> builder)
        {
            builder.ToTable("place_events");
            builder.HasKey(e => e.Id);
            builder.Property(e => e.Document).HasMaxLength(400);
            builder.Property(e => e.Note).HasMaxLength(2000);
            builder.Property(e => e.RecordedBy).HasMaxLength(100);
            builder.Property(e => e.UndoneBy).HasMaxLength(100);
            builder.Property(e => e.UndoneWhy).HasMaxLength(2000);
            builder.HasIndex(e => e.On);
        }
    }
}

/// <summary>
/// One step of an event: <see cref="From"/> became <see cref="To"/>. No From: it was created; no To: it ended without a successor.
/// A place that others join or that goes on after handing a part over becomes itself. Everything below a place moves with it, step by step.
/// </summary>
public sealed class PlaceMove
{
    public required Id<PlaceEvent> Event { get; init; }
    public required int Number { get; init; }
    public PlaceCode? From { get; init; }
    public PlaceCode? To { get; init; }
    public string? FromName { get; init; }
    public string? ToName { get; init; }

    /// <summary>The event is the first day of <see cref="To"/>.</summary>
    public bool Opens { get; init; }

    /// <summary>The event ends <see cref="From"/>.</summary>
    public bool Closes { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<PlaceMove>
    {
        public void Configure(EntityTypeBuilder<PlaceMove> builder)
        {
            builder.ToTable("place_moves");
            builder.HasKey(m => new { m.Event, m.Number });
            builder.Property(m => m.FromName).HasMaxLength(120);
            builder.Property(m => m.ToName).HasMaxLength(120);
            builder.HasOne<PlaceEvent>().WithMany().HasForeignKey(m => m.Event);
            builder.HasIndex(m => m.From);
            builder.HasIndex(m => m.To);
        }
    }
}

/// <summary>
/// How often the register was written: one row. A reader sees with one small query whether what it holds in memory is stale, and of two
/// writers who decided on the same state the second is refused. Unjournalled: the write that causes it is recorded.
/// </summary>
public sealed class RegisterStamp : IUnjournalled
{
    public int Id { get; init; } = 1;
    public long Version { get; private set; }

    /// <summary>
    /// Adds one, as part of the caller's save. <paramref name="seen"/> is the version the caller decided on (null: it does not matter);
    /// where somebody else wrote since, the caller is told to look again.
    /// </summary>
    public static async Task<Problem?> Raise(Db db, long? seen, CancellationToken ct)
    {
        var stamp = await db.RegisterStamps.OrderBy(s => s.Id).FirstOrDefaultAsync(ct) ?? db.RegisterStamps.Add(new()).Entity;
        if (seen is { } version && version != stamp.Version)
        {
            return Problem.Clash("register-changed-meanwhile");
        }
        stamp.Version++;
        return null;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<RegisterStamp>
    {
        public void Configure(EntityTypeBuilder<RegisterStamp> builder)
        {
            builder.ToTable("register_stamp");
            builder.HasKey(s => s.Id);
            builder.Property(s => s.Id).ValueGeneratedNever();
            builder.Property(s => s.Version).IsConcurrencyToken();
        }
    }
}
