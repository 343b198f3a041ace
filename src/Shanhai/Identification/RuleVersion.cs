using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Identification;

public enum RuleState : short { Draft = 1, InForce = 2, Ended = 3 }

/// <summary>
/// A rule as it was published, kept for ever: a change is the next number of the same code with a later first period. Only a draft can still
/// be written to. The columns repeat what lists ask for; the whole rule is in <see cref="Json"/>.
/// </summary>
public sealed class RuleVersion
{
    private const int MostKnown = 1_000;

    public required Id<RuleVersion> Id { get; init; }
    public required string Code { get; init; }
    public required int Number { get; init; }

    /// <summary>The place whose rule it is, by the code it bears now: it goes along when the place takes another one.</summary>
    public required PlaceCode Jurisdiction { get; init; }
    public Period From { get; private set; }

    /// <summary>The last period it judges: its own, or the one before its successor's first.</summary>
    public Period? To { get; private set; }
    public string Json { get; private set; } = "";
    public RuleState State { get; private set; } = RuleState.Draft;
    public required string DraftedBy { get; init; }
    public required DateTimeOffset DraftedAt { get; init; }
    public string? PublishedBy { get; private set; }
    public DateTimeOffset? PublishedAt { get; private set; }

    public static RuleVersion Draft(Rule rule, int number, string by, TimeProvider clock)
    {
        var version = new RuleVersion
        {
            Id = Id<RuleVersion>.New(clock),
            Code = rule.Code,
            Number = number,
            Jurisdiction = rule.Jurisdiction,
            DraftedBy = by,
            DraftedAt = clock.GetUtcNow(),
        };
        version.Write(rule);
        return version;
    }

    // Every page of findings names every rule: a text that was read is not read again. Rules are immutable, and the same text is the same rule.
    private static readonly ConcurrentDictionary<string, Rule> Known = new(StringComparer.Ordinal);

    public Rule Rule()
    {
        if (!Known.TryGetValue(Json, out var rule))
        {
            if (Known.Count >= MostKnown)
            {
                Known.Clear();
            }
            Known[Json] = rule = Identification.Rule.Parse(Json).Value;
        }
        return rule with { To = To, Jurisdiction = Jurisdiction };
    }

    public bool Judges(Period period) => State != RuleState.Draft && period >= From && (To is null || period <= To);

    public Problem? Write(Rule rule)
    {
        if (State != RuleState.Draft)
        {
            return Problem.Clash("rule.published", Code, Number);
        }
        (Json, From, To) = (rule.Written(), rule.From, rule.To);
        return null;
    }

    public Problem? Publish(string by, DateTimeOffset now)
    {
        if (State != RuleState.Draft)
        {
            return Problem.Clash("rule.published", Code, Number);
        }
        (State, PublishedBy, PublishedAt) = (RuleState.InForce, by, now);
        return null;
    }

    /// <summary>A successor starts: this one judges up to the period before, and what it found stays.</summary>
    public Problem? EndBefore(Period successor)
    {
        if (successor <= From)
        {
            return Problem.Clash("rule.starts-before-version", successor.ToString(), Number, From.ToString());
        }
        State = RuleState.Ended;
        To = To is { } to && to < successor ? to : successor.Plus(-1);
        return null;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<RuleVersion>
    {
        public void Configure(EntityTypeBuilder<RuleVersion> builder)
        {
            builder.ToTable("rule_versions");
            builder.HasKey(v => v.Id);
            builder.Property(v => v.Code).HasMaxLength(80);
            builder.Property(v => v.DraftedBy).HasMaxLength(100);
            builder.Property(v => v.PublishedBy).HasMaxLength(100);
            builder.HasIndex(v => new { v.Code, v.Number }).IsUnique();
        }
    }
}
