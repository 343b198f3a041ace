using Microsoft.AspNetCore.Mvc;

namespace Shanhai.Funds.Carry;

/// <summary>The balances of the book of the replaced chart, each with the account it goes to; carried over as the opening balances of the new book, and compared with them afterwards.</summary>
public partial class CarryPage
{
    public sealed record Shown(ShowCarried Of, IReadOnlyList<Account> Accounts, bool MayPost, Typed Form, Problem? Problem)
    {
        /// <summary>What was chosen, else the account of the same name.</summary>
        public string? To(ShowCarried.Row row) => Form.Chosen.TryGetValue(row.Account, out var chosen) ? chosen : row.To;
    }

    /// <summary>As typed; old and new accounts are parallel lists.</summary>
    public sealed record Typed
    {
        public string[]? From { get; init; }
        public string[]? To { get; init; }
        public string? Document { get; init; }

        public IReadOnlyDictionary<string, string> Chosen => (From ?? []).Zip(To ?? []).DistinctBy(a => a.First).ToDictionary(a => a.First, a => a.Second ?? "");
    }

    public static Task<IResult> Show(View view, Id<Book> id, [AsParameters] BooksPage.Reading with, CancellationToken ct) => Page(view, id, new(), null, with, ct);

    public static async Task<IResult> Post(View view, Id<Book> id, [FromForm] Typed? form, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        form ??= new();
        var done = await CarryBalances.Handle(id, new(form.Chosen) { Document = form.Document }, with.Charts, with.Trees, with.Db, view.Actor, with.Clock, ct);
        return done.Problem is { } problem ? await Page(view, id, form, problem, with, ct) : Html.Go($"/books/{id}?done=" + (done.Value.Entry is null ? "waits" : "carried"));
    }

    private static async Task<IResult> Page(View view, Id<Book> id, Typed form, Problem? problem, BooksPage.Reading with, CancellationToken ct)
    {
        if (problem is { Status: 401 or 403 or 404 })
        {
            return Html.Refused(view, problem);
        }
        with.Db.ChangeTracker.Clear();
        var shown = await ShowCarried.Handle(id, with.Charts, with.Trees, with.Db, view.Actor, ct);
        if (shown.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var book = (await BookSight.Find(id, FundsModule.View, with.Trees, with.Db, view.Actor, ct)).Value;
        return Html.Show<CarryPage, Shown>(view, view.Say("funds.carry"), new(shown.Value, [.. (await BookAccounts.Of(book, with.Charts, with.Db, ct)).All.Where(a => !a.IsOfTheYear)],
            BookSight.MayDo(view.Actor, FundsModule.Post, book, await with.Trees.Read(with.Db, ct)), form, problem), problem?.Status ?? 200, book.Simulated);
    }
}
