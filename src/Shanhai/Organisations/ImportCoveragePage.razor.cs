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
        var read = await Upload.Read(form?.Step, form?.Rows, file, CoverageRows.Of, ct, lines => lines.All(l => l.Flag is not null));
        if (read.Problem is { } unread)
        {
            return Page(view, null, unread);
        }
        var records = form?.Step == Upload.Record;
        var done = await RecordCoverage.Do(new([.. read.Value.All.Select(l => l.Flag)]), !records, trees, db, view.Actor, clock, ct);
        return done.Problem is { } problem ? problem.Status is 401 or 403 ? Html.Refused(view, problem) : Page(view, null, CoverageRows.ByRow(problem, read.Value.All).AtField("file"))
            : records ? Html.Go("/organisations/coverage") : Page(view, read.Value, null);
    }

    private static IResult Page(View view, Upload.Rows<CoverageRows.Line>? read, Problem? problem) =>
        Html.Show<ImportCoveragePage, Shown>(view, view.Say("organisations.coverage-import"), new(read?.All, read?.Carried, problem), problem?.Status ?? 200);
}
