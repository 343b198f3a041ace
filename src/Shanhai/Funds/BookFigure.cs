using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Funds;

/// <summary>
/// Recorded: the indicators have it from the books. Agrees: another source said the same already, which the books confirm. Differs: another source says something else, which
/// stands until somebody decides. Absurd: outside what the indicator takes unasked. Reopened: the year was opened again since.
/// </summary>
public enum FigureStand : short { Recorded = 1, Agrees = 2, Differs = 3, Absurd = 4, Reopened = 5 }

/// <summary>What the books of a place say of one indicator and year, beside what the indicators had: made anew whenever the year is closed.</summary>
public sealed class BookFigure
{
    public required PlaceCode Place { get; init; }
    public required int Year { get; init; }
    public required int Indicator { get; init; }

    /// <summary>Both in the indicator's smallest step.</summary>
    public required long Value { get; init; }
    public long? Reported { get; init; }

    /// <summary>The batch that <see cref="Reported"/> came with.</summary>
    public int? Batch { get; init; }
    public required FigureStand Stand { get; init; }
    public required DateTimeOffset At { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<BookFigure>
    {
        public void Configure(EntityTypeBuilder<BookFigure> figure)
        {
            figure.ToTable("book_figures");
            figure.HasKey(f => new { f.Place, f.Year, f.Indicator });
        }
    }
}
