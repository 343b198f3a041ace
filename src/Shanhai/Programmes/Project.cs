using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Organisations;

namespace Shanhai.Programmes;

public enum ProjectState { Planned, UnderWay, Done, Stopped }

/// <summary>
/// What a programme does in one village: a measure, a term, a budget. Planned by officers; begun, finished or stopped on days; its budget, term and name change only by a <see cref="ChangeRequest"/> that a
/// second person approves. Entries of the ledger name it by its <see cref="Code"/>, so that what it was paid comes from postings alone.
/// </summary>
public sealed class Project
{
    public const int LongestCode = 40, LongestName = 80, LongestDocument = 120, LongestPayee = 80, LongestWhy = 300;

    public required Id<Project> Id { get; init; }
    public required Id<Programme> Programme { get; init; }

    /// <summary>Unique; what entries of the ledger write as their project.</summary>
    public required string Code { get; init; }
    public required string Name { get; set; }
    public required PlaceCode Village { get; init; }

    /// <summary>Of the catalogue of measures.</summary>
    public required string Measure { get; init; }

    /// <summary>Who carries it out.</summary>
    public Id<Organisation>? Body { get; init; }
    public required DateOnly FromDay { get; init; }

    /// <summary>The last planned day.</summary>
    public required DateOnly ToDay { get; set; }

    /// <summary>In fen.</summary>
    public required long Budget { get; set; }

    /// <summary>The paper by which it was approved.</summary>
    public string? Document { get; init; }

    /// <summary>Anybody may read it, where its programme is public.</summary>
    public bool Public { get; set; }
    public DateOnly? StartedOn { get; internal set; }
    public DateOnly? DoneOn { get; internal set; }
    public DateOnly? StoppedOn { get; internal set; }
    public string? StoppedWhy { get; internal set; }
    public required string MadeBy { get; init; }
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Raised by whatever is decided or reported about it, so that two people do not overwrite each other.</summary>
    public int Version { get; internal set; }

    public ProjectState State => StoppedOn is not null ? ProjectState.Stopped : DoneOn is not null ? ProjectState.Done : StartedOn is not null ? ProjectState.UnderWay : ProjectState.Planned;

    public bool IsOpen => StoppedOn is null && DoneOn is null;

    internal sealed class Mapping : IEntityTypeConfiguration<Project>
    {
        public void Configure(EntityTypeBuilder<Project> project)
        {
            project.ToTable("projects");
            project.HasKey(p => p.Id);
            project.Property(p => p.Code).HasMaxLength(LongestCode);
            project.Property(p => p.Name).HasMaxLength(LongestName);
            project.Property(p => p.Measure).HasMaxLength(30);
            project.Property(p => p.Document).HasMaxLength(LongestDocument);
            project.Property(p => p.StoppedWhy).HasMaxLength(LongestWhy);
            project.Property(p => p.MadeBy).HasMaxLength(100);
            project.Property(p => p.Version).IsConcurrencyToken();
            project.HasOne<Programme>().WithMany().HasForeignKey(p => p.Programme).OnDelete(DeleteBehavior.Restrict);
            project.HasOne<Organisation>().WithMany().HasForeignKey(p => p.Body).OnDelete(DeleteBehavior.Restrict);
            project.HasIndex(p => p.Code).IsUnique();
            project.HasIndex(p => new { p.Programme, p.Id });
            project.HasIndex(p => p.Body);
            project.HasIndex(p => new { p.Village, p.Id });
            project.Ignore(p => p.State).Ignore(p => p.IsOpen);
        }
    }
}

/// <summary>A part of a project's work, with the <see cref="Milestone"/>s by which one sees how far it has come.</summary>
public sealed class Activity
{
    public const int LongestName = 80;

    public required Id<Activity> Id { get; init; }
    public required Id<Project> Project { get; init; }
    public required string Name { get; init; }
    public required DateOnly FromDay { get; init; }
    public required DateOnly ToDay { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Activity>
    {
        public void Configure(EntityTypeBuilder<Activity> activity)
        {
            activity.ToTable("project_activities");
            activity.HasKey(a => a.Id);
            activity.Property(a => a.Name).HasMaxLength(LongestName);
            activity.HasOne<Project>().WithMany().HasForeignKey(a => a.Project).OnDelete(DeleteBehavior.Restrict);
            activity.HasIndex(a => new { a.Project, a.FromDay });
        }
    }
}

/// <summary>
/// Something that is reached on a day or is not. Its weight, reached, is earned; half-reached earns nothing. Its planned day is never moved: it is dropped with a reason and planned anew.
/// </summary>
public sealed class Milestone
{
    public const int LongestName = 80, LongestLink = 300, LongestWhy = 300, MostWeight = 1000;

    public required Id<Milestone> Id { get; init; }
    public required Id<Project> Project { get; init; }
    public required Id<Activity> Activity { get; init; }
    public required string Name { get; init; }
    public required DateOnly PlannedOn { get; init; }
    public required int Weight { get; init; }
    public DateOnly? ReachedOn { get; internal set; }
    public string? ReachedBy { get; internal set; }

    /// <summary>Where the evidence lies, and the SHA-256 of what lay there.</summary>
    public string? Link { get; internal set; }
    public string? LinkHash { get; internal set; }
    public string? DroppedWhy { get; internal set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Milestone>
    {
        public void Configure(EntityTypeBuilder<Milestone> milestone)
        {
            milestone.ToTable("project_milestones");
            milestone.HasKey(m => m.Id);
            milestone.Property(m => m.Name).HasMaxLength(LongestName);
            milestone.Property(m => m.ReachedBy).HasMaxLength(100);
            milestone.Property(m => m.Link).HasMaxLength(LongestLink);
            milestone.Property(m => m.LinkHash).HasMaxLength(64);
            milestone.Property(m => m.DroppedWhy).HasMaxLength(LongestWhy);
            milestone.HasOne<Project>().WithMany().HasForeignKey(m => m.Project).OnDelete(DeleteBehavior.Restrict);
            milestone.HasOne<Activity>().WithMany().HasForeignKey(m => m.Activity).OnDelete(DeleteBehavior.Restrict);
            milestone.HasIndex(m => new { m.Project, m.PlannedOn });
            milestone.HasIndex(m => m.Activity);
        }
    }
}

/// <summary>A picture of a milestone, written anew when it came so that nothing travels along with it. Seen by those who see the project.</summary>
public sealed class ProjectPhoto
{
    public required Id<ProjectPhoto> Id { get; init; }
    public required Id<Project> Project { get; init; }
    public required Id<Milestone> Milestone { get; init; }

    /// <summary>SHA-256 of what is kept.</summary>
    public required byte[] Hash { get; init; }
    [Secret]
    public required byte[] Jpeg { get; init; }
    public required string AddedBy { get; init; }
    public required DateTimeOffset AddedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<ProjectPhoto>
    {
        public void Configure(EntityTypeBuilder<ProjectPhoto> photo)
        {
            photo.ToTable("project_photos");
            photo.HasKey(p => p.Id);
            photo.Property(p => p.AddedBy).HasMaxLength(100);
            photo.HasOne<Project>().WithMany().HasForeignKey(p => p.Project).OnDelete(DeleteBehavior.Restrict);
            photo.HasOne<Milestone>().WithMany().HasForeignKey(p => p.Milestone).OnDelete(DeleteBehavior.Restrict);
            photo.HasIndex(p => p.Project);
            photo.HasIndex(p => p.Milestone);
        }
    }
}
