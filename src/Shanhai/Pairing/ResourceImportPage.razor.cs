using Microsoft.AspNetCore.Mvc;
using Shanhai.Host.Tables;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>A workbook of needs and offers: looked at line by line, then recorded. What was read travels in the form, so that nothing is kept between the two steps.</summary>
public partial class ResourceImportPage
{
    public sealed record Shown(ImportResources.Imported? Seen, string? Rows, Problem? Problem);

    public sealed record Form
    {
        public string? Step { get; init; }
        public string? Rows { get; init; }
    }

    public static IResult Show(View view) => view.Actor.Refuses(PairingModule.Resources) is { } no ? Html.Refused(view, no) : Page(view, null, null, null);

    /// <summary>An empty table with the headings, and a need and an offer that show how it is meant.</summary>
    public static IResult Template(View view)
    {
        if (view.Actor.Refuses(PairingModule.Resources) is { } no)
        {
            return Html.Refused(view, no);
        }
        TableColumn[] columns = [.. ResourceRows.Fields.Select(f => new TableColumn(view.Say("pairing." + f), 18))];
        object?[][] examples =
        [
            [view.Say("pairing.example.village"), null, view.Say("pairing.what.Market"), view.Say("pairing.sector.planting"), 100000, null, null, view.Say("pairing.example.need")],
            [null, view.Say("pairing.example.helper"), view.Say("pairing.what.Training"), null, 30, null, null, view.Say("pairing.example.offer")],
        ];
        return TableFile.Template(view, view.Say("pairing.import-template"), columns, examples);
    }

    public static async Task<IResult> Post(View view, [FromForm] Form? form, IFormFile? file, CurrentTree trees, CurrentRegister places, Db db, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        if (view.Actor.Refuses(PairingModule.Resources) is { } no)
        {
            return Html.Refused(view, no);
        }
        var read = await Upload.Read(form.Step, form.Rows, file, ResourceRows.Of, ct);
        if (read.Problem is { } unread)
        {
            return Page(view, null, null, unread);
        }
        var (rows, carried) = read.Value;
        var done = await ImportResources.Handle(new(rows), form.Step != Upload.Record, trees, places, db, view.Actor, clock, ct);
        if (done.Problem is { } problem)
        {
            var seen = await ImportResources.Handle(new(rows), true, trees, places, db, view.Actor, clock, ct);
            return seen.Problem is { } refused ? Html.Refused(view, refused) : Page(view, seen.Value, carried, problem);
        }
        return Page(view, done.Value, carried, null);
    }

    private static IResult Page(View view, ImportResources.Imported? seen, string? rows, Problem? problem) =>
        Html.Show<ResourceImportPage, Shown>(view, view.Say("pairing.import"), new(seen, rows, problem), problem?.Status ?? 200);
}
