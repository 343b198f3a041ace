using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Shanhai.Host.Tables;

namespace Shanhai.Organisations;

/// <summary>A workbook of coverage: looked at row by row, then recorded whole. What was read travels in the form, so that nothing is kept between the two steps.</summary>
public partial class ImportCoveragePage
{
    public sealed record Shown(IReadOnlyList<CoverageRows.Line>? Lines, string? Rows, Problem? Problem);

    public sealed record Form
    {
        public string? Step { get; init; }
        public string? Rows { get; init; }
    }

    public static IResult Show(View view) => view.Actor.Refuses(OrganisationsModule.Change) is { } no ? Html.Refused(view, no) : Page(view, null, null);

    public static IResult Template(View view) => view.Actor.Refuses(OrganisationsModule.Change) is { } no ? Html.Refused(view, no)
        : TableFile.Template(view, view.Say("organisations.coverage-template"), [.. CoverageRows.Titles.Select(t => new TableColumn(t, 18))]);

    public static async Task<IResult> Post(View view, [FromForm] Form? form, IFormFile? file, CurrentTree trees, Db db, TimeProvider clock, CancellationToken ct)
    {
        if (view.Actor.Refuses(OrganisationsModule.Change) is { } no)
        {
            return Html.Refused(view, no);
        }
        var records = form?.Step == "record";
        var read = records ? Again(form!.Rows) : await Read(file, ct);
        if (read.Problem is { } unread)
        {
            return Page(view, null, OrganisationFormPage.AtField(unread, "file"));
        }
        var done = await RecordCoverage.Do(new([.. read.Value.Select(l => l.Flag)]), !records, trees, db, view.Actor, clock, ct);
        return done.Problem is { } problem ? problem.Status is 401 or 403 ? Html.Refused(view, problem) : Page(view, null, OrganisationFormPage.AtField(CoverageRows.ByRow(problem, read.Value), "file"))
            : records ? Html.Go("/organisations/coverage") : Page(view, read.Value, null);
    }

    private static async Task<Result<IReadOnlyList<CoverageRows.Line>>> Read(IFormFile? file, CancellationToken ct)
    {
        if (file is null || file.Length == 0)
        {
            return new Errors().Add("file", "field.required").Refusal!;
        }
        await using var stream = file.OpenReadStream();
        var book = await Workbook.Read(stream, Path.GetFileName(file.FileName), ct: ct);
        return book.Problem is { } problem ? problem : CoverageRows.Of(book.Value);
    }

    private static Result<IReadOnlyList<CoverageRows.Line>> Again(string? rows)
    {
        try
        {
            return JsonSerializer.Deserialize<List<CoverageRows.Line>>(rows ?? "", JsonSerializerOptions.Web) is { Count: > 0 } lines && lines.TrueForAll(l => l is { Flag: not null }) ? lines : Problem.Invalid("organisation.import-lost");
        }
        catch (JsonException)
        {
            return Problem.Invalid("organisation.import-lost");
        }
    }

    private static IResult Page(View view, IReadOnlyList<CoverageRows.Line>? lines, Problem? problem) => Html.Show<ImportCoveragePage, Shown>(view, view.Say("organisations.coverage-import"),
        new(lines, lines is null ? null : JsonSerializer.Serialize(lines, JsonSerializerOptions.Web), problem), problem?.Status ?? 200);
}
