using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Shanhai.Funds.Papers;
using Shanhai.Voices.Files;

namespace Shanhai.Funds;

/// <summary>One entry with its lines, what it is tied to, and the way to take it back.</summary>
public partial class EntryPage
{
    /// <param name="At">Which form the problem belongs to.</param>
    public sealed record Shown(ShowLedgerEntry Entry, Typed? Form, string? Done, string? At, Problem? Problem)
    {
        public Problem? For(string form) => At == form ? Problem : null;

        /// <summary>Names of papers come only to those who may open them.</summary>
        public bool MayOpenPapers => Entry.Entry.Papers.Any(p => p.Name.Length > 0);
    }

    public sealed record Typed
    {
        public string? On { get; init; }
        public string? Why { get; init; }
    }

    public static Task<IResult> Show(View view, Id<Entry> id, string? done, [AsParameters] BooksPage.Reading with, CancellationToken ct) =>
        Page(view, id, null, done is "posted" or "reversed" or "attached" ? done : null, null, null, with, ct);

    public static async Task<IResult> Reverse(View view, Id<Entry> id, [FromForm] Typed? form, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        form ??= new();
        var errors = new Errors();
        var input = new ReverseEntry(TypedDay.Read(form.On, "on", errors), form.Why);
        var done = errors.Refusal is { } noDay ? noDay : await ReverseEntry.Handle(id, input, with.Charts, with.Trees, with.Db, view.Actor, with.Clock, ct);
        return done.Problem is { } problem ? await Page(view, id, form, null, "reverse", problem, with, ct)
            : done.Value.Entry is { } entry ? Html.Go($"/books/entries/{entry}?done=reversed") : Html.Go("/books/approvals?done=waits");
    }

    /// <summary>Papers that came late: put into the book and added to the entry.</summary>
    public static async Task<IResult> Attach(View view, Id<Entry> id, HttpRequest request, Attachments attachments, Vault vault, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        var seen = BookSight.Books(with.Db, view.Actor, FundsModule.View);
        var of = await with.Db.Entries.AsNoTracking().Where(e => e.Id == id && seen.Any(b => b.Id == e.Book)).Select(e => (Id<Book>?)e.Book).FirstOrDefaultAsync(ct);
        if ((view.Actor.Refuses(FundsModule.Post) ?? (of is null ? Problem.Missing("funds.no-entry") : null)) is { } no)
        {
            return Html.Refused(view, no);
        }
        var added = await AddPapers.Handle(of!.Value, request, attachments, vault, with.Trees, with.Db, view.Actor, with.Clock, ct);
        var done = added.Problem is { } unkept ? unkept : await AttachPapers.Handle(id, new([.. added.Value.Papers.Select(p => p.Id)]), with.Trees, with.Db, view.Actor, ct);
        return done.Problem is { } problem ? await Page(view, id, null, null, "attach", problem, with, ct) : Html.Go($"/books/entries/{id}?done=attached");
    }

    private static async Task<IResult> Page(View view, Id<Entry> id, Typed? form, string? done, string? at, Problem? problem, BooksPage.Reading with, CancellationToken ct)
    {
        if (problem is { Status: 401 or 403 or 404 })
        {
            return Html.Refused(view, problem);
        }
        with.Db.ChangeTracker.Clear();
        var shown = await ShowLedgerEntry.Handle(id, with.Charts, with.Trees, with.Places, with.Db, view.Actor, ct);
        return shown.Problem is { } no ? Html.Refused(view, no)
            : Html.Show<EntryPage, Shown>(view, view.Say("funds.entry-n", shown.Value.Entry.Number), new(shown.Value, form, done, at, problem), problem?.Status ?? 200, shown.Value.Simulated);
    }
}
