using Microsoft.AspNetCore.Mvc;

namespace Shanhai.Funds;

/// <summary>One entry with its lines, what it is tied to, and the way to take it back.</summary>
public partial class EntryPage
{
    public sealed record Shown(ShowLedgerEntry Entry, Typed? Form, string? Done, Problem? Problem)
    {
        /// <summary>Names of papers come only to those who may open them.</summary>
        public bool MayOpenPapers => Entry.Entry.Papers.Any(p => p.Name.Length > 0);
    }

    public sealed record Typed
    {
        public string? On { get; init; }
        public string? Why { get; init; }
    }

    public static Task<IResult> Show(View view, Id<Entry> id, string? done, [AsParameters] BooksPage.Reading with, CancellationToken ct) =>
        Page(view, id, null, done is "posted" or "reversed" ? done : null, null, with, ct);

    public static async Task<IResult> Reverse(View view, Id<Entry> id, [FromForm] Typed? form, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        form ??= new();
        var errors = new Errors();
        var input = new ReverseEntry(TypedDay.Read(form.On, "on", errors), form.Why);
        var done = errors.Refusal is { } noDay ? noDay : await ReverseEntry.Handle(id, input, with.Charts, with.Trees, with.Db, view.Actor, with.Clock, ct);
        return done.Problem is { } problem ? await Page(view, id, form, null, problem, with, ct)
            : done.Value.Entry is { } entry ? Html.Go($"/books/entries/{entry}?done=reversed") : Html.Go("/books/approvals?done=waits");
    }

    private static async Task<IResult> Page(View view, Id<Entry> id, Typed? form, string? done, Problem? problem, BooksPage.Reading with, CancellationToken ct)
    {
        if (problem is { Status: 401 or 403 or 404 })
        {
            return Html.Refused(view, problem);
        }
        with.Db.ChangeTracker.Clear();
        var shown = await ShowLedgerEntry.Handle(id, with.Charts, with.Trees, with.Places, with.Db, view.Actor, ct);
        return shown.Problem is { } no ? Html.Refused(view, no)
            : Html.Show<EntryPage, Shown>(view, view.Say("funds.entry-n", shown.Value.Entry.Number), new(shown.Value, form, done, problem), problem?.Status ?? 200, shown.Value.Simulated);
    }
}
