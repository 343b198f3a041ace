using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Shanhai.Organisations;

namespace Shanhai.Enclaves;

/// <summary>
/// What was agreed, as a version that holds from a day. A draft is written anew until it is signed; a signed one never changes: an amendment is the next version, from a day after
/// everything that was distributed, so that what was paid stays paid by the rule it was paid by.
/// </summary>
public sealed class Contract
{
    public required Id<Contract> Id { get; init; }
    public required Id<Enclave> Enclave { get; init; }
    public required short Number { get; init; }

    /// <summary>Periods that begin on this day or later are distributed by it.</summary>
    public required DateOnly FromDay { get; set; }

    /// <summary><see cref="ContractTerms"/>.</summary>
    public required string Json { get; set; }

    /// <summary>Why it was amended; null for the first.</summary>
    public string? Why { get; set; }
    public DateOnly? SignedOn { get; internal set; }
    public required string WrittenBy { get; set; }
    public required DateTimeOffset WrittenAt { get; set; }

    public ContractTerms Terms() => ContractTerms.Read(Json);

    /// <summary>The version that a period beginning on the day is distributed by; null: none is signed.</summary>
    public static Contract? On(IEnumerable<Contract> all, DateOnly day) => all.Where(c => c.SignedOn is not null && c.FromDay <= day).MaxBy(c => c.Number);

    /// <summary>What was agreed day by day once every amendment is read, those that hold from a day to come among them: of each signed version its phases until the next begins.</summary>
    public static IReadOnlyList<Phase> Schedule(IEnumerable<Contract> all)
    {
        var (phases, until) = (new List<Phase>(), DateOnly.MaxValue);
        foreach (var contract in all.Where(c => c.SignedOn is not null).OrderByDescending(c => c.Number))
        {
            var cut = contract.Terms().Phases.Select(p => p with { From = p.From > contract.FromDay ? p.From : contract.FromDay, To = p.To < until ? p.To : until });
            phases.InsertRange(0, cut.Where(p => p.From <= p.To));
            until = contract.FromDay.AddDays(-1) is var before && before < until ? before : until;
        }
        return phases;
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Contract>
    {
        public void Configure(EntityTypeBuilder<Contract> contract)
        {
            contract.ToTable("enclave_contracts");
            contract.HasKey(c => c.Id);
            contract.Property(c => c.Why).HasMaxLength(Enclaves.Enclave.LongestWhy);
            contract.Property(c => c.WrittenBy).HasMaxLength(100);
            contract.HasOne<Enclave>().WithMany().HasForeignKey(c => c.Enclave).OnDelete(DeleteBehavior.Restrict);
            contract.HasIndex(c => new { c.Enclave, c.Number }).IsUnique();
        }
    }
}

/// <summary>Fixed: so much, whatever was earned. Floor: what was earned, at least so much. Floating: what was earned. Mixed: so much, and a part of what was earned above it.</summary>
public enum ReturnKind { Fixed, Floor, Floating, Mixed }

/// <summary>What a rate is counted on: what was paid in, for the days it was there; or the pool as agreed, which is the stakes of the period's last day.</summary>
public enum ReturnBase { PaidIn, Agreed }

/// <summary>Who holds the pool. The law's rules on reserve and single share are those of collectives.</summary>
public enum Holding { Collective, Company }

/// <summary>A phase of the return, both days included.</summary>
/// <param name="Rate">Percent of the base a year; null where nothing is guaranteed.</param>
/// <param name="Above">Percent of what is earned above the rate that goes to those who pooled; of a mixed phase.</param>
/// <param name="ExpectedFen">Net income a year that the parties expect: for looking ahead alone, nothing is paid by it.</param>
public sealed record Phase(ReturnKind Kind, DateOnly From, DateOnly To, decimal? Rate = null, decimal? Above = null, long? ExpectedFen = null)
{
    [JsonIgnore]
    public bool Guarantees => Kind != ReturnKind.Floating;
}

/// <summary>Whose what is earned is, in percent: those who pooled, the host, the guest, the operator.</summary>
public sealed record Split(decimal Pooled, decimal Host, decimal Guest, decimal Operator)
{
    [JsonIgnore]
    public decimal Sum => Pooled + Host + Guest + Operator;
}

/// <summary>The rules of a contract.</summary>
public sealed record ContractTerms
{
    public const int MostPhases = 12, MostDecimals = 4;

    public IReadOnlyList<Phase> Phases { get; init; } = [];
    public ReturnBase Base { get; init; }
    public DayCount Days { get; init; }
    public Split? Split { get; init; }

    /// <summary>Percent of a period's net income that is set aside before anything is distributed.</summary>
    public decimal Reserve { get; init; }
    public Holding Holding { get; init; }

    /// <summary>What is to be pooled in all, fen: nobody puts in more than what is left of it. Null: not agreed.</summary>
    public long? PoolFen { get; init; }

    /// <summary>The contract's own cap on the share of one village, in percent; the law's may be lower.</summary>
    public decimal? MostShare { get; init; }
    public Id<Organisation>? Operator { get; init; }

    /// <summary>Who stands for what is guaranteed; null: the operator does.</summary>
    public Id<Organisation>? Guarantor { get; init; }

    /// <summary>A dividend is due so many days after its period.</summary>
    public int DueDays { get; init; } = 90;

    /// <summary>How somebody leaves, in words.</summary>
    public string? Exit { get; init; }

    [JsonIgnore]
    public bool Guarantees => Phases.Any(p => p.Guarantees);

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public static ContractTerms Read(string json) => JsonSerializer.Deserialize<ContractTerms>(json, Options)!;

    public string Written() => JsonSerializer.Serialize(this, Options);

    public Phase? At(DateOnly day) => Phases.FirstOrDefault(p => p.From <= day && day <= p.To);

    /// <summary>Shape: phases one after the other, rates where something is guaranteed, parts that make a whole.</summary>
    public Errors Validate()
    {
        var errors = new Errors();
        if (Phases is not { Count: > 0 and <= MostPhases } || Phases.Any(p => p is null))
        {
            return errors.Add("phases", "enclaves.say-phases", MostPhases);
        }
        foreach (var (i, phase) in Phases.Index())
        {
            Judge(phase, $"phases[{i}]", i + 1, errors);
        }
        foreach (var ((_, before), (i, after)) in Phases.Index().Zip(Phases.Index().Skip(1)))
        {
            if (after.From <= before.To)
            {
                errors.Add($"phases[{i}]", "enclaves.phases-overlap", i, i + 1, after.From, before.To);
            }
            else if (after.From > before.To.AddDays(1))
            {
                errors.Add($"phases[{i}]", "enclaves.phase-gap", before.To.AddDays(1), after.From.AddDays(-1));
            }
        }
        if (Split is null)
        {
            errors.Add("split", "enclaves.say-split");
        }
        else if (new[] { Split.Pooled, Split.Host, Split.Guest, Split.Operator }.Any(p => !IsPercent(p)))
        {
            errors.Add("split", "enclaves.percent", MostDecimals);
        }
        else if (Split.Sum != 100)
        {
            errors.Add("split", "enclaves.split-not-whole", Split.Sum, Math.Abs(100 - Split.Sum));
        }
        if (!IsPercent(Reserve))
        {
            errors.Add("reserve", "enclaves.percent", MostDecimals);
        }
        if (MostShare is { } most && (!IsPercent(most) || most == 0))
        {
            errors.Add("mostShare", "enclaves.percent", MostDecimals);
        }
        if (DueDays is < 0 or > 730)
        {
            errors.Add("dueDays", "enclaves.due-days");
        }
        if (PoolFen is <= 0 or > Stake.MostFen)
        {
            errors.Add("pool", "enclaves.pool-fen", Stake.MostFen / 100);
        }
        // A number from a machine that is none of the choices would stand outside every rule that names them.
        foreach (var (field, known) in new[] { ("base", Enum.IsDefined(Base)), ("days", Enum.IsDefined(Days)), ("holding", Enum.IsDefined(Holding)) })
        {
            if (!known)
            {
                errors.Add(field, "enclaves.say-choice");
            }
        }
        return errors.Limit(Exit, Enclave.LongestWhy, "exit").NoNumberOfAPerson(Exit, "exit");
    }

    private static void Judge(Phase phase, string at, int number, Errors errors)
    {
        if (!Enum.IsDefined(phase.Kind) || phase.From.Year is < 1990 or > 2150 || phase.To.Year is < 1990 or > 2150)
        {
            errors.Add(at, "enclaves.say-phase", number);
        }
        if (phase.To < phase.From)
        {
            errors.Add(at, "enclaves.phase-ends-before", number);
        }
        if (phase.Guarantees && (phase.Rate is not { } rate || !IsPercent(rate) || rate == 0))
        {
            errors.Add(at, "enclaves.say-rate", number, MostDecimals);
        }
        if (!phase.Guarantees && phase.Rate is not null)
        {
            errors.Add(at, "enclaves.no-rate", number);
        }
        if (phase.Kind == ReturnKind.Mixed ? phase.Above is not { } above || !IsPercent(above) : phase.Above is not null)
        {
            errors.Add(at, "enclaves.say-above", number);
        }
        if (phase.ExpectedFen is < 0 or > Stake.MostFen)
        {
            errors.Add(at, "enclaves.expected", number);
        }
    }

    private static bool IsPercent(decimal value) => value is >= 0 and <= 100 && decimal.Round(value, MostDecimals) == value;
}
