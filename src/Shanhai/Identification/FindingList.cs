using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Shanhai.Places;

namespace Shanhai.Identification;

/// <summary>
/// The findings in force of one rule and period as they stood at one stamp, ascending by place, so that a subtree is a slice. What is long, the
/// sentences, is read for the rows that somebody looks at, and kept as long as there are not too many.
/// </summary>
public sealed class FindingList
{
    /// <summary><paramref name="Run"/> is a position in <see cref="Runs"/>.</summary>
    internal readonly record struct Entry(
        Id<Finding> Id, PlaceCode Place, int Run, Outcome Outcome, Stand Stand, Period Since, bool Uncertain, string? Severity, double? Margin);

    /// <summary>What is read only for rows that are shown.</summary>
    internal sealed record Said(decimal? Distance, string? Dimension, Both Reason);

    /// <summary>Where the places stand in a register, and the findings in the order of their names as they are read aloud.</summary>
    private sealed record Placed(Register Register, int[] At, int[] ByName)
    {
        public ConcurrentDictionary<(FindFindings.Cut Cut, string What), object?> Counted { get; } = new();
    }

    // What cannot be told stands at the low end.
    public const double Untold = -1e9;
    private const int MostSaid = 30_000, MostCounted = 5_000;

    public static readonly FindingList None = new(0, [], []);

    private readonly Entry[] _all;
    private readonly Lazy<int[]> _byMargin;
    private Said?[] _said;
    private int _kept;
    private volatile Placed? _placed;

    internal FindingList(long version, Entry[] all, ShowFinding.Made[] runs)
    {
        (Version, _all, Runs, _said) = (version, all, runs, new Said?[all.Length]);
        _byMargin = new(() => [.. Enumerable.Range(0, _all.Length).OrderBy(MarginOf)]);
    }

    public long Version { get; }

    public int Count => _all.Length;

    internal IReadOnlyList<ShowFinding.Made> Runs { get; }

    internal ref readonly Entry this[int i] => ref _all[i];

    /// <summary>The order by the distance to the line, then by code.</summary>
    internal int[] ByMargin => _byMargin.Value;

    internal double MarginOf(int i) => _all[i].Margin ?? Untold;

    /// <summary>Positions in the register, negative for a place it does not have; and the order of the names.</summary>
    internal (int[] At, int[] ByName) In(Register register)
    {
        var placed = Beside(register);
        return (placed.At, placed.ByName);
    }

    /// <summary>What there is of one sort in one cut of the list: a page of fifty asks it of twenty-five thousand, and the answer stays as long as list and register do.</summary>
    internal T Counted<T>(FindFindings.Cut cut, string what, Register register, Func<T> count)
    {
        var counted = Beside(register).Counted;
        if (counted.TryGetValue((cut, what), out var known))
        {
            return (T)known!;
        }
        var found = count();
        if (counted.Count < MostCounted)
        {
            counted[(cut, what)] = found;
        }
        return found;
    }

    private Placed Beside(Register register)
    {
        var placed = _placed;
        if (placed?.Register != register)
        {
            var at = Array.ConvertAll(_all, e => register.Find(e.Place));
            // Rank and place in the list as one number: what bears the same name keeps its order, whatever else is in the list.
            var order = new long[at.Length];
            for (var i = 0; i < order.Length; i++)
            {
                order[i] = (long)(at[i] < 0 ? int.MaxValue : register.RankOfName(at[i])) << 32 | (uint)i;
            }
            Array.Sort(order);
            _placed = placed = new(register, at, Array.ConvertAll(order, o => (int)(o & 0xFFFFFFFF)));
        }
        return placed;
    }

    /// <summary>The slices that a scope may see.</summary>
    internal (int First, int End)[] Slices(PlaceScope scope) => [.. scope.Roots.Select(r => (LowerBound(r.First.Value), LowerBound(r.Last.Value + 1)))];

    /// <summary>The sentences of these rows, which the caller has found to be in the reader's scope.</summary>
    internal async Task<IReadOnlyList<Said>> Words(IReadOnlyList<int> rows, Db db, CancellationToken ct)
    {
        var kept = _said;
        var lacking = rows.Where(i => kept[i] is null).ToDictionary(i => _all[i].Id);
        if (lacking.Count > 0 && Interlocked.Add(ref _kept, lacking.Count) > MostSaid)
        {
            var fresh = new Said?[kept.Length];
            rows.Where(i => kept[i] is not null).ToList().ForEach(i => fresh[i] = kept[i]);
            (_said, kept, _kept) = (fresh, fresh, 0);
        }
        foreach (var some in lacking.Keys.Chunk(500))
        {
            await foreach (var f in db.Findings.AsNoTracking().Where(f => some.Contains(f.Id)).Select(f => new { f.Id, f.Distance, f.Dimension, f.SaidZh, f.SaidEn })
                .AsAsyncEnumerable().WithCancellation(ct))
            {
                kept[lacking[f.Id]] = new(f.Distance, f.Dimension, new(f.SaidZh, f.SaidEn));
            }
        }
        return [.. rows.Select(i => kept[i]!)];
    }

    private int LowerBound(long code)
    {
        var (low, high) = (0, _all.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _all[middle].Place.Value < code ? (middle + 1, high) : (low, middle);
        }
        return low;
    }
}
