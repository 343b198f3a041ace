using System.Collections.Concurrent;
using Shanhai.Host.Tables;
using Shanhai.Organisations;
using Shanhai.Places;

namespace Shanhai.Voices.Figures;

/// <summary>
/// The statistics of a place and period. Officials who see voices: of those they may see, accusations of the bodies that hold them included for nobody else. Everybody: suggestions and
/// appeals alone, without small counts.
/// </summary>
public sealed record FindStatistics
{
    private const int MostDays = 1_900;

    public StatisticsBy? By { get; init; }
    public PlaceCode? Under { get; init; }

    /// <summary>Days in China, both included; this year where nothing is said.</summary>
    public DateOnly? From { get; init; }
    public DateOnly? To { get; init; }
    public VoiceKind? Kind { get; init; }

    public sealed record With(CurrentRegister Places, CurrentTree Trees, VoiceCatalogue Catalogue, Db Db, TimeProvider Clock);

    public static async Task<Result<Statistics>> Handle([AsParameters] FindStatistics input, [AsParameters] With with, Actor actor, CancellationToken ct)
    {
        var (from, to) = input.Days(with.Clock);
        if ((actor.Refuses(VoicesModule.View) ?? Shape(from, to).Refusal) is { } no)
        {
            return no;
        }
        var (register, tree) = (await with.Places.Read(with.Db, ct), await with.Trees.Read(with.Db, ct));
        var sight = Sight.Of(actor, tree, VoicesModule.View);
        var under = input.Under ?? (sight.Area.Roots.Count > 0 ? PlaceCode.Around(sight.Area.Roots) : PlaceCode.Around(actor.Holdings.Select(h => h.Place)));
        return await Statistics.Of(sight.Voices(with.Db), input.By ?? StatisticsBy.Place, under, from, to, input.Kind, register, tree, with.Catalogue, with.Db, ChinaDay.Today(with.Clock), ct);
    }

    /// <summary>What everybody may read of it: whole years, all kinds but accusations together.</summary>
    public static async Task<Result<Statistics>> Public([AsParameters] FindStatistics input, [AsParameters] With with, PublicStatistics kept, SmallCounts small, Actor actor, CancellationToken ct)
    {
        var ((from, to), today) = (input.Days(with.Clock), ChinaDay.Today(with.Clock));
        var errors = Shape(from, to);
        // Two answers for nearly the same days, or for all and for one kind, would tell by subtraction what each of them hides.
        if (from.DayOfYear != 1 || to != (from.Year == today.Year ? today : new(from.Year, 12, 31)))
        {
            errors.Add("from", "voices.figures.whole-years");
        }
        if (input.Kind is not null)
        {
            errors.Add("kind", "voices.figures.public-kinds");
        }
        if ((actor.Refuses(VoicesModule.Follow) ?? errors.Refusal) is { } no)
        {
            return no;
        }
        var (register, tree) = (await with.Places.Read(with.Db, ct), await with.Trees.Read(with.Db, ct));
        var under = input.Under ?? PlaceCode.Around(tree.All.Where(b => b.Kind == OrganisationKind.PetitionOffice && b.Closed is null).Select(b => b.Place));
        var by = input.By is null or StatisticsBy.Unit ? StatisticsBy.Place : input.By.Value;
        return await kept.Read((by, under, from, to), async () =>
            small.Public(await Statistics.Of(Sight.Countable(with.Db), by, under, from, to, null, register, tree, with.Catalogue, with.Db, today, ct)));
    }

    public static async Task<IResult> Export([AsParameters] FindStatistics input, string? format, [AsParameters] With with, View view, CancellationToken ct)
    {
        var found = await Handle(input, with, view.Actor, ct);
        if (found.Problem is { } problem)
        {
            return (Result<object>)problem;
        }
        var of = found.Value;
        var titles = new List<TableColumn> { new(view.Say("voices.figures.by-" + of.By)), new(view.Say("voices.figures.received")) };
        titles.AddRange(Statistics.Codes.SelectMany(c => new TableColumn[] { new(view.Say("voices.rate." + c)), new(view.Say("voices.rate." + c + "-of"), 24), new(view.Say("voices.rate." + c + "-over"), 24) }));
        object?[][] marked = of.Simulated ? [[view.Say("voices.figures.simulated")]] : [];
        var rows = of.Rows.Append(of.Total).Select(r => new object?[] { view.Say(r.Name), r.Received }.Concat(r.Rates.SelectMany(x => new object?[] { x.Share, x.Numerator, x.Denominator })).ToArray()).Concat(marked);
        var name = $"voices-{of.Under}-{of.From:yyyyMMdd}-{of.To:yyyyMMdd}-{of.By}".ToLowerInvariant();
        return TableFile.Of(view, format ?? TableFile.Workbook, of.UnderName, titles, rows.ToAsyncEnumerable(), name);
    }

    internal (DateOnly From, DateOnly To) Days(TimeProvider clock)
    {
        var today = ChinaDay.Today(clock);
        var to = To ?? (From is { } begun && begun.Year < today.Year ? new(begun.Year, 12, 31) : today);
        return (From ?? new(to.Year, 1, 1), to);
    }

    private static Errors Shape(DateOnly from, DateOnly to)
    {
        var errors = new Errors();
        return to < from ? errors.Add("to", "voices.figures.days-crossed")
            : to.DayNumber - from.DayNumber > MostDays ? errors.Add("from", "voices.figures.days-too-many", MostDays) : errors;
    }
}

/// <summary>What everybody asks is counted once in ten minutes, whoever asks.</summary>
public sealed class PublicStatistics(TimeProvider clock)
{
    private const int Most = 500;

    private readonly ConcurrentDictionary<object, (DateTimeOffset At, Lazy<Task<Statistics>> Of)> _kept = new();

    public async Task<Statistics> Read(object asked, Func<Task<Statistics>> count)
    {
        var now = clock.GetUtcNow();
        if (_kept.Count > Most)
        {
            _kept.Clear();
        }
        var kept = _kept.AddOrUpdate(asked, _ => (now, new(count)), (_, old) => now - old.At < TimeSpan.FromMinutes(10) && !old.Of.Value.IsFaulted && !old.Of.Value.IsCanceled ? old : (now, new(count)));
        return await kept.Of.Value;
    }
}
