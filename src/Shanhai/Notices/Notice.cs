using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Host.Clocks;
using Shanhai.Organisations;

namespace Shanhai.Notices;

public enum NoticeState : short { Draft, Posted, Withdrawn }

/// <summary>
/// Something that a body makes public and lets stand for a time before it takes the next step. Written by its people as a draft; posted by those who answer
/// for it, from when on anybody reads it and may object. Whoever changes it after that posts it again: the period begins anew (<see cref="NoticeRound"/>).
/// Withdrawn it ends. It is taken down by itself when its days are over; its sealed rows are then thrown away. Whether the next step may be taken
/// says <see cref="MayProceed"/>.
/// </summary>
public sealed class Notice
{
    public const int LongestTitle = 120, LongestText = 8000, LongestNext = 200;

    public required Id<Notice> Id { get; init; }
    public required string Matter { get; init; }
    public required Id<Organisation> Body { get; init; }
    public required PlaceCode Place { get; init; }
    public required string Title { get; set; }
    public required string Text { get; set; }

    /// <summary>What the public reads of the table, JSON.</summary>
    public string? Shown { get; set; }

    /// <summary>The whole table, sealed; null: there is none, or its purpose is over.</summary>
    [Secret]
    public byte[]? Box { get; set; }
    public bool OnBoard { get; set; }
    public bool OnWeb { get; set; }
    public bool InMedia { get; set; }

    /// <summary>Which board, and which media.</summary>
    public string? Where { get; set; }

    /// <summary>A longer term than the shortest, as in data; null: the shortest.</summary>
    public string? Term { get; set; }
    public int KeepDays { get; set; }

    /// <summary>Of what must be out within a time after it happened: the day.</summary>
    public DateOnly? EventOn { get; set; }

    /// <summary>The office to ask, never a person's own telephone.</summary>
    public string? Contact { get; set; }

    /// <summary>What waits for the end, in words; and which record of another capability, where it is one.</summary>
    public string? NextStep { get; set; }
    public string? SubjectKind { get; init; }
    public Guid? Subject { get; init; }

    public NoticeState State { get; internal set; }

    /// <summary>How often it was posted.</summary>
    public short Round { get; internal set; }
    public Id<Clock>? Clock { get; internal set; }

    /// <summary>The last day on which it is out.</summary>
    public DateOnly? KeptUntil { get; internal set; }
    public DateTimeOffset? TakenDownAt { get; internal set; }
    public string? WithdrawnWhy { get; internal set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public int Version { get; internal set; }

    /// <summary>Whether anybody may read it.</summary>
    public bool IsOut => Round > 0 && TakenDownAt is null;

    internal sealed class Mapping : IEntityTypeConfiguration<Notice>
    {
        public void Configure(EntityTypeBuilder<Notice> notice)
        {
            notice.ToTable("notices");
            notice.HasKey(n => n.Id);
            notice.Property(n => n.Matter).HasMaxLength(40);
            notice.Property(n => n.Title).HasMaxLength(LongestTitle);
            notice.Property(n => n.Text).HasMaxLength(LongestText);
            notice.Property(n => n.Where).HasMaxLength(300);
            notice.Property(n => n.Term).HasMaxLength(10);
            notice.Property(n => n.Contact).HasMaxLength(200);
            notice.Property(n => n.NextStep).HasMaxLength(LongestNext);
            notice.Property(n => n.SubjectKind).HasMaxLength(30);
            notice.Property(n => n.WithdrawnWhy).HasMaxLength(500);
            notice.Property(n => n.Version).IsConcurrencyToken();
            notice.HasOne<Organisation>().WithMany().HasForeignKey(n => n.Body).OnDelete(DeleteBehavior.Restrict);
            notice.HasOne<Clock>().WithMany().HasForeignKey(n => n.Clock).OnDelete(DeleteBehavior.Restrict);
            notice.HasIndex(n => new { n.Body, n.State });
            notice.HasIndex(n => n.Clock);
            notice.HasIndex(n => new { n.Place, n.State });
            notice.HasIndex(n => new { n.SubjectKind, n.Subject });
            notice.HasIndex(n => new { n.TakenDownAt, n.KeptUntil });
        }
    }
}

/// <summary>The notice as it was posted once: appended, never changed.</summary>
public sealed class NoticeRound
{
    public required Id<Notice> Notice { get; init; }
    public required short Number { get; init; }
    public required string Title { get; init; }
    public required string Text { get; init; }
    public string? Shown { get; init; }
    public required Id<Clock> Clock { get; init; }

    /// <summary>The day from whose end the period runs.</summary>
    public required DateOnly PostedOn { get; init; }
    public required string By { get; init; }

    /// <summary>Why it was changed; null in the first round.</summary>
    public string? Why { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<NoticeRound>
    {
        public void Configure(EntityTypeBuilder<NoticeRound> round)
        {
            round.ToTable("notice_rounds");
            round.HasKey(r => new { r.Notice, r.Number });
            round.HasOne<Notice>().WithMany().HasForeignKey(r => r.Notice).OnDelete(DeleteBehavior.Restrict);
            round.HasOne<Clock>().WithMany().HasForeignKey(r => r.Clock).OnDelete(DeleteBehavior.Restrict);
            round.HasIndex(r => r.Clock);
            round.Property(r => r.Title).HasMaxLength(Notices.Notice.LongestTitle);
            round.Property(r => r.Text).HasMaxLength(Notices.Notice.LongestText);
            round.Property(r => r.By).HasMaxLength(100);
            round.Property(r => r.Why).HasMaxLength(500);
        }
    }
}
