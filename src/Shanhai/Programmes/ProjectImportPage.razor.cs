using Microsoft.AspNetCore.Mvc;
using Shanhai.Host.Tables;

namespace Shanhai.Programmes;

/// <summary>A workbook of projects: looked at line by line, then planned. What was read travels in the form, so that nothing is kept between the two steps.</summary>
public partial class ProjectImportPage
{
    public sealed record Shown(IReadOnlyList<FindProgrammes.Row> Programmes, ImportProjects.Imported? Seen, string? Rows, string? Programme, Problem? Problem);

    public sealed record Form
    {
        public string? Step { get; init; }
        public string? Rows { get; init; }
        public string? Programme { get; init; }
        public string? SoundOnly { get; init; }
    }

    public static Task<IResult> Show(View view, string? programme, [AsParameters] Reading with, CancellationToken ct) => Page(view, null, null, programme, null, with, ct);

    /// <summary>An empty table with the headings and one line that shows how it is meant.</summary>
    public static IResult Template(View view, Identification.MeasureCatalogue measures)
    {
        if (view.Actor.Refuses(ProgrammesModule.Plan) is { } no)
        {
            return Html.Refused(view, no);
        }
        TableColumn[] columns = [.. ProjectRows.Fields.Select(f => new TableColumn(view.Say("programmes." + f), 18))];
        object?[] example = [null, view.Say("programmes.example.name"), "330127102201", view.Say(measures.Measures[0].Name), $"{view.Now:yyyy}-03-01", $"{view.Now:yyyy}-12-31", 200000, null, null];
        return TableFile.Template(view, view.Say("programmes.template"), columns, example);
    }

    public static async Task<IResult> Post(View view, [FromForm] Form? form, IFormFile? file, [AsParameters] Reading with, CancellationToken ct)
    {
        form ??= new();
        if (view.Actor.Refuses(ProgrammesModule.Plan) is { } no)
        {
            return Html.Refused(view, no);
        }
        var read = await Upload.Read(form.Step, form.Rows, file, ProjectRows.Of, ct);
        if (read.Problem is { } unread)
        {
            return await Page(view, null, null, form.Programme, unread, with, ct);
        }
        var (rows, carried) = read.Value;
        var input = new ImportProjects(Id<Programme>.TryParse(form.Programme, null, out var id) ? id : null, rows, form.SoundOnly == "true");
        Task<Result<ImportProjects.Imported>> Do(bool preview) => ImportProjects.Handle(input, preview, with.Measures, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        var done = await Do(form.Step != Upload.Record);
        if (done.Problem is not { } problem)
        {
            return await Page(view, done.Value, carried, form.Programme, null, with, ct);
        }
        with.Db.ChangeTracker.Clear();
        var seen = form.Step == Upload.Record ? await Do(preview: true) : problem;
        return seen.Problem is not { } refused ? await Page(view, seen.Value, carried, form.Programme, problem, with, ct)
            : refused.Status is 401 or 403 or 404 ? Html.Refused(view, refused) : await Page(view, null, null, form.Programme, refused, with, ct);
    }

    private static async Task<IResult> Page(View view, ImportProjects.Imported? seen, string? rows, string? programme, Problem? problem, Reading with, CancellationToken ct)
    {
        if (view.Actor.Refuses(ProgrammesModule.Plan) is { } no)
        {
            return Html.Refused(view, no);
        }
        var programmes = await FindProgrammes.Handle(new() { Size = 500 }, with.Places, with.Db, view.Actor, ct);
        return programmes.Problem is { } hidden ? Html.Refused(view, hidden)
            : Html.Show<ProjectImportPage, Shown>(view, view.Say("programmes.import"), new(programmes.Value.Rows, seen, rows, programme, problem), problem?.Status ?? 200);
    }
}
