using Microsoft.EntityFrameworkCore;
using Shanhai.Organisations;

namespace Shanhai.Funds;

/// <summary>
/// Takes an entry back in red: the same lines with a minus, naming it; the entry itself stays. Dated into a later year, what was income or expense is corrected against the
/// distribution of profit, so that it does not change the later year's income. Officers and clerks who keep the book may.
/// </summary>
public sealed record ReverseEntry(DateOnly? On, string? Why)
{
    public static async Task<Result<PostEntries.Done>> Handle(Id<Entry> id, ReverseEntry input, Charts charts, CurrentTree trees, Db db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        if (actor.Refuses(FundsModule.Post) is { } no)
        {
            return no;
        }
        var seen = BookSight.Books(db, actor, FundsModule.View);
        if (await db.Entries.AsNoTracking().FirstOrDefaultAsync(e => e.Id == id && seen.Any(b => b.Id == e.Book), ct) is not { } entry)
        {
            return Problem.Missing("funds.no-entry");
        }
        if (entry.Kind == EntryKind.YearEnd)
        {
            return Problem.Clash("funds.reverse-by-reopening");
        }
        if (entry.Reverses is not null)
        {
            return Problem.Clash("funds.reversal-stays");
        }
        var errors = new Errors().Require(input.Why, "why").Limit(input.Why, Entry.LongestText - 20, "why");
        var on = input.On ?? entry.On;
        if (on < entry.On)
        {
            errors.Add("on", "funds.reverse-before", entry.On);
        }
        if (errors.Refusal is { } refusal)
        {
            return refusal;
        }
        var accounts = await BookAccounts.Of(await seen.FirstAsync(b => b.Id == entry.Book, ct), charts, db, ct);
        var lines = await db.Postings.AsNoTracking().Where(p => p.Entry == id).OrderBy(p => p.Line).ToListAsync(ct);
        var prior = on.Year > entry.On.Year && accounts.Chart.Distribution is not null && lines.Exists(l => accounts.Find(l.Account) is { IsOfTheYear: true });
        var opposite = new EntryContent(on, input.Why!.Trim(), entry.Document,
            [.. lines.Select(l => new EntryContent.Line(prior && accounts.Find(l.Account)!.IsOfTheYear ? accounts.Chart.Distribution : l.Account, l.Amount < 0 ? -l.Amount : 0, l.Amount > 0 ? l.Amount : 0, l.Commodity,
                l.Village == PlaceCode.Nation ? null : l.Village))])
        {
            Kind = prior ? EntryKind.PriorYear : entry.Kind, NonRecurring = entry.NonRecurring, Payee = entry.Payee, PayeeIs = entry.PayeeIs, Project = entry.Project, Debt = entry.Debt, Creditor = entry.Creditor,
        };
        var done = await PostEntries.Enter(entry.Book, new([opposite]), id, charts, trees, db, actor, clock, ct);
        return done.Problem is { } problem ? problem with { Fields = [.. problem.Fields.Select(f => f with { Field = f.Field.Replace("entries[0].", "", StringComparison.Ordinal) })] } : done.Value.Entries[0];
    }
}
