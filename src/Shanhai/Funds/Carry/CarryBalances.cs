using Shanhai.Organisations;

namespace Shanhai.Funds.Carry;

/// <summary>
/// What stands in the book of the replaced chart at its last day, account by account, with the account of the new book that it would go to; and, once the new book is opened, whether its opening balances still say the
/// same. Whoever works in the book's area may.
/// </summary>
/// <param name="Closed">The old book is closed through its last day: before that nothing is carried over.</param>
/// <param name="Opened">The day of the new book's opening balances; null: it has none.</param>
public sealed record ShowCarried(Id<Book> Book, string BookName, Id<Book> From, string FromName, DateOnly AsOf, bool Closed, DateOnly? Opened, IReadOnlyList<ShowCarried.Row> Rows, IReadOnlyList<ShowCarried.Difference> Differences)
{
    /// <param name="Net">Debit less credit, fen.</param>
    /// <param name="To">The account of the same name and class; null: a person says which.</param>
    public sealed record Row(string Account, Both Name, AccountClass Class, long Net, string? To);

    /// <summary>Where the opening balances are not what the old book ends with: it was reopened since, or they came from elsewhere. By class, whatever account became which.</summary>
    public sealed record Difference(AccountClass Class, long Carried, long Opened);

    public static async Task<Result<ShowCarried>> Handle(Id<Book> id, Charts charts, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        var found = await BookSight.Find(id, FundsModule.View, trees, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        if (await Predecessor.Of(found.Value, charts, BookSight.Books(db, actor, FundsModule.View), ct) is not { } before)
        {
            return Problem.Missing("funds.no-predecessor", found.Value.Name);
        }
        var (book, to) = (found.Value, await BookAccounts.Of(found.Value, charts, db, ct));
        var from = await BookAccounts.Of(before, charts, db, ct);
        var last = from.Chart.To!.Value;
        IReadOnlyList<Row> rows = [.. (await Balances.AsOf(db, before.Id, last, ct)).Where(b => b.Commodity == Commodity.Fen && b.Net != 0).Select(b => (Account: from.Find(b.Account)!, b.Net))
            .Select(b => new Row(b.Account.Code, b.Account.Name, b.Account.Class, b.Net, Same(b.Account, from, to)))];
        return new ShowCarried(id, book.Name, before.Id, before.Name, last, before.ClosedThrough >= last, book.OpeningOn, rows, book.OpeningOn is { } opened ? await Differ(book, opened, rows, to, db, ct) : []);
    }

    // The account of the same name and class: a code alone may mean something else today. A detail that the new book has not goes where its main account goes.
    private static string? Same(Account old, BookAccounts from, BookAccounts to)
    {
        bool Alike(Account account) => account.Class == old.Class && account.Name.Zh == old.Name.Zh;
        return (to.All.FirstOrDefault(a => a.Code == old.Code && Alike(a)) ?? to.All.FirstOrDefault(Alike))?.Code
            ?? (old.Code != old.Main && from.Find(old.Main) is { } main ? Same(main, from, to) : null);
    }

    private static async Task<IReadOnlyList<Difference>> Differ(Book book, DateOnly opened, IReadOnlyList<Row> rows, BookAccounts to, Db db, CancellationToken ct)
    {
        // A contra account is taken off the assets.
        static AccountClass Of(AccountClass of) => of == AccountClass.Contra ? AccountClass.Asset : of;
        var there = (await Balances.Openings(db, book.Id, opened, opened, ct)).Where(b => b.Commodity == Commodity.Fen).GroupBy(b => Of(to.Find(b.Account)!.Class)).ToDictionary(g => g.Key, g => g.Sum(b => b.Net));
        var carried = rows.GroupBy(r => Of(r.Class)).ToDictionary(g => g.Key, g => g.Sum(r => r.Net));
        return [.. carried.Keys.Union(there.Keys).Order().Where(c => carried.GetValueOrDefault(c) != there.GetValueOrDefault(c)).Select(c => new Difference(c, carried.GetValueOrDefault(c), there.GetValueOrDefault(c)))];
    }
}

/// <summary>
/// Carries the balances of a closed book under the replaced chart over into the opening balances of the owner's book under the new one, as one entry with all the checks of opening balances. Which account becomes which
/// is taken from their names where they are the same, and said where they are not. Officers and clerks who keep the book may.
/// </summary>
/// <param name="Accounts">Old account to new.</param>
public sealed record CarryBalances(IReadOnlyDictionary<string, string>? Accounts)
{
    /// <summary>The paper they rest on; null: the closed book itself.</summary>
    public string? Document { get; init; }

    public static async Task<Result<PostEntries.Done>> Handle(Id<Book> id, CarryBalances input, Charts charts, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var allowed = await BookSight.Find(id, FundsModule.Post, trees, db, actor, ct);
        var shown = allowed.Problem is { } no ? no : await ShowCarried.Handle(id, charts, trees, db, actor, ct);
        if (shown.Problem is { } unseen)
        {
            return unseen;
        }
        var of = shown.Value;
        if (!of.Closed)
        {
            return Problem.Clash("funds.carry-unclosed", of.FromName, of.AsOf);
        }
        var (to, errors, sums) = (await BookAccounts.Of(allowed.Value, charts, db, ct), new Errors(), new SortedDictionary<string, long>(StringComparer.Ordinal));
        foreach (var row in of.Rows)
        {
            var said = input.Accounts?.GetValueOrDefault(row.Account);
            var target = string.IsNullOrWhiteSpace(said) ? row.To : said.Trim();
            if (target is null || to.Find(target) is not { IsOfTheYear: false } account)
            {
                errors.Add($"accounts[{row.Account}]", target is null ? "funds.carry-say" : "funds.carry-account", row.Account, row.Name, target ?? "");
                continue;
            }
            sums[account.Code] = sums.GetValueOrDefault(account.Code) + row.Net;
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        var entry = new EntryContent(of.AsOf.AddDays(1), Words.Say(Language.Chinese, "funds.carry-text"), string.IsNullOrWhiteSpace(input.Document) ? Words.Say(Language.Chinese, "funds.carry-document", of.AsOf) : input.Document,
            [.. sums.Where(s => s.Value != 0).Select(s => new EntryContent.Line(s.Key, s.Value > 0 ? s.Value : 0, s.Value < 0 ? -s.Value : 0))]) { Kind = EntryKind.Opening };
        var entered = await PostEntries.Handle(id, new([entry]), charts, trees, db, actor, clock, ct);
        return entered.Problem is { } problem ? problem with { Fields = [.. problem.Fields.Select(f => f with { Field = f.Field.Replace("entries[0].", "", StringComparison.Ordinal) })] } : entered.Value.Entries[0];
    }
}
