using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Tables;
using Shanhai.Host.Web.Parts;
using Shanhai.Places;

namespace Shanhai.Indicators.Import;

public partial class ImportPage
{
    public const int PerPage = 50;

    private static readonly string[] Steps = ["import.step.upload", "import.step.plan", "import.step.check", "import.step.confirm"];

    public sealed record Shown(
        FigureImport Import, ImportPlan Plan, ImportOutcome? Outcome, int? Before, Problem? Problem, IReadOnlyList<Choice> Areas, Catalogue Catalogue, bool Planning, string? Code, int Page);

    public static async Task<IResult> Show(View view, Id<FigureImport> id, ImportDesk desk, CancellationToken ct, bool plan = false, string? code = null, int page = 1)
    {
        var found = await desk.Open(id, ct);
        if (found.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        return found.Value is { IsOpen: false, Batch: { } batch } ? Html.Go($"/figures/batches/{batch}") : await Page(view, found.Value, desk, null, plan, code, page, ct);
    }

    /// <summary>Takes the plan as changed in the form, then checks.</summary>
    public static async Task<IResult> Plan(View view, Id<FigureImport> id, IFormCollection form, ImportDesk desk, CancellationToken ct)
    {
        var found = await desk.Open(id, ct);
        if (found.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var plan = PlanForm.Apply(found.Value.ReadPlan(), form, desk.Catalogue);
        var errors = new Errors();
        var check = new CheckImport(
            PlaceCode.TryParse(form["under"], out var under) ? under : null,
            Enum.TryParse<Level>(form["level"], out var level) ? level : null,
            TypedDay.Read(form["asOf"], "asOf", errors),
            form["documentTitle"], form["documentNumber"], plan);
        if ((errors.Refusal ?? (await CheckImport.Handle(id, check, desk, ct)).Problem) is not { } problem)
        {
            return Html.Go($"/figures/import/{id}");
        }
        // What was typed is kept, in the row and on the page.
        found.Value.Planned(plan);
        desk.Db.Record(desk.Actor, IndicatorsModule.Record, "import:" + id, new { done = "plan kept, not yet sound" }, found.Value.Under);
        await desk.Db.SaveChangesAsync(ct);
        return await Page(view, found.Value, desk, problem, true, null, 1, ct);
    }

    /// <summary>Places chosen for names that no rule could match; the check follows.</summary>
    public static async Task<IResult> Choose(View view, Id<FigureImport> id, IFormCollection form, ImportDesk desk, CancellationToken ct)
    {
        var places = new Dictionary<string, PlaceCode>();
        foreach (var name in form.Keys.Where(k => k.StartsWith("said.", StringComparison.Ordinal)))
        {
            if (PlaceCode.TryParse(form["place." + name["said.".Length..]], out var place))
            {
                places[form[name]!] = place;
            }
        }
        var result = await CheckImport.Handle(id, new(Places: places), desk, ct);
        return result.Problem is { } problem ? await Again(view, id, desk, problem, ct) : Html.Go($"/figures/import/{id}");
    }

    public static async Task<IResult> Confirm(View view, Id<FigureImport> id, IFormCollection form, ImportDesk desk, CancellationToken ct)
    {
        var done = await ConfirmImport.Handle(id, new(form["which"] == "sound", form["odd"] == "true"), desk, ct);
        return done.Problem is { } problem ? await Again(view, id, desk, problem, ct)
            : Html.Go(done.Value.Batch > 0 ? $"/figures/batches/{done.Value.Batch}" : $"/figures/import/{id}");
    }

    /// <summary>The same workbook with the findings in it.</summary>
    public static async Task<IResult> Annotate(View view, Id<FigureImport> id, ImportDesk desk, CancellationToken ct)
    {
        var found = await desk.Open(id, ct);
        if (found.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var import = found.Value;
        if (await desk.Uploads.Find(import.FileHash, ct) is not { } file || Workbook.Read(file, import.FileName) is not { Problem: null } book)
        {
            return Html.Refused(view, Problem.Clash("import.file-lost", import.FileName));
        }
        var check = await desk.Check(import, book.Value, ct);
        var notes = check.Findings.Select(f => new CellNote(f.Sheet, f.Row, Math.Max(1, f.Column), f.Finding.Severity == Severity.Error, view.Say(f.Finding.Key, f.Finding.Args))).ToList();
        var copy = new MemoryStream();
        await Annotated.Write(file, book.Value, notes, view.Say("import.annotated-heading"), copy, ct);
        copy.Position = 0;
        return TypedResults.Stream(copy, TableFile.WorkbookType,
            Path.GetFileNameWithoutExtension(import.FileName) + view.Say("import.annotated-suffix") + ".xlsx");
    }

    public static IReadOnlyList<StepMark> StepsAt(View view, int at) =>
        [.. Steps.Select((key, i) => new StepMark(view.Say(key), i < at ? StepState.Done : i == at ? StepState.Current : StepState.Waiting))];

    private static async Task<IResult> Again(View view, Id<FigureImport> id, ImportDesk desk, Problem problem, CancellationToken ct)
    {
        var found = await desk.Open(id, ct);
        return found.Problem is not null || problem.Status is 401 or 403 or 404
            ? Html.Refused(view, found.Problem ?? problem)
            : await Page(view, found.Value, desk, problem, false, null, 1, ct);
    }

    private static async Task<IResult> Page(View view, FigureImport import, ImportDesk desk, Problem? problem, bool planning, string? code, int page, CancellationToken ct)
    {
        var scope = desk.Actor.Scope(IndicatorsModule.Record);
        var level = scope.Roots.All(r => r.Level >= Level.County) ? Level.Township : Level.County;
        var areas = await desk.Db.Places.AsNoTracking().Where(p => p.Closed == null && p.Level <= level || p.Code == import.Under).Within(scope, p => p.Code)
            .OrderBy(p => p.Code).Take(400).Select(p => new { p.Code, p.Name }).ToListAsync(ct);
        return Html.Show<ImportPage, Shown>(view, view.Say("import.title"), new(import, import.ReadPlan(), import.ReadOutcome(), await desk.Before(import, ct), problem,
            [.. areas.Select(a => new Choice(a.Code.ToString(), $"{new string('　', Math.Max(0, (int)a.Code.Level - (int)areas[0].Code.Level))}{a.Name}"))],
            desk.Catalogue, planning || import.State == ImportState.Draft, code, Math.Max(1, page)), problem?.Status ?? 200);
    }
}
