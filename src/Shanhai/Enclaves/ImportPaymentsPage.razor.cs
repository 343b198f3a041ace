using Microsoft.AspNetCore.Mvc;
using Shanhai.Host.Tables;

namespace Shanhai.Enclaves;

/// <summary>Payments out of a bank's table: looked at row by row, then recorded all together. What was read travels in the form, so that nothing is kept between the two steps.</summary>
public partial class ImportPaymentsPage
{
    /// <param name="Lines">Of the payments, in their order; null: its line is no more.</param>
    public sealed record Shown(ShowDistribution Of, IReadOnlyList<PaymentRows.Row>? Payments, IReadOnlyList<ShowDistribution.Line?> Lines, string? Rows, Problem? Problem);

    public sealed record Typed
    {
        public string? Step { get; init; }
        public string? Rows { get; init; }
    }

    public static Task<IResult> Show(View view, Id<Distribution> id, [AsParameters] EnclavesPage.Reading with, CancellationToken ct) => Page(view, id, null, null, with, ct);

    /// <summary>A workbook with every line that is still due, to be filled in.</summary>
    public static async Task<IResult> Template(View view, Id<Distribution> id, [AsParameters] EnclavesPage.Reading with, CancellationToken ct)
    {
        var due = new DistributionPage.Address { Left = "true" };
        var may = await EnclaveSight.Distribution(id, EnclavesModule.Pay, with.Db, view.Actor, ct);
        var found = may.Problem is { } no ? no : await due.Found(id, null, ShowDistribution.MostLines, view, with, ct);
        if (found.Problem is { } refused)
        {
            return Html.Refused(view, refused);
        }
        var rows = DistributionPage.Lines(found.Value, id, due, view, with, ct).Select(l => new object?[] { l.Number, l.Payee.ToString(), l.Name, l.Shortfall / 100m, null, null, null });
        return TableFile.Of(view, TableFile.Workbook, view.Say("enclaves.payments"), [.. PaymentRows.Titles.Select(t => new TableColumn(t, 18))], rows, view.Say("enclaves.payments"));
    }

    public static async Task<IResult> Post(View view, Id<Distribution> id, [FromForm] Typed? form, IFormFile? file, [AsParameters] EnclavesPage.Reading with, CancellationToken ct)
    {
        var found = await EnclaveSight.Distribution(id, EnclavesModule.Pay, with.Db, view.Actor, ct);
        if (found.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var holders = await PaymentRows.Holders.Of(id, with.Trees, with.Places, with.Db, view.Actor, ct);
        var read = await Upload.Read(form?.Step, form?.Rows, file, book => PaymentRows.Of(book, holders), ct, PaymentRows.AreWhole);
        if (read.Problem is { } unread)
        {
            return await Page(view, id, null, unread, with, ct);
        }
        var rows = read.Value.All;
        if (form?.Step != Upload.Record)
        {
            var wrong = await PaymentRows.Look(id, rows, with.Places, with.Db, view.Actor, with.Clock, ct);
            return await Page(view, id, wrong is null ? read.Value : null, wrong?.AtField("file"), with, ct);
        }
        var done = await RecordPayments.Handle(id, PaymentRows.Input(rows), with.Charts, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        return done.Problem is { } problem ? await Page(view, id, read.Value, PaymentRows.AtRows(problem, rows), with, ct)
            : Html.Go($"/enclaves/distributions/{id}?done=" + DistributionPage.Said(done.Value.Posted, done.Value.Waiting, done.Value.Unposted));
    }

    private static async Task<IResult> Page(View view, Id<Distribution> id, Upload.Rows<PaymentRows.Row>? read, Problem? problem, EnclavesPage.Reading with, CancellationToken ct)
    {
        with.Db.ChangeTracker.Clear();
        var may = await EnclaveSight.Distribution(id, EnclavesModule.Pay, with.Db, view.Actor, ct);
        var found = may.Problem is { } refused ? refused : await new DistributionPage.Address().Found(id, null, ShowDistribution.MostLines, view, with, ct);
        if ((found.Problem ?? (problem?.Status is 401 or 403 or 404 ? problem : null)) is { } no)
        {
            return Html.Refused(view, no);
        }
        var lines = found.Value.Lines.ToDictionary(l => l.Id);
        return Html.Show<ImportPaymentsPage, Shown>(view, view.Say("enclaves.payments-import"), new(found.Value, read?.All, [.. (read?.All ?? []).Select(p => lines.GetValueOrDefault(p.Paid.Dividend))],
            read?.Carried, problem), problem?.Status ?? 200, found.Value.Simulated);
    }
}
