using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Postings;

/// <summary>Enters the posts of a table into a batch: looked at line by line, and while any line is wrong nothing is entered. Officers of the batch's area may.</summary>
public sealed record ImportPosts(IReadOnlyList<PostRow>? Rows)
{
    /// <param name="Wrong">What is wrong, each with its field; none: it can be entered.</param>
    public sealed record Line(PostRow Row, IReadOnlyList<Errors.At> Wrong);

    /// <param name="Added">Null where it was only looked at.</param>
    public sealed record Imported(Id<PostBatch> Batch, string BatchName, IReadOnlyList<Line> Lines, int? Added)
    {
        public int Wrong => Lines.Count(l => l.Wrong.Count > 0);
    }

    public static async Task<Result<Imported>> Handle(
        Id<PostBatch> id, ImportPosts input, bool preview, CurrentTree trees, CurrentRegister places, Vault vault, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await PostingsModule.Open(id, PostingsModule.Plan, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        if (input.Rows is not { Count: > 0 } rows || rows.Any(r => r is null))
        {
            return new Errors().Add("rows", "field.required").Refusal!;
        }
        if (rows.Count > PostRows.Most)
        {
            return Problem.Invalid("post.import-long", PostRows.Most, rows.Count);
        }
        var (batch, tree, register) = (found.Value, await trees.Read(db, ct), await places.Read(db, ct));
        var reading = new PostReading(batch, tree, register, actor.Scope(PostingsModule.Plan));
        var read = rows.Select((r, i) => r.Line > 0 ? r : r with { Line = i + 1 }).Select(row => new Errors() is var errors ? (Row: row, Input: reading.Read(row, errors), Errors: errors) : default).ToList();
        var entering = await Entering.Of(batch, read.Select(r => r.Input), tree, register, vault, db, clock, ct);
        var lines = new List<Line>();
        foreach (var (row, meant, errors) in read)
        {
            // What could not be read is told in more words than that it is missing.
            var wrong = errors.All.Concat(entering.Judge(meant).All).GroupBy(e => e.Field).Select(g => g.First()).ToList();
            lines.Add(new(row, wrong));
            if (wrong.Count == 0)
            {
                entering.Add(meant);
            }
        }
        if (preview || lines.Exists(l => l.Wrong.Count > 0))
        {
            db.ChangeTracker.Clear();
            return preview ? new Imported(id, batch.Name, lines, null) : Problem.Invalid("post.import-wrong", lines.Count(l => l.Wrong.Count > 0));
        }
        batch.Version++;
        db.Record(actor, PostingsModule.Plan, "post-batch:" + id, new { done = "imported", added = lines.Count }, batch.Place);
        return await PostingsModule.Save(db, ct) is { } meanwhile ? meanwhile : new Imported(id, batch.Name, lines, lines.Count);
    }
}
