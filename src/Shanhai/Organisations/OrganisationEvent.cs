using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Organisations;

/// <summary>What happens to a body in the tree; and, of a firm or a social organisation, how the Party's organisation and its work cover it from a day on (<see cref="CoverageFlags"/>).</summary>
public enum OrganisationEventKind
{
    Created, Renamed, Moved, Merged, Closed,
    CoveredAlone, CoveredJointly, NotCovered, NotCounted, WorkReached, WorkNotReached,
}

/// <summary>
/// What happened to one body on a day, by a document. It holds what was before and after, so that the tree of any day can be told from today's
/// and the events. It is never changed; a wrong one is undone while it is the body's latest, and stays readable with who undid it and why.
/// </summary>
public sealed class OrganisationEvent
{
    public required Id<OrganisationEvent> Id { get; init; }
    public required Id<Organisation> Organisation { get; init; }
    public required OrganisationEventKind Kind { get; init; }

    /// <summary>First day of the new state.</summary>
    public required DateOnly On { get; init; }

    public required string Document { get; init; }
    public string? Note { get; init; }

    public string? FromName { get; init; }
    public string? ToName { get; init; }
    public Id<Organisation>? FromSuperior { get; init; }
    public Id<Organisation>? ToSuperior { get; init; }

    /// <summary>The merger that moved this body below the successor of its superior: undone together with it.</summary>
    public Id<OrganisationEvent>? Cause { get; init; }

    public required string RecordedBy { get; init; }
    public required DateTimeOffset RecordedAt { get; init; }
    public DateTimeOffset? UndoneAt { get; private set; }
    public string? UndoneBy { get; private set; }
    public string? UndoneWhy { get; private set; }

    public Problem? Undo(string by, string why, DateTimeOffset now)
    {
        if (UndoneAt is not null)
        {
            return Problem.Clash("organisation.event-undone");
        }
        (UndoneAt, UndoneBy, UndoneWhy) = (now, by, why);
        return null;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<OrganisationEvent>
    {
        public void Configure(EntityTypeBuilder<OrganisationEvent> builder)
        {
            builder.ToTable("organisation_events");
            builder.HasKey(e => e.Id);
            builder.Property(e => e.Kind).HasConversion<string>().HasMaxLength(20);
            builder.Property(e => e.Document).HasMaxLength(400);
            builder.Property(e => e.Note).HasMaxLength(2000);
            builder.Property(e => e.FromName).HasMaxLength(Organisations.Organisation.LongestName);
            builder.Property(e => e.ToName).HasMaxLength(Organisations.Organisation.LongestName);
            builder.Property(e => e.RecordedBy).HasMaxLength(100);
            builder.Property(e => e.UndoneBy).HasMaxLength(100);
            builder.Property(e => e.UndoneWhy).HasMaxLength(2000);
            builder.HasOne<Organisation>().WithMany().HasForeignKey(e => e.Organisation);
            builder.HasOne<OrganisationEvent>().WithMany().HasForeignKey(e => e.Cause);
            builder.HasIndex(e => e.Organisation);
            builder.HasIndex(e => e.Cause);
        }
    }
}

/// <summary>
/// How often the tree was written: one row, raised with every write. A reader sees whether what it holds in memory is stale, and of two writers
/// who decided on the same tree the second is refused. Unjournalled: the write that causes it is recorded.
/// </summary>
public sealed class OrganisationStamp : IUnjournalled
{
    public int Id { get; init; } = 1;
    public long Version { get; private set; }

    /// <summary>Adds one, as part of the caller's save. <paramref name="seen"/> is the version the caller decided on (null: it does not matter).</summary>
    public static async Task<Problem?> Raise(Db db, long? seen, CancellationToken ct)
    {
        var stamp = await db.OrganisationStamps.OrderBy(s => s.Id).FirstOrDefaultAsync(ct) ?? db.OrganisationStamps.Add(new()).Entity;
        if (seen is { } version && version != stamp.Version)
        {
            return Problem.Clash("organisation.changed-meanwhile");
        }
        stamp.Version++;
        return null;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<OrganisationStamp>
    {
        public void Configure(EntityTypeBuilder<OrganisationStamp> builder)
        {
            builder.ToTable("organisation_stamp");
            builder.HasKey(s => s.Id);
            builder.Property(s => s.Id).ValueGeneratedNever();
            builder.Property(s => s.Version).IsConcurrencyToken();
        }
    }
}
