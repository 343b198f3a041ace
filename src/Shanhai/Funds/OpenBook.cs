using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Funds;

/// <summary>Opens the books of a body under a chart of accounts. Officers of its area may.</summary>
public sealed record OpenBook(Id<Organisation>? Owner, string? Name, string? Chart)
{
    public long? ApproveAbove { get; init; }
    public bool Public { get; init; }

    public sealed record Opened(Id<Book> Id);

    public static async Task<Result<Opened>> Handle(OpenBook input, Charts charts, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(FundsModule.Keep) is { } no)
        {
            return no;
        }
        var tree = await trees.Read(db, ct);
        var owner = input.Owner is { } named ? tree.Successor(named) : null;
        if (Judge(input, owner, charts).Refusal is { } refusal)
        {
            return refusal;
        }
        if (!BookSight.MayDo(actor, FundsModule.Keep, owner!.Id, owner.Place, tree))
        {
            return Problem.Refused("funds.not-your-body", owner.Name);
        }
        if (await db.Books.AnyAsync(b => b.Owner == owner.Id && b.Chart == input.Chart, ct))
        {
            return Problem.Clash("funds.book-there", owner.Name);
        }
        var book = Add(owner, input.Name, input.Chart!, simulated: false, db, clock);
        (book.ApproveAbove, book.Public) = (input.ApproveAbove, input.Public);
        db.Record(actor, FundsModule.Keep, FundsModule.SubjectOf(book.Id), place: book.Place);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException failure) when (db.Dialect.IsDuplicate(failure))
        {
            return Problem.Clash("funds.book-there", owner.Name);
        }
        return new Opened(book.Id);
    }

    internal static Book Add(Body owner, string? name, string chart, bool simulated, Db db, TimeProvider clock)
    {
        var book = new Book
        {
            Id = Id<Book>.New(clock), Owner = owner.Id, Place = owner.Place, Name = string.IsNullOrWhiteSpace(name) ? owner.Name[..Math.Min(owner.Name.Length, Book.LongestName)] : name.Trim(),
            Chart = chart, Simulated = simulated, OpenedAt = clock.GetUtcNow(),
        };
        db.Books.Add(book);
        return book;
    }

    private static Errors Judge(OpenBook input, Body? owner, Charts charts)
    {
        var errors = new Errors().Limit(input.Name, Book.LongestName, "name");
        if (owner is null)
        {
            errors.Add("owner", "funds.say-owner");
        }
        if (charts.Find(input.Chart) is not { } chart)
        {
            errors.Add("chart", "funds.say-chart");
        }
        else if (owner is not null && chart.IsOfVillages && owner.Kind is not (OrganisationKind.VillageCollective or OrganisationKind.VillageCommittee))
        {
            errors.Add("chart", "funds.chart-of-villages", chart.Name, owner.Name);
        }
        if (input.ApproveAbove is <= 0)
        {
            errors.Add("approveAbove", "funds.limit-above-zero");
        }
        return errors;
    }
}

/// <summary>Changes a book's name, its limit of approval and whether its money may be followed by anybody. Officers of its area may.</summary>
public sealed record ChangeBook(string? Name, long? ApproveAbove, bool Public)
{
    public sealed record Changed(Id<Book> Id);

    public static async Task<Result<Changed>> Handle(Id<Book> id, ChangeBook input, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        if ((await BookSight.Find(id, FundsModule.Keep, trees, db, actor, ct)).Problem is { } no)
        {
            return no;
        }
        var errors = new Errors().Require(input.Name, "name").Limit(input.Name, Book.LongestName, "name");
        if (input.ApproveAbove is <= 0)
        {
            errors.Add("approveAbove", "funds.limit-above-zero");
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        var book = await db.Books.FirstAsync(b => b.Id == id, ct);
        (book.Name, book.ApproveAbove, book.Public) = (input.Name!.Trim(), input.ApproveAbove, input.Public);
        book.Version++;
        db.Record(actor, FundsModule.Keep, FundsModule.SubjectOf(id), place: book.Place);
        await db.SaveChangesAsync(ct);
        return new Changed(id);
    }
}

/// <summary>Adds an account to a book: a detail of one of its chart, or one whose code the chart leaves to the book. Officers of its area may.</summary>
public sealed record AddAccount(string? Code, string? Name, AccountClass? Class)
{
    public bool Restricted { get; init; }
    public bool Money { get; init; }
    public bool Debt { get; init; }

    public sealed record Added(string Code);

    public static async Task<Result<Added>> Handle(Id<Book> id, AddAccount input, Charts charts, CurrentTree trees, Db db, Actor actor, CancellationToken ct)
    {
        var found = await BookSight.Find(id, FundsModule.Keep, trees, db, actor, ct);
        if (found.Problem is { } no)
        {
            return no;
        }
        var accounts = await BookAccounts.Of(found.Value, charts, db, ct);
        if (input.Judge(accounts).Refusal is { } refusal)
        {
            return refusal;
        }
        var code = input.Code!.Trim();
        var main = accounts.Find(code.Split('.')[0]);
        db.BookAccounts.Add(new()
        {
            Book = id, Code = code, Name = input.Name!.Trim(), Class = main?.Class ?? input.Class!.Value,
            Restricted = input.Restricted, Money = main?.Money ?? input.Money, Debt = main?.Debt ?? input.Debt,
        });
        db.Record(actor, FundsModule.Keep, FundsModule.SubjectOf(id), new { account = code }, found.Value.Place);
        await db.SaveChangesAsync(ct);
        return new Added(code);
    }

    private Errors Judge(BookAccounts accounts)
    {
        var errors = new Errors().Require(Code, "code").Limit(Code, BookAccount.LongestCode, "code").Require(Name, "accountName").Limit(Name, BookAccount.LongestName, "accountName");
        var code = Code?.Trim() ?? "";
        if (code.Length > 0 && (code.Split('.') is { Length: > 2 } || code.Split('.').Any(p => p.Length is 0 or > 8 || !p.All(char.IsAsciiLetterOrDigit))))
        {
            errors.Add("code", "funds.code-shape", code);
        }
        else if (accounts.Find(code) is not null)
        {
            errors.Add("code", "funds.code-there", code);
        }
        else if (code.Contains('.', StringComparison.Ordinal) && accounts.Find(code.Split('.')[0]) is null)
        {
            errors.Add("code", "funds.no-main", code, code.Split('.')[0]);
        }
        else if (code.Length > 0 && !code.Contains('.', StringComparison.Ordinal) && (Class is not { } said || !Enum.IsDefined(said)))
        {
            errors.Add("class", "funds.say-class");
        }
        return errors;
    }
}
