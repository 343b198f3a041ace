using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Programmes;

/// <summary>What a project is to bring about, in a unit and by a day, against what was before.</summary>
public sealed class ProjectResult
{
    public const int LongestName = 80, LongestUnit = 20;

    public required Id<ProjectResult> Id { get; init; }
    public required Id<Project> Project { get; init; }
    public required string Name { get; init; }
    public required string Unit { get; init; }
    public decimal? Baseline { get; init; }
    public required decimal Target { get; init; }
    public required DateOnly DueOn { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<ProjectResult>
    {
        public void Configure(EntityTypeBuilder<ProjectResult> result)
        {
            result.ToTable("project_results");
            result.HasKey(r => r.Id);
            result.Property(r => r.Name).HasMaxLength(LongestName);
            result.Property(r => r.Unit).HasMaxLength(LongestUnit);
            result.Property(r => r.Baseline).HasPrecision(18, 4);
            result.Property(r => r.Target).HasPrecision(18, 4);
            result.HasOne<Project>().WithMany().HasForeignKey(r => r.Project).OnDelete(DeleteBehavior.Restrict);
            result.HasIndex(r => new { r.Project, r.DueOn });
        }
    }
}

/// <summary>What was measured of a result on a day, with its source. The next value of the same day supersedes it; both stay.</summary>
public sealed class ResultValue
{
    public const int LongestSource = 120;

    public required Id<ResultValue> Id { get; init; }
    public required Id<ProjectResult> Result { get; init; }
    public required DateOnly On { get; init; }
    public required decimal Value { get; init; }
    public required string Source { get; init; }
    public required string RecordedBy { get; init; }
    public required DateTimeOffset RecordedAt { get; init; }
    public DateTimeOffset? SupersededAt { get; internal set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ResultValue>
    {
        public void Configure(EntityTypeBuilder<ResultValue> value)
        {
            value.ToTable("project_result_values");
            value.HasKey(v => v.Id);
            value.Property(v => v.Value).HasPrecision(18, 4);
            value.Property(v => v.Source).HasMaxLength(LongestSource);
            value.Property(v => v.RecordedBy).HasMaxLength(100);
            value.HasOne<ProjectResult>().WithMany().HasForeignKey(v => v.Result).OnDelete(DeleteBehavior.Restrict);
            value.HasIndex(v => new { v.Result, v.On });
        }
    }
}

public enum ChangeKind : short { Budget = 1, Term = 2, Name = 3, Stop = 4 }

public enum ChangeState : short { Waiting = 1, Approved = 2, Refused = 3 }

/// <summary>What somebody asks to change about a project. Nothing changes until another person approves; the project is then looked at once more.</summary>
public sealed class ChangeRequest
{
    public required Id<ChangeRequest> Id { get; init; }
    public required Id<Project> Project { get; init; }
    public required ChangeKind What { get; init; }

    /// <summary>Of which these hold what it is to become: fen, the last day, the name, or the day on which it stops.</summary>
    public long? Budget { get; init; }
    public DateOnly? Day { get; init; }
    public string? Name { get; init; }
    public required string Why { get; init; }

    /// <summary>What it was when somebody asked, as text.</summary>
    public required string Before { get; init; }

    /// <summary>Who asked, as an account; not the name, which two may share.</summary>
    public required string Asker { get; init; }
    public required string AskedBy { get; init; }
    public required DateTimeOffset AskedAt { get; init; }
    public ChangeState State { get; internal set; }
    public string? DecidedBy { get; internal set; }
    public DateTimeOffset? DecidedAt { get; internal set; }
    public string? DecidedWhy { get; internal set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ChangeRequest>
    {
        public void Configure(EntityTypeBuilder<ChangeRequest> change)
        {
            change.ToTable("project_changes");
            change.HasKey(c => c.Id);
            change.Property(c => c.Name).HasMaxLength(Shanhai.Programmes.Project.LongestName);
            change.Property(c => c.Why).HasMaxLength(Shanhai.Programmes.Project.LongestWhy);
            change.Property(c => c.Before).HasMaxLength(100);
            change.Property(c => c.Asker).HasMaxLength(110);
            change.Property(c => c.AskedBy).HasMaxLength(100);
            change.Property(c => c.DecidedBy).HasMaxLength(100);
            change.Property(c => c.DecidedWhy).HasMaxLength(Shanhai.Programmes.Project.LongestWhy);
            change.HasOne<Project>().WithMany().HasForeignKey(c => c.Project).OnDelete(DeleteBehavior.Restrict);
            change.HasIndex(c => new { c.Project, c.State });
        }
    }
}

/// <summary>What may go wrong with a project, who sees to it and by when.</summary>
public sealed class RiskFlag
{
    public const int LongestWhat = 200, LongestOwner = 60;

    public required Id<RiskFlag> Id { get; init; }
    public required Id<Project> Project { get; init; }
    public required string What { get; init; }

    /// <summary>A post or a body.</summary>
    public required string Owner { get; init; }
    public required DateOnly DueOn { get; init; }
    public required string RaisedBy { get; init; }
    public required DateTimeOffset RaisedAt { get; init; }
    public DateOnly? ClosedOn { get; internal set; }
    public string? ClosedHow { get; internal set; }

    internal sealed class Mapping : IEntityTypeConfiguration<RiskFlag>
    {
        public void Configure(EntityTypeBuilder<RiskFlag> risk)
        {
            risk.ToTable("project_risks");
            risk.HasKey(r => r.Id);
            risk.Property(r => r.What).HasMaxLength(LongestWhat);
            risk.Property(r => r.Owner).HasMaxLength(LongestOwner);
            risk.Property(r => r.RaisedBy).HasMaxLength(100);
            risk.Property(r => r.ClosedHow).HasMaxLength(LongestWhat);
            risk.HasOne<Project>().WithMany().HasForeignKey(r => r.Project).OnDelete(DeleteBehavior.Restrict);
            risk.HasIndex(r => new { r.Project, r.ClosedOn });
        }
    }
}

/// <summary>Somebody has looked at two projects that seemed to be one thing and says that they are not.</summary>
public sealed class NotDuplicate
{
    public const int LongestWhy = 300;

    /// <summary>The smaller id first, so that a pair stands here once.</summary>
    public required Id<Project> One { get; init; }
    public required Id<Project> Other { get; init; }
    public required string Why { get; init; }
    public required string DecidedBy { get; init; }
    public required DateTimeOffset DecidedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<NotDuplicate>
    {
        public void Configure(EntityTypeBuilder<NotDuplicate> decision)
        {
            decision.ToTable("project_not_duplicates");
            decision.HasKey(d => new { d.One, d.Other });
            decision.Property(d => d.Why).HasMaxLength(LongestWhy);
            decision.Property(d => d.DecidedBy).HasMaxLength(100);
            decision.HasOne<Project>().WithMany().HasForeignKey(d => d.One).OnDelete(DeleteBehavior.Restrict);
            decision.HasOne<Project>().WithMany().HasForeignKey(d => d.Other).OnDelete(DeleteBehavior.Restrict);
            decision.HasIndex(d => d.Other);
        }
    }
}
