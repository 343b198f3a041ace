using System.Text.Json;
using System.Text.Json.Serialization;
using Shanhai.Host.Outside;

namespace Shanhai.Funds;

/// <summary>What is counted, each in whole units: fen, square metres of land quota, hours of labour.</summary>
public enum Commodity : short { Fen = 1, SquareMetre = 2, LabourHour = 3 }

/// <summary>What an account is. Assets, costs and expenses stand on the debit side; contra accounts, liabilities, equity and income on the credit side.</summary>
public enum AccountClass { Asset, Contra, Liability, Equity, Cost, Income, Expense }

/// <summary>Where a yuan of public money stands: in exactly one of these on any day.</summary>
public enum Stage { Source, Budget, Commitment, Appropriation, Allocation, Disbursement, Receipt, Return }

/// <summary>One account of a chart, or one that a book has added to it (<see cref="BookAccount"/>).</summary>
public sealed record Account(string Code, Both Name, AccountClass Class)
{
    /// <summary>May never fall below zero, on any day.</summary>
    public bool Restricted { get; init; }

    /// <summary>Cash or a bank account.</summary>
    public bool Money { get; init; }

    /// <summary>What is owed, or what may hide somebody else's debt: whoever pays on it says whose debt it is.</summary>
    public bool Debt { get; init; }

    /// <summary>Each line names the village it is for.</summary>
    public bool ByVillage { get; init; }
    public Stage? Stage { get; init; }

    /// <summary>What makes it greater always waits for two people: money that was not there before.</summary>
    public bool TwoPeople { get; init; }

    /// <summary>An account of mutual claims: what stands on its other side is shown among the liabilities.</summary>
    public bool BothSides { get; init; }
    public IReadOnlyList<Commodity> Commodities { get; init; } = [Commodity.Fen];

    /// <summary>The indicator that a year of this account is a figure of, and the one of its non-recurring part.</summary>
    public string? Figure { get; init; }
    public string? NonRecurringFigure { get; init; }

    /// <summary>The indicator of that part of it which stands on details marked as general transfers (<see cref="BookAccount.General"/>).</summary>
    public string? GeneralFigure { get; init; }

    [JsonIgnore]
    public bool General { get; init; }

    [JsonIgnore]
    public bool IsDebit => Class is AccountClass.Asset or AccountClass.Cost or AccountClass.Expense;

    [JsonIgnore]
    public bool IsOfTheYear => Class is AccountClass.Income or AccountClass.Expense;

    /// <summary>102 for 102.01.</summary>
    [JsonIgnore]
    public string Main => Code.Split('.')[0];

    /// <summary>A balance with the sign that the account's own side is greater than zero.</summary>
    public long Natural(long debitLessCredit) => IsDebit ? debitLessCredit : -debitLessCredit;
}

/// <summary>A chart of accounts: a file of <c>data/funds</c>, in force from a day to a day.</summary>
public sealed record Chart(string Code, Both Name, DateOnly From, string Basis, Mark Mark, IReadOnlyList<Account> Accounts)
{
    public DateOnly? To { get; init; }
    public Both? Note { get; init; }

    /// <summary>Where the year's income and expenses go when the year is closed, and where the profit goes from there; null: years are not closed.</summary>
    public string? Profit { get; init; }
    public string? Distribution { get; init; }

    /// <summary>The reserve and welfare funds, which profit goes to first.</summary>
    public string? Reserve { get; init; }
    public string? AssetsFigure { get; init; }
    public string? LiabilitiesFigure { get; init; }

    /// <summary>The chart that replaced it: a book under it is carried over into one of that (<see cref="Carry.CarryBalances"/>).</summary>
    public string? ContinuedBy { get; init; }

    /// <summary>From which account to which an entry may move, in a chart of stages; what goes back is a reversal.</summary>
    public IReadOnlyList<Move> Moves { get; init; } = [];

    /// <summary>The classes in which the chart leaves main accounts to the book.</summary>
    public IReadOnlyList<AccountClass> OpenClasses { get; init; } = [];

    public sealed record Move(string From, string To);

    public bool Allows(string from, string to) => Moves.Any(m => m.From == from && m.To == to);

    [JsonIgnore]
    public bool IsOfVillages => Profit is not null;

    public bool HoldsOn(DateOnly day) => From <= day && (To is null || day <= To);

    public Account? At(Stage stage) => Accounts.FirstOrDefault(a => a.Stage == stage);
}

/// <summary>Every chart that ships.</summary>
public sealed class Charts
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private Charts(IReadOnlyList<Chart> all) => All = all;

    public IReadOnlyList<Chart> All { get; }

    public Chart? Find(string? code) => All.FirstOrDefault(c => c.Code == code);

    /// <summary>Throws <see cref="FormatException"/> where an account stands twice or a closing account is not there.</summary>
    public static Charts Read()
    {
        var all = Directory.EnumerateFiles(ShippedData.PathOf("funds"), "*.json").Order(StringComparer.Ordinal)
            .Select(f => JsonSerializer.Deserialize<Chart>(File.ReadAllBytes(f), Json)!).ToList();
        foreach (var chart in all)
        {
            if (chart.Accounts.GroupBy(a => a.Code).FirstOrDefault(g => g.Count() > 1) is { } twice)
            {
                throw new FormatException($"{chart.Code}: account {twice.Key} stands twice.");
            }
            if (new[] { chart.Profit, chart.Distribution, chart.Reserve }.OfType<string>().FirstOrDefault(c => chart.Accounts.All(a => a.Code != c)) is { } missing)
            {
                throw new FormatException($"{chart.Code}: no account {missing}.");
            }
            if (chart.ContinuedBy is { } next && (chart.To is null || all.TrueForAll(c => c.Code != next)))
            {
                throw new FormatException($"{chart.Code}: it is continued by no chart {next}, or does not end.");
            }
        }
        return new(all);
    }
}
