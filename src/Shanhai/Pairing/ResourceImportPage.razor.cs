using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Shanhai.Host.Tables;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Pairing;

/// <summary>A workbook of needs and offers: looked at line by line, then recorded. What was read travels in the form, so that nothing is kept between the two steps.</summary>
public partial class ResourceImportPage
{
    private const int LongestRows = 3_500_000;

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
        var read = form.Step == "record" ? Again(form.Rows) : await Read(file, ct);
        if (read.Problem is { } unread)
        {
            return Page(view, null, null, AtFile(unread));
        }
        var rows = JsonSerializer.Serialize(read.Value, JsonSerializerOptions.Web);
        if (rows.Length > LongestRows)
        {
            return Page(view, null, null, AtFile(Problem.Invalid("pairing.import-large")));
        }
        var done = await ImportResources.Handle(new(read.Value), form.Step != "record", trees, places, db, view.Actor, clock, ct);
        if (done.Problem is { } problem)
        {
            var seen = await ImportResources.Handle(new(read.Value), true, trees, places, db, view.Actor, clock, ct);
            return seen.Problem is { } refused ? Html.Refused(view, refused) : Page(view, seen.Value, rows, problem);
        }
        return Page(view, done.Value, rows, null);
    }

    private static Problem AtFile(Problem problem) => problem is { Fields.Count: 0 } ? problem with { Fields = [new("file", "problem." + problem.Code, problem.Args)] } : problem;

    private static async Task<Result<IReadOnlyList<ResourceRow>>> Read(IFormFile? file, CancellationToken ct)
    {
        if (file is null || file.Length == 0)
        {
            return new Errors().Add("file", "field.required").Refusal!;
        }
        await using var stream = file.OpenReadStream();
        var book = await Workbook.Read(stream, Path.GetFileName(file.FileName), ct: ct);
        return book.Problem is { } problem ? problem : ResourceRows.Of(book.Value);
    }

    private static Result<IReadOnlyList<ResourceRow>> Again(string? rows)
    {
        try
        {
            return JsonSerializer.Deserialize<List<ResourceRow>>(rows ?? "", JsonSerializerOptions.Web) is { Count: > 0 } read && !read.Contains(null!) ? read : Problem.Invalid("pairing.import-lost");
        }
        catch (JsonException)
        {
            return Problem.Invalid("pairing.import-lost");
        }
    }

    private static IResult Page(View view, ImportResources.Imported? seen, string? rows, Problem? problem) =>
        Html.Show<ResourceImportPage, Shown>(view, view.Say("pairing.import"), new(seen, rows, problem), problem?.Status ?? 200);
}
