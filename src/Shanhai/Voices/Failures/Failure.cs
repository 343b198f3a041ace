using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Organisations;

namespace Shanhai.Voices.Failures;

/// <summary>What the Regulations on Petition Work sanction (art. 42–45): what kind each is, and on what it rests, stands in <c>data/voices/failures.json</c>.</summary>
public enum FailureKind : short { NotRegistered, NotAccepted, NotNotified, NotConcluded, NotExecuted }

public enum Judgement : short { Stands, Excused }

/// <summary>
/// A body did not do with a voice what the Regulations want under sanction. Found by the job <c>voices.failures</c>, once for each voice, kind and day; shown to the
/// body itself first, and to its superior where it still stands after the days of the row LAPSE.SUPERIOR. The body answers; the superior judges. It is about a
/// body, never about a person. Who may see the voice decides who may see its failures: there is no other way to them.
/// </summary>
public sealed class Failure
{
    public const int LongestWords = 2000;

    public required Id<Failure> Id { get; init; }
    public required Id<Voice> Voice { get; init; }
    public required FailureKind Kind { get; init; }
    public required PlaceCode Place { get; init; }

    /// <summary>Null: the officers of the area.</summary>
    public required Id<Organisation>? Body { get; init; }

    /// <summary>The first day on which it was so.</summary>
    public required DateOnly Since { get; init; }
    public required DateTimeOffset FoundAt { get; init; }

    /// <summary>After this day it is shown to the superior where it still stands.</summary>
    public required DateOnly GraceUntil { get; init; }
    public DateTimeOffset? ShownToSuperiorAt { get; set; }

    /// <summary>When the body did late what was due.</summary>
    public DateTimeOffset? MendedAt { get; set; }

    [Secret]
    public string? Answer { get; private set; }
    public string? AnsweredBy { get; private set; }
    public DateTimeOffset? AnsweredAt { get; private set; }
    public Judgement? Judged { get; private set; }
    [Secret]
    public string? JudgedWords { get; private set; }
    public string? JudgedBy { get; private set; }
    public DateTimeOffset? JudgedAt { get; private set; }
    public int Version { get; private set; }

    public Problem? Explain(string words, string by, DateTimeOffset at)
    {
        if (Judged is not null)
        {
            return Problem.Clash("failure.judged");
        }
        (Answer, AnsweredBy, AnsweredAt) = (words, by, at);
        Version++;
        return null;
    }

    public Problem? Judge(Judgement judgement, string words, string by, DateTimeOffset at)
    {
        if (Judged is not null)
        {
            return Problem.Clash("failure.judged");
        }
        (Judged, JudgedWords, JudgedBy, JudgedAt) = (judgement, words, by, at);
        Version++;
        return null;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Failure>
    {
        public void Configure(EntityTypeBuilder<Failure> failure)
        {
            failure.ToTable("voice_failures");
            failure.HasKey(f => f.Id);
            failure.Property(f => f.Answer).HasMaxLength(LongestWords);
            failure.Property(f => f.AnsweredBy).HasMaxLength(100);
            failure.Property(f => f.JudgedWords).HasMaxLength(LongestWords);
            failure.Property(f => f.JudgedBy).HasMaxLength(100);
            failure.Property(f => f.Version).IsConcurrencyToken();
            failure.HasOne<Voice>().WithMany().HasForeignKey(f => f.Voice).OnDelete(DeleteBehavior.Restrict);
            failure.HasOne<Organisation>().WithMany().HasForeignKey(f => f.Body).OnDelete(DeleteBehavior.Restrict);
            failure.HasIndex(f => new { f.Voice, f.Kind, f.Since }).IsUnique();
            failure.HasIndex(f => new { f.Body, f.Since });
            failure.HasIndex(f => new { f.MendedAt, f.ShownToSuperiorAt, f.GraceUntil });
        }
    }
}
