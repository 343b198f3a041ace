using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Shanhai.Host.Clocks;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Voices.Figures;

/// <summary>What the rows of a statistic are.</summary>
public enum StatisticsBy : short { Place, Unit, Kind, Category, Channel, Month }

/// <summary>A share with what it is made of. The words of its definition are <c>voices.rate.CODE</c>, <c>…-of</c> and <c>…-over</c>.</summary>
/// <param name="Hidden">Too few to be shown to everybody.</param>
public sealed record Rate(string Code, int? Numerator, int? Denominator, bool Hidden = false)
{
    public double? Share => Hidden || Denominator is null or 0 ? null : Math.Round(Numerator!.Value / (double)Denominator.Value, 4);
}

/// <summary>
/// How voices of a place and period were answered: by place, unit, kind, subject, channel or month, counted in the database within a reader's sight. Voices linked to another are counted once, with that other.
/// </summary>
public sealed record Statistics(PlaceCode Under, string UnderName, DateOnly From, DateOnly To, StatisticsBy By, IReadOnlyList<Statistics.Row> Rows, Statistics.Row Total)
{
    /// <summary>Some of what is counted was invented for a demonstration.</summary>
    public bool Simulated { get; init; }

    public const string Concluded = "concluded", OnTime = "on-time", Resolved = "resolved", Satisfied = "satisfied", Visited = "visited";

    /// <summary>In the order in which they are shown.</summary>
    public static readonly IReadOnlyList<string> Codes = [Concluded, OnTime, Resolved, Satisfied, Visited];

    /// <param name="Received">Null: too few to be shown to everybody.</param>
    public sealed record Row(string Key, Both Name, int? Received, IReadOnlyList<Rate> Rates)
    {
        public Rate this[string code] => Rates.First(r => r.Code == code);
    }

    /// <summary>What one group counts; its parts come from three queries.</summary>
    internal sealed record Counts
    {
        public int Received { get; init; }
        public int Concluded { get; init; }
        public int Due { get; init; }
        public int OnTime { get; init; }
        public int Ended { get; init; }
        public int Said { get; init; }
        public int Settled { get; init; }
        public int Rated { get; init; }
        public int Satisfied { get; init; }
        public int Visited { get; init; }

        public static Counts operator +(Counts a, Counts b) => new()
        {
            Received = a.Received + b.Received, Concluded = a.Concluded + b.Concluded, Due = a.Due + b.Due, OnTime = a.OnTime + b.OnTime, Ended = a.Ended + b.Ended, Said = a.Said + b.Said,
            Settled = a.Settled + b.Settled, Rated = a.Rated + b.Rated, Satisfied = a.Satisfied + b.Satisfied, Visited = a.Visited + b.Visited,
        };

        public Row Of(string key, Both name) => new(key, name, Received,
        [
            new(Statistics.Concluded, Concluded, Received), new(Statistics.OnTime, OnTime, Due), new(Resolved, Settled, Said), new(Statistics.Satisfied, Satisfied, Rated), new(Statistics.Visited, Visited, Ended),
        ]);
    }

    private sealed class Timed
    {
        public required Voice Voice { get; init; }
        public required Clock Clock { get; init; }
    }

    /// <param name="voices">What the reader may count: from <see cref="Sight"/>.</param>
    internal static async Task<Statistics> Of(
        IQueryable<Voice> voices, StatisticsBy by, PlaceCode under, DateOnly from, DateOnly to, VoiceKind? kind, Register register, OrganisationTree tree, VoiceCatalogue catalogue, Db db, DateOnly today, CancellationToken ct)
    {
        var (first, last) = (ChinaDay.StartOf(from).ToUniversalTime(), ChinaDay.EndOf(to).ToUniversalTime());
        voices = voices.Where(v => v.State != VoiceState.Linked && v.Place >= under.First && v.Place <= under.Last);
        voices = kind is { } one ? voices.Where(v => v.Kind == one) : voices;
        var received = voices.Where(v => v.ReceivedAt >= first && v.ReceivedAt < last);
        var ended = voices.Where(v => v.EndedAt >= first && v.EndedAt < last);
        var over = to < today ? to : today.AddDays(-1);
        var timed = voices.Join(db.Clocks.Where(c => c.SubjectKind == VoicesModule.Subject && !c.Right && !c.Waits && c.PausedOn == null && c.DueOn >= from && c.DueOn <= over),
            v => (Guid)(object)v.Id, c => c.Subject, (v, c) => new Timed { Voice = v, Clock = c });
        var groups = by switch
        {
            StatisticsBy.Place => await Grouped(received, ended, timed, v => v.Place, v => v.Place, t => t.Voice.Place, k => Child(k, under).ToString(), ct),
            StatisticsBy.Unit => await Grouped(received, ended, timed, v => (Guid?)(object?)v.Holder, v => (Guid?)(object?)v.Holder, t => t.Clock.Body, k => k is { } body ? (tree.Successor(new(body))?.Id ?? new(body)).ToString() : "", ct),
            StatisticsBy.Kind => await Grouped(received, ended, timed, v => v.Kind, v => v.Kind, t => t.Voice.Kind, k => k.ToString(), ct),
            StatisticsBy.Category => await Grouped(received, ended, timed, v => v.Category, v => v.Category, t => t.Voice.Category, k => k, ct),
            StatisticsBy.Channel => await Grouped(received, ended, timed, v => v.Channel, v => v.Channel, t => t.Voice.Channel, k => k.ToString(), ct),
            _ => await Grouped(received, ended, timed, MonthOf(v => v.ReceivedAt, from, to), MonthOf(v => v.EndedAt, from, to), t => t.Clock.DueOn.Year * 12 + t.Clock.DueOn.Month - 1, k => $"{k / 12:0000}-{k % 12 + 1:00}", ct),
        };
        var rows = groups.Select(g => g.Value.Of(g.Key, NameOf(by, g.Key, register, tree, catalogue)));
        rows = by is StatisticsBy.Place or StatisticsBy.Month ? rows.OrderBy(r => r.Key, StringComparer.Ordinal) : rows.OrderByDescending(r => r.Received).ThenBy(r => r.Key, StringComparer.Ordinal);
        var total = groups.Values.Aggregate(new Counts(), (a, b) => a + b).Of("total", Host.Web.Words.All["voices.figures.total"]);
        return new(under, NameOf(register, under).Zh, from, to, by, [.. rows], total) { Simulated = await received.AnyAsync(v => v.Text.StartsWith(Voice.SimulatedMark), ct) };
    }

    private static async Task<Dictionary<string, Counts>> Grouped<TKey>(
        IQueryable<Voice> received, IQueryable<Voice> ended, IQueryable<Timed> timed, Expression<Func<Voice, TKey>> key, Expression<Func<Voice, TKey>> keyOfEnd, Expression<Func<Timed, TKey>> keyOfClock,
        Func<TKey, string> name, CancellationToken ct)
    {
        var groups = new Dictionary<string, Counts>();
        void Add(TKey of, Counts counts) => groups[name(of)] = groups.GetValueOrDefault(name(of), new()) + counts;
        foreach (var g in await received.GroupBy(key).Select(g => new { g.Key, All = g.Count(), Concluded = g.Count(v => v.EndedAt != null) }).ToListAsync(ct))
        {
            Add(g.Key, new() { Received = g.All, Concluded = g.Concluded });
        }
        foreach (var g in await timed.GroupBy(keyOfClock).Select(g => new { g.Key, All = g.Count(), OnTime = g.Count(t => t.Clock.StoppedOn != null && t.Clock.StoppedOn <= t.Clock.DueOn) }).ToListAsync(ct))
        {
            Add(g.Key, new() { Due = g.All, OnTime = g.OnTime });
        }
        foreach (var g in await ended.GroupBy(keyOfEnd).Select(g => new
        {
            g.Key, All = g.Count(), Said = g.Count(v => v.Settled != null), Settled = g.Count(v => v.Settled == true), Rated = g.Count(v => v.Rating != null), Satisfied = g.Count(v => v.Rating >= 4),
            Visited = g.Count(v => v.FollowedUpAt != null),
        }).ToListAsync(ct))
        {
            Add(g.Key, new() { Ended = g.All, Said = g.Said, Settled = g.Settled, Rated = g.Rated, Satisfied = g.Satisfied, Visited = g.Visited });
        }
        return groups;
    }

    // The month in China as a choice between the moments at which months begin: neither database knows the other's way of asking a moment for its month elsewhere.
    private static Expression<Func<Voice, int>> MonthOf(Expression<Func<Voice, DateTimeOffset?>> moment, DateOnly from, DateOnly to)
    {
        static int Number(DateOnly day) => day.Year * 12 + day.Month - 1;
        Expression month = Expression.Constant(Number(from));
        for (var begins = new DateOnly(from.Year, from.Month, 1).AddMonths(1); begins <= to; begins = begins.AddMonths(1))
        {
            var at = Expression.Constant(ChinaDay.StartOf(begins).ToUniversalTime(), typeof(DateTimeOffset?));
            month = Expression.Condition(Expression.GreaterThanOrEqual(moment.Body, at), Expression.Constant(Number(begins)), month);
        }
        return Expression.Lambda<Func<Voice, int>>(month, moment.Parameters);
    }

    private static PlaceCode Child(PlaceCode place, PlaceCode under) => under.Level == Level.Village ? place : place.At(under.Level + 1);

    private static Both NameOf(StatisticsBy by, string key, Register register, OrganisationTree tree, VoiceCatalogue catalogue) => by switch
    {
        StatisticsBy.Place => NameOf(register, PlaceCode.Parse(key, null)),
        StatisticsBy.Unit => Id<Organisation>.TryParse(key, null, out var body) && tree.Find(body) is { } known ? new(known.Name, known.Name) : Host.Web.Words.All["voices.figures.no-unit"],
        StatisticsBy.Kind => Host.Web.Words.All["voice.kind." + key],
        StatisticsBy.Category => catalogue.Category(key)?.Name ?? new(key, key),
        StatisticsBy.Channel => Host.Web.Words.All["voice.channel." + key],
        _ => new(key, key),
    };

    internal static Both NameOf(Register register, PlaceCode place) =>
        place == PlaceCode.Nation ? Host.Web.Words.All["voices.figures.everywhere"] : register.Find(place) is >= 0 and var at ? new(register.Name(at), register.Name(at)) : new(place.ToString(), place.ToString());
}
