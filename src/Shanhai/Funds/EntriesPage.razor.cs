using System.Runtime.CompilerServices;
using Shanhai.Host.Tables;

namespace Shanhai.Funds;

/// <summary>The entries of a book, the newest first: search by words, account and days, paging, export line by line.</summary>
public partial class EntriesPage
{
    private static readonly string[] Heads = ["number", "on", "text", "document", "account", "account-name", "commodity", "village", "debit", "credit", "payee", "project", "prepared", "approved"];

    public sealed record Shown(Id<Book> Book, string BookName, Page<FindLedgerEntries.Row> Found, Address Typed, IReadOnlyList<Account> Accounts, bool MayPost, Problem? Problem)
    {
        public bool IsFiltered => Typed.Q is { Length: > 0 } || Typed.Account is { Length: > 0 } || Typed.From is { Length: > 0 } || Typed.To is { Length: > 0 };
    }

    public sealed record Address
    {
        public string? Q { get; init; }
        public string? Account { get; init; }
        public string? From { get; init; }
        public string? To { get; init; }
        public string? After { get; init; }

        public FindLedgerEntries Filter(Errors errors) => new() { Q = Q, Account = Account, From = TypedDay.Read(From, "from", errors), To = TypedDay.Read(To, "to", errors), After = After };
    }

    public static async Task<IResult> Show(View view, Id<Book> id, [AsParameters] Address address, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var found = await FindLedgerEntries.Handle(id, address.Filter(errors), with.Charts, with.Trees, with.Places, with.Db, view.Actor, ct);
        if (found.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        var book = (await BookSight.Find(id, FundsModule.View, with.Trees, with.Db, view.Actor, ct)).Value;
        return Html.Show<EntriesPage, Shown>(view, book.Name, new(id, book.Name, found.Value, address, (await BookAccounts.Of(book, with.Charts, with.Db, ct)).All,
            BookSight.MayDo(view.Actor, FundsModule.Post, book, await with.Trees.Read(with.Db, ct)), errors.Refusal), errors.Refusal?.Status ?? 200, book.Simulated);
    }

    public static async Task<IResult> Export(View view, Id<Book> id, [AsParameters] Address address, string? format, [AsParameters] BooksPage.Reading with, CancellationToken ct)
    {
        var errors = new Errors();
        var filter = address.Filter(errors) with { After = null, Size = 1000 };
        var first = errors.Refusal is { } noDay ? noDay : await FindLedgerEntries.Handle(id, filter, with.Charts, with.Trees, with.Places, with.Db, view.Actor, ct);
        if (first.Problem is { } problem)
        {
            return Html.Refused(view, problem);
        }
        TableColumn[] heads = [.. Heads.Select(k => new TableColumn(view.Say("funds." + k), 16))];
        var rows = All(id, first.Value, filter, with, view, ct).SelectMany(r => r.Lines.Select(l => new object?[]
        {
            r.Number, r.On, r.Text, r.Document, l.Account, view.Say(l.Name), view.Say("funds.commodity." + l.Commodity), l.VillageName, l.Debit == 0 ? null : Amounts.Shown(l.Commodity, l.Debit),
            l.Credit == 0 ? null : Amounts.Shown(l.Commodity, l.Credit), r.Payee, r.Project, r.PreparedBy, r.ApprovedBy?.Replace("\n", view.Say("funds.comma"), StringComparison.Ordinal),
        }));
        return TableFile.Of(view, format, view.Say("funds.entries-list"), heads, rows);
    }

    private static async IAsyncEnumerable<FindLedgerEntries.Row> All(
        Id<Book> id, Page<FindLedgerEntries.Row> page, FindLedgerEntries filter, BooksPage.Reading with, View view, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            foreach (var row in page.Rows)
            {
                yield return row;
            }
            if (page.Next is not { } next)
            {
                yield break;
            }
            page = (await FindLedgerEntries.Handle(id, filter with { After = next }, with.Charts, with.Trees, with.Places, with.Db, view.Actor, ct)).Value;
        }
    }
}
