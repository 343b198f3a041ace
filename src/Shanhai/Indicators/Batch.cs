using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Indicators;

/// <summary>Where figures come from. Simulated ones carry a badge wherever they are shown and never mix into real totals.</summary>
public enum SourceKind : short { OfficialDocument = 1, Workbook = 2, Form = 3, Api = 4, Computed = 5, Simulated = 6 }

/// <summary>
/// Figures that arrived together from one source: a workbook, a document, one save of a form. It answers "who says so, as of when".
/// A batch can be undone while nothing was built on it; undoing stamps it and supersedes its facts, it deletes nothing.
/// </summary>
public sealed class Batch
{
    /// <summary>Number 1 and up; 0 stands for "computed" in columns and has no row.</summary>
    public required int Number { get; init; }
    public required SourceKind Source { get; init; }
    public string? DocumentTitle { get; init; }
    public string? DocumentNumber { get; init; }
    public required DateOnly AsOf { get; init; }
    public string? FileName { get; init; }

    /// <summary>SHA-256 of the file: the same file again changes nothing and is recognised.</summary>
    public string? FileHash { get; init; }
    public required string RecordedBy { get; init; }

    /// <summary>The smallest subtree that holds all its figures: who works there sees the batch in the list.</summary>
    public PlaceCode Area { get; init; }
    public required DateTimeOffset RecordedAt { get; init; }
    public string? Note { get; init; }
    public DateTimeOffset? UndoneAt { get; private set; }

    public Problem? Undo(DateTimeOffset now, bool builtUpon)
    {
        if (UndoneAt is not null)
        {
            return Problem.Clash("batch.already-undone", Number);
        }
        if (builtUpon)
        {
            return Problem.Clash("batch.built-upon", Number);
        }
        UndoneAt = now;
        return null;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Batch>
    {
        public void Configure(EntityTypeBuilder<Batch> builder)
        {
            builder.ToTable("batches");
            builder.HasKey(b => b.Number);
            builder.Property(b => b.Number).ValueGeneratedNever();
            builder.Property(b => b.DocumentTitle).HasMaxLength(400);
            builder.Property(b => b.DocumentNumber).HasMaxLength(100);
            builder.Property(b => b.FileName).HasMaxLength(260);
            builder.Property(b => b.FileHash).HasMaxLength(64);
            builder.Property(b => b.RecordedBy).HasMaxLength(100);
            builder.Property(b => b.Note).HasMaxLength(2000);
            builder.HasIndex(b => b.FileHash);
            builder.HasIndex(b => b.Area);
        }
    }
}

/// <summary>Which columns a batch wrote to and how many figures in each: what undoing and the batch's page read.</summary>
public sealed class BatchColumn
{
    public required int Batch { get; init; }
    public required int Indicator { get; init; }
    public required int Period { get; init; }
    public required int Figures { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<BatchColumn>
    {
        public void Configure(EntityTypeBuilder<BatchColumn> builder)
        {
            builder.ToTable("batch_columns");
            builder.HasKey(c => new { c.Batch, c.Indicator, c.Period });
            builder.HasOne<Batch>().WithMany().HasForeignKey(c => c.Batch).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
