using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Shanhai.Indicators.Import;

/// <summary>How far the conversation about one file has come.</summary>
public enum ImportState : short { Draft = 1, Checked = 2, Confirmed = 3, Undone = 4 }

/// <summary>
/// The conversation about one file of figures: uploaded, planned, checked, confirmed, perhaps undone. It is a row, so a closed browser
/// loses nothing. The file itself lies in the uploads of the data folder under its hash.
/// </summary>
public sealed class FigureImport
{
    public required Id<FigureImport> Id { get; init; }
    public required string FileName { get; init; }
    public required string FileHash { get; init; }
    public required long FileBytes { get; init; }
    public required string UploadedBy { get; init; }
    public required DateTimeOffset UploadedAt { get; init; }

    /// <summary>The subtree whose figures the file holds: names are looked up below it and nothing outside it is recorded.</summary>
    public required PlaceCode Under { get; set; }

    /// <summary>What a row is about where it has no code.</summary>
    public required Level Level { get; set; }

    public required DateOnly AsOf { get; set; }
    public string? DocumentTitle { get; set; }
    public string? DocumentNumber { get; set; }
    public ImportState State { get; private set; } = ImportState.Draft;
    public int? Batch { get; private set; }

    /// <summary>The <see cref="ImportPlan"/>, as a person left it.</summary>
    public required string Plan { get; set; }

    /// <summary>What the last check found (<see cref="ImportOutcome"/>); the journal need not repeat it, it follows from file and plan.</summary>
    [Secret]
    public string? Outcome { get; private set; }

    public ImportPlan ReadPlan() => JsonSerializer.Deserialize<ImportPlan>(Plan, Json)!;

    public ImportOutcome? ReadOutcome() => Outcome is null ? null : JsonSerializer.Deserialize<ImportOutcome>(Outcome, Json);

    public bool IsOpen => State is ImportState.Draft or ImportState.Checked;

    public void Planned(ImportPlan plan)
    {
        Plan = JsonSerializer.Serialize(plan, Json);
        (State, Outcome) = (ImportState.Draft, null);
    }

    public void Check(ImportOutcome outcome) => (State, Outcome) = (ImportState.Checked, JsonSerializer.Serialize(outcome, Json));

    /// <summary>Batch null: every figure was there already, so none was written.</summary>
    public void Confirm(int? batch) => (State, Batch) = (ImportState.Confirmed, batch);

    public void Undo() => State = ImportState.Undone;

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal sealed class Mapping : IEntityTypeConfiguration<FigureImport>
    {
        public void Configure(EntityTypeBuilder<FigureImport> import)
        {
            import.ToTable("imports");
            import.HasKey(i => i.Id);
            import.Property(i => i.FileName).HasMaxLength(260);
            import.Property(i => i.FileHash).HasMaxLength(64);
            import.Property(i => i.UploadedBy).HasMaxLength(100);
            import.Property(i => i.DocumentTitle).HasMaxLength(400);
            import.Property(i => i.DocumentNumber).HasMaxLength(100);
            import.HasOne<Batch>().WithMany().HasForeignKey(i => i.Batch).OnDelete(DeleteBehavior.Restrict);
            import.HasIndex(i => i.Batch);
            import.HasIndex(i => i.Under);
        }
    }
}

/// <summary>How a table with this header was read before, by people of this area: next year's file is proposed the same way.</summary>
public sealed class ImportTemplate
{
    public required string Fingerprint { get; init; }
    public required PlaceCode Under { get; init; }

    /// <summary>The <see cref="SheetPlan"/> that was confirmed.</summary>
    public required string Plan { get; set; }

    public required DateTimeOffset ConfirmedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ImportTemplate>
    {
        public void Configure(EntityTypeBuilder<ImportTemplate> template)
        {
            template.ToTable("import_templates");
            template.HasKey(t => new { t.Fingerprint, t.Under });
            template.Property(t => t.Fingerprint).HasMaxLength(64);
        }
    }
}

/// <summary>A place that a person chose for a name no rule could match, so that she is asked once. Only within the area she chose it for.</summary>
public sealed class ChosenPlace
{
    public required PlaceCode Under { get; init; }

    /// <summary><see cref="RowPlaces.KeyOf"/>: what the row said.</summary>
    public required string Said { get; init; }
    public required PlaceCode Place { get; set; }
    public required string ChosenBy { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ChosenPlace>
    {
        public void Configure(EntityTypeBuilder<ChosenPlace> chosen)
        {
            chosen.ToTable("chosen_places");
            chosen.HasKey(c => new { c.Under, c.Said });
            chosen.Property(c => c.Said).HasMaxLength(400);
            chosen.Property(c => c.ChosenBy).HasMaxLength(100);
        }
    }
}
