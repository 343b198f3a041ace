using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Indicators;

/// <summary>
/// One recorded figure. It is never changed: a correction is the next revision, and <see cref="SupersededAt"/> of the old one is stamped
/// once. The current figure of a cell is the row without that stamp. Its id is the readable <see cref="FactKey"/>, made of the key columns.
/// </summary>
public sealed class Fact
{
    public required int Indicator { get; init; }

    /// <summary><see cref="Kernel.Period.Key"/>.</summary>
    public required int Period { get; init; }

    /// <summary><see cref="PlaceCode.Value"/>.</summary>
    public required long Place { get; init; }

    public required short Revision { get; init; }

    /// <summary>In the indicator's smallest step.</summary>
    public required long Value { get; init; }

    public required int Batch { get; init; }

    public DateTimeOffset? SupersededAt { get; private set; }

    /// <summary>
    /// The fact that follows <paramref name="current"/> in its cell, or null where the value is the same already. The writer says which revision
    /// she saw (0: an empty cell); where somebody else saved meanwhile she gets both values instead of overwriting one. <paramref name="last"/> is the
    /// highest revision the cell ever had, when an undone batch has left it empty.
    /// </summary>
    public static Result<Fact?> Next(
        Fact? current, (Indicator Indicator, Period Period, PlaceCode Place) cell, short seen, long value, int batch, DateTimeOffset now, short last = 0)
    {
        if ((current?.Revision ?? 0) != seen)
        {
            return Problem.Clash("fact.saved-meanwhile", cell.Place.ToString(), cell.Indicator.Name, cell.Period.ToString(),
                current is null ? null : cell.Indicator.Written(current.Value), cell.Indicator.Written(value));
        }
        if (current?.Value == value)
        {
            return (Fact?)null!;
        }
        if (current is not null)
        {
            current.SupersededAt = now;
        }
        return new Fact
        {
            Indicator = cell.Indicator.Id,
            Period = cell.Period.Key,
            Place = cell.Place.Value,
            Revision = (short)(Math.Max(seen, last) + 1),
            Value = value,
            Batch = batch,
        };
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Fact>
    {
        public void Configure(EntityTypeBuilder<Fact> builder)
        {
            builder.ToTable("facts");
            builder.HasKey(f => new { f.Indicator, f.Period, f.Place, f.Revision });
            // No other index and no foreign key: every one would halve the speed of a load. A place's page reads columns in memory, a
            // batch's page reads the columns that BatchColumn names, and a fact is only ever written beside its batch.
        }
    }
}

/// <summary>
/// How often the figures of one indicator and period were written. Every writing transaction adds one, so that a reader with columns in
/// memory sees with one small query which of them are stale.
/// </summary>
public sealed class FactStamp
{
    public required int Indicator { get; init; }
    public required int Period { get; init; }
    public long Version { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<FactStamp>
    {
        public void Configure(EntityTypeBuilder<FactStamp> builder)
        {
            builder.ToTable("fact_stamps");
            builder.HasKey(s => new { s.Indicator, s.Period });
        }
    }
}
