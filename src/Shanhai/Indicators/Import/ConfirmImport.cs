using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Tables;

namespace Shanhai.Indicators.Import;

/// <summary>
/// Records the figures of a checked file as one batch: all of them, or only the sound rows. The check is done again on what is in the
/// database now. Odd figures (absurd, rounded, replacing others) only where <paramref name="OddConfirmed"/>.
/// </summary>
public sealed record ConfirmImport(bool SoundOnly = false, bool OddConfirmed = false)
{
    public sealed record Done(int Batch, int Added, int Changed, int Same, int LeftOut);

    public static async Task<Result<Done>> Handle(Id<FigureImport> id, ConfirmImport input, ImportDesk desk, CancellationToken ct)
    {
        var found = await desk.Open(id, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var import = found.Value;
        if (import.State != ImportState.Checked)
        {
            return Problem.Clash(import.IsOpen ? "import.not-checked" : "import.closed", import.FileName);
        }
        var book = await desk.Read(import, ct);
        return book.Problem is { } lost ? lost : await Record(import, input, await desk.Check(import, book.Value, ct), desk, ct);
    }

    internal static async Task<Result<Done>> Record(FigureImport import, ConfirmImport input, ImportCheck check, ImportDesk desk, CancellationToken ct)
    {
        var outcome = check.Outcome;
        if (!input.SoundOnly && !outcome.AllSound)
        {
            return Problem.Invalid("import.has-errors", outcome.ErrorRows);
        }
        if (!input.SoundOnly && !input.OddConfirmed && outcome.Warnings > 0)
        {
            return Problem.Invalid("import.confirm-odd", outcome.Warnings);
        }
        var cells = check.Cells(input.OddConfirmed);
        var source = new RecordFigures.Origin(SourceKind.Workbook, import.AsOf, import.DocumentTitle, import.DocumentNumber, import.FileName, import.FileHash);
        await Remember(import, desk, ct);
        // The row of the import is saved by the same transaction as its figures: after a crash both are there or neither.
        var recorded = await RecordFigures.Write(new(source, cells), desk.Db, desk.Actor, desk.Catalogue, desk.Columns, desk.Clock, done => import.Confirm(done.Batch), ct);
        if (recorded.Problem is { } refused)
        {
            return refused;
        }
        if (recorded.Value.Batch == 0)
        {
            import.Confirm(null);
            desk.Db.Record(desk.Actor, IndicatorsModule.Record, "import:" + import.Id, new { done = "nothing new", outcome.Same }, import.Under);
            await desk.Db.SaveChangesAsync(ct);
        }
        return new Done(recorded.Value.Batch, recorded.Value.Added, recorded.Value.Changed, outcome.Same + recorded.Value.Same, outcome.Writable - cells.Count);
    }

    /// <summary>How this header was read, for the next file with the same one. Tracked: saved with the figures.</summary>
    private static async Task Remember(FigureImport import, ImportDesk desk, CancellationToken ct)
    {
        foreach (var sheet in import.ReadPlan().Chosen.DistinctBy(s => s.Fingerprint))
        {
            var plan = JsonSerializer.Serialize(sheet, FigureImport.Json);
            var template = await desk.Db.ImportTemplates.FirstOrDefaultAsync(t => t.Fingerprint == sheet.Fingerprint && t.Under == import.Under, ct);
            if (template is null)
            {
                desk.Db.ImportTemplates.Add(template = new() { Fingerprint = sheet.Fingerprint, Under = import.Under, Plan = plan, ConfirmedAt = desk.Clock.GetUtcNow() });
            }
            (template.Plan, template.ConfirmedAt) = (plan, desk.Clock.GetUtcNow());
        }
    }
}
