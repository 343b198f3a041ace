namespace Shanhai.Enclaves;

/// <summary>The years of a contract: what was distributed and paid, and for the others what the contract promises and its parties expect.</summary>
internal static class EnclaveYears
{
    private const int Most = 30;

    /// <summary>A period that was distributed.</summary>
    public sealed record Known(Id<Distribution> Id, DateOnly From, DateOnly To, long Due, long Paid);

    /// <summary>What was agreed day by day: what is signed, or while nothing is, the draft.</summary>
    public static IReadOnlyList<Phase> Phases(IReadOnlyList<Contract> contracts) =>
        Contract.Schedule(contracts) is { Count: > 0 } signed ? signed : contracts.Count == 0 ? [] : contracts[0].Terms().Phases;

    /// <summary>The rules that a period beginning on the day is looked at by, with the phases of every amendment.</summary>
    public static ContractTerms On(IReadOnlyList<Contract> contracts, IReadOnlyList<Phase> phases, DateOnly day) => (Contract.On(contracts, day) ?? contracts[0]).Terms() with { Phases = phases };

    /// <summary>The contract's years, both days included.</summary>
    private static IEnumerable<(DateOnly From, DateOnly To)> Each(IReadOnlyList<Phase> phases)
    {
        if (phases.Count == 0)
        {
            yield break;
        }
        var (first, last) = (phases[0].From, phases[^1].To);
        for (var (number, from) = (1, first); from <= last && number <= Most; number++, from = first.AddYears(number - 1))
        {
            var whole = first.AddYears(number).AddDays(-1);
            yield return (from, whole > last ? last : whole);
        }
    }

    public static IReadOnlyList<ShowEnclave.Year> Of(IReadOnlyList<Contract> contracts, IReadOnlyList<Stake> stakes, IReadOnlyList<Known> known)
    {
        var (years, phases) = (new List<ShowEnclave.Year>(), Phases(contracts));
        foreach (var (from, to) in Each(phases))
        {
            // A period that reaches over two years of the contract counts once, in the year in which it ends.
            var inside = known.Where(k => k.To >= from && k.To <= to).ToList();
            var terms = On(contracts, phases, from);
            var promised = Promise(terms, stakes, from, to);
            years.Add(new((short)(years.Count + 1), from, to, terms.At(from)?.Kind ?? ReturnKind.Floating, inside.Count == 0 ? null : inside.Sum(k => k.Due), inside.Count == 0 ? null : inside.Sum(k => k.Paid), promised?.Due, promised?.Guaranteed));
        }
        return years;
    }

    /// <summary>The distributions that together cover a period day by day; none where one reaches beyond it or a day is missing.</summary>
    public static IReadOnlyList<Known> Covering(IReadOnlyList<Known> known, DateOnly from, DateOnly to)
    {
        var inside = known.Where(k => k.From >= from && k.To <= to).ToList();
        return inside.Sum(k => DayCounts.Days(k.From, k.To)) == DayCounts.Days(from, to) ? inside : [];
    }

    /// <summary>
    /// The days on which dividends of the contract's years were due that nobody has distributed, or not the whole of them, though something was in the pool; oldest first. The contract names no other period, so its years are counted.
    /// </summary>
    /// <param name="held">From when until when stakes were in the pool.</param>
    /// <param name="runs">Approved distributions.</param>
    public static IEnumerable<DateOnly> Undistributed(IReadOnlyList<Contract> contracts, IReadOnlyList<(DateOnly From, DateOnly Last)> held, IReadOnlyList<(DateOnly From, DateOnly To)> runs, DateOnly? ended, DateOnly today)
    {
        var phases = Contract.Schedule(contracts);
        foreach (var (from, whole) in Each(phases))
        {
            var to = ended is { } over && over < whole ? over : whole;
            if (to < from || to >= today)
            {
                yield break;
            }
            var due = to.AddDays(On(contracts, phases, from).DueDays);
            var covered = runs.Sum(r => DayCounts.Days(r.From > from ? r.From : from, r.To < to ? r.To : to));
            if (due < today && covered < DayCounts.Days(from, to) && held.Any(h => h.From <= to && h.Last >= from))
            {
                yield return due;
            }
        }
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
    public static Guarantees.End? Fall(IReadOnlyList<Phase> phases, DateOnly today)
    {
        var ends = Guarantees.Ending(phases).ToList();
        return ends.Find(e => e.Last.To >= today.AddYears(-2)) ?? ends.LastOrDefault();
    }
}
