using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Organisations;

namespace Shanhai.Voices;

public enum VoiceKind : short { Suggestion, Accusation, Appeal }

public enum Channel : short { Web, Telephone, Letter, Visit, Reception, Api, Open311 }

/// <summary>How far a voice has come. The last five are ends.</summary>
public enum VoiceState : short
{
    Received,
    Registered,
    Transferred,
    Assigned,
    Objected,
    Disputed,
    InHandling,
    Mediated,
    OpinionIssued,
    OpinionDelivered,
    ReviewRequested,
    ReviewIssued,
    ReviewDelivered,
    RecheckRequested,
    InHearing,
    RecheckIssued,
    Concluded,
    Replied,
    NotAccepted,
    Linked,
    Withdrawn,
}

/// <summary>What the opinion says: the request is supported; it is reasonable but the law gives no ground, which is explained; it is not supported; both sides agreed.</summary>
public enum Decision : short { Supported, Explained, NotSupported, Agreed }

/// <summary>
/// What somebody told the government and waits for an answer to: a suggestion, an accusation or an appeal (Regulations on Petition Work, art. 29–31).
/// It moves by <see cref="Procedure"/> alone; every move is a <see cref="VoiceStep"/>. Its office keeps the file and answers for the sorting; its
/// holder must act next. Who the petitioner is stands elsewhere (<see cref="Petitioner"/>). An accusation is a compartment: see <see cref="Sight"/>.
/// </summary>
public sealed class Voice
{
    /// <summary>What the text of a voice begins with that the demonstration made: no person said it.</summary>
    public const string SimulatedMark = "（模拟）";

    public const int LongestText = 8000, LongestWish = 1000, LongestWhere = 200;

    public required Id<Voice> Id { get; init; }

    /// <summary>What the petitioner follows her voice by, together with the PIN; also the number on letters.</summary>
    public required string Receipt { get; init; }
    [Secret]
    public required byte[] PinMark { get; init; }
    public short PinFailures { get; set; }
    public DateTimeOffset? PinLockedUntil { get; set; }

    /// <summary>Made by the sender's device: the same voice sent twice is filed once.</summary>
    public string? ClientKey { get; init; }

    public VoiceKind Kind { get; set; }
    public required Channel Channel { get; init; }
    public required string Category { get; set; }
    public required PlaceCode Place { get; set; }
    public double? Latitude { get; init; }
    public double? Longitude { get; init; }
    [Secret]
    public string? Where { get; init; }
    [Secret]
    public required string Text { get; init; }
    [Secret]
    public string? Wish { get; init; }

    /// <summary>How many people say it together; more than five send at most five representatives.</summary>
    public int People { get; init; } = 1;
    public bool Anonymous { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Over what was filed, with a salt that only the receipt and this row hold: the journal repeats it, so that a receipt proves what was said and when.</summary>
    public required byte[] Fingerprint { get; init; }
    [Secret]
    public required byte[] Salt { get; init; }

    public VoiceState State { get; internal set; }

    /// <summary>The office that registers, sorts and keeps the file; null: the officers of the area.</summary>
    public Id<Organisation>? Office { get; internal set; }

    /// <summary>The body that must act next; null: the office's people.</summary>
    public Id<Organisation>? Holder { get; internal set; }
    public Guid? AssignedTo { get; internal set; }

    /// <summary>The body whose objection to the transfer waits for the office's word.</summary>
    public Id<Organisation>? ObjectedBy { get; internal set; }

    /// <summary>Stand for "no clock runs" and "it has ended" in <see cref="Due"/>: after every real day, so that one index holds the order of every queue.</summary>
    public static readonly DateOnly NoClock = new(9999, 12, 30), AtRest = new(9999, 12, 31);

    /// <summary>The last day of the earliest clock that runs against the holder, or <see cref="NoClock"/>, or <see cref="AtRest"/>: what queues are sorted and counted by.</summary>
    public DateOnly Due { get; internal set; } = NoClock;

    /// <summary>The last day of the earliest clock that runs against the holder; null: none runs.</summary>
    public DateOnly? NextDue => Due < NoClock ? Due : null;
    public bool Provisional { get; internal set; }

    /// <summary>The body whose opinion stands, and which a review goes above.</summary>
    public Id<Organisation>? OpinionBy { get; internal set; }
    public Decision? Outcome { get; internal set; }

    /// <summary>By when a supported request is carried out, and when it was.</summary>
    public DateOnly? ExecuteBy { get; internal set; }
    public DateOnly? ExecutedOn { get; internal set; }

    /// <summary>Why it was not accepted: a code of the catalogue.</summary>
    public string? Reason { get; internal set; }

    /// <summary>The voice under way about the same matter.</summary>
    public Id<Voice>? SameAs { get; internal set; }

    public DateTimeOffset? EndedAt { get; internal set; }

    /// <summary>The petitioner's own rating of how she was answered, 1 to 5, and whether her matter was settled.</summary>
    public short? Rating { get; internal set; }
    public bool? Settled { get; internal set; }
    public DateTimeOffset? FollowedUpAt { get; internal set; }

    /// <summary>What may be shown to anybody, written by the office where the petitioner agreed; never the text itself.</summary>
    public bool MayPublish { get; init; }
    public string? PublicText { get; internal set; }

    public short Steps { get; internal set; }
    public int Version { get; internal set; }

    public bool HasEnded => State >= VoiceState.Concluded;

    internal void GiveTo(Guid person) => (AssignedTo, Version) = (person, Version + 1);

    /// <summary>The earliest clock has moved, by a table of holidays that has arrived.</summary>
    internal void MoveDay(Host.Clocks.Clock? next) => (Due, Provisional, Version) = (HasEnded ? AtRest : next?.DueOn ?? NoClock, next?.Provisional ?? false, Version + 1);

    /// <summary>Whoever tries codes by hand or machine waits: five wrong, a quarter of an hour; each further one again.</summary>
    public void PinWasWrong(DateTimeOffset now)
    {
        PinFailures++;
        if (PinFailures >= 5)
        {
            PinLockedUntil = now.AddMinutes(15);
        }
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Voice>
    {
        public void Configure(EntityTypeBuilder<Voice> voice)
        {
            voice.ToTable("voices");
            voice.HasKey(v => v.Id);
            voice.HasIndex(v => v.Receipt).IsUnique();
            voice.HasIndex(v => v.ClientKey).IsUnique().HasFilter("client_key IS NOT NULL");
            voice.Property(v => v.Receipt).HasMaxLength(12);
            voice.Property(v => v.ClientKey).HasMaxLength(80);
            voice.Property(v => v.Category).HasMaxLength(40);
            voice.Property(v => v.Where).HasMaxLength(LongestWhere);
            voice.Property(v => v.Text).HasMaxLength(LongestText);
            voice.Property(v => v.Wish).HasMaxLength(LongestWish);
            voice.Property(v => v.Reason).HasMaxLength(40);
            voice.Property(v => v.PublicText).HasMaxLength(2000);
            voice.Property(v => v.Version).IsConcurrencyToken();
            voice.HasOne<Organisation>().WithMany().HasForeignKey(v => v.Office).OnDelete(DeleteBehavior.Restrict);
            voice.HasOne<Organisation>().WithMany().HasForeignKey(v => v.Holder).OnDelete(DeleteBehavior.Restrict);
            voice.HasOne<Organisation>().WithMany().HasForeignKey(v => v.ObjectedBy).OnDelete(DeleteBehavior.Restrict);
            voice.HasOne<Organisation>().WithMany().HasForeignKey(v => v.OpinionBy).OnDelete(DeleteBehavior.Restrict);
            voice.HasOne<Voice>().WithMany().HasForeignKey(v => v.SameAs).OnDelete(DeleteBehavior.Restrict);
            voice.Ignore(v => v.NextDue);
            // The queues, by what is due next: all that a queue asks of a voice stands in the index, so that only the rows shown are read.
            voice.HasIndex(v => new { v.Due, v.Id, v.Place, v.Kind, v.State, v.Holder, v.AssignedTo, v.Office, v.OpinionBy });
            // What the tabs above a queue count: only what is under way, by place. The filter is a question's own condition, word for word, on both databases; with a day it would not be (9999-12-31 is "infinity" on one).
            voice.HasIndex(v => new { v.Place, v.Due, v.Id, v.Kind, v.State, v.Holder, v.AssignedTo }).HasFilter(string.Create(CultureInfo.InvariantCulture, $"state < {(short)VoiceState.Concluded}"));
            voice.HasIndex(v => new { v.Holder, v.Due, v.Id });
            voice.HasIndex(v => new { v.AssignedTo, v.Due, v.Id }).HasFilter("assigned_to IS NOT NULL");
            voice.HasIndex(v => new { v.Place, v.State, v.ReceivedAt });
            voice.HasIndex(v => v.ExecuteBy).HasFilter("execute_by IS NOT NULL");
            voice.HasIndex(v => new { v.Office, v.State });
            voice.HasIndex(v => v.OpinionBy).HasFilter("opinion_by IS NOT NULL");
            voice.HasIndex(v => v.ObjectedBy).HasFilter("objected_by IS NOT NULL");
            voice.HasIndex(v => v.SameAs).HasFilter("same_as IS NOT NULL");
        }
    }
}
