using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Shanhai.Organisations;

namespace Shanhai.Funds;

/// <summary>Opening a book, and its settings: name, limit of approval, accounts of its own, closing and reopening.</summary>
public partial class BookFormPage
{
    private const int MostBodies = 500;

    /// <param name="Book">Null: a new one.</param>
    /// <param name="At">Which form the problem belongs to.</param>
    public sealed record Shown(Book? Book, IReadOnlyList<Body> Bodies, IReadOnlyList<Chart> Charts, IReadOnlyList<Account> Own, Typed Form, string? At, bool MayKeep, bool MayClose, bool MayReopen, Problem? Problem)
    {
        public Problem? For(string form) => At == form ? Problem : null;
    }

    public sealed record Typed
    {
        public string? Owner { get; init; }
        public string? Name { get; init; }
        public string? Chart { get; init; }
        public string? ApproveAbove { get; init; }
        public string? Public { get; init; }
        public string? CompleteFrom { get; init; }
        public string? Version { get; init; }
        public string? Idle { get; init; }
        public string? Code { get; init; }
        public string? AccountName { get; init; }
        public string? Class { get; init; }
        public string? Restricted { get; init; }
        public string? Money { get; init; }
        public string? General { get; init; }
        public string? Debt { get; init; }
        public string? Through { get; init; }
        public string? From { get; init; }
        public string? Why { get; init; }

        public long? Limit(Errors errors)
        {
            if (string.IsNullOrWhiteSpace(ApproveAbove))
            {
                return null;
            }
            if (Amounts.TryRead(ApproveAbove, Commodity.Fen, out var fen))
            {
                return fen;
            }
            errors.Add("approveAbove", "funds.not-an-amount", ApproveAbove.Trim());
            return null;
        }
    }

    public static Task<IResult> New(View view, string? owner, [AsParameters] BooksPage.Reading with, CancellationToken ct) =>
        NewPage(view, new() { Owner = owner, ApproveAbove = (LedgerRules.Shipped.Fen / 100m).ToString("0.##", CultureInfo.InvariantCulture) }, null, with, ct);

    public static async Task<IResult> Create(View view, [FromForm] Typed? form, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        form ??= new();
        var errors = new Errors();
        var (limit, from) = (form.Limit(errors), TypedDay.Read(form.CompleteFrom, "completeFrom", errors));
        var opened = errors.Refusal is { } untyped ? untyped : await OpenBook.Handle(
            new(Id<Organisation>.TryParse(form.Owner, null, out var owner) ? owner : null, form.Name, form.Chart) { ApproveAbove = limit, Public = form.Public == "true", CompleteFrom = from }, with.Charts, with.Trees, with.Db, view.Actor, with.Clock, ct);
        return opened.Problem is { } problem ? await NewPage(view, form, problem, with, ct) : Html.Go($"/books/{opened.Value.Id}?done=" + (opened.Value.Waits is null ? "opened" : "opened-waits"));
    }

    public static Task<IResult> Edit(View view, Id<Book> id, [AsParameters] BooksPage.Reading with, CancellationToken ct) => Page(view, id, null, null, null, with, ct);

    public static async Task<IResult> Change(View view, Id<Book> id, [FromForm] Typed? form, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        form ??= new();
        var errors = new Errors();
        var (limit, from) = (form.Limit(errors), TypedDay.Read(form.CompleteFrom, "completeFrom", errors));
        var changed = errors.Refusal is { } untyped ? untyped : await ChangeBook.Handle(
            id, new(form.Name ?? "", limit, form.Public == "true", int.TryParse(form.Version, CultureInfo.InvariantCulture, out var seen) ? seen : null) { NoLimit = limit is null, CompleteFrom = from },
            with.Trees, with.Db, view.Actor, with.Clock, ct);
        return changed.Problem is { } problem ? await Page(view, id, form, "settings", problem, with, ct) : Html.Go($"/books/{id}?done=" + (changed.Value.Waits is null ? "changed" : "changed-waits"));
    }

    public static async Task<IResult> Account(View view, Id<Book> id, [FromForm] Typed? form, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        form ??= new();
        var added = await AddAccount.Handle(id, new(form.Code, form.AccountName, Enum.TryParse<AccountClass>(form.Class, out var said) && Enum.IsDefined(said) ? said : null)
        {
            Restricted = form.Restricted == "true", Money = form.Money == "true", Debt = form.Debt == "true", General = form.General == "true",
        }, with.Charts, with.Trees, with.Db, view.Actor, with.Clock, ct);
        return added.Problem is { } problem ? await Page(view, id, form, "account", problem, with, ct) : Html.Go($"/books/{id}?done=account");
    }

    public static async Task<IResult> Close(View view, Id<Book> id, [FromForm] Typed? form, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        form ??= new();
        var closed = await CloseBook.Handle(id, new(Month(form.Through)) { Idle = form.Idle == "true" }, with.Charts, with.Trees, with.Db, view.Actor, with.Clock, ct);
        return closed.Problem is { } problem ? await Page(view, id, form, "close", problem, with, ct) : Html.Go($"/books/{id}?done=closed");
    }

    public static async Task<IResult> Reopen(View view, Id<Book> id, [FromForm] Typed? form, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        form ??= new();
        var reopened = await ReopenBook.Handle(id, new(Month(form.From), form.Why), with.Charts, with.Trees, with.Db, view.Actor, with.Clock, ct);
        return reopened.Problem is { } problem ? await Page(view, id, form, "reopen", problem, with, ct) : Html.Go($"/books/{id}?done=" + (reopened.Value.Waits is null ? "reopened" : "reopen-waits"));
    }

    private static Period? Month(string? typed) => Period.TryParse(typed?.Normalize(System.Text.NormalizationForm.FormKC).Replace('/', '-').Replace('.', '-'), out var month) && month.Type == PeriodType.Month ? month : null;

    private static async Task<IResult> NewPage(View view, Typed form, Problem? problem, BooksPage.Reading with, CancellationToken ct)
    {
        if ((view.Actor.Refuses(FundsModule.Keep) ?? (problem is { Status: 403 } ? problem : null)) is { } no)
        {
            return AgainPage.Or(view, no, "/books/new");
        }
        var tree = await with.Trees.Read(with.Db, ct);
        List<Body> bodies = [.. tree.All.Where(b => b.StandsOn(null) && BookSight.MayDo(view.Actor, FundsModule.Keep, b.Id, b.Place, tree))
            .OrderByDescending(b => b.Kind is OrganisationKind.VillageCollective).ThenBy(b => b.Place).ThenBy(b => b.Kind).ThenBy(b => b.Id).Take(MostBodies)];
        return Html.Show<BookFormPage, Shown>(view, view.Say("funds.new"), new(null, bodies, with.Charts.All, [], form, "new", true, false, false, problem), problem?.Status ?? 200);
    }

    private static async Task<IResult> Page(View view, Id<Book> id, Typed? form, string? at, Problem? problem, BooksPage.Reading with, CancellationToken ct)
    {
        if (problem is { Status: 401 or 403 or 404 })
        {
            return AgainPage.Or(view, problem, $"/books/{id}/settings");
        }
        with.Db.ChangeTracker.Clear();
        var found = await BookSight.Find(id, FundsModule.View, with.Trees, with.Db, view.Actor, ct);
        if (found.Problem is { } no)
        {
            return Html.Refused(view, no);
        }
        var (book, tree) = (found.Value, await with.Trees.Read(with.Db, ct));
        bool May(string verb) => BookSight.MayDo(view.Actor, verb, book, tree);
        if (!May(FundsModule.Keep) && !May(FundsModule.Close) && !May(FundsModule.Reopen))
        {
            return Html.Refused(view, Problem.Refused("funds.not-your-book", book.Name));
        }
        var accounts = await BookAccounts.Of(book, with.Charts, with.Db, ct);
        form ??= new()
        {
            Name = book.Name, ApproveAbove = book.ApproveAbove is { } limit ? (limit / 100m).ToString("0.##", CultureInfo.InvariantCulture) : null, Public = book.Public ? "true" : null,
            CompleteFrom = book.CompleteFrom?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Version = book.SettingsVersion.ToString(CultureInfo.InvariantCulture),
            Through = (book.ClosedThrough?.AddDays(1) ?? ChinaDay.Today(with.Clock).AddMonths(-1)).ToString("yyyy-MM", CultureInfo.InvariantCulture),
            From = book.ClosedThrough?.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        };
        return Html.Show<BookFormPage, Shown>(view, view.Say("funds.settings"),
            new(book, [], [accounts.Chart], [.. accounts.All.Where(a => accounts.Chart.Accounts.All(c => c.Code != a.Code))], form, at, May(FundsModule.Keep), May(FundsModule.Close), May(FundsModule.Reopen), problem),
            problem?.Status ?? 200, book.Simulated);
    }
}
