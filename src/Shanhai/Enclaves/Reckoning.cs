using Shanhai.Analytics.Allocation;
using Shanhai.Organisations;

namespace Shanhai.Enclaves;

/// <summary>
/// What a period pays, from the rules, the stakes and the net income. Reserve first; what a guarantee promises is due whatever was earned; each holder's part is by largest remainder over
/// whole numbers, equal remainders to the earlier place code, so that parts sum to the whole for any input. Rounding happens at three places and is named there: the reserve up to the
/// fen, what is guaranteed to the nearest fen (half up), a part of what is above it down.
/// </summary>
public sealed record Reckoning(DateOnly From, DateOnly To, long Income, long Reserve, long Guaranteed, long Due, long FromGuarantor, long Host, long Guest, long Operator)
{
    public required IReadOnlyList<Segment> Segments { get; init; }
    public required IReadOnlyList<Part> Parts { get; init; }

    public long Distributable => Math.Max(0, Income) - Reserve;

    /// <summary>The part of a period that lies in one phase.</summary>
    /// <param name="Base">What the rate is counted on, fen; of what was paid in, the mean over the days.</param>
    public sealed record Segment(ReturnKind Kind, DateOnly From, DateOnly To, long Base, decimal? Rate, long Guaranteed, long Earned, long Due);

    /// <param name="Rank">Its place in the order of remainders; 1 is the largest.</param>
    /// <param name="Extra">Whether it got one of the fen that were left.</param>
    public sealed record Part(PlaceCode Place, Id<Organisation>? Organisation, long Fen, long Weight, long Due, short Rank, bool Extra);

    public static Result<Reckoning> Of(ContractTerms terms, IEnumerable<Stake> stakes, DateOnly from, DateOnly to, long income)
    {
        var all = stakes.Where(s => !s.TakenBack && s.On <= to && s.Last >= from && s.Fen > 0).ToList();
        var holders = Weigh(terms, all, from, to);
        if (holders.Count == 0)
        {
            return Problem.Invalid("enclaves.no-stakes", from, to);
        }
        for (var day = from; day <= to; day = terms.At(day)!.To.AddDays(1))
        {
            if (terms.At(day) is null)
            {
                return Problem.Invalid("enclaves.no-phase", day);
            }
        }
        if (terms.Base == ReturnBase.PaidIn && all.Exists(s => s.On > from || s.Last < to) && Turn(terms, from, to) is { } turn)
        {
            return Problem.Invalid("enclaves.phase-within", turn);
        }
        var earned = Math.Max(0, income);
        var reserve = (long)Math.Ceiling(earned * terms.Reserve / 100);
        var segments = Divide(terms, all, from, to, earned - reserve);
        var (due, guaranteed) = (segments.Sum(s => s.Due), segments.Sum(s => s.Guaranteed));
        var left = Math.Max(0, earned - reserve - due);
        var split = terms.Split!;
        // Where nobody but those who pooled has a part of what is earned, what a fixed return leaves is the operator's.
        double[] others = [(double)split.Host, (double)split.Guest, (double)split.Operator];
        var rest = LargestRemainder.Divide(left, others.All(o => o == 0) ? [0, 0, 1] : others);
        return new Reckoning(from, to, income, reserve, guaranteed, due, Math.Max(0, due - (earned - reserve)), rest[0], rest[1], rest[2]) { Segments = segments, Parts = Share(due, holders) };
    }

    /// <summary>
    /// The first day within a period on which another return begins. Whoever came after it has no part in what the phase before guaranteed, so that where stakes changed too, the period is distributed in two parts.
    /// </summary>
    private static DateOnly? Turn(ContractTerms terms, DateOnly from, DateOnly to)
    {
        var first = terms.At(from)!;
        return terms.Phases.Where(p => p.From > from && p.From <= to && (p.Kind, p.Rate, p.Above) != (first.Kind, first.Rate, first.Above)).Select(p => (DateOnly?)p.From).FirstOrDefault();
    }

    private static List<Segment> Divide(ContractTerms terms, List<Stake> all, DateOnly from, DateOnly to, long distributable)
    {
        var parts = terms.Phases.Where(p => p.From <= to && p.To >= from).Select(p => (Phase: p, From: p.From > from ? p.From : from, To: p.To < to ? p.To : to)).ToList();
        var earnings = LargestRemainder.Divide(distributable, [.. parts.Select(p => (double)DayCounts.Days(p.From, p.To))]);
        return [.. parts.Select((p, i) => Pay(terms, p.Phase, all, p.From, p.To, to, earnings[i]))];
    }

    /// <param name="last">The last day of the whole period.</param>
    private static Segment Pay(ContractTerms terms, Phase phase, List<Stake> all, DateOnly from, DateOnly to, DateOnly last, long earned)
    {
        var guaranteed = phase.Rate is { } rate ? (long)decimal.Round(YearsOf(terms, all, from, to, last).Sum(y => y.FenDays * rate / (100m * y.OfYear)), MidpointRounding.AwayFromZero) : 0;
        var pooled = (long)Math.Floor(earned * terms.Split!.Pooled / 100);
        var due = phase.Kind switch
        {
            ReturnKind.Fixed => guaranteed,
            ReturnKind.Floor => Math.Max(guaranteed, pooled),
            ReturnKind.Mixed => guaranteed + (long)Math.Floor(Math.Max(0, earned - guaranteed) * phase.Above!.Value / 100),
            _ => pooled,
        };
        var days = DayCounts.Days(from, to);
        var standing = (long)(all.Sum(s => (decimal)s.Fen * (terms.Base == ReturnBase.Agreed ? Held(s, last, last) * days : Held(s, from, to))) / days);
        return new(phase.Kind, from, to, standing, phase.Rate, guaranteed, earned, due);
    }

    // Numerators first and one division for each year of the calendar: a whole year at a rate is exact.
    private static IEnumerable<(decimal FenDays, int OfYear)> YearsOf(ContractTerms terms, List<Stake> all, DateOnly from, DateOnly to, DateOnly last) =>
        terms.Base == ReturnBase.Agreed
            ? terms.Days.Parts(from, to).Select(p => (all.Where(s => Held(s, last, last) > 0).Sum(s => (decimal)s.Fen) * p.Days, p.OfYear))
            : all.SelectMany(s => terms.Days.Parts(Later(s.On, from), Earlier(s.Last, to)).Select(p => (FenDays: (decimal)s.Fen * p.Days, p.OfYear))).GroupBy(p => p.OfYear).Select(g => (g.Sum(p => p.FenDays), g.Key));

    /// <summary>Holders in the order of their codes: villages, then bodies of the same place.</summary>
    private static List<(PlaceCode Place, Id<Organisation>? Organisation, long Fen, long Weight)> Weigh(ContractTerms terms, List<Stake> all, DateOnly from, DateOnly to) =>
        [.. all.GroupBy(s => (s.Place, s.Organisation)).OrderBy(g => g.Key.Place).ThenBy(g => g.Key.Organisation is not null).ThenBy(g => g.Key.Organisation?.Value)
            .Select(g => (g.Key.Place, g.Key.Organisation, g.Where(s => s.Last >= to).Sum(s => s.Fen), g.Sum(s => terms.Base == ReturnBase.Agreed ? s.Fen * Held(s, to, to) : s.Fen * Held(s, from, to)))).Where(h => h.Item4 > 0)];

    private static List<Part> Share(long due, List<(PlaceCode Place, Id<Organisation>? Organisation, long Fen, long Weight)> holders)
    {
        // Whole numbers below 2^53, so that nothing is lost on the way to the library.
        var parts = LargestRemainder.Divide(due, [.. holders.Select(h => (double)h.Weight)]);
        var total = holders.Aggregate((Int128)0, (sum, h) => sum + h.Weight);
        var ranks = new short[holders.Count];
        foreach (var (rank, at) in Enumerable.Range(0, holders.Count).OrderByDescending(i => due * (Int128)holders[i].Weight % total).ThenBy(i => i).Index())
        {
            ranks[at] = (short)(rank + 1);
        }
        return [.. holders.Select((h, i) => new Part(h.Place, h.Organisation, h.Fen, h.Weight, parts[i], ranks[i], parts[i] > (long)(due * (Int128)h.Weight / total)))];
    }

    private static int Held(Stake stake, DateOnly from, DateOnly to) => DayCounts.Days(Later(stake.On, from), Earlier(stake.Last, to));

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;

    private static DateOnly Earlier(DateOnly a, DateOnly b) => a < b ? a : b;
}

/// <summary>What each holder's part of a pool is, and who holds more than the law or the contract allows.</summary>
public static class Shares
{
    public sealed record Holder(PlaceCode Place, Id<Organisation>? Organisation, long Fen, decimal Percent);

    public static IReadOnlyList<Holder> On(IEnumerable<Stake> stakes, DateOnly day)
    {
        var all = stakes.Where(s => !s.TakenBack && s.On <= day && s.Last >= day).ToList();
        var total = all.Sum(s => (decimal)s.Fen);
        return [.. all.GroupBy(s => (s.Place, s.Organisation)).OrderBy(g => g.Key.Place).ThenBy(g => g.Key.Organisation is not null).ThenBy(g => g.Key.Organisation?.Value)
            .Select(g => new Holder(g.Key.Place, g.Key.Organisation, g.Sum(s => s.Fen), total == 0 ? 0 : 100m * g.Sum(s => s.Fen) / total))];
    }

    /// <summary>The most one village may hold, in percent, and whose rule that is (null: the contract's); null: no rule.</summary>
    public static (decimal Percent, EnclaveLimits.Limit? Law)? Most(ContractTerms terms, PlaceCode place, DateOnly on)
    {
        var law = EnclaveLimits.Shipped.MostShare(place, terms.Holding, on);
        return terms.MostShare is { } own && (law is null || own < law.Percent) ? (own, null) : law is null ? null : (law.Percent, law);
    }

    /// <summary>Villages above the cap; bodies that are no village are not members of a collective and have none.</summary>
    public static IReadOnlyList<Holder> Above(IReadOnlyList<Holder> holders, decimal most) => [.. holders.Where(h => h.Organisation is null && h.Percent > most)];
}
