using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Jobs;
using Shanhai.Host.Tables;

namespace Shanhai.Host.Journal;

public partial class JournalPage
{
    /// <param name="Check">The latest check of the whole journal.</param>
    public sealed record Shown(FindEntries Filter, Page<FindEntries.Row> Found, JournalHead? Head, Job? Check, bool MayVerify);

    public static async Task<IResult> Show(View view, [AsParameters] FindEntries filter, Db db, CancellationToken ct)
    {
        var found = await FindEntries.Handle(filter, db, view.Actor, ct);
        if (found.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        var may = view.Actor.Refuses(JournalModule.Verify, PlaceCode.Nation) is null;
        var check = may ? await db.Jobs.AsNoTracking().Where(j => j.Kind == JournalModule.Verify).OrderByDescending(j => j.AskedAt).FirstOrDefaultAsync(ct) : null;
        return Html.Show<JournalPage, Shown>(view, view.Say("journal.title"), new(filter, found.Value, await JournalHead.Of(db, ct), check, may));
    }

    public static async Task<IResult> Check(View view, [FromForm] JobsPage.Nothing _, Db db, CancellationToken ct)
    {
        var asked = await AskVerify.Handle(db, view.Actor, ct);
        return asked.Problem is { } problem ? Html.Refused(view, problem) : Html.Go("/journal");
    }

    /// <summary>The rows of the filter as CSV, while they are read; taking them away is journalled first.</summary>
    public static async Task<IResult> Export(View view, [AsParameters] FindEntries filter, Db db, CancellationToken ct)
    {
        if (view.Actor.Refuses(JournalModule.View) is { } no)
        {
            return Html.Refused(view, no);
        }
        await db.RecordReading(view.Actor, "journal.export", "journal:rows", filter, filter.Place, ct: ct);
        TableColumn[] columns = [.. Headings.Select(c => new TableColumn(view.Say("journal." + c)))];
        var rows = FindEntries.Rows(FindEntries.Matching(filter, db, view.Actor)).AsAsyncEnumerable().Select(Values);
        return TableFile.Of(view, TableFile.Csv, "journal", columns, rows, "journal");
    }

    private static readonly string[] Headings = ["number", "at", "actor", "acting-as", "door", "origin", "verb", "subject", "place", "summary", "seal"];

    private static object?[] Values(FindEntries.Row r) =>
        [r.Number, r.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), r.Actor, r.ActingAs, r.Door, r.Origin, r.Verb, r.Subject, r.Place?.ToString(), r.Summary, r.Seal];
}

/// <summary>Asks for a check of the whole journal, as a job. Auditors of the nation may.</summary>
public static class AskVerify
{
    public sealed record Asked(Id<Job> Job);

    public static async Task<Result<Asked>> Handle(Db db, Actor actor, CancellationToken ct)
    {
        if (actor.Refuses(JournalModule.Verify, PlaceCode.Nation) is { } no)
        {
            return no;
        }

        db.Record(actor, JournalModule.Verify, "journal:all");
        var job = db.Enqueue(actor, JournalModule.Verify);
        await db.SaveChangesAsync(ct);
        return new Asked(job.Id);
    }
}
