using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Tables;

namespace Shanhai.Indicators.Import;

/// <summary>
/// Takes a file of figures and proposes how to read it: the beginning of a conversation, nothing is recorded yet. Officers and clerks may.
/// </summary>
public sealed record UploadFigures(ReadOnlyMemory<byte> Content, string FileName, PlaceCode? Under = null)
{
    public static async Task<Result<FigureImport>> Handle(
        UploadFigures input, Db db, Actor actor, Catalogue catalogue, Uploads uploads, Settings settings, TimeProvider clock, CancellationToken ct)
    {
        var taken = await Take(input, db, actor, catalogue, uploads, settings, clock, ct);
        return taken.Problem is { } no ? no : taken.Value.Import;
    }

    /// <summary>Also hands over what was read, to whoever goes on in the same process.</summary>
    internal static async Task<Result<(FigureImport Import, Workbook Book)>> Take(
        UploadFigures input, Db db, Actor actor, Catalogue catalogue, Uploads uploads, Settings settings, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(IndicatorsModule.Record) is { } no)
        {
            return no;
        }
        var under = input.Under ?? actor.Scope(IndicatorsModule.Record).Roots[0];
        if (actor.Refuses(IndicatorsModule.Record, under) is { } outside)
        {
            return outside;
        }
        var name = Named(input.FileName);
        if (input.Content.Length > (long)settings.LargestUpload << 20)
        {
            return Problem.Invalid("workbook.too-large", name, settings.LargestUpload);
        }
        var read = Workbook.Read(Segment(input.Content), name);
        if (read.Problem is { } unreadable)
        {
            return unreadable;
        }
        var proposed = Recognition.Propose(read.Value, [.. catalogue.All.Select(Known.Of)]);
        if (proposed.Problem is { } noTable)
        {
            var workbook = name.EndsWith(".xlsx", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".xls", StringComparison.OrdinalIgnoreCase);
            return workbook && FileKind.Of(Segment(input.Content), name).Value == TableFormat.Csv ? Problem.Invalid("import.no-workbook", name) : noTable;
        }

        var plan = Certain(proposed.Value.WithRemembered(await Remembered(db, proposed.Value, under, ct)), catalogue);
        var import = new FigureImport
        {
            Id = Id<FigureImport>.New(clock), FileName = name, FileHash = await uploads.Keep(input.Content, ct), FileBytes = input.Content.Length,
            UploadedBy = actor.Name, UploadedAt = clock.GetUtcNow(), Under = under, Level = LevelOf(read.Value, plan),
            AsOf = ChinaDay.Today(clock), Plan = "",
        };
        import.Planned(plan);
        db.FigureImports.Add(import);
        db.Record(actor, IndicatorsModule.Record, "import:" + import.Id, new { done = "uploaded", file = name, import.FileHash }, under);
        await db.SaveChangesAsync(ct);
        return (import, read.Value);
    }

    /// <summary>What needs no guess: our own export says its codes, and of two indicators with one name the year tells which was in use.</summary>
    private static ImportPlan Certain(ImportPlan plan, Catalogue catalogue) =>
        new([.. plan.Sheets.Select(s => Recognition.Settled(s with { Columns = [.. s.Columns.Select(c => Exported(c, catalogue) ?? InUse(c, catalogue))] }))]);

    private static ColumnPlan? Exported(ColumnPlan column, Catalogue catalogue) =>
        ExportFigures.ReadHeader(column.Header) is { } read && catalogue.Find(read.Code) is { } indicator
            ? column with { Role = ColumnRole.Figure, Indicator = indicator.Code, Period = read.Period, WrittenUnit = null, Factor = 1, Confidence = 1, Reasons = [new("import.reason.exported")], Others = [] }
            : null;

    private static ColumnPlan InUse(ColumnPlan column, Catalogue catalogue)
    {
        bool Fits(Indicator i) => column.Period is not { } p || !(p.YearNumber < i.FirstYear || p.YearNumber > i.LastYear);
        return column.Indicator is not null && catalogue.Find(column.Indicator) is { } now && !Fits(now)
            && column.Others.Select(catalogue.Find).OfType<Indicator>().FirstOrDefault(o => Fits(o) && o.Unit == now.Unit && o.Name.Zh == now.Name.Zh) is { } other
            ? column with { Indicator = other.Code, Reasons = [.. column.Reasons.Where(r => r.Key != "import.reason.ambiguous"), new("import.reason.in-use", column.Period.ToString()!, other.Code)] }
            : column;
    }

    private static ArraySegment<byte> Segment(ReadOnlyMemory<byte> content) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(content, out var segment) ? segment : content.ToArray();

    // A browser may send a whole path; only the last part is the file's name.
    private static string Named(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..].Trim();
        return last.Length switch { 0 => "—", > 200 => last[^200..], _ => last };
    }

    /// <summary>The templates that people of this area, or of one that contains it, confirmed for the same headers; the nearest area first.</summary>
    private static async Task<ImportPlan> Remembered(Db db, ImportPlan plan, PlaceCode under, CancellationToken ct)
    {
        var prints = plan.Sheets.Select(s => s.Fingerprint).Distinct().ToList();
        var areas = under.Ancestors().Append(under).Append(PlaceCode.Nation).ToList();
        var templates = await db.ImportTemplates.AsNoTracking().Where(t => prints.Contains(t.Fingerprint) && areas.Contains(t.Under)).ToListAsync(ct);
        return new([.. templates.OrderByDescending(t => t.Under.Level).Select(t => System.Text.Json.JsonSerializer.Deserialize<SheetPlan>(t.Plan, FigureImport.Json)!)]);
    }

    /// <summary>Rows without a code name villages, unless most of their names end as a township or a county does.</summary>
    private static Level LevelOf(Workbook book, ImportPlan plan)
    {
        if (plan.Chosen.FirstOrDefault() is not { } sheet || sheet.Columns.FirstOrDefault(c => c.Role == ColumnRole.Name) is not { } column)
        {
            return Level.Village;
        }
        var rows = book.Sheets.First(s => s.Name == sheet.Sheet);
        var names = rows.Rows.Skip(rows.IndexFrom(sheet.FirstRow)).Take(50).Select(r => HeaderText.Plain(r[column.Column].Text)).Where(n => n.Length > 0).ToList();
        // 清波门社区 ends as a district does and is none.
        bool Most(params char[] ends) => names.Count > 0 && names.Count(n => ends.Contains(n[^1]) && !n.EndsWith("社区", StringComparison.Ordinal)) * 2 > names.Count;
        return Most('镇', '乡', '道') ? Level.Township : Most('县', '区', '市') ? Level.County : Level.Village;
    }
}
