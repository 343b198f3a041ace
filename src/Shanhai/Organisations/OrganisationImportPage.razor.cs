using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Shanhai.Host.Tables;
using Shanhai.Places;

namespace Shanhai.Organisations;

/// <summary>A workbook of bodies: looked at line by line, then recorded. What was read travels in the form, so that nothing is kept between the two steps.</summary>
public partial class OrganisationImportPage
{
    private const int LongestRows = 3_500_000;

    public sealed record Shown(ImportOrganisations.Imported? Seen, string? Rows, string? Document, Problem? Problem);

    public sealed record Form
    {
        public string? Step { get; init; }
        public string? Rows { get; init; }
        public string? Document { get; init; }
        public int[]? Another { get; init; }
        public bool? SoundOnly { get; init; }
    }

    private static readonly string[] Heads = ["name", "shortName", "kind", "place", "superior", "duties", "task", "creditCode", "office", "phone", "mail", "seat", "opened"];

    public static IResult Show(View view) => view.Actor.Refuses(OrganisationsModule.Change) is { } no ? Html.Refused(view, no) : Page(view, null, null, null, null);

    /// <summary>An empty table with the headings and one line that shows how it is meant.</summary>
    public static IResult Template(View view)
    {
        if (view.Actor.Refuses(OrganisationsModule.Change) is { } no)
        {
            return Html.Refused(view, no);
        }
        TableColumn[] columns = [.. Heads.Select(h => new TableColumn(view.Say("organisations." + h), 18))];
        object?[] example = [view.Say("organisations.example.name"), null, view.Say("organisations.kind.Department"), "330127", null, view.Say("organisations.duty.Agriculture"), null, null, view.Say("organisations.example.office"), null, null, null, null];
        return TableFile.Template(view, view.Say("organisations.template"), columns, example);
    }

    public static async Task<IResult> Post(
        View view, [FromForm] Form? form, IFormFile? file, CurrentTree trees, CurrentRegister places, Pinyin pinyin, Db db, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        if (view.Actor.Refuses(OrganisationsModule.Change) is { } no)
        {
            return Html.Refused(view, no);
        }
        var read = form.Step == "record" ? Again(form.Rows) : await Read(file, ct);
        if (read.Problem is { } unread)
        {
            return Page(view, null, null, form.Document, OrganisationFormPage.AtField(unread, "file"));
        }
        var rows = JsonSerializer.Serialize(read.Value, JsonSerializerOptions.Web);
        if (rows.Length > LongestRows)
        {
            return Page(view, null, null, form.Document, OrganisationFormPage.AtField(Problem.Invalid("organisation.import-large"), "file"));
        }
        var input = new ImportOrganisations(read.Value, form.Document, form.Another?.ToHashSet(), form.SoundOnly == true);
        var done = await ImportOrganisations.Handle(input, form.Step != "record", trees, places, pinyin, db, view.Actor, clock, ct);
        if (done.Problem is { } problem)
        {
            var seen = await ImportOrganisations.Handle(input, true, trees, places, pinyin, db, view.Actor, clock, ct);
            return seen.Problem is { } refused ? Html.Refused(view, refused) : Page(view, seen.Value, rows, form.Document, OrganisationFormPage.AtField(problem, "document"));
        }
        return Page(view, done.Value, rows, form.Document, null);
    }

    private static async Task<Result<IReadOnlyList<OrganisationRow>>> Read(IFormFile? file, CancellationToken ct)
    {
        if (file is null || file.Length == 0)
        {
            return new Errors().Add("file", "field.required").Refusal!;
        }
        await using var stream = file.OpenReadStream();
        var book = await Workbook.Read(stream, Path.GetFileName(file.FileName), ct: ct);
        return book.Problem is { } problem ? problem : OrganisationRows.Of(book.Value);
    }

    private static Result<IReadOnlyList<OrganisationRow>> Again(string? rows)
    {
        try
        {
            return JsonSerializer.Deserialize<List<OrganisationRow>>(rows ?? "", JsonSerializerOptions.Web) is { } read && read.Select(r => r.Line).Distinct().Count() == read.Count
                ? read : Problem.Invalid("organisation.import-lost");
        }
        catch (JsonException)
        {
            return Problem.Invalid("organisation.import-lost");
        }
    }

    private static IResult Page(View view, ImportOrganisations.Imported? seen, string? rows, string? document, Problem? problem) =>
        Html.Show<OrganisationImportPage, Shown>(view, view.Say("organisations.import"), new(seen, rows, document, problem), problem?.Status ?? 200);
}
