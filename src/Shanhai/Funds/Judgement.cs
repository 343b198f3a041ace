namespace Shanhai.Funds;

/// <summary>
/// What an entry may not do although it balances: skip a stage, move one village's money to another, pay another's debt, call compensation an income, bring in
/// opening balances with a payee. A reversal is not judged: it undoes what was judged.
/// </summary>
internal static class Judgement
{
    public static void Of(EntryContent entry, BookAccounts accounts, Errors errors, string at)
    {
        var lines = entry.Lines!.Where(l => EntryContent.Sound(l) && accounts.Find(l.Account) is not null).Select(l => (Line: l, Account: accounts.Find(l.Account)!)).ToList();
        // Opening balances say where money stands, not where it went.
        if (accounts.Chart.Moves.Count > 0 && entry.Kind != EntryKind.Opening)
        {
            foreach (var group in lines.GroupBy(l => l.Line.Of))
            {
                Stages([.. group], accounts, errors, at);
            }
        }
        if (entry.Kind == EntryKind.Opening && (!string.IsNullOrWhiteSpace(entry.Payee) || !string.IsNullOrWhiteSpace(entry.Project) || entry.Source is not null))
        {
            errors.Add(at + "kind", "funds.opening-pays-nobody");
        }
        if (entry.Kind == EntryKind.PriorYear && (lines.Any(l => l.Account.IsOfTheYear) || lines.All(l => l.Account.Main != accounts.Chart.Distribution)))
        {
            errors.Add(at + "lines", "funds.prior-year-accounts", accounts.Chart.Distribution ?? "");
        }
        Debts(entry, lines, accounts, errors, at);
        NoIncome(entry, lines, errors, at);
    }

    private static void Stages(List<(EntryContent.Line Line, Account Account)> lines, BookAccounts accounts, Errors errors, string at)
    {
        var froms = lines.Where(l => l.Line.Credit > 0).Select(l => l.Account).DistinctBy(a => a.Main).ToList();
        var tos = lines.Where(l => l.Line.Debit > 0).Select(l => l.Account).DistinctBy(a => a.Main).ToList();
        // Between villages, at one stage: what a merged village had goes to its successor (the use case looks up whether it is).
        var handedOver = froms is [{ ByVillage: true } from] && tos is [{ ByVillage: true } to] && from.Main == to.Main;
        foreach (var (source, target) in froms.SelectMany(f => tos.Select(t => (f, t))).Where(m => !handedOver && !accounts.Chart.Allows(m.f.Main, m.t.Main)))
        {
            errors.Add(at + "lines", "funds.no-such-move", source.Name, target.Name);
        }
        var ofVillages = lines.Where(l => l.Account.ByVillage).ToList();
        var allocated = ofVillages.TrueForAll(l => l.Account.Stage == Stage.Allocation && l.Line.Debit > 0);
        if (!handedOver && !allocated && ofVillages.Select(l => l.Line.Village).Distinct().Count() > 1)
        {
            errors.Add(at + "lines", "funds.one-village");
        }
    }

    // Collectives may not stand in for others: whoever pays on an account that debts are paid on says whose debt it is, and to whom.
    private static void Debts(EntryContent entry, List<(EntryContent.Line Line, Account Account)> lines, BookAccounts accounts, Errors errors, string at)
    {
        if (entry.Debt == DebtPaid.Other)
        {
            errors.Add(at + "debt", "funds.others-debt", LedgerRules.Shipped.BasisAt(accounts.Place));
        }
        else if (entry.Debt is null && entry.Kind is not EntryKind.Opening && lines.Any(l => l.Line.Debit > 0 && l.Account.Debt) && lines.Any(l => l.Line.Credit > 0 && l.Account.Money))
        {
            errors.Add(at + "debt", "funds.say-whose-debt");
        }
        else if (entry.Debt == DebtPaid.Own && string.IsNullOrWhiteSpace(entry.Creditor))
        {
            errors.Add(at + "creditor", "funds.say-creditor");
        }
        else if (entry.Debt is { } said && !Enum.IsDefined(said))
        {
            errors.Add(at + "debt", "funds.say-whose-debt");
        }
    }

    private static void NoIncome(EntryContent entry, List<(EntryContent.Line Line, Account Account)> lines, Errors errors, string at)
    {
        var rule = LedgerRules.Shipped.NotIncome;
        if (!entry.IsIncome && lines.Any(l => l.Line.Credit > 0 && l.Account.Class == AccountClass.Income)
            && rule.Words.FirstOrDefault(w => entry.Text?.Contains(w, StringComparison.Ordinal) == true || entry.Project?.Contains(w, StringComparison.Ordinal) == true) is { } word)
        {
            errors.Add(at + "isIncome", "funds.not-income", word, rule.Basis);
        }
    }
}
