using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Host.Outside;

namespace Shanhai.Host.Clocks;

/// <summary>The table of one year that this installation has entered from the State Council's notice, beside or instead of the one that ships.</summary>
public sealed class CalendarYear
{
    public required int Year { get; init; }
    public required string SourceZh { get; set; }
    public required string SourceEn { get; set; }

    /// <summary>Days as in <c>data/calendars</c>, JSON.</summary>
    public required string Days { get; set; }

    public Calendar.Year Read() => new(Year, new(SourceZh, SourceEn), JsonSerializer.Deserialize<List<ShippedCalendar.Day>>(Days, JournalEntry.Json)!);

    internal sealed class Mapping : IEntityTypeConfiguration<CalendarYear>
    {
        public void Configure(EntityTypeBuilder<CalendarYear> year)
        {
            year.HasKey(y => y.Year);
            year.Property(y => y.Year).ValueGeneratedNever();
            year.Property(y => y.SourceZh).HasMaxLength(300);
            year.Property(y => y.SourceEn).HasMaxLength(300);
        }
    }
}

/// <summary>
/// How often years, profiles or promises were written: one row, asked by <see cref="CurrentDeadlines"/>. Unjournalled: the write that causes it is recorded.
/// </summary>
public sealed class DeadlineStamp : IUnjournalled
{
    public int Id { get; init; } = 1;
    public long Version { get; private set; }

    /// <summary>Adds one, as part of the caller's save.</summary>
    public static async Task Raise(Db db, CancellationToken ct)
    {
        var stamp = await db.DeadlineStamps.OrderBy(s => s.Id).FirstOrDefaultAsync(ct) ?? db.DeadlineStamps.Add(new()).Entity;
        stamp.Version++;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<DeadlineStamp>
    {
        public void Configure(EntityTypeBuilder<DeadlineStamp> stamp)
        {
            stamp.ToTable("deadline_stamp");
            stamp.HasKey(s => s.Id);
            stamp.Property(s => s.Id).ValueGeneratedNever();
            stamp.Property(s => s.Version).IsConcurrencyToken();
        }
    }
}
