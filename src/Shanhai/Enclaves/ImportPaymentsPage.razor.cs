using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Shanhai.Funds;
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
        var read = form?.Step == "record" ? Again(form.Rows) : await Read(file, id, view, with, ct);
        if (read.Problem is { } unread)
        {
            return await Page(view, id, null, unread.Fields.Count > 0 ? unread : new Problem("invalid", 422) { Fields = [new("file", "problem." + unread.Code, unread.Args)] }, with, ct);
        }
        if (form?.Step != "record")
        {
            return await Page(view, id, read.Value, null, with, ct);
        }
        var done = await RecordPayments.Handle(id, PaymentRows.Input(read.Value), with.Charts, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        return done.Problem is { } problem ? await Page(view, id, read.Value, PaymentRows.AtRows(problem, read.Value), with, ct)
            : Html.Go($"/enclaves/distributions/{id}?done=" + DistributionPage.Said(done.Value.Posted, done.Value.Waiting, done.Value.Unposted));
    }

    private static async Task<Result<IReadOnlyList<PaymentRows.Row>>> Read(IFormFile? file, Id<Distribution> id, View view, EnclavesPage.Reading with, CancellationToken ct)
    {
        if (file is null || file.Length == 0)
        {
            return new Errors().Add("file", "field.required").Refusal!;
        }
        await using var stream = file.OpenReadStream();
        var book = await Workbook.Read(stream, Path.GetFileName(file.FileName), ct: ct);
        return book.Problem is { } problem ? problem : await PaymentRows.Read(id, book.Value, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
    }

    private static Result<IReadOnlyList<PaymentRows.Row>> Again(string? rows)
    {
        try
        {
            return JsonSerializer.Deserialize<List<PaymentRows.Row>>(rows ?? "", JsonSerializerOptions.Web) is { Count: > 0 } read && read.TrueForAll(r => r?.Paid is { Yuan: not null, On: not null, Evidence: not null })
                ? read : Problem.Invalid("upload.lost");
        }
        catch (JsonException)
        {
            return Problem.Invalid("upload.lost");
        }
    }

    private static async Task<IResult> Page(View view, Id<Distribution> id, IReadOnlyList<PaymentRows.Row>? payments, Problem? problem, EnclavesPage.Reading with, CancellationToken ct)
    {
        with.Db.ChangeTracker.Clear();
        var may = await EnclaveSight.Distribution(id, EnclavesModule.Pay, with.Db, view.Actor, ct);
        var found = may.Problem is { } refused ? refused : await new DistributionPage.Address().Found(id, null, ShowDistribution.MostLines, view, with, ct);
        if ((found.Problem ?? (problem?.Status is 401 or 403 or 404 ? problem : null)) is { } no)
        {
            return Html.Refused(view, no);
        }
        var lines = found.Value.Lines.ToDictionary(l => l.Id);
        return Html.Show<ImportPaymentsPage, Shown>(view, view.Say("enclaves.payments-import"), new(found.Value, payments, [.. (payments ?? []).Select(p => lines.GetValueOrDefault(p.Paid.Dividend))],
            payments is null ? null : JsonSerializer.Serialize(payments, JsonSerializerOptions.Web), problem), problem?.Status ?? 200, found.Value.Simulated);
    }
}
