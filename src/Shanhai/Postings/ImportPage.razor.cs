using Microsoft.AspNetCore.Mvc;
using Shanhai.Host.Tables;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>A workbook of posts: looked at line by line, then entered. What was read travels in the form, so that nothing is kept between the two steps.</summary>
public partial class ImportPage
{
    public sealed record Shown(Id<PostBatch> Batch, string BatchName, ImportPosts.Imported? Seen, string? Rows, Problem? Problem);

    public sealed record Form
    {
        public string? Step { get; init; }
        public string? Rows { get; init; }
    }

    public static async Task<IResult> Show(View view, Id<PostBatch> id, Db db, CancellationToken ct)
    {
        var batch = await PostingsModule.Open(id, PostingsModule.Plan, db, view.Actor, ct);
        return batch.Problem is { } no ? Html.Refused(view, no) : Page(view, batch.Value, null, null, null);
    }

    /// <summary>An empty table with the headings and one line that shows how it is meant.</summary>
    public static async Task<IResult> Template(View view, Id<PostBatch> id, Db db, CancellationToken ct)
    {
        var batch = await PostingsModule.Open(id, PostingsModule.Plan, db, view.Actor, ct);
        if (batch.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        TableColumn[] columns = [.. PostRows.Fields.Select(h => new TableColumn(view.Say("postings." + h), 18))];
        object?[] example = [view.Say("postings.example.name"), null, view.Say("postings.example.sender"), view.Say("postings.example.villages"), null, view.Say("pairing.sector.planting"), $"{batch.Value.FromDay:yyyy-MM-dd}", $"{batch.Value.ToDay:yyyy-MM-dd}"];
        return TableFile.Template(view, view.Say("postings.template"), columns, example);
    }

    public static async Task<IResult> Post(
        View view, Id<PostBatch> id, [FromForm] Form? form, IFormFile? file, CurrentTree trees, CurrentRegister places, Vault vault, Db db, TimeProvider clock, CancellationToken ct)
    {
        form ??= new();
        var batch = await PostingsModule.Open(id, PostingsModule.Plan, db, view.Actor, ct);
        if (batch.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var read = await Upload.Read(form.Step, form.Rows, file, PostRows.Of, ct);
        if (read.Problem is { } unread)
        {
            return Page(view, batch.Value, null, null, unread);
        }
        var (rows, carried) = read.Value;
        db.ChangeTracker.Clear();
        var done = await ImportPosts.Handle(id, new(rows), form.Step != Upload.Record, trees, places, vault, db, view.Actor, clock, ct);
        if (done.Problem is { } problem)
        {
            db.ChangeTracker.Clear();
            var seen = await ImportPosts.Handle(id, new(rows), true, trees, places, vault, db, view.Actor, clock, ct);
            return seen.Problem is { } refused ? Html.Refused(view, refused) : Page(view, batch.Value, seen.Value, carried, problem.AtField("lines"));
        }
        return done.Value.Added is null ? Page(view, batch.Value, done.Value, carried, null) : Html.Go($"/postings/batches/{id}?done=imported");
    }

    private static IResult Page(View view, PostBatch batch, ImportPosts.Imported? seen, string? rows, Problem? problem) =>
        Html.Show<ImportPage, Shown>(view, view.Say("postings.import"), new(batch.Id, batch.Name, seen, rows, problem), problem?.Status ?? 200);
}
