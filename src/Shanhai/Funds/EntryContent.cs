using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;

namespace Shanhai.Funds;

/// <summary>An entry as somebody enters it. Amounts are whole units of their commodity: fen, square metres, hours.</summary>
public sealed record EntryContent(DateOnly? On, string? Text, string? Document, IReadOnlyList<EntryContent.Line>? Lines)
{
    public const int MostLines = 200;

    // A sum of two hundred lines of it fits a whole number of 64 bits.
    private const long Most = 10_000_000_000_000_000;

    public sealed record Line(string? Account, long Debit = 0, long Credit = 0, Commodity? Commodity = null, PlaceCode? Village = null)
    {
        [JsonIgnore]
        public long Amount => Debit - Credit;
    }

    public EntryKind? Kind { get; init; }
    public bool NonRecurring { get; init; }
    public string? Payee { get; init; }
    public PayeeKind? PayeeIs { get; init; }
    public string? Project { get; init; }
    public Id<Entry>? Source { get; init; }

    /// <summary>Of an entry that pays what is owed: whether the debt is the book owner's own.</summary>
    public bool? OwnDebt { get; init; }

    /// <summary>Its debits in fen: what the limit of approval is compared with.</summary>
    [JsonIgnore]
    public long Fen => (Lines ?? []).Where(l => (l.Commodity ?? Commodity.Fen) == Commodity.Fen).Sum(l => l.Debit);

    /// <summary>Shape, and what the accounts say by themselves; <paramref name="at"/> stands before each field's name.</summary>
    public void Validate(BookAccounts accounts, Errors errors, string at = "")
    {
        if (On is not { } on)
        {
            errors.Add(at + "on", "field.required");
        }
        else if (!accounts.Chart.HoldsOn(on))
        {
            errors.Add(at + "on", "funds.chart-not-in-force", accounts.Chart.Name, accounts.Chart.From, (object?)accounts.Chart.To ?? "…");
        }
        errors.Require(Text, at + "text").Limit(Text, Entry.LongestText, at + "text").Require(Document, at + "document").Limit(Document, Entry.LongestDocument, at + "document")
            .Limit(Payee, Entry.LongestPayee, at + "payee").Limit(Project, Entry.LongestProject, at + "project");
        if (Kind is EntryKind.YearEnd || Kind is { } kind && !Enum.IsDefined(kind))
        {
            errors.Add(at + "kind", "funds.year-end-by-closing");
        }
        if (!string.IsNullOrWhiteSpace(Payee) && (PayeeIs is not { } what || !Enum.IsDefined(what)))
        {
            errors.Add(at + "payeeIs", "funds.say-payee-kind");
        }
        if (Lines is not { Count: >= 2 } lines)
        {
            errors.Add(at + "lines", "funds.two-lines");
            return;
        }
        if (lines.Count > MostLines)
        {
            errors.Add(at + "lines", "funds.too-many-lines", MostLines);
            return;
        }
        foreach (var (i, line) in lines.Index())
        {
            Judge(line, i, accounts, errors, at);
        }
        foreach (var group in lines.Where(l => Sound(l)).GroupBy(l => l.Commodity ?? Commodity.Fen))
        {
            var (debit, credit) = (group.Sum(l => l.Debit), group.Sum(l => l.Credit));
            if (debit != credit)
            {
                errors.Add(at + "lines", "funds.unbalanced." + group.Key, Amounts.Say(group.Key, debit), Amounts.Say(group.Key, credit), Amounts.Say(group.Key, Math.Abs(debit - credit)));
            }
        }
        JudgeDebt(lines, accounts, errors, at);
    }

    private static bool Sound(Line line) => line.Debit is >= 0 and <= Most && line.Credit is >= 0 and <= Most;

    private static void Judge(Line line, int i, BookAccounts accounts, Errors errors, string at)
    {
        var (field, number) = ($"{at}lines[{i}]", i + 1);
        if (!Sound(line) || line.Debit > 0 == line.Credit > 0)
        {
            errors.Add(field, "funds.one-side", number);
        }
        if (accounts.Find(line.Account) is not { } account)
        {
            errors.Add(field, "funds.no-account", number, line.Account ?? "", accounts.Chart.Name);
            return;
        }
        if (!account.Commodities.Contains(line.Commodity ?? Commodity.Fen))
        {
            errors.Add(field, "funds.wrong-commodity", number, account.Name);
        }
        if (account.ByVillage && (line.Village is not { } village || village == PlaceCode.Nation))
        {
            errors.Add(field, "funds.say-village", number, account.Name);
        }
        if (!account.ByVillage && line.Village is { } unasked && unasked != PlaceCode.Nation)
        {
            errors.Add(field, "funds.no-village", number, account.Name);
        }
    }

    // Collectives may not stand in for others (domain rule: guarantees are forbidden): whoever pays a debt says whose it is.
    private void JudgeDebt(IReadOnlyList<Line> lines, BookAccounts accounts, Errors errors, string at)
    {
        if (OwnDebt == false)
        {
            errors.Add(at + "ownDebt", "funds.others-debt");
        }
        else if (OwnDebt is null && Kind is null or EntryKind.Ordinary && lines.Any(l => l.Debit > 0 && accounts.Find(l.Account)?.Debt == true) && lines.Any(l => l.Credit > 0 && accounts.Find(l.Account)?.Money == true))
        {
            errors.Add(at + "ownDebt", "funds.say-whose-debt");
        }
    }
}

/// <summary>Amounts as people write them.</summary>
public static class Amounts
{
    /// <summary>Fen as yuan with two decimals, the others as they are; always with a point, whatever the language.</summary>
    public static string Say(Commodity commodity, long amount) =>
        commodity == Commodity.Fen ? (amount / 100m).ToString("#,0.00", CultureInfo.InvariantCulture) : amount.ToString("#,0", CultureInfo.InvariantCulture);

    public static decimal Shown(Commodity commodity, long amount) => commodity == Commodity.Fen ? amount / 100m : amount;

    /// <summary>What was typed, as whole units; zero where nothing was. False where it is no number, has too many decimals or is out of range.</summary>
    public static bool TryRead(string? typed, Commodity commodity, out long amount)
    {
        amount = 0;
        var text = (typed ?? "").Normalize(NormalizationForm.FormKC).Replace(",", "", StringComparison.Ordinal).Trim();
        if (text.Length == 0)
        {
            return true;
        }
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            || Math.Abs(number) > 1_000_000_000_000_000m)
        {
            return false;
        }
        var units = commodity == Commodity.Fen ? number * 100 : number;
        amount = (long)units;
        return decimal.Truncate(units) == units;
    }
}
