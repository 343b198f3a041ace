using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace Shanhai.Host;

/// <summary>Places that ended with a change of the register, each with the new ones that were made of it alone: one where it only took another code, several where it was divided.</summary>
public sealed record PlaceHeirs(IReadOnlyList<(PlaceCode From, PlaceCode To)> Pairs, DateOnly On, DateTimeOffset RecordedAt)
{
    /// <summary>Those that only took another code.</summary>
    public IReadOnlyDictionary<PlaceCode, PlaceCode> Renumbered { get; } = Pairs.GroupBy(p => p.From).Where(g => g.Count() == 1).ToDictionary(g => g.Key, g => g.Single().To);
}

/// <summary>
/// What stands on places in a capability's tables, counted before the register changes: "figures: 12". The title is a key of Words.json.
/// A change of the register that opened a place cannot be undone while anything stands on it but what came along with the change.
/// </summary>
public sealed record PlaceUse(string TitleKey, Func<Db, IReadOnlyCollection<PlaceCode>, CancellationToken, Task<long>> Number)
{
    private const int AtOnce = 500;

    public sealed record Count(string TitleKey, long Number);

    /// <summary>
    /// Takes it along to the heirs, in the transaction of the change, and answers how many rows that were. Null: it stays under the old code, because it tells of
    /// a time before, or because whoever reads it looks for what the place became.
    /// </summary>
    public Func<PlaceHeirs, Db, TimeProvider, CancellationToken, Task<int>>? Follow { get; init; }

    /// <summary>Brings back what was taken along when the change is undone, in the transaction of that.</summary>
    public Func<PlaceHeirs, Db, CancellationToken, Task<int>>? Return { get; init; }

    /// <summary>
    /// Rows of one place each, which they keep for good: where it only took another code they are of that one from then on. Where it was divided or joined with others
    /// they stay, and people decide. <paramref name="made"/> tells those of before from those that were made under the new code; null: these go back too, as nothing was decided of the new place by them.
    /// </summary>
    public static PlaceUse Moving<T>(string titleKey, Func<Db, IQueryable<T>> rows, Expression<Func<T, PlaceCode>> place, Expression<Func<T, DateTimeOffset>>? made) where T : class =>
        new(titleKey, (db, places, ct) => rows(db).Select(place).LongCountAsync(p => places.Contains(p), ct))
        {
            Follow = (heirs, db, _, ct) => Move(rows(db), place, heirs.Renumbered, ct),
            Return = (heirs, db, ct) => Move(made is null ? rows(db) : rows(db).Where(Compare(made, Expression.LessThan, heirs.RecordedAt)), place, heirs.Renumbered.ToDictionary(h => h.Value, h => h.Key), ct),
        };

    /// <summary>Those that are not zero.</summary>
    public static async Task<IReadOnlyList<Count>> CountAll(IEnumerable<PlaceUse> uses, Db db, IReadOnlyCollection<PlaceCode> places, CancellationToken ct)
    {
        var counts = new List<Count>();
        foreach (var use in uses)
        {
            var number = 0L;
            foreach (var some in places.Chunk(AtOnce))
            {
                number += await use.Number(db, some, ct);
            }
            if (number > 0)
            {
                counts.Add(new(use.TitleKey, number));
            }
        }
        return counts;
    }

    /// <summary>How many rows of which use went along, without those of which none did.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> FollowAll(IEnumerable<PlaceUse> uses, PlaceHeirs heirs, Db db, TimeProvider clock, CancellationToken ct)
    {
        var along = new Dictionary<string, int>();
        foreach (var use in uses.Where(u => u.Follow is not null))
        {
            if (await use.Follow!(heirs, db, clock, ct) is > 0 and var rows)
            {
                along[use.TitleKey] = rows;
            }
        }
        return along;
    }

    /// <summary>How many rows of which use came back.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> ReturnAll(IEnumerable<PlaceUse> uses, PlaceHeirs heirs, Db db, CancellationToken ct)
    {
        var back = new Dictionary<string, int>();
        foreach (var use in uses.Where(u => u.Return is not null))
        {
            if (await use.Return!(heirs, db, ct) is > 0 and var rows)
            {
                back[use.TitleKey] = rows;
            }
        }
        return back;
    }

    private static async Task<int> Move<T>(IQueryable<T> rows, Expression<Func<T, PlaceCode>> place, IReadOnlyDictionary<PlaceCode, PlaceCode> codes, CancellationToken ct) where T : class
    {
        var moved = 0;
        foreach (var some in codes.Keys.Chunk(AtOnce))
        {
            foreach (var code in await rows.Select(place).Where(p => some.Contains(p)).Distinct().ToListAsync(ct))
            {
                var heir = codes[code];
                moved += await rows.Where(Compare(place, Expression.Equal, code)).ExecuteUpdateAsync(u => u.SetProperty(place, heir), ct);
            }
        }
        return moved;
    }

    private sealed record Asked<TValue>(TValue Value);

    // The value is a property of an object, so that it becomes a parameter and one plan serves every value.
    private static Expression<Func<T, bool>> Compare<T, TValue>(Expression<Func<T, TValue>> column, Func<Expression, Expression, BinaryExpression> how, TValue value) =>
        Expression.Lambda<Func<T, bool>>(how(column.Body, Expression.Property(Expression.Constant(new Asked<TValue>(value)), nameof(Asked<TValue>.Value))), column.Parameters);
}
