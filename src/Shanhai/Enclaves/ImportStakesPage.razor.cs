using Microsoft.AspNetCore.Mvc;
using Shanhai.Host.Tables;

namespace Shanhai.Enclaves;

/// <summary>Stakes out of a workbook: looked at row by row, then recorded all together. What was read travels in the form, so that nothing is kept between the two steps.</summary>
public partial class ImportStakesPage
{
    /// <param name="Names">Of the holders, in the order of the stakes.</param>
    public sealed record Shown(ShowEnclave Of, IReadOnlyList<RecordStakes.One>? Stakes, IReadOnlyList<string> Names, string? Rows, Problem? Problem);

    public sealed record Typed
    {
        public string? Step { get; init; }
        public string? Rows { get; init; }
    }

    public static Task<IResult> Show(View view, Id<Enclave> id, [AsParameters] EnclavesPage.Reading with, CancellationToken ct) => Page(view, id, null, null, with, ct);

    /// <summary>An empty workbook with the headings that <see cref="StakeRows"/> knows.</summary>
    public static async Task<IResult> Template(View view, Id<Enclave> id, [AsParameters] EnclavesPage.Reading with, CancellationToken ct)
    {
        var found = await EnclaveSight.Find(id, EnclavesModule.Plan, with.Db, view.Actor, ct);
        return found.Problem is { } no ? Html.Refused(view, no)
            : TableFile.Of(view, TableFile.Workbook, view.Say("enclaves.stakes"), [.. StakeRows.Titles.Select(t => new TableColumn(t, 18))], Array.Empty<object?[]>().ToAsyncEnumerable(), view.Say("enclaves.stakes"));
    }

    public static async Task<IResult> Post(View view, Id<Enclave> id, [FromForm] Typed? form, IFormFile? file, [AsParameters] EnclavesPage.Reading with, CancellationToken ct)
    {
        var found = await EnclaveSight.Find(id, EnclavesModule.Plan, with.Db, view.Actor, ct);
        if (found.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var (enclave, tree, register) = (found.Value, await with.Trees.Read(with.Db, ct), await with.Places.Read(with.Db, ct));
        var through = await EnclaveSight.DistributedThrough(enclave.Id, with.Db, ct);
        var read = await Upload.Read(form?.Step, form?.Rows, file, book => StakeRows.Of(book, enclave, tree, register, view.Actor, ChinaDay.Today(with.Clock), through), ct);
        if (read.Problem is { } unread)
        {
            return await Page(view, id, null, unread, with, ct);
        }
        if (form?.Step != Upload.Record)
        {
            return await Page(view, id, read.Value, null, with, ct);
        }
        var done = await RecordStakes.Handle(id, new(read.Value.All), with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct);
        with.Db.ChangeTracker.Clear();
        return done.Problem is { } problem ? await Page(view, id, read.Value, problem, with, ct) : Html.Go($"/enclaves/{id}/stakes");
    }

    private static async Task<IResult> Page(View view, Id<Enclave> id, Upload.Rows<RecordStakes.One>? read, Problem? problem, EnclavesPage.Reading with, CancellationToken ct)
    {
        var may = await EnclaveSight.Find(id, EnclavesModule.Plan, with.Db, view.Actor, ct);
        if ((may.Problem ?? (problem?.Status is 401 or 403 or 404 ? problem : null)) is { } no)
        {
            return Html.Refused(view, no);
        }
        var (of, tree, register) = ((await ShowEnclave.Handle(id, with.Trees, with.Places, with.Db, view.Actor, with.Clock, ct)).Value, await with.Trees.Read(with.Db, ct), await with.Places.Read(with.Db, ct));
        IReadOnlyList<string> names = [.. (read?.All ?? []).Select(s => s.Organisation is { } body ? tree.Find(body)?.Name ?? "" : s.Place is { } place ? register.NameOf(place) : "")];
        return Html.Show<ImportStakesPage, Shown>(view, view.Say("enclaves.import"), new(of, read?.All, names, read?.Carried, problem), problem?.Status ?? 200, of.Simulated);
    }
}
