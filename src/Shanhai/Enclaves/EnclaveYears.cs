namespace Shanhai.Enclaves;

/// <summary>The years of a contract: what was distributed and paid, and for the others what the contract promises and its parties expect.</summary>
internal static class EnclaveYears
{
    private const int Most = 30;

    /// <summary>A period that was distributed.</summary>
    public sealed record Known(Id<Distribution> Id, DateOnly From, DateOnly To, long Due, long Paid);

    public static IReadOnlyList<ShowEnclave.Year> Of(IReadOnlyList<Contract> contracts, IReadOnlyList<Stake> stakes, IReadOnlyList<Known> known)
    {
        var years = new List<ShowEnclave.Year>();
        if (contracts.Count == 0)
        {
            return years;
        }
        var (first, last) = (contracts[0].Terms().Phases[0].From, contracts.Where(c => c.SignedOn is not null).DefaultIfEmpty(contracts[0]).MaxBy(c => c.Number)!.Terms().Phases[^1].To);
        for (var (number, from) = (1, first); from <= last && number <= Most; number++, from = first.AddYears(number - 1))
        {
            var whole = first.AddYears(number).AddDays(-1);
            var to = whole > last ? last : whole;
            var terms = (Contract.On(contracts, from) ?? contracts[0]).Terms();
            var inside = known.Where(k => k.From <= to && k.To >= from).ToList();
            var promised = Promise(terms, stakes, from, to);
            years.Add(new((short)number, from, to, terms.At(from)?.Kind ?? ReturnKind.Floating, inside.Count == 0 ? null : inside.Sum(k => k.Due), inside.Count == 0 ? null : inside.Sum(k => k.Paid), promised?.Due, promised?.Guaranteed));
        }
        return years;
    }

    /// <summary>What the contract would pay in a period with the income that is expected; null: nothing is guaranteed and nothing said of the income, or nothing is pooled.</summary>
    public static Reckoning? Promise(ContractTerms terms, IReadOnlyList<Stake> stakes, DateOnly from, DateOnly to)
    {
        var phases = terms.Phases.Where(p => p.From <= to && p.To >= from).ToList();
        if (phases.Count == 0 || terms.Split is null || phases.Any(p => p.Kind == ReturnKind.Floating && p.ExpectedFen is null))
        {
            return null;
        }
        var income = phases.Sum(p => (p.ExpectedFen ?? 0m) * DayCounts.Days(p.From > from ? p.From : from, p.To < to ? p.To : to) / DayCounts.Days(from, from.AddYears(1).AddDays(-1)));
        // Looked at ahead, everybody who is in the pool now is in it the whole year.
        var there = stakes.Where(s => s.Last >= from).ToList();
        return Reckoning.Of(terms, there, from, to, (long)decimal.Round(income)) is { Problem: null, Value: var of } ? of : null;
    }

    /// <summary>The fall that counts: the next, or one that is not older than two years; else the last.</summary>
    public static Guarantees.End? Fall(ContractTerms terms, DateOnly today)
    {
        var ends = Guarantees.Ending(terms).ToList();
        return ends.Find(e => e.Last.To >= today.AddYears(-2)) ?? ends.LastOrDefault();
    }
}
