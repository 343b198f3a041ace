using System.Text;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Shanhai.Funds.Papers;

namespace Shanhai.Funds;

/// <summary>An entry as somebody enters it. Amounts are whole units of their commodity: fen, square metres, hours.</summary>
public sealed partial record EntryContent(DateOnly? On, string? Text, string? Document, IReadOnlyList<EntryContent.Line>? Lines)
{
    /// <summary>Opening balances name every detail of a book.</summary>
    public const int MostLines = 200, MostOpeningLines = 2000;

    // A hundred billion yuan: thousands of such lines still fit a month's total.
    public const long Most = 10_000_000_000_000;

    public sealed record Line(string? Account, long Debit = 0, long Credit = 0, Commodity? Commodity = null, PlaceCode? Village = null)
    {
        [JsonIgnore]
        public long Amount => Debit - Credit;

        [JsonIgnore]
        public Commodity Of => Commodity ?? Funds.Commodity.Fen;
    }

    /// <param name="Sha256">May be said by the sender; the program writes it in, so that it is signed with the entry.</param>
    public sealed record Paper(Id<BookPaper> Id, string? Sha256 = null);

    /// <summary>An id that its sender made: sent again, it is recognised and not posted twice.</summary>
    public Id<Entry>? Sent { get; init; }
    public EntryKind? Kind { get; init; }
    public bool NonRecurring { get; init; }
    public string? Payee { get; init; }
    public PayeeKind? PayeeIs { get; init; }
    public string? Project { get; init; }
    public Id<Entry>? Source { get; init; }

    /// <summary>Files of the book that it rests on (<see cref="AddPapers"/>).</summary>
    public IReadOnlyList<Paper>? Papers { get; init; }

    /// <summary>Of a payment on an account that debts are paid on: what debt it pays, and to whom.</summary>
    public DebtPaid? Debt { get; init; }
    public string? Creditor { get; init; }

    /// <summary>Her words sound like what is no income (compensation, a donation), and she says that it is income.</summary>
    public bool IsIncome { get; init; }

    /// <summary>Its debits in fen: what the limit of approval is compared with.</summary>
    [JsonIgnore]
    public long Fen => Debits(Commodity.Fen);

    public long Debits(Commodity commodity) => (Lines ?? []).Where(l => l.Of == commodity).Sum(l => l.Debit);

    /// <summary>Shape, and what the accounts say by themselves; <paramref name="at"/> stands before each field's name.</summary>
    /// <param name="reversal">Takes an entry back: what that one was allowed, its opposite is.</param>
    public void Validate(BookAccounts accounts, DateOnly today, Errors errors, string at = "", bool reversal = false)
    {
        if (On is not { } on)
        {
            errors.Add(at + "on", "field.required");
        }
        else if (!accounts.Chart.HoldsOn(on))
        {
            errors.Add(at + "on", "funds.chart-not-in-force", accounts.Chart.Name, accounts.Chart.From, (object?)accounts.Chart.To ?? "…");
        }
        else if (on > today.AddDays(LedgerRules.Shipped.FutureDays))
        {
            errors.Add(at + "on", "funds.in-future", on, today);
        }
        JudgeWords(errors, at);
        if (Papers?.Any(p => p is null) == true)
        {
            errors.Add(at + "papers", "funds.paper-unknown");
        }
        if (Lines is not { Count: >= 2 } lines)
        {
            errors.Add(at + "lines", "funds.two-lines");
            return;
        }
        var most = Kind == EntryKind.Opening ? MostOpeningLines : MostLines;
        if (lines.Count > most)
        {
            errors.Add(at + "lines", "funds.too-many-lines", most);
            return;
        }
        if (lines.Any(l => l is null))
        {
            errors.Add(at + "lines", "funds.empty-line");
            return;
        }
        foreach (var (i, line) in lines.Index())
        {
            Judge(line, i, accounts, errors, at);
        }
        foreach (var group in lines.Where(l => Sound(l) && Enum.IsDefined(l.Of)).GroupBy(l => l.Of))
        {
            var (debit, credit) = (group.Sum(l => l.Debit), group.Sum(l => l.Credit));
            if (debit != credit)
            {
                errors.Add(at + "lines", "funds.unbalanced." + group.Key, Amounts.Say(group.Key, debit), Amounts.Say(group.Key, credit), Amounts.Say(group.Key, Math.Abs(debit - credit)));
            }
        }
        if (!reversal)
        {
            Judgement.Of(this, accounts, errors, at);
        }
    }

    private void JudgeWords(Errors errors, string at)
    {
        errors.Require(Text, at + "text").Limit(Text, Entry.LongestText, at + "text").Require(Document, at + "document").Limit(Document, Entry.LongestDocument, at + "document")
            .Limit(Payee, Entry.LongestPayee, at + "payee").Limit(Project, Entry.LongestProject, at + "project").Limit(Creditor, Entry.LongestPayee, at + "creditor");
        foreach (var (field, said) in new[] { ("text", Text), ("project", Project), ("payee", Payee), ("creditor", Creditor) })
        {
            // Text and project are shown to many and stand in the journal. Full-width digits are digits.
            if (said is not null && PersonalNumber().IsMatch(said.Normalize(NormalizationForm.FormKC)))
            {
                errors.Add(at + field, "funds.personal-number");
            }
        }
        if (Kind is EntryKind.YearEnd || Kind is { } kind && !Enum.IsDefined(kind))
        {
            errors.Add(at + "kind", "funds.year-end-by-closing");
        }
        if (!string.IsNullOrWhiteSpace(Payee) && (PayeeIs is not { } what || !Enum.IsDefined(what)))
        {
            errors.Add(at + "payeeIs", "funds.say-payee-kind");
        }
    }

    internal static bool Sound(Line line) => line.Debit is >= 0 and <= Most && line.Credit is >= 0 and <= Most;

    private static void Judge(Line line, int i, BookAccounts accounts, Errors errors, string at)
    {
        var (field, number) = ($"{at}lines[{i}]", i + 1);
        if (line.Debit > Most || line.Credit > Most)
        {
            errors.Add(field, "funds.too-large", number, Amounts.Say(line.Of, Most));
        }
        else if (!Sound(line) || line.Debit > 0 == line.Credit > 0)
        {
            errors.Add(field, "funds.one-side", number);
        }
        if (accounts.Find(line.Account) is not { } account)
        {
            errors.Add(field, "funds.no-account", number, line.Account ?? "", accounts.Chart.Name);
            return;
        }
        if (!account.Commodities.Contains(line.Of))
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

    // An identity number or a mobile number.
    [GeneratedRegex(@"(?<![0-9])([1-9][0-9]{16}[0-9Xx]|1[3-9][0-9]{9})(?![0-9])")]
    internal static partial Regex PersonalNumber();
}
