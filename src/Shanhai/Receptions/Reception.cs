using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Notices;
using Shanhai.Organisations;

namespace Shanhai.Receptions;

public enum ReceptionState : short { Planned, Approved, Announced, Open, Closed, Cancelled }

/// <summary>
/// A day on which a leader receives people. Planned by the body that holds it, approved by a named leader, announced by a public notice at least three days
/// before, opened on the day, closed with its result. Whoever comes is received; each case is a voice with its own clock, and who received it answers
/// for it until it ends.
/// </summary>
public sealed class Reception
{
    public const int LongestText = 2000;

    public required Id<Reception> Id { get; init; }

    /// <summary>The body that holds it, usually the petition office.</summary>
    public required Id<Organisation> Body { get; init; }
    public required PlaceCode Place { get; init; }

    /// <summary>Whose leader comes: the level by which the frequency is measured.</summary>
    public required Level Level { get; init; }
    public required DateOnly On { get; set; }
    public required TimeOnly From { get; set; }
    public required TimeOnly To { get; set; }

    /// <summary>Where people go, in words.</summary>
    public required string Venue { get; set; }
    public required string LeaderPost { get; set; }
    public required string LeaderName { get; set; }

    /// <summary>Why another leader comes than was planned or announced.</summary>
    public string? LeaderWhy { get; internal set; }
    public string? LeaderBefore { get; internal set; }

    /// <summary>Problems surveyed, staff, flow, emergency plan: the plan that is approved.</summary>
    public string? Problems { get; set; }
    public required string Staff { get; set; }
    public required string Flow { get; set; }
    public required string Emergency { get; set; }
    public string? Phone { get; set; }

    public ReceptionState State { get; internal set; }
    public Id<User>? ApprovedBy { get; internal set; }
    public string? ApprovedByName { get; internal set; }
    public DateTimeOffset? ApprovedAt { get; internal set; }
    public Id<Notice>? Notice { get; internal set; }
    public string? CancelledWhy { get; internal set; }

    /// <summary>What the meeting at the day's end said, and when it was held.</summary>
    public string? Result { get; internal set; }
    public DateTimeOffset? ClosedAt { get; internal set; }
    public int LastNumber { get; internal set; }
    public int Version { get; internal set; }

    public string Leader => $"{LeaderPost} {LeaderName}";

    public bool TakesBookings => State is ReceptionState.Announced or ReceptionState.Open;

    public Problem? Approve(Id<User> by, string name, DateTimeOffset at)
    {
        if (State != ReceptionState.Planned)
        {
            return Problem.Clash("reception.not-planned");
        }
        (State, ApprovedBy, ApprovedByName, ApprovedAt) = (ReceptionState.Approved, by, name, at);
        Version++;
        return null;
    }

    public Problem? Open(DateOnly today)
    {
        if (State != ReceptionState.Announced)
        {
            return Problem.Clash(State == ReceptionState.Open ? "reception.is-open" : "reception.not-announced");
        }
        if (today != On)
        {
            return Problem.Clash("reception.not-today", $"{On:yyyy-MM-dd}", $"{today:yyyy-MM-dd}");
        }
        State = ReceptionState.Open;
        Version++;
        return null;
    }

    public Problem? Replace(string post, string name, string why)
    {
        if (State is ReceptionState.Closed or ReceptionState.Cancelled)
        {
            return Problem.Clash("reception.over");
        }
        (LeaderBefore, LeaderPost, LeaderName, LeaderWhy) = (Leader, post, name, why);
        Version++;
        return null;
    }

    public Problem? Close(string result, DateTimeOffset at)
    {
        if (State != ReceptionState.Open)
        {
            return Problem.Clash("reception.not-open");
        }
        (State, Result, ClosedAt) = (ReceptionState.Closed, result, at);
        Version++;
        return null;
    }

    public Problem? Cancel(string why)
    {
        if (State is ReceptionState.Open or ReceptionState.Closed or ReceptionState.Cancelled)
        {
            return Problem.Clash(State == ReceptionState.Open ? "reception.is-open" : "reception.over");
        }
        (State, CancelledWhy) = (ReceptionState.Cancelled, why);
        Version++;
        return null;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Reception>
    {
        public void Configure(EntityTypeBuilder<Reception> day)
        {
            day.ToTable("receptions");
            day.HasKey(r => r.Id);
            day.Property(r => r.Venue).HasMaxLength(200);
            day.Property(r => r.LeaderPost).HasMaxLength(100);
            day.Property(r => r.LeaderName).HasMaxLength(60);
            day.Property(r => r.LeaderBefore).HasMaxLength(200);
            day.Property(r => r.LeaderWhy).HasMaxLength(300);
            day.Property(r => r.Problems).HasMaxLength(LongestText);
            day.Property(r => r.Staff).HasMaxLength(LongestText);
            day.Property(r => r.Flow).HasMaxLength(LongestText);
            day.Property(r => r.Emergency).HasMaxLength(LongestText);
            day.Property(r => r.Phone).HasMaxLength(60);
            day.Property(r => r.ApprovedByName).HasMaxLength(100);
            day.Property(r => r.CancelledWhy).HasMaxLength(300);
            day.Property(r => r.Result).HasMaxLength(LongestText);
            day.Property(r => r.Version).IsConcurrencyToken();
            day.HasOne<Organisation>().WithMany().HasForeignKey(r => r.Body).OnDelete(DeleteBehavior.Restrict);
            day.HasOne<Notice>().WithMany().HasForeignKey(r => r.Notice).OnDelete(DeleteBehavior.Restrict);
            day.HasIndex(r => r.Body);
            day.HasIndex(r => r.Notice);
            day.HasIndex(r => new { r.Place, r.On });
            day.HasIndex(r => new { r.State, r.On });
            day.Ignore(r => r.Leader);
        }
    }
}

/// <summary>A room of the day, for one subject, with the bodies and lawyers who sit in it.</summary>
public sealed class ReceptionRoom
{
    public required Id<Reception> Reception { get; init; }
    public required short Number { get; init; }
    public required string Subject { get; init; }
    public required string Name { get; set; }

    /// <summary>Firm or office that the lawyer comes from.</summary>
    public string? Lawyer { get; set; }
    public Id<Organisation>? Body { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ReceptionRoom>
    {
        public void Configure(EntityTypeBuilder<ReceptionRoom> room)
        {
            room.ToTable("reception_rooms");
            room.HasKey(r => new { r.Reception, r.Number });
            room.HasOne<Reception>().WithMany().HasForeignKey(r => r.Reception).OnDelete(DeleteBehavior.Cascade);
            room.HasOne<Organisation>().WithMany().HasForeignKey(r => r.Body).OnDelete(DeleteBehavior.Restrict);
            room.HasIndex(r => r.Body);
            room.Property(r => r.Subject).HasMaxLength(30);
            room.Property(r => r.Name).HasMaxLength(60);
            room.Property(r => r.Lawyer).HasMaxLength(100);
        }
    }
}
