using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Organisations;
using Shanhai.Voices;

namespace Shanhai.Receptions;

public enum CaseWay : short { Web, Telephone, Door }

public enum CaseState : short { Booked, Waiting, Called, Done, Cancelled }

/// <summary>How a case was dealt with on the day: decided at once, given to a unit with a day, or explained.</summary>
public enum CaseOutcome : short { Decided, Assigned, Explained }

/// <summary>
/// One batch of people on a reception day: a number in the queue of a room, and the voice that it is. Who they are and what they say stands with the
/// voice alone. Its owner is whoever received it, until the voice has ended.
/// </summary>
public sealed class ReceptionCase
{
    public required Id<ReceptionCase> Id { get; init; }
    public required Id<Reception> Reception { get; init; }
    public required Id<Voice> Voice { get; init; }

    /// <summary>The only thing of it that a wall shows.</summary>
    public required int Number { get; set; }
    public required short Room { get; set; }
    public required CaseWay Way { get; set; }

    /// <summary>It joined a voice that was under way already.</summary>
    public bool Joined { get; init; }
    public int People { get; init; } = 1;
    public CaseState State { get; private set; }
    public required DateTimeOffset MadeAt { get; set; }
    public DateTimeOffset? ArrivedAt { get; private set; }
    public DateTimeOffset? CalledAt { get; private set; }
    public DateTimeOffset? DoneAt { get; private set; }
    public CaseOutcome? Outcome { get; private set; }

    /// <summary>By when the unit settles what was assigned.</summary>
    public Id<Organisation>? Unit { get; private set; }
    public DateOnly? SettleBy { get; private set; }

    /// <summary>What was decided or explained, in the words the people were told.</summary>
    [Secret]
    public string? Words { get; private set; }

    /// <summary>The official who answers for it, by post and name (包案).</summary>
    public string? Owner { get; private set; }
    public string? OwnerBefore { get; private set; }
    public string? OwnerWhy { get; private set; }
    public int Version { get; private set; }

    /// <summary>Somebody who gave her place back and comes after all.</summary>
    public void BookAgain(int number, short room, CaseWay way, DateTimeOffset at)
    {
        (State, Number, Room, Way, MadeAt, ArrivedAt) = (CaseState.Booked, number, room, way, at, null);
        Version++;
    }

    public Problem? Arrive(DateTimeOffset at)
    {
        if (State != CaseState.Booked)
        {
            return Problem.Clash("reception.case-arrived", Number);
        }
        (State, ArrivedAt) = (CaseState.Waiting, at);
        Version++;
        return null;
    }

    public Problem? Call(DateTimeOffset at)
    {
        if (State != CaseState.Waiting && State != CaseState.Called)
        {
            return Problem.Clash("reception.case-not-waiting", Number);
        }
        (State, CalledAt) = (CaseState.Called, at);
        Version++;
        return null;
    }

    /// <summary>Called and not there: back among those who wait, behind the others.</summary>
    public Problem? PutBack(DateTimeOffset at)
    {
        if (State != CaseState.Called)
        {
            return Problem.Clash("reception.case-not-called", Number);
        }
        (State, ArrivedAt, CalledAt) = (CaseState.Waiting, at, null);
        Version++;
        return null;
    }

    public Problem? Settle(CaseOutcome outcome, string words, Id<Organisation>? unit, DateOnly? settleBy, string owner, DateTimeOffset at)
    {
        if (State is not (CaseState.Waiting or CaseState.Called))
        {
            return Problem.Clash(State == CaseState.Done ? "reception.case-done" : "reception.case-not-waiting", Number);
        }
        (State, Outcome, Words, Unit, SettleBy, Owner, DoneAt) = (CaseState.Done, outcome, words, unit, settleBy, owner, at);
        Version++;
        return null;
    }

    public Problem? Cancel()
    {
        if (State is not (CaseState.Booked or CaseState.Waiting))
        {
            return Problem.Clash("reception.case-too-late", Number);
        }
        State = CaseState.Cancelled;
        Version++;
        return null;
    }

    /// <summary>The owner stays until the end; another takes over only with a reason.</summary>
    public Problem? HandOver(string owner, string why)
    {
        if (Owner is null)
        {
            return Problem.Clash("reception.case-no-owner", Number);
        }
        (OwnerBefore, Owner, OwnerWhy) = (Owner, owner, why);
        Version++;
        return null;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<ReceptionCase>
    {
        public void Configure(EntityTypeBuilder<ReceptionCase> one)
        {
            one.ToTable("reception_cases");
            one.HasKey(c => c.Id);
            one.HasOne<Reception>().WithMany().HasForeignKey(c => c.Reception).OnDelete(DeleteBehavior.Restrict);
            one.HasOne<Voice>().WithMany().HasForeignKey(c => c.Voice).OnDelete(DeleteBehavior.Restrict);
            one.HasOne<Organisation>().WithMany().HasForeignKey(c => c.Unit).OnDelete(DeleteBehavior.Restrict);
            one.HasIndex(c => new { c.Reception, c.Number }).IsUnique();
            one.HasIndex(c => new { c.Reception, c.Voice }).IsUnique();
            one.HasIndex(c => c.Voice);
            one.HasIndex(c => c.Unit);
            one.Property(c => c.Words).HasMaxLength(Receptions.Reception.LongestText);
            one.Property(c => c.Owner).HasMaxLength(200);
            one.Property(c => c.OwnerBefore).HasMaxLength(200);
            one.Property(c => c.OwnerWhy).HasMaxLength(300);
            one.Property(c => c.Version).IsConcurrencyToken();
        }
    }
}
