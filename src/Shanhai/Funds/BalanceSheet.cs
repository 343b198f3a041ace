namespace Shanhai.Funds;

/// <summary>Which side of the balance sheet an account stands on: one of mutual claims whose balance is on the credit side is a debt.</summary>
internal static class BalanceSheet
{
    public static bool IsDebt(Account account, long net) => account.Class == AccountClass.Liability || account.BothSides && net < 0;

    public static bool IsAsset(Account account, long net) => account.Class is AccountClass.Asset or AccountClass.Contra or AccountClass.Cost && !IsDebt(account, net);

    public static long Assets(BookAccounts accounts, Dictionary<string, long> atEnd) => Mains(accounts, atEnd).Where(m => IsAsset(m.Account, m.Net)).Sum(m => m.Net);

    public static long Liabilities(BookAccounts accounts, Dictionary<string, long> atEnd) => -Mains(accounts, atEnd).Where(m => IsDebt(m.Account, m.Net)).Sum(m => m.Net);

    private static IEnumerable<(Account Account, long Net)> Mains(BookAccounts accounts, Dictionary<string, long> atEnd) =>
        accounts.All.Where(a => a.Code == a.Main).Select(a => (a, atEnd.GetValueOrDefault(a.Code)));
}
