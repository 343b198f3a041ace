using Microsoft.AspNetCore.Mvc;
using Shanhai.Host.Tables;
using Shanhai.Places;

namespace Shanhai.Organisations;

/// <summary>A workbook of bodies: looked at line by line, then recorded. What was read travels in the form, so that nothing is kept between the two steps.</summary>
public partial class OrganisationImportPage
{
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
        var read = await Upload.Read(form.Step, form.Rows, file, OrganisationRows.Of, ct, rows => rows.DistinctBy(r => r.Line).Count() == rows.Count);
        if (read.Problem is { } unread)
        {
            return Page(view, null, null, form.Document, unread);
        }
        var input = new ImportOrganisations(read.Value.All, form.Document, form.Another?.ToHashSet(), form.SoundOnly == true);
        var done = await ImportOrganisations.Handle(input, form.Step != Upload.Record, trees, places, pinyin, db, view.Actor, clock, ct);
        if (done.Problem is { } problem)
        {
            var seen = await ImportOrganisations.Handle(input, true, trees, places, pinyin, db, view.Actor, clock, ct);
            return seen.Problem is { } refused ? Html.Refused(view, refused) : Page(view, seen.Value, read.Value.Carried, form.Document, problem.AtField("document"));
        }
        return Page(view, done.Value, read.Value.Carried, form.Document, null);
    }

    private static IResult Page(View view, ImportOrganisations.Imported? seen, string? rows, string? document, Problem? problem) =>
        Html.Show<OrganisationImportPage, Shown>(view, view.Say("organisations.import"), new(seen, rows, document, problem), problem?.Status ?? 200);
}
