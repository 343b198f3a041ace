using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Funds;

/// <summary>
/// Adds an account to a book: a detail of one of its chart, which takes after it in everything, or a main account of a class that the chart leaves to the book. Officers of its area may.
/// </summary>
public sealed record AddAccount(string? Code, string? Name, AccountClass? Class)
{
    /// <summary>May never fall below zero; money never may.</summary>
    public bool Restricted { get; init; }
    public bool Money { get; init; }
    public bool Debt { get; init; }

    /// <summary>See <see cref="BookAccount.General"/>.</summary>
    public bool General { get; init; }

    public sealed record Added(string Code);

    public static async Task<Result<Added>> Handle(Id<Book> id, AddAccount input, Charts charts, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var found = await BookSight.Find(id, FundsModule.Keep, trees, db, actor, ct);
        if ((found.Problem ?? actor.Stale(clock)) is { } no)
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
            Restricted = main?.Restricted == true || input.Restricted || (main?.Money ?? input.Money), Money = main?.Money ?? input.Money, Debt = main?.Debt ?? input.Debt, General = input.General,
        });
        db.Record(actor, FundsModule.Keep, FundsModule.SubjectOf(id), new { account = code }, found.Value.Place);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException failure) when (db.Dialect.IsDuplicate(failure))
        {
            return new Errors().Add("code", "funds.code-there", code).Refusal!;
        }
        return new Added(code);
    }

    private Errors Judge(BookAccounts accounts)
    {
        var errors = new Errors().Require(Code, "code").Limit(Code, BookAccount.LongestCode, "code").Require(Name, "accountName").Limit(Name, BookAccount.LongestName, "accountName");
        var (code, open) = (Code?.Trim() ?? "", accounts.Chart.OpenClasses);
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
        else if (General && (!code.Contains('.', StringComparison.Ordinal) || accounts.Find(code.Split('.')[0])?.GeneralFigure is null))
        {
            errors.Add("general", "funds.general-of-subsidies", string.Join(' ', accounts.All.Where(a => a.GeneralFigure is not null).Select(a => a.Code)));
        }
        else if (code.Length > 0 && !code.Contains('.', StringComparison.Ordinal))
        {
            if (open.Count == 0)
            {
                errors.Add("code", "funds.no-own-mains", code, accounts.Chart.Name);
            }
            else if (Class is not { } said || !open.Contains(said))
            {
                errors.Add("class", "funds.say-class");
            }
        }
        return errors;
    }
}
