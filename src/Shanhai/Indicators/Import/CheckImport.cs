using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Tables;
using Shanhai.Places;

namespace Shanhai.Indicators.Import;

/// <summary>
/// Takes what a person decided about a file (plan, area, date, document, chosen places; null: as it was) and does the dry run. The
/// person who uploaded the file may, and whoever may record in its area.
/// </summary>
public sealed record CheckImport(
    PlaceCode? Under = null, Level? Level = null, DateOnly? AsOf = null, string? DocumentTitle = null, string? DocumentNumber = null,
    ImportPlan? Plan = null, IReadOnlyDictionary<string, PlaceCode>? Places = null)
{
    public static async Task<Result<ImportOutcome>> Handle(Id<FigureImport> id, CheckImport input, ImportDesk desk, CancellationToken ct)
    {
        var found = await desk.Open(id, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var check = await Run(found.Value, input, desk, ct);
        return check.Problem is { } problem ? problem : check.Value.Outcome;
    }

    /// <param name="read">The file, where it has just been read.</param>
    internal static async Task<Result<ImportCheck>> Run(FigureImport import, CheckImport input, ImportDesk desk, CancellationToken ct, Workbook? read = null)
    {
        if ((import.IsOpen ? null : Problem.Clash("import.closed", import.FileName)) is { } closed)
        {
            return closed;
        }
        if (input.Fault(import, desk) is { } fault)
        {
            return fault;
        }
        input.ApplyTo(import);
        await input.Remember(import, desk, ct);
        var book = read ?? await desk.Read(import, ct);
        if (book.Problem is { } lost)
        {
            return lost;
        }
        var check = await desk.Check(import, book.Value, ct);
        import.Check(check.Outcome);
        desk.Db.Record(desk.Actor, IndicatorsModule.Record, "import:" + import.Id,
            new { done = "checked", check.Outcome.Rows, check.Outcome.ErrorRows, check.Outcome.New, check.Outcome.Changed, check.Outcome.Same }, import.Under);
        await desk.Db.SaveChangesAsync(ct);
        return check;
    }

    private Problem? Fault(FigureImport import, ImportDesk desk)
    {
        var errors = new Errors().Limit(DocumentTitle, 400, "documentTitle").Limit(DocumentNumber, 100, "documentNumber");
        if (Under is { } under && desk.Actor.Refuses(IndicatorsModule.Record, under) is { } no)
        {
            return no;
        }
        if (AsOf > desk.Today)
        {
            errors.Add("asOf", "import.as-of-ahead");
        }
        foreach (var (sheet, i) in (Plan ?? import.ReadPlan()).Sheets.Select((s, i) => (s, i)).Where(s => s.s.Chosen))
        {
            Faults(sheet, i, desk.Catalogue, errors);
        }
        if (!(Plan ?? import.ReadPlan()).Chosen.Any())
        {
            errors.Add("s0.chosen", "import.nothing-chosen");
        }
        return errors.Refusal;
    }

    private static void Faults(SheetPlan sheet, int i, Catalogue catalogue, Errors errors)
    {
        var figures = sheet.Columns.Where(c => c.Role == ColumnRole.Figure && c.Indicator is not null).ToList();
        if (!sheet.Columns.Any(c => c.Role is ColumnRole.Code or ColumnRole.Name))
        {
            errors.Add($"s{i}.chosen", "import.doubt.no-place");
        }
        if (figures.Count == 0)
        {
            errors.Add($"s{i}.chosen", "import.doubt.no-indicator");
        }
        if (sheet.FirstRow < 1 || sheet.LastRow < sheet.FirstRow)
        {
            errors.Add($"s{i}.first", "import.rows-wrong", sheet.FirstRow, sheet.LastRow);
        }
        foreach (var column in figures)
        {
            var letter = Host.Tables.Sheet.ColumnName(column.Column);
            if (catalogue.Find(column.Indicator!) is not { } indicator)
            {
                errors.Add($"s{i}c{column.Column}.indicator", "import.indicator-unknown", letter, column.Indicator);
            }
            else if (column.Factor is null)
            {
                errors.Add($"s{i}c{column.Column}.unit", "import.unit-unlike", letter, column.WrittenUnit, indicator.Measure.Name);
            }
            if (column.Period is null && sheet.Period is null && !sheet.Columns.Any(c => c.Role == ColumnRole.Year))
            {
                errors.Add($"s{i}.period", "import.no-period", letter);
            }
        }
    }

    private void ApplyTo(FigureImport import)
    {
        import.Under = Under ?? import.Under;
        import.Level = Level ?? import.Level;
        import.AsOf = AsOf ?? import.AsOf;
        import.DocumentTitle = DocumentTitle is null ? import.DocumentTitle : DocumentTitle.Kept();
        import.DocumentNumber = DocumentNumber is null ? import.DocumentNumber : DocumentNumber.Kept();
        import.Planned(Plan ?? import.ReadPlan());
    }

    /// <summary>Choices are kept for the next file of this area.</summary>
    private async Task Remember(FigureImport import, ImportDesk desk, CancellationToken ct)
    {
        foreach (var (said, place) in Places ?? new Dictionary<string, PlaceCode>())
        {
            if (!import.Under.Contains(place) || said.Length > 400)
            {
                continue;
            }
            var chosen = await desk.Db.ChosenPlaces.FirstOrDefaultAsync(c => c.Under == import.Under && c.Said == said, ct);
            if (chosen is null)
            {
                desk.Db.ChosenPlaces.Add(chosen = new() { Under = import.Under, Said = said, Place = place, ChosenBy = desk.Actor.Name });
            }
            (chosen.Place, chosen.ChosenBy) = (place, desk.Actor.Name);
        }
        if (Places is { Count: > 0 })
        {
            desk.Db.Record(desk.Actor, IndicatorsModule.Record, "import:" + import.Id, new { done = "places chosen", Places.Count }, import.Under);
            await desk.Db.SaveChangesAsync(ct);
        }
    }
}
